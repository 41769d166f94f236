"""One cell's text to one valid answer, resolved within its own question's choices."""

import re
from collections.abc import Callable

from surveyintake.choices import Spellings, key, missing, no_answer
from surveyintake.durations import parse_years
from surveyintake.instrument import Variable
from surveyintake.moments import read_date, read_moment, read_place, read_time
from surveyintake.numerals import NumeralError, parse
from surveyintake.rules import NOTHING, Answer

#: Units of a question that asks for a number of years.
YEARS = ("years", "year", "tahun")
_UNIT = re.compile(r"(?P<number>[\d.,]+) ?(?P<unit>[^\W\d]+[²³]?)\.?")
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")

Reader = Callable[[str, bool], Answer]


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
        dated = read_date if variable.type == "date" else read_moment
        return lambda text, numeric: dated(text, day_first)
    if variable.type in ("time", "geopoint"):
        special = read_time if variable.type == "time" else read_place
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


def _number(text: str, variable: Variable, number_format: str | None) -> Answer:
    read = parse_years if variable.unit in YEARS else parse
    try:
        value = read(_without_unit(text, variable), number_format=number_format)
    except NumeralError as error:
        readings = " | ".join(f"{reading:f}" for reading in error.readings)
        return Answer(None, "ambiguous_number" if len(error.readings) > 1 else "not_a_number", readings)
    if variable.type == "decimal":
        return Answer(float(value), "" if str(value) == text else "number")
    if value != int(value):
        return Answer(None, "not_whole")
    return Answer(int(value), "" if str(int(value)) == text else "number")


def _without_unit(text: str, variable: Variable) -> str:
    """Return a number's text without the unit that its question's label names in brackets: 2,5 km for Jarak (km)."""
    told = _UNIT.fullmatch(text)
    named = {unit.strip().casefold() for label in variable.labels.values() for unit in _IN_BRACKETS.findall(label)}
    return told["number"] if told and told["unit"].casefold() in named - set(YEARS) else text
