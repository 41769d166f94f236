"""Dates, times and places as people and programs write them, read exactly or refused.

Never guessed.
"""

import datetime
import re
from collections.abc import Iterable

from surveyintake.errors import IntakeError, nearest
from surveyintake.numerals import plain
from surveyintake.rules import NOTHING, Answer

#: No survey was answered and no living respondent born before the first; none is answered yet
#: behind the last.
YEARS = range(1900, 2100)
#: A year of two digits from here on lies in the last century: its like in this one is yet to come.
YET_TO_COME = 50
#: No date is longer, with weekday, time and zone; what is longer is not even looked at.
MOST_CHARACTERS = 80

_MONTHS = {name: number for number, names in enumerate((
    "januari january jan", "februari february pebruari feb peb", "maret march mar mrt", "april apr",
    "mei may",
    "juni june jun", "juli july jul", "agustus august agust agu agt ags aug", "september sept sep",
    "oktober october okt oct", "november nopember nov nop", "desember december des dec"), start=1)
    for name in names.split()}
_WEEKDAYS = {name: number for number, names in enumerate((
    "senin sen monday mon", "selasa sel tuesday tues tue", "rabu rab wednesday wed",
    "kamis kam thursday thurs thu",
    "jumat jum'at jum friday fri", "sabtu sab saturday sat", "minggu ahad min sunday sun"))
             for name in names.split()}

_FRONT = re.compile(rf"(?:(?P<weekday>{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})\.?(?:, ?| ))?"
                    r"(?:(?:tanggal|tgl\.?) ?)?(?P<rest>.*)")
_CLOCK = re.compile(
    r"(?P<date>.+?)(?:t|,? (?:pukul |jam |at )?)(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})"
    r"(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?(?: ?(?P<half>[ap])\.?m\.?)?"
    r"(?: ?(?:z|wib|wita|wit|gmt|utc|(?:gmt|utc)?[+-][0-9]{1,2}(?::?[0-9]{2})?))?")
_D, _M, _NAME = "(?P<d>[0-9]{1,2})", "(?P<m>[0-9]{1,2})", "(?P<m>[a-z]+)"
_Y, _YYYY, _YY = "(?P<y>[0-9]{4}|[0-9]{2})", "(?P<y>[0-9]{4})", "(?P<y>[0-9]{2})"
_DD, _MM = "(?P<d>[0-9]{2})", "(?P<m>[0-9]{2})"
_NTH, _GAP = "(?:st|nd|rd|th)?", "[-/., ]{0,2}"


def _numbers(first: str, second: str, third: str) -> re.Pattern[str]:
    return re.compile(f"{first}(?P<mark>[-/. ]){second}(?P=mark){third}")


#: Ways to write a date. Names of months and years of four digits tell the order of the parts, else
#: it can be doubted.
_TOLD = (re.compile(_D + _NTH + _GAP + _NAME + _GAP + _Y),
         re.compile(_NAME + _GAP + _D + _NTH + "[-/., ]{1,2}" + _Y),
         re.compile(_YYYY + _GAP + _NAME + _GAP + _D), _numbers(_YYYY, _M, _D),
         re.compile(_YYYY + _MM + _DD))
_DAY_FIRST = _numbers(_D, _M, _Y), re.compile(_DD + _MM + _YYYY)
_MONTH_FIRST = _numbers(_M, _D, _Y), re.compile(_MM + _DD + _YYYY)
_YEAR_FIRST = (_numbers(_YY, _M, _D),)
#: By `day_first`, the ways that a date may be written.
_WAYS = {None: _TOLD + _DAY_FIRST + _MONTH_FIRST + _YEAR_FIRST, True: _TOLD + _DAY_FIRST,
         False: _TOLD + _MONTH_FIRST}
_NO_DAY = re.compile("(?:[a-z]+[-/., ]{0,2}|[0-9]{1,2}[-/. ])?[0-9]{4}")
_SERIAL = re.compile(r"([0-9]{5})(?:[.,][0-9]{1,10})?")
#: The day before a spreadsheet's first, as it counts: it has a 29 February 1900 too many.
_SERIAL_ZERO = datetime.date(1899, 12, 30)


