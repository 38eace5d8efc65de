"""Chooses the papers of this folder from the ACL Anthology's XML, and reads their texts.

Run as `python examples/anthology/choose.py FOLDER`, where FOLDER is `data/xml` of
https://github.com/acl-org/acl-anthology (October 2022). The same files give the same bytes.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from citeweave_nlp import load
from citeweave_schema import Paper, Scheme, to_line
from citeweave_sources import open_source

HERE = Path(__file__).resolve().parent

# Proceedings and journals of the ACL and of COLING, from 2016 on: these are CC BY 4.0. Other
# publishers' papers in the Anthology, such as LREC's, have other licences.
_OURS = re.compile(
    r"(?:[CDEIJKNPQSW](?:1[6-9])|20(?:2[0-2])\."
    r"(?:acl|emnlp|naacl|eacl|aacl|findings|tacl|cl|conll|coling|wmt|iwslt|semeval))\.xml"
)
_FIELD = re.compile(r"machine translation|neural translation", re.IGNORECASE)
_LANGUAGE = "en"


def chosen(folder: Path) -> Iterator[Paper]:
    """Give the papers with an abstract whose title or abstract names the field."""
    for file in sorted(folder.glob("*.xml")):
        if not _OURS.fullmatch(file.name):
            continue
        for paper in open_source(str(file)).read():
            if isinstance(paper, Paper) and _belongs(paper):
                yield _slim(paper)


def _belongs(paper: Paper) -> bool:
    if not paper.abstract or not paper.authors or paper.retracted:
        return False
    if (paper.language or _LANGUAGE) != _LANGUAGE:
        return False
    return bool(_FIELD.search(f"{paper.title}\n{paper.abstract}"))


def _slim(paper: Paper) -> Paper:
    """Leave out what the notebooks do without."""
    return replace(
        paper,
        identifiers=tuple(one for one in paper.identifiers if one.scheme is Scheme.ACL),
        links=(),
    )


def found(papers: Iterable[Paper]) -> Iterator[str]:
    """Give what the light pipeline finds in each text, in the form of `citeweave extract`."""
    texts = ((one.title, one.abstract) for one in papers)
    for one in load("light").extract(texts):
        row = {
            "text": one.text_hash,
            "language": one.language,
            "extractor": one.extractor,
            "entities": [entity.to_json() for entity in one.entities],
            "relations": [relation.to_json() for relation in one.relations],
        }
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def pack(lines: Iterable[str], name: str) -> None:
    """Write lines to a packed file that says no time of its making."""
    text = "".join(f"{line}\n" for line in lines)
    (HERE / name).write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))


if __name__ == "__main__":
    every = list(chosen(Path(sys.argv[1])))
    pack(map(to_line, every), "papers.jsonl.gz")
    pack(found(every), "mentions.jsonl.gz")
