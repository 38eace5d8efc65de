"""Papers whose texts try to break out of every format that they are written in."""

from citeweave_schema import AuthorName, Identifier, Paper, PartialDate, VenueName

HOSTILE = [
    Paper(
        title="=cmd|' /C calc'!A0",
        abstract='@SUM(1+1) "quoted", and\r\nmore;\tWe use RAG. \x0b]]> <b>&amp;</b>',
        identifiers=(
            Identifier.parse("doi", "10.1000/a_b%20(c)"),
            Identifier.parse("acl", "P19-1001"),
            Identifier.parse("openalex", "W2741809807"),
            Identifier.parse("pubmed", "12653513"),
            Identifier.parse("pmc", "PMC1234567"),
            Identifier.parse("wos", "000269017200010"),
        ),
        date=PartialDate(2020, 2),
        authors=(
            AuthorName(name="Johnson and Johnson, Inc."),
            AuthorName(name="Ludwig van Beethoven"),
            AuthorName(name="{O_o} 100% & Söhne"),
            AuthorName(name="王小明"),
        ),
        venue=VenueName(name="Proceedings of the {Workshop} on R&D_100%"),
    ),
    Paper(
        title="<script>alert(1)</script> \u202eright to left \U0001f600 {open \\and _x0041_",
        abstract="'=1+1 in an apostrophe. We use a transformer.",
        identifiers=(Identifier.parse("s2", "a" * 40),),
        authors=(AuthorName(name='Robert"); DROP TABLE students;--'),),
        venue=VenueName(name="-2+3 \x01 Journal"),
    ),
    Paper(title="TY  - JOUR\nER  - \n@article{ x,", authors=(AuthorName(name="Last, First"),)),
]
