"""How tests drive a build: sources in, batches of any size, as the pipeline does it."""

from collections.abc import Iterable, Mapping, Sequence

from dictionary import Dictionary

from citeweave_graph import Store, Tally, Writer, no_extraction
from citeweave_graph.canon import canonical_lines
from citeweave_graph.checking import problems
from citeweave_graph.judging import Judge, Judging, judge_pairs, pair_change
from citeweave_schema import Judgement, Paper, SourceState, Verdict, digest, kind_of_id, to_line

Sources = Mapping[str, Sequence[Paper]]


def state_of(uri: str, papers: Iterable[Paper], form: str = "jsonl") -> SourceState:
    """Give the state of a source that holds these records."""
    found = list(papers)
    return SourceState(
        uri=uri,
        format=form,
        sha256=digest(*(one.content_hash for one in found)),
        records=len(found),
    )


def build(
    store: Store,
    sources: Sources,
    *,
    extract: Dictionary | None = None,
    batch: int = 64,
    fill: bool = False,
) -> Tally:
    """Build sources, skipping those that are built and unchanged; read texts anew if needed."""
    version = extract.version if extract else ""
    with store.writer(extract=extract or no_extraction, extractor=version) as writer:
        if fill:
            writer.fill()
        for uri, papers in sources.items():
            state = state_of(uri, papers)
            known = writer.source(uri)
            if known == state:
                continue
            writer.begin_source(state)
            for number, paper in enumerate(papers, start=1):
                writer.add(paper, uri)
                if number % batch == 0:
                    writer.commit()
            writer.end_source(state, keep={one.content_hash for one in papers})
        stale = [paper for paper, _ in writer.stale_papers()]
        for first in range(0, len(stale), batch):
            writer.relink(stale[first : first + batch])
    return writer.tally


def remove(store: Store, uri: str, *, extract: Dictionary | None = None) -> int:
    """Take a source out."""
    version = extract.version if extract else ""
    with store.writer(extract=extract or no_extraction, extractor=version) as writer:
        return writer.remove(uri)


def reject(paper: str, target: str, **changes: object) -> Judgement:
    """Give a judgement that rejects an edge, or corrects it when it says to what."""
    return Judgement(
        verdict=Verdict.CORRECT_EDGE if changes else Verdict.REJECT_EDGE,
        left=paper,
        right=target,
        by="tester",
        at="2026-01-01T00:00:00+00:00",
        **changes,
    )


def judge(store: Store, judgement: Judgement) -> Judgement:
    """Record a judgement, as the server does it: without an extractor at hand."""
    with store.writer() as writer:
        return writer.judge(judgement)


def plant(store: Store, judgements: Iterable[Judgement]) -> None:
    """Put judgements into an empty graph, ahead of what they are about."""
    given = list(judgements)
    pairs = [one for one in given if one.left_key]
    with store.writer() as writer, writer._tables.transaction():
        judge_pairs(writer._tables, pairs)
        for one in pairs:
            writer._derive(pair_change(writer._tables, kind_of_id(one.left), [one]))
        writer._tables.insert(
            "judgement",
            [
                {"id": one.id, "subject": one.left, "object": one.right, "payload": to_line(one)}
                for one in given
                if not one.left_key
            ],
        )


def content_of(store: Store) -> str:
    """Give the content of a graph line by line, having checked that it keeps its promises."""
    with store.view() as view:
        assert list(problems(view)) == []
        return "\n".join(canonical_lines(view))


def digest_of(store: Store) -> str:
    """Give the digest of a graph, having checked that it keeps its promises."""
    with store.view() as view:
        assert list(problems(view)) == []
        return view.digest()


TESTER = Judge(by="tester", at="2026-01-01T00:00:00+00:00", reason="looked")


def merge(store: Store, left: str, right: str, extract: Dictionary | None = None) -> Judging:
    """Make two nodes one; as the server does it, without an extractor, when none is given."""
    with _judging(store, extract) as writer:
        return writer.merge(left, right, TESTER)


def split(store: Store, node: str, *members: str, extract: Dictionary | None = None) -> Judging:
    """Take members out of a node."""
    with _judging(store, extract) as writer:
        return writer.split(node, members, TESTER)


def _judging(store: Store, extract: Dictionary | None) -> Writer:
    return store.writer(extract=extract, extractor=extract.version) if extract else store.writer()
