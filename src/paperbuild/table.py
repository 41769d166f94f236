"""A table in one language: its cells as text, the numbers beneath unrounded; six formats."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from paperbuild.errors import OutputError, nearest

#: Columns of a table's numbers: the place of each, what it measures, and of whom.
TIDY = ("row", "column", "key", "kind", "unit", "basis", "value", "lower", "upper", "interval",
        "interval_lower", "interval_upper", "n", "denominator", "missing", "text")
SIZES = ("n", "denominator", "missing")
#: Formats of one table, and those that hold several, with the program that opens them.
TEXTS = (".html", ".csv", ".json", ".typ")
BOOKS = {".xlsx": "Excel", ".docx": "Word"}
SUFFIXES = (*TEXTS, *BOOKS)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Language:
    """What a file of tables says in a language by itself.

    Attributes
    ----------
    locale : str
        Of the text of a Word document, such as ``en-GB``.
    table : str
        Stands before the number of a table in its caption.
    numbers : str
        Name of the sheet that holds the unrounded numbers.
    """

    locale: str
    table: str
    numbers: str


LANGUAGES = {"id": Language("id-ID", "Tabel", "angka"), "en": Language("en-GB", "Table", "numbers")}


@dataclass(frozen=True)
class Table:
    """A table in one language; it shows itself in a notebook, and writes itself in six formats.

    Attributes
    ----------
    title, note : str
        The note gives what the columns do not: n, denominator, missing answers, method of an
        interval, origin of the numbers, meaning of marks.
    columns : tuple of str
        Headings.
    rows : tuple of tuple of str
        Cells; at least one row, each as long as ``columns``.
    keys : tuple of str
        Keys of the numbers that it shows.
    numeric : tuple of bool
        Which columns hold numbers, and are aligned to the right.
    lang : str
        A key of `LANGUAGES`: ``id`` or ``en``.
    numbers : DataFrame
        Columns `TIDY`, unrounded, one row per number (of a table of text, per cell): ``row`` and
        ``column`` count from 0; every row has its ``n``, ``denominator`` and ``missing``, except
        one whose ``basis`` is ``withheld``.
    chain : tuple of str
        Where the table comes from, in lines: files hold them where they have a place for them.
    formats : mapping of str to str
        Unit of a number to its number format in a workbook; other units have ``General``.

    Notes
    -----
    Texts are kept as every format can hold them (`plain`).

    Raises
    ------
    OutputError
        It has no rows, a row is longer or shorter than the headings, n, denominator or missing
        are not given, or the language is unknown.
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
    formats: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", plain(self.title))
        object.__setattr__(self, "note", plain(self.note))
        object.__setattr__(self, "columns", tuple(map(plain, self.columns)))
        object.__setattr__(self, "rows", tuple(tuple(map(plain, row)) for row in self.rows))
        where = f"table {self.title!r}"
        if self.lang not in LANGUAGES:
            raise OutputError(f"no language {self.lang!r}", where=where,
                              expected=nearest(self.lang, LANGUAGES))
        if not self.rows or not self.columns:
            raise OutputError("a table without rows", where=where, expected="one row or more",
                              fix="show it only where there is something to show")
        if {len(row) for row in (*self.rows, self.numeric)} != {len(self.columns)}:
            raise OutputError(
                "a row is longer or shorter than the headings", where=where,
                expected=f"{len(self.columns)} cells, and as many entries of numeric")
        _refuse_unsized(self.numbers, where)

    def _repr_html_(self) -> str:
        return self.html()

    def html(self) -> str:
        """Return the table as an HTML ``<figure>``."""
        from paperbuild.table_markup import figure

        return figure(self)

    def csv(self) -> str:
        """Return headings and cells as CSV; the other formats hold title and note too."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([self.columns, *self.rows])
        return out.getvalue()

    def json(self) -> dict[str, Any]:
        """Return title, columns with alignment, rows, note, keys, and the unrounded numbers."""
        columns = []
        for label, is_number in zip(self.columns, self.numeric, strict=True):
            columns.append({"label": label, "align": "right" if is_number else "left"})
        numbers = self.numbers.to_dict("records")
        for number in numbers:
            for name, value in number.items():
                number[name] = _json_value(value)
        return {"title": self.title, "note": self.note, "lang": self.lang, "keys": list(self.keys),
                "origin": list(self.chain), "columns": columns, "rows": list(map(list, self.rows)),
                "numbers": numbers}

    def typst(self) -> str:
        """Return the table as a Typst file, which shows itself; others can import from it."""
        from paperbuild.table_markup import source

        return source(self)

    def write(self, path: str | Path) -> Path:
        """Write the table in the format of the path's suffix; return the path.

        Parameters
        ----------
        path : str or Path
            Ends with one of `SUFFIXES`; its folder is made if need be.

        Raises
        ------
        OutputError
            The suffix is another, or a cell is too long for a workbook.
        """
        path = Path(path)
        if path.suffix == ".html":
            from paperbuild.table_markup import page

            content = page(self)
        elif path.suffix == ".csv":
            content = self.csv()
        elif path.suffix == ".json":
            content = json.dumps(self.json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        elif path.suffix == ".typ":
            content = self.typst()
        else:
            return write_book({path.stem: self}, path)
        return _write(path, content.encode())


def _refuse_unsized(numbers: pd.DataFrame, where: str) -> None:
    """Refuse numbers without their sizes; those of a withheld number may be withheld too."""
    lacking = [name for name in SIZES if name not in numbers]
    if not lacking:
        open_ones = numbers if "basis" not in numbers else numbers[numbers["basis"] != "withheld"]
        lacking = [name for name in SIZES if open_ones[name].isna().any()]
    if lacking:
        raise OutputError(f"a table that does not tell {', '.join(lacking)}", where=where,
                          expected="n, denominator and missing of every number",
                          fix="give them in the frame of numbers")


def _json_value(value: Any) -> Any:
    """Return a value as JSON holds it: null where missing, a whole number without its point."""
    if value is None or pd.isna(value):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def plain(text: str) -> str:
    """Return a text as every format can hold it: one kind of line end, no control characters.

    Parameters
    ----------
    text : str
        Any text.

    Examples
    --------
    >>> plain("a\\r\\nb\\x07")
    'a\\nb\ufffd'
    """
    return _FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def tidy(rows: Sequence[Mapping[Any, Any]]) -> pd.DataFrame:
    """Return the numbers of a table as a frame with the columns `TIDY`.

    Parameters
    ----------
    rows : sequence of mapping
        One for each number; names other than `TIDY` are left out, and what lacks is missing.
    """
    frame = pd.DataFrame(rows, columns=list(TIDY))
    types = dict.fromkeys(("row", "column", *SIZES), "Int64")
    reals = ("value", "lower", "upper", "interval_lower", "interval_upper")
    types |= dict.fromkeys(reals, "Float64")
    return frame.astype(types)


def write_all(table: Table, stem: Path) -> list[Path]:
    """Write a table in every format; return the paths.

    Parameters
    ----------
    table : Table
        The table.
    stem : Path
        Path without suffix; each of `SUFFIXES` is added.
    """
    return [table.write(_beside(stem, suffix)) for suffix in SUFFIXES]


def write_book(tables: Mapping[str, Table], path: Path) -> Path:
    """Write several tables of one language into one .xlsx or .docx; return the path.

    Parameters
    ----------
    tables : mapping of str to Table
        In order; a workbook has a sheet for each, named by the key.
    path : Path
        Ends with ``.xlsx`` or ``.docx``.

    Raises
    ------
    OutputError
        There are no tables, the suffix is another, or a cell is too long for a workbook.
    """
    if path.suffix not in SUFFIXES or path.suffix in TEXTS:
        raise OutputError(f"no format {path.suffix!r}", where=path.name,
                          expected=nearest(path.suffix, SUFFIXES))
    if not tables:
        raise OutputError("no tables", where=path.name, expected="one table or more")
    if path.suffix == ".xlsx":
        from paperbuild.table_excel import workbook

        return _write(path, workbook(tables))
    from paperbuild.table_word import document

    return _write(path, document(tables.values()))


def write_section(tables: Mapping[str, Table], stem: Path) -> list[Path]:
    """Write each table in every format, and all of them as one workbook and one document.

    Parameters
    ----------
    tables : mapping of str to Table
        In order; nothing is written where there are none.
    stem : Path
        Of the workbook and the document; that of a table is ``<stem>-<name>``.
    """
    written = []
    for name, table in tables.items():
        written += write_all(table, _beside(stem, f"-{name}"))
    if tables:
        written += [write_book(tables, _beside(stem, suffix)) for suffix in BOOKS]
    return written


def _beside(stem: Path, end: str) -> Path:
    return stem.with_name(f"{stem.name}{end}")


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
