"""The open name lists: what is shipped, how it is found, and how a list is cleaned."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest

from citeweave_graph.identity.concept_names import concept_key
from citeweave_graph.lists import SHIPPED, Entry, NameLists, Origin, shipped_lists
from citeweave_graph.lists.__main__ import main
from citeweave_graph.lists.cleaning import cleaned, is_junk, same_thing
from citeweave_graph.lists.entries import read_entries, read_origin, write_list
from citeweave_graph.lists.keys import key_of, write_keys
from citeweave_graph.lists.other_lists import hugging_face_tasks, open_alex_topics, open_cs
from citeweave_graph.lists.papers_with_code import aliases_by_hand, tasks_and_datasets
from citeweave_schema.errors import RecordError
from citeweave_schema.kinds import ConceptKind

METHOD, DATASET = ConceptKind.METHOD, ConceptKind.DATASET
TASK, METRIC = ConceptKind.TASK, ConceptKind.METRIC
LICENCES = {
    "huggingface": "MIT",
    "unsupervisedpapers": "MIT",
    "papers_with_code": "CC-BY-SA-4.0",
    "axcell": "Apache-2.0",
    "opencs": "CC-BY-4.0",
    "openalex": "CC-BY-4.0",
}


def found(kind: ConceptKind, name: str) -> Entry:
    entry = shipped_lists().find(kind, concept_key(kind, name))
    assert entry is not None, name
    return entry


def test_each_shipped_list_says_where_it_comes_from() -> None:
    origins = shipped_lists().origins
    assert {one.name: one.licence for one in origins} == LICENCES
    assert all(one.title and one.changes and one.sources for one in origins)
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 4_000_000


def test_share_alike_data_stay_in_a_file_of_their_own() -> None:
    shared = {"pwc"}
    for name, entry in shipped_lists().entries():
        schemes = {one.partition(":")[0] for one in entry.ids}
        assert (schemes == shared) == (name == "papers_with_code"), entry


def test_several_lists_answer_together() -> None:
    entry = found(TASK, "visual question-answering")
    assert entry.name == "Visual Question Answering"
    assert "VQA" in entry.aliases
    assert {"huggingface:visual-question-answering", "pwc:task/visual-question-answering-vqa"} <= {
        *entry.ids
    }


def test_outside_ids_and_broader_names_are_given() -> None:
    entry = found(METHOD, "convolutional neural networks")
    assert {"opencs:C3063", "dbpedia:Convolutional_neural_network"} <= {*entry.ids}
    assert "Machine learning" in entry.broader
    assert found(TASK, "text classification").broader


def test_one_name_in_two_kinds_is_two() -> None:
    assert found(DATASET, "MNIST database").ids[0].startswith("pwc:dataset/")
    assert shipped_lists().find(METRIC, "mnist") is None


def test_a_canonical_name_is_its_own() -> None:
    lists = shipped_lists()
    assert lists.canonical(DATASET, concept_key(DATASET, "Leeds Sports Poses")) == "lsp"
    assert lists.canonical(DATASET, "lsp") == "lsp"
    assert lists.canonical(DATASET, "nosuchdataset") == "nosuchdataset"


def test_an_abbreviation_is_spelt_out_but_not_canonical() -> None:
    lists = shipped_lists()
    assert lists.spelt_out(TASK, "vqa") == "visualquestionanswering"
    assert lists.canonical(TASK, "vqa") == "vqa"
    assert lists.spelt_out(TASK, "visualquestionanswering") is None


def test_no_alias_is_a_letter_or_leads_to_two_answers() -> None:
    owner: dict[tuple[str, str], set[str]] = {}
    for _, entry in shipped_lists().entries():
        if entry.kind is None:
            continue
        for alias in entry.aliases:
            assert sum(sign.isalnum() for sign in alias) > 1, entry
            key = concept_key(entry.kind, alias)
            answer = shipped_lists().find(entry.kind, key)
            if answer is not None:
                owner.setdefault((entry.kind, key), set()).add(answer.name)
    assert all(len(names) == 1 for names in owner.values())


def test_junk_is_no_concept() -> None:
    junk = ["2k", "1 Image, 2*2 Stitchi", "Task", "References", "Wsd Lexical Sample Task:", "x"]
    assert all(is_junk(TASK, name) for name in junk)
    good = ["3D Object Detection", "NER", "Style change detection", "2D Pose Estimation"]
    assert not any(is_junk(TASK, name) for name in good)


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("KVRET", "Kvret", True),
        ("LSP", "Leeds Sports Pose", True),
        ("THUMOS14", "THUMOS 2014", True),
        ("ShapeNet", "ShapeNet dataset", True),
        ("ShapeNet", "ShapeNet Car", False),
        ("CIFAR-10", "CIFAR-10, 250 Labels", False),
        ("Market-1501", "Duke to Market", False),
        ("TrajNet", "TrajNet++", False),
        ("VRD", "VRD Relationship Detection", False),
        ("GLUE", "CoLA", False),
    ],
)
def test_letters_tell_what_a_list_means(name: str, other: str, *, same: bool) -> None:
    assert same_thing(name, other) is same


def test_doubtful_aliases_are_kept_as_variants() -> None:
    entries = [
        Entry(kind=METRIC, name="Mean Error", aliases=("mean err", "mean", "err", "e")),
        Entry(kind=METRIC, name="Word Error", aliases=("word err", "err", "Mean Error")),
    ]
    first, second = cleaned(entries)
    assert (first.aliases, set(first.variants)) == (("mean err",), {"mean", "err", "e"})
    assert (second.aliases, set(second.variants)) == (("word err",), {"err", "Mean Error"})


def test_a_list_is_read_as_it_was_written(tmp_path: Path) -> None:
    origin = Origin(
        name="mine", title="My list", licence="CC0-1.0", sources=("a",), changes="", kinds=False
    )
    entries = [
        Entry(kind=None, name="Écorpus", aliases=("e-corpus",), ids=("mine:1",)),
        Entry(kind=None, name="Anything", broader=("mine:1",), ids=("mine:2",), variants=("x",)),
    ]
    path = write_list(tmp_path, origin, entries)
    assert read_origin(path) == origin
    assert list(read_entries(path)) == entries
    assert path.read_bytes() == write_list(tmp_path, origin, entries).read_bytes()
    found = NameLists(tmp_path).find(METHOD, "anything")
    assert found is not None
    assert found.broader == ("Écorpus",)
    assert NameLists(tmp_path).find(DATASET, "anything") is None
    assert NameLists(tmp_path, keep=lambda _, one: bool(one.broader)).find(TASK, "ecorpus") is None


@pytest.mark.parametrize(
    "content",
    [
        b"no gzip",
        gzip.compress(b"[]\n[1]\n", mtime=0),
        gzip.compress(b"{}\n", mtime=0),
        gzip.compress(b"\xff\n{", mtime=0),
    ],
)
def test_a_damaged_list_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.jsonl.gz").write_bytes(content)
    with pytest.raises(RecordError, match=r"bad\.jsonl\.gz"):
        _ = NameLists(tmp_path).origins


def test_a_line_that_is_no_entry_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl.gz").write_bytes(gzip.compress(b'{}\n["METHOD"]\n'))
    with pytest.raises(RecordError, match="2 is no entry"):
        list(NameLists(tmp_path).entries())


def test_papers_with_code_is_read(tmp_path: Path) -> None:
    def put(path: str, text: str) -> None:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")

    put(
        "world-snapshot/data/all_tasks.txt",
        '"Named Entity Recognition (NER)"\n"NER"\n"2k"\n"Chunking"\n',
    )
    put(
        "world-snapshot/results/hierarchical/nlp_hierarchy.csv",
        "Task Name,Parent Task\nChunking,Named Entity Recognition (NER)\nChunking,2k\n",
    )
    put("sota-extractor/data/tasks/synonyms.csv", 'task,synonym\n"Chunking", "Shallow parsing"\n')
    board = [{"task": "Chunking", "datasets": [{"dataset": "Street View House Numbers (SVHN)"}]}]
    put("sota-extractor/data/tasks/b.json", json.dumps(board))
    folder = (
        "datafinder/anserini_search_collections/dataset_search_collection_description_title_only"
    )
    row = {"id": "SQuAD", "variants": ["SQuAD", "squad", "SQuAD2.0 dev"]}
    put(f"{folder}/documents.jsonl", json.dumps(row) + "\n")
    entries = {entry.name: entry for entry in cleaned(tasks_and_datasets(tmp_path))}
    assert set(entries) == {
        "Named Entity Recognition", "Chunking", "SQuAD", "Street View House Numbers",
    }  # fmt: skip
    assert "NER" in entries["Named Entity Recognition"].aliases
    assert entries["Chunking"].broader == ("Named Entity Recognition",)
    assert entries["Chunking"].aliases == ("Shallow parsing",)
    assert entries["SQuAD"].aliases == ("squad",)
    assert entries["SQuAD"].variants == ("SQuAD2.0 dev",)
    put("axcell/axcell/models/linking/manual_dicts.py", "metrics = {'BLEU': ['bleu', 'b']}\n")
    assert [one.aliases for one in aliases_by_hand(tmp_path)] == [("bleu",)]


def test_the_other_lists_are_read(tmp_path: Path) -> None:
    archive = tmp_path / "opencs.tar.gz"
    text = (
        "ocs:C10 a skos:Concept ;\n    skos:broader ocs:C1,\n        ocs:C2 ;\n"
        "    skos:closeMatch <http://dbpedia.org/resource/C%2B%2B> ;\n"
        '    skos:prefLabel "The \\"C++\\""@en .\n'
    )
    with tarfile.open(archive, "w:gz") as tar:
        member = tarfile.TarInfo("ontology/core/00/C10.ttl")
        member.size = len(text)
        tar.addfile(member, io.BytesIO(text.encode()))
    (concept,) = open_cs(archive)
    assert (concept.name, concept.broader) == ('The "C++"', ("opencs:C1", "opencs:C2"))
    assert concept.ids == ("opencs:C10", "dbpedia:C++")

    topics = tmp_path / "topics.csv"
    topics.write_text("topic_id,topic_name,domain,field,subfield\n1,Graph Nets,D,F,S\n", "utf-8")
    *above, topic = open_alex_topics(topics)
    assert [one.name for one in above] == ["D", "F", "S"]
    assert (topic.broader, topic.ids) == (("openalex:D/F/S",), ("openalex:T1",))

    pipelines = tmp_path / "pipelines.ts"
    pipelines.write_text(
        'export const PIPELINE_DATA = {\n\t"text-to-image": {\n\t\tname: "Text-to-Image",\n'
        '\t\tsubtasks: [\n\t\t\t{\n\t\t\t\ttype: "a-b",\n\t\t\t\tname: "A B",\n\t\t\t},\n\t\t],\n'
        "\t},\n};\n",
        "utf-8",
    )
    task, part = hugging_face_tasks(pipelines)
    assert (task.name, part.name, part.broader) == ("Text-to-Image", "A B", ("Text-to-Image",))


def test_the_command_asks_for_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_the_kept_keys_are_those_that_the_rules_give(tmp_path):
    untyped = {one.name for one in shipped_lists().origins if not one.kinds}
    kept, worked_out = key_of(SHIPPED), key_of(tmp_path)
    for name, entry in shipped_lists().entries():
        if name in untyped:
            assert [kept(one) for one in entry.names] == [worked_out(one) for one in entry.names]


def test_keys_that_are_damaged_are_told(tmp_path):
    path = write_keys(tmp_path, ["Neural networks", "graph"])
    assert key_of(tmp_path)("Neural networks") == concept_key(METHOD, "Neural networks")
    assert key_of(tmp_path)("graph") == "graph"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(RecordError, match="keys"):
        key_of(tmp_path)
