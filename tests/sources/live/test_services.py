"""Each service: what is asked of it, how its pages follow, and what is written."""

from __future__ import annotations

import json
from datetime import date

import pytest
from defusedxml.ElementTree import fromstring
from replaying import ATOM, Asked, Reply, content, recorded, reply

from citeweave_schema.errors import SourceUnavailableError, UsageError

TODAY = date(2024, 6, 30)
ATOM_NS = "{http://www.w3.org/2005/Atom}"


def rows(run):
    return [json.loads(line) for line in run.lines]


# Crossref


def crossref_pages(asked: Asked) -> Reply:
    assert asked.path == "/works"
    crossref_pages.turn += 1
    return recorded(f"crossref_cursor_{crossref_pages.turn}.json.gz")


def test_crossref_pages_follow_a_cursor_that_stays_the_same(run, server):
    crossref_pages.turn = -1
    server.answer = crossref_pages
    done = run("crossref", "widget", most=60)
    pages = [content(f"crossref_cursor_{n}.json.gz")["message"] for n in range(3)]
    assert rows(done) == [item for page in pages for item in page["items"]]
    assert [asked.params["cursor"] for asked in server.asked] == ["*"] + 2 * [
        pages[0]["next-cursor"]
    ]
    assert server.asked[0].params["query"] == "widget"
    assert server.asked[0].params["rows"] == "60"
    assert (done.saved.total, done.saved.cut, done.saved.short) == (454, True, False)


def test_crossref_filters_and_dates(run, server):
    server.script(recorded("crossref_cursor_0.json.gz"))
    run(
        "crossref",
        filters=(("type", "journal-article"),),
        since=date(2020, 1, 2),
        until=date(2021, 1, 1),
        most=20,
    )
    assert server.asked[0].params["filter"] == (
        "type:journal-article,from-pub-date:2020-01-02,until-pub-date:2021-01-01"
    )
    assert "query" not in server.asked[0].params


def test_crossref_gives_works_by_doi_and_names_those_it_does_not_have(run, server):
    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("notarealdoi"):
            return Reply(b"Resource not found.", status=404, media="text/plain")
        return recorded("crossref_work.json.gz")

    server.answer = answer
    done = run("crossref", "doi:10.3892/ijo_00000353", "doi:10.1371/notarealdoi")
    assert [row["DOI"] for row in rows(done)] == ["10.3892/ijo_00000353"]
    assert done.saved.missing == ("doi:10.1371/notarealdoi",)
    assert server.asked[0].raw == "/works/10.3892%2Fijo_00000353"


def test_a_doi_cannot_lead_to_another_endpoint(run, server):
    server.script(Reply(status=404))
    run("crossref", "doi:10.1000/../../members")
    assert server.asked[0].raw == "/works/10.1000%2F..%2F..%2Fmembers"


# OpenAlex


def test_openalex_pages_follow_the_cursor_to_its_end(run, server):
    server.script(recorded("openalex_cursor_0.json.gz"), recorded("openalex_cursor_1.json"))
    done = run("openalex", "open access", since=date(2022, 1, 1))
    page = content("openalex_cursor_0.json.gz")
    assert rows(done) == page["results"]
    assert [asked.params["cursor"] for asked in server.asked] == ["*", page["meta"]["next_cursor"]]
    assert server.asked[0].params["search"] == "open access"
    assert server.asked[0].params["filter"] == "from_publication_date:2022-01-01"
    assert server.asked[0].params["per_page"] == "100"
    assert (done.saved.records, done.saved.total, done.saved.cut) == (2, 2, False)


def test_openalex_asks_for_many_ids_at_once(run, server):
    server.script(
        recorded("openalex_cursor_0.json.gz"), reply({"meta": {"count": 0}, "results": []})
    )
    done = run(
        "openalex",
        "doi:10.1371/journal.pone.0266781",
        "https://doi.org/10.1371/journal.pone.0267149",
        "arxiv:2005.11401",
        "openalex:W2741809807",
    )
    assert server.asked[0].params["filter"] == (
        "doi:10.1371/journal.pone.0266781|10.1371/journal.pone.0267149|10.48550/arxiv.2005.11401"
    )
    assert server.asked[1].params["filter"] == "ids.openalex:W2741809807"
    assert len(rows(done)) == 2
    assert done.saved.missing == ("arxiv:2005.11401", "openalex:w2741809807")


def test_openalex_asks_singly_for_a_doi_that_a_filter_cannot_hold(run, server):
    server.script(recorded("openalex_work.json.gz"), Reply(status=404))
    done = run("openalex", "doi:10.1002/(sici)1097|4571,x", "doi:10.1002/a,b")
    assert server.asked[0].raw == "/works/doi:10.1002%2F%28sici%291097%7C4571%2Cx"
    assert rows(done) == [content("openalex_work.json.gz")]
    assert done.saved.missing == ("doi:10.1002/a,b",)


