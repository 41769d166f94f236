"""Answers as written to one valid row per respondent, and a log of every cell changed or refused."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveyintake.answer import Reader, Spellings, reader
from surveyintake.answer_file import Raw
from surveyintake.columns import Column, is_ticked, read_column, read_flags
from surveyintake.constraints import check_conditions, in_words, judge
from surveyintake.dates import DateError, order_of_dates, parse_date
from surveyintake.instrument import Instrument, Variable
from surveyintake.matching import Matching, match
from surveyintake.numerals import pointed
from surveyintake.privacy import asks_for, identifiers, masked, pseudonym
from surveyintake.rows import Refusal, Table, duplicates, no_respondents
from surveyintake.rules import NOTHING, RULES, Answer
from surveyintake.xpath import TODAY

LOG_COLUMNS = ("file", "sheet", "row", "cell", "column", "raw", "new", "rule", "reason_id", "reason_en", "suggestion")
LANGUAGES = ("id", "en")
Entry = tuple[str | int, ...]


class Log:
    """Writes the entries of one file.

    Parameters
    ----------
    raw : Raw
        The file's cells.
    told : frozenset of str
        Columns that tell who somebody is: what stands in them is masked, as is what looks private elsewhere.
    """

    def __init__(self, raw: Raw, matching: Matching, instrument: Instrument, told: frozenset[str]) -> None:
        self.raw, self.matching, self.instrument, self.told = raw, matching, instrument, told
        self.rows = [int(row) for row in raw.cells.index]
        self._taken: dict[str, list[str]] = {}

    def table(self, refused: Mapping[int, Refusal], columns: Mapping[str, Column], kept: np.ndarray) -> pd.DataFrame:
        """Return all entries, in the order of the file's rows and the form's questions."""
        entries = [*self._columns(), *self._rows(refused),
                   *(entry for name, column in columns.items() for entry in self._cells(name, column, kept))]
        log = pd.DataFrame(entries, columns=list(LOG_COLUMNS))
        return log.sort_values("row", kind="stable", ignore_index=True)

    def _columns(self) -> Iterator[Entry]:
        for name, columns in self.matching.twice.items():
            cells = ", ".join(self.raw.address(self.raw.header_row, column) for column in columns)
            yield self._entry(self.raw.header_row, columns[0], self.raw.header(columns[0]),
                              Answer(None, "column_twice", f"{name}: {cells}"))

    def _rows(self, refused: Mapping[int, Refusal]) -> Iterator[Entry]:
        for at, refusal in refused.items():
            yield self._entry(self.rows[at], refusal.column, self._texts(refusal.column)[at],
                              Answer(None, refusal.rule, refusal.suggestion))

    def _cells(self, name: str, column: Column, kept: np.ndarray) -> Iterator[Entry]:
        variable = self.instrument.variables[name]
        for at in np.flatnonzero(column.where([bool(one.rule) for one in column.known])):
            one, place = column.known[column.codes[at]], int(kept[at])
            cell = one.column or self._deciding(variable, column, place)
            yield self._entry(self.rows[place], cell, self._texts(cell)[place], one, variable.constraint)

    def _texts(self, column: str) -> list[str]:
        """Return a column's texts by place; it is taken out of the table once."""
        if column not in self._taken:
            self._taken[column] = self.raw.cells[column].tolist()
        return self._taken[column]

    def _deciding(self, variable: Variable, column: Column, at: int) -> str:
        """Return the cell that an entry is about: of 0/1 columns, the first that is ticked."""
        if not column.flags:
            return column.name
        spellings = Spellings(variable)
        return next((cell for choice, cell in column.flags.items()
                     if is_ticked(self._texts(cell)[at], choice, spellings)), column.name)

    def _entry(self, row: int, column: str, text: str, one: Answer, constraint: str = "") -> Entry:
        secret = column in self.told and RULES[one.rule].effect != "column"
        new = "" if one.value is None else str(one.value)
        return (self.raw.file, self.raw.sheet, row, self.raw.address(row, column), column,
                masked(text, identifier=secret), masked(new, identifier=secret), one.rule,
                *(_reason(one.rule, lang, constraint) for lang in LANGUAGES), one.suggestion)


