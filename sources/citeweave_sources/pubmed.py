"""PubMed XML, as PubMed, E-utilities and the yearly baseline give it.

Described by NLM's document type, https://dtd.nlm.nih.gov/ncbi/pubmed/doc/out/250101/; this
reader was made with files that PubMed gave out between 2013 and 2023::

    <PubmedArticleSet>
      <PubmedArticle>
        <MedlineCitation>
          <PMID>23633646</PMID>
          <Article>
            <Journal><ISSN>0027-8424</ISSN><Title>...</Title></Journal>
            <ArticleTitle>On <i>Q</i>.</ArticleTitle>
            <Abstract><AbstractText Label="AIMS">We ...</AbstractText></Abstract>

Titles and abstracts lose their markup; the parts of an abstract begin with their labels. A title
that was translated keeps its square brackets; where there is none, the original one is taken.
A reference is kept when it has an identifier; how many there are is stated. A paper is retracted
when its publication types or its corrections say so. Books and their chapters are papers too.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from citeweave_schema import (
    Affiliation,
    AuthorName,
    Identifier,
    Paper,
    PartialDate,
    Reference,
    Scheme,
    VenueName,
)
from citeweave_schema.errors import RecordError
from citeweave_sources.printed import completed, date_from, identifiers_from, language_code
from citeweave_sources.reading import Input, Reading, Refusal
from citeweave_sources.xmlrecords import begins_with, read_records, text_of

__all__ = ["matches", "read"]

_SETS = ("PubmedArticleSet", "PubmedBookArticleSet", "MedlineCitationSet")
_RECORDS = ("PubmedArticle", "PubmedBookArticle", "MedlineCitation")
_CONTAINERS = frozenset(_SETS)
_ID_TYPES = {"pubmed": Scheme.PUBMED, "doi": Scheme.DOI, "pmc": Scheme.PMC, "pmcid": Scheme.PMC}
_RETRACTED = "Retracted Publication"
_NO_TITLE = ("[Not Available].", "[Not Available]", "[In Process Citation].")


def matches(name: str, head: str) -> bool:
    """Tell whether a file is in this format: its first element is a PubMed set or record."""
    del name
    return any(begins_with(head, element) for element in (*_SETS, *_RECORDS))


def read(source: Input) -> Reading:
    """Read records one by one; one that cannot be taken is refused and the next one read."""
    for record in read_records(source, _CONTAINERS):
        if isinstance(record, Refusal):
            yield record
            continue
        try:
            yield _taken(record.element)
        except RecordError as problem:
            yield Refusal(place=source.place(record.line), reason=str(problem))


def _taken(element: Element) -> Paper:
    if element.tag == "PubmedArticle":
        citation = element.find("MedlineCitation")
    else:
        citation = element if element.tag == "MedlineCitation" else element.find("BookDocument")
    if citation is None:
        raise RecordError(f"{element.tag} is no citation; it is left out")
    data = element.find("PubmedData")
    if data is None:
        data = element.find("PubmedBookData")
    return completed(
        _article(citation, data) if citation.tag != "BookDocument" else _book(citation)
    )


def _article(citation: Element, data: Element | None) -> Paper:
    article = citation.find("Article")
    if article is None:
        raise RecordError("the citation has no article; it is left out")
    references = () if data is None else tuple(data.iter("Reference"))
    return Paper(
        title=_title(article),
        abstract=_abstract(article.find("Abstract")),
        identifiers=identifiers_from(
            [
                *((Scheme.DOI, text_of(one)) for one in _stated(article, "ELocationID", "EIdType")),
                (Scheme.PUBMED, text_of(citation.find("PMID"))),
                *_article_ids(data),
            ]
        ),
        date=_date(article.find("Journal/JournalIssue/PubDate"))
        or _date(article.find("ArticleDate")),
        authors=_authors(article.find("AuthorList")),
        venue=_journal(citation, article.find("Journal")),
        language=language_code(text_of(article.find("Language"))),
        references=tuple(_references(references)),
        references_stated=len(references) or None,
        retracted=_is_retracted(citation),
    )


def _book(document: Element) -> Paper:
    book = document.find("Book")
    chapter = text_of(document.find("ArticleTitle"))
    name = "" if book is None else text_of(book.find("BookTitle"))
    if not (chapter or name):
        raise RecordError("the book has no title; it is left out")
    authors = _authors(document.find("AuthorList"))
    if not authors and book is not None:
        authors = tuple(
            author
            for listed in book.iterfind("AuthorList")
            if listed.get("Type", "authors") == "authors"
            for author in _authors(listed)
        )
    return Paper(
        title=chapter or name,
        abstract=_abstract(document.find("Abstract")),
        identifiers=identifiers_from(
            [(Scheme.PUBMED, text_of(document.find("PMID"))), *_article_ids(document)]
        ),
        date=None if book is None else _date(book.find("PubDate")),
        authors=authors,
        venue=VenueName(name=name) if chapter and name else None,
        language=language_code(text_of(document.find("Language"))),
    )


def _title(article: Element) -> str:
    title = text_of(article.find("ArticleTitle"))
    if not title or title in _NO_TITLE:
        title = text_of(article.find("VernacularTitle")) or title
    if not title or title in _NO_TITLE:
        raise RecordError("the citation has no title; it is left out")
    return title


def _abstract(element: Element | None) -> str | None:
    parts: list[str] = []
    for part in () if element is None else element.iterfind("AbstractText"):
        label, text = part.get("Label", "").strip(), text_of(part)
        if text:
            parts.append(f"{label}: {text}" if label and label != "UNLABELLED" else text)
    return " ".join(parts) or None


def _stated(parent: Element, name: str, attribute: str) -> Iterator[Element]:
    """Give the DOIs among elements that name their kind, without those marked as wrong."""
    for one in parent.iterfind(name):
        if one.get(attribute) == "doi" and one.get("ValidYN") != "N":
            yield one


def _article_ids(parent: Element | None) -> Iterator[tuple[Scheme, str]]:
    for one in () if parent is None else parent.iterfind("ArticleIdList/ArticleId"):
        scheme = _ID_TYPES.get(one.get("IdType", "").lower())
        if scheme is not None:
            yield scheme, text_of(one)


def _references(elements: tuple[Element, ...]) -> Iterator[Reference]:
    for element in elements:
        identifiers = identifiers_from(_article_ids(element))
        if identifiers:
            raw = text_of(element.find("Citation"))
            try:
                yield Reference(identifiers=identifiers, raw=raw or None)
            except RecordError:
                yield Reference(identifiers=identifiers)


def _authors(listed: Element | None) -> tuple[AuthorName, ...]:
    authors: list[AuthorName] = []
    for element in () if listed is None else listed.iterfind("Author"):
        name = _name(element)
        if name and element.get("ValidYN") != "N":
            author = AuthorName(
                name=name,
                identifiers=_ids(element, "ORCID", Scheme.ORCID),
                affiliations=tuple(_affiliations(element)),
            )
            authors.append(author)
    return tuple(authors)


def _name(author: Element) -> str:
    group = text_of(author.find("CollectiveName"))
    if group:
        return group
    first = text_of(author.find("ForeName")) or text_of(author.find("Initials"))
    parts = (first, text_of(author.find("LastName")), text_of(author.find("Suffix")))
    return " ".join(part for part in parts if part)


def _ids(element: Element, source: str, scheme: Scheme) -> tuple[Identifier, ...]:
    return identifiers_from(
        (scheme, _with_hyphens(text_of(one)) if scheme is Scheme.ORCID else text_of(one))
        for one in element.iterfind("Identifier")
        if one.get("Source", "").upper() == source
    )


def _with_hyphens(orcid: str) -> str:
    """Give an ORCID with the hyphens that older files leave out."""
    bare = orcid.rpartition("/")[2]
    if len(bare) == 16 and "-" not in bare:
        return "-".join(bare[at : at + 4] for at in range(0, 16, 4))
    return bare


def _affiliations(author: Element) -> Iterator[Affiliation]:
    for info in (author, *author.iterfind("AffiliationInfo")):
        name = text_of(info.find("Affiliation"))
        if name:
            yield Affiliation(name=name, identifiers=_ids(info, "ROR", Scheme.ROR))


def _journal(citation: Element, journal: Element | None) -> VenueName | None:
    if journal is None:
        return None
    name = text_of(journal.find("Title")) or text_of(journal.find("ISOAbbreviation"))
    if not name:
        return None
    issns = (journal.find("ISSN"), citation.find("MedlineJournalInfo/ISSNLinking"))
    return VenueName(
        name=name, identifiers=identifiers_from((Scheme.ISSN, text_of(one)) for one in issns)
    )


def _date(element: Element | None) -> PartialDate | None:
    """Read a date in parts, or as MEDLINE writes a span: ``1998 Dec-1999 Jan``."""
    if element is None:
        return None
    free = text_of(element.find("MedlineDate"))
    if free:
        return date_from(free, free)
    year, month, day = (text_of(element.find(part)) for part in ("Year", "Month", "Day"))
    return date_from(year, month, day)


def _is_retracted(citation: Element) -> bool:
    types = citation.iterfind("Article/PublicationTypeList/PublicationType")
    corrections = citation.iterfind("CommentsCorrectionsList/CommentsCorrections")
    return any(text_of(one) == _RETRACTED for one in types) or any(
        one.get("RefType") == "RetractionIn" for one in corrections
    )
