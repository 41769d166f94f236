"""Files as people have them: every cell as text, with its address."""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pandas as pd

from ppks_study.errors import InputError
from ppks_study.intake.raw import Raw, keys, letters

ENCODINGS = ("utf-8-sig", "cp1252")
SEPARATORS = (",", ";", "\t", "|")
LARGEST_FILE = 200_000_000
MOST_COLUMNS = 5_000
#: Rows among which the header is looked for.
LEADING_ROWS = 20


def read(path: str | Path, *, sheet: str | None = None, known: Collection[str] | None = None) -> Raw:
    """Return a file of answers, a .csv or an .xlsx, with every cell as text.

    Raises
    ------
    InputError
        The file is missing, empty, too large, of another kind, or not readable; says what was expected.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"no file {path.name}", where=path.parent.name, expected="a .csv or .xlsx file")
    if path.stat().st_size > LARGEST_FILE:
        raise InputError("the file is too large", where=path.name, expected=f"at most {LARGEST_FILE:,} bytes")
    readers = {".csv": _read_csv, ".txt": _read_csv, ".tsv": _read_csv, ".xlsx": _read_xlsx}
    if path.suffix.lower() not in readers:
        raise InputError(f"cannot read files of kind {path.suffix!r}", where=path.name,
                         expected=", ".join(readers), fix="save it as .xlsx or .csv")
    found, rows = readers[path.suffix.lower()](path)
    return _raw(path.name, found, rows)


def _text_of(content: bytes, name: str) -> str:
    """Return a text file's content; a byte-order mark names UTF-16, as in a spreadsheet's "Unicode text"."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, name, ("utf-16",))
    if content[:512].lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")) or b"\0" in content[:4096]:
        raise InputError("the file is not a table of text", where=name, expected="comma-separated text",
                         fix="export it again as CSV or .xlsx")
    return _decoded(content, name, ENCODINGS)


def _read_csv(path: Path) -> tuple[str, list[list[object]]]:
    text = _text_of(path.read_bytes(), path.name)
    try:
        return "", [list(row) for row in _rows(text, _separator(text))]
    except csv.Error as error:
        raise InputError(f"not readable as CSV: {error}", where=path.name, expected="comma-separated text") from error


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _separator(text: str) -> str:
    """Return the separator that parts most of the leading rows into the same, largest number of cells."""
    def usual(separator: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in islice(_rows(text, separator), LEADING_ROWS) if len(row) > 1)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(SEPARATORS, key=usual)


def _decoded(content: bytes, name: str, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("the text's encoding is not known", where=name, expected=", ".join(ENCODINGS),
                     fix="save it as UTF-8")


def _read_xlsx(path: Path) -> tuple[str, list[list[object]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        sheet = book.sheet_names[0]
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError) as error:
        raise InputError("not a readable workbook", where=path.name, expected="an .xlsx file",
                         fix="open it in a spreadsheet and save it as .xlsx") from error
    return sheet, [list(row) for row in rows]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    return str(value).strip()


def _raw(file: str, sheet: str, table: list[list[object]]) -> Raw:
    rows = [[_cell(value) for value in row] for row in table]
    at = _header(rows)
    if at is None:
        raise InputError("the file has no header and no answers", where=file, expected="a row of column names")
    width = max(len(row) for row in rows)
    wide = [row + [""] * (width - len(row)) for row in rows]
    below = [number for number, row in enumerate(rows) if number > at and any(row)]
    columns = keys(wide[at], [any(wide[number][place] for number in below) for place in range(width)])
    found = {number + 1: [wide[number][place] for place in columns.values()] for number in below}
    cells = pd.DataFrame.from_dict(found, orient="index", columns=list(columns), dtype="str")
    numeric = frozenset((number + 1, name) for number in below for name, place in columns.items()
                        if place < len(table[number]) and isinstance(table[number][place], float))
    return Raw(cells, file, sheet, {name: letters(place) for name, place in columns.items()}, numeric,
               header_row=at + 1, headers={name: wide[at][place] for name, place in columns.items()})


def _header(rows: list[list[str]]) -> int | None:
    """Return the first of the leading rows that is (nearly) as full as the fullest of them."""
    leading = rows[:LEADING_ROWS]
    filled = [sum(bool(cell) for cell in row) for row in leading]
    most = max(filled, default=0)
    return next((number for number, count in enumerate(filled) if count and count >= 0.8 * most), None)
