"""Why a node is one, pairs to look at, what is missing; merge, split and what queries see then."""

from __future__ import annotations

from typing import Any

import pytest
import worlds_served
from building import judge, reject
from counting import CountingStore
from graphql import parse
from sample import BARE, COLOR, QUIET, RAG

from citeweave.server import Limits, execute
from citeweave.server.building import core_schema
from citeweave.server.measuring import measure
from citeweave_graph import Store
from citeweave_graph.derivation.judged import decision_rows
from citeweave_schema import Decision, NodeKind, Verdict

BOTH = ("read", "write")
PAIR = "id verdict leftKey rightKey by at reason"
MERGE = f"""mutation($left: ID!, $right: ID!, $reason: String = "") {{
  merge(left: $left, right: $right, reason: $reason) {{
    nodes {{ id name }} made {{ {PAIR} }} withdrawn {{ {PAIR} }} }} }}"""
SPLIT = f"""mutation($node: ID!, $members: [String!]!) {{
  split(node: $node, members: $members, reason: "two things") {{
    nodes {{ id name }} made {{ {PAIR} }} withdrawn {{ {PAIR} }} }} }}"""
WITHDRAW = f"""mutation($id: ID!) {{ withdrawJudgement(id: $id) {{
  paper {{ id }} nodes {{ id name }} judgement {{ id verdict paper target }}
  pair {{ {PAIR} }} }} }}"""
IDENTITY = f"""query($id: ID!) {{ identity(id: $id) {{
  node {{ id name }} memberCount
  members {{ handle keys name year sources reference paper {{ id title }} }}
  decisions {{ verdict score rule reason leftKey rightKey left {{ id }} right {{ id }} }}
  judgements {{ {PAIR} }} }} }}"""
COVERAGE = """value papers withoutAbstract withoutAuthors withoutIdentifiers withoutVenue
  withoutYear referencesKnown referencesStated stating knownOfStating"""
