"""Count the names and title words of the ACL Anthology for `identity/frequencies.tsv`.

`python bench/identity/count_frequencies.py FOLDER_OF_ACL_XML > frequencies.tsv`. A person is a pair
of the last part of the surname and the first given name; given names of one letter are left out,
and so are names that fewer than four people bear and words in fewer than a hundred titles.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from anthology import read

from citeweave_graph.identity.person_names import folded_parts
from citeweave_schema.names import normal_title

LEAST_PEOPLE = 4
LEAST_TITLES = 100


def main() -> None:
    people = set()
    titles = 0
    words: Counter[str] = Counter()
    for paper in read(Path(sys.argv[1])):
        titles += 1
        words.update(set(normal_title(paper.title).split()))
        for author in paper.authors:
            surname, given = folded_parts(author.last), folded_parts(author.first)
            if surname and given and len(given[0]) > 1:
                people.add((surname[-1], given[0]))
    show("people", Counter({"*": len(people)}), 1)
    show("surname", Counter(surname for surname, _ in people), LEAST_PEOPLE)
    show("given", Counter(given for _, given in people), LEAST_PEOPLE)
    show("titles", Counter({"*": titles}), 1)
    show("word", words, LEAST_TITLES)


def show(part: str, counts: Counter[str], least: int) -> None:
    for name, count in sorted(counts.items()):
        if count >= least:
            print(part, name, count, sep="\t")


if __name__ == "__main__":
    main()
