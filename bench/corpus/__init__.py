"""Made-up literatures of any size; the same size and seed give the same one.

`methods` has the least that questions about methods need, made in memory. `literature` has what
OpenAlex says of works, and what an extractor finds in their abstracts, as files.
"""

from corpus.literature import MENTIONS, WORKS, Literature
from corpus.methods import EXTRACTOR, extract, papers

__all__ = ["EXTRACTOR", "MENTIONS", "WORKS", "Literature", "extract", "papers"]