# Semantic Scholar


def test_s2_pages_follow_the_token(run, server):
    server.script(
        recorded("s2_bulk_0.json"), recorded("s2_bulk_1.json"), reply({"total": 2674, "data": []})
    )
    done = run("s2", "kubernetes", filters=(("year", "2020-"),), since=date(2019, 3, 5))
    first, second = content("s2_bulk_0.json"), content("s2_bulk_1.json")
    assert rows(done) == first["data"] + second["data"]
    assert [asked.params.get("token") for asked in server.asked] == [
        None,
        first["token"],
        second["token"],
    ]
    asked = server.asked[0].params
    assert (asked["query"], asked["year"]) == ("kubernetes", "2020-")
    assert asked["publicationDateOrYear"] == "2019-03-05:"
    assert "abstract" in asked["fields"].split(",")
    assert not done.saved.short, "its totals are estimates"


def test_s2_finds_nothing(run, server):
    server.script(recorded("s2_empty.json"))
    done = run("s2", "n0 r3sult")
    assert (done.text, done.saved.records) == ("", 0)


def test_s2_posts_ids_and_names_those_it_does_not_have(run, server):
    server.script(recorded("s2_batch.json"))
    asked_for = ["CorpusId:211530585", "doi:10.2139/ssrn.288970"]
    done = run("s2", *asked_for)
    assert rows(done) == content("s2_batch.json")[1:]
    assert done.saved.missing[:1] == ("s2:211530585",)
    assert server.asked[0].method == "POST"
    assert server.asked[0].json == {"ids": ["CorpusId:211530585", "DOI:10.2139/ssrn.288970"]}


def test_s2_is_asked_in_its_own_names(run, server):
    server.script(reply([]))
    done = run("s2", "acl:P19-1001", "arxiv:2005.11401", "pmid:29456894", "pmc:PMC5815332")
    assert server.asked[0].json == {
        "ids": ["ACL:P19-1001", "ARXIV:2005.11401", "PMID:29456894", "PMCID:5815332"]
    }
    assert len(done.saved.missing) == 4


def test_s2_refuses_a_filter_that_it_does_not_have(run, server):
    with pytest.raises(UsageError, match="no filter 'colour'; it has fieldsOfStudy"):
        run("s2", "x", filters=(("colour", "red"),))
    assert server.asked == []


# arXiv


def test_arxiv_pages_become_one_feed(run, server):
    server.answer = lambda asked: recorded(f"arxiv_page_{int(asked.params['start']) // 10}.xml")
    done = run("arxiv", "testing", most=30)
    assert [asked.params["start"] for asked in server.asked] == ["0", "10", "20"]
    assert server.asked[0].params["search_query"] == "all:testing"
    feed = fromstring(done.text.encode())
    entries = feed.findall(f"{ATOM_NS}entry")
    originals = [
        entry
        for n in range(3)
        for entry in fromstring(recorded(f"arxiv_page_{n}.xml").body).findall(f"{ATOM_NS}entry")
    ]
    assert feed.tag == f"{ATOM_NS}feed"
    assert len(entries) == 30
    for entry, original in zip(entries, originals, strict=True):
        assert list(flat(entry)) == list(flat(original))
    assert done.text.count("xmlns") == 3
    assert (done.saved.total, done.saved.cut) == (214_881, True)


def flat(element):
    for one in element.iter():
        yield one.tag, sorted(one.attrib.items()), (one.text or "").strip()


@pytest.mark.parametrize(
    ("words", "more", "query"),
    [
        ("graph networks", {}, "all:graph AND all:networks"),
        ("ti:attention", {"filters": (("cat", "cs.CL"),)}, "ti:attention AND cat:cs.CL"),
        (
            "ti:a OR ti:b",
            {"since": date(2024, 1, 2)},
            "(ti:a OR ti:b) AND submittedDate:[202401020000 TO 202406302359]",
        ),
        ('"graph network"', {}, '"graph network"'),
    ],
)
def test_arxiv_queries(run, server, words, more, query):
    server.script(recorded("arxiv_page_0.xml"))
    run("arxiv", words, most=10, **more)
    assert server.asked[0].params["search_query"] == query


def test_arxiv_gives_papers_by_id_and_names_those_it_does_not_have(run, server):
    server.script(recorded("arxiv_two_ids.xml"))
    done = run("arxiv", "arxiv:0808.05394", "doi:10.48550/arXiv.1707.08567")
    assert server.asked[0].params["id_list"] == "0808.05394,1707.08567"
    assert done.saved.missing == ("arxiv:0808.05394",)
    assert len(fromstring(done.text.encode()).findall(f"{ATOM_NS}entry")) == 1


