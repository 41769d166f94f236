"""Files as people have them: every cell as text, with its address."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ppks_study.errors import InputError

ENCODINGS = ("utf-8-sig", "cp1252")
SEPARATORS = (",", ";", "\t", "|")
LARGEST_FILE = 200_000_000
MOST_COLUMNS = 5_000


@dataclass(frozen=True)
class Raw:
    """A file's answers as text.

    Attributes
    ----------
    cells : DataFrame, shape (n_rows, n_columns)
        All text, stripped; the index is the row number in the file (the header is above it).
    file, sheet : str
        Name of the file, and of the sheet where it has sheets.
    letters : dict of str to str
        The spreadsheet letter of each column.
    """

    cells: pd.DataFrame
    file: str
    sheet: str
    letters: dict[str, str]

    def address(self, row: int, column: str) -> str:
        """Return a cell's address as in a spreadsheet."""
        return f"{self.letters[column]}{row}"


def read(path: str | Path) -> Raw:
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
    sheet, rows = readers[path.suffix.lower()](path)
    return _raw(path.name, sheet, rows)


def _read_csv(path: Path) -> tuple[str, list[list[str]]]:
    content = path.read_bytes()
    if content[:512].lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")) or b"\0" in content[:4096]:
        raise InputError("the file is not a table of text", where=path.name, expected="comma-separated text",
                         fix="export it again as CSV or .xlsx")
    text = _decoded(content, path.name)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    try:
        return "", [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=separator)]
    except csv.Error as error:
        raise InputError(f"not readable as CSV: {error}", where=path.name, expected="comma-separated text") from error


def _decoded(content: bytes, name: str) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("the text's encoding is not known", where=name, expected=", ".join(ENCODINGS),
                     fix="save it as UTF-8")


def _read_xlsx(path: Path) -> tuple[str, list[list[str]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        sheet = book.sheet_names[0]
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError) as error:
        raise InputError("not a readable workbook", where=path.name, expected="an .xlsx file",
                         fix="open it in a spreadsheet and save it as .xlsx") from error
    return sheet, [[_cell(cell) for cell in row] for row in rows]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _raw(file: str, sheet: str, rows: list[list[str]]) -> Raw:
    at = _header(rows)
    if at is None:
        raise InputError("the file has no header and no answers", where=file, expected="a row of column names")
    header = rows[at]
    if len(header) > MOST_COLUMNS:
        raise InputError(f"{len(header)} columns", where=file, expected=f"at most {MOST_COLUMNS}")
    columns = [(place, name) for place, name in enumerate(header) if name]
    twice = sorted({name for _, name in columns if sum(name == other for _, other in columns) > 1})
    if twice:
        raise InputError(f"the column {twice[0]!r} stands twice", where=f"{file}, row {at + 1}",
                         expected="one column a question")
    found = {number + 1: [row[place] if place < len(row) else "" for place, _ in columns]
             for number, row in enumerate(rows) if number > at and any(row)}
    cells = pd.DataFrame.from_dict(found, orient="index", columns=[name for _, name in columns], dtype="str")
    return Raw(cells, file, sheet, {name: letters(place) for place, name in columns})


def _header(rows: list[list[str]]) -> int | None:
    """Return the first of the leading rows that is (nearly) as full as the fullest of them."""
    leading = rows[:20]
    filled = [sum(bool(cell) for cell in row) for row in leading]
    most = max(filled, default=0)
    return next((number for number, count in enumerate(filled) if count and count >= 0.8 * most), None)


def letters(place: int) -> str:
    """Return the spreadsheet letters of a column, counted from 0.

    Examples
    --------
    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
