"""What a file is that no reader knows, judged by how it begins: so that a refusal can name it."""

from __future__ import annotations

import codecs
import re

__all__ = ["describe", "whole_file_problem"]

_TAR = "a tar archive; unpack it"
_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive inside another; unpack it once"),
    (b"PK\x03\x04", "a zip archive inside another, or an office document; unpack it once"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive inside another; unpack it once"),
    (b"\xfd7zXZ\x00", "an xz archive inside another; unpack it once"),
    (b"BZh", "a bzip2 archive inside another; unpack it once"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it"),
    (b"Rar!", "a RAR archive; unpack it"),
    (b"ustar", _TAR),
    (b"SQLite format 3\x00", "an SQLite database (a graph, perhaps; give that with --graph)"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x7fELF", "a program"),
)
_WIDE = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_TEXTUAL = (
    (re.compile(r"\s*<(?:!doctype html|html)", re.IGNORECASE), "an HTML page"),
    (re.compile(r"\s*<\?xml|\s*<[A-Za-z]"), "an XML document"),
    (re.compile(r"\s*%[0A-Z](?:\s|$)"), "an EndNote or refer file (export it as RIS)"),
    (re.compile(r"(?:#[^\n]*\n|\s)*(?:cff-version|message|authors):"), "a CITATION.cff file"),
    (re.compile(r"\s*<\d+>\s*\n"), "an Ovid file (export it as RIS)"),
    (re.compile(r"\s*--[A-Z]{2}-- "), "a Biblioscape file"),
    (re.compile(r"(?:\s*%[^\n]*\n)*\s*@"), "a BibTeX file without entries"),
    (re.compile(r"\s*[\[{]"), "a JSON document that is not one record a line"),
    (re.compile(r"\s*\\documentclass"), "a LaTeX document"),
    (re.compile(r"[^\n,;\t]+[,;\t][^\n]*[,;\t][^\n]*\n[^\n]*[,;\t]"), "a table of values"),
)


def whole_file_problem(head: bytes) -> str | None:
    """Say why no reader can read a file that begins so; None when it is text in UTF-8.

    >>> whole_file_problem(b"")
    'the file is empty; save the page or export again'
    >>> whole_file_problem("Ægir".encode("utf-16"))
    'the file is in UTF-16, not in UTF-8; re-encode it: iconv -f UTF-16 -t UTF-8 OLD > NEW'
    """
    if not head.removeprefix(codecs.BOM_UTF8).strip():
        return "the file is empty; save the page or export again"
    for mark, found in (*_WIDE, *_unmarked(head)):
        if head.startswith(mark):
            return _re_encode(found)
    for mark, found in _MAGIC:
        if head.startswith(mark) or (found is _TAR and head[257:262] == b"ustar"):
            return f"the file is {found}; readers take text in UTF-8"
    if b"\x00" in head[:1024]:
        return "the file is binary (it has a zero byte near its start); readers take text in UTF-8"
    if not _has_utf8_line(head):
        return _re_encode("ISO-8859-1")
    return None


def describe(head: bytes) -> str:
    """Say in a few words what a text file that no reader knows looks like.

    >>> describe(b"%0 Book")
    "an EndNote or refer file (export it as RIS) (it begins '%0 Book')"
    """
    text = head.decode("utf-8-sig", "replace")
    kind = next((name for form, name in _TEXTUAL if form.match(text)), "plain text")
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    start = first if len(first) <= 60 else first[:57] + "..."
    return f"{kind} (it begins {start!r})"


def _unmarked(head: bytes) -> tuple[tuple[bytes, str], ...]:
    """Recognise UTF-16 without a byte order mark: every other byte of Western text is zero."""
    sample = head[:200]
    if len(sample) < 4 or sample.count(0) * 3 < len(sample):
        return ()
    if not any(sample[0::2]) and all(sample[1::2]):
        return ((b"", "UTF-16BE"),)
    if not any(sample[1::2]) and all(sample[0::2]):
        return ((b"", "UTF-16LE"),)
    return ()


def _has_utf8_line(head: bytes) -> bool:
    """Tell whether any line is UTF-8; single bad lines are for the readers to refuse."""
    for line in head.splitlines():
        if not line.strip():
            continue
        try:
            # Not final: the head may end inside a character.
            codecs.utf_8_decode(line, "strict", False)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _re_encode(found: str) -> str:
    if found == "ISO-8859-1":
        return (
            "the file is not in UTF-8; if it is in Latin-1, re-encode it: "
            "iconv -f ISO-8859-1 -t UTF-8 OLD > NEW"
        )
    return (
        f"the file is in {found}, not in UTF-8; re-encode it: iconv -f {found} -t UTF-8 OLD > NEW"
    )
