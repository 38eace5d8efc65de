"""The keys under which organisations meet: of affiliations, of records, of repository owners."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from citeweave_graph.identity.organization_forms import form
from citeweave_graph.identity.organization_names import organization_in
from citeweave_graph.identity.organization_tables import rows
from citeweave_schema.ids import Identifier, strongest
from citeweave_schema.names import normal_person

__all__ = [
    "country_of",
    "name_key",
    "near_key",
    "organization_blocks",
    "organization_key",
    "owner_name",
    "record_key",
    "words_of_key",
]

_LESSER = frozenset({"of", "hospital", "clinic", "medical", "center", "school", "college", "inc"})
_HOSTS = frozenset({"github.com", "gitlab.com", "huggingface.co", "hf.co", "github.io"})


def organization_key(name: str, identifiers: tuple[Identifier, ...] = ()) -> str:
    """Give the key under which equal organisations meet.

    The ROR or other id; else the form of the organisation that the affiliation names.

    >>> organization_key("Dept. of Physics, Univ. of Oxford, Oxford, UK")
    'name:oxford university'
    >>> organization_key("UCLA") == organization_key("University of California, Berkeley")
    False
    >>> organization_key("Anywhere", (Identifier.parse("ror", "https://ror.org/052gg0110"),))
    'ror:052gg0110'
    """
    best = strongest(identifiers)
    return str(best) if best is not None else name_key(name)


def record_key(name: str, identifiers: tuple[Identifier, ...] = ()) -> str:
    """Give the key of the record that one affiliation makes: its id, else name and country.

    Finer than `organization_key`, so that a person can part two organisations of one name.

    >>> record_key("Northern College, Oslo, Norway"), record_key("Northern College")
    ('name:college northern, Norway', 'name:college northern')
    """
    best = strongest(identifiers)
    country = country_of(name)
    key = f"{name_key(name)}, {country}" if country else name_key(name)
    return str(best) if best is not None else key


def organization_blocks(name: str, identifiers: Iterable[Identifier] = ()) -> tuple[str, ...]:
    """Give the keys under which mentions meet; those without a common one are never compared.

    Each identifier, the key of the name, and the name without what sets a hospital or school
    apart from its university, under which near misses are found.

    >>> organization_blocks("Saarland University Hospital, Homburg")
    ('name:hospital saarland university', 'near:saarland university')
    """
    return (*map(str, sorted(identifiers)), name_key(name), near_key(name))


def owner_name(host: str, owner: str) -> str | None:
    """Give the organisation behind an owner of repositories; None for one not in our table.

    >>> owner_name("github.com", "facebookresearch"), owner_name("github.com", "jdoe")
    ('Meta AI', None)
    """
    place = host.casefold().removeprefix("www.")
    if place.endswith(".github.io"):
        place = "github.io"
    return _owners().get(owner.casefold()) if place in _HOSTS else None


def name_key(name: str) -> str:
    """Give the key of the organisation that an affiliation names, whatever its identifiers."""
    found = form(organization_in(name).name)
    return f"name:{found or normal_person(name) or name.strip()}"


def country_of(name: str) -> str:
    """Give the country that an affiliation states, in English; empty when it states none."""
    return organization_in(name).country or ""


def near_key(name: str) -> str:
    """Give the key that names share which differ by a word such as "Hospital" alone."""
    words = words_of_key(name_key(name)).split()
    kept = [one for one in words if one not in _LESSER] or words
    return f"near:{' '.join(sorted(kept))}"


def words_of_key(key: str) -> str:
    """Give the words of the key of a name, without its country.

    >>> words_of_key("name:oxford university, UK")
    'oxford university'
    """
    return key.partition(":")[2].partition(",")[0]


@functools.cache
def _owners() -> dict[str, str]:
    return {
        owner.casefold(): name
        for owners, name in rows("repository_owners.tsv")
        for owner in owners.split()
    }
