"""A workbook of spreadsheets (.xlsx).

What the cells of its sheets show, with nothing calculated.
"""

import datetime
import functools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from surveyintake.archive import Package, damaged, resolve
from surveyintake.errors import InputError
from surveyintake.sources import (
    LONGEST_TEXT,
    MOST_COLUMNS,
    MOST_ROWS,
    Number,
    Row,
    Source,
    iso,
    number,
)

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: A day near the end of the year 9999, which both calendars of spreadsheets reach.
_LAST_DAY = 2_957_000


@dataclass(frozen=True)
class Formats:
    """Which cell formats show dates, or percentages, and whether days are counted from 1904."""

    dates: frozenset[str]
    percents: frozenset[str]
    from_1904: bool


def _sheet_rows(package: Package, part: str, strings: list[str], formats: Formats) -> Iterator[Row]:
    """Yield a sheet's rows, from the top.

    A formula is never calculated: its cell shows the value that the workbook keeps for it, and the
    formula's own text where it keeps none, so that it is not taken for an empty answer.
    """
    sheet = _Sheet(package.name, strings, formats)
    for _ in package.parse(part, sheet):
        yield from sheet.done
        sheet.done.clear()
        if sheet.over:
            return


class _Sheet:
    """Takes a sheet's elements, and keeps the rows that are done."""

    def __init__(self, file: str, strings: list[str], formats: Formats) -> None:
        self.done: list[Row] = []
        self.over = False
        self._file, self._strings = file, strings
        self._number_text = functools.lru_cache(100_000)(functools.partial(_number_text,
                                                                           formats=formats))
        self._in_data = self._in_reading = False
        self._number, self._place, self._row = 0, -1, []  # type: int, int, list[str]
        self._cell: dict[str, str] = {}
        self._parts: dict[str, str] = {}
        self._open = ""
        self._formulas: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._in_data:
            self._in_data = tag == "sheetData"
        elif tag == "c":
            self._place = self._column(attributes.get("r"))
            self._cell, self._parts = attributes, {}
        elif tag == "row":
            self._begin_row(attributes.get("r"))
        elif tag == "rPh":
            self._in_reading = True
        elif tag in ("v", "t", "f") and not self._in_reading:
            self._open = tag
            self._parts.setdefault(tag, "")
            if tag == "f":
                self._parts["shared"] = attributes.get("si", "")

    def end(self, tag: str) -> None:
        if not self._in_data:
            return
        if tag == "c":
            self._end_cell()
        elif tag == "row":
            self.done.append((self._number, self._row))
        elif tag == "rPh":
            self._in_reading = False
        elif tag == "sheetData":
            self._in_data, self.over = False, True
        self._open = ""

    def text(self, data: str) -> None:
        if self._open:
            self._parts[self._open] += data
            if len(self._parts[self._open]) > LONGEST_TEXT:
                raise InputError("a text is too long to be an answer",
                                 where=f"{self._file}, row {self._number}",
                                 expected=f"at most {LONGEST_TEXT:,} characters")

    def _begin_row(self, written: str | None) -> None:
        below = int(written) if written and written.isdecimal() and len(written) < 9 else self._number + 1
        if not self._number < below <= MOST_ROWS:
            raise damaged(f"{self._file}, row {self._number}", f"row {below} stands below it")
        self._number, self._place, self._row = below, -1, []

    def _column(self, address: str | None) -> int:
        place = self._place + 1 if address is None else _place(address.rstrip("0123456789"))
        if place >= MOST_COLUMNS:
            raise damaged(f"{self._file}, row {self._number}",
                          f"it has a cell {(address or '')[:20]!r}")
        return place

    def _end_cell(self) -> None:
        text = self._shown()
        if text:
            self._row.extend([""] * (self._place + 1 - len(self._row)))
            self._row[self._place] = text

    def _shown(self) -> str:
        parts, kind = self._parts, self._cell.get("t", "n")
        value = parts.get("v", "")
        if "f" in parts and parts["f"] and parts["shared"]:
            self._formulas[parts["shared"]] = parts["f"]
        if kind == "inlineStr":
            return _unescaped(parts.get("t", "")).strip()
        if "f" in parts and not value and not (kind == "str" and "v" in parts):
            return "=" + (parts["f"] or self._formulas.get(parts["shared"], ""))
        if kind == "s":
            return self._shared(value)
        if kind == "n" and value:
            return self._number_text(value, self._cell.get("s", "0"))
        return _unescaped(value).strip()

    def _shared(self, value: str) -> str:
        if not value:
            return ""
        if not value.isdecimal() or len(value) > 9 or int(value) >= len(self._strings):
            raise damaged(f"{self._file}, row {self._number}",
                          f"it has no shared text {value[:20]!r}")
        return self._strings[int(value)]


