"""An XLSForm's sheets as people write them, read as rows of text under one name a column."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from surveyintake.errors import InputError, InstrumentError
from surveyintake.sources import WORKBOOK, bounded, kind

SHEETS = ("survey", "choices", "settings")
#: Other names that columns have, as pyxform takes them.
COLUMN_ALIASES = {"relevance": "relevant", "value": "name", "caption": "label",
                  "skippable": "required"}
#: Columns of XPath, in which a spreadsheet's curled quotation marks are straight ones.
CONDITIONS = ("constraint", "relevant", "required")
_QUOTES = str.maketrans("‘’“”", "''\"\"")
_INDONESIAN = {"id", "in", "ind", "indonesia", "indonesian", "bahasa", "bahasa indonesia"}
_ENGLISH = {"en", "eng", "english", "inggris", "bahasa inggris"}
_LANGUAGE = re.compile(r"(.*?)\s*\(\s*([A-Za-z]{2,3})(?:[-_]\w+)?\s*\)$")
#: What tells a label's language in its header.
MARKS = {"id": ("(id)", "indonesia", "bahasa"), "en": ("(en)", "english")}

Rows = list[dict[str, str]]
Table = Sequence[Sequence[str]]


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
        """Return a cell's text, empty where there is none.

        Parameters
        ----------
        column : str
            Name of the column.
        """
        return self.cells.get(column, "")

    def texts(self, column: str) -> dict[str, str]:
        """Return a translated column by language, what has no language under the empty text.

        Parameters
        ----------
        column : str
            Name of the column without its language: ``label``.
        """
        by_language = {}
        for name, text in self.cells.items():
            head, _, language_named = name.partition("::")
            if head == column:
                by_language[language_named] = text
        return by_language

    def where(self, column: str = "") -> str:
        """Return the address of a cell, or of the whole row.

        Parameters
        ----------
        column : str
            Name of the column, if a cell is meant.
        """
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

    Parameters
    ----------
    path : Path
        A folder with ``survey.csv``, ``choices.csv``, ``settings.csv``, or an .xlsx.

    Raises
    ------
    InstrumentError
        There is no such form, no sheet ``survey``, or a file that cannot be read.
    """
    tables = _tables(path)
    survey, choices, settings = (
        _rows(tables.get(name, []), f"{path.name}, sheet {name}") for name in SHEETS)
    return Form(path.name, survey, choices, settings)


def read_csv_sheet(path: Path) -> list[Row]:
    """Return the rows of one sheet that stands by itself as CSV.

    Parameters
    ----------
    path : Path
        The CSV file.

    Raises
    ------
    InstrumentError
        There is no such file, or it is no CSV in UTF-8.
    """
    return _rows(_csv_table(path), path.name)


def read_sheets(form: str | Path, choices: str | Path | None = None) -> dict[str, Rows]:
    """Return the sheets of an XLSForm by name, also the rows and columns that ask nothing.

    Parameters
    ----------
    form : str or Path
        Folder with ``survey.csv``, ``choices.csv``, ``settings.csv``, or a workbook with those
        sheets.
    choices : str or Path, optional
        A CSV sheet of other choices: each list in it replaces the form's list of that name.

    Returns
    -------
    dict of str to list of dict
        ``survey``, ``choices``, ``settings``; headers as written, without the spaces around them.

    Raises
    ------
    InstrumentError
        There is no such form, or it is no workbook.
    """
    tables = _tables(Path(form))
    sheets = {name: _whole_rows(tables.get(name, [])) for name in SHEETS}
    if choices is not None:
        own = _whole_rows(_csv_table(Path(choices)))
        replaced = {row["list_name"] for row in own}
        kept = [row for row in sheets["choices"] if list_of(row) not in replaced]
        sheets["choices"] = kept + own
    return sheets


def list_of(row: Mapping[str, str]) -> str:
    """Return the name of the list that a row of choices belongs to.

    Parameters
    ----------
    row : mapping of str to str
        A row of `read_sheets`.
    """
    return row.get("list_name") or row.get("list name") or ""


def column_kind(header: str) -> str:
    """Return what a column holds, whatever its language.

    Parameters
    ----------
    header : str
        As written.

    Examples
    --------
    >>> column_kind("Label::English (en)"), column_kind("label:Indonesia"), column_kind("list name")
    ('label', 'label', 'list_name')
    """
    return header.partition(":")[0].strip().lower().replace(" ", "_")


def label_of(row: Mapping[str, str], lang: str) -> str:
    """Return a row's label in a language, else its first one, else nothing.

    Parameters
    ----------
    row : mapping of str to str
        A row of `read_sheets`.
    lang : {"id", "en"}
        The language.

    Examples
    --------
    >>> label_of({"type": "note", "label::Bahasa": "Halo", "label::English (en)": "Hello"}, "en")
    'Hello'
    """
    first = ""
    for header, text in row.items():
        if column_kind(header) == "label" and text:
            if any(mark in header.lower() for mark in MARKS[lang]):
                return text
            first = first or text
    return first


