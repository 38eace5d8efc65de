import pytest

from citeweave_nlp.cues import cues_before, nearest_cue
from citeweave_nlp.roles import Place, RoleModel, default_role, place_of
from citeweave_schema.errors import ExtractorError
from citeweave_schema.kinds import EntityType, Role


@pytest.mark.parametrize(
    ("sentence", "name", "role", "words"),
    [
        ("We propose a method called Foo.", "Foo", Role.PROPOSES, "called"),
        ("In this paper we introduce Foo.", "Foo", Role.PROPOSES, "we introduce"),
        ("It outperforms Foo.", "Foo", Role.COMPARES, "outperforms"),
        ("Unlike Foo, it works.", "Foo", Role.COMPARES, "Unlike"),
        ("It is trained with Foo.", "Foo", Role.USES, "with"),
        ("Recent models such as Foo fail.", "Foo", Role.MENTIONS, "such as"),
        ("We work on the task of Foo.", "Foo", Role.ADDRESSES, "task of"),
        ("Foo it is.", "Foo", Role.USES, None),
    ],
)
def test_cues(sentence, name, role, words):
    assert nearest_cue(sentence, sentence.index(name), role) == words


def test_the_nearest_cue_comes_first():
    sentence = "We propose a model that outperforms Foo."
    names = [cue.name for cue in cues_before(sentence, sentence.index("Foo"))]
    assert names == ["against", "propose"]


def test_places():
    text = "A title\n\nOne is. Two are."
    sentences = [(0, 7), (9, 16), (17, 25)]
    assert place_of(text, sentences, 7, 2, 7) == Place("A title", 2, 7, True, 0, 1)
    assert place_of(text, sentences, 7, 17, 20) == Place("Two are.", 0, 3, False, 1, 2)


def test_types_with_one_role_have_it():
    model = RoleModel({})
    assert model.role(EntityType.ORG, ("X",), ()) is Role.MENTIONS
    assert model.role(EntityType.METHOD, ("X",), ()) is Role.USES
    assert default_role(EntityType.TASK) is Role.ADDRESSES


def test_a_damaged_role_model_is_named(tmp_path):
    with pytest.raises(ExtractorError, match="no roles model"):
        RoleModel.from_disk(tmp_path)


def test_roles_of_whole_texts(extractor):
    title = "FooNet: Better Image Classification"
    abstract = (
        "We propose FooNet, a convolutional network for image classification. "
        "We evaluate it on ImageNet. FooNet outperforms ResNet by 3 points."
    )
    (found,) = extractor.extract([(title, abstract)])
    roles = {entity.key: entity.role.value for entity in found.entities}
    assert roles.get("foonet") == "proposes"
    assert roles.get("image classification") == "addresses"
