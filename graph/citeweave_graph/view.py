"""What can be read of a graph, whatever keeps it: one contract, and therefore one module.

The questions that are more than one look-up are methods of `View` too, written once here on the
look-ups, and free to be overridden by a store that has one native query for them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from citeweave_graph import canon, comparing, covering, questions, stepping
from citeweave_graph.answers import (
    Coverage,
    Decided,
    FacetCount,
    Identity,
    Path,
    Reached,
    Relating,
    Sharing,
    SharingQuestion,
    Together,
)
from citeweave_graph.covering import By
from citeweave_graph.filters import Filter
from citeweave_graph.hops import Hop, Order
from citeweave_graph.look_ups import LookUp
from citeweave_graph.searching import Hits
from citeweave_graph.similarity import Similar, SimilarityQuestion
from citeweave_graph.windows import Page, Window
from citeweave_schema.edges import Edge, Evidence, RelationEvidence
from citeweave_schema.ids import Identifier
from citeweave_schema.judgements import Decision, Judgement
from citeweave_schema.kinds import ConceptKind, EdgeKind, NodeKind
from citeweave_schema.manifests import Manifest
from citeweave_schema.nodes import ConceptNode, Node, PaperNode

if TYPE_CHECKING:
    import networkx as nx


__all__ = ["View"]


class View(ABC):
    """A reading of the graph as it is at one moment; it cannot write.

    Use it in a `with` block, or close it. Ids that were merged away are followed to the node
    they became, in every method that takes ids. A view may be used from several threads, one
    call at a time. Every method raises `StoreUnavailableError` when the store cannot be read,
    and `StoreTimeoutError` when the deadline that the view was opened with has passed.
    """

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Give back what the view holds; closing twice does no harm."""

    # What is in the graph

    @abstractmethod
    def manifest(self) -> Manifest:
        """What this version of the graph was made from."""

    @property
    @abstractmethod
    def state(self) -> str:
        """Names the content exactly: it changes with every committed batch.

        Cursors into ranked answers are bound to it.
        """

    @abstractmethod
    def setting(self, name: str) -> str:
        """A setting that a writer left with the graph; empty when none did."""

    # Look-ups

    distant: ClassVar[bool] = False
    """Whether each question is a trip to a server, so that asking several at once pays."""

    def look_up(self, look_ups: Sequence[LookUp]) -> list[list[Any]]:
        """The answers of several look-ups, in their order; in one trip where there is a server."""
        return [list(one.of(self)) for one in look_ups]

    @abstractmethod
    def nodes(self, ids: Sequence[str]) -> list[Node | None]:
        """The node of each id, in the order asked; None where there is none."""

    @abstractmethod
    def papers_by_identifier(self, identifiers: Sequence[Identifier]) -> list[PaperNode | None]:
        """The paper that has each identifier; None where none has."""

    @abstractmethod
    def papers_by_title(self, titles: Sequence[str]) -> list[tuple[PaperNode, ...]]:
        """The papers whose normalised title is that of each text, by id."""

    @abstractmethod
    def named(
        self, kind: NodeKind, names: Sequence[str], concept_kind: ConceptKind | None = None
    ) -> list[tuple[Node, ...]]:
        """The nodes of a kind (not papers) that have each name.

        Concepts match by the normal form of their name or any alias, those whose canonical name
        matches before those with a matching alias, then by id; others by normalised name. A name
        that only an open list gives counts where no other node has it.
        """

    # Lists

    @abstractmethod
    def page(
        self, kind: NodeKind, where: Filter | None, order: Order, window: Window
    ) -> Page[Node]:
        """The nodes of a kind that pass a filter, in an order, cut to a window."""

    @abstractmethod
    def count(self, kind: NodeKind, where: Filter | None) -> int:
        """How many nodes of a kind pass a filter."""

    @abstractmethod
    def facets(self, kind: NodeKind, where: Filter | None, facet: str) -> list[FacetCount]:
        """How the nodes of a kind that pass a filter spread over a facet, largest first.

        Facets: `year`, `venue`, `language` of papers; `kind` and `first_year` of concepts.
        Ties by value, as text. At most 100.

        Raises:
            UsageError: the nodes have no such facet.
        """

    # Edges

    @abstractmethod
    def edges(self, ids: Sequence[str], hop: Hop, window: Window) -> list[Page[Edge]]:
        """The edges of a hop from each id, in the hop's order, each cut to the same window.

        The relations of a concept are the hop `RELATIONS`, or one like it with other kinds,
        direction or least confidence.
        """

    @abstractmethod
    def edge_counts(self, ids: Sequence[str], hop: Hop) -> list[int]:
        """How many edges a hop has from each id."""

    @abstractmethod
    def edge_facets(self, ids: Sequence[str], hop: Hop, facet: str) -> list[list[FacetCount]]:
        """How the edges of a hop from each id spread over a facet, largest first.

        Facets: `role`, `kind` (of the far concept, else of the far node), `year` (of the far
        paper). Ties by value, as text. At most 100 for each id.

        Raises:
            UsageError: edges have no such facet.
        """

    @abstractmethod
    def edges_between(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[Edge, ...]]:
        """The edges from the first to the second id of each pair, by kind."""

    @abstractmethod
    def touching(self, ids: Collection[str], kinds: Collection[EdgeKind]) -> Iterable[Edge]:
        """All edges of these kinds with an end among the ids, each once, in any order."""

    @abstractmethod
    def evidence(self, pairs: Sequence[tuple[str, str]], window: Window) -> list[Page[Evidence]]:
        """The mentions that the extracted edge of each (paper, target) pair stands on.

        In the order of the text, title first; the key is (field rank, start, target).
        """

    @abstractmethod
    def evidence_counts(self, pairs: Sequence[tuple[str, str]]) -> list[int]:
        """How many mentions each (paper, target) pair has."""

    @abstractmethod
    def relation_evidence(
        self, relations: Sequence[Relating], window: Window
    ) -> list[Page[RelationEvidence]]:
        """The sentences that each relation, given as (source, kind, target), stands on.

        The most confident first, ties by paper; the key is (-thousandths, paper). There is one
        of each paper, so the edge's support says how many. The ends of a symmetric kind may be
        given in either order.
        """

    def coverage(self, by: By) -> list[Coverage]:
        """What is missing of the papers of each source or year, by its path or number.

        Args:
            by: "source" or "year".

        Raises:
            UsageError: something else.
        """
        return covering.coverage(self, by)

    # Identity

    def identity(self, one: str) -> Identity:
        """Why a node is one thing: its members, what rules decided, and what people did.

        Raises:
            NotFoundError: no such node.
        """
        return questions.identity(self, one)

    @abstractmethod
    def candidates(self, kind: NodeKind | None, window: Window) -> Page[Decided]:
        """The pairs that rules were unsure about and nobody has judged, the likeliest first.

        The key of an item is (-score in thousandths, kind, left key, right key).

        Args:
            kind: of which nodes; None for all.
            window: which part is wanted.
        """

    @abstractmethod
    def candidate_count(self, kind: NodeKind | None) -> int:
        """How many such pairs there are."""

    @abstractmethod
    def rows(self, table: str, column: str, values: Collection[str]) -> list[dict[str, Any]]:
        """The stored rows of a table whose column has one of the values, in any order.

        What identity is explained from; see `citeweave_graph.tables.TABLES`.
        """

    @abstractmethod
    def everything(self, table: str) -> Iterable[dict[str, Any]]:
        """Every stored row of a table, in an order that stays the same while the graph does.

        Edges and evidence are ordered by the id of the node that they leave.
        What a graph is copied from; see `citeweave_graph.tables.TABLES`.
        """

    # Search and everything

    @abstractmethod
    def search(self, query: str, kinds: Collection[NodeKind], window: Window) -> tuple[Hits, int]:
        """The nodes whose texts hold every word of a query, best first, and how many there are.

        The last word also matches as the beginning of a word. Titles, abstracts, names and
        aliases are searched; scores are BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75).
        What has the whole query as its name, as `papers_by_title` and `named` tell, comes first,
        that of most papers ahead. A word of four letters or more that no text has stands for
        words of names, see `citeweave_graph.guessing`; the page says which. The key of an item
        is (0, -papers, id) for what has that name, (1, -score, id) for the rest.
        """

    @abstractmethod
    def suggest(self, query: str, kinds: Collection[NodeKind], first: int) -> list[Node]:
        """The first nodes of some kinds whose title or names have every word of a query.

        The last word may be the beginning of one. Those of most papers come first, then by name,
        then by id.

        Raises:
            UsageError: `first` is not within 1 to 100.
        """

    @abstractmethod
    def judgements(self, about: Sequence[str] | None = None) -> list[Judgement]:
        """The judgements that stand, all or those about any of the ids, by id."""

    @abstractmethod
    def all_nodes(self) -> Iterable[Node]:
        """Every node, by id."""

    @abstractmethod
    def all_edges(self) -> Iterable[Edge]:
        """Every edge, by source, target and kind."""

    @abstractmethod
    def all_evidence(self) -> Iterable[Evidence]:
        """Every mention, by paper, target, field and start."""

    @abstractmethod
    def all_relation_evidence(self) -> Iterable[RelationEvidence]:
        """Every sentence that a relation stands on, by source, target, kind and paper."""

    @abstractmethod
    def all_decisions(self) -> Iterable[Decision]:
        """Everything that rules decided about pairs, by kind, left and right key."""

    @abstractmethod
    def redirects(self) -> Iterable[tuple[str, str]]:
        """Every id that was merged away, with the node it leads to, by id."""

    @abstractmethod
    def text_papers(self) -> int:
        """How many papers have text: the N of the sharing score; stubs are not counted."""

    # Questions

    def sharing(
        self, paper: str, question: SharingQuestion, window: Window
    ) -> tuple[Page[Sharing], int]:
        """The papers that share concepts with a paper, best first, and how many there are.

        The score is the sum over shared concepts of ln((N + 1) / (df + 1)), in millionths;
        the key of an item is (-score, id).

        Raises:
            NotFoundError: no such paper.
        """
        return questions.sharing(self, paper, question, window)

    def sharing_page(self, paper: str, question: SharingQuestion, window: Window) -> Page[Sharing]:
        """See `sharing`, without how many there are, which may take longer than the page.

        Raises:
            NotFoundError: no such paper.
        """
        return self.sharing(paper, question, window)[0]

    def similar(
        self, paper: str, question: SimilarityQuestion, window: Window
    ) -> tuple[Page[Similar], int]:
        """The papers that are similar to a paper, best first, with why, and how many there are.

        Six parts, each in millionths of what there could be: the rarity of shared METHODS,
        DATASETS and TASKS over that of all that the paper has; CO_CITATION and COUPLING, Salton's
        cosine of the papers citing both and cited by both; and TEXT, how well the other's title
        and abstract fit the paper's title (see `citeweave_graph.similarity`). The score is their
        mean by the question's weights. Every other paper with a part that counts is in the
        answer, stubs too; of concepts the default roles count. The key of an item is (-score, id).

        Raises:
            NotFoundError: no such paper.
        """
        return comparing.similar(self, paper, question, window)

    def together(
        self, ids: Sequence[str], first: Hop, second: Hop, window: Window
    ) -> list[tuple[Page[Together], int]]:
        """What is reached from each id over one hop and then another, and how many there are.

        Counted by different middle nodes, the most first, ties by id; the node itself is left
        out. Co-used concepts, co-authors, co-citation and coupling are this question. The key
        of an item is (-count, id).
        """
        return questions.together(self, ids, first, second, window)

    def within(self, start: str, hop: Hop, steps: int, window: Window) -> tuple[Page[Reached], int]:
        """What can be reached from a node in some steps of a hop, and how many nodes that are.

        The nearest first, ties by id; the node itself is left out. Of the hop its kinds and
        direction count. The key of an item is (distance, id).

        Args:
            start: id of the node.
            hop: the edges that a step may take.
            steps: the most of them, 1 to 4.
            window: which part.

        Raises:
            NotFoundError: no such node.
            UsageError: a number of steps out of its range.
        """
        return stepping.within(self, start, hop, steps, window)

    def paths(
        self,
        start: str,
        goal: str,
        *,
        through: Collection[EdgeKind],
        max_length: int = 4,
        most: int = 20,
    ) -> tuple[Path, ...]:
        """The shortest paths between two nodes over chosen kinds of edges, either way.

        All of the least length, at most `most` of them, in the order of the ids on them; none
        when they are further apart than `max_length` edges (1 to 8).

        Raises:
            NotFoundError: an end is not in the graph.
            UsageError: a length or number out of its range.
        """
        return questions.paths(self, start, goal, through=through, max_length=max_length, most=most)

    def digest(self) -> str:
        """Canonical SHA-256 of the content: equal content, equal digest, on every store.

        Nodes, redirects, edges, evidence (of relations too), decisions and judgements count;
        versions, times and the names of source files do not.
        """
        return canon.digest(self)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The graph as networkx knows it: nodes by id, edges keyed by kind.

        Node attributes: `kind`, `name`, and `record` (the node as a record); edge attributes:
        `kind`, `role`, `confidence`, `record`.
        """
        return questions.to_networkx(self)

    # Conveniences for scripts

    def node(self, one: str) -> Node | None:
        """The node of an id, or None."""
        return self.nodes([one])[0]

    def paper(self, title: str) -> PaperNode | None:
        """The paper of a title; None when there is none.

        Raises:
            AmbiguousError: several papers have the title.
        """
        return questions.paper_of_title(self, title)

    def concept(self, name: str, kind: ConceptKind | None = None) -> ConceptNode | None:
        """The concept of a name; None when there is none.

        Raises:
            AmbiguousError: several concepts have the name.
        """
        return questions.concept_of_name(self, name, kind)
