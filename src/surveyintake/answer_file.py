"""A file of answers, whatever its kind, as text: every cell at its address, nothing interpreted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from surveyintake.delimited import open_text
from surveyintake.errors import InputError, nearest
from surveyintake.header import LEADING_ROWS, Header, find, score
from surveyintake.sandbox import open_apart
from surveyintake.sources import (
    PARQUET,
    TEXT,
    WORKBOOK,
    Missing,
    Number,
    Row,
    Source,
    bounded,
    kind,
    letters,
    text_of,
)
from surveyintake.workbook import open_workbook

__all__ = ["Raw", "keys", "raw_of", "read"]

#: What a table that is no file is called in the log.
UNNAMED = "DataFrame"


@dataclass(frozen=True)
class Raw:
    """A file's answers as text.

    Attributes
    ----------
    cells : DataFrame, shape (n_rows, n_columns)
        All text, stripped; the index is the row number as a spreadsheet shows it. Wholly empty rows
        are no rows.
    file, sheet : str
        Name of the file, and of the sheet where it has sheets.
    letters : dict of str to str
        The spreadsheet letter of each column.
    numeric : frozenset of (int, str)
        Row and column of the cells that held a number rather than text: in these a point is a
        decimal point.
    missing : frozenset of (int, str)
        Row and column of the cells that the file itself calls missing (SPSS); their text is the
        code.
    header_row : int
        The row of column names; where names stand in no row (SPSS, Parquet) they count as row 1.
    headers : mapping of str to str
        The header of each column as written; a header that stands twice gets the key ``Header
        (D)``, and a column that has answers and no header gets the key ``(D)``.
    also : mapping of str to str
        A second name of a column, where it has one: SPSS's variable label, or the other of two
        header rows.
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
        """Return a cell's address as in a spreadsheet.

        Parameters
        ----------
        row : int
            Number of the row.
        column : str
            Key of the column.
        """
        return f"{self.letters[column]}{row}"

    def header(self, column: str) -> str:
        """Return a column's header as written in the file.

        Parameters
        ----------
        column : str
            Key of the column.
        """
        return self.headers.get(column, column)


def keys(headers: Sequence[str], filled: Sequence[bool]) -> dict[str, int]:
    """Return a unique key for each column worth having, and its place.

    Parameters
    ----------
    headers : sequence of str
        As written, one for each place, empty where there is none.
    filled : sequence of bool
        Whether there is any answer at a place; without header and answers it is no column.

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


def read(path: str | Path, *, sheet: str | None = None,
         known: Collection[str] | None = None) -> Raw:
    """Return a file of answers with every cell as text.

    Parameters
    ----------
    path : str or Path
        A workbook (.xlsx), a table of text (.csv, .tsv, .txt), or a file of SPSS (.sav, .zsav) or
        Parquet.
    sheet : str, optional
        The sheet to read; otherwise the one with the most `known` headers, or the first.
    known : collection of str, optional
        What headers may say (`matching.known`), by which sheet and header are found.

    Raises
    ------
    InputError
        The file is missing, empty, too large, damaged, not what its name says, or holds no
        answers; says what was expected.
    """
    path, known = Path(path), known or frozenset()
    source = _opened(path, known)
    name = _sheet(path.name, source, sheet, known)
    where = f"{path.name}, sheet {name}" if name else path.name
    rows = list(bounded(source.sheets[name](), where))
    header = find(rows, known)
    if source.header_row is not None:
        header = Header(source.header_row, rows[0][1], dict(source.also))
    if header is None:
        raise InputError("the file has no header and no answers", where=where,
                         expected="a row of column names")
    answers = [row for row in rows if row[0] > header.row and row[0] != header.second]
    if not answers:
        raise InputError("there are no answers below the header",
                         where=f"{where}, row {header.row}",
                         expected="a row of answers for each respondent")
    return _raw(path.name, name, header, answers)


def raw_of(frame: pd.DataFrame) -> Raw:
    """Return the cells of a DataFrame as text, as if it had been read from a file.

    Parameters
    ----------
    frame : DataFrame, shape (n_rows, n_columns)
        Numbers, texts, dates, truth values or lists of texts; what is missing is no answer. Its
        first row counts as row 2, below the names of the columns; a row without any answer is none.

    Raises
    ------
    InputError
        There are no rows, or a cell is of another kind.
    """
    columns = []
    for place, name in enumerate(frame.columns):
        column = frame.iloc[:, place]
        texts: dict[object, str] = {}
        cells = []
        for value, lacking in zip(column.astype(object).tolist(), column.isna(), strict=True):
            mark = (type(value), str(value))
            if mark not in texts:
                plain = value.item() if isinstance(value, np.generic) else value
                texts[mark] = "" if lacking else text_of(plain, f"{UNNAMED}, column {name}")
            cells.append(texts[mark])
        columns.append(cells)
    answers: list[Row] = []
    for number, row in enumerate(zip(*columns, strict=True), start=2):
        if any(row):
            answers.append((number, list(row)))
    if not answers:
        raise InputError("there are no answers", where=UNNAMED,
                         expected="a row of answers for each respondent")
    header = Header(1, [str(name).strip() for name in frame.columns], {})
    return _raw(UNNAMED, "", header, answers)


def _opened(path: Path, known: Collection[str]) -> Source:
    kind_of_file = kind(path)
    if kind_of_file == WORKBOOK:
        return open_workbook(path)
    if kind_of_file == TEXT:
        return open_text(path, known)
    return open_apart("parquet" if kind_of_file == PARQUET else "spss", path)


def _sheet(file: str, source: Source, sheet: str | None, known: Collection[str]) -> str:
    """Return the sheet that is asked for, or the first of those with the most known headers."""
    names = list(source.sheets)
    if sheet is not None and any(names):
        if sheet not in names:
            raise InputError(f"no sheet {sheet!r}", where=file, expected=nearest(sheet, names))
        return sheet
    if len(names) == 1 or not known:
        return names[0]
    hits = {}
    for name in names:
        filled = (row for row in source.sheets[name]() if any(row[1]))
        hits[name] = score(list(islice(filled, LEADING_ROWS)), known)
    return max(names, key=hits.__getitem__)


def _raw(file: str, sheet: str, header: Header, answers: list[Row]) -> Raw:
    width = max(len(header.names), *(len(row) for _, row in answers))
    for _, row in answers:
        row.extend([""] * (width - len(row)))
    names = header.names + [""] * (width - len(header.names))
    by_place = list(zip(*(row for _, row in answers), strict=True))
    columns = keys(names, list(map(any, by_place)))
    numbers = [number for number, _ in answers]
    series, numeric, missing = {}, set(), set()
    for name, place in columns.items():
        texts = by_place[place]
        series[name] = pd.Series([str(text) for text in texts], index=numbers, dtype="str")
        for number, text in zip(numbers, texts, strict=True):
            if isinstance(text, Number):
                numeric.add((number, name))
            elif isinstance(text, Missing):
                missing.add((number, name))
    return Raw(
        pd.DataFrame(series), file, sheet,
        letters={name: letters(place) for name, place in columns.items()},
        numeric=frozenset(numeric), missing=frozenset(missing), header_row=header.row,
        headers={name: names[place] for name, place in columns.items()},
        also={name: header.also[place] for name, place in columns.items() if place in header.also},
        second_header=header.second)