def _reason(rule: str, lang: str, constraint: str) -> str:
    reason = RULES[rule].reason[lang]
    limits = in_words(constraint, lang) if rule == "out_of_range" else ""
    return f"{reason}: {limits}" if limits else reason


__all__ = ["LOG_COLUMNS", "Cleaned", "clean", "cleaned"]

DTYPES = {"integer": "Int64", "range": "Int64", "decimal": "Float64"}
#: Columns in which tools write when the answers were given, the surest first.
_DAYS = ("today", "end", "_submission_time", "submissiondate", "timestamp", "cap waktu", "stempel waktu", "start")
#: Columns of a tool that takes decimals with a point only, and writes them so where a file has no cells of numbers;
#: three digits behind it may still be thousands.
EXPORTED = frozenset({"_uuid", "_submission_time", "meta/instanceid", "instanceid", "key"})
_DECIMAL = re.compile(r"-?\d+\.(\d{1,2}|\d{4,})")
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Cleaned:
    """A file after cleaning.

    Attributes
    ----------
    columns : mapping of str to Column
        The answers of the kept rows, by variable.
    kept : ndarray of int
        The place of each kept row in the file.
    log : DataFrame
        `LOG_COLUMNS`, one row for each cell changed or refused, each row left out, each column not read.
    identifiers : frozenset of str
        Variables that tell who somebody is.
    """

    columns: Mapping[str, Column]
    kept: np.ndarray
    log: pd.DataFrame
    identifiers: frozenset[str]


