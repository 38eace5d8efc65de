"""A small graph whose answers can be worked out by hand.

| paper | says |
|---|---|
| rag | proposes retrieval augmented generation (RAG), uses transformer, addresses QA; 2020, ACL |
| bare | uses RAG (not spelled out) and transformers, compares ImageNet; 2021, ACL |
| color | uses attention, mentions accuracy; 2019, no venue |
| survey | mentions RAG, uses attention and transformer; year unknown, NeurIPS |
| gnn | proposes graph neural network (GNN) at DeepMind, after Goodman; 2022, cites rag twice |
| quiet | no abstract, nothing found; 2022 |
"""

from citeweave_schema import (
    Affiliation,
    AuthorName,
    Identifier,
    Paper,
    PartialDate,
    Reference,
    VenueName,
)

ADA = AuthorName(
    name="Ada Lovelace",
    identifiers=(Identifier.parse("orcid", "0000-0001-0000-0001"),),
    affiliations=(
        Affiliation(name="TU Delft", identifiers=(Identifier.parse("ror", "02e2c7k09"),)),
    ),
)
ADA_SHORT = AuthorName(name="A. Lovelace", identifiers=ADA.identifiers)
WEI = AuthorName(name="Wei Wang", affiliations=(Affiliation(name="DeepMind"),))
JUN = AuthorName(name="Jun Li")
ACL = VenueName(name="ACL", identifiers=(Identifier.parse("issn", "1234-5679"),))

RAG = Paper(
    title="Retrieval for Knowledge",
    abstract="We propose retrieval augmented generation (RAG). "
    "We use a transformer. We address question answering (QA).",
    identifiers=(
        Identifier.parse("arxiv", "2005.11401"),
        Identifier.parse("doi", "10.1000/rag"),
    ),
    date=PartialDate(2020, 5, 22),
    authors=(ADA, WEI),
    venue=ACL,
    language="en",
    references=(
        Reference(title="Old Roots", year=1999, first_author="Noether, Emmy", raw="[1] Old Roots"),
    ),
    references_stated=40,
)
BARE = Paper(
    title="Answers with RAG",
    abstract="We use RAG and transformers. We compare on ImageNet.",
    identifiers=(Identifier.parse("doi", "10.1000/bare"),),
    date=PartialDate(2021),
    authors=(ADA_SHORT,),
    venue=ACL,
    references=(Reference(identifiers=(Identifier.parse("arxiv", "2005.11401"),)),),
)
COLOR = Paper(
    title="Ähnliche Farben",
    abstract="We use attention. There is accuracy.",
    date=PartialDate(2019),
    authors=(WEI, JUN),
    language="de",
)
SURVEY = Paper(
    title="A Survey",
    abstract="RAG is old. We use attention in a transformer.",
    date=PartialDate(None, 4, 27),
    venue=VenueName(name="NeurIPS"),
    references=(
        Reference(title="Old Roots", year=1999, first_author="Noether, Emmy", raw="[7] Roots"),
    ),
)
GNN = Paper(
    title="Graphs",
    abstract="We propose a graph neural network (GNN). It comes from DeepMind after Goodman.",
    identifiers=(Identifier.parse("doi", "10.1000/gnn"),),
    date=PartialDate(2022),
    authors=(WEI, JUN),
    organizations=("DeepMind", "Mozilla"),
    references=(
        Reference(identifiers=(Identifier.parse("doi", "10.1000/rag"),), raw="[3] b"),
        Reference(identifiers=(Identifier.parse("arxiv", "2005.11401"),), raw="[2] a"),
    ),
    retracted=True,
)
QUIET = Paper(title="Quiet", date=PartialDate(2022), authors=(JUN,))

SOURCES = {
    "first.jsonl": [RAG, BARE, COLOR],
    "second.jsonl": [SURVEY, GNN, QUIET, RAG],
}
