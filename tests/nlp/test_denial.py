"""Contrast, negation and future work never make a paper use what it names."""

import pytest

from citeweave_nlp import load
from citeweave_nlp.denial import denied_role
from citeweave_nlp.terms import load_terms
from citeweave_schema.kinds import Role

# The name between asterisks, so that what is judged cannot be mistaken.
DENIED = """
Unlike *BERT*, our encoder reads whole documents.
In contrast to *LoRA*, the adapters are merged before training begins.
Contrary to *beam search*, the decoder keeps a single hypothesis.
As opposed to *Adam*, the step size is fixed in advance.
We train deep networks without *back-propagation*.
The student learns without access to *ImageNet*.
We do not use *dropout* in any of the experiments.
Our method does not rely on *word embeddings*.
The approach does not require *reinforcement learning*.
No *data augmentation* is applied at any stage.
We replace *self-attention* with a fixed mixing matrix.
Instead of *cross-entropy*, a ranking loss is minimised.
We optimise the bound directly rather than *ELBO*.
Instead of using *GPT-4*, we label the examples by hand.
In future work, we will apply *contrastive learning* to speech.
We plan to evaluate the parser on *Universal Dependencies*.
We leave *knowledge distillation* for future work.
Extending the approach with *diffusion models* is left to future work.
Future work may combine it with *retrieval-augmented generation*.
We hope to extend the analysis to *LLaMA* soon.
The algorithm avoids *matrix inversion* entirely.
This eliminates the need for *negative sampling*.
Our pipeline dispenses with *part-of-speech tagging*.
The estimator bypasses *Monte Carlo sampling*.
The model never uses *teacher forcing* during training.
Our agents are trained without using *curriculum learning*.
It works without any *pre-training*.
Without *batch normalization*, training remains stable.
Differently from *Word2Vec*, the vectors depend on the sentence.
Our loss differs from *triplet loss* in that it has no margin.
Departing from *graph convolution*, we pass messages along paths.
An alternative to *Gibbs sampling* is described.
*Layer normalization* is not used in this network.
*Gradient clipping* is not needed for convergence.
*Grid search* was never applied to the test set.
We cannot use *SQuAD* because of its licence.
The system no longer relies on *WordNet*.
We did not fine-tune *RoBERTa* on the target domain.
The tagger does not need *conditional random fields*.
Neither uses *ROUGE* nor human judgements.
The proof does not assume *convexity*.
Rather than training *ResNet-50* from scratch, we reuse its features.
Unlike previous work based on *LSTM*, the model is fully parallel.
In contrast with *federated averaging*, clients exchange no weights.
We forgo *hyper-parameter search* altogether.
The procedure is free of *simulated annealing*.
Our results hold without *random restarts*.
We avoid using *MS COCO* captions for training.
Instead of relying on *dependency parsing*, we read surface patterns.
The decoder does not employ *copy mechanism*.
We do not consider *machine translation* here.
The learner is given no *gold parses*.
It would be interesting to try *mixture of experts* at this scale.
We intend to integrate *Neo4j* in the next version.
A comparison with *variational autoencoders* remains future work.
The attack works without knowledge of *k-means* centroids.
Our encoder contains no *attention*.
The index is built without *locality-sensitive hashing*.
We do not apply *stemming* or lower-casing.
Replacing *softmax* by a sparse mapping helps.
""".strip().splitlines()

USED = """
We use *BERT* to encode each sentence.
Our method relies on *contrastive learning*.
We fine-tune *RoBERTa* on the target domain.
Experiments on *ImageNet* show gains without extra data.
We not only use *dropout* but also weight decay.
We train *ResNet-50* from scratch, without pre-training.
""".strip().splitlines()


def parts(marked):
    before, name, after = marked.split("*")
    return before + name + after, len(before), name


def test_there_are_sixty():
    assert len(DENIED) == 60


@pytest.mark.parametrize("marked", USED)
def test_what_is_used_is_not_denied(marked):
    text, start, name = parts(marked)
    assert denied_role(text, start, start + len(name)) is None


@pytest.mark.parametrize("pipeline", ["shipped", "light"])
def test_at_most_three_of_sixty_denials_give_uses(pipeline, tmp_path):
    names = [parts(one)[2] for one in DENIED]
    path = tmp_path / "terms.csv"
    lines = ["name,kind,aliases", *(f"{name},METHOD," for name in names)]
    path.write_text("\n".join(lines), encoding="utf-8")
    extractor = load(pipeline, terms=load_terms(path))
    wrong = []
    for marked, name in zip(DENIED, names, strict=True):
        text, _, _ = parts(marked)
        (found,) = extractor.extract([("A study of learning machines", text)])
        roles = [one.role for one in found.entities if name in one.surfaces]
        assert roles, marked
        if roles[0] in (Role.USES, Role.PROPOSES):
            wrong.append(marked)
    assert len(wrong) <= 3, wrong
