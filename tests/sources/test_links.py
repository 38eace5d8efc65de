from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citeweave_sources import find_links


@pytest.mark.parametrize(
    ("text", "what", "address"),
    [
        ("see arXiv:2005.11401v4.", "arxiv", "https://arxiv.org/abs/2005.11401"),
        ("http://arxiv.org/pdf/2005.11401.pdf", "arxiv", "https://arxiv.org/abs/2005.11401"),
        ("(arXiv:hep-th/9901001v2)", "arxiv", "https://arxiv.org/abs/hep-th/9901001"),
        ("doi:10.1000/Xyz(2020)5.", "doi", "https://doi.org/10.1000/xyz(2020)5"),
        ("(https://doi.org/10.18653/v1/P19-1001)", "doi", "https://doi.org/10.18653/v1/p19-1001"),
        ("https://github.com/a/b.git.", "repository", "https://github.com/a/b"),
        ("at github.com/a/b-c/tree/main/x", "repository", "https://github.com/a/b-c"),
        ("https://github.com/a/b{GitHub}", "repository", "https://github.com/a/b"),
        ("https://gitlab.com/a/b)", "repository", "https://gitlab.com/a/b"),
        ("https://hf.co/spacerini.", "repository", "https://hf.co/spacerini"),
        (
            "huggingface.co/spaces/Org/Name.",
            "repository",
            "https://huggingface.co/spaces/Org/Name",
        ),
        ("https://haf-rm.github.io.", "repository", "https://haf-rm.github.io"),
        ("https://x.github.io/y_z/.", "repository", "https://x.github.io/y_z"),
    ],
)
def test_addresses(text, what, address):
    (link,) = find_links(text)
    assert (link.what, link.address) == (what, address)


@pytest.mark.parametrize(
    "text",
    [
        "our GitHub repository",
        "version 10.1234/ of it",
        "huggingface.co/papers/2005.11401",
        "in 2005.11401 seconds",
        "mygithub.company/a/b",
    ],
)
def test_no_addresses(text):
    assert find_links(text) == ()


def test_each_once_over_all_texts():
    links = find_links("github.com/a/b and arXiv:2005.11401", "again https://github.com/a/b", None)
    assert [link.what for link in links] == ["arxiv", "repository"]


@given(st.text(max_size=200))
def test_never_crashes(text):
    find_links(f"https://doi.org/10.1000/{text} https://github.com/{text} arXiv:{text}")
