"""The questionnaire as a workbook.

An XLSForm to edit in a spreadsheet and to upload to KoboToolbox or ODK.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from surveyintake.errors import OutputError
from surveyintake.wording import read_words
from surveyintake.xlsform import Rows, column_kind

#: Width of a column in characters, by what it holds.
WIDTHS = {"type": 26, "name": 24, "label": 52, "hint": 34, "constraint": 34,
          "constraint_message": 34, "relevant": 30,
          "source": 42, "list_name": 18, "aliases": 40, "form_title": 50, "form_id": 28,
          "default_language": 20}
USUAL_WIDTH = 14
#: Columns of ours, which collection tools pass over.
OWN = ("dimension", "reversed", "unit", "role", "number_format", "missing", "source", "points",
       "aliases")
#: What a column can be given, as a list to choose from.
ALLOWED = {"required": ["yes"], "reversed": ["yes", "no"], "number_format": ["id", "en"],
           "role": ["code", "consent", "identifier", "quasi_identifier", "sensitive"]}
INK, OURS, GROUP, TO_FILL = "#0B4F77", "#3B6E3B", "#DCE6EE", "#FFF2B3"
#: Height of a line in points; a paper size by its number.
LINE_HEIGHT, A4 = 15, 9
#: How many empty rows below the last one offer the same lists to choose from.
SPARE_ROWS = 200


def write_form(sheets: dict[str, Rows], path: Path) -> None:
    """Write a form's sheets as a workbook; the same sheets give the same bytes.

    Parameters
    ----------
    sheets : dict of str to list of dict
        ``survey``, ``choices``, ``settings``; their columns are kept, in order.
    path : Path
        The .xlsx to write; it appears whole or not at all.

    Raises
    ------
    OutputError
        There is a workbook of that name already, and it differs: somebody may have worked in it.

    Notes
    -----
    Every cell is text, so that a choice named ``01`` stays ``01``. A sheet ``petunjuk`` explains
    the columns in both languages; collection tools pass over it. Labels that still ask for an
    item's text, and points of a scale that are bare numbers, are yellow until somebody writes what
    they mean.
    """
    waiting = path.with_name(f"{path.name}.part")
    _write(sheets, waiting)
    if path.exists() and path.read_bytes() != waiting.read_bytes():
        waiting.unlink()
        raise OutputError(f"{path.name} is there already, with other content",
                          where=str(path.parent.name),
                          expected="a name that is free",
                          fix="name another file, or remove that one first")
    waiting.replace(path)


def _write(sheets: dict[str, Rows], path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path,
                             {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})
        for name, rows in sheets.items():
            _write_sheet(book, name, rows)
        columns: dict[str, None] = {}
        for rows in sheets.values():
            if rows:
                columns |= dict.fromkeys(map(column_kind, rows[0]))
        dimensions = dict.fromkeys(row.get("dimension", "") for row in sheets["survey"])
        _write_guide(book, list(columns), ", ".join(filter(None, dimensions)))


def _write_sheet(book: Any, name: str, rows: Rows) -> None:
    columns: dict[str, None] = {}
    for row in rows:
        columns |= dict.fromkeys(row)
    header = list(columns)
    sheet = _sheet(book, name, header, frozen=2 if name != "settings" else 0)
    plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    group = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@", "bold": True,
                             "bg_color": GROUP})
    for number, row in enumerate(rows, start=1):
        structure = row.get("type", "").replace("_", " ").startswith(("begin ", "end "))
        for place, column in enumerate(header):
            sheet.write_string(number, place, row.get(column, ""), group if structure else plain)
        _fit(sheet, number, ((row.get(column, ""), _width(column)) for column in header))
    for place, column in enumerate(header):
        _offer(book, sheet, place, column_kind(column), len(rows))


def _sheet(book: Any, name: str, header: list[str], frozen: int) -> Any:
    sheet = book.add_worksheet(name)
    for place, column in enumerate(header):
        colour = OURS if column_kind(column) in OWN else INK
        shown = book.add_format({"bold": True, "font_color": "white", "valign": "top",
                                 "bg_color": colour, "text_wrap": True})
        sheet.write_string(0, place, column, shown)
        sheet.set_column(place, place, _width(column))
    sheet.freeze_panes(1, frozen)
    sheet.ignore_errors({"number_stored_as_text": "A1:ZZ10000"})
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(2, 0)
    sheet.repeat_rows(0)
    return sheet


def _offer(book: Any, sheet: Any, place: int, kind: str, n_rows: int) -> None:
    """Offer a list to choose from in a column that has one.

    Mark the labels that are to be filled in.
    """
    from xlsxwriter.utility import xl_col_to_name

    span = (1, place, n_rows + SPARE_ROWS, place)
    if kind in ALLOWED:
        sheet.data_validation(*span,
                              {"validate": "list", "source": ALLOWED[kind],
                               "error_type": "warning"})
    if kind == "label":
        yellow = {"format": book.add_format({"bg_color": TO_FILL})}
        for text in read_words("form")["to_fill"]["item"].values():
            sheet.conditional_format(*span,
                                     {"type": "text", "criteria": "containing", "value": text,
                                      **yellow})
        cell = f"{xl_col_to_name(place)}2"
        bare = f"=AND(LEN({cell})>0, ISNUMBER(--{cell}))"
        sheet.conditional_format(*span, {"type": "formula", "criteria": bare, **yellow})


def _write_guide(book: Any, columns: list[str], dimensions: str) -> None:
    sheet = _sheet(book, "petunjuk", ["kolom / column", "petunjuk", "guide"], frozen=1)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 2, 70)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    told, number = read_words("form")["column"], 0
    for column in columns:
        if column not in told:
            continue
        number += 1
        texts = [told[column][lang].format(dimensions) for lang in ("id", "en")]
        for place, text in enumerate((column, *texts)):
            sheet.write_string(number, place, text, wrapped)
        _fit(sheet, number, [(text, 70) for text in texts])


def _width(header: str) -> int:
    return WIDTHS.get(column_kind(header), USUAL_WIDTH)


def _fit(sheet: Any, number: int, cells: Iterable[tuple[str, int]]) -> None:
    """Make a row as high as its texts, wrapped at their columns' widths.

    Other rows grow with what is written in.
    """
    lines = max(-(-len(text) // width) for text, width in cells)
    if lines > 1:
        sheet.set_row(number, LINE_HEIGHT * lines)
