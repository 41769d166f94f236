"""Frames of text and of transcribed numbers as tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from paperbuild.table import Table, plain, tidy
from ppks_study.numbers import FORMATS, number, text
from ppks_study.phrases import word
from ppks_study.tables.estimate_table import MARKS, sizes

#: Columns of a frame that count people, whatever the unit of the others.
COUNTS = ("n", "denominator", "missing")


def of_text(frame: pd.DataFrame, columns: Mapping[str, str], *, title: str, lang: str, unit: str = "",
            origin: str = "") -> Table:
    """Return columns of a frame as a table.

    Parameters
    ----------
    frame : DataFrame
        Rows in order, all shown. Columns ``n`` and ``missing`` (and ``denominator``, else the same as ``n``) say of how
        many people each row is; without them its rows are counted, and its cells without content are missing.
        A row whose ``withheld`` is true shows a mark in place of numbers.
    columns : mapping of str to str
        Column name to heading.
    title, lang, origin : str
        As in `of_estimates`.
    unit : str
        The unit of columns of numbers, if there are any.

    Raises
    ------
    OutputError
        There are no rows.
    """
    records = frame.to_dict("records")
    numeric = [bool(pd.api.types.is_numeric_dtype(frame[name])) for name in columns]
    cells = [[_cell(row[name], is_number, "" if name in COUNTS else unit, lang, secret=row.get("withheld", False))
              for name, is_number in zip(columns, numeric, strict=True)] for row in records]
    counted = {"n", "missing"} <= set(frame.columns)
    own = _people(records) if counted else _rows(cells)
    told = sizes([[row] for row in own], lang, shown=[name for name in COUNTS if name in columns])
    rows = tuple((*row, *more) for row, more in zip(cells, told.cells, strict=True))
    note = told.note if counted else f"n = {_counted(len(rows), lang)}; {word('no_content', lang)} {_empty(cells)}."
    secret = f"{MARKS['withheld']} {word('withheld_mark', lang)}." if any(r.get("withheld") for r in records) else ""
    return Table(title, (*columns.values(), *told.heads), rows, " ".join(filter(None, [note, secret, origin])), (),
                 (*numeric, *(True for _ in told.heads)), lang,
                 _numbers(records, list(columns), cells, own, unit if any(numeric) else ""), formats=FORMATS)


def _cell(value: Any, is_number: bool, unit: str, lang: str, *, secret: bool) -> str:
    """Return a cell's text; of a row that is withheld, the mark in place of what would tell."""
    if secret and (is_number or pd.isna(value)):
        return MARKS["withheld"]
    if pd.isna(value):
        return ""
    return plain(text(float(value), unit, lang, bare=True) if is_number else str(value))


def _people(records: Sequence[Mapping[Any, Any]]) -> list[dict[str, Any]]:
    """Return the sizes of rows that tell of people."""
    return [{"n": row["n"], "denominator": row.get("denominator", row["n"]), "missing": row["missing"]}
            for row in records]


def _rows(cells: Sequence[Sequence[str]]) -> list[dict[str, int]]:
    """Return the sizes of transcribed rows: how many there are, and how many cells have no content."""
    return [{"n": len(cells), "denominator": len(cells), "missing": _empty(cells)} for _ in cells]


def _empty(cells: Sequence[Sequence[str]]) -> int:
    return sum(cell == "" for row in cells for cell in row)


def _counted(rows: int, lang: str) -> str:
    """Return a number of rows; each is shown, so that the denominator is the same.

    Examples
    --------
    >>> _counted(14, "en")
    '14 of 14 rows'
    """
    size = number(rows, lang)
    return f"{size} {word('of', lang)} {size} {word('rows', lang)}"


def _numbers(records: Sequence[Mapping[Any, Any]], columns: Sequence[str], cells: Sequence[Sequence[str]],
             own: Sequence[Mapping[str, Any]], unit: str) -> pd.DataFrame:
    """Return one row a cell: its text, and its value where it is a number; all cells of a withheld row say so."""
    found: list[dict[str, Any]] = []
    for place, (row, texts) in enumerate(zip(records, cells, strict=True)):
        basis = "withheld" if row.get("withheld", False) else ""
        for column, (name, shown) in enumerate(zip(columns, texts, strict=True)):
            value = row[name] if isinstance(row[name], (int, float)) and not pd.isna(row[name]) else pd.NA
            found.append({"row": place, "column": column, "key": "", "kind": name, "unit": unit, "basis": basis,
                          "value": value, "lower": value, "upper": value, "interval": "", "text": shown, **own[place]})
    return tidy(found)
