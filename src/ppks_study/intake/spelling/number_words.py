"""Numbers spelled in Indonesian words, below a thousand; and the words and letters for powers of ten."""

import re
from decimal import Decimal

#: Powers of ten that each word may stand for: M is an Indonesian's miliar and an English writer's million.
SCALES = {"ribu": (3,), "rb": (3,), "k": (3,), "thousand": (3,), "juta": (6,), "jt": (6,), "million": (6,), "m": (6, 9),
          "miliar": (9,), "milyar": (9,), "billion": (9,), "triliun": (12,), "trilyun": (12,)}
_LETTERS = "|".join(word for word in SCALES if len(word) <= 2)
_WORDS = "|".join(word for word in SCALES if len(word) > 2)
#: Parts a text at its scales: at words also behind letters (sejuta), at letters only by themselves (not in enam).
SCALE = re.compile(rf"\s*({_WORDS}|(?<![a-z])(?:{_LETTERS})(?![a-z]))\.?\s*")

_UNITS = {"satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9}
_VALUES = {"se": 1, **_UNITS, **{str(value): value for value in range(1, 10)}}
_ANY = "|".join(_VALUES)
_ALONE = "|".join(word for word in _VALUES if word != "se")
_SEVERAL = "|".join(word for word, value in _VALUES.items() if value > 1)
_BELOW_THOUSAND = re.compile(
    rf"(?:(?P<hundreds>{_ANY})[ -]?ratus)?[ -]?"
    rf"(?:(?P<teens>se|{_SEVERAL})[ -]?belas|(?P<ten>se)puluh"
    rf"|(?:(?P<tens>{_SEVERAL})[ -]?puluh)?[ -]?(?P<ones>{_ALONE})?)")
_DIGIT = re.compile(rf"\s*(nol|{'|'.join(_UNITS)})")
_KOMA = re.compile(r"(.+?) ?koma ?(.+)")
_SETENGAH = re.compile(r"(.*?) ?setengah")


def coefficient(text: str) -> Decimal | None:
    """Return the number below a thousand that Indonesian words spell; None for anything else, misspelt words too.

    Parameters
    ----------
    text : str
        Small letters; words may stand together (``duapuluh lima``), and a digit for a word (``5 ratus``).

    Notes
    -----
    Behind *koma* stand digits one by one (*dua koma tujuh lima*) or a number of two (*dua koma tujuh puluh lima*).
    *Setengah* adds a half to a number below a hundred, in digits too (``2 setengah``).

    Examples
    --------
    >>> coefficient("seratus dua puluh tiga"), coefficient("nol koma lima"), coefficient("satu setengah")
    (Decimal('123'), Decimal('0.5'), Decimal('1.5'))
    >>> coefficient("dua lima"), coefficient("duwa")
    (None, None)
    """
    if match := _SETENGAH.fullmatch(text):
        return _and_a_half(match[1])
    if match := _KOMA.fullmatch(text):
        return _with_decimals(*match.groups())
    whole = _whole(text)
    return None if whole is None else Decimal(whole)


def _and_a_half(text: str) -> Decimal | None:
    whole = int(text) if re.fullmatch("[1-9][0-9]?", text) else _whole(text) if text else 0
    return None if whole is None or whole >= 100 else whole + Decimal("0.5")


def _with_decimals(before: str, behind: str) -> Decimal | None:
    whole, decimals = _whole(before), _decimals(behind)
    return None if whole is None or not decimals else Decimal(f"{whole}.{decimals}")


def _decimals(text: str) -> str:
    if not _DIGIT.sub("", text).strip():
        return "".join(str(_UNITS.get(word, 0)) for word in _DIGIT.findall(text))
    whole = _whole(text)
    return str(whole) if whole is not None and 10 <= whole < 100 else ""


def _whole(text: str) -> int | None:
    """Return the whole number below a thousand that words spell."""
    if text == "nol":
        return 0
    match = _BELOW_THOUSAND.fullmatch(text)
    if not match or not any(match.groups()) or not (text[0] + text[-1]).isalnum():
        return None
    part = {name: _VALUES[word] if word else 0 for name, word in match.groupdict().items()}
    teens = 10 + part["teens"] if part["teens"] else 0
    return 100 * part["hundreds"] + teens + 10 * (part["ten"] + part["tens"]) + part["ones"]
