"""Documents that could drift from what they describe."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from citeweave.command.reference import reference

ROOT = Path(__file__).resolve().parents[1]


def settled(text: str) -> str:
    """Give a session without what differs from run to run."""
    text = re.sub(r"\d+\.\d s\b", "N s", text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def test_the_readme_session_is_what_the_demo_prints(tmp_path):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    done = subprocess.run(
        [sys.executable, "examples/demo.py"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = re.search(r"<!-- session -->\n```text\n(.*?)```\n<!-- /session -->", readme, re.DOTALL)
    assert shown, "README.md has no session"
    assert settled(shown.group(1)) == settled(done.stdout), (
        "README.md shows an old session; put the output of `make demo` in its place"
    )


def test_the_command_guide_is_the_commands_help():
    assert (ROOT / "docs" / "command.md").read_text("utf-8") == reference(), (
        "run: python -m citeweave.command.reference > docs/command.md"
    )


def test_the_map_in_the_readme_names_every_room():
    readme = (ROOT / "README.md").read_text("utf-8")
    rooms = re.findall(r"^\| `([^`]+)` \|", readme, re.MULTILINE)
    assert all((ROOT / room).is_dir() for room in rooms)
    hidden = {"site", "dist", "build"}
    tops = {one.name for one in ROOT.iterdir() if one.is_dir() and one.name[0] not in "._"} - hidden
    assert tops <= {room.partition("/")[0] for room in rooms}
