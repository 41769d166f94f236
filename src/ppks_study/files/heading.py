"""The words of a column's header, made comparable."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_MARKDOWN = re.compile(r"\*\*|^#+ ")
_TRAILING = " *:.?…"
#: ``1.``, ``12)``, ``(3)``; ``a.``, ``a1.``, ``a.2``; ``1.2``, ``1.2.``
_NUMBERING = re.compile(
    r"^(?:\(?\d{1,3}[.):]+|\(?[a-z]\d{0,2}[.)](?:\d{1,3}[.)]?(?=\s))?|(?:\d{1,3}\.)+\d{1,3}[.)]?(?=\s))\s*(?=\D)")
#: Rows among which the header is looked for.
LEADING_ROWS = 50


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """Return a text with Unicode forms, spaces, capitals, markup and marks at its end made alike.

    Examples
    --------
    >>> plain(" <b>Jenis</b>  **Kelamin** :* ")
    'jenis kelamin'
    """
    bare = _MARKDOWN.sub("", _TAG.sub("", unicodedata.normalize("NFKC", text)).strip())
    return " ".join(bare.split()).casefold().rstrip(_TRAILING)


def unnumbered(text: str) -> str:
    """Return a `plain` text without the number of its question.

    Examples
    --------
    >>> unnumbered("12) usia"), unnumbered("a.2 usia"), unnumbered("k01")
    ('usia', 'usia', 'k01')
    """
    return _NUMBERING.sub("", text, count=1).strip()


def suffixes(text: str) -> list[str]:
    """Return what remains of a `plain` text after each separator of groups, the longest first.

    Examples
    --------
    >>> suffixes("profil/bpnt/rastra")
    ['bpnt/rastra', 'rastra']
    """
    places = sorted({found.end() for found in re.finditer(r"[/:.\-](?=.)", text)})
    return [text[place:].strip() for place in places]


def recognised(header: str, among: Collection[str]) -> bool:
    """Whether a header, its number or its groups aside, is one of the texts that headers may have."""
    whole = plain(header)
    return any(text in among or unnumbered(text) in among for text in (whole, *suffixes(whole)))
