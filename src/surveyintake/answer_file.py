"""A file of answers, whatever its kind, as text: every cell at its address, nothing interpreted."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

import pandas as pd

from surveyintake.delimited import open_text
from surveyintake.errors import InputError, nearest
from surveyintake.header import LEADING_ROWS, Header, find, score
from surveyintake.sandbox import open_apart
from surveyintake.sources import PARQUET, SPSS, TEXT, WORKBOOK, Missing, Number, Row, Source, bounded, kind, letters
from surveyintake.workbook import open_workbook


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


__all__ = ["Raw", "read"]


def read(path: str | Path, *, sheet: str | None = None, known: Collection[str] | None = None) -> Raw:
    """Return a file of answers with every cell as text.

    Parameters
    ----------
    path : str or Path
        A workbook (.xlsx), a table of text (.csv, .tsv, .txt), or a file of SPSS (.sav, .zsav) or Parquet.
    sheet : str, optional
        The sheet to read; otherwise the one with the most `known` headers, or the first.
    known : collection of str, optional
        What headers may say (`questions.known`), by which sheet and header are found.

    Raises
    ------
    InputError
        The file is missing, empty, too large, damaged, not what its name says, or holds no answers; says what was
        expected.
    """
    path, known = Path(path), known or frozenset()
    source = _opened(path, known)
    name = _sheet(path.name, source, sheet, known)
    where = f"{path.name}, sheet {name}" if name else path.name
    rows = list(bounded(source.sheets[name](), where))
    found = _header(source, rows, known)
    if found is None:
        raise InputError("the file has no header and no answers", where=where, expected="a row of column names")
    answers = [row for row in rows if row[0] > found.row and row[0] != found.second]
    if not answers:
        raise InputError("there are no answers below the header", where=f"{where}, row {found.row}",
                         expected="a row of answers for each respondent")
    return _raw(path.name, name, found, answers)


def _opened(path: Path, known: Collection[str]) -> Source:
    openers: dict[str, Callable[[Path], Source]] = {
        WORKBOOK: open_workbook, SPSS: partial(open_apart, "spss"), PARQUET: partial(open_apart, "parquet"),
        TEXT: partial(open_text, known=known)}
    return openers[kind(path)](path)


def _sheet(file: str, source: Source, sheet: str | None, known: Collection[str]) -> str:
    """Return the sheet that is asked for, or the first of those with the most known headers."""
    names = list(source.sheets)
    if sheet is not None and any(names):
        if sheet not in names:
            raise InputError(f"no sheet {sheet!r}", where=file, expected=nearest(sheet, names))
        return sheet
    if len(names) == 1 or not known:
        return names[0]
    return max(names, key=lambda name: score(_leading(source, name), known))


def _leading(source: Source, name: str) -> list[Row]:
    return list(islice((row for row in source.sheets[name]() if any(row[1])), LEADING_ROWS))


def _header(source: Source, rows: list[Row], known: Collection[str]) -> Header | None:
    if source.header_row is None:
        return find(rows, known)
    return Header(source.header_row, rows[0][1], dict(source.also))


def _raw(file: str, sheet: str, found: Header, answers: list[Row]) -> Raw:
    width = max(len(found.names), *(len(row) for _, row in answers))
    for _, row in answers:
        row.extend([""] * (width - len(row)))
    names = found.names + [""] * (width - len(found.names))
    columns = keys(names, [any(row[place] for _, row in answers) for place in range(width)])
    numbers = [number for number, _ in answers]
    return Raw(
        pd.DataFrame({name: pd.Series([str(row[place]) for _, row in answers], index=numbers, dtype="str")
                      for name, place in columns.items()}),
        file, sheet, {name: letters(place) for name, place in columns.items()},
        frozenset(_cells(answers, columns, Number)), frozenset(_cells(answers, columns, Missing)), found.row,
        {name: names[place] for name, place in columns.items()},
        {name: found.also[place] for name, place in columns.items() if place in found.also}, found.second)


def _cells(answers: list[Row], columns: dict[str, int], kind: type[str]) -> Iterator[tuple[int, str]]:
    """Yield row and column of the cells of a kind."""
    return ((number, name) for number, row in answers for name, place in columns.items()
            if isinstance(row[place], kind))
