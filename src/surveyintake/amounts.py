"""Every number that a text can mean: digits or words, scales, and the currency, period or unit
around them.

The grammar, where ``[ ]`` may be left out and ``{ }`` repeats:

    amount      = [sign] [currency] [sign] number [{money} or unit] [period]
    number      = coefficient | coefficient scale {coefficient scale} [coefficient]      scales fall
    coefficient = digits with separators | words below a thousand
    scale       = ribu | rb | k | juta | jt | miliar | M | triliun | …
"""

import itertools
import re
from decimal import Decimal

# What written digits can mean: whose separators they may have, and where one may have been left
# out.

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
#: A spreadsheet that rounds shows three digits (0.00E+00) or six; R and Python write 100000 as
#: 1e+05.
_SURELY_ALL = 2


def digit_readings(digits: str, number_format: str | None = None, *,
                   bare: bool = True) -> tuple[Decimal, ...]:
    """Return every number that unsigned digits with separators can mean, none if they are not
    written as a number.

    Parameters
    ----------
    digits : str
        ``2.507.668``, ``92,81``, ``2 507 668``, ``.5``, ``007``, ``2½``, ``1e+05``.
    number_format : {"id", "en"}, optional
        Whose separators; then there is one reading at most.
    bare : bool
        Whether nothing beside the digits (``juta``, ``%``, ``tahun``) tells that a point is no mark
        of thousands.

    Notes
    -----
    Regular is a head (zero, digits without zero in front, or groups of three behind one to three
    digits, parted by the format's mark or by spaces) and perhaps a decimal mark with digits. No
    thousands begin with zero, so 0.500 is a half. Careless is a number whose marks of thousands are
    misplaced or missing:

    - three, six, … digits behind the last mark may be thousands: ``2507.668``, ``2,500000``,
      ``2.507,668``;
    - a bare point behind one to three digits may be one of thousands, whatever follows: ``2.5``,
      ``75.55``.

    Examples
    --------
    >>> digit_readings("2.507.668"), digit_readings("2.500"), digit_readings("2.5", bare=False)
    ((Decimal('2507668'),), (Decimal('2500'), Decimal('2.500')), (Decimal('2.5'),))
    """
    values: list[Decimal] = []
    for form in MARKS if number_format is None else (number_format,):
        values += _regular(digits, form)
        scientific = _SCIENTIFIC.fullmatch(digits)
        if scientific and _all_digits(scientific):
            for mantissa in _regular(scientific[1], form):
                values.append(mantissa.scaleb(int(scientific[2])))
    if values and number_format is None:
        values += _careless(digits, bare)
    if _PADDED.fullmatch(digits):
        values.append(Decimal(digits))
    if match := _FRACTION.fullmatch(digits):
        values.append(Decimal(match[1] or 0) + _FRACTIONS[match[2]])
    return tuple(dict.fromkeys(values))


def rounded(digits: str) -> str:
    """Return in full a number whose exponent hides digits that may have been rounded away.

    Parameters
    ----------
    digits : str
        Digits as written; of any other number the result is empty.

    Examples
    --------
    >>> rounded("2.50767e+06"), rounded("1e+05"), rounded("1.25e+02")
    ('2507670', '', '')
    """
    match = _SCIENTIFIC.fullmatch(digits)
    if not match or _all_digits(match):
        return ""
    return f"{Decimal(match[1].replace(',', '.')).scaleb(int(match[2])):f}"


def _regular(digits: str, form: str) -> list[Decimal]:
    group, point = MARKS[form]
    if not _REGULAR[form].fullmatch(digits):
        return []
    return [Decimal(digits.replace(group, "").replace(" ", "").replace(point, "."))]


def _all_digits(match: re.Match[str]) -> bool:
    written = len(match[1].replace(",", "").replace(".", ""))
    return written <= _SURELY_ALL or int(match[2]) < written


def _careless(digits: str, bare: bool) -> list[Decimal]:
    match = _LAST_MARK.fullmatch(digits)
    if match:
        head, mark, tail = match.groups()
        if len(tail) % 3 == 0 or (bare and mark == "." and len(head) <= 3):
            return [Decimal(re.sub("[., ]", "", head + tail))]
    return []


# Numbers spelled in Indonesian words, below a thousand; and the words and letters for powers of
# ten.

#: Powers of ten that each word may stand for: M is an Indonesian's miliar and an English writer's
#: million.
SCALES = {"ribu": (3,), "rb": (3,), "k": (3,), "thousand": (3,), "juta": (6,), "jt": (6,),
          "million": (6,), "m": (6, 9),
          "miliar": (9,), "milyar": (9,), "billion": (9,), "triliun": (12,), "trilyun": (12,)}
