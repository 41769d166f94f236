"""A file's kind by its first bytes, and what every reader gives.

Rows of texts with their kind of cell.
"""

import datetime
import math
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from surveyintake.errors import InputError

#: A row's number as a spreadsheet shows it, and its texts from column A on.
Row = tuple[int, list[str]]

#: A spreadsheet's own limits.
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
#: Empty ones between others included; what this many take of memory is measured in the tests.
MOST_CELLS = 2_000_000
#: Three times what a spreadsheet's cell may hold.
LONGEST_TEXT = 100_000


class Number(str):
    """The text of a cell that held a number rather than text."""

    __slots__ = ()


class Missing(str):
    """The code of a cell that the file itself calls missing."""

    __slots__ = ()


def iso(moment: datetime.datetime) -> str:
    """Return a moment as ISO writes it, without its time where that is midnight.

    Parameters
    ----------
    moment : datetime
        A day and a time.
    """
    return moment.date().isoformat() if moment.time() == datetime.time.min else moment.isoformat()


def number(value: int | float | Decimal) -> Number:
    """Return a finite number as text, written out, whole ones without decimals.

    Parameters
    ----------
    value : int, float or Decimal
        A finite number.

    Examples
    --------
    >>> number(2507668.0), number(1e-7), number(2.50)
    ('2507668', '0.0000001', '2.5')
    """
    if isinstance(value, float) and value.is_integer():
        return Number(int(value))
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return Number(int(exact) if exact == exact.to_integral_value() else f"{exact.normalize():f}")


def text_of(value: object, where: str) -> str:
    """Return a value as the text of a cell; one that is not there is empty.

    Parameters
    ----------
    value : object
        A number, text, date, time, truth value, or a list of these; None for no answer.
    where : str
        File and column, for an error.

    Raises
    ------
    InputError
        The value is of another kind, or a text is too long.

    Examples
    --------
    >>> text_of(3.0, ""), text_of(True, ""), text_of(["a", "b"], ""), text_of(None, "")
    ('3', '1', 'a b', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float | Decimal):
        return number(value) if math.isfinite(value) else ""
    if isinstance(value, list):
        return " ".join(text_of(one, where) for one in value)
    text = None
    if isinstance(value, str):
        text = value.strip()
    elif isinstance(value, datetime.datetime):
        text = iso(value)
    elif isinstance(value, datetime.date | datetime.time):
        text = value.isoformat()
    if text is None or len(text) > LONGEST_TEXT:
        raise InputError("a cell is no answer",
                         where=f"{where}, a value of kind {type(value).__name__}",
                         expected="numbers, texts, dates, or lists of texts",
                         fix="export the answers as .xlsx or .csv")
    return text


@dataclass(frozen=True)
class Source:
    """A file that has been opened.

    Attributes
    ----------
    sheets : mapping of str to callable
        For each sheet, by name, what gives its rows from the top; a file without sheets has one of
        the empty name.
    header_row : int or None
        The row of names, where the kind of file has one of its own.
    also : mapping of int to str
        A second name of the column at a place.
    """

    sheets: Mapping[str, Callable[[], Iterator[Row]]]
    header_row: int | None = None
    also: Mapping[int, str] = field(default_factory=dict)


def bounded(rows: Iterator[Row], where: str) -> Iterator[Row]:
    """Yield the rows that are not wholly empty, stripped of empty cells at their end.

    Parameters
    ----------
    rows : iterator of Row
        From the top.
    where : str
        File and sheet, for an error.

    Raises
    ------
    InputError
        There are more rows, columns or cells, or longer texts, than a table of answers has.
    """
    cells = 0
    for place, row in rows:
        while row and not row[-1]:
            row.pop()
        if not row:
            continue
        cells += len(row)
        for count, most, what in ((place, MOST_ROWS, "rows"), (len(row), MOST_COLUMNS, "columns"),
                                  (cells, MOST_CELLS, "cells")):
            if count > most:
                raise InputError(f"too many {what}", where=f"{where}, row {place}",
                                 expected=f"at most {most:,} {what}", fix="keep the answers only")
        yield place, row


def letters(place: int) -> str:
    """Return the spreadsheet letters of a column, counted from 0.

    Parameters
    ----------
    place : int
        The column, counted from 0.

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


LARGEST_FILE = 100_000_000
#: How much of a file's beginning tells its kind.
BEGINNING = 4096

