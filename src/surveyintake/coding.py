"""Coded interviews: the codebook, the coded segments, the findings. No text of an interview is read or kept."""

import csv
import re
from collections.abc import Callable, Collection
from pathlib import Path

import pandas as pd

from surveyintake.errors import InputError, nearest
from surveyintake.privacy import looks_private

#: How a finding stands to the number beside it.
RELATIONS = ("converge", "oppose", "silent")
COLUMNS = {
    "codes": ("code", "section", "label_id", "label_en", "meaning_id", "meaning_en"),
    "segments": ("segment", "source", "location", "coder", "code"),
    "interviews": ("id", "finding_en", "finding_id", "voice", "section", "claim", "converges"),
}
#: Columns that may be there beside those.
OPTIONAL = {"codes": (), "segments": ("paraphrase",), "interviews": ("code",)}
#: A role or pseudonym: ``stakeholder``, ``nurse-03``.
_NAME = re.compile(r"([a-z][a-z0-9_]*)(-\d+)?")
#: Words before a person's name.
_TITLES = frozenset({"ibu", "bu", "bapak", "pak", "bpk", "sdr", "sdri", "mr", "mrs", "ms", "ny",
                     "tn", "dr", "drs",
                     "dra", "hj", "haji", "hajjah", "mbak", "mas", "uni", "uda", "kak", "ust"})
#: A location longer than this is text of the interview.
LONGEST_LOCATION = 40
PSEUDONYM = "a role or pseudonym, like stakeholder-2 or coder_a: no person's name"
PLACE = f"a place, like par. 12 or 00:14, of {LONGEST_LOCATION} characters at most"


def read_codes(path: Path, sections: Collection[str] = ()) -> pd.DataFrame:
    """Return a codebook: one row a code, all text.

    Parameters
    ----------
    path : Path
        A CSV file with the columns `COLUMNS` of ``codes``.
    sections : collection of str
        Sections of the report that a code may belong to; any, if none is given.

    Raises
    ------
    InputError
        A column is missing or unknown; a code is empty or stands twice; a section is unknown; a
        label is missing.
    """
    table = _read(path, "codes")
    _each(table, path, "code", _NAME.fullmatch, "a short name like workload: a-z, 0-9 and _")
    _once(table, path, ["code"], "a code stands twice", "one row for each code")
    _known(table, path, "section", sections or table["section"])
    for column in ("label_id", "label_en", "meaning_id", "meaning_en"):
        _each(table, path, column, bool, "a text")
    return table


def read_segments(path: Path, codes: Collection[str],
                  sources: Collection[str] = ()) -> pd.DataFrame:
    """Return coded segments: one row for each code that a coder gave to a segment, all text.

    Parameters
    ----------
    path : Path
        A CSV file with the columns ``segment``, ``source``, ``location``, ``coder``, ``code``;
        ``paraphrase`` (in one's own words) may be there.
    codes : collection of str
        The codebook's codes.
    sources : collection of str
        Roles that a source may have; any, if none is given. A number stands behind a role that
        several people hold: ``stakeholder-2``.

    Raises
    ------
    InputError
        A column is missing or unknown (there is none for the interview's text); a cell is empty; a
        code or source is unknown; a source, coder or location looks like a person or a sentence; a
        segment lies in two sources; a coder gives a segment one code twice.
    """
    table = _read(path, "segments")
    for column in ("segment", "source", "coder", "code"):
        _each(table, path, column, bool, "no empty cell")
    for column in ("source", "coder"):
        _each(table, path, column, _is_pseudonym, PSEUDONYM)
    _each(table, path, "location", _is_place, PLACE)
    if "paraphrase" in table:
        _each(table, path, "paraphrase", _tells_nobody, "nothing by which somebody is recognised")
    _known(table, path, "code", codes)
    _known(table, path, "source", sources or table["source"].map(role_of), role_of)
    _once(table, path, ["segment", "coder", "code"], "one coder gave a segment the same code twice",
          "one row for each code that a coder gave to a segment")
    places = table.drop_duplicates(["segment", "source"])
    _once(places, path, ["segment"], "one segment lies in two sources",
          "a name of its own for each segment")
    return table


def read_findings(path: Path, codes: Collection[str] = (), *, voices: Collection[str] = (),
                  sections: Collection[str] = ()) -> pd.DataFrame:
    """Return interview findings: one row a finding, in the researchers' words, all text.

    Parameters
    ----------
    path : Path
        A CSV file with the columns `COLUMNS` of ``interviews``; ``code`` may be there.
    codes : collection of str
        The codebook's codes; without any, codes are not looked up.
    voices : collection of str
        Whose voice a finding may be; anybody's, if none is given.
    sections : collection of str
        Sections of the report that a finding may belong to; any, if none is given.

    Raises
    ------
    InputError
        A column is missing or unknown; an id is empty or stands twice; a voice, section, relation
        or code is unknown; a finding is empty in both languages, or holds a number that tells a
        person.
    """
    table = _read(path, "interviews")
    _each(table, path, "id", bool, "a short name")
    _once(table, path, ["id"], "an id stands twice", "one row for each finding")
    for column, known in (("voice", voices), ("section", sections), ("converges", RELATIONS)):
        _known(table, path, column, known or table[column])
    if "code" in table and codes:
        _known(table[table["code"] != ""], path, "code", codes)
    for column in ("finding_id", "finding_en"):
        _each(table, path, column, _tells_nobody, "nothing by which somebody is recognised")
    said = table["finding_id"] + table["finding_en"]
    _each(table.assign(finding_id=said), path, "finding_id", bool,
          "the finding in one language at least")
    return table


