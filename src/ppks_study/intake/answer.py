"""One cell's text to one valid answer, resolved within its own question's choices."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ppks_study.instrument import Variable
from ppks_study.intake.choices import Spellings
from ppks_study.intake.dates import DateError, parse_date
from ppks_study.intake.durations import parse_years
from ppks_study.intake.marks import key, missing, no_answer
from ppks_study.intake.numerals import NumeralError, parse
from ppks_study.intake.rules import RULES

_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")

#: Units of a question that asks for a number of years.
YEARS = ("years", "year", "tahun")
#: How many dates of a column have to tell whether the day stands first.
TELLING = 3


@dataclass(frozen=True)
class Answer:
    """One cell, cleaned.

    Attributes
    ----------
    value : str, int, float or None
        None for no answer.
    rule : str
        What changed or refused it, one of `rules.RULES`; empty where nothing did.
    suggestion : str
        What may have been meant.
    column : str
        The column of the file that holds the cell, where it is not the question's own.
    skipped : bool
        Whether there is no answer because the question was not asked.
    """

    value: str | int | float | None
    rule: str = ""
    suggestion: str = ""
    column: str = ""
    skipped: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether something was answered that is not used."""
        return bool(self.rule) and RULES[self.rule].effect == "refused"


Reader = Callable[[str, bool], Answer]
NOTHING = Answer(None)


def answer(text: str, variable: Variable, *, numeric: bool = False) -> Answer:
    """Return the answer that a cell's text states.

    Parameters
    ----------
    text : str
        As written; empty is no answer.
    variable : Variable
        Its type, choices with labels and aliases, and number format say what an answer may be.
    numeric : bool
        Whether the cell held a number rather than text: then its point is a decimal point, whatever the format.

    Returns
    -------
    Answer
        A refused text gives no value, and names a rule and a suggestion.
    """
    return reader(variable)(text, numeric)


def reader(variable: Variable, *, day_first: bool | None = None) -> Reader:
    """Return what reads the texts of a question: it is made once for a whole column."""
    read = _reader(variable, day_first)
    spellings = Spellings(variable) if variable.choices else None
    codes = {key(code) for code in variable.missing}

    def checked(text: str, numeric: bool = False) -> Answer:
        if not text.strip():
            return NOTHING
        if key(text) in codes or (numeric and key(text.removesuffix(".0")) in codes):
            return Answer(None, "missing_code")
        if spellings is None or spellings.find(text) is None:
            rule = missing(text, choosing=spellings is not None)
            if rule or (rule := no_answer(text)):
                return Answer(None, rule)
        return read(text.strip(), numeric)

    return checked


def _reader(variable: Variable, day_first: bool | None) -> Reader:
    if variable.choices:
        spellings = Spellings(variable)
        several = {"select_multiple": _several, "rank": _ranked}.get(variable.type, _one)
        return lambda text, numeric: several(text, spellings)
    if variable.type in ("integer", "decimal", "range"):
        return lambda text, numeric: _number(text, variable, "en" if numeric else variable.number_format or None)
    if variable.type in ("date", "datetime"):
        dated = _date if variable.type == "date" else _moment
        return lambda text, numeric: dated(text, day_first)
    if variable.type in ("time", "geopoint"):
        special = _time if variable.type == "time" else _place
        return lambda text, numeric: special(text)
    return lambda text, numeric: Answer(text)


def _one(text: str, spellings: Spellings) -> Answer:
    name = spellings.find(text)
    if name is not None:
        return Answer(name, "" if spellings.verbatim.get(text) == name else "spelling")
    name, agrees = spellings.numbered(text)
    if name is not None and agrees:
        return Answer(name, "spelling")
    named = spellings.two(text)
    if len(named) == 1:
        return Answer(named[0], "spelling")
    if named or name is not None:
        return Answer(None, "two_answers", " | ".join(spellings.label(one) for one in named or (name or "",)))
    return Answer(None, "unknown_choice", spellings.suggest(text))


