"""Tables as a workbook: one sheet a table as it is read, and one with all its numbers, unrounded."""

import io
from collections.abc import Mapping
from typing import Any

import pandas as pd
import xlsxwriter

from paperbuild.errors import OutputError
from paperbuild.table import Table
from paperbuild.table_word import MOMENT, repacked
from ppks_study.numbers import DIGITS
from ppks_study.phrases import word
from surveyintake.spreadsheet import sheet_name

#: Rows of a sheet: title, headings, first cells.
TITLE, HEAD, FIRST = 0, 2, 3
#: Letters that a cell can hold, and that a column is wide at most.
LONGEST, WIDEST = 32_767, 60
#: Columns of the sheet of numbers that have a number format: those in the number's unit, and those of people.
IN_UNIT = ("value", "lower", "upper", "interval_lower", "interval_upper")
WHOLE = ("row", "column", "n", "denominator", "missing")


def workbook(tables: Mapping[str, Table]) -> bytes:
    """Return tables as one .xlsx: a sheet each, named as in the mapping, then the sheet of their numbers.

    Texts are texts: nothing is read as a formula, a date, a number or a link.

    Raises
    ------
    OutputError
        A cell is longer than a workbook's can be.
    """
    out = io.BytesIO()
    first = next(iter(tables.values()))
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": first.title, "created": MOMENT, "comments": "\n".join(
            dict.fromkeys(line for table in tables.values() for line in table.chain))})
        book.set_size(2400, 1400)
        styles = _Styles(book)
        names: list[str] = []
        for name, table in tables.items():
            names.append(sheet_name(name, names))
            _table(book.add_worksheet(names[-1]), table, styles)
        numbers = book.add_worksheet(sheet_name(word("numbers_sheet", first.lang), names))
        _numbers(numbers, dict(zip(names, tables.values(), strict=True)), styles)
    return repacked(out.getvalue())


class _Styles:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **wanted: Any) -> Any:
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **wanted})
        return self._made[key]


def _put(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    if len(text) > LONGEST:
        raise OutputError(f"a cell of {len(text)} letters", where=f"sheet {sheet.get_name()}, row {row + 1}",
                          expected=f"{LONGEST} letters, which is what a workbook can hold",
                          fix="shorten the text, or write another format")
    sheet.write_string(row, column, text, style)


def _table(sheet: Any, table: Table, styles: _Styles) -> None:
    """Fill a sheet: title, headings, cells, note."""
    _put(sheet, TITLE, 0, table.title, styles(bold=True, font_size=13))
    for place, row in enumerate((table.columns, *table.rows)):
        for column, text in enumerate(row):
            style: dict[str, Any] = {"text_wrap": True, "align": "right" if table.numeric[column] else "left"}
            style |= {"bold": True, "bottom": 1} if place == 0 else {}
            style |= {"quote_prefix": True} if text.startswith(("=", "+", "-", "@")) else {}
            _put(sheet, HEAD + place, column, text, styles(**style))
    _put(sheet, FIRST + len(table.rows) + 1, 0, table.note, styles(italic=True, font_color="#555555"))
    for column, head in enumerate(table.columns):
        letters = max(len(line) for text in (head, *(row[column] for row in table.rows)) for line in text.split("\n"))
        sheet.set_column(column, column, min(max(letters + 2, 6), WIDEST))
    _printed(sheet, HEAD, len(table.columns))
    sheet.ignore_errors({"number_stored_as_text": f"A{FIRST + 1}:XFD{FIRST + len(table.rows)}"})


def _numbers(sheet: Any, tables: Mapping[str, Table], styles: _Styles) -> None:
    """Fill the sheet of numbers: which table, where in it, and the number as it was computed."""
    heads = ["table", *next(iter(tables.values())).numbers.columns]
    for column, head in enumerate(heads):
        _put(sheet, 0, column, head, styles(bold=True, bottom=1))
    line = 0
    for name, table in tables.items():
        for record in table.numbers.to_dict("records"):
            line += 1
            for column, (head, value) in enumerate({"table": name, **record}.items()):
                _number(sheet, (line, column), str(head), value, record["unit"], styles)
    sheet.set_column(0, len(heads) - 1, 14)
    sheet.autofilter(0, 0, line, len(heads) - 1)
    _printed(sheet, 0, len(heads))


def _number(sheet: Any, place: tuple[int, int], head: str, value: Any, unit: str, styles: _Styles) -> None:
    if value is None or pd.isna(value) or value == "":
        return
    if head in (*IN_UNIT, *WHOLE):
        shown = "0" if head in WHOLE else number_format(unit)
        sheet.write_number(*place, float(value), styles(num_format=shown))
    else:
        _put(sheet, *place, str(value), styles())


def number_format(unit: str) -> str:
    """Return how a workbook shows a number of a unit; the workbook itself puts the signs of the reader's country.

    Examples
    --------
    >>> number_format("percent"), number_format("idr_per_month"), number_format("people"), number_format("years")
    ('0.00"%"', '"Rp"#,##0', '#,##0', 'General')
    """
    if unit == "percent":
        return '0.00"%"'
    whole = "#,##0" if DIGITS.get(unit) == 0 else "General"
    return f'"Rp"{whole}' if unit.startswith("idr") else whole


def _printed(sheet: Any, head: int, columns: int) -> None:
    """Keep the headings in sight, on the screen and on each printed page."""
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if columns > 5:
        sheet.set_landscape()
