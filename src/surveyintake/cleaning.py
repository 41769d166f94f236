"""Answers as written to one valid row per respondent, and a log of every cell changed or refused."""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from surveyintake.answer import Reader, Spellings, reader
from surveyintake.answer_file import Raw, raw_of, read
from surveyintake.columns import Column, is_ticked, read_column, read_flags
from surveyintake.constraints import check_conditions, in_words, judge
from surveyintake.dates import DateError, order_of_dates, parse_date
from surveyintake.errors import InputError, InstrumentError
from surveyintake.instrument import Instrument, Variable
from surveyintake.matching import Matching, known, match
from surveyintake.numerals import pointed
from surveyintake.privacy import asks_for, identifiers, masked, pseudonym
from surveyintake.rows import Refusal, Table, duplicates, no_respondents
from surveyintake.rules import NOTHING, RULES, Answer
from surveyintake.xpath import TODAY

__all__ = ["LOG_COLUMNS", "Cleaned", "clean", "cleaned", "instrument_of"]

LOG_COLUMNS = ("file", "sheet", "row", "cell", "column", "raw", "new", "rule", "reason_id",
               "reason_en", "suggestion")
DTYPES = {"integer": "Int64", "range": "Int64", "decimal": "Float64"}
#: Columns in which tools write when the answers were given, the surest first.
_DAYS = ("today", "end", "_submission_time", "submissiondate", "timestamp", "cap waktu",
         "stempel waktu", "start")
#: Columns of a tool that takes decimals with a point only, and writes them so where a file has no
#: cells of numbers; three digits behind it may still be thousands.
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
        `LOG_COLUMNS`, one row for each cell changed or refused, each row left out, each column not
        read.
    identifiers : frozenset of str
        Variables that tell who somebody is.
    """

    columns: Mapping[str, Column]
    kept: np.ndarray
    log: pd.DataFrame
    identifiers: frozenset[str]


def clean(source: str | Path | pd.DataFrame | Raw, form: str | Path | Instrument, *,
          columns: Mapping[str, str] | None = None,
          key: bytes | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return valid answers, one row per respondent, and the log of what was changed or refused.

    Parameters
    ----------
    source : str, Path, DataFrame or Raw
        A file of answers; or a DataFrame with one column per question, named or labelled as in the
        form, of numbers or texts; or a file's cells as `read` returns them.
    form : str, Path or Instrument
        The questionnaire: an XLSForm (folder of CSV sheets, or an .xlsx), or one already loaded.
    columns : mapping of str to str, optional
        Header to name of the variable, for headers that are neither a name nor a label.
    key : bytes, optional
        Secret of the pseudonyms; without it there are none.

    Returns
    -------
    data : DataFrame, shape (n_kept_rows, n_variables)
        Choice names, whole numbers (Int64), decimals (Float64), texts; several choices joined by
        spaces, in the order of the form. A refused cell is missing, and its row stays. Variables
        that tell who somebody is are left out; with a key, the column ``pseudonym`` stands for
        them. A question without a column is missing in every row.
    log : DataFrame
        `LOG_COLUMNS`, one row for each cell changed or refused and each row left out, in the order
        of the rows. Rows of a DataFrame count from 2, as in a spreadsheet with a header.

    Raises
    ------
    InputError
        The answers cannot be read, or no column is one of the form's.
    InstrumentError
        There is no such form, or a condition of it cannot be evaluated.

    Examples
    --------
    >>> from surveyintake.instrument import Choice
    >>> frame = pd.DataFrame({"sex": ["f", "M", "?"], "Age (years)": [31, 40, None]})
    >>> sex = (Choice("f", {"en": "Female"}), Choice("m", {"en": "Male"}))
    >>> form = Instrument({
    ...     "sex": Variable("sex", "select_one", {"en": "Sex"}, {}, sex),
    ...     "age": Variable("age", "integer", {"en": "Age (years)"}, {})}, {})
    >>> data, log = clean(frame, form)
    >>> data["sex"].tolist(), data["age"].tolist(), log["rule"].tolist()
    (['f', 'm', nan], [31, 40, <NA>], ['spelling', 'unknown_choice'])
    """
    instrument = instrument_of(form)
    raw = _raw(source, instrument, columns)
    answers = cleaned(raw, instrument, match(raw, instrument, columns))
    series = {}
    for name, variable in instrument.variables.items():
        dtype = DTYPES.get(variable.type, "str")
        if name in answers.columns and name not in answers.identifiers:
            series[name] = answers.columns[name].values(dtype)
        elif name not in answers.identifiers:
            series[name] = pd.Series([None] * len(answers.kept), dtype=dtype)
    data = pd.DataFrame(series)
    given = [name for name in instrument.variables
             if name in answers.identifiers and name in answers.columns]
    if key is not None and given:
        data.insert(0, "pseudonym", _pseudonyms(answers, given, key))
    return data, answers.log