CANDIDATES = """query($kind: NodeKind, $first: Int, $after: String, $last: Int, $before: String) {
  candidates(kind: $kind, first: $first, after: $after, last: $last, before: $before) {
    totalCount
    edges { cursor node { leftKey rightKey score verdict rule reason left { id } right { id } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path) -> Store:
    """The sample on each store, to be changed."""
    url = "memory:" if request.param == "memory" else f"sqlite:{tmp_path / 'graph.db'}"
    return worlds_served.sample(url)


def told(store: Store, text: str, **variables: Any) -> dict[str, Any]:
    answer = execute(store, text, variables, scopes=BOTH, by="ada")
    assert "errors" not in answer, answer
    return answer["data"]


def refused(store: Store, text: str, scopes=BOTH, **variables: Any) -> dict[str, Any]:
    (error,) = execute(store, text, variables, scopes=scopes, by="ada")["errors"]
    return error


def code(error: dict[str, Any]) -> str:
    return error["extensions"]["code"]


def paper_id(store: Store, paper) -> str:
    return told(store, "query($t: String!) { paper(by: {title: $t}) { id } }", t=paper.title)[
        "paper"
    ]["id"]


def named(store: Store, field: str, name: str) -> str:
    return told(store, f'{{ {field}(by: {{name: "{name}"}}) {{ id }} }}')[field]["id"]


def identity(store: Store, node: str) -> dict[str, Any]:
    return told(store, IDENTITY, id=node)["identity"]


def digest(store: Store) -> str:
    with store.view() as view:
        return view.digest()


def plant(store: Store, *decisions: Decision, home: str) -> None:
    """Put decisions into a graph whose rules were never unsure."""
    with store.writer() as writer, writer._tables.transaction():
        for one in decisions:
            homes = dict.fromkeys((one.left, one.right), home)
            writer._tables.insert("decision", decision_rows(one.kind, [one], homes))


def unsure(number: int, kind: NodeKind = NodeKind.VENUE) -> Decision:
    return Decision(
        kind=kind,
        left=f"{kind}:name:a {number:03d}",
        right=f"{kind}:name:b {number:03d}",
        verdict=Verdict.UNSURE,
        score=(500 + number % 3) / 1000,
        rule="planted",
        reason="<b>looks</b> alike",
    )


# Identity


def test_a_paper_tells_its_records(store):
    rag = paper_id(store, RAG)
    found = identity(store, rag)
    assert found["node"] == {"id": rag, "name": RAG.title}
    assert found["memberCount"] == len(found["members"])
    full = [one for one in found["members"] if not one["reference"]]
    assert [one["name"] for one in full] == [RAG.title]
    assert full[0]["year"] == 2020
    assert set(full[0]["sources"]) == {"first.jsonl", "second.jsonl"}
    assert {"doi:10.1000/rag", "arxiv:2005.11401"} <= set(full[0]["keys"])
    assert [one for one in found["members"] if one["reference"]]
    assert all(one["paper"] is None for one in found["members"])


def test_an_author_tells_the_papers(store):
    (wei,) = [
        one["id"] for one in told(store, '{ authors(where: {name: {eq: "Wei Wang"}}) '
                                         "{ nodes { id } } }")["authors"]["nodes"]
    ]  # fmt: skip
    titles = {one["paper"]["title"] for one in identity(store, wei)["members"]}
    assert RAG.title in titles


@pytest.mark.parametrize("node", ["P" + "a" * 16, "nonsense", "", "\u0000", "x" * 10_000])
def test_what_is_not_there_has_no_identity(store, node):
    assert told(store, IDENTITY, id=node) == {"identity": None}


@pytest.mark.parametrize("field", ["members", "decisions", "judgements"])
@pytest.mark.parametrize("first", [0, -1, 101])
def test_lists_take_1_to_100(sample, field, first):
    query = f"""query($id: ID!) {{ identity(id: $id) {{ {field}(first: {first}) {{
      {"name" if field == "members" else "verdict"} }} }} }}"""
    error = refused(sample, query, id=paper_id(sample, RAG))
    assert (code(error), "first takes 1 to 100" in error["message"]) == ("BAD_INPUT", True)


def test_members_are_cut_and_counted(sample):
    query = "query($id: ID!) { identity(id: $id) { memberCount members(first: 1) { handle } } }"
    found = told(sample, query, id=paper_id(sample, RAG))["identity"]
    assert len(found["members"]) == 1 < found["memberCount"]


def test_all_stores_tell_the_same(stores):
    with stores["memory"].view() as view:
        ids = [node.id for node in view.all_nodes()]
    asked = [told(store, "{ candidates { totalCount } }") for store in stores.values()]
    assert asked[0] == asked[1] == asked[2]
    for one in ids:
        memory, sqlite, neo4j = (told(store, IDENTITY, id=one) for store in stores.values())
        assert memory == sqlite == neo4j
        assert memory["identity"]["memberCount"] >= 1
    query = f"{{ graph {{ s: coverage {{ {COVERAGE} }} y: coverage(by: YEAR) {{ {COVERAGE} }} }} }}"
    memory, sqlite, neo4j = (told(store, query)["graph"] for store in stores.values())
    assert memory == sqlite == neo4j


# Merge, split, withdraw


def test_merged_papers_are_seen_as_one_and_withdrawing_parts_them(store):
    before = digest(store)
    bare, color = paper_id(store, BARE), paper_id(store, COLOR)
    (merged,) = told(store, MERGE, left=bare, right=color, reason="a twin").values()
    assert merged["nodes"] == [{"id": bare, "name": BARE.title}]
    (made,) = merged["made"]
    assert (made["verdict"], made["by"], made["reason"]) == ("SAME", "ada", "a twin")
    assert made["at"].startswith("20")
    assert merged["withdrawn"] == []
    found = told(
        store,
        """query($old: ID!, $t: String!) { node(id: $old) { id } nodes(ids: [$old]) { id }
             paper(by: {title: $t}) { id judgements { id } }
             papers(where: {stub: false}) { totalCount } graph { version } }""",
        old=color,
        t=BARE.title,
    )
    assert found["node"] == found["nodes"][0] == {"id": bare}
    assert found["paper"] == {"id": bare, "judgements": []}  # about edges there is none
    assert found["papers"]["totalCount"] == 5
    assert found["graph"]["version"] == 2
    assert identity(store, color) == identity(store, bare)
    assert identity(store, bare)["judgements"] == [made]
    gone = told(store, WITHDRAW, id=made["id"])["withdrawJudgement"]
    assert gone["pair"] == made
    assert (gone["judgement"], gone["paper"]) == (None, None)
    assert {one["id"] for one in gone["nodes"]} == {bare, color}
    assert digest(store) == before
    assert code(refused(store, WITHDRAW, id=made["id"])) == "NOT_FOUND"


def test_withdrawing_a_judgement_about_an_edge_tells_the_edge(store):
    bare, method = paper_id(store, BARE), named(store, "concept", "transformer")
    judged = judge(store, reject(bare, method))
    gone = told(store, WITHDRAW, id=judged.id)["withdrawJudgement"]
    assert gone["paper"] == {"id": bare}
    assert gone["pair"] is None
    assert gone["judgement"] == {
        "id": judged.id, "verdict": "REJECT_EDGE", "paper": bare, "target": method,
    }  # fmt: skip
    assert [one["id"] for one in gone["nodes"]] == [bare, method]


@pytest.mark.parametrize(
    ("field", "left", "right"),
    [
        ("concept", "transformer", "attention"),
        ("organization", "TU Delft", "Mozilla"),
        ("venue", "ACL", "NeurIPS"),
    ],
)
def test_merged_names_are_found_by_either_and_split_restores_the_graph(store, field, left, right):
    before = digest(store)
    one, other = named(store, field, left), named(store, field, right)
    taken = [member["handle"] for member in identity(store, other)["members"]]
    (merged,) = told(store, MERGE, left=one, right=other).values()
    assert [node["id"] for node in merged["nodes"]] == [one]
    assert named(store, field, right) == one
    assert told(store, "query($i: ID!) { node(id: $i) { id } }", i=other)["node"] == {"id": one}
    (parted,) = told(store, SPLIT, node=other, members=taken).values()
    assert parted["withdrawn"] == merged["made"]
    assert {node["id"] for node in parted["nodes"]} == {one, other}
    assert digest(store) == before


def test_nodes_held_apart_stay_apart_and_tell_so(store):
    before = digest(store)
    bare, color = paper_id(store, BARE), paper_id(store, COLOR)
    (held,) = told(store, MERGE.replace("merge(", "holdApart("), left=bare, right=color).values()
    assert [one["id"] for one in held["nodes"]] == [bare, color]
    assert [one["verdict"] for one in held["made"]] == ["DIFFERENT"]
    assert identity(store, color)["judgements"] == held["made"]
    told(store, WITHDRAW, id=held["made"][0]["id"])
    assert digest(store) == before


def test_each_mutation_of_a_request_sees_what_the_one_before_did(store):
    bare, color, quiet = (paper_id(store, one) for one in (BARE, COLOR, QUIET))
    text = """mutation($a: ID!, $b: ID!, $c: ID!) {
      one: merge(left: $a, right: $b) { nodes { id } }
      two: merge(left: $b, right: $c) { nodes { id ... on Paper { judgements { id } } } } }"""
    found = told(store, text, a=bare, b=color, c=quiet)
    assert found["one"]["nodes"] == [{"id": bare}]
    assert found["two"]["nodes"] == [{"id": bare, "judgements": []}]


def test_a_judgement_about_an_edge_of_a_former_id_is_shown_with_the_paper(store):
    bare, color = paper_id(store, BARE), paper_id(store, COLOR)
    judged = judge(store, reject(color, named(store, "concept", "attention")))
    told(store, MERGE, left=bare, right=color)
    found = told(store, "query($i: ID!) { paper(by: {id: $i}) { judgements { id } } }", i=bare)
    assert found["paper"]["judgements"] == [{"id": judged.id}]


@pytest.mark.parametrize(
    ("text", "expected", "says"),
    [
        ('merge(left: "RAG", right: "RAG")', "BAD_INPUT", "one node already"),
        ('merge(left: "RAG", right: "ACL")', "BAD_INPUT", "a Paper and a Venue"),
        ('merge(left: "METHOD", right: "DATASET")', "BAD_INPUT", "METHOD and a DATASET"),
        (f'merge(left: "RAG", right: "P{"a" * 16}")', "NOT_FOUND", "no node"),
        (f'holdApart(left: "RAG", right: "P{"a" * 16}")', "NOT_FOUND", "no node"),
        ('holdApart(left: "RAG", right: "nonsense")', "NOT_FOUND", "no node"),
        ('holdApart(left: "RAG", right: "RAG")', "BAD_INPUT", "one node already"),
        (f'merge(left: "P{"a" * 16}", right: "RAG")', "NOT_FOUND", "no node"),
        (f'merge(left: "METHOD", right: "C{"a" * 16}")', "NOT_FOUND", "no node"),
        ('merge(left: "RAG", right: "nonsense")', "NOT_FOUND", "no node"),
        ('merge(left: "", right: "RAG")', "NOT_FOUND", "no node"),
        (f'merge(left: "RAG", right: "ACL", reason: "{"x" * 2001}")', "BAD_INPUT", "2,000"),
        ('merge(left: "RAG", right: "ACL", reason: "\\u0000")', "BAD_INPUT", "NUL"),
        ('split(node: "RAG", members: [])', "BAD_INPUT", "name the members"),
        ('split(node: "RAG", members: ["stranger"])', "NOT_FOUND", "no member 'stranger'"),
        ('split(node: "RAG", members: ["ALL"])', "BAD_INPUT", "leave at least one"),
        (f'split(node: "P{"a" * 16}", members: ["x"])', "NOT_FOUND", "no node"),
        ('split(node: "nonsense", members: ["x"])', "NOT_FOUND", "no node"),
        (f'split(node: "RAG", members: ["x"], reason: "{"x" * 2001}")', "BAD_INPUT", "2,000"),
        ('withdrawJudgement(id: "J00000000000000000000")', "NOT_FOUND", "no judgement"),
        ('withdrawJudgement(id: "\\u0000")', "NOT_FOUND", "no judgement"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_changes_nothing(store, text, expected, says):
    handles = [one["handle"] for one in identity(store, paper_id(store, RAG))["members"]]
    known = {
        "RAG": paper_id(store, RAG),
        "ACL": named(store, "venue", "ACL"),
        "METHOD": named(store, "concept", "transformer"),
        "DATASET": named(store, "concept", "ImageNet"),
        "ALL": '", "'.join(handles),
    }
    for name, value in known.items():
        text = text.replace(f'"{name}"', f'"{value}"')
    before = digest(store)
    error = refused(store, f"mutation {{ {text} {{ __typename }} }}")
    assert (code(error), says in error["message"]) == (expected, True), error
    assert digest(store) == before
    assert told(store, "{ graph { version } }")["graph"]["version"] == 1


def test_a_great_many_members_are_looked_up_quickly(store):
    rag = paper_id(store, RAG)
    handles = [one["handle"] for one in identity(store, rag)["members"]]
    error = refused(store, SPLIT, node=rag, members=handles * 5_000)
    assert code(error) == "BAD_INPUT"
    error = refused(store, SPLIT, node=rag, members=[str(number) for number in range(20_000)])
    assert code(error) == "NOT_FOUND"


@pytest.mark.parametrize(
    ("scopes", "expected"), [(["read"], "FORBIDDEN"), (None, "UNAUTHENTICATED")]
)
def test_mutations_need_the_scope_write(client_of, fresh, tokens, scopes, expected):
    variables = {
        "left": paper_id(fresh, BARE),
        "right": paper_id(fresh, COLOR),
        "node": paper_id(fresh, RAG),
        "members": [identity(fresh, paper_id(fresh, RAG))["members"][0]["handle"]],
        "id": "J00000000000000000000",
    }
    before = digest(fresh)
    headers = {}
    if scopes is not None:
        secret, _ = tokens.create("who", scopes)
        headers = {"authorization": f"Bearer {secret}"}
    client = client_of(fresh, token_file=tokens.path)
    for mutation in (MERGE, SPLIT, WITHDRAW):
        wanted = {name: value for name, value in variables.items() if f"${name}:" in mutation}
        body = {"query": mutation, "variables": wanted}
        answer = client.post("/graphql", json=body, headers=headers).json()
        assert [code(one) for one in answer["errors"]] == [expected]
    assert digest(fresh) == before


def test_with_the_scope_write_the_token_is_who_decided(client_of, fresh, tokens):
    secret, _ = tokens.create("curator", ["write"])
    client = client_of(fresh, token_file=tokens.path)
    body = {
        "query": MERGE,
        "variables": {"left": paper_id(fresh, BARE), "right": paper_id(fresh, COLOR)},
    }
    answer = client.post("/graphql", json=body, headers={"authorization": f"Bearer {secret}"})
    (made,) = answer.json()["data"]["merge"]["made"]
    assert made["by"] == "curator"
    assert client.get("/graphql", params={"query": "mutation { __typename }"}).status_code >= 400


# Candidates


def pages(store: Store, size: int, *, backward: bool = False, **variables: Any) -> list[str]:
    found: list[str] = []
    place: dict[str, Any] = {}
    while True:
        sizes = {"last": size} if backward else {"first": size}
        page = told(store, CANDIDATES, **sizes, **place, **variables)["candidates"]
        keys = [edge["node"]["leftKey"] for edge in page["edges"]]
        found = keys + found if backward else found + keys
        info = page["pageInfo"]
        if not info["hasPreviousPage" if backward else "hasNextPage"]:
            assert len(found) == page["totalCount"]
            return found
        place = {"before": info["startCursor"]} if backward else {"after": info["endCursor"]}


@pytest.mark.parametrize("size", [4, 7, 100])
def test_paging_gives_every_pair_once_the_likeliest_first(store, size):
    planted = [unsure(number) for number in range(23)]
    plant(store, *planted, home=named(store, "venue", "ACL"))
    ordered = [one.left for one in sorted(planted, key=lambda one: (-one.score, one.left))]
    assert pages(store, size, kind="VENUE") == ordered
    assert pages(store, size, kind="VENUE", backward=True) == ordered


def test_pages_go_on_where_they_were_when_pairs_come_between(store):
    acl = named(store, "venue", "ACL")
    plant(store, *map(unsure, range(6)), home=acl)
    page = told(store, CANDIDATES, kind="VENUE", first=2)["candidates"]
    seen = [edge["node"]["leftKey"] for edge in page["edges"]]
    plant(store, *map(unsure, range(6, 12)), home=acl)
    after = page["pageInfo"]["endCursor"]
    rest = told(store, CANDIDATES, kind="VENUE", first=100, after=after)["candidates"]
    keys = [edge["node"]["leftKey"] for edge in rest["edges"]]
    assert not set(keys) & set(seen)
    assert {unsure(number).left for number in range(6)} <= {*keys, *seen}


def test_pairs_of_a_kind(store):
    acl = named(store, "venue", "ACL")
    plant(store, unsure(1), unsure(2, NodeKind.ORGANIZATION), home=acl)
    found = told(store, CANDIDATES, kind="ORGANIZATION")["candidates"]
    assert [edge["node"] for edge in found["edges"]] == [
        {
            "leftKey": "Organization:name:a 002",
            "rightKey": "Organization:name:b 002",
            "score": 0.502,
            "verdict": "UNSURE",
            "rule": "planted",
            "reason": "<b>looks</b> alike",
            "left": {"id": acl},
            "right": {"id": acl},
        }
    ]
    assert told(store, CANDIDATES, kind="PERSON")["candidates"]["edges"] == []
    everything = told(store, CANDIDATES, first=100)["candidates"]
    assert everything["totalCount"] == len(everything["edges"]) >= 2
    assert code(refused(store, CANDIDATES, kind="NONSENSE")) == "BAD_QUERY"
    with store.view() as view:
        assert unsure(1) in [one.decision for one in view.identity(acl).decisions]
    (shown,) = [one for one in identity(store, acl)["decisions"] if one["leftKey"].endswith("001")]
    assert (shown["verdict"], shown["left"]) == ("UNSURE", {"id": acl})


def test_a_node_that_is_no_more_is_null_and_not_an_error(store):
    plant(store, unsure(1), home="V" + "a" * 16)
    (edge,) = told(store, CANDIDATES, kind="VENUE")["candidates"]["edges"]
    assert (edge["node"]["left"], edge["node"]["right"]) == (None, None)


def test_a_cursor_fits_its_kind_alone(store):
    plant(store, *map(unsure, range(3)), home=named(store, "venue", "ACL"))
    page = told(store, CANDIDATES, kind="VENUE", first=1)["candidates"]
    after = page["pageInfo"]["endCursor"]
    for wrong in ({"kind": "PAPER", "after": after}, {"after": after}, {"after": "nonsense"}):
        assert code(refused(store, CANDIDATES, **wrong)) == "BAD_CURSOR"
    for wrong in ({"first": 0}, {"first": 101}, {"first": 1, "last": 1}):
        assert code(refused(store, CANDIDATES, **wrong)) == "BAD_INPUT"


# What it costs


@pytest.mark.parametrize(
    ("query", "nodes"),
    [
        ("{ candidates(first: 7) { nodes { score } } }", 7),
        ("{ candidates { totalCount } }", 20),
        ("{ candidates(first: 10) { nodes { left { id } right { id } } } }", 10 + 20),
        ('{ identity(id: "x") { members(first: 9) { name } } }', 9),
        ('{ identity(id: "x") { members { paper { methods(first: 5) { totalCount } } } } }',
         20 + 20 + 20 * 5),
        ('{ identity(id: "x") { decisions(first: 5) { left { id } } judgements { id } } }',
         5 + 5 + 20),
        ('mutation { merge(left: "a", right: "b") { nodes { id } } }', 3),
        ('mutation { withdrawJudgement(id: "a") { nodes { id } paper { id } } }', 2 + 1),
    ],
)  # fmt: skip
def test_what_queries_could_touch_is_counted(query, nodes):
    document = parse(query)
    found = measure(core_schema(), document, document.definitions[0], {})
    assert found.nodes == nodes


def test_too_much_is_refused(sample):
    query = """{ candidates(first: 100) { nodes {
      left { neighbours(first: 100) { nodes { id } } } } } }"""
    answer = execute(sample, query, limits=Limits(nodes=5_000))
    assert [code(one) for one in answer["errors"]] == ["TOO_COSTLY"]


def test_the_number_of_store_calls_does_not_depend_on_the_page(fresh):
    venues = [named(fresh, "venue", name) for name in ("ACL", "NeurIPS")]
    for number in range(40):
        plant(fresh, unsure(number), home=venues[number % 2])
    counted = CountingStore(fresh)
    found = []
    for first in (2, 40):
        counted.calls.clear()
        told(counted, CANDIDATES, kind="VENUE", first=first)
        found.append(dict(counted.calls))
    assert found[0] == found[1]
    assert found[0]["candidates"] == found[0]["candidate_count"] == found[0]["nodes"] == 1


# Coverage


def test_what_is_missing_of_each_source_and_year(store):
    found = told(
        store,
        f"{{ graph {{ coverage {{ {COVERAGE} }} years: coverage(by: YEAR) {{ value papers }} }} }}",
    )["graph"]
    assert found["coverage"][0] == {
        "value": "first.jsonl",
        "papers": 3,
        "withoutAbstract": 0,
        "withoutAuthors": 0,
        "withoutIdentifiers": 1,
        "withoutVenue": 1,
        "withoutYear": 0,
        "referencesKnown": 2,
        "referencesStated": 40,
        "stating": 1,
        "knownOfStating": 1,
    }
    assert [one["value"] for one in found["coverage"]] == ["first.jsonl", "second.jsonl"]
    assert found["years"] == [
        {"value": "2019", "papers": 1},
        {"value": "2020", "papers": 1},
        {"value": "2021", "papers": 1},
        {"value": "2022", "papers": 2},
        {"value": None, "papers": 1},
    ]
    assert code(refused(store, "{ graph { coverage(by: VENUE) { value } } }")) == "BAD_QUERY"
