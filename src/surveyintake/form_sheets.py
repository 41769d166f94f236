"""A form's sheets as rows of text, whole: also the rows and columns that ask nothing."""

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from surveyintake.xlsform import SHEETS, csv_table, read_tables

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
    sheets = {name: _rows(tables.get(name, [])) for name in SHEETS}
    if choices is not None:
        own = _rows(csv_table(choices))
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


def _rows(table: Sequence[Sequence[str]]) -> Rows:
    header = [cell.strip() for cell in table[0]] if table else []
    return [{name: cell for name, cell in zip_longest(header, row[:len(header)], fillvalue="") if name}
            for row in table[1:] if any(row)]