def instrument_of(form: str | Path | Instrument) -> Instrument:
    """Return a questionnaire, loaded if need be.

    Parameters
    ----------
    form : str, Path or Instrument
        An XLSForm (folder of CSV sheets, or an .xlsx), or one already loaded.

    Raises
    ------
    InstrumentError
        There is no such form, or it is of another kind.
    """
    if isinstance(form, Instrument):
        return form
    if isinstance(form, str | Path):
        return Instrument.load(form)
    raise InstrumentError(f"a {type(form).__name__} is no questionnaire", where="argument form",
                          expected="the path of an XLSForm, or an Instrument",
                          fix='give the path, as "form.xlsx"')


def _raw(source: object, instrument: Instrument, columns: Mapping[str, str] | None) -> Raw:
    """Return the cells of answers of any kind, as text."""
    if isinstance(source, Raw):
        return source
    if isinstance(source, pd.DataFrame):
        return raw_of(source)
    if isinstance(source, str | Path):
        return read(source, known=known(instrument, columns or ()))
    raise InputError(f"a {type(source).__name__} holds no answers", where="argument source",
                     expected="the path of a file, or a DataFrame",
                     fix="make it a DataFrame, with one column per question")


def _pseudonyms(answers: Cleaned, given: Iterable[str], key: bytes) -> pd.Series:
    """Return a pseudonym for each row that has any identifier."""
    texts = {name: answers.columns[name].values("str").fillna("") for name in given}
    people = pd.DataFrame(texts).itertuples(index=False)
    return pd.Series([pseudonym(key, row) if any(row) else None for row in people], dtype="str")


def cleaned(raw: Raw, instrument: Instrument, matching: Matching) -> Cleaned:
    """Return a file's answers after cleaning, with the log.

    Parameters
    ----------
    raw : Raw
        The file's cells as text.
    instrument : Instrument
        What each answer may be.
    matching : Matching
        Which column answers which question, as `match` returns it.

    Raises
    ------
    InstrumentError
        A condition of the instrument cannot be evaluated.
    """
    check_conditions(instrument)
    personal = identifiers(instrument)
    columns = _read(raw, instrument, matching, personal)
    table = Table(raw, instrument, matching, columns)
    refused = no_respondents(table)
    rows = np.arange(len(raw.cells))
    refused |= duplicates(table, rows[~np.isin(rows, list(refused))])
    kept = rows[~np.isin(rows, list(refused))]
    columns = {name: column.take(kept) for name, column in columns.items()}
    days = _days(raw, matching, kept)
    judge({**columns, **({TODAY: days} if days else {})}, instrument, _year(days))
    log = _Log(raw, matching, instrument, _secret(raw, matching, instrument, personal))
    return Cleaned(columns, kept, log.table(refused, columns, kept), personal)


def _secret(raw: Raw, matching: Matching, instrument: Instrument,
            personal: frozenset[str]) -> frozenset[str]:
    """Return the columns that are never shown: of identifiers, and whose header asks for one.

    A question whose role says otherwise is shown.
    """
    names = {column: name for name, column in matching.columns.items()}
    secret = set()
    for column in raw.letters:
        name = names.get(column)
        if name in personal:
            secret.add(column)
        elif name is None or not instrument.variables[name].role:
            if asks_for(raw.header(column), instrument.respondents):
                secret.add(column)
    return frozenset(secret)


def _read(raw: Raw, instrument: Instrument, matching: Matching,
          personal: frozenset[str]) -> dict[str, Column]:
    """Return the answers of every variable with a column, before any condition is judged.

    What tells who somebody is, is read as a text; only a place is checked to be one.
    """
    columns = {}
    for name, variable in instrument.variables.items():
        asked = variable
        if name in personal and variable.type != "geopoint":
            asked = dataclasses.replace(variable, type="text", choices=())
        whole = None
        if name in matching.columns:
            column = matching.columns[name]
            whole = read_column(raw, column, _reader(raw, matching, asked, column))
        if name in matching.chosen:
            columns[name] = read_flags(raw, matching.chosen[name], variable, whole)
        elif whole is not None:
            columns[name] = whole
    return columns


def _reader(raw: Raw, matching: Matching, variable: Variable, column: str) -> Reader:
    """Return what reads a column, with what the file tells of how dates and decimals are written."""
    if variable.type in ("date", "datetime"):
        return reader(variable, day_first=order_of_dates(raw.cells[column].unique()))
    read_text = reader(variable)
    if raw.numeric or variable.type not in DTYPES:
        return read_text
    decimals = pointed(raw.cells[column].unique())
    if variable.type == "decimal":
        for name in matching.ignored:
            if raw.header(name).casefold() in EXPORTED:
                return lambda text, numeric: read_text(
                    text, numeric or _DECIMAL.fullmatch(text) is not None)
    return lambda text, numeric: read_text(text, numeric or text in decimals)