def clean(raw: Raw, instrument: Instrument, *, columns: Mapping[str, str] | None = None,
          key: bytes | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return valid answers, one row per pendamping, and the log.

    Parameters
    ----------
    raw : Raw
        A file's cells as text.
    instrument : Instrument
        The schema: what each answer may be.
    columns : mapping of str to str, optional
        Header of the file to name of the variable, for headers that are neither a name nor a label.
    key : bytes, optional
        Secret of the pseudonyms; without it there are none.

    Returns
    -------
    data : DataFrame, shape (n_kept_rows, n_variables)
        Choice names, whole numbers (Int64), decimals (Float64), texts; several choices joined by spaces, in the order
        of the form. A refused cell is missing, and its row stays. Variables that tell who somebody is are left out;
        with a key, the column ``pseudonym`` stands for them.
    log : DataFrame
        `LOG_COLUMNS`, one row for each cell changed or refused and each row left out, in the order of the file's rows.

    Raises
    ------
    InputError
        No column is one of the instrument's.
    InstrumentError
        A condition of the instrument cannot be evaluated.
    """
    found = cleaned(raw, instrument, match(raw, instrument, columns))
    data = pd.DataFrame({name: _values(found, variable) for name, variable in instrument.variables.items()
                         if name not in found.identifiers})
    if key is not None and any(name in found.columns for name in found.identifiers):
        data.insert(0, "pseudonym", _pseudonyms(found, instrument, key))
    return data, found.log


def cleaned(raw: Raw, instrument: Instrument, matching: Matching) -> Cleaned:
    """Return a file's answers after cleaning, with the log; see `clean`."""
    check_conditions(instrument)
    told = identifiers(instrument)
    columns = _read(raw, instrument, matching, told)
    table = Table(raw, instrument, matching, columns)
    refused = no_respondents(table)
    refused |= duplicates(table, _others(len(raw.cells), refused))
    kept = _others(len(raw.cells), refused)
    columns = {name: column.take(kept) for name, column in columns.items()}
    days = _days(raw, matching, kept)
    judge({**columns, **({TODAY: days} if days else {})}, instrument, _year(days))
    log = Log(raw, matching, instrument, _secret(raw, matching, instrument, told))
    return Cleaned(columns, kept, log.table(refused, columns, kept), told)


def _secret(raw: Raw, matching: Matching, instrument: Instrument, told: frozenset[str]) -> frozenset[str]:
    """Return the columns that are never shown: of identifiers, and whose header asks for one, with a question or none.

    A question whose role says otherwise is shown.
    """
    names = {column: name for name, column in matching.columns.items()}
    return frozenset(column for column in raw.letters if names.get(column) in told or (
        not (column in names and instrument.variables[names[column]].role) and asks_for(raw.header(column))))


def _read(raw: Raw, instrument: Instrument, matching: Matching, told: frozenset[str]) -> dict[str, Column]:
    """Return the answers of every variable that has a column, before any condition is judged."""
    found = {}
    for name, variable in instrument.variables.items():
        asked = _plain(variable) if name in told else variable
        column = matching.columns.get(name)
        whole = read_column(raw, column, _reader(raw, matching, asked, column)) if column is not None else None
        flags = matching.chosen.get(name)
        answers = read_flags(raw, flags, variable, whole) if flags else whole
        if answers is not None:
            found[name] = answers
    return found


def _reader(raw: Raw, matching: Matching, variable: Variable, column: str) -> Reader:
    """Return what reads a column, with what the file itself tells of how dates and decimals are written in it."""
    if variable.type in ("date", "datetime"):
        return reader(variable, day_first=order_of_dates(raw.cells[column].unique()))
    read = reader(variable)
    if raw.numeric or variable.type not in DTYPES:
        return read
    decimals = pointed(raw.cells[column].unique())
    exported = any(raw.header(name).casefold() in EXPORTED for name in matching.ignored)
    if variable.type == "decimal" and exported:
        return lambda text, numeric: read(text, numeric or _DECIMAL.fullmatch(text) is not None)
    return lambda text, numeric: read(text, numeric or text in decimals)


def _plain(variable: Variable) -> Variable:
    """Return what tells who somebody is as a text; only a place is checked to be one."""
    return variable if variable.type == "geopoint" else dataclasses.replace(variable, type="text", choices=())


def _others(rows: int, refused: Mapping[int, object]) -> np.ndarray:
    return np.array([at for at in range(rows) if at not in refused], dtype=int)


def _days(raw: Raw, matching: Matching, kept: np.ndarray) -> Column | None:
    """Return the day of each row's answers, as the tool that collected them wrote it."""
    names = {raw.header(column).casefold().rsplit("/", 1)[-1]: column for column in raw.cells.columns
             if column not in matching.columns.values()}
    name = next((names[day] for day in _DAYS if day in names), None)
    return None if name is None else read_column(raw, name, lambda text, _: _day(text)).take(kept)


def _day(text: str) -> Answer:
    try:
        return Answer(parse_date(text).isoformat())
    except DateError:
        year = _YEAR.search(text)
        return Answer(None, "ambiguous_date", year[0] if year else "") if text else NOTHING


def _year(days: Column | None) -> int | None:
    """Return the year in which most answers were given."""
    if days is None:
        return None
    years = [str(one.value or one.suggestion)[:4] for one in days.known]
    counts = np.bincount(days.codes, minlength=len(years))
    told = max(((count, year) for count, year in zip(counts, years, strict=True) if year.isdigit()), default=None)
    return int(told[1]) if told else None


def _values(found: Cleaned, variable: Variable) -> pd.Series:
    dtype = DTYPES.get(variable.type, "str")
    if variable.name not in found.columns:
        return pd.Series([None] * len(found.kept), dtype=dtype)
    return found.columns[variable.name].values(dtype)


def _pseudonyms(found: Cleaned, instrument: Instrument, key: bytes) -> pd.Series:
    """Return a pseudonym for each row that has any identifier."""
    told = pd.DataFrame({name: found.columns[name].values("str").fillna("") for name in instrument.variables
                         if name in found.identifiers and name in found.columns})
    return pd.Series([pseudonym(key, row) if any(row) else None for row in told.itertuples(index=False)], dtype="str")
