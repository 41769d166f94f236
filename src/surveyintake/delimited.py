"""Tables of text (.csv, .tsv, .txt), in the encodings and with the separators that people have."""

import codecs
import csv
import functools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path

from surveyintake.errors import InputError
from surveyintake.header import LEADING_ROWS, hits
from surveyintake.sources import Row, Source, letters

ENCODINGS = ("utf-8-sig", "cp1252")
SEPARATORS = (",", ";", "\t", "|")
LONGEST_LINE = 10_000_000
_CHUNK = 1 << 20
#: The line by which a spreadsheet tells itself the separator, and which it does not show.
_OWN_SEPARATOR = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


def open_text(path: Path, known: Collection[str] = ()) -> Source:
    """Return a text file's table.

    Parameters
    ----------
    path : Path
        The file; a byte-order mark names UTF-16, as in a spreadsheet's "Unicode text".
    known : collection of str
        Texts that headers may have (`matching.known`); of several separators the one that finds
        most of them is taken.

    Raises
    ------
    InputError
        The encoding is not known, or the text is no table.
    """
    encoding = _encoding(path)
    separator, skipped = _separator(path, encoding, known)
    return Source({"": functools.partial(_rows, path, encoding, separator, skipped)})


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(2)
    candidates = ("utf-16",) if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ENCODINGS
    for encoding in candidates:
        try:
            with path.open(encoding=encoding, newline="") as file:
                _refuse_binary(file.read(_CHUNK), path.name)
                while text := file.read(_CHUNK):
                    _refuse_binary(text, path.name)
            return encoding
        except UnicodeError:
            continue
    raise InputError("the text's encoding is not known", where=path.name,
                     expected=", ".join(("utf-8", "cp1252")),
                     fix="save it as UTF-8")


def _refuse_binary(text: str, name: str) -> None:
    if "\0" in text:
        raise InputError("the file is not a table of text: it holds NUL characters", where=name,
                         expected="comma-separated text",
                         fix="export it again as CSV UTF-8 or .xlsx")


def _lines(path: Path, encoding: str, skipped: int) -> Iterator[str]:
    with path.open(encoding=encoding, newline="") as file:
        for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), ""), start=1):
            if number <= skipped:
                continue
            if len(line) == LONGEST_LINE:
                raise InputError("a line is too long for a table of answers",
                                 where=f"{path.name}, line {number}",
                                 expected=f"at most {LONGEST_LINE:,} characters")
            yield line


def _separator(path: Path, encoding: str, known: Collection[str]) -> tuple[str, int]:
    """Return the separator, and how many lines that tell it stand above the table."""
    first = next(_lines(path, encoding, 0), "")
    told = _OWN_SEPARATOR.fullmatch(first)
    if told:
        return told[1], 1
    leading = list(islice(_lines(path, encoding, 0), 3 * LEADING_ROWS))
    return max(SEPARATORS, key=lambda separator: _fit(leading, separator, known)), 0


def _fit(lines: Iterable[str], separator: str, known: Collection[str]) -> tuple[int, int, int]:
    """Return how well a separator parts the leading rows.

    Known headers, rows of the usual width, that width.
    """
    try:
        rows = list(islice(csv.reader(lines, delimiter=separator), LEADING_ROWS))
    except csv.Error:
        return 0, 0, 0
    headers = max((hits(row, known) for row in rows), default=0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width = max(widths, key=lambda width: (widths[width], width), default=0)
    return headers, widths[width], width


def _rows(path: Path, encoding: str, separator: str, skipped: int) -> Iterator[Row]:
    """Yield the records, numbered as a spreadsheet does: a record of several lines is one row."""
    last = [""]

    def lines() -> Iterator[str]:
        for line in _lines(path, encoding, skipped):
            last[0] = last[0] or line
            yield line

    records, number = csv.reader(lines(), delimiter=separator, strict=True), 0
    while True:
        number += 1
        last[0], begun = "", records.line_num + skipped + 1
        try:
            record = next(records, None)
        except csv.Error as error:
            raise _unbalanced(f"{path.name}, row {number}, line {begun}", last[0], separator,
                              error) from error
        if record is None:
            return
        yield number, [cell.strip() for cell in record]


def _unbalanced(where: str, line: str, separator: str, error: csv.Error) -> InputError:
    """Return the error of a record that does not end, with the cell where its last quote opened."""
    cells = next(csv.reader([line[:_CHUNK // 8]], delimiter=separator), [""])
    return InputError(f"a quote is never closed, or a text is too long: {error}",
                      where=f"{where}, column {letters(len(cells) - 1)}",
                      expected="a quote at both ends of a cell",
                      fix='close it; a quote within a quoted cell is written twice, as ""')
