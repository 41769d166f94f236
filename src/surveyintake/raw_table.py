"""A file of answers as text: every cell at its address, nothing interpreted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from surveyintake.sources import letters


@dataclass(frozen=True)
class Raw:
    """A file's answers as text.

    Attributes
    ----------
    cells : DataFrame, shape (n_rows, n_columns)
        All text, stripped; the index is the row number as a spreadsheet shows it. Wholly empty rows are no rows.
    file, sheet : str
        Name of the file, and of the sheet where it has sheets.
    letters : dict of str to str
        The spreadsheet letter of each column.
    numeric : frozenset of (int, str)
        Row and column of the cells that held a number rather than text: in these a point is a decimal point.
    missing : frozenset of (int, str)
        Row and column of the cells that the file itself calls missing (SPSS); their text is the code.
    header_row : int
        The row of column names; where names stand in no row (SPSS, Parquet) they count as row 1.
    headers : mapping of str to str
        The header of each column as written; a header that stands twice gets the key ``Header (D)``, and a column
        that has answers and no header gets the key ``(D)``.
    also : mapping of str to str
        A second name of a column, where it has one: SPSS's variable label, or the other of two header rows.
    second_header : int or None
        A row below the header that names columns too, and so is no answer.
    """

    cells: pd.DataFrame
    file: str
    sheet: str
    letters: dict[str, str]
    numeric: frozenset[tuple[int, str]] = frozenset()
    missing: frozenset[tuple[int, str]] = frozenset()
    header_row: int = 1
    headers: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)
    second_header: int | None = None

    def address(self, row: int, column: str) -> str:
        """Return a cell's address as in a spreadsheet."""
        return f"{self.letters[column]}{row}"

    def header(self, column: str) -> str:
        """Return a column's header as written in the file."""
        return self.headers.get(column, column)


def keys(headers: Sequence[str], filled: Sequence[bool]) -> dict[str, int]:
    """Return a unique key for each column worth having, and its place.

    Parameters
    ----------
    headers : sequence of str
        As written, one for each place, empty where there is none.
    filled : sequence of bool
        Whether there is any answer at a place; a place without header and answers is no column.

    Examples
    --------
    >>> keys(["sex", "", "sex"], [True, False, True])
    {'sex': 0, 'sex (C)': 2}
    """
    taken = set(headers)
    names: dict[str, int] = {}
    for place, (header, any_answer) in enumerate(zip(headers, filled, strict=True)):
        if not header and not any_answer:
            continue
        name = header
        if not header or header in names:
            name = f"{header} ({letters(place)})".strip()
            while name in taken:
                name += "'"
            taken.add(name)
        names[name] = place
    return names
