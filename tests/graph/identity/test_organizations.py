import random
import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_graph.identity.joining import Judged
from citeweave_graph.identity.organization_forms import form
from citeweave_graph.identity.organization_names import organization_in
from citeweave_graph.identity.organization_tables import rows
from citeweave_graph.identity.organizations import (
    OrganizationMention,
    cluster,
    organization_blocks,
    organization_key,
    organization_name,
    owner_name,
    record_key,
)
from citeweave_schema import Identifier
from citeweave_schema.judgements import Verdict

ROR_A = Identifier.parse("ror", "03yrm5c26")
ROR_B = Identifier.parse("ror", "052gg0110")
OPENALEX = Identifier.parse("openalex", "I40120149")

NAMES = [
    "University of Oxford",
    "Universität zu Köln",
    "École Polytechnique Fédérale de Lausanne",
    "Università degli Studi di Salerno",
    "Universidad Nacional de La Plata",
    "Uniwersytet Jagielloński",
    "İstanbul Teknik Üniversitesi",
    "Московский государственный университет",
    "東京大学",
    "جامعة القاهرة",
    "Πανεπιστήμιο Αθηνών",
    "Indian Institute of Technology Bombay",
    "University of California, San Diego",
    "King's College London",
    "Max-Planck-Institut für Biophysik",
    "Ludwig-Maximilians-Universität München",
    "Texas A&M University",
    "AT&T Labs",
    "Acme Robotics GmbH",
    "Massachusetts General Hospital",
    "Ben-Gurion University of the Negev",
    "Vrije Universiteit Brussel",
    "National Institutes of Health",
]

names = st.sampled_from(NAMES)
texts = st.text(st.characters(codec="utf-8"), max_size=80) | st.text(
    st.sampled_from([*string.ascii_letters, " ", ",", ".", "(", ")", "é", "-", "&", "'"]),
    max_size=60,
)


def mention(key, name, *identifiers):
    return OrganizationMention(key=key, name=name, identifiers=identifiers)


def keys(found):
    return [[one.key for one in group] for group in found.groups]


@pytest.mark.parametrize(
    ("affiliation", "name"),
    [
        (
            "Department of Physics, University of Utrecht, 3584 CC Utrecht, NL",
            "University of Utrecht",
        ),
        ("Dept. of Comp. Sci., Univ. of Rochester, Rochester, NY 14627", "Univ of Rochester"),
        ("1 Institute of Botany, Kyoto University, Kyoto 606, Japan", "Kyoto University"),
        (
            "Department of Genetics Stanford University Stanford California USA",
            "Stanford University",
        ),
        ("School of Psychology  University of Kent  Canterbury UK", "University of Kent"),
        (
            "From the Department of Surgery, Emory University, Atlanta, GA; a@emory.edu",
            "Emory University",
        ),
        (
            "Lehrstuhl für Botanik, Universität Würzburg, Würzburg, Deutschland",
            "Universität Würzburg",
        ),
        ("Laboratoire de chimie, Université de Liège, Liège, Belgique", "Université de Liège"),
        (
            "Facultad de Ciencias, Universidad de Granada, 18071 Granada, España",
            "Universidad de Granada",
        ),
        ("Dipartimento di Chimica, Università di Pisa, Pisa, Italia", "Università di Pisa"),
        ("Departamento de Física, Universidade de Aveiro, Aveiro", "Universidade de Aveiro"),
        ("Wydział Fizyki, Uniwersytet Warszawski, Warszawa", "Uniwersytet Warszawski"),
        ("Oregon Health &amp; Science University, Portland", "Oregon Health & Science University"),
        (
            "Department of Cell Biology, Duke University Medical Center, Durham",
            "Duke University Medical Center",
        ),
        ("Balgrist University Hospital, University of Basel, Basel", "University of Basel"),
        (
            "The First Affiliated Hospital of Anhui Medical University, Hefei",
            "First Affiliated Hospital of Anhui Medical University",
        ),
        (
            "Institute of Physics, Chinese Academy of Sciences, Beijing",
            "Institute of Physics, Chinese Academy of Sciences",
        ),
        ("Department of Mathematics, MIT, Cambridge", "MIT"),
        (
            "Center for Vision, David Geffen School of Medicine at UCLA",
            "University of California, Los Angeles",
        ),
        (
            "Department of Entomology, University of California, Davis, CA 95616",
            "University of California, Davis",
        ),
        ("Technical University, Dresden, Germany", "Technical University, Dresden"),
        (
            "Department of Medicine, Queen's University, Kingston, Ontario",
            "Queen's University, Kingston",
        ),
        ("Google Research, Mountain View, CA", "Google Research"),
        ("Acme Widgets Inc., Springfield", "Acme Widgets Inc"),
        ("OpenAI", "OpenAI"),
        ("東京大学", "東京大学"),
    ],
)
def test_the_organisation_of_an_affiliation(affiliation, name):
    assert organization_name(affiliation) == name


