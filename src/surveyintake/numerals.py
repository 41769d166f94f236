"""Numbers and durations as Indonesian people write them, read exactly or refused; never guessed."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal, localcontext

from surveyintake import amounts
from surveyintake.amounts import MARKS, SCALE
from surveyintake.errors import IntakeError

# Why a text is no one number, and the numbers it may have been meant for.

Reader = Callable[[str], tuple[Decimal, ...]]

_ABOUT = re.compile(
    r"(?:(?:±|\+/-|\+-|~|≈|kurang lebih|lebih kurang|sekitar|kira-kira|kira kira|kira2|hampir|rata-rata|rata rata"
    r"|about|around|approximately|approx|circa|ca|almost|average)\.? ?)+(.+)")
_ABOUT_BEHIND = re.compile(r"(.+?) ?(?:-?an|(?:kurang )?lebih|(?:lebih )?kurang|or so)")
_BOUND = re.compile(
    r"(?:(?:[<>]=|=[<>]|[<>≤≥]|(?:lebih|kurang) dari|di ?atas|di ?bawah|minimal|min|maksimal|maks|max|setidaknya"
    r"|paling (?:sedikit|banyak|lama|tinggi|rendah)|hingga|sampai|more than|less than|over|under|above|below"
    r"|at least|at most|up to)\.? ?)+(.+)")
_BOUND_BEHIND = re.compile(r"(.+?) ?(?:\+|ke ?atas|ke ?bawah|or more|or less)")
_RANGE = re.compile(r"(?:antara )?(.+?)(?: (?:-+|~|sd|sampai(?: dengan)?|hingga|to|atau|or|dan) | ?s[./]d\.? ?"
                    r"|(?<=[0-9a-z%½])[-~](?=[0-9a-z½]))(.+)")
_LIKE_DIGITS = re.compile(r"(?<![a-z])[0-9oli|][0-9oli|.,]*")
_FRACTIONS = {"1/2": "½", "1/4": "¼", "3/4": "¾"}


def explain(text: str, read: Reader, *, within: bool = True) -> tuple[str, tuple[Decimal, ...]]:
    """Return why a text is no number, as the end of a sentence, and the numbers that may be meant,
    each once.

    Parameters
    ----------
    text : str
        Made plain by `plain`; `read` finds no number in it.
    read : callable
        The readings of a text, none for what is no number.
    within : bool
        Whether what is meant may be explained in its turn, once (*kurang lebih 1-2 juta*).

    Examples
    --------
    >>> from surveyintake.amounts import readings
    >>> explain("1-2 juta", readings)
    ('is a range', (Decimal('1000000'), Decimal('2000000')))
    """
    for reason, rewrite in _REASONS:
        meanings: dict[Decimal, None] | None = None
        for meant in rewrite(text):
            values = read(meant) or (explain(meant, read, within=False)[1] if within else ())
            if not values:
                meanings = None
                break
            meanings = (meanings or {}) | dict.fromkeys(values)
        if meanings:
            return reason, tuple(meanings)
    return "is no number", ()


def _about(text: str) -> Iterator[str]:
    if match := _ABOUT.fullmatch(text) or _ABOUT_BEHIND.fullmatch(text):
        yield match[1]


def _bound(text: str) -> Iterator[str]:
    if match := _BOUND.fullmatch(text) or _BOUND_BEHIND.fullmatch(text):
        yield match[1]


def _range(text: str) -> Iterator[str]:
    """Give both ends; a scale that stands only behind the second counts for both."""
    match = _RANGE.fullmatch(text)
    if match and not _RANGE.fullmatch(match[2]):
        first, last = match.groups()
        scale = SCALE.search(last)
        yield f"{first} {scale[1]}" if scale and not SCALE.search(first) else first
        yield last


def _negative(text: str) -> Iterator[str]:
    """Give a number in parentheses or behind a dash that stands apart, with and without a minus."""
    if match := re.fullmatch(r"((?:rp|idr)?\.? ?)(?:\(([^()-]+)\)|- ([^-]+))", text):
        number = match[1] + (match[2] or match[3])
        yield from (number, f"-{number}")


def _remark(text: str) -> Iterator[str]:
    """Give a number and the remark in parentheses behind it."""
    if match := re.fullmatch(r"([^()]+)\(([^()]+)\)", text):
        yield from (match[1].strip(), match[2].strip())


def _letters(text: str) -> Iterator[str]:
    meant = _LIKE_DIGITS.sub(lambda run: run[0].translate(str.maketrans("oli|", "0111"))
                             if re.search("[0-9]", run[0]) else run[0], text)
    if meant != text:
        yield meant


def _code(text: str) -> Iterator[str]:
    if re.fullmatch("0[0-9]{3,7}", text):  # a telephone number is longer, and must not be shown
        yield text.lstrip("0") or "0"


def _rounded(text: str) -> Iterator[str]:
    if meant := amounts.rounded(text):
        yield meant


def _fraction(text: str) -> Iterator[str]:
    if text in _FRACTIONS:
        yield _FRACTIONS[text]


_REASONS: tuple[tuple[str, Callable[[str], Iterator[str]]], ...] = (
    ("is approximate", _about), ("is a bound, not a number", _bound), ("is a range", _range),
    ("may be a negative number or a remark", _negative),
    ("states two numbers that differ", _remark),
    ("has letters among its digits", _letters),
    ("begins with zero, as codes and telephone numbers do", _code),
    ("may have been rounded by a spreadsheet", _rounded),
    ("may be a fraction or a date", _fraction))


# Characters that only look different, made alike before a number or a date is read.

_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63", "-")
_QUOTES = dict.fromkeys("\u2018\u2019\u02bc`\u00b4", "'")
_FULLWIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_ALIKE = str.maketrans(_DASHES | _QUOTES | _FULLWIDTH)


def plain(text: str) -> str:
    """Return a text in small letters, ASCII digits, hyphens and single spaces.

    Parameters
    ----------
    text : str
        As written; what cannot be seen goes.

    Superscripts and fractions stay: 10² is not 102. So do digits of two scripts in one text and
    line breaks, so that nothing reads them as one number. A spreadsheet's apostrophe in front and a
    full stop at the end go.

    Examples
    --------
    >>> plain(" Rp\u00a02.500,\u2212. "), plain("'３２ Th"), plain("10²")
    ('rp 2.500,-', '32 th', '10²')
    """
    seen = "".join(mark for mark in text.translate(_ALIKE) if unicodedata.category(mark) != "Cf")
    lines = _western(seen).casefold().strip().splitlines()
    return "\n".join(" ".join(line.split())
                     for line in lines).removeprefix("'").removesuffix(".").rstrip()


def _western(text: str) -> str:
    zeros = {ord(mark) - int(mark) for mark in text if mark.isdecimal()}
    if len(zeros) != 1:
        return text
    zero = zeros.pop()
    return text.translate({zero + value: str(value) for value in range(10)})


#: More digits than this are no amount, age or score, and would not fit a column of whole numbers.
MOST_DIGITS = 18
#: No number is longer, spelled in words and repeated in parentheses; what is longer is not even
#: looked at.
MOST_CHARACTERS = 300
#: Digits that arithmetic keeps: as many as a text can have, moved by the largest exponent or scale.
#: Nothing is rounded.
_KEPT = 500


class NumeralError(IntakeError):
    """A text that is no number, or that can be read as two.

    Attributes
    ----------
    readings : tuple of Decimal
        The numbers that may be meant, most regular first; empty if there is none.
    """

    def __init__(self, what: str, *, readings: tuple[Decimal, ...] = (), where: str = "",
                 fix: str = "") -> None:
        self.readings = readings
        expected = " or ".join(f"{reading:f}"
                               for reading in readings) or "a number, as 2.507.668 or 92,81"
        super().__init__(what, where=where, expected=expected, fix=fix)


def parse(text: str, *, number_format: str | None = None, integer: bool = False) -> Decimal:
    """Return the number that a text states, exact.

    Parameters
    ----------
    text : str
        ``Rp 2.507.668,-``, ``92,81%``, ``1,5 juta``, ``1 juta 500 ribu``, ``dua puluh tiga``,
        ``2507668``.
    number_format : {"id", "en"}, optional
        Whose separators: 2.500 is 2500 in ``id``, 2.5 in ``en``. Without it what is ambiguous is
        refused, unless it is an amount in rupiah that is whole as ``id`` (``Rp 2.500``).
    integer : bool
        Whether only whole numbers are allowed. It decides nothing: 2.5 may still be a careless 25.

    Raises
    ------
    NumeralError
        The text is no number; it is ambiguous (every reading is given); it is not in the stated
        format (the other readings are given); it is approximate, a bound or a range; or it is not
        whole although it must be.

    Notes
    -----
    =========================  ====================================================================================
    form                       reading
    =========================  ====================================================================================
    ``2.5``, ``75.55``         ambiguous: the Indonesian point parts thousands, so 2.5 may be a careless 25
    ``75,55``, ``1234.5``      a decimal: no commas part thousands like this, no thousands follow four digits
    ``1234.567``               ambiguous: a point of thousands may have been left out
    ``0.5``, ``0.500``         a half: no thousands begin with zero
    ``1.5 juta``, ``12.5%``    a decimal: what stands behind it tells that it is no careless 15; but
                               ``1.500 juta`` stays ambiguous
    ``1,5 M``                  ambiguous: miliar, or million
    ``2 juta lima ratus``      ambiguous: 2 000 500, or 2 500 000 as people speak
    ``1e+05``                  100 000, as R writes it; ``2.51E+06`` is refused, a spreadsheet may have rounded it
    ``(500)``                  refused: accountants mean -500, others only a remark
    ``2.500 (dua ribu lima     what both readings share; refused if they share nothing
    ratus)``
    ``0812345``                refused: codes and telephone numbers begin with zero (``07`` and ``007`` are 7)
    =========================  ====================================================================================

    Examples
    --------
    >>> parse("Rp 2.507.668,-"), parse("1,5 juta"), parse("92,81%"), parse("dua puluh tiga")
    (Decimal('2507668'), Decimal('1500000'), Decimal('92.81'), Decimal('23'))
    """
    if number_format not in (None, *MARKS):
        raise NumeralError(f"{number_format!r} is no number format; known: {', '.join(MARKS)}")
    if len(text) > MOST_CHARACTERS:
        raise NumeralError(f"{text[:20] + '…'!r} has more than {MOST_CHARACTERS} characters")
    with localcontext(prec=_KEPT):
        return _exact(text, plain(text), number_format, integer=integer)


def _exact(text: str, seen: str, number_format: str | None, *, integer: bool) -> Decimal:
    found = _readings(seen, number_format)
    if not found:
        raise _unread(text, seen, number_format)
    if len(found) > 1:
        raise NumeralError(f"{text!r} can be read as more than one number", readings=found,
                           fix=_way_out(seen))
    if _is_too_long(found[0]):
        raise NumeralError(f"{text!r} has more than {MOST_DIGITS} digits")
    if integer and found[0] != int(found[0]):
        raise NumeralError(f"{text!r} is not a whole number")
    return found[0]


def _readings(seen: str, number_format: str | None) -> tuple[Decimal, ...]:
    """Return what a text can mean; if a remark in parentheses repeats the number, what both can mean."""
    number, opening, remark = seen.partition("(")
    if not opening or not number or not remark.endswith(")"):
        return amounts.readings(seen, number_format)
    repeated = set(amounts.readings(remark[:-1].strip(), number_format))
    return tuple(filter(repeated.__contains__, amounts.readings(number.strip(), number_format)))


def _unread(text: str, seen: str, number_format: str | None) -> NumeralError:
    if other := _readings(seen, None):
        return NumeralError(f"{text!r} is not written in the format {number_format!r}",
                            readings=other,
                            fix="mend the cell, or the number_format in the instrument")
    reason, meant = explain(seen, lambda part: amounts.readings(part, number_format))
    return NumeralError(f"{text!r} {reason}", readings=meant,
                        fix="write one number in digits" if meant else "")


def _way_out(seen: str) -> str:
    told = any(len(_readings(seen, form)) == 1 for form in MARKS)
    return "say which by number_format (id or en) in the instrument" if told else "write it in digits"


def _is_too_long(value: Decimal) -> bool:
    decimals = -int(value.as_tuple().exponent)
    return abs(value) >= 10**MOST_DIGITS or max(decimals,
                                                len(value.as_tuple().digits)) > MOST_DIGITS


#: How many of each unit make a year; those behind months vary, so they only give a rounded reading.
_PER_YEAR = {"tahun": Decimal(1), "bulan": Decimal(12), "minggu": Decimal("52.1775"),
             "hari": Decimal("365.2425")}
_EXACT = ("tahun", "bulan")
_SPELLINGS = {
    "tahun": "tahun", "thn": "tahun", "th": "tahun", "years": "tahun", "year": "tahun",
    "yrs": "tahun", "yr": "tahun",
    "bulan": "bulan", "bln": "bulan", "bl": "bulan", "months": "bulan", "month": "bulan",
    "mos": "bulan", "mo": "bulan",
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
        ``5 tahun 6 bulan``, ``2 thn, 3 bln``, ``18 bulan``, ``setahun``; a number alone is one of
        years.
    number_format : {"id", "en"}, optional
        As in `numerals.parse`.

    Raises
    ------
    NumeralError
        No duration; ambiguous or approximate; or no exact decimal of years, as 5 months: then the
        reading is rounded to two decimals. Weeks and days are refused too, for their number in a
        year varies.

    Notes
    -----
    Units fall, each stands once, and a smaller one does not fill a larger (``2 tahun 14 bulan`` is
    refused); only the last number may have a fraction.

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
    if any(unit not in _EXACT or value * 10**_MOST_DECIMALS % _PER_YEAR[unit]
           for value, unit in parts):
        raise NumeralError(f"{text!r} is no exact number of years", readings=(round(years, 2),),
                           fix="write years, rounded as the study rounds them")
    return Decimal(int(years)) if years == int(years) else years


def _number(written: str, unit: str, text: str, number_format: str | None, *,
            alone: bool) -> Decimal:
    """Return the number before a unit.

    What it may be otherwise is told in years, if nothing else is to be added.
    """
    number = _BETWEEN.sub("", written)
    if number == "se":
        return Decimal(1)
    try:
        return parse(f"{number} tahun",
                     number_format=number_format)  # before a unit, a point parts decimals
    except NumeralError as error:
        readings = tuple(round(value / _PER_YEAR[_SPELLINGS[unit]], 2)
                         for value in error.readings) if alone else ()
        raise NumeralError(f"{text!r} is no one number of years", readings=readings) from None


def _falls(parts: list[tuple[Decimal, str]]) -> bool:
    """Return whether a smaller unit follows a larger without filling it, and only the last may have a fraction."""
    for (whole, above), (value, unit) in zip(parts, parts[1:], strict=False):
        larger, smaller = _PER_YEAR[above], _PER_YEAR[unit]
        if larger >= smaller or value * larger >= smaller or whole != int(whole):
            return False
    return min(value for value, _ in parts) >= 0


_POINTED = re.compile(r"[+-]?\d+\.(\d{1,2}|\d{4,})")
_OTHER_MARKS = re.compile(r"\d,\d|\.\d{3}\.\d{3}")
#: So many different texts at least, and so large a share of all, are written with decimals behind a
#: point.
FEWEST, SHARE = 3, 0.25
#: And so many times as many as have other marks.
MORE = 10


def pointed(texts: Collection[str]) -> frozenset[str]:
    """Return the texts of a column whose point is a decimal one.

    Parameters
    ----------
    texts : collection of str
        The different texts of a column of a file without cells of numbers.

    Notes
    -----
    A careless ``2.5`` may be 25 or 2500. Programs that write tables as text write ``2.5`` down a
    whole column: where many texts have decimals behind a point and hardly any a comma or two
    points, it is a decimal point. Three digits behind it stay what they are, for they may be
    thousands.

    Examples
    --------
    >>> sorted(pointed(["5.5", "12.75", "0.1", "2.500", "7"]))
    ['0.1', '12.75', '5.5']
    >>> pointed(["5.5", "12.75", "0.1", "2,5"]), pointed(["25", "31", "40", "2.5"])
    (frozenset(), frozenset())
    """
    decimals, others = set(), 0
    for text in texts:
        if _POINTED.fullmatch(text):
            decimals.add(text)
        others += _OTHER_MARKS.search(text) is not None
    enough = len(decimals) >= max(FEWEST, SHARE * len(texts), MORE * others)
    return frozenset(decimals) if enough else frozenset()
