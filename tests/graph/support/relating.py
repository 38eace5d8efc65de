"""Papers whose sentences relate concepts, with relations that can be counted by hand.

| from | to | kind | papers | confidence |
|---|---|---|---|---|
| retrieval augmented generation | question answering | USED_FOR | first, second, fourth | 0.8 |
| retrieval augmented generation | attention | COMPARED_WITH | first, third | 0.5 |
| retrieval augmented generation | MMLU | EVALUATED_ON | third | 0.9 |
| retrieval augmented generation | translation | USED_FOR | third | 0.8 |
| attention | transformer | PART_OF | third | 0.7 |
| graph neural network | transformer | BROADER | fourth | 0.7 |

What "RAG" and "QA" stand for is said by the zeroth paper and the first: one would not be enough.
"""

from citeweave_schema import Paper, PartialDate

FIRST = Paper(
    title="First",
    abstract="We use retrieval augmented generation (RAG). We address question answering (QA). "
    "RAG is used for QA. RAG is compared with attention.",
    date=PartialDate(2020),
)
ZEROTH = Paper(
    title="Zeroth",
    abstract="There is retrieval augmented generation (RAG). There is question answering (QA).",
)
SECOND = Paper(title="Second", abstract="RAG may be used for QA. Here RAG is used for QA.")
THIRD = Paper(
    title="Third",
    abstract="attention is compared with RAG. attention is part of transformers. "
    "RAG is used for translation. RAG is evaluated on MMLU.",
    date=PartialDate(2021),
)
FOURTH = Paper(
    title="RAG is used for QA",
    abstract="Still RAG is used for QA. A graph neural network is a kind of transformer.",
)

RELATING = {"zero.jsonl": [ZEROTH], "one.jsonl": [FIRST, SECOND], "two.jsonl": [THIRD, FOURTH]}