def _several(text: str, spellings: Spellings) -> Answer:
    names, unknown = spellings.several(text)
    if unknown:
        return Answer(None, "unknown_choice", spellings.suggest(unknown))
    return Answer(joined(names, spellings) or None, "" if spellings.is_verbatim(text, names) else "spelling")


def joined(names: list[str], spellings: Spellings) -> str:
    """Return several choices as one text, in the order of the form."""
    return " ".join(sorted(set(names), key=spellings.order.__getitem__))


def _ranked(text: str, spellings: Spellings) -> Answer:
    """Return a ranking: its order is the answer."""
    names, unknown = spellings.several(text)
    if unknown:
        return Answer(None, "unknown_choice", spellings.suggest(unknown))
    return Answer(" ".join(dict.fromkeys(names)) or None, "" if spellings.is_verbatim(text, names) else "spelling")


def order_of_dates(texts: Iterable[str]) -> bool | None:
    """Return whether a column's dates put the day first, None where they do not tell.

    Notes
    -----
    `TELLING` dates that can be read in one order only have to tell it, and none the other: ``17/08/2019`` tells that
    the day stands first, ``03/04/2019`` and ``2019-08-17`` tell nothing.

    Examples
    --------
    >>> order_of_dates(["17/08/2019", "18/8/2019", "31/12/2019", "03/04/2019"])
    True
    """
    told = [_order(text) for text in texts]
    for order in (True, False):
        if told.count(order) >= TELLING and (not order) not in told:
            return order
    return None


def _order(text: str) -> bool | None:
    fits = []
    for order in (True, False):
        try:
            parse_date(text, day_first=order)
            fits.append(order)
        except DateError:
            continue
    return fits[0] if len(fits) == 1 else None


def _number(text: str, variable: Variable, number_format: str | None) -> Answer:
    read = parse_years if variable.unit in YEARS else parse
    try:
        value = read(text, number_format=number_format)
    except NumeralError as error:
        readings = " | ".join(f"{reading:f}" for reading in error.readings)
        return Answer(None, "ambiguous_number" if len(error.readings) > 1 else "not_a_number", readings)
    if variable.type == "decimal":
        return Answer(float(value), "" if str(value) == text else "number")
    if value != int(value):
        return Answer(None, "not_whole")
    return Answer(int(value), "" if str(int(value)) == text else "number")


def _time(text: str) -> Answer:
    found = _TIME.fullmatch(text)
    if not found:
        return Answer(None, "not_a_date")
    hour, minute, second, _ = found.groups()
    plain = f"{int(hour):02}:{minute}" + (f":{second}" if second else "")
    return Answer(plain, "" if text.startswith(plain) else "date")


def _place(text: str) -> Answer:
    parts = text.split()
    try:
        latitude, longitude, *_ = (float(part) for part in parts)
    except ValueError:
        return Answer(None, "not_a_place")
    inside = -90 <= latitude <= 90 and -180 <= longitude <= 180 and len(parts) <= 4
    return Answer(text) if inside else Answer(None, "not_a_place")


def _date(text: str, day_first: bool | None) -> Answer:
    try:
        day = parse_date(text, day_first=day_first).isoformat()
    except DateError as error:
        readings = " | ".join(reading.isoformat() for reading in error.readings)
        return Answer(None, "ambiguous_date" if len(error.readings) > 1 else "not_a_date", readings)
    return Answer(day, "" if day == text else "date")


def _moment(text: str, day_first: bool | None) -> Answer:
    """Return a date with its time, as ISO text; a date alone stays one."""
    day, _, rest = text.replace("T", " ", 1).partition(" ")
    date, time = _date(day, day_first), _time(rest.strip()) if rest else NOTHING
    if date.value is None or time.rule == "not_a_date":
        return Answer(None, date.rule or time.rule, date.suggestion)
    value = f"{date.value} {time.value}" if rest else str(date.value)
    return Answer(value, "" if text.replace("T", " ").startswith(value) else "date")
