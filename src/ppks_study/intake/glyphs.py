"""Characters that only look different, made alike before a number or a date is read."""

import unicodedata

_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63", "-")
_QUOTES = dict.fromkeys("\u2018\u2019\u02bc`\u00b4", "'")
_FULLWIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_ALIKE = str.maketrans(_DASHES | _QUOTES | _FULLWIDTH)


def plain(text: str) -> str:
    """Return a text in small letters, ASCII digits, hyphens and single spaces, without what cannot be seen.

    Superscripts and fractions stay: 10² is not 102. So do digits of two scripts in one text and line breaks, so that
    nothing reads them as one number. A spreadsheet's apostrophe in front and a full stop at the end go.

    Examples
    --------
    >>> plain(" Rp\u00a02.500,\u2212. "), plain("'３２ Th"), plain("10²")
    ('rp 2.500,-', '32 th', '10²')
    """
    seen = "".join(mark for mark in text.translate(_ALIKE) if unicodedata.category(mark) != "Cf")
    lines = _western(seen).casefold().strip().splitlines()
    return "\n".join(" ".join(line.split()) for line in lines).removeprefix("'").removesuffix(".").rstrip()


def _western(text: str) -> str:
    zeros = {ord(mark) - int(mark) for mark in text if mark.isdecimal()}
    if len(zeros) != 1:
        return text
    zero = zeros.pop()
    return text.translate({zero + value: str(value) for value in range(10)})