@pytest.mark.parametrize(
    "same",
    [
        ["Universität zu Köln", "University of Cologne", "Cologne University", "Univ. Köln"],
        ["MIT", "Massachusetts Institute of Technology (MIT)", "mit"],
        ["UCLA", "University of California, Los Angeles", "Univ. of California at Los Angeles"],
        ["ETH Zürich", "ETH Zurich", "Swiss Federal Institute of Technology Zurich", "ETHZ"],
        ["CNRS", "Centre National de la Recherche Scientifique"],
        ["Carnegie Mellon University", "CMU"],
        ["Technische Universität München", "Technical University of Munich", "TUM", "TU München"],
        ["Universidad Autónoma de Madrid", "Autonomous University of Madrid"],
        ["Universidade Federal de Minas Gerais", "Federal University of Minas Gerais", "UFMG"],
        ["Oregon Health & Science University", "Oregon Health and Sciences University"],
        ["Acme Robotics", "Acme Robotics, Inc.", "ACME Robotics Ltd"],
        ["Eberhard Karls Universität Tübingen", "University of Tuebingen"],
        ["IIT Bombay", "Indian Institute of Technology, Bombay", "IIT Bombay, Mumbai"],
        ["University of Wisconsin-Madison", "University of Wisconsin, Madison, WI"],
        ["Google (United States)", "Google"],
        ["The Ohio State University", "Ohio State Univ."],
    ],
)
def test_names_of_one_organisation(same):
    assert len({organization_key(one) for one in same}) == 1, [
        organization_key(one) for one in same
    ]


@pytest.mark.parametrize(
    "different",
    [
        ["UCLA", "UC Berkeley", "University of California, San Diego", "University of California"],
        ["Washington University in St. Louis", "University of Washington"],
        ["Columbia University", "University of British Columbia"],
        ["University of York", "York University"],
        ["Miami University", "University of Miami"],
        ["Indian Institute of Technology Bombay", "Indian Institute of Technology Delhi"],
        ["Queen's University, Kingston, Canada", "Queen's University, Belfast, UK"],
        ["Northeastern University, Boston, USA", "Northeastern University, Shenyang, China"],
        ["University of Vienna", "Medical University of Vienna", "Technical University of Vienna"],
        ["Wuhan University", "Wuhan University of Technology"],
        ["University of Newcastle, Callaghan, Australia", "University of Newcastle upon Tyne, UK"],
        ["University Hospital, Basel", "University Hospital, Zurich"],
        ["Duke University", "Duke University Medical Center"],
        ["Indiana University", "University of Indianapolis"],
        [
            "Institute of Physics, Chinese Academy of Sciences",
            "Institute of Botany, Chinese Academy of Sciences",
        ],
        ["Texas A&M University", "University of Texas at Austin"],
    ],
)
def test_names_of_different_organisations(different):
    found = [organization_key(one) for one in different]
    assert len(set(found)) == len(different), found


def test_an_identifier_is_the_key():
    assert organization_key("whatever", (ROR_A,)) == "ror:03yrm5c26"
    assert record_key("whatever", (ROR_A,)) == "ror:03yrm5c26"


@given(names)
def test_the_key_does_not_depend_on_case_spacing_and_punctuation(name):
    want = organization_key(name)
    for other in (
        name.lower(),
        name.title() if name.isascii() and "'" not in name else name,
        f"  {name} ",
        name.replace(" ", "  "),
        name.replace("-", "\u2010"),
        name.replace("'", "\u2019"),
        f"{name}.",
        f'"{name}"',
    ):
        assert organization_key(other) == want


