"""Entity tags: whether an answer that a client has is still the answer.

An answer follows from the content of the graph, the document, its variables, the operation and
what the client may see, so that a digest of these names it. The tag is weak, since compression
and media type change the bytes and not what they say (RFC 9110, section 8.8).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from citeweave_schema import digest

__all__ = ["asked_tags", "tag_of"]

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e]{1,64}")')
_MOST_TAGS = 50


def asked_tags(header: str | None) -> frozenset[str]:
    """Give the tags of an If-None-Match header, as `tag_of` gives them; * names none.

    >>> sorted(asked_tags('W/"ab", "cd"')), asked_tags("*"), asked_tags(None)
    (['W/"ab"', 'W/"cd"'], frozenset(), frozenset())
    """
    found = _TAG.findall(header or "")
    return frozenset(f"W/{one}" for one in found[:_MOST_TAGS])


def tag_of(
    state: str,
    query: str,
    variables: Mapping[str, Any],
    operation: str | None,
    scopes: Collection[str],
) -> str:
    """Give the tag of an answer.

    Args:
        state: what names the content of the graph, as `View.state` gives it.
        query: the document.
        variables: values of its variables.
        operation: which of several operations was asked for.
        scopes: what the client may do.
    """
    given = json.dumps(variables, sort_keys=True)
    name = digest("answer", state, query, given, operation or "", " ".join(sorted(scopes)))
    return f'W/"{name[:32]}"'
