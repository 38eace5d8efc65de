"""Languages as sources write them, as ISO 639-1 codes."""

from __future__ import annotations

import re

__all__ = ["language_code"]

_CODES = """
aa aar Afar; ab abk Abkhazian; ae ave Avestan; af afr Afrikaans; ak aka Akan; am amh Amharic;
an arg Aragonese; ar ara Arabic; as asm Assamese; av ava Avaric; ay aym Aymara;
az aze Azerbaijani; ba bak Bashkir; be bel Belarusian; bg bul Bulgarian; bi bis Bislama;
bm bam Bambara; bn ben Bengali; bo bod/tib Tibetan; br bre Breton; bs bos Bosnian;
ca cat Catalan; ce che Chechen; ch cha Chamorro; co cos Corsican; cr cre Cree;
cs ces/cze Czech; cu chu Church Slavic; cv chv Chuvash; cy cym/wel Welsh; da dan Danish;
de deu/ger German; dv div Divehi; dz dzo Dzongkha; ee ewe Ewe; el ell/gre Greek;
en eng English; eo epo Esperanto; es spa Spanish; et est Estonian; eu eus/baq Basque;
fa fas/per Persian; ff ful Fulah; fi fin Finnish; fj fij Fijian; fo fao Faroese;
fr fra/fre French; fy fry Western Frisian; ga gle Irish; gd gla Gaelic; gl glg Galician;
gn grn Guarani; gu guj Gujarati; gv glv Manx; ha hau Hausa; he heb Hebrew; hi hin Hindi;
ho hmo Hiri Motu; hr hrv Croatian; ht hat Haitian; hu hun Hungarian; hy hye/arm Armenian;
hz her Herero; ia ina Interlingua; id ind Indonesian; ie ile Interlingue; ig ibo Igbo;
ii iii Sichuan Yi; ik ipk Inupiaq; io ido Ido; is isl/ice Icelandic; it ita Italian;
iu iku Inuktitut; ja jpn Japanese; jv jav Javanese; ka kat/geo Georgian; kg kon Kongo;
ki kik Kikuyu; kj kua Kuanyama; kk kaz Kazakh; kl kal Kalaallisut; km khm Khmer;
kn kan Kannada; ko kor Korean; kr kau Kanuri; ks kas Kashmiri; ku kur Kurdish; kv kom Komi;
kw cor Cornish; ky kir Kirghiz; la lat Latin; lb ltz Luxembourgish; lg lug Ganda;
li lim Limburgan; ln lin Lingala; lo lao Lao; lt lit Lithuanian; lu lub Luba-Katanga;
lv lav Latvian; mg mlg Malagasy; mh mah Marshallese; mi mri/mao Maori; mk mkd/mac Macedonian;
ml mal Malayalam; mn mon Mongolian; mr mar Marathi; ms msa/may Malay; mt mlt Maltese;
my mya/bur Burmese; na nau Nauru; nb nob Bokm\u00e5l; nd nde North Ndebele; ne nep Nepali;
ng ndo Ndonga; nl nld/dut Dutch; nn nno Nynorsk; no nor Norwegian; nr nbl South Ndebele;
nv nav Navajo; ny nya Chichewa; oc oci Occitan; oj oji Ojibwa; om orm Oromo; or ori Oriya;
os oss Ossetian; pa pan Panjabi; pi pli Pali; pl pol Polish; ps pus Pushto; pt por Portuguese;
qu que Quechua; rm roh Romansh; rn run Rundi; ro ron/rum Romanian; ru rus Russian;
rw kin Kinyarwanda; sa san Sanskrit; sc srd Sardinian; sd snd Sindhi; se sme Northern Sami;
sg sag Sango; si sin Sinhala; sk slk/slo Slovak; sl slv Slovenian; sm smo Samoan; sn sna Shona;
so som Somali; sq sqi/alb Albanian; sr srp/scc Serbian; ss ssw Swati; st sot Sotho;
su sun Sundanese; sv swe Swedish; sw swa Swahili; ta tam Tamil; te tel Telugu; tg tgk Tajik;
th tha Thai; ti tir Tigrinya; tk tuk Turkmen; tl tgl Tagalog; tn tsn Tswana; to ton Tonga;
tr tur Turkish; ts tso Tsonga; tt tat Tatar; tw twi Twi; ty tah Tahitian; ug uig Uighur;
uk ukr Ukrainian; ur urd Urdu; uz uzb Uzbek; ve ven Venda; vi vie Vietnamese; vo vol Volapuk;
wa wln Walloon; wo wol Wolof; xh xho Xhosa; yi yid Yiddish; yo yor Yoruba; za zha Zhuang;
zh zho/chi Chinese; zu zul Zulu
"""
"""ISO 639-1 code, ISO 639-2 codes (terminology/bibliography), English name."""

_OTHER_NAMES = {
    # What babel and BibLaTeX call languages and their variants.
    "american": "en",
    "australian": "en",
    "british": "en",
    "canadian": "en",
    "ukenglish": "en",
    "usenglish": "en",
    "austrian": "de",
    "naustrian": "de",
    "ngerman": "de",
    "nswissgerman": "de",
    "swissgerman": "de",
    "acadian": "fr",
    "canadien": "fr",
    "francais": "fr",
    "brazil": "pt",
    "brazilian": "pt",
    "portuges": "pt",
    "magyar": "hu",
    "norsk": "no",
    "mexican": "es",
    "slovene": "sl",
    "farsi": "fa",
    "polutonikogreek": "el",
    "pinyin": "zh",
    "deutsch": "de",
    "fran\u00e7ais": "fr",
    "espa\u00f1ol": "es",
}


def _table() -> dict[str, str]:
    known = dict(_OTHER_NAMES)
    for row in " ".join(_CODES.split()).split("; "):
        code, threes, name = row.split(" ", 2)
        known |= dict.fromkeys((code, *threes.split("/"), name.casefold()), code)
    return known


_KNOWN = _table()


def language_code(text: str | None) -> str | None:
    """Give the ISO 639-1 code of a language; None when the text names none.

    Takes codes of ISO 639-1 and 639-2, tags such as ``en-GB``, English names, and the names
    that babel and BibLaTeX have; of several languages, the first.

    >>> language_code("eng"), language_code("ngerman"), language_code("pt_BR")
    ('en', 'de', 'pt')
    >>> language_code("English; French"), language_code("und")
    ('en', None)
    """
    if not text:
        return None
    first = re.split(r"[;,|/]", text[:100], maxsplit=1)[0].strip().casefold()
    return _KNOWN.get(first) or _KNOWN.get(re.split(r"[-_]", first, maxsplit=1)[0])
