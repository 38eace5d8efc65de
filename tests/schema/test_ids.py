from __future__ import annotations

import base64
import hashlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citeweave_schema import (
    Identifier,
    NodeKind,
    Scheme,
    is_node_id,
    kind_of_id,
    node_id,
    strongest,
)
from citeweave_schema.errors import IdentifierError

SHAPES = {
    Scheme.DOI: r"10\.[0-9]{4,9}/[a-z0-9.()-]{1,20}",
    Scheme.ARXIV: r"[0-9]{4}\.[0-9]{4,5}|[a-z]{2,8}(-[a-z]{2})?/[0-9]{7}",
    Scheme.ACL: r"[a-z][0-9]{2}-[0-9]{4}|20[0-9]{2}\.[a-z]{2,6}-[a-z]{2,6}\.[1-9][0-9]{0,3}",
    Scheme.OPENALEX: r"[wasiv][0-9]{4,12}",
    Scheme.S2: r"[0-9a-f]{40}|[0-9]{1,12}",
    Scheme.PUBMED: r"[0-9]{1,9}",
    Scheme.PMC: r"pmc[0-9]{1,9}",
    Scheme.WOS: r"[0-9]{15}|a19[0-9]{2}[a-z0-9]{6}",
    Scheme.SCOPUS: r"2-s2\.0-[0-9]{5,15}",
    Scheme.LENS: r"([0-9]{3}-){4}[0-9]{2}[0-9x]",
    Scheme.DIMENSIONS: r"pub\.[0-9]{5,15}",
    Scheme.ACL_PERSON: r"[a-z]{1,8}(-[a-z]{1,8}){0,3}",
    Scheme.ORCID: r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9x]",
    Scheme.ROR: r"0[a-z0-9]{6}[0-9]{2}",
    Scheme.ISSN: r"[0-9]{4}-[0-9]{3}[0-9x]",
}

VALUES = st.sampled_from(list(Scheme)).flatmap(
    lambda scheme: st.tuples(st.just(scheme), st.from_regex(SHAPES[scheme], fullmatch=True))
)
IDENTIFIERS = VALUES.map(lambda pair: Identifier(*pair))


@given(VALUES)
def test_parse_and_str_are_inverse(pair):
    scheme, value = pair
    identifier = Identifier.parse(scheme, value)
    assert identifier == Identifier(scheme, value)
    assert Identifier.from_key(str(identifier)) == identifier


@given(VALUES, st.sampled_from(["{s}:{v}", "{S}:{v}", " {s}: {v} ", "{s}:{V}", "{V}"]))
def test_prefix_case_and_space_do_not_matter(pair, form):
    scheme, value = pair
    text = form.format(s=scheme.value, S=scheme.value.upper(), v=value, V=value.upper())
    assert Identifier.parse(scheme, text) == Identifier(scheme, value)


@pytest.mark.parametrize(
    ("scheme", "text", "value"),
    [
        ("doi", "https://doi.org/10.18653/V1/P19-1001", "10.18653/v1/p19-1001"),
        ("doi", "http://dx.doi.org/10.1000/x", "10.1000/x"),
        ("arxiv", "https://arxiv.org/abs/2005.11401v4", "2005.11401"),
        ("arxiv", "http://arxiv.org/pdf/2005.11401v4.pdf", "2005.11401"),
        ("arxiv", "arXiv:hep-th/9901001v2", "hep-th/9901001"),
        ("arxiv", "math.GT/0309136", "math.gt/0309136"),
        ("acl", "https://aclanthology.org/P19-1001/", "p19-1001"),
        ("acl", "https://aclanthology.org/2020.acl-main.1.pdf", "2020.acl-main.1"),
        ("openalex", "https://openalex.org/W2741809807", "w2741809807"),
        ("s2", "https://www.semanticscholar.org/paper/A-Title/" + "0a" * 20, "0a" * 20),
        ("pubmed", "PMID: 12345", "12345"),
        ("pubmed", "https://pubmed.ncbi.nlm.nih.gov/12345", "12345"),
        ("orcid", "https://orcid.org/0000-0002-1694-233X", "0000-0002-1694-233x"),
        ("ror", "https://ror.org/03vek6s52", "03vek6s52"),
        ("issn", "ISSN 0028-0836", "0028-0836"),
    ],
)
def test_forms_that_sources_print(scheme, text, value):
    assert Identifier.parse(scheme, text).value == value


@given(st.integers(1, 99))
def test_versions_of_arxiv_ids_are_dropped(version):
    assert Identifier.parse("arxiv", f"2005.11401v{version}").value == "2005.11401"


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("doi", ""),
        ("doi", "10.1/x"),
        ("doi", "10.1000/"),
        ("doi", "10.1000/a b"),
        ("arxiv", "2005"),
        ("arxiv", "2005.11401x"),
        ("acl", "P19"),
        ("openalex", "X123456"),
        ("s2", "xyz"),
        ("pubmed", "PMC123"),
        ("orcid", "0000-0002"),
        ("ror", "13vek6s52"),
        ("issn", "00280836"),
        ("isbn", "9783161484100"),
        ("", "x"),
    ],
)
def test_garbage_is_refused(scheme, text):
    with pytest.raises(IdentifierError):
        Identifier.parse(scheme, text)


@given(st.sampled_from(list(Scheme)), st.text(max_size=60))
def test_any_text_is_an_identifier_or_an_identifier_error(scheme, text):
    try:
        found = Identifier.parse(scheme, text)
    except IdentifierError:
        return
    assert Identifier.from_key(str(found)) == found


@given(st.text(max_size=60))
def test_any_key_is_an_identifier_or_an_identifier_error(text):
    try:
        found = Identifier.from_key(text)
    except IdentifierError:
        return
    assert Identifier.from_key(str(found)) == found


@given(st.lists(IDENTIFIERS, max_size=5))
def test_strongest_does_not_depend_on_order(identifiers):
    best = strongest(identifiers)
    assert (best is None) == (not identifiers)
    for order in itertools.islice(itertools.permutations(identifiers), 20):
        assert strongest(order) == best


def test_strongest_prefers_the_scheme_before_the_value():
    doi = Identifier.parse("doi", "10.9999/zzz")
    assert strongest([Identifier.parse("arxiv", "0001.0001"), doi]) == doi


@given(st.sampled_from(list(NodeKind)), st.text(max_size=100))
def test_node_ids_have_their_shape_and_kind(kind, key):
    node = node_id(kind, key)
    assert node == node_id(kind, key)
    assert len(node) == 17
    assert is_node_id(node)
    assert kind_of_id(node) is kind


@given(st.text(max_size=40))
def test_kinds_with_one_key_have_different_ids(key):
    assert len({node_id(kind, key) for kind in NodeKind}) == len(NodeKind)


@given(st.text(max_size=30))
def test_other_texts_are_no_node_ids(text):
    if not is_node_id(text):
        with pytest.raises(IdentifierError):
            kind_of_id(text)


def test_node_ids_never_change():
    """They are in people's scripts and notes: a change here breaks every graph there is."""
    assert node_id(NodeKind.PAPER, "arxiv:2005.11401") == "Pyodkxbxoa52r4u3f"


@given(st.sampled_from(NodeKind), st.text())
def test_a_node_id_is_a_letter_and_80_bits_of_the_hash_in_base_32(kind, key):
    hashed = hashlib.sha256(f"{kind.value}\0{key}".encode("utf-8", "surrogatepass")).digest()
    assert node_id(kind, key)[1:] == base64.b32encode(hashed[:10]).decode().lower()