def _unescaped(text: str) -> str:
    r"""Return a text with the escapes that spreadsheets write for characters that XML does not
    take.

    Examples
    --------
    >>> _unescaped("a_x000D_b")
    'a\rb'
    """
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return chr(code) if code in (9, 10, 13) or (code >= 32 and not 0xD800 <= code <= 0xDFFF) else ""


def _number_text(value: str, style: str, formats: Formats) -> str:
    """Return what a cell's number shows: a number, a percentage, or a date or time as ISO writes
    it.

    Examples
    --------
    >>> formats = Formats(frozenset({"1"}), frozenset({"2"}), from_1904=False)
    >>> [_number_text(value, style, formats) for value, style in
    ...  [("2507668.0", "0"), ("1E-07", "0"), ("45413.5", "1"), ("0.9281", "2")]]
    ['2507668', '0.0000001', '2024-05-01T12:00:00', '92.81%']
    """
    value = value.strip()
    try:
        amount = float(value)
    except ValueError:
        return value
    if not math.isfinite(amount):
        return value
    if style in formats.dates and 0 <= amount < _LAST_DAY:
        return _moment(amount, formats.from_1904)
    if style in formats.percents:
        return Number(f"{number(Decimal(repr(amount)) * 100)}%")
    return number(amount)


def _moment(serial: float, from_1904: bool) -> str:
    if serial < 1:
        return (datetime.datetime.min + _since(serial)).time().isoformat()
    first = datetime.datetime(1904, 1, 1) if from_1904 else datetime.datetime(1899, 12,
                                                                              30 if serial >= 60
                                                                              else 31)
    return iso(first + _since(serial))


def _since(serial: float) -> datetime.timedelta:
    return datetime.timedelta(seconds=round(serial * 86_400))


@functools.lru_cache(2 * MOST_COLUMNS)
def _place(column: str) -> int:
    """Return the place of a column by its letters; one beyond the last for what is no column."""
    if not (column.isascii() and column.isalpha() and len(column) <= 3):
        return MOST_COLUMNS
    place = 0
    for letter in column.upper():
        place = place * 26 + ord(letter) - 64
    return place - 1


MOST_SHEETS = 500
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENT_FORMATS = {9, 10}
_NOT_A_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)


