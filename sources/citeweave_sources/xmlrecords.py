"""The records of an XML file, one by one, in bounded memory.

Expat parses, under the guard of defusedxml: entities that a file declares are refused, and
nothing outside the file is fetched. A document type without declarations of its own, as PubMed
and old exports have it, is harmless and allowed. Names are given without their namespace.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.entities import name2codepoint
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from citeweave_schema.errors import SourceError
from citeweave_sources.reading import Input, Refusal

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

__all__ = ["DEPTH_LIMIT", "RECORD_LIMIT", "Record", "begins_with", "read_records", "text_of"]

RECORD_LIMIT = 16 * 1024 * 1024
"""The most bytes that a record may have, its markup included."""
DEPTH_LIMIT = 100
"""How deep elements may stand inside each other."""

_CHUNK = 262_144
_ENTITIES = {name: chr(code) for name, code in name2codepoint.items()}
"""Entities of a document type that is not fetched; old exports use those of HTML."""
_FIRST_ELEMENT = re.compile(
    r"(?:\s++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*+"
    r"<(?:[\w.-]+:)?(?P<name>[\w.-]+)(?P<attributes>[^>]*)",
    re.DOTALL,
)
_IGNORE: Callable[[str], object] = deque[str](maxlen=0).append


@dataclass(frozen=True, slots=True)
class Record:
    """A record: an element that stands right inside the containers.

    Attributes:
        element: the record with everything in it; its names are without namespaces.
        line: where it begins, counted from 1.
        containers: the elements around it, the root first, with their attributes only. The
            same objects for all records that stand in the same elements.
    """

    element: Element
    line: int
    containers: tuple[Element, ...]


def read_records(source: Input, containers: frozenset[str]) -> Iterator[Record | Refusal]:
    """Give what stands inside the elements that hold records.

    Args:
        source: the file.
        containers: names of the elements that hold records or other such elements; every
            element inside one of them that is none itself is a record.

    Returns:
        Records in the order of the file. Where the file is damaged, not well-formed, or beyond
        a limit, everything before it and then one refusal.

    Raises:
        OSError: the file cannot be read.
        SourceError: it is packed and damaged; everything before was given.
    """
    parser = _Parser(containers)
    with source.open() as file:
        while True:
            stopped: SourceError | None = None
            try:
                data = file.read(_CHUNK)
            except SourceError as problem:
                data, stopped = b"", problem
            try:
                parser.feed(data, last=not data and stopped is None)
            except _DAMAGE as problem:
                yield from parser.take()
                yield _refusal(source, problem, parser.line)
                return
            yield from parser.take()
            if stopped is not None:
                raise stopped
            if not data:
                return


def text_of(element: Element | None) -> str:
    r"""Give the text of an element with that of all elements in it; white space runs are one space.

    >>> from defusedxml.ElementTree import fromstring
    >>> text_of(fromstring("<t>On <i>Homo\n sapiens</i> </t>")), text_of(None)
    ('On Homo sapiens', '')
    """
    if element is None:
        return ""
    text = "".join(element.itertext()) if len(element) else element.text or ""
    return " ".join(text.split())


def begins_with(head: str, element: str, attribute: str = "") -> bool:
    r"""Tell whether the first element of a document has a name and, where given, an attribute.

    The name may have any prefix; the text may be the beginning of the document only.

    >>> begins_with("<?xml version='1.0'?>\n<!-- <a> --><feed xmlns='http://b'>", "feed", "xmlns")
    True
    >>> begins_with("<feeder>", "feed")
    False
    """
    match = _FIRST_ELEMENT.match(head)
    if match is None or match["name"] != element:
        return False
    return not attribute or re.search(rf"\s{attribute}\s*=", match["attributes"]) is not None


class _BeyondError(Exception):
    """A limit was passed."""


# An encoding that Python does not know is a LookupError, one that expat cannot use a ValueError.
_DAMAGE = (ParseError, DefusedXmlException, _BeyondError, LookupError, ValueError)


class _Parser:
    """Builds the records; everything else is forgotten at once."""

    def __init__(self, containers: frozenset[str]) -> None:
        self._holding = containers
        self._around: tuple[Element, ...] = ()
        self._builder: TreeBuilder | None = None
        self._depth = 0
        self._begin_line = 0
        self._fed = 0
        self._fed_before = 0
        self._done: deque[Record] = deque()
        # The guard calls `data` for the entities that it knows by name.
        self._guard = XMLParser(target=self)
        self._guard.entity.update(_ENTITIES)
        self._expat: XMLParserType = self._guard.parser
        self._expat.ordered_attributes = False
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = _IGNORE

    @property
    def line(self) -> int:
        return self._expat.CurrentLineNumber

    def feed(self, data: bytes, *, last: bool) -> None:
        if last:
            self._guard.close()
            return
        self._guard.feed(data)
        self._fed += len(data)
        if self._fed - self._fed_before > RECORD_LIMIT:
            raise _BeyondError(f"a record has more than {RECORD_LIMIT:,} bytes")

    def take(self) -> Iterator[Record]:
        while self._done:
            yield self._done.popleft()

    def data(self, text: str) -> None:
        if self._builder is not None:
            self._builder.data(text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if "}" in name:
            name = name[name.rfind("}") + 1 :]
        if attributes:
            attributes = {key[key.rfind("}") + 1 :]: text for key, text in attributes.items()}
        if self._builder is None:
            if name in self._holding:
                self._hold(name, attributes)
                return
            self._begin_line = self._expat.CurrentLineNumber
            self._builder = TreeBuilder()
            self._expat.CharacterDataHandler = self._builder.data
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise _too_deep()
        self._builder.start(name, attributes)

    def _end(self, name: str) -> None:
        if self._builder is None:
            self._around = self._around[:-1]
            return
        self._builder.end(name)
        self._depth -= 1
        if self._depth == 0:
            self._done.append(Record(self._builder.close(), self._begin_line, self._around))
            self._builder = None
            self._expat.CharacterDataHandler = _IGNORE
            self._fed_before = self._fed

    def _hold(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._around) == DEPTH_LIMIT:
            raise _too_deep()
        self._around = (*self._around, Element(name, attributes))


def _too_deep() -> _BeyondError:
    return _BeyondError(f"elements stand more than {DEPTH_LIMIT} deep in each other")


def _refusal(source: Input, problem: Exception, line: int) -> Refusal:
    if isinstance(problem, ParseError):
        line = problem.position[0]
        reason = f"the file is no well-formed XML from here on ({problem})"
    elif isinstance(problem, DefusedXmlException):
        reason = "the file declares entities, which are refused, as they can fill the memory"
    else:
        reason = f"the file cannot be read from here on: {problem}"
    return Refusal(
        place=source.place(line),
        reason=f"{reason}; what stands before is kept. Export it again",
    )
