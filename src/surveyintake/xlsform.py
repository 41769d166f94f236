"""An XLSForm's sheets as people write them, read as rows of text under one name a column."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from surveyintake.errors import InputError, InstrumentError
from surveyintake.sources import WORKBOOK, bounded, kind
from surveyintake.workbook import open_workbook

SHEETS = ("survey", "choices", "settings")
#: Other names that columns have, as pyxform takes them.
COLUMN_ALIASES = {"relevance": "relevant", "value": "name", "caption": "label", "skippable": "required"}
#: Columns of XPath, in which a spreadsheet's curled quotation marks are straight ones.
CONDITIONS = ("constraint", "relevant", "required")
_QUOTES = str.maketrans("‘’“”", "''\"\"")
_INDONESIAN = ("id", "in", "ind", "indonesia", "indonesian", "bahasa", "bahasa indonesia")
_ENGLISH = ("en", "eng", "english", "inggris", "bahasa inggris")
_LANGUAGE = re.compile(r"(.*?)\s*\(\s*([A-Za-z]{2,3})(?:[-_]\w+)?\s*\)$")


@dataclass(frozen=True)
class Row:
    """One row of a sheet: its cells by column, and where it stands.

    Attributes
    ----------
    number : int
        The row as a spreadsheet counts it.
    cells : mapping of str to str
        Stripped text by column: ``name``, ``label::en``; an empty cell is not there.
    sheet : str
        File and sheet, for an error.
    """

    number: int
    cells: Mapping[str, str]
    sheet: str

    def get(self, column: str) -> str:
        """Return a cell's text, empty where there is none."""
        return self.cells.get(column, "")

    def texts(self, column: str) -> dict[str, str]:
        """Return a translated column by language, what has no language under the empty text."""
        return {name.partition("::")[2]: text for name, text in self.cells.items()
                if name.partition("::")[0] == column}

    def where(self, column: str = "") -> str:
        """Return the address of a cell, or of the whole row."""
        return f"{self.sheet}, row {self.number}" + (f", column {column}" if column else "")


@dataclass(frozen=True)
class Form:
    """The three sheets of an XLSForm; a sheet that is not there has no rows."""

    name: str
    survey: list[Row]
    choices: list[Row]
    settings: list[Row]


def read_form(path: Path) -> Form:
    """Return the sheets of a folder of CSV files, or of a workbook.

    Raises
    ------
    InstrumentError
        There is no such form, no sheet ``survey``, or a file that cannot be read.
    """
    tables = read_tables(path)
    rows = {name: _rows(tables.get(name, []), f"{path.name}, sheet {name}") for name in SHEETS}
    return Form(path.name, rows["survey"], rows["choices"], rows["settings"])


def read_tables(path: Path) -> dict[str, list[list[str]]]:
    """Return the sheets of a form as rows of text as they stand, the header first.

    Raises
    ------
    InstrumentError
        There is no such form, no sheet ``survey``, or a file that cannot be read.
    """
    if path.is_dir():
        tables = {name: csv_table(path / f"{name}.csv") for name in SHEETS if (path / f"{name}.csv").is_file()}
    elif path.is_file():
        tables = _workbook_tables(path)
    else:
        raise InstrumentError(f"no instrument {path.name!r}", where=path.parent.name,
                              expected="a folder with survey.csv, choices.csv, settings.csv, or a workbook")
    if "survey" not in tables:
        raise InstrumentError("no sheet survey", where=path.name, expected=", ".join(SHEETS))
    return tables


def read_csv_sheet(path: Path) -> list[Row]:
    """Return the rows of one sheet that stands alone as CSV."""
    return _rows(csv_table(path), path.name)


def column_name(header: str) -> str:
    """Return the one name of a column, whatever its capitals, spaces and colons; languages as ``id`` and ``en``.

    Examples
    --------
    >>> column_name("List Name"), column_name("label:English (en)"), column_name("Label::Bahasa Indonesia")
    ('list_name', 'label::en', 'label::id')
    """
    head, *rest = [part.strip() for part in re.split(r"::?", header, maxsplit=1)]
    name = "_".join(head.casefold().split())
    if rest and name in ("bind", "control", "body"):
        return column_name(rest[0])
    name = COLUMN_ALIASES.get(name, name)
    return f"{name}::{language(rest[0])}" if rest else name


def language(text: str) -> str:
    """Return ``id`` or ``en`` for what means one of these, and any other language as written.

    Examples
    --------
    >>> language("Bahasa (id)"), language("English"), language("Minang (min)")
    ('id', 'en', 'Minang (min)')
    """
    named = _LANGUAGE.fullmatch(text.strip())
    spellings = {part.strip().casefold() for part in (named.groups() if named else (text,))}
    if spellings & set(_ENGLISH):
        return "en"
    return "id" if spellings & set(_INDONESIAN) else text.strip()


