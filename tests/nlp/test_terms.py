import pytest

from citeweave_nlp import Term, TermList, load, load_terms
from citeweave_schema.errors import ExtractorError
from citeweave_schema.kinds import EntityType

RAG = Term("retrieval-augmented generation", EntityType.METHOD, ("RAG", "RALM"))


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def found(terms, text):
    return [text[one.start : one.end] for one in terms.matches(text)]


def test_json_lines_and_tables_give_the_same_list(tmp_path):
    lines = write(
        tmp_path,
        "a.jsonl",
        '{"name": "retrieval-augmented generation", "kind": "METHOD", "aliases": ["RAG", "RALM"]}\n'
        '\n{"name": "NQ", "kind": "dataset"}\n',
    )
    table = write(
        tmp_path,
        "a.csv",
        "\ufeffname,kind,aliases\nretrieval-augmented generation,METHOD,RAG|RALM\nNQ,DATASET,\n",
    )
    tabs = write(
        tmp_path,
        "a.txt",
        "kind\tname\taliases\nMETHOD\tretrieval-augmented generation\tRAG | RALM\nDATASET\tNQ\n",
    )
    lists = [load_terms(path) for path in (lines, table, tabs)]
    assert lists[0] == lists[1] == lists[2]
    assert lists[0].digest == lists[1].digest
    assert lists[0].terms[0] == RAG


def test_json_text_and_back():
    terms = TermList((RAG, Term("Zürich \U0001f600 data", EntityType.DATASET)))
    assert TermList.from_json(terms.to_json()) == terms
    assert terms.digest != TermList((RAG,)).digest


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.jsonl", '{"name": "A", "kind": "METHOD"}\n{"name": ', "line 2: not JSON"),
        ("a.jsonl", '{"name": "A", "kind": "THING"}', "write one of METHOD, DATASET"),
        ("a.jsonl", '{"kind": "METHOD"}', "line 1: the term has no name"),
        ("a.jsonl", '["A"]', "line 1: expected an object"),
        ("a.jsonl", '{"name": "A", "kind": "METHOD", "aliases": "B"}', "must be a list"),
        ("a.csv", "term,type\nA,METHOD\n", "line 1: expected a header"),
        ("a.csv", "name,kind\nA,METHOD,B,C\n", "line 2: more cells"),
        ("a.csv", "name,kind\n,METHOD\n", "line 2: the term has no name"),
        ("a.csv", "", "expected a header"),
        ("a.jsonl", '{"name": "---", "kind": "METHOD"}', "no name"),
        (
            "a.jsonl",
            '{"name": "A b", "kind": "METHOD"}\n{"name": "a B", "kind": "TASK"}',
            "can stand for one thing only",
        ),
    ],
)
def test_a_bad_line_is_named(tmp_path, name, text, says):
    path = write(tmp_path, name, text)
    with pytest.raises(ExtractorError, match=says) as caught:
        load_terms(path)
    assert str(path) in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(ExtractorError, match="cannot read the term list"):
        load_terms(tmp_path / "none.csv")
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ExtractorError, match="UTF-8"):
        load_terms(tmp_path / "bytes.csv")


def test_whole_words_any_case_hyphens_and_plural():
    terms = TermList((Term("graph network", EntityType.METHOD),))
    assert found(terms, "Graph-Networks, GRAPH NETWORK; graph networking; subgraph network") == [
        "Graph-Networks",
        "GRAPH NETWORK",
    ]


def test_short_capitals_only_in_capitals():
    terms = TermList((Term("information retrieval", EntityType.TASK, ("IR",)),))
    assert found(terms, "IR and ir, Ir") == ["IR"]
    assert found(TermList((RAG,)), "RAGs, rags") == ["RAGs"]


def test_the_longest_wins():
    terms = TermList(
        (
            Term("language model", EntityType.METHOD),
            Term("large language model", EntityType.METHOD),
        )
    )
    assert found(terms, "a large language model") == ["large language model"]


def test_terms_win_over_the_model_and_share_a_key(extractor):
    text = ("RAG on NaturalQ", "We study retrieval-augmented generation with BERT on NaturalQ.")
    terms = TermList(
        (
            RAG,
            Term("Natural Questions", EntityType.DATASET, ("NaturalQ",)),
            Term("BERT", EntityType.TASK),
        )
    )
    with_terms = load(terms=terms)
    assert with_terms.version == f"{extractor.version}+terms:{terms.digest[:12]}"
    (one,) = with_terms.extract([text])
    entities = {(entity.type.value, entity.key): entity for entity in one.entities}
    rag = entities["METHOD", "retrieval augmented generation"]
    assert rag.name == "RAG"
    assert rag.aliases == ("retrieval-augmented generation",)
    assert rag.confidence == 1.0
    assert entities["DATASET", "natural question"].name == "NaturalQ"
    assert len(entities["DATASET", "natural question"].mentions) == 2
    assert entities["TASK", "bert"].mentions[0].confidence == 1.0
    assert ("METHOD", "bert") not in entities


def test_ten_thousand_terms_are_fast():
    terms = TermList(
        tuple(Term(f"thing number {n}", EntityType.METHOD, (f"TN{n}",)) for n in range(10_000))
    )
    assert found(terms, "thing number 77 and TN4711 " * 50)[:2] == ["thing number 77", "TN4711"]
