"""Addresses in a paper's text: of arXiv papers, of things with a DOI, of repositories.

They may be the paper's own or those of another work, so they never identify the paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citeweave_schema import Link

__all__ = ["find_links"]

_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf)/|\barxiv:\s?)(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?<![\w.])10\.\d{4,9}/[^\s\x00\ud800-\udfff\"'<>{}\\]+")
_REPOSITORY = re.compile(
    r"(?<![\w.@-])(?:www\.)?(github\.com|gitlab\.com|huggingface\.co|hf\.co)"
    r"/([\w.-]+(?:/[\w.-]+){0,2})",
    re.IGNORECASE | re.ASCII,
)
_PAGES = re.compile(
    r"(?<![\w.@-])([a-z0-9][a-z0-9-]*\.(?:github|gitlab)\.io)((?:/[\w.~-]+)*)",
    re.IGNORECASE | re.ASCII,
)
_HOSTS = ("github.", "gitlab.", "huggingface.co", "hf.co")
_HUB = ("huggingface.co", "hf.co")
_HUB_SECTIONS = ("datasets", "spaces")
_NO_OWNERS = frozenset({"about", "blog", "collections", "docs", "features", "papers", "topics"})


def find_links(*texts: str | None) -> tuple[Link, ...]:
    """Give the addresses in texts, each once, in the order of the kinds arxiv, doi, repository.

    An arXiv id loses its version; a repository's address is cut after owner and name.

    >>> [link.address for link in find_links("Code: github.com/a/b.git, see arXiv:2005.11401v4.")]
    ['https://arxiv.org/abs/2005.11401', 'https://github.com/a/b']
    >>> find_links("Our GitHub repository has 2,000 stars.", None)
    ()
    """
    found: dict[Link, None] = {}
    for text in texts:
        if text:
            found |= dict.fromkeys(_links_in(text))
    return tuple(sorted(found, key=lambda link: _ORDER[link.what]))


_ORDER = {"arxiv": 0, "doi": 1, "repository": 2}


def _links_in(text: str) -> Iterator[Link]:
    # Most texts have none; a search for the fixed part costs a tenth of a search for the form.
    lowered = text.lower()
    if "arxiv" in lowered:
        for match in _ARXIV.finditer(text):
            yield Link(what="arxiv", address=f"https://arxiv.org/abs/{match[1].lower()}")
    if "10." in text:
        for match in _DOI.finditer(text):
            yield Link(what="doi", address=f"https://doi.org/{_without_tail(match[0]).lower()}")
    if any(host in lowered for host in _HOSTS):
        yield from _repositories_in(text)


def _repositories_in(text: str) -> Iterator[Link]:
    for match in _REPOSITORY.finditer(text):
        path = _repository_path(match[1].lower(), match[2])
        if path:
            yield Link(what="repository", address=f"https://{match[1].lower()}/{path}")
    for match in _PAGES.finditer(text):
        path = match[2].rstrip("./")
        yield Link(what="repository", address=f"https://{match[1].lower()}{path}")


def _repository_path(host: str, path: str) -> str:
    parts = path.rstrip(".").split("/")
    if parts[0].lower() in _NO_OWNERS:
        return ""
    deep = host in _HUB and parts[0] in _HUB_SECTIONS
    if deep and len(parts) == 1:
        return ""
    return "/".join(parts[: 3 if deep else 2]).removesuffix(".git")


def _without_tail(doi: str) -> str:
    """Take off the punctuation of the sentence around a DOI, and a bracket it did not open."""
    while doi and (doi[-1] in ".,;:!?*" or (doi[-1] == ")" and doi.count(")") > doi.count("("))):
        doi = doi[:-1]
    return doi.rstrip("]")