#: Kind of file by its first bytes.
MAGIC = ((b"PK\x03\x04", "a zip archive or workbook"), (b"PK\x05\x06", "an empty zip archive"),
         (b"\xd0\xcf\x11\xe0", "an old or encrypted Office file"), (b"%PDF", "a PDF"),
         (b"$FL2", "an SPSS file"),
         (b"$FL3", "a compressed SPSS file"), (b"PAR1", "a Parquet file"),
         (b"\x1f\x8b", "a gzip archive"),
         (b"{\\rtf", "a Rich Text document"), (b"\x89PNG", "a picture"),
         (b"\xff\xd8\xff", "a picture"),
         (b"7z\xbc\xaf", "a 7-Zip archive"), (b"Rar!", "a RAR archive"))
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<!--")

WORKBOOK, SPSS, PARQUET, TEXT = "workbook", "SPSS", "Parquet", "text"
KINDS = {".csv": TEXT, ".tsv": TEXT, ".tab": TEXT, ".txt": TEXT, ".xlsx": WORKBOOK, ".sav": SPSS,
         ".zsav": SPSS,
         ".parquet": PARQUET}
_FOUND = {"a zip archive or workbook": WORKBOOK, "an SPSS file": SPSS,
          "a compressed SPSS file": SPSS,
          "a Parquet file": PARQUET, "text": TEXT}
_ADVICE = {
    ".xls": "open it in a spreadsheet and save it as .xlsx",
    ".ods": "open it in a spreadsheet and save it as .xlsx",
    ".xlsb": "open it in a spreadsheet and save it as .xlsx",
    ".xlsm": "save it as .xlsx, without macros",
    ".numbers": "export it as .xlsx", ".gsheet": "download the sheet as .xlsx",
    ".por": "save it as .sav", ".dta": "export it as .csv",
    ".zip": "unpack it and give the file within"}


def kind(path: Path) -> str:
    """Return which reader a file needs: `WORKBOOK`, `SPSS`, `PARQUET` or `TEXT`.

    Parameters
    ----------
    path : Path
        A file of answers.

    Raises
    ------
    InputError
        It is no regular file, is empty or too large, is of a kind that is not read, or is not what
        its name says.
    """
    where = path.name
    _refuse_what_is_no_file(path)
    suffix = path.suffix.lower()
    if where.startswith("~$"):
        raise InputError("this is the lock that a spreadsheet keeps while a workbook is open",
                         where=where,
                         expected=f"the workbook itself, {where[2:]}",
                         fix="close the workbook and give its own name")
    if suffix not in KINDS:
        raise InputError(f"cannot read files of kind {suffix or where!r}", where=where,
                         expected=", ".join(KINDS),
                         fix=_ADVICE.get(suffix, "export the answers as .xlsx or .csv"))
    found = _content(path)
    if _FOUND.get(found) != KINDS[suffix]:
        raise InputError(f"the file is named {suffix} and is {found}", where=where,
                         expected=f"{KINDS[suffix]} as the name says", fix=_fix(found, suffix))
    return KINDS[suffix]


def _refuse_what_is_no_file(path: Path) -> None:
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode):
            os.close(os.open(path, os.O_RDONLY))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"no file {path.name}: {reason}", where=str(path.parent.name),
                         expected=f"a file of answers: {', '.join(KINDS)}") from error
    if not stat.S_ISREG(status.st_mode):
        what = "a folder" if stat.S_ISDIR(status.st_mode) else "no regular file"
        raise InputError(f"{path.name} is {what}", where=str(path.parent.name),
                         expected="a file of answers")
    if not status.st_size:
        raise InputError("the file is empty: it has no header and no answers", where=path.name,
                         expected="a row of column names, and answers below",
                         fix="export the answers again")
    if status.st_size > LARGEST_FILE:
        raise InputError("the file is too large", where=path.name,
                         expected=f"at most {LARGEST_FILE:,} bytes")


def _content(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(BEGINNING)
    for magic, what in MAGIC:
        if start.startswith(magic):
            return what if not what.startswith("an old") else _office(path)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        return "a web page or XML"
    return "binary" if b"\0" in start else "text"


def _office(path: Path) -> str:
    encrypted = "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
    return "a workbook locked with a password" if encrypted else "an old Office file (.xls, .doc)"


def _fix(found: str, suffix: str) -> str:
    if found == "text":
        return "rename it to .csv, if it holds answers parted by commas or semicolons"
    if "password" in found:
        return "open it in a spreadsheet, remove the password, and save it as .xlsx"
    if found == "a zip archive or workbook":
        return "rename it to .xlsx if it is a workbook; otherwise unpack it first"
    if _FOUND.get(found):
        return f"give it the name that fits: {', '.join(s for s, kind in KINDS.items() if kind == _FOUND[found])}"
    return f"export the answers again as {suffix if suffix in ('.csv', '.xlsx') else '.csv or .xlsx'}"
