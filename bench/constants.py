"""A server that answers with constants, as strawberry alone can: what the bench compares with.

Its schema has the shape of ours as far as the two documents of the bench go, its objects are made
once, and there is no store, limit, token or log.
"""

from __future__ import annotations

import json
import sys
from enum import Enum
from pathlib import Path
from typing import Any

import strawberry
import uvicorn
from strawberry.asgi import GraphQL

SHARING = """query Sharing($title: String!) {
  paper(by: {title: $title}) {
    id title
    sharing(kinds: [METHOD], first: 20) {
      totalCount
      edges { score node { id title } shared { weight concept { name } } }
    }
  }
}"""

PAGE = """query Page {
  papers(first: 100) {
    edges { node { id title methods(first: 10) {
      edges { role confidence node { id name } evidence(first: 2) {
        sentence start end field surface } } } } }
  }
}"""


@strawberry.enum
class ConceptKind(Enum):
    METHOD = "METHOD"


@strawberry.enum
class Role(Enum):
    PROPOSES = "PROPOSES"
    USES = "USES"
    COMPARES = "COMPARES"
    MENTIONS = "MENTIONS"


@strawberry.enum
class Field(Enum):
    TITLE = "TITLE"
    ABSTRACT = "ABSTRACT"


@strawberry.input
class PaperBy:
    title: str


@strawberry.type
class Evidence:
    sentence: str
    start: int
    end: int
    field: Field
    surface: str


@strawberry.type
class Concept:
    name: str
    id: strawberry.ID | None = None


@strawberry.type
class MethodEdge:
    role: Role
    confidence: float
    node: Concept
    shown: strawberry.Private[list[Evidence]]

    @strawberry.field
    def evidence(self, first: int = 5) -> list[Evidence]:  # noqa: ARG002  # as ours has it
        return self.shown


@strawberry.type
class MethodConnection:
    edges: list[MethodEdge]


@strawberry.type
class SharedConcept:
    weight: float
    concept: Concept


@strawberry.type
class OtherPaper:
    id: strawberry.ID
    title: str


@strawberry.type
class SharingEdge:
    score: float
    node: OtherPaper
    shared: list[SharedConcept]


@strawberry.type
class SharingConnection:
    total_count: int
    edges: list[SharingEdge]


@strawberry.type
class Paper:
    id: strawberry.ID
    title: str
    found: strawberry.Private[MethodConnection | None] = None
    others: strawberry.Private[SharingConnection | None] = None

    @strawberry.field
    def methods(self, first: int = 20) -> MethodConnection | None:  # noqa: ARG002
        return self.found

    @strawberry.field
    def sharing(
        self,
        kinds: list[ConceptKind] | None = None,  # noqa: ARG002
        first: int = 20,  # noqa: ARG002
    ) -> SharingConnection | None:
        return self.others


@strawberry.type
class PaperEdge:
    node: Paper


@strawberry.type
class PaperConnection:
    edges: list[PaperEdge]


PAPERS: dict[str, Paper] = {}
LISTED: list[PaperConnection] = []


@strawberry.type
class Query:
    @strawberry.field
    def paper(self, by: PaperBy) -> Paper | None:
        return PAPERS.get(by.title)

    @strawberry.field
    def papers(self, first: int = 20) -> PaperConnection:  # noqa: ARG002
        return LISTED[0]


schema = strawberry.Schema(Query)


def take_sharing(answers: dict[str, Any]) -> None:
    """Keep the answers to SHARING, by title, as objects."""
    for title, data in answers.items():
        row = data["paper"]
        edges = [
            SharingEdge(
                score=one["score"],
                node=OtherPaper(**one["node"]),
                shared=[
                    SharedConcept(weight=part["weight"], concept=Concept(**part["concept"]))
                    for part in one["shared"]
                ],
            )
            for one in row["sharing"]["edges"]
        ]
        others = SharingConnection(total_count=row["sharing"]["totalCount"], edges=edges)
        PAPERS[title] = Paper(id=row["id"], title=row["title"], others=others)


def take_page(data: dict[str, Any]) -> None:
    """Keep the answer to PAGE as objects."""
    edges = []
    for row in (edge["node"] for edge in data["papers"]["edges"]):
        methods = [
            MethodEdge(
                role=Role(one["role"]),
                confidence=one["confidence"],
                node=Concept(**one["node"]),
                shown=[Evidence(**{**x, "field": Field(x["field"])}) for x in one["evidence"]],
            )
            for one in row["methods"]["edges"]
        ]
        found = MethodConnection(edges=methods)
        edges.append(PaperEdge(node=Paper(id=row["id"], title=row["title"], found=found)))
    LISTED[:] = [PaperConnection(edges=edges)]


def main(answers: str, port: int) -> None:
    take_sharing(json.loads(Path(answers).read_text("utf-8")))
    uvicorn.run(GraphQL(schema), port=port, access_log=False, log_config=None)


if __name__ == "__main__" and len(sys.argv) > 2:
    main(sys.argv[1], int(sys.argv[2]))
