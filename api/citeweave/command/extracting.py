"""`citeweave extract` and `citeweave eval`: extraction without a graph."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from citeweave.command.exits import FOUND_WRONG, reporting
from citeweave.command.options import Json, Workers
from citeweave.command.output import bar, print_json, results, warn
from citeweave.files import replacing
from citeweave_schema import Paper, to_json
from citeweave_schema.errors import RecordError, SourceError, UsageError

if TYPE_CHECKING:
    from citeweave_nlp import Extractor

__all__ = ["evaluate", "extract"]

_LINE_LIMIT = 16 * 1024 * 1024


@reporting
def extract(
    source: Annotated[Path, typer.Option("--in", metavar="FILE", help="Papers as JSON lines.")],
    target: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write.")],
    workers: Workers = 1,
    pipeline: Annotated[
        str, typer.Option("--pipeline", metavar="shipped|light|PATH", help="What extracts.")
    ] = "shipped",
    terms: Annotated[
        Path | None, typer.Option("--terms", metavar="FILE", help="Your own names; always win.")
    ] = None,
) -> int:
    """Extract entities from papers, one JSON line each, in the same order.

    What was found can be built into a graph by `citeweave build --mentions`.

    Example: citeweave extract --in papers.jsonl --out entities.jsonl
    """
    from citeweave_nlp import load, load_terms  # noqa: PLC0415  # spaCy takes a second to load

    extractor = load(pipeline, terms=load_terms(terms) if terms else None)
    refused: list[str] = []
    try:
        with source.open("rb") as file, replacing(target) as out, bar() as progress:
            progress.begin(str(source))
            for row in _extracted(extractor, _papers(source, file, refused), workers):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
                progress.advance(1)
    except OSError as problem:
        raise SourceError(f"{problem.filename or source}: {problem.strerror}") from problem
    for reason in refused:
        warn(f"refused: {reason}")
    return FOUND_WRONG if refused else 0


@reporting
def evaluate(
    gold: Annotated[Path, typer.Option("--gold", metavar="FILE", help="Annotated papers.")],
    pred: Annotated[Path, typer.Option("--pred", metavar="FILE", help="What was extracted.")],
    as_json: Json = False,
) -> None:
    """Score extracted entities against annotated ones, as the annotation guideline defines it.

    Example: citeweave eval --gold nlp/gold/dev.jsonl --pred entities.jsonl
    """
    from citeweave_nlp.evaluation import evaluate as score  # noqa: PLC0415  # as above

    figures = score(_rows(gold), _rows(pred))
    if as_json:
        print_json(figures)
        return
    table = Table(box=None)
    columns = ("precision", "recall", "f1", "relaxed_f1", "gold", "predicted")
    for column in ("type", *columns):
        table.add_column(column, justify="left" if column == "type" else "right")
    for name, value in figures.items():
        if isinstance(value, dict):
            table.add_row(name, *(_shown(value[column]) for column in columns))
    results.print(table)
    for name in ("role_accuracy", "alias_precision"):
        results.print(f"{name} {figures[name]:.3f}")


def _shown(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _papers(
    source: Path, file: Iterable[bytes], refused: list[str]
) -> Iterator[tuple[object, str, str | None]]:
    """Give id, title and abstract of each line; lines that have none are refused and told."""
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            yield _paper(line)
        except (RecordError, ValueError, RecursionError) as problem:
            refused.append(f"{source}:{number}: {problem}")


def _paper(line: bytes) -> tuple[object, str, str | None]:
    if len(line) > _LINE_LIMIT:
        raise RecordError(f"a line of {len(line):,} bytes; at most {_LINE_LIMIT:,} are taken")
    row = json.loads(line.decode("utf-8-sig"))
    if not isinstance(row, dict) or not isinstance(row.get("title"), str):
        raise RecordError('expected {"id": "…", "title": "…", "abstract": "…"}')
    abstract = row.get("abstract")
    if abstract is not None and not isinstance(abstract, str):
        raise RecordError("the abstract must be a text or null")
    Paper(title=row["title"], abstract=abstract or None)
    return row.get("id"), row["title"], abstract or None


def _extracted(
    extractor: Extractor, papers: Iterable[tuple[object, str, str | None]], workers: int
) -> Iterator[dict[str, Any]]:
    ids: deque[object] = deque()

    def texts() -> Iterator[tuple[str, str | None]]:
        for one, title, abstract in papers:
            ids.append(one)
            yield title, abstract

    for extraction in extractor.extract(texts(), workers=workers):
        yield {
            "id": ids.popleft(),
            "text": extraction.text_hash,
            "language": extraction.language,
            "extractor": extraction.extractor,
            "entities": list(map(to_json, extraction.entities)),
            "relations": list(map(to_json, extraction.relations)),
        }


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as file:
            return [_row(path, number, line) for number, line in enumerate(file, 1) if line.strip()]
    except (OSError, UnicodeDecodeError) as problem:
        raise SourceError(f"{path}: cannot be read: {problem}") from problem


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as problem:
        raise UsageError(f"{path}:{number}: not a line of JSON: {problem}") from problem
    if not isinstance(row, dict) or not isinstance(row.get("entities"), list) or "id" not in row:
        raise UsageError(f'{path}:{number}: expected {{"id": "…", "entities": […]}}')
    return row
