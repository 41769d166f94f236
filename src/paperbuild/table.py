"""A table: its cells as text in one language, and beneath them the numbers, unrounded."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from paperbuild.errors import OutputError
from surveyintake.spreadsheet import allowed

#: Columns of a table's numbers: where each stands, what it is, and of whom.
TIDY = ("row", "column", "key", "kind", "unit", "basis", "value", "lower", "upper", "interval", "interval_lower",
        "interval_upper", "n", "denominator", "missing", "text")
SIZES = ("n", "denominator", "missing")


@dataclass(frozen=True)
class Table:
    """A table in one language; it renders itself in a notebook, and writes itself in six formats.

    Attributes
    ----------
    title, note : str
        The note says what the columns do not: n, denominator, missing answers, method of an interval, origin, marks.
    columns : tuple of str
        Headings.
    rows : tuple of tuple of str
        Cells; at least one row, each as long as ``columns``.
    keys : tuple of str
        The numbers that it shows.
    numeric : tuple of bool
        Which columns hold numbers, and stand to the right.
    lang : str
        ``id`` or ``en``.
    numbers : DataFrame
        Columns `TIDY`, unrounded, one row per number (of a table of text, per cell): ``row`` and ``column`` count from
        0; every row has its ``n``, ``denominator`` and ``missing``, but for one that is withheld.
    chain : tuple of str
        Where it comes from, in lines (`output.origin`): files say so where they have a place for it.

    Notes
    -----
    Texts are kept as every format can hold them (`plain`).

    Raises
    ------
    OutputError
        It has no rows, a row is longer or shorter than the headings, or n, denominator or missing are not told.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    keys: tuple[str, ...] = ()
    numeric: tuple[bool, ...] = ()
    lang: str = "id"
    numbers: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False, compare=False)
    chain: tuple[str, ...] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        texts = {"title": plain(self.title), "note": plain(self.note), "columns": tuple(map(plain, self.columns)),
                 "rows": tuple(tuple(map(plain, row)) for row in self.rows)}
        for name, text in texts.items():
            object.__setattr__(self, name, text)
        where = f"table {self.title!r}"
        if not self.rows or not self.columns:
            raise OutputError("a table without rows", where=where, expected="one row or more",
                              fix="show it only where there is something to show")
        if {len(row) for row in (*self.rows, self.numeric)} != {len(self.columns)}:
            raise OutputError("a row is longer or shorter than the headings", where=where,
                              expected=f"{len(self.columns)} cells, and as many entries of numeric")
        _refuse_unsized(self.numbers, where)

    def _repr_html_(self) -> str:
        return self.html()

    def html(self) -> str:
        """Return the table as HTML."""
        from paperbuild.table_markup import figure

        return figure(self)

    def csv(self) -> str:
        """Return headings and cells as CSV; title and note stand in the other forms."""
        pass

        return csv_text(self)

    def json(self) -> dict[str, Any]:
        """Return title, columns with alignment, rows, note, keys, and the unrounded numbers."""
        pass

        return as_dict(self)

    def typst(self) -> str:
        """Return the table as a Typst file, which shows itself, and which others can import from."""
        from paperbuild.table_markup import source

        return source(self)

    def write(self, path: str | Path) -> Path:
        """Write the table as the path's suffix says (`SUFFIXES`); return the path."""
        from paperbuild.table_files import write

        return write(self, Path(path))


def _refuse_unsized(numbers: pd.DataFrame, where: str) -> None:
    """Refuse numbers that do not say of whom they are; the sizes of a withheld one may be withheld too."""
    lacking = [name for name in SIZES if name not in numbers]
    if not lacking:
        told = numbers if "basis" not in numbers else numbers[numbers["basis"] != "withheld"]
        lacking = [name for name in SIZES if told[name].isna().any()]
    if lacking:
        raise OutputError(f"a table that does not tell {', '.join(lacking)}", where=where,
                          expected="n, denominator and missing of every number",
                          fix="make it by of_estimates or of_text, of a frame that has them")


def plain(text: str) -> str:
    """Return a text as every format can hold it: one kind of line end, no control characters.

    Examples
    --------
    >>> plain("a\\r\\nb\\x07")
    'a\\nb\ufffd'
    """
    return allowed(text.replace("\r\n", "\n").replace("\r", "\n"))


def tidy(rows: Sequence[Mapping[Any, Any]]) -> pd.DataFrame:
    """Return rows of `TIDY` as a frame, with numbers as numbers that may be missing."""
    frame = pd.DataFrame(rows, columns=list(TIDY))
    counts = dict.fromkeys(("row", "column", *SIZES), "Int64")
    reals = dict.fromkeys(("value", "lower", "upper", "interval_lower", "interval_upper"), "Float64")
    return frame.astype(counts | reals)


# A table as CSV and as JSON.

def csv_text(table: Table) -> str:
    """Return headings and cells as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([table.columns, *table.rows])
    return out.getvalue()


def as_dict(table: Table) -> dict[str, Any]:
    """Return what a program may want of a table: its cells, and its numbers unrounded (a missing one is null)."""
    numbers = [{name: _value(value) for name, value in row.items()} for row in table.numbers.to_dict("records")]
    return {"title": table.title, "note": table.note, "lang": table.lang, "keys": list(table.keys),
            "origin": list(table.chain),
            "rows": [list(row) for row in table.rows], "numbers": numbers,
            "columns": [{"label": label, "align": "right" if is_number else "left"}
                        for label, is_number in zip(table.columns, table.numeric, strict=True)]}


def _value(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
