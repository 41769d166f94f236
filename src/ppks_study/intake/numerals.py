"""Numbers as Indonesian people write them, read exactly or refused; never guessed.

A text goes through four modules: `glyphs` makes characters alike that only look different; `amounts` finds every
number that it can mean, with `digits` and `number_words`; `refusals` says of a text without any what it may be.
"""

from decimal import Decimal, localcontext

from ppks_study.errors import PpksError
from ppks_study.intake import amounts, refusals
from ppks_study.intake.digits import MARKS
from ppks_study.intake.glyphs import plain

#: More digits than this are no amount, age or score, and would not fit a column of whole numbers.
MOST_DIGITS = 18
#: No number is longer, spelled in words and repeated in parentheses; what is longer is not even looked at.
MOST_CHARACTERS = 300
#: Digits that arithmetic keeps: as many as a text can have, moved by the largest exponent or scale. Nothing is rounded.
_KEPT = 500


class NumeralError(PpksError):
    """A text that is no number, or that can be read as two.

    Attributes
    ----------
    readings : tuple of Decimal
        The numbers that may be meant, most regular first; empty if there is none.
    """

    def __init__(self, what: str, *, readings: tuple[Decimal, ...] = (), where: str = "", fix: str = "") -> None:
        self.readings = readings
        expected = " or ".join(f"{reading:f}" for reading in readings) or "a number, as 2.507.668 or 92,81"
        super().__init__(what, where=where, expected=expected, fix=fix)


def parse(text: str, *, number_format: str | None = None, integer: bool = False) -> Decimal:
    """Return the number that a text states, exact.

    Parameters
    ----------
    text : str
        ``Rp 2.507.668,-``, ``92,81%``, ``1,5 juta``, ``1 juta 500 ribu``, ``dua puluh tiga``, ``2507668``.
    number_format : {"id", "en"}, optional
        Whose separators: 2.500 is 2500 in ``id``, 2.5 in ``en``. Without it what is ambiguous is refused, unless it
        is an amount in rupiah that is whole as ``id`` (``Rp 2.500``).
    integer : bool
        Whether only whole numbers are allowed. It decides nothing: 2.5 may still be a careless 25.

    Raises
    ------
    NumeralError
        The text is no number; it is ambiguous (every reading is given); it is not in the stated format (the other
        readings are given); it is approximate, a bound or a range; or it is not whole although it must be.

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
        raise NumeralError(f"{text!r} can be read as more than one number", readings=found, fix=_way_out(seen))
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
    repeated = amounts.readings(remark[:-1].strip(), number_format)
    return tuple(value for value in amounts.readings(number.strip(), number_format) if value in repeated)


def _unread(text: str, seen: str, number_format: str | None) -> NumeralError:
    if other := _readings(seen, None):
        return NumeralError(f"{text!r} is not written in the format {number_format!r}", readings=other,
                            fix="mend the cell, or the number_format in the instrument")
    reason, meant = refusals.explain(seen, lambda part: amounts.readings(part, number_format))
    return NumeralError(f"{text!r} {reason}", readings=meant, fix="write one number in digits" if meant else "")


def _way_out(seen: str) -> str:
    told = any(len(_readings(seen, form)) == 1 for form in MARKS)
    return "say which by number_format (id or en) in the instrument" if told else "write it in digits"


def _is_too_long(value: Decimal) -> bool:
    decimals = -int(value.as_tuple().exponent)
    return abs(value) >= 10**MOST_DIGITS or max(decimals, len(value.as_tuple().digits)) > MOST_DIGITS