def role_of(source: str) -> str:
    """Return the role that a source holds: its name without the number of the person.

    Parameters
    ----------
    source : str
        A role or pseudonym.

    Examples
    --------
    >>> role_of("stakeholder-2"), role_of("nurse")
    ('stakeholder', 'nurse')
    """
    return re.sub(r"-\d+$", "", source)


def _is_pseudonym(text: str) -> bool:
    if not _NAME.fullmatch(text) or looks_private(text):
        return False
    return _TITLES.isdisjoint(re.split(r"[_\d-]+", text))


def _is_place(text: str) -> bool:
    return len(text) <= LONGEST_LOCATION and not looks_private(text)


def _tells_nobody(text: str) -> bool:
    return looks_private(text) is None


def _read(path: Path, kind: str) -> pd.DataFrame:
    """Return a table as text, spaces around cells aside.

    Refuse it where columns are missing or unknown.
    """
    header, *rows = _rows(path)
    for column in (name for name in COLUMNS[kind] if name not in header):
        raise InputError(f"no column {column!r}", where=path.name,
                         expected=", ".join(COLUMNS[kind]),
                         fix="give it this header; the order of columns is free")
    allowed = (*COLUMNS[kind], *OPTIONAL[kind])
    for column in (name for name in header if name not in allowed or header.count(name) > 1):
        known = column in allowed
        raise InputError(f"column {column!r} stands twice" if known
                         else f"unknown column {column!r}", where=path.name,
                         expected=", ".join(allowed),
                         fix="take it out; what was said in an interview stays with the researchers")
    return pd.DataFrame(rows, columns=header, dtype="str")


def _rows(path: Path) -> list[list[str]]:
    """Return the rows of a CSV file, header first, without empty rows.

    Refuse rows of another length.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [list(map(str.strip, row)) for row in csv.reader(file, strict=True)]
    except (OSError, ValueError, csv.Error) as error:
        raise InputError(f"{path.name} cannot be read: {error}", where=path.name,
                         expected="a CSV file in UTF-8",
                         fix="save it as CSV (UTF-8), with commas between columns") from error
    width = len(rows[0]) if rows else 0
    for number, row in enumerate(rows, start=1):
        if any(row) and len(row) != width:
            raise InputError(f"{len(row)} cells where the header has {width}",
                             where=f"{path.name}, row {number}",
                             expected="as many cells as columns",
                             fix="put a text that holds a comma into quotation marks")
    return [rows[0], *(row for row in rows[1:] if any(row))] if rows else [[]]


def _at(path: Path, table: pd.DataFrame, row: int, column: str) -> str:
    """Return where a cell stands; rows as a spreadsheet counts them."""
    return f"{path.name}, row {int(table.index[row]) + 2}, column {column}"


def _each(table: pd.DataFrame, path: Path, column: str, holds: Callable[[str], object],
          expected: str) -> None:
    """Refuse the first cell of which something does not hold.

    What tells somebody is not repeated.
    """
    for row, text in enumerate(table[column]):
        if not holds(text):
            shown = f"{column} {text!r}" if looks_private(text) is None else f"this {column}"
            raise InputError(f"{shown} cannot stand here" if text else f"no {column}",
                             where=_at(path, table, row, column), expected=expected,
                             fix="correct the cell")


def _known(table: pd.DataFrame, path: Path, column: str, known: Collection[str],
           named: Callable[[str], str] = str) -> None:
    allowed = set(known)
    for row, text in enumerate(table[column]):
        if named(text) not in allowed:
            raise InputError(f"unknown {column} {text!r}", where=_at(path, table, row, column),
                             expected=nearest(named(text), known) if known
                             else "a codebook with codes",
                             fix="correct the cell"
                             + (", or add a row to codes.csv" if column == "code" else ""))


def _once(table: pd.DataFrame, path: Path, columns: list[str], what: str, expected: str) -> None:
    twice = table.duplicated(columns)
    if twice.any():
        row = int(twice.to_numpy().argmax())
        said = ", ".join(f"{name} {table[name].iloc[row]!r}" for name in columns)
        raise InputError(f"{what}: {said}", where=_at(path, table, row, columns[-1]),
                         expected=expected,
                         fix="take one of them out")
