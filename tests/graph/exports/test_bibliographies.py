"""Lists of papers say the same to their readers, ours among them."""

import json

import bibtexparser
import pytest
import rispy
from hostile import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import BARE, RAG

from citeweave_graph import open_store
from citeweave_graph.exports import FORMATS, around_papers, whole, write_part
from citeweave_graph.exports.bibliography import Entry, parted
from citeweave_graph.exports.registry import load_papers_writer
from citeweave_graph.identity.person_names import PersonName
from citeweave_schema import EdgeKind, Identifier, Paper, PaperNode, PartialDate, normal_title
from citeweave_sources import Refusal, open_source

FORMS = [name for name, one in FORMATS.items() if one.of_papers]
SUFFIXES = {name: FORMATS[name].suffix for name in FORMS}


def _read(path):
    found = list(open_source(str(path)).read())
    assert [one for one in found if isinstance(one, Refusal)] == []
    return [one for one in found if isinstance(one, Paper)]


def _readable(paper):
    return paper.title_readable or paper.title


@pytest.fixture(scope="module")
def files(view, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    for name in FORMS:
        write_part(whole(view), folder / f"{name}{SUFFIXES[name]}", name)
    return {name: folder / f"{name}{SUFFIXES[name]}" for name in FORMS}


@pytest.mark.parametrize("name", FORMS)
def test_our_own_readers_say_the_same(name, view, files):
    source = open_source(str(files[name]))
    assert source.format == name
    papers = {normal_title(_readable(one)): one for one in _read(files[name])}
    expected = list(whole(view).papers())
    assert len(papers) == len(expected) > 8
    for node in expected:
        paper = papers[normal_title(node.name)]
        assert set(paper.identifiers) == set(node.identifiers)
        dated = node.date if node.year is not None else None
        assert paper.date == dated
        assert _venue(paper.venue and paper.venue.name) == _venue(node.venue)
        written = view.touching([node.id], {EdgeKind.AUTHORED})
        names = [edge.printed for edge in sorted(written, key=lambda edge: edge.position)]
        assert [_person(one.name) for one in paper.authors] == [
            _person(one.replace(";", " ") if name == "ris" else one) for one in names
        ]


def _venue(name):
    return normal_title(name.replace("\x01", "")) if name else None


def _person(name):
    return PersonName.parse(name)


def test_bibtexparser_reads_the_bibtex(view, files):
    library = bibtexparser.parse_file(str(files["bibtex"]))
    assert library.failed_blocks == []
    papers = {one.id: one for one in whole(view).papers()}
    assert {one.key.partition("_")[2] for one in library.entries} == set(papers)
    (rag,) = (
        one for one in library.entries if papers[one.key.partition("_")[2]].title == RAG.title
    )
    assert rag.entry_type == "article"
    fields = {field.key: field.value for field in rag.fields}
    assert fields["doi"] == "10.1000/rag"
    assert (fields["eprint"], fields["archiveprefix"]) == ("2005.11401", "arXiv")
    assert (fields["year"], fields["author"]) == ("2020", "Lovelace, Ada and Wang, Wei")
    assert fields["title"] == "{Retrieval for Knowledge}"


def test_rispy_reads_the_ris(view, files):
    with files["ris"].open(encoding="utf-8") as file:
        records = {one["id"]: one for one in rispy.load(file)}
    papers = {one.id: one for one in whole(view).papers()}
    assert set(records) == set(papers)
    for one, record in records.items():
        assert normal_title(record["title"]) == normal_title(papers[one].name)
        assert record.get("year") == (str(papers[one].year) if papers[one].year else None)
    (bare,) = (one for one in records.values() if one["title"] == BARE.title)
    assert (bare["type_of_reference"], bare["doi"], bare["issn"]) == (
        "JOUR",
        "10.1000/bare",
        "1234-5679",
    )


def test_csl_json_has_what_csl_has(view, files):
    items = json.loads(files["csl-json"].read_text("utf-8"))
    assert {one["id"] for one in items} == {one.id for one in whole(view).papers()}
    (rag,) = (one for one in items if one["title"] == RAG.title)
    assert rag["issued"] == {"date-parts": [[2020, 5, 22]]}
    assert rag["author"][0] == {"family": "Lovelace", "given": "Ada"}
    assert (rag["type"], rag["container-title"], rag["DOI"]) == (
        "article-journal",
        "ACL",
        "10.1000/rag",
    )
    (meeting,) = (one for one in items if one["title"] == HOSTILE[0].title)
    assert meeting["type"] == "paper-conference"
    assert "ACL: p19-1001" in meeting["note"].splitlines()


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("Ada Lovelace", "Lovelace", "Ada"),
        ("Lovelace, Ada", "Lovelace", "Ada"),
        ("Ludwig van Beethoven", "van Beethoven", "Ludwig"),
        ("ZHANG Xiaoming", "ZHANG", "Xiaoming"),
        ("Rennie SJ", "Rennie", "SJ"),
        ("OpenAI", None, None),
        ("Sammy Davis Jr.", None, None),
        ("a, b, c", None, None),
        (", b", None, None),
        ("Johnson and Johnson, Inc.", None, None),
    ],
)
def test_names_are_parted(name, family, given):
    found = parted(name)
    assert (found.printed, found.family, found.given) == (name, family, given)


