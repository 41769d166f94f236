"""What every reader gives: rows of texts, and what kind of cell each text was."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from surveyintake.errors import InputError

#: A row's number as a spreadsheet shows it, and its texts from column A on.
Row = tuple[int, list[str]]

#: A spreadsheet's own limits.
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
#: Empty ones between others included; what this many take of memory is measured in the tests.
MOST_CELLS = 2_000_000
#: Three times what a spreadsheet's cell may hold.
LONGEST_TEXT = 100_000


class Number(str):
    """The text of a cell that held a number rather than text."""

    __slots__ = ()


class Missing(str):
    """The code of a cell that the file itself calls missing."""

    __slots__ = ()


def iso(moment: datetime.datetime) -> str:
    """Return a moment as ISO writes it, without its time where that is midnight."""
    return moment.date().isoformat() if moment.time() == datetime.time.min else moment.isoformat()


def number(value: int | float | Decimal) -> Number:
    """Return a finite number as text, written out, whole ones without decimals.

    Examples
    --------
    >>> number(2507668.0), number(1e-7), number(2.50)
    ('2507668', '0.0000001', '2.5')
    """
    if isinstance(value, float) and value.is_integer():
        return Number(int(value))
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return Number(int(exact) if exact == exact.to_integral_value() else f"{exact.normalize():f}")


@dataclass(frozen=True)
class Source:
    """A file that has been opened.

    Attributes
    ----------
    sheets : mapping of str to callable
        For each sheet, by name, what gives its rows from the top; a file without sheets has one of the empty name.
    header_row : int or None
        The row of names, where the kind of file has one of its own.
    also : mapping of int to str
        A second name of the column at a place.
    """

    sheets: Mapping[str, Callable[[], Iterator[Row]]]
    header_row: int | None = None
    also: Mapping[int, str] = field(default_factory=dict)


def bounded(rows: Iterator[Row], where: str) -> Iterator[Row]:
    """Yield the rows that are not wholly empty, stripped of empty cells at their end.

    Raises
    ------
    InputError
        There are more rows, columns or cells, or longer texts, than a table of answers has.
    """
    cells = 0
    for place, row in rows:
        while row and not row[-1]:
            row.pop()
        if not row:
            continue
        cells += len(row)
        for count, most, what in ((place, MOST_ROWS, "rows"), (len(row), MOST_COLUMNS, "columns"),
                                  (cells, MOST_CELLS, "cells")):
            if count > most:
                raise InputError(f"too many {what}", where=f"{where}, row {place}",
                                 expected=f"at most {most:,} {what}", fix="keep the answers only")
        yield place, row


def letters(place: int) -> str:
    """Return the spreadsheet letters of a column, counted from 0.

    Examples
    --------
    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
