"""The pipeline before it has learnt anything: tokens and sentences."""

from __future__ import annotations

import spacy
from spacy.language import Language

from citeweave_nlp import sentences, tagger, tokenizer

__all__ = ["PARTS", "blank_pipeline"]

PARTS = (tokenizer, sentences, tagger)
"""The modules of the pipeline's parts: importing them lets spaCy find the parts by name."""


def blank_pipeline() -> Language:
    """Give an English pipeline with our tokenizer and sentence splitter.

    >>> [sent.text for sent in blank_pipeline()("It works (e.g. here). So does GPT-4.").sents]
    ['It works (e.g. here).', 'So does GPT-4.']
    """
    config = {"nlp": {"tokenizer": {"@tokenizers": "citeweave.ScienceTokenizer.v1"}}}
    nlp = spacy.blank("en", config=config)
    nlp.add_pipe("citeweave_sentences")
    return nlp