texts = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda one: any(map(str.isalnum, one))
)
latex = st.lists(st.sampled_from(list("{}\\%&#_$~^`'\"@,= aZé")), min_size=1).map(
    lambda one: "T" + "".join(one)
)


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.one_of(texts, latex), st.one_of(texts, latex)), min_size=1, max_size=4)
)
def test_whatever_a_title_holds_the_records_stay_apart(tmp_path_factory, pairs):
    folder = tmp_path_factory.getbasetemp()
    entries = [
        Entry(
            paper=PaperNode(
                id=f"Paaaaaaaaaaaaaa{number:02d}",
                key="k",
                title=title,
                abstract=abstract,
                identifiers=(Identifier.parse("doi", f"10.1000/{number}"),),
                date=PartialDate(2000 + number),
            ),
            authors=(parted(abstract),),
        )
        for number, (title, abstract) in enumerate(pairs)
    ]
    for name in FORMS:
        path = folder / f"any{SUFFIXES[name]}"
        assert load_papers_writer(name).write(iter(entries), path).nodes == len(pairs)
        found = _read(path)
        assert [str(one.date) for one in found] == [str(2000 + n) for n in range(len(pairs))]
        assert [str(one.identifiers[0]) for one in found] == [
            f"doi:10.1000/{number}" for number in range(len(pairs))
        ]


@given(latex)
def test_latex_in_a_title_is_shown_not_run(tmp_path_factory, title):
    path = tmp_path_factory.getbasetemp() / "latex.bib"
    paper = PaperNode(id="Paaaaaaaaaaaaaaaa", key="k", title=title)
    load_papers_writer("bibtex").write(iter([Entry(paper=paper)]), path)
    (found,) = _read(path)
    assert _letters(_readable(found)) == _letters(title)


def _letters(text):
    """Leave out what readers may set otherwise: ties, braces, quotation marks and accents."""
    return [one for one in text if one not in " ~{}`'\u201c\u201d\""]


def test_a_chosen_part_has_its_papers_alone(view, tmp_path):
    paper = view.papers_by_title([RAG.title])[0][0]
    assert write_part(around_papers(view, [paper.id]), tmp_path / "one.bib", "bibtex").nodes == 1


def test_a_list_of_an_empty_graph_is_empty(tmp_path):
    with open_store("memory:") as store, store.view() as view:
        for name in FORMS:
            assert write_part(whole(view), tmp_path / name, name).nodes == 0