_LETTERS = "|".join(word for word in SCALES if len(word) <= 2)
_WORDS = "|".join(word for word in SCALES if len(word) > 2)
#: Parts a text at its scales: at words also behind letters (sejuta), at letters only by themselves
#: (not in enam).
SCALE = re.compile(rf"\s*({_WORDS}|(?<![a-z])(?:{_LETTERS})(?![a-z]))\.?\s*")

_UNITS = {"satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7,
          "delapan": 8, "sembilan": 9}
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
    """Return the number below a thousand that Indonesian words spell; None for anything else,
    misspelt words too.

    Parameters
    ----------
    text : str
        Small letters; words may stand together (``duapuluh lima``), and a digit for a word (``5
        ratus``).

    Notes
    -----
    Behind *koma* stand digits one by one (*dua koma tujuh lima*) or a number of two (*dua koma
    tujuh puluh lima*). *Setengah* adds a half to a number below a hundred, in digits too (``2
    setengah``).

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
    part = {name: _VALUES.get(word or "", 0) for name, word in match.groupdict().items()}
    teens = 10 + part["teens"] if part["teens"] else 0
    return 100 * part["hundreds"] + teens + 10 * (part["ten"] + part["tens"]) + part["ones"]


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
        Made plain by `numerals.plain`.
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
    bare = len(parts) == 1 and number == amount and not parts[0][1]
    found = _of_parts(parts, number_format, bare=bare, money=money)
    sign = -1 if (front["outer"] or front["inner"] or "+") != "+" else 1
    values: dict[Decimal, None] = {}
    for value in found:  # a whole number has no decimal point
        signed = sign * value
        values[Decimal(int(signed)) if signed == int(signed) else signed] = None
    return tuple(values)


def _parts(number: str) -> list[tuple[str, str]]:
    """Return a number's coefficients, each with the scale behind it (empty behind the last)."""
    *pieces, rest = SCALE.split(number)
    parts = list(zip(pieces[::2], pieces[1::2], strict=True))
    return [*parts, (rest, "")] if rest or not parts else parts


def _of_parts(parts: list[tuple[str, str]], number_format: str | None, *, bare: bool,
              money: bool) -> list[Decimal]:
    if len(parts) > _MOST_PARTS:
        return []
    options = []
    for text, scale in parts:
        values = _coefficient(text, scale, number_format, bare=bare, money=money)
        options.append(list(itertools.product(values, SCALES.get(scale, (0,)))))
    sums: list[Decimal] = []
    for choice in itertools.product(*options):
        sums += _sums(choice)
    return sums


def _coefficient(text: str, scale: str, number_format: str | None, *, bare: bool,
                 money: bool) -> tuple[Decimal, ...]:
    if text == "se" and scale:
        return (Decimal(1),)
    if not _DIGITS.fullmatch(text):
        spelled = coefficient(text)
        return () if spelled is None or (scale and not spelled) else (spelled,)
    if money and not scale:
        return _rupiah(text, number_format)
    return digit_readings(text, number_format, bare=bare)


def _rupiah(text: str, number_format: str | None) -> tuple[Decimal, ...]:
    """Return what digits can mean as rupiah.

    There are no fractions of a few rupiah, so Rp 2,5 may leave out its juta. Nor are there
    thousandths: where a format is stated, Rp 2.500 is not written in ``en``.
    """
    values = digit_readings(text, "id") if number_format is None and _RUPIAH.fullmatch(text) else ()
    values = values or digit_readings(text, number_format)
    amounts, millions = [], []
    for value in values:
        exponent = value.as_tuple().exponent
        if number_format is None or exponent != -3:
            amounts.append(value)
            if value < 1000 and exponent in (-1, -2) and value != int(value):
                millions.append(value.scaleb(6))
    return (*amounts, *millions)


def _sums(parts: tuple[tuple[Decimal, int], ...]) -> list[Decimal]:
    """Return what parts add up to; also the colloquial sum, where two million five hundred is 2 500 000."""
    values = [value.scaleb(power) for value, power in parts]
    if len(parts) == 1:
        return values
    for value, _ in parts:
        if value != int(value) or not value:
            return []
    for value, (_, power) in zip(values[1:], parts, strict=False):
        if value >= Decimal(10) ** power:
            return []
    (_, above), (last, power) = parts[-2:]
    sums = [sum(values, Decimal(0))]
    if power == 0 and above > 3 and last < 1000:
        sums.append(sum(values[:-1], last.scaleb(above - 3)))
    return sums
