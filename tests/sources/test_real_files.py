"""Every real file in `real/` is read, and docs/formats.md says what came of it.

`python tests/sources/test_real_files.py` writes the generated parts of docs/formats.md anew.
"""

from __future__ import annotations

import bz2
import gzip
import importlib
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard

from citeweave_schema import Paper
from citeweave_schema.errors import SourceError
from citeweave_sources import READERS, open_source

ROOT = Path(__file__).resolve().parents[2]
REAL = Path(__file__).resolve().parent / "real"
DOCS = ROOT / "docs" / "formats.md"
BY_HAND = ("listing", "jsonl")
"""Formats that docs/formats.md describes at length, without their module's help."""
SHOWN = 3


def files() -> Iterator[tuple[str, Path]]:
    """Give each file with the name of its format."""
    for path in sorted((ROOT / "examples" / "listings").iterdir()):
        yield "listing", path
    for form in READERS:
        for path in sorted((REAL / form).glob("**/*")):
            if path.is_file() and path.suffix != ".md" and not path.name.startswith("LICENSE"):
                yield form, path


def outcome(path: Path) -> str:
    """Give what came of a file as cells of the table."""
    papers: list[Paper] = []
    reasons: Counter[str] = Counter()
    try:
        for one in open_source(str(path)).read():
            if isinstance(one, Paper):
                papers.append(one)
            else:
                reasons[in_short(one.reason)] += 1
    except SourceError as problem:
        if not papers and not reasons:
            return (
                f"| refused: {in_short(str(problem).replace(str(path), path.name))} |  |  |  |  |"
            )
        reasons[in_short(str(problem).replace(str(path), path.name))] += 1
    refused = [f"{count}: {reason}" for reason, count in reasons.most_common()]
    more = [f"and {len(refused) - SHOWN} more reasons"] if len(refused) > SHOWN else []
    return (
        f"| {len(papers) + reasons.total()} | {len(papers)} "
        f"| {sum(len(paper.references) for paper in papers)} "
        f"| {sum(len(paper.authors) for paper in papers)} "
        f"| {'; '.join([*refused[:SHOWN], *more])} |"
    )


def in_short(reason: str) -> str:
    first = re.split(r"; | \(it begins", reason)[0].replace("|", "\\|")
    first = re.sub(r"[<>`\ufffd]", "", re.sub(r" '[^']*'|(?<=PMID )\d+", " \u2026", first))
    return first if len(first) <= 90 else first[:87] + "..."


def description(form: str) -> str:
    """Give what a reader's module says of its format, in Markdown."""
    text = (importlib.import_module(READERS[form].module).__doc__ or "").strip() + "\n"
    prose_and_code = re.split(r"::\n\n((?:(?: {4}.*)?\n)+)", text)
    parts = []
    for number, part in enumerate(prose_and_code):
        if number % 2:
            code = re.sub(r"(?m)^ {4}", "", part).strip()
            parts.append(f":\n\n```text\n{code}\n```\n\n")
        else:
            parts.append(in_markdown(part))
    return "".join(parts).strip()


def in_markdown(prose: str) -> str:
    prose = re.sub(r"`([^`<]+) <([^>]+)>`_", r"[\1](\2)", prose)
    prose = re.sub(r"(?<![(<`\"])(https?://[^\s,;)>]+[^\s,;.:)>])", r"<\1>", prose)
    return prose.replace("``", "`")


def tables() -> dict[str, str]:
    """Give the generated parts of docs/formats.md by their names."""
    known = ["| name | what it is | made from |", "|---|---|---|"]
    for form, entry in READERS.items():
        made_up = "not yet from" in (importlib.import_module(entry.module).__doc__ or "")
        origin = "*from specification, not yet from real exports*" if made_up else "real files"
        known.append(f"| `{form}` | {entry.description} | {origin} |")
    read = [
        "| format | file | records | papers | references | authors | refused |",
        "|---|---|--:|--:|--:|--:|---|",
        *(f"| `{form}` | {path.name} {outcome(path)}" for form, path in files()),
    ]
    said = [f"## `{form}`\n\n{description(form)}\n" for form in READERS if form not in BY_HAND]
    return {"formats": "\n".join(known), "descriptions": "\n".join(said), "files": "\n".join(read)}


def current(text: str) -> str:
    """Give the document with its generated parts as they should be."""
    for name, part in tables().items():
        form = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        assert form.search(text), f"docs/formats.md has no place for {name}"
        text = form.sub(lambda match, part=part: f"{match[1]}\n{part.strip()}\n\n{match[2]}", text)
    return text


def test_the_guide_to_formats_says_what_is_read():
    text = DOCS.read_text("utf-8")
    assert current(text) == text, "run: python tests/sources/test_real_files.py"


def test_every_format_is_described():
    text = DOCS.read_text("utf-8")
    assert [form for form in READERS if f"## `{form}`" not in text] == []


@pytest.mark.parametrize("form", [form for form in READERS if form != "listing"])
def test_real_files_are_told_by_their_content_and_say_where_they_are_from(form):
    assert list((REAL / form).glob("SOURCE.md")), f"{form} has no file in tests/sources/real"
    found = set()
    for folder, path in files():
        if form == folder:
            try:
                found.add(open_source(str(path)).format)
            except SourceError:
                continue
    assert found == {form}


def given(path: Path) -> list[object]:
    try:
        return [getattr(one, "reason", one) for one in open_source(str(path)).read()]
    except SourceError:
        return []


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress, bz2.compress])
def test_packed_files_say_what_they_say_unpacked(tmp_path, pack):
    for _, path in files():
        packed = tmp_path / f"{path.name}.gz"
        packed.write_bytes(pack(path.read_bytes()))
        assert given(packed) == given(path), path.name


def test_one_archive_of_every_format(tmp_path):
    whole = tmp_path / "all.zip"
    expected = []
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for form, path in files():
            archive.write(path, f"{form}/{path.name}")
    for _, path in sorted(files(), key=lambda one: f"{one[0]}/{one[1].name}"):
        expected += [one for one in given(path) if isinstance(one, Paper)]
    assert [one for one in given(whole) if isinstance(one, Paper)] == expected


if __name__ == "__main__":
    DOCS.write_text(current(DOCS.read_text("utf-8")), "utf-8")
