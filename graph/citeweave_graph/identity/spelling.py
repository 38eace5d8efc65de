"""Spellings that never tell two names apart: singular and plural, British and American.

The rules need not give words, only the same letters for every spelling of a word and different
ones for different words: "movies" and "movie" both become "movy". Each rule looks at the end of
the letters or at a stem within them, so that it holds alike for "fine tunings", "fine-tunings"
and "finetunings".
"""

from __future__ import annotations

import re

__all__ = ["one_spelling", "singular"]

_IRREGULAR = (
    ("matrices", "matrix"), ("indices", "index"), ("vertices", "vertex"), ("appendices",
    "appendix"), ("vortices", "vortex"), ("simplices", "simplex"), ("corpora", "corpus"),
    ("criteria", "criterion"), ("phenomena", "phenomenon"), ("automata", "automaton"),
    ("children", "child"), ("women", "woman"), ("formulae", "formula"), ("schemata", "schema"),
    ("lemmata", "lemma"), ("polyhedra", "polyhedron"), ("maxima", "maximum"), ("minima",
    "minimum"), ("optima", "optimum"), ("spectra", "spectrum"), ("quanta", "quantum"),
    ("stimuli", "stimulus"), ("genera", "genus"), ("alumni", "alumnus"), ("foci", "focus"),
    ("calculi", "calculus"), ("bacteria", "bacterium"), ("curricula", "curriculum"),
    ("analyses", "analysis"), ("paralyses", "paralysis"), ("catalyses", "catalysis"), ("theses",
    "thesis"), ("diagnoses", "diagnosis"), ("prognoses", "prognosis"), ("crises", "crisis"),
    ("parentheses", "parenthesis"), ("neuroses", "neurosis"), ("axes", "axis"), ("mice", "mouse"),
    ("halves", "half"), ("leaves", "leaf"), ("lives", "life"), ("knives", "knife"), ("selves",
    "self"), ("heroes", "hero"), ("echoes", "echo"), ("gpus", "gpu"), ("cpus", "cpu"), ("tpus",
    "tpu"), ("npus", "npu"), ("grus", "gru"), ("elus", "elu"), ("menus", "menu"), ("apis", "api"),
    ("guis", "gui"), ("kpis", "kpi"), ("bcis", "bci"), ("mris", "mri"), ("nlis", "nli"),
)  # fmt: skip
_IRREGULAR_END = re.compile(f"(?:{'|'.join(plural for plural, _ in _IRREGULAR)})$")
_SINGULAR = dict(_IRREGULAR)

# "leaves" would also end "cleaves"; what these are to "biases" no rule can tell from "bases".
_STAYS = re.compile(
    r"(?:ss|us|is|'s|bias|gas|lens|atlas|canvas|alias|chaos|kudos|pathos|ethos|cosmos|bayes"
    r"|sans|hopkins|adams|jones|williams|stokes|mars)$"
)
_ES = re.compile(r"(?:bias|gas|lens|atlas|canvas|alias|(?:vir|foc|stat|cens|consens|camp|corp"
                 r"|bon|b|gen|nucle|stimul|termin|rad|opt|hippocamp)us)es$")  # fmt: skip
_SILENT_E = re.compile(r"(?:ch|sh|x|ss|zz)e$")

_OUR = (
    "behavi", "col", "tum", "neighb", "fav", "hon", "lab", "hum", "rum", "flav", "od", "vap",
    "harb", "arm", "endeav", "vig", "rig",
)  # fmt: skip
_DOUBLED = (
    "model", "label", "travel", "signal", "cancel", "channel", "tunnel", "level", "fuel", "counsel",
    "equal", "total", "pencil", "dial",
)  # fmt: skip
_AMERICAN = {
    "centre": "center", "fibre": "fiber", "metre": "meter", "litre": "liter", "theatre": "theater",
    "calibre": "caliber", "dialogue": "dialog", "catalogue": "catalog", "analogue": "analog",
    "monologue": "monolog", "homologue": "homolog", "defence": "defense", "offence": "offense",
    "licence": "license", "pretence": "pretense", "programme": "program", "artefact": "artifact",
    "judgement": "judgment", "acknowledgement": "acknowledgment", "ageing": "aging", "grey": "gray",
    "sceptic": "skeptic", "paediatr": "pediatr", "orthopaed": "orthoped", "anaesth": "anesth",
    "anaemi": "anemi", "leukaemi": "leukemi", "ischaemi": "ischemi", "glycaemi": "glycemi",
    "haemo": "hemo", "haema": "hema", "foetal": "fetal", "foetus": "fetus", "oedema": "edema",
    "encyclopaed": "encycloped", "archaeo": "archeo", "manoeuvre": "maneuver", "aluminium":
    "aluminum", "sulph": "sulf", "plough": "plow", "mould": "mold", "enrolment": "enrollment",
    "fulfilment": "fulfillment", "cheque": "check", "tyre": "tire", "storey": "story",
    "learnt": "learned", "yse": "yze",
    **{stem + "our": stem + "or" for stem in _OUR},
    **{f"{stem}l{end}": stem + end for stem in _DOUBLED for end in ("ed", "ing", "er")},
    **{"is" + end: "iz" + end for end in ("e", "ing", "ation", "able")},
}  # fmt: skip
_BRITISH = re.compile("|".join(sorted(_AMERICAN, key=len, reverse=True)))


def singular(word: str) -> str:
    """Give the letters that a word shares with its plural; a short word is left alone.

    >>> [singular(one) for one in ("networks", "matrices", "analyses", "analysis", "caches")]
    ['network', 'matrix', 'analysis', 'analysis', 'cach']
    >>> singular("gps"), singular("bias"), singular("biases"), singular("loss"), singular("losses")
    ('gps', 'bias', 'bias', 'loss', 'loss')
    """
    if len(word) <= 3:
        return word
    if word[-1] in "saein":
        found = _IRREGULAR_END.search(word)
        if found:
            return word[: found.start()] + _SINGULAR[found[0]]
    if word[-1] == "s":
        if _ES.search(word):
            return word[:-2]
        if not _STAYS.search(word):
            word = word[:-1]
    if word[-1] == "e":
        if word[-2] == "i" and len(word) > 4:
            return word[:-2] + "y"
        if _SILENT_E.search(word):
            return word[:-1]
    return word


def one_spelling(letters: str) -> str:
    """Give the letters that the British and the American spelling share.

    >>> one_spelling("generalisation") == one_spelling("generalization")
    True
    >>> [one_spelling(one) for one in ("behaviour", "labelled", "dialogue", "fibre", "center")]
    ['behavior', 'labeled', 'dialog', 'fiber', 'center']
    """
    return _BRITISH.sub(_american, letters)


def _american(found: re.Match[str]) -> str:
    return _AMERICAN[found[0]]