@given(names | texts)
def test_name_and_form_are_settled(text):
    once = organization_name(text)
    assert form(form(once)) == form(once)
    assert organization_key(text) == organization_key(text)


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_name_is_the_name(name):
    assert organization_key(organization_name(name)) == organization_key(name)


@given(texts)
@settings(max_examples=300)
def test_any_text_has_a_key(text):
    assert organization_key(text).startswith("name:")
    assert all(organization_blocks(text))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5_000,
        "University of " * 2_000,
        "a@" * 2_000,
        "&amp;" * 1_000,
        "U." * 2_500,
        "-" * 5_000,
    ],
)
def test_hostile_text_is_read_quickly(text):
    began = time.process_time()
    organization_key(text)
    assert time.process_time() - began < 1


def test_forms_of_the_tables_are_settled():
    for sort, some, other, *_ in rows("organization_aliases.tsv"):
        if sort == "is":
            assert form(form(other)) == form(other), other
            for name in some.split("|"):
                assert form(name) == form(other), name


def test_a_country_is_read():
    assert organization_in("Kyoto University, Kyoto 606-8501, Japan").country == "Japan"
    assert organization_in("Emory University, Atlanta, Georgia").country is None
    assert organization_in("University of New Mexico, Albuquerque, New Mexico").country is None
    assert organization_in("National Taiwan University, Taipei, Taiwan, R.O.C.").country == "Taiwan"


def test_owners():
    assert owner_name("github.com", "FacebookResearch") == "Meta AI"
    assert owner_name("www.github.com", "google-research") == "Google Research"
    assert owner_name("huggingface.co", "allenai") == "Allen Institute for AI"
    assert owner_name("stanfordnlp.github.io", "stanfordnlp") == "Stanford University"
    assert owner_name("github.com", "somebody-unknown") is None
    assert owner_name("example.org", "openai") is None


def test_an_owner_meets_the_organisation_by_name():
    assert organization_key(owner_name("github.com", "csail")) == organization_key("MIT")


def test_a_bare_name_joins_what_others_identify():
    found = cluster(
        [
            mention("a", "Leiden University", ROR_A),
            mention("b", "Dept. of Law, Leiden University, Leiden"),
            mention("c", "Universiteit Leiden", ROR_A),
        ]
    )
    assert keys(found) == [["a", "b", "c"]]
    assert {one.rule for one in found.decisions} == {"identifier", "name"}
    assert found.keys == ("ror:03yrm5c26",)


def test_an_identifier_joins_different_names():
    found = cluster(
        [
            mention("a", "Alpha Institute", ROR_A),
            mention("b", "Beta Institute", ROR_A),
            mention("c", "Beta Institute"),
        ]
    )
    assert keys(found) == [["a", "b", "c"]]


def test_a_name_of_two_identifiers_stays_apart_from_both():
    found = cluster(
        [
            mention("a", "Trinity Institute", ROR_A),
            mention("b", "Trinity Institute", ROR_B),
            mention("c", "Trinity Institute"),
        ]
    )
    assert keys(found) == [["a"], ["b"], ["c"]]
    unsure = {(one.left, one.right) for one in found.decisions if one.verdict is Verdict.UNSURE}
    assert unsure == {("a", "c"), ("b", "c"), ("a", "b")}


@pytest.mark.parametrize(("agreeing", "joined"), [(9, True), (8, False)])
def test_nine_in_ten_must_agree(agreeing, joined):
    mentions = [mention(f"a{at}", "Trinity Institute", ROR_A) for at in range(agreeing)]
    found = cluster(
        [*mentions, mention("b", "Trinity Institute", ROR_B), mention("c", "Trinity Institute")]
    )
    together = any({"a0", "c"} <= {one.key for one in group} for group in found.groups)
    assert together is joined
    assert not any({"b", "c"} <= {one.key for one in group} for group in found.groups)


def test_identifiers_of_different_schemes_do_not_contradict():
    found = cluster(
        [mention("a", "Leiden University", ROR_A), mention("b", "Leiden University", OPENALEX)]
    )
    assert keys(found) == [["a", "b"]]


def test_two_identifiers_of_one_scheme_say_nothing():
    found = cluster(
        [
            mention("a", "Alpha Institute", ROR_A, ROR_B),
            mention("b", "Beta Institute", ROR_A),
            mention("c", "Gamma Institute", ROR_B),
        ]
    )
    assert keys(found) == [["a"], ["b"], ["c"]]


