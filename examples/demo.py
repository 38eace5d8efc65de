"""The README's session: build a graph from three real pages, look at it, ask it a question.

Run by `make demo`. Everything it does, the `citeweave` command does too; what it prints under a
`$` is that command's own output.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

import citeweave
from citeweave import ConceptKind, SharingQuestion, View, Window
from citeweave.command.looking import concept_table, top_concepts
from citeweave_schema import ConceptNode, Evidence, PaperNode

TITLE = "Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks"
HERE = Path(__file__).absolute().parent
GRAPH = HERE.parent / "demo.db"
SHOWN_METHODS, SHOWN_PAPERS, SHOWN_CONCEPTS = 6, 4, 2

console = Console(highlight=False, soft_wrap=True)


def main() -> None:
    """Run the session, and serve the graph when somebody watches."""
    pages = sorted(str(one.relative_to(HERE.parent)) for one in (HERE / "listings").glob("*.txt"))
    url = f"sqlite:{GRAPH.name}"
    run("build", *pages, "--graph", url)
    with citeweave.open(f"sqlite:{GRAPH}") as view:
        show_concepts(view)
        show_sharing(view)
    console.print(
        "\nMost of these papers are in the extractor's training set, so this graph shows how it "
        "works,\nnot how well it reads papers that it never saw: for that, run `make eval`."
    )
    console.print(
        f"\nAsk more at http://127.0.0.1:8000/graphql with\n\n$ citeweave serve --graph {url}"
    )
    if sys.stdin.isatty() and sys.stdout.isatty():
        run("serve", "--graph", url)


def run(*arguments: str) -> None:
    """Show a citeweave command and run it in the project's folder."""
    console.print(Text(f"$ citeweave {shlex.join(arguments)}", style="bold"))
    command = [sys.executable, "-m", "citeweave", *arguments]
    done = subprocess.run(command, cwd=HERE.parent, check=False)  # noqa: S603  # our own command
    if done.returncode:
        sys.exit(done.returncode)


def show_concepts(view: View) -> None:
    """Show what was found: how many concepts of each kind, and the top methods."""
    counts = view.manifest().counts
    console.print("\nFound in titles and abstracts:")
    named = {kind.value: counts.get(kind.value, 0) for kind in ConceptKind}
    named |= {kind: counts.get(kind, 0) for kind in ("Organization", "Person")}
    console.print(", ".join(f"{count:,} {kind.lower()}s" for kind, count in named.items()) + "\n")
    console.print(
        concept_table(ConceptKind.METHOD, top_concepts(view, ConceptKind.METHOD, SHOWN_METHODS))
    )


def show_sharing(view: View) -> None:
    """Ask which papers share methods with a known one, and show the sentences behind it."""
    paper = view.paper(TITLE)
    if paper is None:
        sys.exit(f"the pages should hold {TITLE!r}")
    console.print(Text(f"\nPapers sharing methods with {TITLE}:", style="bold"))
    page, total = view.sharing(paper.id, SharingQuestion(), Window(size=SHOWN_PAPERS))
    others = view.nodes([one.paper for one in page.items])
    for sharing, other in zip(page.items, others, strict=True):
        assert isinstance(other, PaperNode)  # noqa: S101  # sharing joins papers
        console.print(Text(f"\n{sharing.score / 1e6:6.2f}  {other.name}"))
        for shared in sharing.shared[:SHOWN_CONCEPTS]:
            concept = view.node(shared.concept)
            assert isinstance(concept, ConceptNode)  # noqa: S101  # of concepts
            role = shared.theirs.role.value if shared.theirs.role else ""
            console.print(Text(f"        {role} {concept.name} (weight {shared.weight / 1e6:.2f})"))
            evidence = view.evidence([(other.id, concept.id)], Window(size=1))[0].items[0]
            console.print(quotation(evidence))
    console.print(f"\n{total} papers in all.")


def quotation(evidence: Evidence) -> Text:
    """Give the sentence of a mention, the mention itself in bold."""
    sentence = Text(evidence.sentence, style="dim")
    start = evidence.start - evidence.sentence_start
    sentence.stylize("not dim bold", start, start + len(evidence.surface))
    return Text("          “") + sentence + Text("”")


if __name__ == "__main__":
    main()