class DateError(IntakeError):
    """A text that is no date, or that can be read as several.

    Attributes
    ----------
    readings : tuple of datetime.date
        The dates that may be meant, this century's first; empty if there is none.
    """

    def __init__(self, what: str, *, readings: tuple[datetime.date, ...] = (),
                 expected: str = "") -> None:
        self.readings = readings
        told = " or ".join(reading.isoformat() for reading in readings)
        super().__init__(what, expected=told or expected
                         or "a day, month and year, as 17 Agustus 2019 or 2019-08-17",
                         fix="write the date as year-month-day" if readings else "")


def parse_date(text: str, *, day_first: bool | None = None) -> datetime.date:
    """Return the date that a text states.

    Parameters
    ----------
    text : str
        ``17 Agustus 2019``, ``Aug 17, 2019``, ``17/08/2019``, ``2019-08-17T10:11:12+07:00``,
        ``Sabtu, 17-8-2019``. A time of day must be one, and is left out: the date is the one
        written, whatever the time zone.
    day_first : bool, optional
        Whether the day stands before the month in numbers such as ``03/04/2019``.

    Raises
    ------
    DateError
        No date, or an impossible one; several dates (every reading is given); not in the stated
        order; the weekday does not fit; or a spreadsheet's bare day count (``43694``: the date that
        it stands for is given).

    Notes
    -----
    A text is read in every order that its writing allows, in the years 1900 to 2099; the date must
    be the only one. So ``17/08/2019`` and ``05/05/2019`` are read, ``03/04/2019`` is refused, and
    so are most years of two digits: ``17-Agu-19`` is in 2019, or the birthday of a very old person.
    From 50 on such a year can only be of the last century. A weekday decides between readings.

    Examples
    --------
    >>> parse_date("17 Agustus 2019"), parse_date("8/17/2019 10:11:12")
    (datetime.date(2019, 8, 17), datetime.date(2019, 8, 17))
    >>> parse_date("03/04/2019")
    Traceback (most recent call last):
    ...
    surveyintake.dates.DateError: '03/04/2019' can be read as more than one date
    Expected: 2019-04-03 or 2019-03-04
    What to do: write the date as year-month-day
    """
    if len(text) > MOST_CHARACTERS:
        raise DateError(f"{text[:20] + '…'!r} has more than {MOST_CHARACTERS} characters")
    weekday, written = _apart(plain(text))
    found = _readings(written, day_first)
    if not found:
        raise _unread(text, written)
    fitting = [date for date in found if weekday in ("", date.weekday())]
    if not fitting:
        raise DateError(f"{text!r} names a weekday that does not fit", readings=found)
    if len(fitting) > 1:
        raise DateError(f"{text!r} can be read as more than one date", readings=tuple(fitting))
    return fitting[0]


def _apart(seen: str) -> tuple[int | str, str]:
    """Return the weekday (empty if none is named) and the date, without a time of day."""
    front = _FRONT.fullmatch(seen)
    if front is None:
        return "", seen
    clock = _CLOCK.fullmatch(front["rest"])
    weekday, date = _WEEKDAYS.get(front["weekday"] or "", ""), front["rest"]
    if clock and _is_time(clock) and not any(way.fullmatch(date) for way in _WAYS[None]):
        date = clock["date"]
    return weekday, date


def _is_time(clock: re.Match[str]) -> bool:
    hours = range(1, 13) if clock["half"] else range(24)
    minute, second = int(clock["minute"]), int(clock["second"] or 0)
    return int(clock["hour"]) in hours and minute < 60 and second < 60


def _readings(written: str, day_first: bool | None) -> tuple[datetime.date, ...]:
    """Return every date that a text can mean, each once, this century's first."""
    dates: dict[datetime.date, None] = {}
    for way in _WAYS[day_first]:
        match = way.fullmatch(written)
        if match:
            month = int(match["m"]) if match["m"].isdigit() else _MONTHS.get(match["m"], 0)
            for year in _years(match["y"]):
                try:
                    dates[datetime.date(year, month, int(match["d"]))] = None
                except ValueError:  # the calendar has no such day
                    continue
    return tuple(sorted(dates, key=lambda date: date.year < 2000))


