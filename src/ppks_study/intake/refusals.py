"""Why a text is no one number, and the numbers it may have been meant for."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from ppks_study.intake import digits
from ppks_study.intake.number_words import SCALE

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
    """Return why a text is no number, as the end of a sentence, and the numbers that may be meant, each once.

    Parameters
    ----------
    text : str
        Made plain by `glyphs.plain`; `read` finds no number in it.
    read : callable
        The readings of a text, none for what is no number.
    within : bool
        Whether what is meant may be explained in its turn, once (*kurang lebih 1-2 juta*).

    Examples
    --------
    >>> from ppks_study.intake.amounts import readings
    >>> explain("1-2 juta", readings)
    ('is a range', (Decimal('1000000'), Decimal('2000000')))
    """
    for reason, rewrite in _REASONS:
        found = [read(meant) or (explain(meant, read, within=False)[1] if within else ()) for meant in rewrite(text)]
        if found and all(found):
            return reason, tuple(dict.fromkeys(value for values in found for value in values))
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
    if meant := digits.rounded(text):
        yield meant


def _fraction(text: str) -> Iterator[str]:
    if text in _FRACTIONS:
        yield _FRACTIONS[text]


_REASONS: tuple[tuple[str, Callable[[str], Iterator[str]]], ...] = (
    ("is approximate", _about), ("is a bound, not a number", _bound), ("is a range", _range),
    ("may be a negative number or a remark", _negative), ("states two numbers that differ", _remark),
    ("has letters among its digits", _letters), ("begins with zero, as codes and telephone numbers do", _code),
    ("may have been rounded by a spreadsheet", _rounded), ("may be a fraction or a date", _fraction))