def test_one_name_in_two_countries_is_two_organisations():
    found = cluster(
        [
            mention("a", "Northern Hill University, Oslo, Norway"),
            mention("b", "Northern Hill University, Perth, Australia"),
            mention("c", "Northern Hill University"),
            mention("d", "Dept. of Law, Northern Hill University, Oslo, Norway"),
        ]
    )
    assert keys(found) == [["a", "d"], ["b"], ["c"]]
    assert {one.rule for one in found.decisions} == {"name", "country"}


def test_a_national_name_elsewhere_is_another_organisation():
    home, bare = "National Cancer Institute, Bethesda, MD, USA", "National Cancer Institute"
    assert organization_key(home) == organization_key(bare) == organization_key("NCI")
    assert organization_key("National Cancer Institute, Cairo, Egypt") != organization_key(bare)


def test_a_known_organisation_may_be_in_many_countries():
    found = cluster(
        [mention("a", "CERN, Geneva, Switzerland"), mention("b", "CERN, Prevessin, France")]
    )
    assert keys(found) == [["a", "b"]]


def test_near_misses_are_noted():
    found = cluster(
        [mention("a", "Saarland University"), mention("b", "Saarland University Hospital")]
    )
    assert keys(found) == [["a"], ["b"]]
    (near,) = found.decisions
    assert (near.verdict, near.rule) == (Verdict.UNSURE, "alike")
    assert 0 < near.score < 1


def test_judgements_beat_rules():
    mentions = [
        mention("a", "Leiden University", ROR_A),
        mention("b", "Leiden University", ROR_A),
        mention("c", "Hogwarts"),
    ]
    judged = Judged(same=frozenset({("a", "c")}), different=frozenset({("a", "b")}))
    assert keys(cluster(mentions, judged)) == [["a", "c"], ["b"]]


some_mentions = st.lists(
    st.builds(
        mention,
        st.sampled_from("abcdefgh"),
        st.sampled_from(
            [
                "Leiden University",
                "University of Leiden, Leiden, Netherlands",
                "Leiden University Hospital",
                "Trinity Institute, Dublin, Ireland",
                "Trinity Institute, Rome, Italy",
                "Trinity Institute",
                "MIT",
                "Massachusetts Institute of Technology",
            ]
        ),
    )
    | st.builds(
        mention,
        st.sampled_from("ijklm"),
        st.sampled_from(["Leiden University", "Trinity Institute", "MIT"]),
        st.sampled_from([ROR_A, ROR_B, OPENALEX]),
    ),
    max_size=14,
)
pairs = st.frozensets(st.tuples(st.sampled_from("abcijk"), st.sampled_from("defglm")), max_size=3)


@given(some_mentions, pairs, pairs, st.randoms(use_true_random=False))
def test_the_order_of_mentions_does_not_matter(mentions, same, different, rng):
    judged = Judged(same=same, different=different)
    shuffled = random.Random(rng.random()).sample(mentions, len(mentions))
    assert cluster(mentions, judged) == cluster(shuffled, judged)


@given(some_mentions, pairs)
def test_what_a_person_parted_is_apart(mentions, different):
    for group in cluster(mentions, Judged(different=different)).groups:
        held = {one.key for one in group}
        assert not any(set(pair) <= held for pair in different)


@given(some_mentions, pairs)
def test_every_mention_is_in_one_group(mentions, different):
    found = cluster(mentions, Judged(different=different))
    assert sorted(one for group in found.groups for one in group) == sorted(mentions)
    assert len(set(found.keys)) == len(found.keys) == len(found.groups)


@given(some_mentions)
def test_organisations_without_a_common_block_do_not_meet(mentions):
    """What one block reaches is all that a change in it can change."""
    whole = cluster(mentions).groups
    blocks = {}
    for one in mentions:
        for block in (*organization_blocks(one.name, one.identifiers), f"record:{one.key}"):
            blocks.setdefault(block, set()).add(one)
    reached, todo = set(), mentions[:1]
    while todo:
        one = todo.pop()
        if one not in reached:
            reached.add(one)
            for block in (*organization_blocks(one.name, one.identifiers), f"record:{one.key}"):
                todo.extend(blocks[block])
    part = cluster(one for one in mentions if one in reached).groups
    assert [group for group in whole if group[0] in reached] == list(part)
