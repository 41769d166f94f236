"""Every number that a text can mean: digits or words, scales, and the currency, period or unit around them.

The grammar, where ``[ ]`` may be left out and ``{ }`` repeats:

    amount      = [sign] [currency] [sign] number [{money} or unit] [period]
    number      = coefficient | coefficient scale {coefficient scale} [coefficient]      scales fall
    coefficient = digits with separators | words below a thousand
    scale       = ribu | rb | k | juta | jt | miliar | M | triliun | …
"""

import itertools
import re
from decimal import Decimal

from ppks_study.intake import digits
from ppks_study.intake.number_words import SCALE, SCALES, coefficient

_FRONT = re.compile(r"(?P<outer>[+-](?! )|minus )?(?P<currency>(?:rp|idr|rupiah)(?: ?[.:])? ?)?(?P<inner>[+-](?! ))?"
                    "(?P<rest>.*)")
_PERIOD = re.compile(r" ?(?:(?:/|per|tiap|setiap|(?<![a-z])a) ?|se)(?:bulan|bln|month|mo)(?:nya)?\.?$")
_MONEY = re.compile(r"(?: ?(?:[.,] ?[-=]+|rupiah|rp|idr))+\.?$")
_UNIT = re.compile(
    r" ?(?:%|persen|percent|pct|orang|org|jiwa|kk|kepala keluarga|keluarga|kpm|anak|rumah tangga|kali|x|unit"
    r"|tahun|thn|th|years? old|years?|yrs?|people|persons?|families|households|times)\.?$")
#: Written so, rupiah have Indonesian separators: Rp 2.500 and Rp 2.500,00, but not Rp 2,500.
_RUPIAH = re.compile(r"[0-9.]+(?:,00?)?")
_DIGITS = re.compile(r"[0-9.,½¼¾ ]+(?:e[+-]?[0-9]+)?")
#: Scales fall, so a number has no more parts than this.
_MOST_PARTS = 5


def readings(text: str, number_format: str | None = None) -> tuple[Decimal, ...]:
    """Return every number that a text can mean, each once; none if it is not written as a number.

    Parameters
    ----------
    text : str
        Made plain by `glyphs.plain`.
    number_format : {"id", "en"}, optional
        Whose separators; without it a whole amount of rupiah is taken as ``id`` (``rp 2.500``).

    Examples
    --------
    >>> readings("rp 2.500"), readings("2.500"), readings("1 juta 500 ribu")
    ((Decimal('2500'),), (Decimal('2500'), Decimal('2.500')), (Decimal('1500000'),))
    """
    front = _FRONT.fullmatch(text)
    if not front or (front["outer"] and front["inner"]):
        return ()
    lasting = _PERIOD.sub("", front["rest"])
    amount = _MONEY.sub("", lasting)
    number = _UNIT.sub("", amount).strip()
    money = bool(front["currency"]) or amount != lasting
    if money and number != amount:
        return ()
    parts = _parts(number)
    found = _of_parts(parts, number_format, bare=len(parts) == 1 and number == amount and not parts[0][1], money=money)
    sign = -1 if (front["outer"] or front["inner"] or "+") != "+" else 1
    return tuple(dict.fromkeys(plain(sign * value) for value in found))


def plain(value: Decimal) -> Decimal:
    """Return a whole number without a decimal point, any other as it is written."""
    return Decimal(int(value)) if value == int(value) else value


def _parts(number: str) -> list[tuple[str, str]]:
    """Return a number's coefficients, each with the scale behind it (empty behind the last)."""
    *pieces, rest = SCALE.split(number)
    parts = list(zip(pieces[::2], pieces[1::2], strict=True))
    return [*parts, (rest, "")] if rest or not parts else parts


def _of_parts(parts: list[tuple[str, str]], number_format: str | None, *, bare: bool, money: bool) -> list[Decimal]:
    if len(parts) > _MOST_PARTS:
        return []
    options = [[(value, power) for value in _coefficient(text, scale, number_format, bare=bare, money=money)
                for power in SCALES.get(scale, (0,))] for text, scale in parts]
    return [value for choice in itertools.product(*options) for value in _sums(choice)]


def _coefficient(text: str, scale: str, number_format: str | None, *, bare: bool, money: bool) -> tuple[Decimal, ...]:
    if text == "se" and scale:
        return (Decimal(1),)
    if not _DIGITS.fullmatch(text):
        spelled = coefficient(text)
        return () if spelled is None or (scale and not spelled) else (spelled,)
    if money and not scale:
        return _rupiah(text, number_format)
    return digits.readings(text, number_format, bare=bare)


def _rupiah(text: str, number_format: str | None) -> tuple[Decimal, ...]:
    """Return what digits can mean as rupiah.

    There are no fractions of a few rupiah, so Rp 2,5 may leave out its juta. Nor are there thousandths: where a
    format is stated, Rp 2.500 is not written in ``en``.
    """
    if number_format is None:
        found = digits.readings(text, "id") if _RUPIAH.fullmatch(text) else ()
        found = found or digits.readings(text)
    else:
        found = tuple(value for value in digits.readings(text, number_format) if value.as_tuple().exponent != -3)
    few = [value for value in found if value < 1000 and value.as_tuple().exponent in (-1, -2) and value != int(value)]
    return (*found, *(value.scaleb(6) for value in few))


def _sums(parts: tuple[tuple[Decimal, int], ...]) -> list[Decimal]:
    """Return what parts add up to; also the colloquial sum, where two million five hundred is 2 500 000."""
    values = [value.scaleb(power) for value, power in parts]
    if len(parts) == 1:
        return values
    falls = all(value < Decimal(10) ** power for value, (_, power) in zip(values[1:], parts, strict=False))
    if not falls or any(value != int(value) or not value for value, _ in parts):
        return []
    (_, above), (last, power) = parts[-2:]
    clipped = [sum(values[:-1], last.scaleb(above - 3))] if power == 0 and above > 3 and last < 1000 else []
    return [sum(values, Decimal(0)), *clipped]