def _workbook_tables(path: Path) -> dict[str, list[list[str]]]:
    try:
        if kind(path) != WORKBOOK:
            raise InputError("not a workbook", where=path.name)
        book = open_workbook(path)
        sheets = {name.strip().casefold(): name for name in book.sheets}
        return {name: _filled(bounded(book.sheets[sheets[name]](), f"{path.name}, sheet {name}"))
                for name in SHEETS if name in sheets}
    except InputError as error:
        raise InstrumentError(error.what, where=error.where, expected="an .xlsx XLSForm", fix=error.fix) from error


def _filled(rows: Iterable[tuple[int, list[str]]]) -> list[list[str]]:
    """Return rows with the empty ones between them, so that each stands at its number."""
    found: list[list[str]] = []
    for number, cells in rows:
        found += [[] for _ in range(number - 1 - len(found))]
        found.append([cell.strip() for cell in cells])
    return found


def csv_table(path: Path) -> list[list[str]]:
    """Return a sheet kept as CSV, as rows of stripped text.

    Raises
    ------
    InstrumentError
        There is no such file, or it is no CSV in UTF-8.
    """
    if not path.is_file():
        raise InstrumentError(f"no file {path.name}", where=path.parent.name, expected="an XLSForm sheet as CSV")
    try:
        text = path.read_text(encoding="utf-8-sig")
        first = text.split("\n", 1)[0]
        separator = max(",;\t", key=first.count)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [[cell.strip() for cell in row] for row in rows]
    except UnicodeDecodeError as error:
        raise InstrumentError("the text is not UTF-8", where=path.name, expected="UTF-8",
                              fix="save it as CSV UTF-8, or as .xlsx") from error
    except csv.Error as error:
        raise InstrumentError(f"not readable as CSV: {error}", where=path.name, expected="CSV") from error


def _rows(table: Sequence[Sequence[str]], sheet: str) -> list[Row]:
    """Return the rows below the header that hold anything."""
    header = [column_name(cell) for cell in table[0]] if table else []
    rows = [Row(number, {name: cell.translate(_QUOTES) if name in CONDITIONS else cell
                         for name, cell in zip(header, row, strict=False) if name and cell}, sheet)
            for number, row in enumerate(table[1:], start=2)]
    return [row for row in rows if row.cells]


Rows = list[dict[str, str]]
#: What tells a column's language in its header.
MARKS = {"id": ("(id)", "indonesia", "bahasa"), "en": ("(en)", "english")}


def read_sheets(form: Path, choices: Path | None = None) -> dict[str, Rows]:
    """Return the sheets of an XLSForm by name: a folder of CSV sheets, or one workbook.

    Parameters
    ----------
    form : Path
        Folder with ``survey.csv``, ``choices.csv``, ``settings.csv``, or a workbook with those sheets.
    choices : Path, optional
        A study's own choices: each list in it replaces the form's list of that name.

    Returns
    -------
    dict of str to list of dict
        ``survey``, ``choices``, ``settings``; headers as written, without the spaces around them.

    Raises
    ------
    InstrumentError
        There is no such form, or it is no workbook.
    """
    tables = read_tables(form)
    sheets = {name: _whole_rows(tables.get(name, [])) for name in SHEETS}
    if choices is not None:
        own = _whole_rows(csv_table(choices))
        replaced = {row["list_name"] for row in own}
        sheets["choices"] = [row for row in sheets["choices"] if list_of(row) not in replaced] + own
    return sheets


def list_of(row: dict[str, str]) -> str:
    """Return the name of the list that a row of choices belongs to."""
    return row.get("list_name") or row.get("list name") or ""


def column_kind(header: str) -> str:
    """Return what a column holds, whatever its language.

    Examples
    --------
    >>> column_kind("Label::English (en)"), column_kind("label:Indonesia"), column_kind("list name")
    ('label', 'label', 'list_name')
    """
    return header.partition(":")[0].strip().lower().replace(" ", "_")


def label_of(row: dict[str, str], lang: str) -> str:
    """Return a row's label in a language, else its first one, else nothing.

    Examples
    --------
    >>> label_of({"type": "note", "label::Bahasa": "Halo", "label::English (en)": "Hello"}, "en")
    'Hello'
    """
    labels = {header.lower(): text for header, text in row.items() if column_kind(header) == "label" and text}
    found = [text for header, text in labels.items() if any(mark in header for mark in MARKS[lang])]
    return next(iter([*found, *labels.values()]), "")


def _whole_rows(table: Sequence[Sequence[str]]) -> Rows:
    header = [cell.strip() for cell in table[0]] if table else []
    return [{name: cell for name, cell in zip_longest(header, row[:len(header)], fillvalue="") if name}
            for row in table[1:] if any(row)]
