"""Tables as a workbook: a sheet for each as it is read, and one of all numbers, unrounded."""

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import xlsxwriter

from paperbuild.errors import OutputError
from paperbuild.table import LANGUAGES, Table
from paperbuild.table_word import MOMENT, repacked

#: Rows of a sheet: title, headings, first cells.
TITLE, HEAD, FIRST = 0, 2, 3
#: Letters that a cell can hold, and that a column is wide at most.
LONGEST, WIDEST = 32_767, 60
#: Letters of a sheet's name, and signs that it cannot have.
LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
#: Columns of numbers in the number's own unit, and of people and places.
IN_UNIT = ("value", "lower", "upper", "interval_lower", "interval_upper")
WHOLE = ("row", "column", "n", "denominator", "missing")


def workbook(tables: Mapping[str, Table]) -> bytes:
    """Return tables as one .xlsx: a sheet for each, then one with all their numbers.

    Texts are texts: nothing is read as a formula, a date, a number or a link.

    Parameters
    ----------
    tables : mapping of str to Table
        One or more, in order; each key names a sheet.

    Raises
    ------
    OutputError
        A cell is longer than a workbook's can be.
    """
    out = io.BytesIO()
    first = next(iter(tables.values()))
    chain: list[str] = []
    for table in tables.values():
        chain += table.chain
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": first.title, "created": MOMENT,
                             "comments": "\n".join(dict.fromkeys(chain))})
        book.set_size(2400, 1400)
        styles = _Styles(book)
        names: list[str] = []
        for name, table in tables.items():
            names.append(_sheet_name(name, names))
            _table(book.add_worksheet(names[-1]), table, styles)
        numbers = book.add_worksheet(_sheet_name(LANGUAGES[first.lang].numbers, names))
        _numbers(numbers, dict(zip(names, tables.values(), strict=True)), styles)
    return repacked(out.getvalue())


def _sheet_name(text: str, taken: Sequence[str]) -> str:
    """Return a name that a sheet may have, and that no other has.

    Examples
    --------
    >>> _sheet_name("answers: 1/2", []), _sheet_name("Check", ["check"])
    ('answers_ 1_2', 'Check 2')
    """
    name = _NOT_IN_NAMES.sub("_", text)[:LONGEST_NAME] or "_"
    used = {other.casefold() for other in taken}
    number, free = 1, name
    while free.casefold() in used:
        number += 1
        free = f"{name[:LONGEST_NAME - 4]} {number}"
    return free


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
        raise OutputError(f"a cell of {len(text)} letters",
                          where=f"sheet {sheet.get_name()}, row {row + 1}",
                          expected=f"{LONGEST} letters, which is what a workbook can hold",
                          fix="shorten the text, or write another format")
    sheet.write_string(row, column, text, style)


def _table(sheet: Any, table: Table, styles: _Styles) -> None:
    """Fill a sheet: title, headings, cells, note."""
    _put(sheet, TITLE, 0, table.title, styles(bold=True, font_size=13))
    letters = [0] * len(table.columns)
    for place, row in enumerate((table.columns, *table.rows)):
        for column, text in enumerate(row):
            align = "right" if table.numeric[column] else "left"
            style: dict[str, Any] = {"text_wrap": True, "align": align}
            if place == 0:
                style |= {"bold": True, "bottom": 1}
            if text.startswith(("=", "+", "-", "@")):
                style["quote_prefix"] = True
            _put(sheet, HEAD + place, column, text, styles(**style))
            letters[column] = max(letters[column], *map(len, text.split("\n")))
    end = FIRST + len(table.rows)
    _put(sheet, end + 1, 0, table.note, styles(italic=True, font_color="#555555"))
    for column, longest in enumerate(letters):
        sheet.set_column(column, column, min(max(longest + 2, 6), WIDEST))
    _printed(sheet, HEAD, len(table.columns))
    sheet.ignore_errors({"number_stored_as_text": f"A{FIRST + 1}:XFD{end}"})


def _numbers(sheet: Any, tables: Mapping[str, Table], styles: _Styles) -> None:
    """Fill the sheet of numbers: which table, where in it, and the number as it was computed."""
    heads = ["table", *next(iter(tables.values())).numbers.columns]
    for column, head in enumerate(heads):
        _put(sheet, 0, column, head, styles(bold=True, bottom=1))
    line = 0
    for name, table in tables.items():
        for record in table.numbers.to_dict("records"):
            line += 1
            in_unit = table.formats.get(record["unit"], "General")
            for column, (head, value) in enumerate({"table": name, **record}.items()):
                if value is None or pd.isna(value) or value == "":
                    continue
                if head in (*IN_UNIT, *WHOLE):
                    style = styles(num_format="0" if head in WHOLE else in_unit)
                    sheet.write_number(line, column, float(value), style)
                else:
                    _put(sheet, line, column, str(value), styles())
    sheet.set_column(0, len(heads) - 1, 14)
    sheet.autofilter(0, 0, line, len(heads) - 1)
    _printed(sheet, 0, len(heads))


def _printed(sheet: Any, head: int, columns: int) -> None:
    """Keep the headings in sight, on the screen and on each printed page."""
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if columns > 5:
        sheet.set_landscape()
