"""Records that overlap in every way identity has to decide about, for hypothesis to mix."""

from hypothesis import strategies as st

from citeweave_schema import (
    Affiliation,
    AuthorName,
    Identifier,
    Paper,
    PartialDate,
    Reference,
    VenueName,
)

_IDS = [
    Identifier.parse("doi", "10.1000/a"),
    Identifier.parse("doi", "10.1000/b"),
    Identifier.parse("arxiv", "2001.00001"),
    Identifier.parse("arxiv", "2001.00002"),
    Identifier.parse("openalex", "w12345"),
]
_ORCID = [
    Identifier.parse("orcid", "0000-0001-0000-0001"),
    Identifier.parse("orcid", "0000-0001-0000-0002"),
    Identifier.parse("openalex", "a12345"),
]
_TITLES = ["Attention in Translation", "attention, in translation!", "On RAG", "RAG at QA", "???"]
SENTENCES = [
    "We propose retrieval augmented generation (RAG).",
    "We use RAG for QA.",
    "We use red amber green (RAG) at DeepMind.",
    "We address question answering (QA) with a transformer.",
    "We compare transformers on ImageNet, after Goodman.",
    "Our GNN is graph neural network (GNN) work with accuracy.",
    "RAG is used for QA.",
    "RAG may be used for question answering (QA).",
    "GNN is compared with RAG.",
    "RAG is compared with graph neural network (GNN).",
    "attention is part of transformers.",
]
_NAMES = ["Ada Lovelace", "Lovelace, Ada", "Wei Wang", "Jun Li"]


def _some(values: list, most: int, least: int = 0):
    return st.lists(st.sampled_from(values), min_size=least, max_size=most, unique=True).map(tuple)


affiliations = st.builds(
    Affiliation,
    name=st.sampled_from(["DeepMind", "University of Delft"]),
    identifiers=_some([Identifier.parse("ror", "02e2c7k09")], 1),
)
authors = st.builds(
    AuthorName,
    name=st.sampled_from(_NAMES),
    identifiers=_some(_ORCID, 1),
    affiliations=st.lists(affiliations, max_size=1).map(tuple),
)
dates = st.sampled_from([None, PartialDate(2019), PartialDate(2020), PartialDate(None, 4, 27)])
references = st.one_of(
    st.builds(Reference, identifiers=_some(_IDS, 2, 1), raw=st.just("[1]")),
    st.builds(
        Reference,
        title=st.sampled_from(_TITLES),
        year=st.sampled_from([None, 2019, 2020]),
        first_author=st.sampled_from([None, "Wei Wang"]),
        raw=st.sampled_from([None, "[2]"]),
    ),
)
papers = st.builds(
    Paper,
    title=st.sampled_from(_TITLES),
    abstract=st.one_of(
        st.none(), st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join)
    ),
    identifiers=_some(_IDS, 2),
    date=dates,
    authors=st.lists(authors, max_size=3).map(tuple),
    venue=st.sampled_from([None, VenueName(name="ACL"), VenueName(name="acl")]),
    organizations=st.sampled_from([(), ("DeepMind",)]),
    references=st.lists(references, max_size=2).map(tuple),
)
