"""Words that say what sort of text a title belongs to, rather than what it is about."""

from __future__ import annotations

import re

__all__ = [
    "ANSWER",
    "EDITORIAL",
    "ERRATUM",
    "FORM",
    "LANGUAGES",
    "OPPOSED",
    "ROMAN",
    "SERIES",
    "SIGNS",
    "SMALL",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SMALL = _words(
    """a an the of for in on to and or by with from at as is are its via using
    de la le les des du der die das und el los las del y en et zur zum im"""
)
"""Words that come and go between two prints of one title."""

ERRATUM = _words("erratum errata corrigendum corrigenda correction corrections addendum retraction")
"""What corrects a paper is another paper."""

ANSWER = _words("comment comments commentary reply replies response rejoinder discussion review")
"""What answers a paper is another paper."""

FORM = _words(
    """abstract abstracts demo demonstration poster tutorial keynote invited appendix supplement
    supplementary summary slides preface"""
)
"""What a paper is beside another of the same name."""

SERIES = _words(
    """part parts volume vol chapter section episode phase task subtask track book series stage
    day session teil partie lecture experiment"""
)
"""What is counted within a series."""

ROMAN = re.compile(r"(?=.)x{0,3}(?:ix|iv|v?i{0,3})")
"""A Roman numeral as series use them, below forty."""

EDITORIAL = _words(
    """about abbreviations abstract abstracts acknowledgements acknowledgments addendum address
    advertisement advertisements annual announcement announcements appendix author authors
    avant-propos back bibliography book books briefly call calls chair chairs closing comment
    comments committee concluding conclusion conclusions conference contents correction corrections
    corrigenda corrigendum current discussion editor editorial editorials editors editoriaux
    einleitung errata erratum fifth findings finite first foreword fourth front general glossary
    guest guideline guidelines in index indexes international introduccion introduction invited
    issue keynote letter letters list literature matter memoriam message news newsletter note noted
    notes obituary opening organisers organizers overview page panel paper papers participants
    personal prefacio preface president proceedings program programme publications received
    references remarks reply report reports response retraction review reviewers reviews schedule
    second session shared short special sponsors string submission submissions summary survey table
    talk talks task tasks third this title titles tutorial tutorials volume volumes vorwort welcome
    workshop"""
)
"""A title of nothing but such words stands in every volume."""

LANGUAGES = _words(
    """afrikaans albanian amharic arabic armenian assamese austrian azeri basque belarusian bengali
    bosnian brazilian breton bulgarian burmese cantonese catalan chinese croatian cypriot czech
    danish dutch egyptian english estonian ethiopian faroese finnish flemish french galician
    georgian german greek gujarati haitian hausa hebrew hindi hungarian icelandic igbo indian
    indonesian iranian iraqi irish italian japanese javanese kannada kazakh khmer korean kurdish
    kyrgyz lao latin latvian lithuanian macedonian malay malayalam maltese mandarin maori marathi
    mongolian moroccan nepali norwegian oriya oromo pashto persian polish portuguese punjabi
    quechua romanian romansh russian sami sanskrit scottish serbian shona sindhi sinhala slovak
    slovene slovenian somali sorbian spanish sudanese sumerian sundanese swahili swedish swiss
    syrian tagalog taiwanese tajik tamil tatar telugu thai tibetan tunisian turkish turkmen
    ukrainian urdu uyghur uzbek vietnamese welsh xhosa yiddish yoruba zulu"""
)
"""Names of languages and nations: two of them are never one word misspelt."""

OPPOSED = tuple(
    map(
        frozenset,
        (
            ("inter", "intra", "extra"),
            ("hyper", "hypo"),
            ("macro", "micro"),
            ("homo", "hetero"),
            ("mono", "multi", "bi", "tri", "uni", "poly", "cross"),
            ("pre", "post"),
            (
                *("", "un", "non", "in", "im", "ir", "a", "de", "dis", "semi", "anti", "sub"),
                *("re", "co", "en", "over", "out", "ex", "pro", "con", "trans", "super", "meta"),
            ),
        ),
    )
)
"""Beginnings that turn a word into another, though few letters differ."""

_GREEK = dict(
    zip(
        "\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7\u03b8\u03b9\u03ba\u03bb\u03bc"
        "\u03bd\u03be\u03c0\u03c1\u03c3\u03c2\u03c4\u03c5\u03c6\u03c7\u03c8\u03c9",
        (
            *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota"),
            *("kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "sigma", "tau"),
            *("upsilon", "phi", "chi", "psi", "omega"),
        ),
        strict=True,
    )
)
_BASE = {"\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u00e6": "ae", "\u0153": "oe"}
_SPELLED = {"&": " and ", "+": " plus ", "#": " sharp "}
_DROPPED = {"{": "", "}": "", "$": "", "~": " "} | dict.fromkeys("'`\u2018\u2019\u02bc\u00b4", "")
SIGNS = str.maketrans(
    {**_GREEK, **_BASE, "\u0131": "i", "\u00fe": "th", "\u00f0": "d", **_SPELLED, **_DROPPED}
)
"""Small letters that Unicode does not take apart, and signs that sources spell as words."""
