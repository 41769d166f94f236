"""Years from durations in years and months, exact or refused."""

import re
from decimal import Decimal

from surveyintake.numerals import MOST_CHARACTERS, NumeralError, parse, plain

#: How many of each unit make a year; those behind months vary, so they only give a rounded reading.
_PER_YEAR = {"tahun": Decimal(1), "bulan": Decimal(12), "minggu": Decimal("52.1775"), "hari": Decimal("365.2425")}
_EXACT = ("tahun", "bulan")
_SPELLINGS = {
    "tahun": "tahun", "thn": "tahun", "th": "tahun", "years": "tahun", "year": "tahun", "yrs": "tahun", "yr": "tahun",
    "bulan": "bulan", "bln": "bulan", "bl": "bulan", "months": "bulan", "month": "bulan", "mos": "bulan", "mo": "bulan",
    "minggu": "minggu", "mgg": "minggu", "weeks": "minggu", "week": "minggu",
    "hari": "hari", "hr": "hari", "days": "hari", "day": "hari"}
_UNIT = re.compile(rf" ?((?:(?<=se)|(?<![a-z]))(?:{'|'.join(_SPELLINGS)}))(?![a-z])\.?")
_BETWEEN = re.compile(r"^ ?(?:,|dan\b|and\b)? ?")
#: A year in twelfths is read if it is exact with so many decimals: three months, or one and a half.
_MOST_DECIMALS = 4


def parse_years(text: str, *, number_format: str | None = None) -> Decimal:
    """Return the years that a text states, exact.

    Parameters
    ----------
    text : str
        ``5 tahun 6 bulan``, ``2 thn, 3 bln``, ``18 bulan``, ``setahun``; a number alone is one of years.
    number_format : {"id", "en"}, optional
        As in `numerals.parse`.

    Raises
    ------
    NumeralError
        No duration; ambiguous or approximate; or no exact decimal of years, as 5 months: then the reading is rounded
        to two decimals. Weeks and days are refused too, for their number in a year varies.

    Notes
    -----
    Units fall, each stands once, and a smaller one does not fill a larger (``2 tahun 14 bulan`` is refused); only the
    last number may have a fraction.

    Examples
    --------
    >>> parse_years("5 tahun 6 bulan"), parse_years("18 bln"), parse_years("setahun")
    (Decimal('5.5'), Decimal('1.5'), Decimal('1'))
    >>> parse_years("5 bulan")
    Traceback (most recent call last):
    ...
    surveyintake.numerals.NumeralError: '5 bulan' is no exact number of years
    Expected: 0.42
    What to do: write years, rounded as the study rounds them
    """
    *pieces, rest = _UNIT.split(plain(text)) if len(text) <= MOST_CHARACTERS else [text]
    if not pieces:
        return parse(text, number_format=number_format)
    parts = [(_number(number, unit, text, number_format, alone=len(pieces) == 2), _SPELLINGS[unit])
             for number, unit in zip(pieces[::2], pieces[1::2], strict=True)]
    if rest or not _falls(parts):
        raise NumeralError(f"{text!r} is no duration")
    years = sum((value / _PER_YEAR[unit] for value, unit in parts), Decimal(0))
    if any(unit not in _EXACT or value * 10**_MOST_DECIMALS % _PER_YEAR[unit] for value, unit in parts):
        raise NumeralError(f"{text!r} is no exact number of years", readings=(round(years, 2),),
                           fix="write years, rounded as the study rounds them")
    return Decimal(int(years)) if years == int(years) else years


def _number(written: str, unit: str, text: str, number_format: str | None, *, alone: bool) -> Decimal:
    """Return the number before a unit; what it may be otherwise is told in years, if nothing else is to be added."""
    number = _BETWEEN.sub("", written)
    if number == "se":
        return Decimal(1)
    try:
        return parse(f"{number} tahun", number_format=number_format)  # before a unit, a point parts decimals
    except NumeralError as error:
        readings = tuple(round(value / _PER_YEAR[_SPELLINGS[unit]], 2) for value in error.readings) if alone else ()
        raise NumeralError(f"{text!r} is no one number of years", readings=readings) from None


def _falls(parts: list[tuple[Decimal, str]]) -> bool:
    """Return whether a smaller unit follows a larger without filling it, and only the last may have a fraction."""
    smaller = all(_PER_YEAR[above] < _PER_YEAR[unit] and value * _PER_YEAR[above] < _PER_YEAR[unit]
                  for (_, above), (value, unit) in zip(parts, parts[1:], strict=False))
    return smaller and all(value >= 0 for value, _ in parts) and all(value == int(value) for value, _ in parts[:-1])
