"""Numbers as Indonesian people write them, read exactly or refused; never guessed."""

import re
from dataclasses import dataclass
from decimal import Decimal

from ppks_study.errors import PpksError

#: More digits than this are no amount, age or score, and would not fit a column of whole numbers.
MOST_DIGITS = 18
_CURRENCY = re.compile(r"^([+-]?)\s*(?:rp|idr)\.?\s*", re.IGNORECASE)
_PERIOD = re.compile(r"\s*(/|per\s|se)\s*(bulan|bln)\.?$", re.IGNORECASE)
_MONEY = re.compile(r"\s*(,-+|,=|rupiah)$", re.IGNORECASE)
_UNIT = re.compile(r"\s*(%|persen|percent|orang|tahun|thn?)\.?$", re.IGNORECASE)
_SCALE = re.compile(r"\s*(juta|jt|ribu|rb|miliar|milyar)\.?$", re.IGNORECASE)
_SCALES = {"juta": 6, "jt": 6, "ribu": 3, "rb": 3, "miliar": 9, "milyar": 9}
_DIGITS = re.compile(r"[+-]?[0-9]+")
_GROUPED = {"id": re.compile(r"[+-]?([1-9][0-9]{0,2}(\.[0-9]{3})+|[0-9]+)(,[0-9]+)?"),
            "en": re.compile(r"[+-]?([1-9][0-9]{0,2}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")}
_SEPARATORS = {"id": (".", ","), "en": (",", ".")}
_CARELESS = re.compile(r"[+-]?[1-9][0-9]{0,2}\.([0-9]{1,2}|[0-9]{4,})")


class NumeralError(PpksError):
    """A text that is no number, or that can be read as two."""

    def __init__(self, what: str, *, readings: tuple[Decimal, ...] = (), where: str = "") -> None:
        self.readings = readings
        expected = " or ".join(f"{reading:f}" for reading in readings) or "a number, as 2.507.668 or 92,81"
        super().__init__(what, where=where, expected=expected,
                         fix="say which by number_format (id or en) in the instrument" if readings else "")


@dataclass(frozen=True)
class _Parts:
    """A written number: its digits with separators, a power of ten, and what stood around them."""

    digits: str
    exponent: int
    money: bool
    unit: bool


def parse(text: str, *, number_format: str | None = None, integer: bool = False) -> Decimal:
    """Return the number that a text states, exact.

    Parameters
    ----------
    text : str
        ``Rp 2.507.668,-``, ``92,81%``, ``1,5 juta``, ``500 rb``, ``2507668``.
    number_format : {"id", "en"}, optional
        Whose separators: 2.500 is 2500 in ``id``, 2.5 in ``en``. Without it what is ambiguous is refused, unless it
        is an amount in rupiah that is whole as ``id`` (``Rp 2.500``).
    integer : bool
        Whether only whole numbers are allowed.

    Raises
    ------
    NumeralError
        The text is no number; it is ambiguous (both readings are given); it is not in the stated format (the other
        reading is given); or it is not whole although it must be.

    Notes
    -----
    A bare ``2.5`` is ambiguous too: the Indonesian point parts thousands, so it may be a 25 written carelessly.

    Examples
    --------
    >>> parse("Rp 2.507.668,-"), parse("1,5 juta"), parse("92,81%")
    (Decimal('2507668'), Decimal('1500000'), Decimal('92.81'))
    """
    if number_format not in (None, *_GROUPED):
        raise NumeralError(f"{number_format!r} is no number format; known: {', '.join(_GROUPED)}")
    parts = _apart(text)
    if sum(mark.isdigit() for mark in parts.digits) > MOST_DIGITS:
        raise NumeralError(f"{text!r} has more than {MOST_DIGITS} digits")
    readings = _readings(text, parts, number_format)
    found = tuple(dict.fromkeys(_plain(value.scaleb(parts.exponent)) for value in readings))
    if len(found) > 1:
        raise NumeralError(f"{text!r} can be read as two numbers", readings=found)
    if abs(found[0]) >= 10**MOST_DIGITS:
        raise NumeralError(f"{text!r} has more than {MOST_DIGITS} digits")
    if integer and found[0] != int(found[0]):
        raise NumeralError(f"{text!r} is not a whole number")
    return found[0]


def _apart(text: str) -> _Parts:
    spaced = " ".join(text.split()).replace("−", "-")
    bare = _CURRENCY.sub(r"\1", spaced)
    rest = _PERIOD.sub("", bare)
    amount = _MONEY.sub("", rest)
    number = _UNIT.sub("", amount)
    scale = _SCALE.search(number)
    return _Parts(digits=(number[:scale.start()] if scale else number).strip(),
                  exponent=_SCALES[scale.group(1).lower()] if scale else 0,
                  money=bare != spaced or amount != rest, unit=number != amount)


def _readings(text: str, parts: _Parts, number_format: str | None) -> list[Decimal]:
    """Return what the digits may mean, before the power of ten."""
    if _DIGITS.fullmatch(parts.digits):
        return [Decimal(parts.digits)]
    found = {form: _read(parts.digits, form) for form in _GROUPED if _GROUPED[form].fullmatch(parts.digits)}
    if not found:
        raise NumeralError(f"{text!r} is no number")
    if number_format is not None:
        if number_format not in found:
            raise NumeralError(f"{text!r} is not written in the format {number_format!r}",
                               readings=tuple(_plain(value.scaleb(parts.exponent)) for value in found.values()))
        return [found[number_format]]
    if parts.money and not parts.exponent and "id" in found and found["id"] == int(found["id"]):
        return [found["id"]]
    if not parts.exponent and not parts.unit and _CARELESS.fullmatch(parts.digits):
        return [*found.values(), Decimal(parts.digits.replace(".", ""))]
    return list(found.values())


def _read(digits: str, form: str) -> Decimal:
    group, point = _SEPARATORS[form]
    return Decimal(digits.replace(group, "").replace(point, "."))


def _plain(value: Decimal) -> Decimal:
    return Decimal(int(value)) if value == int(value) else value