class _Elements:
    """Keeps the attributes of a part's elements, by local name."""

    def __init__(self, *tags: str) -> None:
        self.found: list[tuple[str, dict[str, str]]] = []
        self._tags, self._open = tags, [""]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in self._tags:
            local = {name.rpartition(":")[2]: value for name, value in attributes.items()}
            self.found.append((f"{self._open[-1]}/{tag}", local))
        self._open.append(tag)

    def end(self, tag: str) -> None:
        self._open.pop()

    def text(self, data: str) -> None:
        """Take no text."""

    def of(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of the elements of a name, or of a name within another (``cellXfs/xf``)."""
        return [attributes for path, attributes in self.found if path.endswith(tag)]


class _Strings:
    """The texts that sheets share, without the readings that East Asian texts carry."""

    def __init__(self, where: str) -> None:
        self.texts: list[str] = []
        self._where, self._pieces, self._length = where, [], 0  # type: str, list[str], int
        self._in_text, self._in_reading = False, False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "si":
            self._pieces, self._length = [], 0
        elif tag == "rPh":
            self._in_reading = True
        elif tag == "t":
            self._in_text = not self._in_reading

    def end(self, tag: str) -> None:
        if tag == "si":
            self.texts.append(_unescaped("".join(self._pieces)).strip())
        elif tag == "rPh":
            self._in_reading = False
        elif tag == "t":
            self._in_text = False

    def text(self, data: str) -> None:
        if self._in_text:
            self._pieces.append(data)
            self._length += len(data)
            if self._length > LONGEST_TEXT:
                raise InputError("a text is too long to be an answer", where=self._where,
                                 expected=f"at most {LONGEST_TEXT:,} characters")


def open_workbook(path: Path) -> Source:
    """Return a workbook's sheets.

    Parameters
    ----------
    path : Path
        An .xlsx file.

    Raises
    ------
    InputError
        The workbook is damaged, or not one; see `Package`.
    """
    package = Package(path)
    main = _related(package, "", "/officedocument")
    if not main or main[0].endswith(".bin"):
        raise damaged(path.name, "the archive holds no workbook of this kind")
    book = _elements(package, main[0], "sheet", "workbookPr")
    parts = _relations(package, main[0])
    strings = _strings(package, _related(package, main[0], "/sharedstrings"))
    formats = _formats(package, _related(package, main[0], "/styles"),
                       any(p.get("date1904") in ("1", "true") for p in book.of("workbookPr")))

    def rows(part: str) -> Iterator[Row]:
        return _sheet_rows(package, part, strings, formats)

    found = {sheet.get("name", ""): functools.partial(rows, parts[sheet["id"]][1])
             for sheet in book.of("sheet")[:MOST_SHEETS]
             if sheet.get("id") in parts and parts[sheet["id"]][0].endswith("/worksheet")}
    if not found:
        raise damaged(path.name, "it has no sheet")
    return Source(found)


def _elements(package: Package, part: str, *tags: str) -> _Elements:
    found = _Elements(*tags)
    package.read(part, found)
    return found


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return the kind and the part of each relationship of a part, by its id.

    Those to the outside are left out.
    """
    folder, _, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels".lstrip("/")
    if relations not in package:
        return {}
    return {one["Id"]: (one.get("Type", "").casefold(), resolve(part, one.get("Target", "")))
            for one in _elements(package, relations, "Relationship").of("Relationship")
            if one.get("TargetMode") != "External" and "Id" in one}


def _related(package: Package, part: str, kind: str) -> list[str]:
    return [target for found, target in _relations(package, part).values() if found.endswith(kind)]


def _strings(package: Package, parts: list[str]) -> list[str]:
    strings = _Strings(f"{package.name}, shared texts")
    for part in parts[:1]:
        package.read(part, strings)
    return strings.texts


def _formats(package: Package, parts: list[str], from_1904: bool) -> Formats:
    """Return which cell formats, by place, show a date or a percentage."""
    if not parts:
        return Formats(frozenset(), frozenset(), from_1904)
    styles = _elements(package, parts[0], "numFmt", "xf")
    own = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.of("numFmts/numFmt")}
    used = [one.get("numFmtId", "0") for one in styles.of("cellXfs/xf")]
    dates = frozenset(str(place)
                      for place, code in enumerate(used) if _is_date(code, own.get(code)))
    percents = frozenset(str(place)
                         for place, code in enumerate(used) if _is_percent(code, own.get(code)))
    return Formats(dates, percents, from_1904)


def _is_date(number: str, code: str | None) -> bool:
    if code is None:
        return number.isdigit() and int(number) in _DATE_FORMATS
    first = _NOT_A_CODE.sub("", code.split(";")[0])
    return not _ELAPSED.search(first) and "general" not in first.casefold() and bool(re.search("[dmyhs]", first, re.I))


def _is_percent(number: str, code: str | None) -> bool:
    if code is None:
        return number.isdigit() and int(number) in _PERCENT_FORMATS
    return "%" in _NOT_A_CODE.sub("", code.split(";")[0])
