"""Draw how confidence and precision go together, from the figures kept beside the weights.

python -m training.reliability citeweave_nlp/models/shipped/training.json OUT.svg
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

SIDE = 320
EDGE = 48
INK, LINE, FILL = "#222222", "#888888", "#2b6cb0"


def place(share: float, *, up: bool) -> float:
    """Give where a share lies on the picture, from the left or from below."""
    return EDGE + (1 - share if up else share) * SIDE


def drawing(bands: list[tuple[float, float, int]]) -> str:
    """Give the picture: a point for each tenth of confidence, as large as its count."""
    size = SIDE + 2 * EDGE
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" '
            f'font-family="sans-serif" font-size="12" fill="{INK}">'
        ),
        "<title>Of the concepts with a confidence, the share that is right</title>",
        f'<rect width="{size}" height="{size}" fill="#ffffff"/>',
    ]
    for tenth in range(0, 11, 2):
        share = tenth / 10
        across, up = place(share, up=False), place(share, up=True)
        parts += [
            (
                f'<path d="M{across} {EDGE}V{EDGE + SIDE}M{EDGE} {up}H{EDGE + SIDE}" '
                f'stroke="#dddddd" fill="none"/>'
            ),
            f'<text x="{across}" y="{EDGE + SIDE + 18}" text-anchor="middle">{share:.1f}</text>',
            f'<text x="{EDGE - 8}" y="{up + 4}" text-anchor="end">{share:.1f}</text>',
        ]
    parts.append(
        f'<path d="M{EDGE} {EDGE + SIDE}L{EDGE + SIDE} {EDGE}" stroke="{LINE}" '
        'stroke-dasharray="4 4" fill="none"/>'
    )
    most = max(count for *_, count in bands)
    line = "L".join(f"{place(s, up=False):.1f} {place(r, up=True):.1f}" for s, r, _ in bands)
    parts.append(f'<path d="M{line}" stroke="{FILL}" stroke-width="1.5" fill="none"/>')
    for sure, right, count in bands:
        across, up = place(sure, up=False), place(right, up=True)
        radius = 3 + 9 * (count / most) ** 0.5
        parts.append(
            f'<circle cx="{across:.1f}" cy="{up:.1f}" r="{radius:.1f}" fill="{FILL}" '
            f'fill-opacity="0.75"><title>{count} concepts: {sure:.2f} said, {right:.2f} right'
            "</title></circle>"
        )
    middle = EDGE + SIDE / 2
    parts += [
        f'<text x="{middle}" y="{size - 8}" text-anchor="middle">confidence</text>',
        (
            f'<text x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">'
            "share that is right</text>"
        ),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def main() -> None:
    """Draw."""
    facts = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    bands = [(float(sure), float(right), int(count)) for sure, right, count in facts["bands"]]
    Path(sys.argv[2]).write_text(drawing(bands), encoding="utf-8")


if __name__ == "__main__":
    main()
