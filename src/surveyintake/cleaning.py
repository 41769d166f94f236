"""Answers as written to one valid row per pendamping, and a log of every cell changed or refused."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveyintake.answer import Reader, reader
from surveyintake.cleaning_log import LOG_COLUMNS, Log
from surveyintake.columns import Column, read_column, read_flags
from surveyintake.constraints import check_conditions, judge
from surveyintake.dates import DateError, parse_date
from surveyintake.decimal_points import pointed
from surveyintake.duplicates import duplicates
from surveyintake.instrument import Instrument, Variable
from surveyintake.matching import Matching, match
from surveyintake.moments import order_of_dates
from surveyintake.privacy import asks_for, identifiers, pseudonym
from surveyintake.raw_table import Raw
from surveyintake.rows import Table, no_respondents
from surveyintake.rules import NOTHING, Answer
from surveyintake.xpath import TODAY

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
