"""Many requests at once: each sees one state of the graph, and every view is given back."""

import asyncio

from counting import CountingStore

from citeweave.server import Limits
from citeweave.server.execution import Engine, Request
from citeweave.server.session import Client

READER = Client(name="reader", scopes=frozenset({"read"}))
CURATOR = Client(name="curator", scopes=frozenset({"read", "write"}), known=True)
READING = """{ graph { version } paper(by: {title: "Answers with RAG"}) {
  id methods { totalCount nodes { id } } after: methods { totalCount } judgements { id } } }"""
REJECT = """mutation($p: ID!, $t: ID!) {
  rejectEdge(paper: $p, target: $t) { paper { methods { totalCount } } } }"""


def test_readers_beside_a_writer_each_see_one_version(fresh):
    store = CountingStore(fresh)
    engine = Engine(store, Limits())

    async def asked(query: str, client: Client, **variables: str) -> dict:
        return (await engine.answer(Request(query=query, variables=variables), client)).body

    async def all_at_once() -> tuple[dict, list[dict], dict]:
        before = await asked(READING, READER)
        paper = before["data"]["paper"]
        target = paper["methods"]["nodes"][0]["id"]
        _, *during = await asyncio.gather(
            asked(REJECT, CURATOR, p=paper["id"], t=target),
            *(asked(READING, READER) for _ in range(30)),
        )
        return before, during, await asked(READING, READER)

    before, during, after = asyncio.run(all_at_once())
    versions = {1: before["data"]["paper"], 2: after["data"]["paper"]}
    assert after["data"]["graph"]["version"] == 2
    for answer in during:
        assert "errors" not in answer, answer
        assert answer["data"]["paper"] == versions[answer["data"]["graph"]["version"]]
    assert store.views == store.closed


def test_two_curators_at_once_lose_nothing(fresh):
    engine = Engine(fresh, Limits())

    async def asked(query: str, **variables: str) -> dict:
        return (await engine.answer(Request(query=query, variables=variables), CURATOR)).body

    async def both() -> tuple[list[dict], dict]:
        paper = (await asked(READING))["data"]["paper"]
        targets = [one["id"] for one in paper["methods"]["nodes"]]
        answers = await asyncio.gather(*(asked(REJECT, p=paper["id"], t=one) for one in targets))
        return list(answers), await asked(READING)

    answers, after = asyncio.run(both())
    assert [one["errors"] for one in answers if "errors" in one] == []
    assert len(after["data"]["paper"]["judgements"]) == len(answers) == 2
