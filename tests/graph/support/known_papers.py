"""Well-known papers, so that a picture of their graph can be judged by who knows the field.

Titles, years, authors (the first ones) and who cites whom are as published; the summaries were
written for these tests.
"""

from citeweave_schema import AuthorName, Paper, PartialDate, Reference, VenueName

__all__ = ["PAPERS"]

_ROWS: list[tuple[str, str, int, str, str, tuple[str, ...], str]] = [
    (
        "align",
        "Neural Machine Translation by Jointly Learning to Align and Translate",
        2014,
        "ICLR",
        "Dzmitry Bahdanau, Kyunghyun Cho, Yoshua Bengio",
        (),
        (
            "We propose an attention mechanism for machine translation. The decoder of a recurrent "
            "neural network uses attention to read the source sentence."
        ),
    ),
    (
        "attention",
        "Attention Is All You Need",
        2017,
        "NeurIPS",
        "Ashish Vaswani, Noam Shazeer, Niki Parmar, Jakob Uszkoreit",
        ("align",),
        (
            "We propose the Transformer, a model that uses self-attention instead of a recurrent "
            "neural network. We evaluate machine translation on WMT 2014 and report BLEU."
        ),
    ),
    (
        "elmo",
        "Deep Contextualized Word Representations",
        2018,
        "NAACL",
        "Matthew Peters, Mark Neumann, Mohit Iyyer, Luke Zettlemoyer",
        (),
        (
            "We propose ELMo, word embeddings from a bidirectional language model. We address "
            "question answering and named entity recognition and evaluate on SQuAD."
        ),
    ),
    (
        "bert",
        "BERT: Pre-training of Deep Bidirectional Transformers",
        2018,
        "NAACL",
        "Jacob Devlin, Ming-Wei Chang, Kenton Lee, Kristina Toutanova",
        ("attention", "elmo"),
        (
            "We propose BERT, which pre-trains a Transformer with masked language modeling. "
            "We evaluate on SQuAD and GLUE and address question answering."
        ),
    ),
    (
        "roberta",
        "RoBERTa: A Robustly Optimized BERT Pretraining Approach",
        2019,
        "arXiv",
        "Yinhan Liu, Myle Ott, Naman Goyal, Mike Lewis, Luke Zettlemoyer, Veselin Stoyanov",
        ("bert", "attention"),
        (
            "We propose RoBERTa, which trains BERT longer with masked language modeling. "
            "We evaluate on GLUE and SQuAD."
        ),
    ),
    (
        "bart",
        "BART: Denoising Sequence-to-Sequence Pre-training",
        2020,
        "ACL",
        "Mike Lewis, Yinhan Liu, Naman Goyal, Veselin Stoyanov, Luke Zettlemoyer",
        ("bert", "roberta", "attention"),
        (
            "We propose BART, a denoising autoencoder that uses a Transformer. We address "
            "text summarization, evaluate on GLUE, and report ROUGE."
        ),
    ),
    (
        "t5",
        "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer",
        2020,
        "JMLR",
        "Colin Raffel, Noam Shazeer, Adam Roberts, Katherine Lee",
        ("attention", "bert", "roberta"),
        (
            "We propose T5, a Transformer that casts every task as text. We use transfer learning, "
            "address text summarization, and evaluate on GLUE and SQuAD."
        ),
    ),
    (
        "realm",
        "REALM: Retrieval-Augmented Language Model Pre-Training",
        2020,
        "ICML",
        "Kelvin Guu, Kenton Lee, Zora Tung, Panupong Pasupat, Ming-Wei Chang",
        ("bert", "t5"),
        (
            "We propose REALM, which uses dense retrieval and masked language modeling. We address "
            "open-domain question answering and evaluate on Natural Questions."
        ),
    ),
    (
        "dpr",
        "Dense Passage Retrieval for Open-Domain Question Answering",
        2020,
        "EMNLP",
        "Vladimir Karpukhin, Barlas Oguz, Sewon Min, Patrick Lewis, Wen-tau Yih",
        ("bert", "realm"),
        (
            "We propose dense passage retrieval with encoders that use BERT, and compare it with "
            "BM25. We address open-domain question answering and evaluate on Natural Questions."
        ),
    ),
    (
        "rag",
        "Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks",
        2020,
        "NeurIPS",
        (
            "Patrick Lewis, Ethan Perez, Vladimir Karpukhin, Naman Goyal, Mike Lewis, "
            "Wen-tau Yih, Douwe Kiela"
        ),
        ("dpr", "bart", "realm", "bert"),
        (
            "We propose retrieval-augmented generation, which uses BART and dense retrieval. "
            "We address open-domain question answering and evaluate on Natural Questions."
        ),
    ),
    (
        "fid",
        ("Leveraging Passage Retrieval with Generative Models for Open Domain Question Answering"),
        2021,
        "EACL",
        "Gautier Izacard, Edouard Grave",
        ("rag", "dpr", "t5"),
        (
            "We propose fusion-in-decoder, which uses T5 and dense passage retrieval. We address "
            "open-domain question answering and evaluate on Natural Questions."
        ),
    ),
    (
        "colbert",
        "ColBERT: Efficient and Effective Passage Search",
        2020,
        "SIGIR",
        "Omar Khattab, Matei Zaharia",
        ("bert",),
        (
            "We propose late interaction for passage retrieval. ColBERT uses BERT, compared with "
            "BM25, and we report mean reciprocal rank on MS MARCO."
        ),
    ),
    (
        "atlas",
        "Atlas: Few-shot Learning with Retrieval Augmented Language Models",
        2023,
        "JMLR",
        "Gautier Izacard, Patrick Lewis, Maria Lomeli, Edouard Grave",
        ("fid", "rag", "t5", "dpr"),
        (
            "We propose Atlas, which uses retrieval-augmented generation and fusion-in-decoder. "
            "We address few-shot learning and evaluate on Natural Questions and MMLU."
        ),
    ),
]

_TITLES = {row[0]: (row[1], row[2], row[4].partition(",")[0]) for row in _ROWS}


def _cited(name: str) -> Reference:
    title, year, author = _TITLES[name]
    return Reference(title=title, year=year, first_author=author)


PAPERS = [
    Paper(
        title=title,
        abstract=abstract,
        date=PartialDate(year),
        venue=VenueName(name=venue),
        authors=tuple(AuthorName(name=one) for one in authors.split(", ")),
        references=tuple(map(_cited, cited)),
    )
    for _, title, year, venue, authors, cited, abstract in _ROWS
]
