"""A form's sheets as rows of text, whole: also the rows and columns that ask nothing."""

import csv
from collections.abc import Sequence
from pathlib import Path

from ppks_study.errors import InstrumentError
from ppks_study.xlsform import SHEETS

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
    sheets = {name: _read_csv(form / f"{name}.csv") for name in SHEETS} if form.is_dir() else _read_workbook(form)
    if choices is not None:
        own = _read_csv(choices)
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


def _read_csv(path: Path) -> Rows:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{k.strip(): (v or "").strip() for k, v in row.items() if k} for row in csv.DictReader(file)]


def _read_workbook(path: Path) -> dict[str, Rows]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
    except (CalamineError, OSError) as error:
        raise InstrumentError(f"no readable form {path.name!r}", where=path.parent.name, expected="an .xlsx XLSForm, "
                              "or a folder with survey.csv, choices.csv, settings.csv") from error
    named = {name.strip().lower(): name for name in book.sheet_names}
    return {name: _rows(book.get_sheet_by_name(named[name]).to_python()) if name in named else [] for name in SHEETS}


def _rows(cells: Sequence[Sequence[object]]) -> Rows:
    header = [_text(cell) for cell in cells[0]] if cells else []
    return [dict(pair for pair in zip(header, map(_text, row), strict=False) if pair[0]) for row in cells[1:]
            if any(_text(cell) for cell in row)]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
