"""Answers that say when and where: dates, times and places."""

import re
from collections.abc import Iterable

from surveyintake.dates import DateError, parse_date
from surveyintake.rules import NOTHING, Answer

#: How many dates of a column have to tell whether the day stands first.
TELLING = 3
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")


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


def read_time(text: str) -> Answer:
    """Return a time of day as ``08:30`` or ``08:30:15``, without its zone; whole minutes have no seconds."""
    found = _TIME.fullmatch(text)
    if not found:
        return Answer(None, "not_a_date")
    hour, minute, second, _ = found.groups()
    plain = f"{int(hour):02}:{minute}" + (f":{second}" if second not in (None, "00") else "")
    return Answer(plain, "" if text.startswith(plain) else "date")


def read_place(text: str) -> Answer:
    """Return a latitude and a longitude, with altitude and accuracy where given, as written."""
    parts = text.split()
    try:
        latitude, longitude, *_ = (float(part) for part in parts)
    except ValueError:
        return Answer(None, "not_a_place")
    inside = -90 <= latitude <= 90 and -180 <= longitude <= 180 and len(parts) <= 4
    return Answer(text) if inside else Answer(None, "not_a_place")


def read_date(text: str, day_first: bool | None) -> Answer:
    """Return a date as ISO text."""
    try:
        day = parse_date(text, day_first=day_first).isoformat()
    except DateError as error:
        readings = " | ".join(reading.isoformat() for reading in error.readings)
        return Answer(None, "ambiguous_date" if len(error.readings) > 1 else "not_a_date", readings)
    return Answer(day, "" if day == text else "date")


def read_moment(text: str, day_first: bool | None) -> Answer:
    """Return a date with its time, as ISO text; a date alone stays one."""
    day, _, rest = text.replace("T", " ", 1).partition(" ")
    date, time = read_date(day, day_first), read_time(rest.strip()) if rest else NOTHING
    if date.value is None or time.rule == "not_a_date":
        return Answer(None, date.rule or time.rule, date.suggestion)
    value = f"{date.value} {time.value}" if rest else str(date.value)
    return Answer(value, "" if text.replace("T", " ").startswith(value) else "date")
