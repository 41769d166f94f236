"""Which of a table's leading rows names the columns."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ppks_study.intake.heading import LEADING_ROWS, recognised
from ppks_study.intake.table import Row


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
        Texts that headers may have (`heading.known`): the first row with most of them is the header. Without them, or
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
