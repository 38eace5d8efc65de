"""Organisations out of repository addresses.

OWNER of `github.com/OWNER/REPO`, `huggingface.co/OWNER/REPO` and `OWNER.github.io` names an
organisation (annotation guideline, settled case 7), unless it is evidently a person. A bare
profile page (`github.com/OWNER`) names none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from citeweave_nlp.wordlists import words_in

__all__ = ["Owner", "repository_owners"]

_HOSTS = r"(?:github\.com|gitlab\.com|huggingface\.co(?:/(?:datasets|spaces))?)"
_OWNED = re.compile(
    rf"(?<![\w.])(?:www\.)?{_HOSTS}/([A-Za-z0-9](?:[\w.\-]{{0,38}}))/[\w.\-]", re.IGNORECASE
)
_PAGES = re.compile(r"(?<![\w.\-])([A-Za-z0-9][A-Za-z0-9\-]{0,38})\.github\.io", re.IGNORECASE)
_NO_OWNER = words_in(
    """
    datasets spaces models papers collections docs blog orgs topics anonymous features about
    settings
    """
)
_MARKED = re.compile(
    r"(?:^|[-_.])(?:ai|ml|ir|cv)$|[a-z](?:AI|NLP|ML)$|(?:lab|labs|nlp|research|group|team|inc|"
    r"univ|university|institute|learning|project|foundation|lang|data|wisc|tech|org|visualai)$"
    r"|^(?:google|microsoft|facebook|meta|open|deep|nvidia|amazon|alibaba|baidu|tencent|huawei|"
    r"ibm|intel|apple|thu|pku|uw|mit|jhu|cmu|hku|allenai|hugging|stanford|princeton|berkeley)",
)
_CAMEL = re.compile(r"[A-Z][a-z]+|[A-Z]+(?![a-z])|[a-z]+|\d+")
_SURNAMES = words_in(
    """
    wang zhang chen liu li yang huang zhao wu zhou xu sun zhu lin hu guo he gao luo zheng liang
    xie tang han cao deng feng zeng cheng cai peng pan yuan dong tian jiang wei lee kim park
    choi jung kang cho yoon jang lim nguyen tran pham singh kumar sharma gupta patel khan smith
    johnson miller davis martin lopez garcia silva tanaka suzuki sato kumano qiu xia tan kong
    song lu ma fu ye qian shen yu ren mao wen hou shi
    """
)
_GIVEN = re.compile(
    r"^(?:alex|david|john|michael|daniel|susan|oliver|edward|bernard|joey|francesco|amir|james|"
    r"robert|peter|thomas|andre|anna|maria|chris|kevin|jason|ryan|eric|adam|paul|mark|lucas|"
    r"nick|jan|max|tim|ben|sam|tom|ali|mohammad|ahmed)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Where an owner stands in the text, in characters, and how sure it is an organisation."""

    start: int
    end: int
    confidence: float


def repository_owners(text: str) -> list[Owner]:
    """Find the owners of the repositories whose addresses stand in a text, in order.

    >>> text = "Code: https://github.com/JHU-CLSP/science-hierarchy and serre-lab.github.io/Lens"
    >>> [text[one.start:one.end] for one in repository_owners(text)]
    ['JHU-CLSP', 'serre-lab']
    >>> repository_owners("my page: https://github.com/allenai")
    []
    """
    found: dict[int, Owner] = {}
    for pattern in (_OWNED, _PAGES):
        for match in pattern.finditer(text):
            name = match[1]
            if name.lower() in _NO_OWNER:
                continue
            if _MARKED.search(name) and not _has_surname(name):
                sure = 0.9
            elif _is_project(name, text[: match.start()]):
                sure = 0.8
            elif _is_person(name):
                continue
            else:
                sure = 0.5
            found[match.start(1)] = Owner(match.start(1), match.end(1), sure)
    return [found[start] for start in sorted(found)]


def _parts(name: str) -> list[str]:
    return [part.lower() for part in _CAMEL.findall(name)]


def _has_surname(name: str) -> bool:
    parts = _parts(name)
    return len(parts) > 1 and any(part in _SURNAMES for part in parts)


def _is_project(name: str, before: str) -> bool:
    """Say whether the text before the address speaks of what the owner is called after."""
    low = before.lower()
    parts = [part for part in _parts(name) if len(part) > 3]
    return bool(parts) and not _has_surname(name) and all(part in low for part in parts)


def _is_person(name: str) -> bool:
    """Say whether the owner is evidently a person: a name, or a handle with a number behind."""
    if name[-1].isdigit() or _GIVEN.match(name) or _has_surname(name):
        return True
    low = name.lower()
    surname = any(low.startswith(one) or low.endswith(one) for one in _SURNAMES if len(one) > 3)
    initials = len(name) > 2 and name[1] == "-" and name[0].isalpha()
    return surname or initials
