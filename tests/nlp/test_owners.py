import pytest

from citeweave_nlp.owners import repository_owners


def owners(text):
    return [text[one.start : one.end] for one in repository_owners(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://github.com/facebookresearch/luckmatters", ["facebookresearch"]),
        ("see github.com/google-research/bert.", ["google-research"]),
        ("https://huggingface.co/allenai/scibert", ["allenai"]),
        ("https://huggingface.co/datasets/allenai/c4", ["allenai"]),
        ("https://serre-lab.github.io/Lens, a", ["serre-lab"]),
        ("https://github.com/explosion/spaCy", ["explosion"]),
        ("We present MetaPrompting: github.com/MetaPrompting/code", ["MetaPrompting"]),
        ("my page github.com/allenai", []),
        ("https://github.com/ChenhuiHu/towards_atoms", []),
        ("https://github.com/wangqinsi1/2025-ICML", []),
        ("https://github.com/john-smith/code", []),
        ("https://example.com/github/x", []),
        ("notgithub.com/a/b", []),
    ],
)
def test_owners(text, expected):
    assert owners(text) == expected
