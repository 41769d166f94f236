"""A file of answers, whatever its kind, as text."""

from collections.abc import Callable, Collection, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import pandas as pd

from surveyintake import filetypes as guard
from surveyintake import header
from surveyintake.delimited import open_text
from surveyintake.errors import InputError, nearest
from surveyintake.header import LEADING_ROWS
from surveyintake.parquet import open_parquet
from surveyintake.raw_table import Raw, keys
from surveyintake.sources import Missing, Number, Row, Source, bounded, letters
from surveyintake.spss import open_spss
from surveyintake.workbook import open_workbook

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
        guard.WORKBOOK: open_workbook, guard.SPSS: open_spss, guard.PARQUET: open_parquet,
        guard.TEXT: partial(open_text, known=known)}
    return openers[guard.kind(path)](path)


def _sheet(file: str, source: Source, sheet: str | None, known: Collection[str]) -> str:
    """Return the sheet that is asked for, or the first of those with the most known headers."""
    names = list(source.sheets)
    if sheet is not None and any(names):
        if sheet not in names:
            raise InputError(f"no sheet {sheet!r}", where=file, expected=nearest(sheet, names))
        return sheet
    if len(names) == 1 or not known:
        return names[0]
    return max(names, key=lambda name: header.score(_leading(source, name), known))


def _leading(source: Source, name: str) -> list[Row]:
    return list(islice((row for row in source.sheets[name]() if any(row[1])), LEADING_ROWS))


def _header(source: Source, rows: list[Row], known: Collection[str]) -> header.Header | None:
    if source.header_row is None:
        return header.find(rows, known)
    return header.Header(source.header_row, rows[0][1], dict(source.also))


def _raw(file: str, sheet: str, found: header.Header, answers: list[Row]) -> Raw:
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
