"""Numbers as Indonesian people write them, read exactly or refused; never guessed."""

import re
from decimal import Decimal

from ppks_study.errors import PpksError

_CURRENCY = re.compile(r"^(rp|idr)\.?\s*", re.IGNORECASE)
_TAIL = re.compile(r"\s*(,-+|,=|%|persen|percent|orang|tahun|thn?|th\.?|rupiah)\.?$", re.IGNORECASE)
_SCALE = re.compile(r"\s*(juta|jt|ribu|rb|miliar|milyar)\.?$", re.IGNORECASE)
_SCALES = {"juta": 6, "jt": 6, "ribu": 3, "rb": 3, "miliar": 9, "milyar": 9}
_DIGITS = re.compile(r"[+-]?[0-9]+")
_GROUPED = {"id": re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})*(,[0-9]+)?|[+-]?[0-9]+(,[0-9]+)?"),
            "en": re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})*(\.[0-9]+)?|[+-]?[0-9]+(\.[0-9]+)?")}
_SEPARATORS = {"id": (".", ","), "en": (",", ".")}


class NumeralError(PpksError):
    """A text that is no number, or that can be read as two."""

    def __init__(self, what: str, *, readings: tuple[Decimal, ...] = (), where: str = "") -> None:
        self.readings = readings
        expected = " or ".join(f"{reading:f}" for reading in readings) or "a number, as 2.507.668 or 92,81"
        super().__init__(what, where=where, expected=expected,
                         fix="say which by number_format (id or en) in the instrument" if readings else "")


def parse(text: str, *, number_format: str | None = None, integer: bool = False) -> Decimal:
    """Return the number that a text states, exact.

    Parameters
    ----------
    text : str
        ``Rp 2.507.668,-``, ``92,81%``, ``1,5 juta``, ``500 rb``, ``75.55``, ``2507668``.
    number_format : {"id", "en"}, optional
        Whose separators: 2.500 is 2500 in ``id``, 2.5 in ``en``. Without it what is ambiguous is refused, unless
        ``Rp`` stands before it: then it is ``id``.
    integer : bool
        Whether only whole numbers are allowed.

    Raises
    ------
    NumeralError
        The text is no number; it is ambiguous (both readings are given); or it is not whole although it must be.

    Examples
    --------
    >>> parse("Rp 2.507.668,-"), parse("1,5 juta"), parse("92,81%")
    (Decimal('2507668'), Decimal('1500000'), Decimal('92.81'))
    """
    spaced = " ".join(text.split())
    rest = _CURRENCY.sub("", spaced)
    if rest != spaced:
        number_format = number_format or "id"
    rest = _TAIL.sub("", rest)
    scale = _SCALE.search(rest)
    exponent = _SCALES[scale.group(1).lower()] if scale else 0
    digits = (rest[:scale.start()] if scale else rest).strip()
    readings = _readings(digits, number_format, scaled=scale is not None)
    if not readings:
        raise NumeralError(f"{text!r} is no number")
    found = tuple(dict.fromkeys(_plain(value.scaleb(exponent)) for value in readings))
    if len(found) > 1:
        raise NumeralError(f"{text!r} can be read as two numbers", readings=found)
    if integer and found[0] != found[0].to_integral_value():
        raise NumeralError(f"{text!r} is not a whole number")
    return found[0]


def _plain(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _readings(digits: str, number_format: str | None, *, scaled: bool) -> list[Decimal]:
    if _DIGITS.fullmatch(digits):
        return [Decimal(digits)]
    formats = [number_format] if number_format else ["id", "en"]
    found = {form: _read(digits, form) for form in formats if form and _GROUPED[form].fullmatch(digits)}
    if scaled and len(found) > 1:
        found = {form: value for form, value in found.items() if value != value.to_integral_value()} or found
    return list(found.values())


def _read(digits: str, form: str) -> Decimal:
    group, point = _SEPARATORS[form]
    return Decimal(digits.replace(group, "").replace(point, "."))
