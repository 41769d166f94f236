"""The functions that a form's conditions may call, and how texts, numbers and dates turn into each other there."""

import datetime
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Value = str | float | bool | None


class _Missing(str):
    """The empty text of a question that was asked and not answered."""


#: An answer that was asked for and not given: equal to the empty text, and otherwise not known.
MISSING = _Missing()
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{2}):(\d{2}).*)?")
_EPOCH = datetime.datetime(1970, 1, 1)


def boolean(value: Value) -> bool | None:
    """Return whether a value counts as true; unknown stays unknown."""
    if value is None or value is MISSING:
        return None
    return not math.isnan(value) and value != 0 if isinstance(value, float) else bool(value)


def number(value: Value) -> float:
    """Return a value as a number, a date as its days since 1970; nan for any other text.

    Examples
    --------
    >>> number("2.5"), number("1970-01-03")
    (2.5, 2.0)
    """
    if not isinstance(value, str):
        return math.nan if value is None else float(value)
    try:
        return float(value) if value.strip().lower() not in ("inf", "infinity", "-inf", "-infinity") else math.nan
    except ValueError:
        return _days(value.strip())


def text(value: Value) -> str:
    """Return a value as XPath writes it: whole numbers without a point.

    Examples
    --------
    >>> text(3.0), text(True)
    ('3', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value or ""


def _days(written: str) -> float:
    found = _DATE.fullmatch(written)
    if not found:
        return math.nan
    try:
        moment = datetime.datetime(*(int(part) for part in found.groups(default="0")))  # type: ignore[arg-type]
    except ValueError:
        return math.nan
    return (moment - _EPOCH) / datetime.timedelta(days=1)


def _date(value: Value) -> Value:
    """Return the day that a text or a number of days names, as ISO text."""
    days = number(value)
    if math.isnan(days):
        return math.nan
    return (_EPOCH + datetime.timedelta(days=math.floor(days))).date().isoformat()


def _format_date(value: Value, pattern: Value) -> Value:
    days = number(value)
    if math.isnan(days):
        return ""
    day = _EPOCH + datetime.timedelta(days=days)
    own = {"%n": str(day.month), "%e": str(day.day), "%h": str(day.hour)}
    return day.strftime(re.sub(r"%[neh]", lambda found: own[found[0]], text(pattern)))


def _round(value: Value, places: Value = 0.0) -> Value:
    """Round halves up, as XPath does."""
    scale = 10.0 ** number(places)
    return math.floor(number(value) * scale + 0.5) / scale if math.isfinite(number(value)) else math.nan


def _coalesce(*values: Value) -> Value:
    """Return the first answer that was given; not known where one before it is not."""
    for value in values[:-1]:
        if value is None or text(value):
            return value
    return values[-1]


def _selected_at(chosen: Value, place: Value) -> Value:
    names, at = text(chosen).split(), int(number(place))
    return names[at] if 0 <= at < len(names) else ""


def _between(value: Value, start: Value, end: Value = None) -> Value:
    return text(value)[int(number(start)):None if end is None else int(number(end))]


def _part(value: Value, start: Value, length: Value = None) -> Value:
    first = int(number(start)) - 1
    return text(value)[max(first, 0):None if length is None else max(first + int(number(length)), 0)]


@dataclass(frozen=True)
class Function:
    """One function: what computes it, how many arguments it takes, whether it judges what is not known itself."""

    of: Callable[..., Value]
    fewest: int
    most: int
    judges_unknown: bool = False


FUNCTIONS: Mapping[str, Function] = {
    "selected": Function(lambda chosen, one: text(one) in text(chosen).split(), 2, 2),
    "count-selected": Function(lambda chosen: float(len(text(chosen).split())), 1, 1),
    "selected-at": Function(_selected_at, 2, 2),
    "regex": Function(lambda value, pattern: re.fullmatch(text(pattern), text(value)) is not None, 2, 2),
    "if": Function(lambda test, yes, no: None if boolean(test) is None else yes if boolean(test) else no, 3, 3, True),
    "coalesce": Function(_coalesce, 1, 99, True),
    "not": Function(lambda one: not boolean(one), 1, 1),
    "true": Function(lambda: True, 0, 0),
    "false": Function(lambda: False, 0, 0),
    "boolean": Function(boolean, 1, 1),
    "string": Function(text, 1, 1),
    "string-length": Function(lambda one: None if one is None else float(len(text(one))), 1, 1, True),
    "contains": Function(lambda one, part: text(part) in text(one), 2, 2),
    "starts-with": Function(lambda one, part: text(one).startswith(text(part)), 2, 2),
    "ends-with": Function(lambda one, part: text(one).endswith(text(part)), 2, 2),
    "concat": Function(lambda *parts: "".join(map(text, parts)), 1, 99),
    "substr": Function(_between, 2, 3),
    "substring": Function(_part, 2, 3),
    "normalize-space": Function(lambda one: " ".join(text(one).split()), 1, 1),
    "number": Function(number, 1, 1),
    "int": Function(lambda one: float(math.trunc(number(one))) if math.isfinite(number(one)) else math.nan, 1, 1),
    "round": Function(_round, 1, 2),
    "floor": Function(lambda one: float(math.floor(number(one))), 1, 1),
    "ceiling": Function(lambda one: float(math.ceil(number(one))), 1, 1),
    "abs": Function(lambda one: abs(number(one)), 1, 1),
    "pow": Function(lambda one, other: number(one) ** number(other), 2, 2),
    "sqrt": Function(lambda one: math.sqrt(number(one)), 1, 1),
    "min": Function(lambda *values: min(map(number, values)), 1, 99),
    "max": Function(lambda *values: max(map(number, values)), 1, 99),
    "sum": Function(lambda *values: math.fsum(map(number, values)), 1, 99),
    "date": Function(_date, 1, 1),
    "date-time": Function(_date, 1, 1),
    "decimal-date-time": Function(number, 1, 1),
    "format-date": Function(_format_date, 2, 2),
}
