"""Read OpenCS, the topics of OpenAlex, and the task taxonomy of Hugging Face.

Formats: OpenCS keeps one SKOS concept a Turtle file, written by one program in one way
(https://github.com/OpenCS-ontology/OpenCS), of which the five properties it uses are read here;
the topics are a CSV file with columns topic_id, topic_name, domain, field, subfield; the taxonomy
is a TypeScript literal, `PIPELINE_DATA` in `packages/tasks/src/pipelines.ts` of
github.com/huggingface/huggingface.js.
"""

from __future__ import annotations

import csv
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from citeweave_graph.lists.entries import Entry
from citeweave_schema.kinds import ConceptKind

__all__ = ["hugging_face_tasks", "open_alex_topics", "open_cs"]

_SUBJECT = re.compile(r"^ocs:(C\d+) ", re.MULTILINE)
_LABEL = re.compile(r'skos:prefLabel "((?:[^"\\]|\\.)*)"@en')
_BROADER = re.compile(r"skos:broader ([^;.]*)[;.]")
_CONCEPT = re.compile(r"ocs:(C\d+)")
_MATCH = re.compile(r"<http://dbpedia\.org/resource/([^>]*)>")
_ESCAPE = re.compile(r"\\(.)")

_TASK = re.compile(
    r'^\t"?([a-z0-9-]+)"?: \{\s+name: "([^"]+)"(.*?)^\t\},$', re.MULTILINE | re.DOTALL
)
_SUBTASK = re.compile(r'type: "([^"]+)",\s+name: "([^"]+)"')


def open_cs(archive: Path) -> Iterator[Entry]:
    """Give the concepts of OpenCS, by number; their kinds are not known."""
    texts: list[tuple[int, str]] = []
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar:
            file = tar.extractfile(member) if member.name.endswith(".ttl") else None
            text = file.read().decode("utf-8") if file else ""
            found = _SUBJECT.search(text)
            if found:
                texts.append((int(found[1][1:]), text))
    for number, text in sorted(texts):
        label = _LABEL.search(text)
        if label is None:
            continue
        name = _ESCAPE.sub(r"\1", label[1])
        above = _BROADER.search(text)
        same = [unquote(one) for one in _MATCH.findall(text)]
        yield Entry(
            kind=None,
            name=name,
            broader=tuple(f"opencs:{one}" for one in _CONCEPT.findall(above[1])) if above else (),
            ids=(f"opencs:C{number}", *(f"dbpedia:{one}" for one in same)),
        )


def open_alex_topics(path: Path) -> Iterator[Entry]:
    """Give the topics of OpenAlex under their subfields, fields and domains."""
    seen: dict[str, None] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            chain = [row["domain"], row["field"], row["subfield"]]
            for depth, name in enumerate(chain):
                own = "openalex:" + "/".join(chain[: depth + 1])
                if own not in seen:
                    seen[own] = None
                    above = ("openalex:" + "/".join(chain[:depth]),) if depth else ()
                    yield Entry(kind=None, name=name, broader=above, ids=(own,))
            yield Entry(
                kind=None,
                name=row["topic_name"],
                broader=("openalex:" + "/".join(chain),),
                ids=(f"openalex:T{row['topic_id']}",),
            )


def hugging_face_tasks(path: Path) -> Iterator[Entry]:
    """Give the tasks of the Hugging Face Hub, and the finer ones under each."""
    text = path.read_text("utf-8")
    start = text.index("PIPELINE_DATA = {")
    for slug, name, rest in _TASK.findall(text[start:]):
        yield Entry(kind=ConceptKind.TASK, name=name, ids=(f"huggingface:{slug}",))
        for part, part_name in _SUBTASK.findall(rest):
            yield Entry(
                kind=ConceptKind.TASK,
                name=part_name,
                broader=(name,),
                ids=(f"huggingface:{part}",),
            )