def test_arxiv_refuses_dois_of_others(run, server):
    with pytest.raises(UsageError, match=r"no DOIs but its own .* not 10.1000/182"):
        run("arxiv", "doi:10.1000/182")
    assert server.asked == []


@pytest.mark.parametrize("status", [200, 400])
def test_arxiv_errors_are_told_in_its_words(run, server, status):
    server.script(recorded("arxiv_error.xml", status=status))
    with pytest.raises(UsageError, match="incorrect id format for abc"):
        run("arxiv", "id:abc")
    assert len(server.asked) == 1


def test_an_empty_page_inside_a_listing_is_asked_for_again(run, server):
    empty = recorded("arxiv_page_1.xml").body
    empty = empty[: empty.index(b"<entry>")] + b"</feed>"
    server.script(
        recorded("arxiv_page_0.xml"), Reply(empty, media=ATOM), recorded("arxiv_page_1.xml")
    )
    assert run("arxiv", "testing", most=20).saved.records == 20
    assert len(server.asked) == 3


def test_a_bomb_in_xml_is_no_feed(run, server):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><feed>&b;</feed>'
    server.script(Reply(bomb, media=ATOM))
    with pytest.raises(SourceUnavailableError, match="no Atom feed"):
        run("arxiv", "testing")


# Hugging Face, from its documentation


def daily(asked: Asked) -> Reply:
    page, day = int(asked.params["p"]), asked.params["date"]
    many = {"2024-06-28": 101, "2024-06-29": 0, "2024-06-30": 2}[day]
    papers = [{"paper": {"id": f"{day}/{n}", "title": "On Q"}} for n in range(many)]
    return reply(papers[page * 100 : (page + 1) * 100])


def test_hf_gives_the_papers_of_each_day(run, server):
    server.answer = daily
    done = run("hf", since=date(2024, 6, 28), until=date(2025, 1, 1))
    assert [(asked.params["date"], asked.params["p"]) for asked in server.asked] == [
        ("2024-06-28", "0"),
        ("2024-06-28", "1"),
        ("2024-06-28", "2"),
        ("2024-06-29", "0"),
        ("2024-06-30", "0"),
        ("2024-06-30", "1"),
    ]
    assert len(rows(done)) == 103


def test_hf_pages_that_stay_the_same_end(run, server):
    server.script(reply([{"id": "1"}] * 100))
    assert run("hf", since=TODAY).saved.records == 100
    server.script(reply([None] * 100))
    assert run("hf", since=TODAY, cached=False).saved.records == 0


def test_hf_gives_the_papers_of_today_when_nothing_is_asked_for(run, server):
    server.answer = daily
    assert run("hf").saved.records == 2


def test_hf_searches(run, server):
    server.script(reply([{"paper": {"id": str(n)}} for n in range(120)]))
    done = run("hf", "agents", most=500)
    assert (server.asked[0].path, server.asked[0].params) == (
        "/api/papers/search",
        {"q": "agents", "limit": "120"},
    )
    assert done.saved.cut
    with pytest.raises(UsageError, match="no dates"):
        run("hf", "agents", since=date(2024, 1, 1))
    with pytest.raises(UsageError, match="no filters"):
        run("hf", filters=(("a", "b"),))


def test_hf_gives_papers_by_arxiv_id(run, server):
    server.script(reply({"id": "2005.11401", "title": "RAG"}), Reply(status=404))
    done = run("hf", "arxiv:2005.11401", "arxiv:2005.11402")
    assert rows(done) == [{"id": "2005.11401", "title": "RAG"}]
    assert done.saved.missing == ("arxiv:2005.11402",)


# All


@pytest.mark.parametrize("name", ["openalex", "s2", "arxiv", "crossref"])
def test_nothing_wanted_is_bad_usage(run, name):
    with pytest.raises(UsageError, match="nothing to fetch"):
        run(name)


def test_an_id_that_a_service_does_not_take_is_bad_usage(run, server):
    with pytest.raises(UsageError, match=r"cannot be asked for arxiv:2005\.11401; it takes doi"):
        run("crossref", "arxiv:2005.11401")
    assert server.asked == []


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("openalex", {"results": []}),
        ("openalex", {"meta": {"count": 3}, "results": {}}),
        ("s2", {"total": 3}),
        ("crossref", {"message": []}),
        ("crossref", {"message": {"items": []}}),
        ("hf", {"error": "x"}),
    ],
)
def test_an_answer_of_another_form_is_no_answer(run, server, name, answer):
    server.script(reply(answer))
    with pytest.raises(SourceUnavailableError, match="no usable answer in 6 tries"):
        run(name, "q")
