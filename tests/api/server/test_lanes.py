"""Heavy requests and light ones do not wait for each other, and too many are told so."""

import asyncio
import threading
import time

import pytest
from counting import CountingStore
from graphql import DocumentNode
from starlette.testclient import TestClient

from citeweave.server import Limits, execution
from citeweave.server.execution import Engine, Request
from citeweave.server.failures import Code, RefusedError
from citeweave.server.lanes import Lane, Lanes
from citeweave.server.measuring import Load
from citeweave.server.session import Client
from citeweave_graph import Store, View

CURATOR = Client(name="curator", scopes=frozenset({"read", "write"}), known=True)
LIGHT = '{ paper(by: {title: "Answers with RAG"}) { title methods { nodes { name } } } }'
HEAVY = '{ paper(by: {title: "Answers with RAG"}) { coupled { totalCount } } }'


class Slow(CountingStore):
    """A store that gives no answer to a heavy question before it is let."""

    def __init__(self, inner: Store) -> None:
        super().__init__(inner)
        self.let = threading.Event()
        self.reached = threading.Semaphore(0)

    def view(self, *, deadline: float | None = None) -> View:
        view = super().view(deadline=deadline)
        together = view.together

        def slow(*arguments, **options):
            self.reached.release()
            assert self.let.wait(60)
            return together(*arguments, **options)

        view.together = slow
        return view


@pytest.fixture
def slow(sample):
    store = Slow(sample)
    yield store
    store.let.set()


def test_light_questions_are_answered_while_eight_heavy_ones_are_at_work(slow):
    lanes = Lanes(most=64)
    engine = Engine(slow, Limits(seconds=60), lanes=lanes)

    async def asked(query: str, order: list[str], name: str) -> dict:
        body = (await engine.answer(Request(query=query), CURATOR)).body
        order.append(name)
        return body

    async def both_kinds() -> tuple[list[str], list[dict]]:
        order: list[str] = []
        heavy = [asyncio.create_task(asked(HEAVY, order, "heavy")) for _ in range(8)]
        await asyncio.to_thread(slow.reached.acquire)
        light = await asyncio.gather(*(asked(LIGHT, order, "light") for _ in range(20)))
        assert not any(task.done() for task in heavy)
        slow.let.set()
        return order, [*light, *(await asyncio.gather(*heavy))]

    order, answers = asyncio.run(both_kinds())
    lanes.close()
    assert order == ["light"] * 20 + ["heavy"] * 8
    assert not [one for one in answers if "errors" in one]
    assert slow.views == slow.closed


def test_a_budget_that_ends_while_a_request_waits_ends_it_too(slow):
    lanes = Lanes(most=64)
    engine = Engine(slow, Limits(seconds=0.2), lanes=lanes)

    async def all_of_them() -> list[tuple[Code, ...]]:
        answers = (engine.answer(Request(query=HEAVY), CURATOR) for _ in range(5))
        return [one.codes for one in await asyncio.gather(*answers)]

    assert asyncio.run(all_of_them()) == [(Code.TIMEOUT,)] * 5
    slow.let.set()
    lanes.close()
    for _ in range(500):
        if slow.views == slow.closed:
            break
        time.sleep(0.01)
    assert slow.views == slow.closed == 2  # those that waited opened none


def test_a_full_lane_says_when_to_try_again(client_of, slow):
    client: TestClient = client_of(slow, limits=Limits(waiting=2, seconds=60))
    answers: list[object] = []
    heavy = [
        threading.Thread(
            target=lambda: answers.append(client.post("/graphql", json={"query": HEAVY}))
        )
        for _ in range(2)
    ]
    for one in heavy:
        one.start()
        slow.reached.acquire()
    refused = client.post("/graphql", json={"query": HEAVY})
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "5"
    (error,) = refused.json()["errors"]
    assert error["extensions"] == {"code": "STORE_UNAVAILABLE", "retryAfter": 5}
    assert "2 heavy requests" in error["message"]
    assert "data" in client.post("/graphql", json={"query": LIGHT}).json()
    slow.let.set()
    for one in heavy:
        one.join(60)
    assert ["data" in one.json() for one in answers] == [True, True]
    assert "data" in client.post("/graphql", json={"query": HEAVY}).json()


def test_the_lane_follows_from_the_question_and_its_estimate():
    lanes = Lanes(most=1)
    light = lanes.of(Load(nodes=1_000), changes=False)
    assert lanes.of(Load(nodes=0), changes=False) is light
    heavy = lanes.of(Load(nodes=1_001), changes=False)
    assert lanes.of(Load(nodes=1, walks=True), changes=False) is heavy
    assert len({light, heavy, lanes.of(Load(), changes=True)}) == 3


@pytest.mark.parametrize(("padding", "beside"), [(5, False), (2_048, True)])
def test_long_documents_are_read_beside_the_event_loop(sample, monkeypatch, padding, beside):
    lanes = Lanes(most=4)
    engine = Engine(sample, Limits(), lanes=lanes)
    threads: list[threading.Thread] = []
    validated = execution.validated

    def noted(query: str, tokens: int, **options: bool) -> DocumentNode:
        threads.append(threading.current_thread())
        return validated(query, tokens, **options)

    monkeypatch.setattr(execution, "validated", noted)
    query = "{ __typename" + " " * padding + "}"
    answer = asyncio.run(engine.answer(Request(query=query), CURATOR))
    lanes.close()
    assert answer.body == {"data": {"__typename": "Query"}}
    assert (threads[0] is not threading.main_thread()) is beside


def test_a_lane_does_as_many_at_once_as_it_has_threads():
    lane = Lane("light", 2, 10, 1)
    running: list[int] = []
    most: list[int] = []

    async def work() -> str:
        running.append(1)
        most.append(len(running))
        await asyncio.sleep(0.02)
        running.pop()
        return threading.current_thread().name

    async def six() -> set[str]:
        return set(await asyncio.gather(*(lane.run(work) for _ in range(6))))

    assert asyncio.run(six()) == {"light-1", "light-2"}
    assert max(most) == 2
    lane.close()


def test_what_goes_wrong_in_a_lane_is_raised_and_makes_room():
    lane = Lane("light", 1, 1, 1)

    async def wrong() -> None:
        raise ValueError("odd")

    async def twice() -> None:
        for _ in range(2):
            with pytest.raises(ValueError, match="odd"):
                await lane.run(wrong)
        first = asyncio.create_task(lane.run(lambda: asyncio.sleep(0.05)))
        await asyncio.sleep(0)
        with pytest.raises(RefusedError):
            await lane.run(wrong)
        await first

    asyncio.run(twice())
    lane.close()