def _years(written: str) -> list[int]:
    year = int(written)
    if len(written) == 4:
        return [year] if year in YEARS else []
    return [1900 + year] if year >= YET_TO_COME else [2000 + year, 1900 + year]


def _unread(text: str, written: str) -> DateError:
    if other := _readings(written, None):
        return DateError(f"{text!r} is not written in the stated order of day and month",
                         readings=other)
    if match := _SERIAL.fullmatch(written):
        return DateError(f"{text!r} is a spreadsheet's count of days",
                         readings=(_SERIAL_ZERO + datetime.timedelta(days=int(match[1])),))
    if _NO_DAY.fullmatch(written):
        return DateError(f"{text!r} names no day")
    match = next(filter(None, (way.fullmatch(written) for way in _WAYS[None])), None)
    if match and match["m"].isalpha() and match["m"] not in _MONTHS:
        return DateError(f"{text!r} names no month", expected=nearest(match["m"], _MONTHS))
    return DateError(f"{text!r} is no date in the calendar of {YEARS[0]} to {YEARS[-1]}" if match
                     else
                     f"{text!r} is no date")


#: How many dates of a column have to tell whether the day stands first.
TELLING = 3
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")


def order_of_dates(texts: Iterable[str]) -> bool | None:
    """Return whether a column's dates put the day first, None where they do not tell.

    Parameters
    ----------
    texts : iterable of str
        The different texts of the column.

    Notes
    -----
    `TELLING` dates that can be read in one order only have to tell it, and none the other:
    ``17/08/2019`` tells that the day stands first, ``03/04/2019`` and ``2019-08-17`` tell nothing.

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
    """Return a time of day as ``08:30`` or ``08:30:15``; whole minutes have no seconds.

    Parameters
    ----------
    text : str
        As written; a time zone is left out.
    """
    found = _TIME.fullmatch(text)
    if not found:
        return Answer(None, "not_a_date")
    hour, minute, second, _ = found.groups()
    plain = f"{int(hour):02}:{minute}" + (f":{second}" if second not in (None, "00") else "")
    return Answer(plain, "" if text.startswith(plain) else "date")


def read_place(text: str) -> Answer:
    """Return a latitude and a longitude, with altitude and accuracy where given, as written.

    Parameters
    ----------
    text : str
        Degrees from -90 to 90 and -180 to 180, parted by spaces.
    """
    parts = text.split()
    try:
        latitude, longitude, *_ = map(float, parts)
    except ValueError:
        return Answer(None, "not_a_place")
    inside = -90 <= latitude <= 90 and -180 <= longitude <= 180 and len(parts) <= 4
    return Answer(text) if inside else Answer(None, "not_a_place")


def read_date(text: str, day_first: bool | None) -> Answer:
    """Return a date as ISO text.

    Parameters
    ----------
    text : str
        As written.
    day_first : bool or None
        As in `parse_date`.
    """
    try:
        day = parse_date(text, day_first=day_first).isoformat()
    except DateError as error:
        readings = " | ".join(reading.isoformat() for reading in error.readings)
        return Answer(None, "ambiguous_date" if len(error.readings) > 1 else "not_a_date", readings)
    return Answer(day, "" if day == text else "date")


def read_moment(text: str, day_first: bool | None) -> Answer:
    """Return a date with its time, as ISO text; a date without one stays a date.

    Parameters
    ----------
    text : str
        As written.
    day_first : bool or None
        As in `parse_date`.
    """
    day, _, rest = text.replace("T", " ", 1).partition(" ")
    date, time = read_date(day, day_first), read_time(rest.strip()) if rest else NOTHING
    if date.value is None or time.rule == "not_a_date":
        return Answer(None, date.rule or time.rule, date.suggestion)
    value = f"{date.value} {time.value}" if rest else str(date.value)
    return Answer(value, "" if text.replace("T", " ").startswith(value) else "date")