def _days(raw: Raw, matching: Matching, kept: np.ndarray) -> Column | None:
    """Return the day of each row's answers, as the tool that collected them wrote it."""
    taken = set(matching.columns.values())
    names = {}
    for column in raw.cells.columns:
        if column not in taken:
            names[raw.header(column).casefold().rsplit("/", 1)[-1]] = column
    for day in _DAYS:
        if day in names:
            return read_column(raw, names[day], _day).take(kept)
    return None


def _day(text: str, numeric: bool) -> Answer:
    try:
        return Answer(parse_date(text).isoformat())
    except DateError:
        year = _YEAR.search(text)
        return Answer(None, "ambiguous_date", year[0] if year else "") if text else NOTHING


def _year(days: Column | None) -> int | None:
    """Return the year in which most answers were given."""
    if days is None:
        return None
    years = np.array([str(one.value or one.suggestion)[:4] for one in days.known], dtype=object)
    given = pd.Series(years[days.codes]).loc[lambda year: year.str.isdigit()].astype(int)
    counts = given.value_counts()
    return None if counts.empty else int(counts.index[counts == counts.max()].max())


class _Log:
    """What became of the cells of one file: an entry for each that was changed or refused.

    Parameters
    ----------
    raw : Raw
        The file's cells.
    matching : Matching
        Which column answers which question.
    instrument : Instrument
        The questions.
    secret : frozenset of str
        Columns that tell who somebody is: what stands in them is masked, as is what looks private
        elsewhere.
    """

    def __init__(self, raw: Raw, matching: Matching, instrument: Instrument,
                 secret: frozenset[str]) -> None:
        self.raw, self.matching, self.instrument = raw, matching, instrument
        self.secret = secret
        self.rows = raw.cells.index.tolist()
        self.entries: list[tuple[str | int, ...]] = []
        self._texts: dict[str, list[str]] = {}

    def table(self, refused: Mapping[int, Refusal], columns: Mapping[str, Column],
              kept: np.ndarray) -> pd.DataFrame:
        """Return all entries, in the order of the file's rows and the form's questions."""
        top = self.raw.header_row
        for name, several in self.matching.twice.items():
            cells = ", ".join(self.raw.address(top, column) for column in several)
            self._add(top, several[0], self.raw.header(several[0]),
                      Answer(None, "column_twice", f"{name}: {cells}"))
        for at, refusal in refused.items():
            self._add(self.rows[at], refusal.column, self._text(refusal.column, at),
                      Answer(None, refusal.rule, refusal.suggestion))
        for name, column in columns.items():
            self._add_cells(self.instrument.variables[name], column, kept)
        log = pd.DataFrame(self.entries, columns=list(LOG_COLUMNS))
        return log.sort_values("row", kind="stable", ignore_index=True)

    def _add_cells(self, variable: Variable, column: Column, kept: np.ndarray) -> None:
        """Add an entry for each cell of a question that a rule holds of."""
        for at in np.flatnonzero(column.where([bool(one.rule) for one in column.known])):
            one, place = column.known[column.codes[at]], int(kept[at])
            cell = one.column or self._deciding(variable, column, place)
            self._add(self.rows[place], cell, self._text(cell, place), one, variable.constraint)

    def _text(self, column: str, at: int) -> str:
        """Return a cell's text by place; a column is taken out of the table once."""
        if column not in self._texts:
            self._texts[column] = self.raw.cells[column].tolist()
        return self._texts[column][at]

    def _deciding(self, variable: Variable, column: Column, at: int) -> str:
        """Return the cell that an entry is about: of 0/1 columns, the first that is ticked."""
        if column.flags:
            spellings = Spellings(variable)
            for choice, cell in column.flags.items():
                if is_ticked(self._text(cell, at), choice, spellings):
                    return cell
        return column.name

    def _add(self, row: int, column: str, text: str, one: Answer, constraint: str = "") -> None:
        secret = column in self.secret and RULES[one.rule].effect != "column"
        new = "" if one.value is None else str(one.value)
        reasons = dict(RULES[one.rule].reason)
        if one.rule == "out_of_range":
            for lang in ("id", "en"):
                limits = in_words(constraint, lang)
                reasons[lang] += f": {limits}" if limits else ""
        self.entries.append((
            self.raw.file, self.raw.sheet, row, self.raw.address(row, column), column,
            masked(text, identifier=secret), masked(new, identifier=secret), one.rule,
            reasons["id"], reasons["en"], one.suggestion))
