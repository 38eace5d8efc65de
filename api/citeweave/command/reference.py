"""The command's guide, `docs/command.md`, made from the commands' own help.

`python -m citeweave.command.reference > docs/command.md`; a test compares the two.
"""

from __future__ import annotations

import sys
from typing import Any

import typer

from citeweave.command.app import app

__all__ = ["reference"]

_INTRODUCTION = """\
# The command

Made from the commands' own help by `python -m citeweave.command.reference`.

`CITEWEAVE_GRAPH` is the graph of every command that is given no `--graph`. Results go to standard
output, everything else to standard error; `--json` prints one line for machines, last. Colours and
progress bars appear on terminals only. `citeweave --install-completion` teaches your shell the
commands.

## Exit codes

| code | meaning |
|---|---|
| 0 | done |
| 1 | done, but something was refused, found wrong (`check`), or answered with errors (`ask`) |
| 2 | bad usage, no source readable at all, not a graph of ours, a graph from a newer version |
| 3 | the store (disk full, read-only, another writer) or the live source is unavailable; nothing \
is half written |
| 130 | interrupted; run the same command again to go on |

## What `build --json` prints

| key | meaning |
|---|---|
| `papers_read` | records that the readers gave; of an unchanged source, those it gave when built |
| `papers_new` | papers that this run added to the graph |
| `papers_updated` | papers that were there and say something else now |
| `papers_merged` | records of this run that turned out to be a paper already there |
| `papers_total` | papers with text in the graph |
| `refused` | records that could not be taken; `--report FILE` says which and why |
| `concepts`, `mentions` | totals in the graph after the run |
| `seconds` | how long the run took |
| `graph_version` | grows by one with each run that changed something |
| `sources_unreadable` | files not read, or not to their end; the rest was built |

## What `fetch --json` prints

| key | meaning |
|---|---|
| `service`, `out` | who was asked, and the file that was written |
| `records` | records in the file |
| `total` | how many match the search, as the service says; null when it does not |
| `complete` | false when `--limit` or the service cut the search short |
| `missing` | identifiers that were asked for and that the service does not have |
| `requests`, `from_cache` | answers that came from the service, and from an earlier run |
| `seconds` | how long the run took |
"""


def reference() -> str:
    """Give the guide as Markdown."""
    group = typer.main.get_command(app)
    return "\n".join([_INTRODUCTION, *_sections(group, "citeweave")])


def _sections(command: Any, name: str) -> list[str]:  # noqa: ANN401  # a click command
    inner = getattr(command, "commands", None)
    if inner:
        return [part for child in inner for part in _sections(inner[child], f"{name} {child}")]
    context = typer.Context(command, info_name=name)
    context.terminal_width = 100
    text = command.get_help(context)
    return [f"## {name}\n\n```text\n{text.strip()}\n```\n"]


if __name__ == "__main__":
    sys.stdout.write(reference())
