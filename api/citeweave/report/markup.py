"""The few forms of HTML that the report has; whatever they are given is text."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence

from citeweave.plotting.style import legible

__all__ = ["document", "figure", "heading", "number", "paragraph", "parameters", "table"]

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff;
  max-width: 54rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2 { line-height: 1.2; }
h2 { margin-top: 3rem; border-top: 1px solid #ccc; padding-top: 1rem; }
figure { margin: 1rem 0; }
figure svg { width: 100%; height: auto; }
figcaption, .how { color: #555; font-size: .875rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #ddd;
  vertical-align: top; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
@media print { h2 { break-after: avoid; } figure, tr { break-inside: avoid; } }
"""
_CELL = 160


def document(title: str, parts: Iterable[str]) -> str:
    """Give a whole page; its policy lets nothing be loaded or run."""
    body = "\n".join(parts)
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{body}\n</main>\n</body>\n</html>\n"
    )


def heading(text: str, level: int = 2) -> str:
    """Give a heading."""
    return f"<h{level}>{_text(text)}</h{level}>"


def paragraph(text: str) -> str:
    """Give a paragraph."""
    return f"<p>{_text(text, 10_000)}</p>"


def figure(picture: str, caption: str) -> str:
    """Give a picture, which is markup, with its caption."""
    return f"<figure>{picture}<figcaption>{_text(caption, 1000)}</figcaption></figure>"


def parameters(values: Mapping[str, object]) -> str:
    """Say how something was computed."""
    said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in values.items())
    return f'<p class="how">Computed with: {_text(said, 2000)}.</p>'


def number(value: float) -> str:
    """Give a number as it is read best.

    >>> number(1234), number(0.12345), number(12.345), number(0.0)
    ('1,234', '0.123', '12.3', '0')
    """
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.3g}"


def table(columns: Sequence[str], rows: Iterable[Sequence[str | float]]) -> str:
    """Give a table; cells that are numbers stand to the right.

    >>> table(["name", "n"], [["<b>", 1]]).splitlines()[-2]
    '<tbody><tr><td>&lt;b&gt;</td><td class="number">1</td></tr></tbody>'
    """
    found = list(rows)
    right = [not isinstance(cell, str) for cell in found[0]] if found else [False] * len(columns)
    mark = {True: ' class="number"', False: ""}
    head = "".join(
        f"<th{mark[there]}>{_text(one)}</th>" for one, there in zip(columns, right, strict=True)
    )
    lines = [
        "<tr>"
        + "".join(
            f"<td>{_text(cell)}</td>"
            if isinstance(cell, str)
            else f'<td class="number">{number(cell)}</td>'
            for cell in row
        )
        + "</tr>"
        for row in found
    ]
    body = "\n".join(lines)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody>\n</table>"


def _text(text: str, most: int = _CELL) -> str:
    return html.escape(legible(text, most), quote=True)
