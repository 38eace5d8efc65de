"""Words and letters that names are read by, folded unless said otherwise."""

from __future__ import annotations

__all__ = [
    "COMPOUND_SURNAMES",
    "DEGREES",
    "EASTERN_SURNAMES",
    "LETTERS",
    "NICKNAMES",
    "PARTICLES",
    "SUFFIXES",
    "UMLAUTS",
]

_PARTICLES = """
al ap aw bar bat bin bint da dal dall dalla das de degli dei del della den der des di do dos du e
el ibn l la las le les lo los mac of ten ter the til van vande vanden vander vom von vor y zu zum
zur
"""
PARTICLES = frozenset(_PARTICLES.split())
"""What stands before a surname and is no part of the key under which names meet."""

SUFFIXES = {
    "jr": "jr",
    "junior": "jr",
    "sr": "sr",
    "senior": "sr",
    "ii": "ii",
    "2nd": "ii",
    "iii": "iii",
    "3rd": "iii",
    "iv": "iv",
    "4th": "iv",
}
"""What tells generations apart, each in one form."""

DEGREES = frozenset({"PhD", "Phd", "MD", "Dr", "Prof", "MSc", "BSc"})
"""What is no name, as printed but for points."""

LETTERS = str.maketrans(
    {
        "\u00df": "ss",
        "\u00e6": "ae",
        "\u0153": "oe",
        "\u00f8": "o",
        "\u0111": "d",
        "\u00f0": "d",
        "\u0142": "l",
        "\u0131": "i",
        "\u00fe": "th",
        "\u0127": "h",
        "\u0167": "t",
        **dict.fromkeys("'`\u2018\u2019\u02bb\u02bc", ""),
    }
)
"""Letters that Unicode does not take apart, and apostrophes."""

UMLAUTS = str.maketrans(
    {"\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue", "\u00f8": "oe", "\u00e5": "aa"}
)
"""How letters are written where they cannot be printed."""

_COMPOUND_SURNAMES = """
欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 司徒 东方 東方 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 长孙 長孫
宇文 夏侯 남궁 황보 제갈 사공 선우 독고 서문
"""
COMPOUND_SURNAMES = frozenset(_COMPOUND_SURNAMES.split())
"""Chinese and Korean surnames of two characters."""

_NICKNAMES = """
alex alexander, andy andrew, ben benjamin, cathy catherine, chris christopher, dan daniel,
danny daniel, dave david, deb deborah, don donald, doug douglas, ed edward, fred frederick,
greg gregory, jeff jeffrey, jen jennifer, joe joseph, jon jonathan, josh joshua, kathy katherine,
ken kenneth, larry lawrence, matt matthew, mike michael, nate nathan, nick nicholas, pam pamela,
pat patrick, pete peter, phil philip, rob robert, ron ronald, sam samuel, stephen steven,
steve steven, sue susan, tim timothy, tom thomas, vicky victoria
"""
_PAIRED = _NICKNAMES.replace(",", " ").split()
NICKNAMES: dict[str, str] = dict(zip(_PAIRED[::2], _PAIRED[1::2], strict=True))
"""Short forms that begin with the letter of the full name, so that initials agree too."""

_EASTERN_SURNAMES = """
cai cao chang chen cheng choi chu deng ding dong du duan fan fang feng fu gao gong gu guo han he hou
hsu hu huang ito jiang kang kobayashi kong lai lei li liang liao liu lu luo lyu ma mao meng nakamura
ng nguyen pan park peng qian qin qiu ren sato shen shi song su sun suzuki takahashi tan tanaka tang
tian tran tsai wang watanabe wei wen wong wu xia xiao xie xiong xu xue yamamoto yan yao ye yin yu
yuan zeng zhang zhao zheng zhong zhou zhu zou
"""
EASTERN_SURNAMES = frozenset(_EASTERN_SURNAMES.split())
"""Frequent surnames of East Asia and Vietnam that are hardly given names elsewhere."""