def column_name(header: str) -> str:
    """Return the one name of a column, whatever its capitals, spaces and colons.

    Parameters
    ----------
    header : str
        As written; its language becomes ``id`` or ``en`` where it means one of these.

    Examples
    --------
    >>> column_name("List Name"), column_name("label:English (en)")
    ('list_name', 'label::en')
    """
    head, *more = re.split("::?", header, maxsplit=1)
    name, rest = "_".join(head.casefold().split()), "".join(more).strip()
    if rest and name in ("bind", "control", "body"):
        return column_name(rest)
    name = COLUMN_ALIASES.get(name, name)
    return f"{name}::{language(rest)}" if rest else name


def language(text: str) -> str:
    """Return ``id`` or ``en`` for what means one of these, and any other language as written.

    Parameters
    ----------
    text : str
        A language's name, its code, or both.

    Examples
    --------
    >>> language("Bahasa (id)"), language("English"), language("Minang (min)")
    ('id', 'en', 'Minang (min)')
    """
    named = _LANGUAGE.fullmatch(text.strip())
    spellings = {part.strip().casefold() for part in (named.groups() if named else (text,))}
    if spellings & _ENGLISH:
        return "en"
    return "id" if spellings & _INDONESIAN else text.strip()


def _tables(path: Path) -> dict[str, list[list[str]]]:
    """Return the sheets of a form as rows of text as they stand, the header first."""
    tables = {}
    if path.is_dir():
        for name in SHEETS:
            if (path / f"{name}.csv").is_file():
                tables[name] = _csv_table(path / f"{name}.csv")
    elif path.is_file():
        tables = _workbook_tables(path)
    else:
        raise InstrumentError(
            f"no instrument {path.name!r}", where=path.parent.name,
            expected="a folder with survey.csv, choices.csv, settings.csv, or a workbook")
    if "survey" not in tables:
        raise InstrumentError("no sheet survey", where=path.name, expected=", ".join(SHEETS))
    return tables


def _workbook_tables(path: Path) -> dict[str, list[list[str]]]:
    from surveyintake.workbook import open_workbook  # a form of CSV sheets needs none of it

    try:
        if kind(path) != WORKBOOK:
            raise InputError("not a workbook", where=path.name)
        tables = {}
        for written, rows in open_workbook(path).sheets.items():
            name = written.strip().casefold()
            if name in SHEETS:
                tables[name] = _filled(bounded(rows(), f"{path.name}, sheet {name}"))
        return tables
    except InputError as error:
        raise InstrumentError(error.what, where=error.where, expected="an .xlsx XLSForm",
                              fix=error.fix) from error


def _filled(rows: Iterable[tuple[int, list[str]]]) -> list[list[str]]:
    """Return rows with the empty ones between them, so that each stands at its number."""
    filled: list[list[str]] = []
    for number, cells in rows:
        while len(filled) < number - 1:
            filled.append([])
        filled.append([cell.strip() for cell in cells])
    return filled


def _csv_table(path: Path) -> list[list[str]]:
    """Return a sheet kept as CSV, as rows of stripped text."""
    if not path.is_file():
        raise InstrumentError(f"no file {path.name}", where=path.parent.name,
                              expected="an XLSForm sheet as CSV")
    rows = []
    try:
        text = path.read_text(encoding="utf-8-sig")
        first = text.split("\n", 1)[0]
        separator = max(",;\t", key=first.count)
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append([cell.strip() for cell in row])
    except UnicodeDecodeError as error:
        raise InstrumentError("the text is not UTF-8", where=path.name, expected="UTF-8",
                              fix="save it as CSV UTF-8, or as .xlsx") from error
    except csv.Error as error:
        raise InstrumentError(f"not readable as CSV: {error}", where=path.name,
                              expected="CSV") from error
    return rows


def _rows(table: Table, sheet: str) -> list[Row]:
    """Return the rows below the header that hold anything."""
    header = [column_name(cell) for cell in table[0]] if table else []
    rows = []
    for number, cells in enumerate(table[1:], start=2):
        by_name = {}
        for name, cell in zip(header, cells, strict=False):
            if name and cell:
                by_name[name] = cell.translate(_QUOTES) if name in CONDITIONS else cell
        if by_name:
            rows.append(Row(number, by_name, sheet))
    return rows


def _whole_rows(table: Table) -> Rows:
    """Return the rows below the header that hold anything, with their empty cells."""
    header = [cell.strip() for cell in table[0]] if table else []
    rows = []
    for cells in table[1:]:
        if any(cells):
            padded = [*cells, *[""] * (len(header) - len(cells))]
            row = dict(zip(header, padded, strict=False))
            row.pop("", None)
            rows.append(row)
    return rows
