"""What written digits can mean: whose separators they may have, and where one may have been left out."""

import re
from collections.abc import Iterator
from decimal import Decimal

#: Of each number format, the mark that parts thousands and the one that parts decimals.
MARKS = {"id": (".", ","), "en": (",", ".")}
_HEAD = r"0|[1-9][0-9]*|[1-9][0-9]{{0,2}}(?:[{group}][0-9]{{3}})+|[1-9][0-9]{{0,2}}(?: [0-9]{{3}})+"
_REGULAR = {form: re.compile(rf"(?:{_HEAD.format(group=group)})(?:[{point}][0-9]+)?|[{point}][0-9]+")
            for form, (group, point) in MARKS.items()}
_LAST_MARK = re.compile(r"([1-9][0-9]*(?:[., ][0-9]{3})*)([.,])([0-9]+)")
_FRACTION = re.compile(r"([0-9]*) ?([½¼¾])")
_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_PADDED = re.compile(r"0[0-9]{1,2}")
_SCIENTIFIC = re.compile(r"([0-9](?:[.,][0-9]+)?)e([+-]?[0-9]{1,2})")
#: A spreadsheet that rounds shows three digits (0.00E+00) or six; R and Python write 100000 as 1e+05.
_SURELY_ALL = 2


def readings(digits: str, number_format: str | None = None, *, bare: bool = True) -> tuple[Decimal, ...]:
    """Return every number that unsigned digits with separators can mean, none if they are not written as a number.

    Parameters
    ----------
    digits : str
        ``2.507.668``, ``92,81``, ``2 507 668``, ``.5``, ``007``, ``2½``, ``1e+05``.
    number_format : {"id", "en"}, optional
        Whose separators; then there is one reading at most.
    bare : bool
        Whether nothing beside the digits (``juta``, ``%``, ``tahun``) tells that a point is no mark of thousands.

    Notes
    -----
    Regular is a head (zero, digits without zero in front, or groups of three behind one to three digits, parted by
    the format's mark or by spaces) and perhaps a decimal mark with digits. No thousands begin with zero, so 0.500 is
    a half. Careless is a number whose marks of thousands are misplaced or missing:

    - three, six, … digits behind the last mark may be thousands: ``2507.668``, ``2,500000``, ``2.507,668``;
    - a bare point behind one to three digits may be one of thousands, whatever follows: ``2.5``, ``75.55``.

    Examples
    --------
    >>> readings("2.507.668"), readings("2.500"), readings("2.5", bare=False)
    ((Decimal('2507668'),), (Decimal('2500'), Decimal('2.500')), (Decimal('2.5'),))
    """
    formats = MARKS if number_format is None else (number_format,)
    found = [value for form in formats for value in (*_regular(digits, form), *_scientific(digits, form))]
    if found and number_format is None:
        found += _careless(digits, bare)
    if _PADDED.fullmatch(digits):
        found.append(Decimal(digits))
    if match := _FRACTION.fullmatch(digits):
        found.append(Decimal(match[1] or 0) + _FRACTIONS[match[2]])
    return tuple(dict.fromkeys(found))


def rounded(digits: str) -> str:
    """Return in full a number whose exponent hides digits that may have been rounded away; empty for any other.

    Examples
    --------
    >>> rounded("2.50767e+06"), rounded("1e+05"), rounded("1.25e+02")
    ('2507670', '', '')
    """
    match = _SCIENTIFIC.fullmatch(digits)
    if not match or _all_digits(match):
        return ""
    return f"{Decimal(match[1].replace(',', '.')).scaleb(int(match[2])):f}"


def _regular(digits: str, form: str) -> Iterator[Decimal]:
    group, point = MARKS[form]
    if _REGULAR[form].fullmatch(digits):
        yield Decimal(digits.replace(group, "").replace(" ", "").replace(point, "."))


def _scientific(digits: str, form: str) -> Iterator[Decimal]:
    match = _SCIENTIFIC.fullmatch(digits)
    if match and _all_digits(match):
        for mantissa in _regular(match[1], form):
            yield mantissa.scaleb(int(match[2]))


def _all_digits(match: re.Match[str]) -> bool:
    written = len(match[1].replace(",", "").replace(".", ""))
    return written <= _SURELY_ALL or int(match[2]) < written


def _careless(digits: str, bare: bool) -> Iterator[Decimal]:
    match = _LAST_MARK.fullmatch(digits)
    if match:
        head, mark, tail = match.groups()
        if len(tail) % 3 == 0 or (bare and mark == "." and len(head) <= 3):
            yield Decimal(re.sub("[., ]", "", head + tail))
