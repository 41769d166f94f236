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
_SEPARATOR = re.compile(r"[/:.\-](?=.)")
_TRAILING = " *:.?…"
#: ``1.``, ``12)``, ``(3)``; ``a.``, ``a1.``, ``a.2``; ``1.2``, ``1.2.``
_NUMBERING = re.compile(
    r"^(?:\(?\d{1,3}[.):]+|\(?[a-z]\d{0,2}[.)](?:\d{1,3}[.)]?(?=\s))?|(?:\d{1,3}\.)+\d{1,3}[.)]?(?=\s))\s*(?=\D)")
#: Rows among which the header is looked for.
LEADING_ROWS = 50


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """Return a text with Unicode forms, spaces, capitals, markup and marks at its end made alike.

    Parameters
    ----------
    text : str
        A header, a question's name or label.

    Examples
    --------
    >>> plain(" <b>Jenis</b>  **Kelamin** :* ")
    'jenis kelamin'
    """
    bare = _MARKDOWN.sub("", _TAG.sub("", unicodedata.normalize("NFKC", text)).strip())
    return " ".join(bare.split()).casefold().rstrip(_TRAILING)


def unnumbered(text: str) -> str:
    """Return a `plain` text without the number of its question.

    Parameters
    ----------
    text : str
        Made `plain`.

    Examples
    --------
    >>> unnumbered("12) usia"), unnumbered("a.2 usia"), unnumbered("k01")
    ('usia', 'usia', 'k01')
    """
    return _NUMBERING.sub("", text, count=1).strip()


def suffixes(text: str) -> list[str]:
    """Return what remains of a `plain` text after each separator of groups, the longest first.

    Parameters
    ----------
    text : str
        Made `plain`.

    Examples
    --------
    >>> suffixes("profil/bpnt/rastra")
    ['bpnt/rastra', 'rastra']
    """
    return [text[mark.end():].strip() for mark in _SEPARATOR.finditer(text)]


def hits(row: Sequence[str], known: Collection[str]) -> int:
    """Return how many cells of a row are known texts, numbers and groups of questions aside.

    Parameters
    ----------
    row : sequence of str
        The cells.
    known : collection of str
        Texts that headers may have (`matching.known`); without any, no cell is one.
    """
    count = 0
    for cell in row if known else ():
        count += _recognised(cell, known)
    return count


def _recognised(header: str, known: Collection[str]) -> bool:
    whole = plain(header)
    for text in (whole, *suffixes(whole)):
        if text in known or unnumbered(text) in known:
            return True
    return False


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
    """Return how many known texts the best of the leading rows holds.

    Parameters
    ----------
    rows : sequence of Row
        From the top.
    known : collection of str
        Texts that headers may have (`matching.known`).
    """
    return max((hits(row, known) for _, row in rows[:LEADING_ROWS]), default=0)


def find(rows: Sequence[Row], known: Collection[str] = ()) -> Header | None:
    """Return the header of a table; None where no row could be one.

    Parameters
    ----------
    rows : sequence of Row
        From the top, without wholly empty ones; the leading ones are looked at.
    known : collection of str
        Texts that headers may have (`matching.known`): the first row with most of them is the
        header. Without them, or where fewer than two are found, it is the first row that is nearly
        as full as the fullest.
    """
    leading = rows[:LEADING_ROWS]
    if not leading:
        return None
    counts = [hits(row, known) for _, row in leading]
    at = counts.index(max(counts)) if max(counts) > 1 else _fullest(leading)
    number, names = leading[at][0], list(leading[at][1])
    above = _second(leading, at - 1, number, known)
    below = _second(leading, at + 1, number, known)
    also: dict[int, str] = {}
    for other in (above, below):
        for place, cell in enumerate(other):
            if _recognised(cell, known):
                also[place] = cell
    names.extend([""] * (max(also, default=-1) + 1 - len(names)))
    names = [name or also.get(place, "") for place, name in enumerate(names)]
    return Header(number, names, also, number + 1 if below else None)


def _second(rows: Sequence[Row], place: int, header: int,
            known: Collection[str]) -> list[str]:
    """Return a row next to the header, if most of its cells are known texts, else nothing.

    Above the header, any known text will do.
    """
    if not known or not 0 <= place < len(rows) or abs(rows[place][0] - header) != 1:
        return []
    row = rows[place][1]
    needed = 1 if rows[place][0] < header else sum(map(bool, row)) / 2
    return row if hits(row, known) >= max(needed, 1) else []


def _fullest(rows: Sequence[Row]) -> int:
    """Return the place of the first row that is nearly as full as the fullest."""
    filled = [sum(map(bool, row)) for _, row in rows]
    return next(place for place, count in enumerate(filled) if count >= 0.6 * max(filled))
