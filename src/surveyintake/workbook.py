"""A workbook of spreadsheets (.xlsx): its sheets, the texts they share, and which of its formats are dates."""

import functools
import re
from collections.abc import Iterator
from pathlib import Path

from surveyintake.archive import Package, damaged, resolve
from surveyintake.errors import InputError
from surveyintake.sources import LONGEST_TEXT, Row, Source
from surveyintake.worksheet import Formats, sheet_rows, unescaped

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
            self.texts.append(unescaped("".join(self._pieces)).strip())
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
        return sheet_rows(package, part, strings, formats)

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
    """Return the kind and the part of each relationship of a part, by its id; those to the outside are left out."""
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
    dates = frozenset(str(place) for place, code in enumerate(used) if _is_date(code, own.get(code)))
    percents = frozenset(str(place) for place, code in enumerate(used) if _is_percent(code, own.get(code)))
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
