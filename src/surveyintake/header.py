"""Which of a table's leading rows names the columns."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from surveyintake.sources import Row

# The words of a column's header, made comparable.

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


@dataclass(frozen=True)
class Header:
    """The names of the columns.

    Attributes
    ----------
    row : int
        Number of the row that names them.
    names : list of str
        As written; where the row has none, that of the row above or below if it is known.
    also : mapping of int to str
        What a second row of names calls the column at a place.
    second : int or None
        That row, where it stands below the header.
    """

    row: int
    names: list[str]
    also: dict[int, str]
    second: int | None = None


def score(rows: Sequence[Row], known: Collection[str]) -> int:
    """Return how many known texts the best of the leading rows holds."""
    return max((_hits(row, known) for _, row in rows[:LEADING_ROWS]), default=0)


def find(rows: Sequence[Row], known: Collection[str] = ()) -> Header | None:
    """Return the header of a table; None where no row could be one.

    Parameters
    ----------
    rows : sequence of Row
        From the top, without wholly empty ones; the leading ones are looked at.
    known : collection of str
        Texts that headers may have (`questions.known`): the first row with most of them is the header. Without them, or
        where fewer than two are found, it is the first row that is nearly as full as the fullest.
    """
    leading = rows[:LEADING_ROWS]
    if not leading:
        return None
    hits = [_hits(row, known) for _, row in leading]
    at = hits.index(max(hits)) if max(hits) > 1 else _fullest(leading)
    number, names = leading[at][0], list(leading[at][1])
    above, below = (_second(leading, place, number, known) for place in (at - 1, at + 1))
    also: dict[int, str] = {}
    for other in (above, below):
        also |= {place: cell for place, cell in enumerate(other or []) if recognised(cell, known)}
    names.extend([""] * (max(also, default=-1) + 1 - len(names)))
    names = [name or also.get(place, "") for place, name in enumerate(names)]
    return Header(number, names, also, number + 1 if below else None)


def _second(rows: Sequence[Row], place: int, header: int, known: Collection[str]) -> list[str] | None:
    """Return a row next to the header, if most of its cells are known texts; above, any known text will do."""
    if not known or not 0 <= place < len(rows) or abs(rows[place][0] - header) != 1:
        return None
    row = rows[place][1]
    needed = 1 if rows[place][0] < header else sum(map(bool, row)) / 2
    return row if _hits(row, known) >= max(needed, 1) else None


def _hits(row: Sequence[str], known: Collection[str]) -> int:
    return sum(recognised(cell, known) for cell in row) if known else 0


def _fullest(rows: Sequence[Row]) -> int:
    """Return the place of the first row that is nearly as full as the fullest."""
    filled = [sum(map(bool, row)) for _, row in rows]
    return next(place for place, count in enumerate(filled) if count >= 0.6 * max(filled))
