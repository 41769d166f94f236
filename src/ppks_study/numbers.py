"""Numbers as text, in Indonesian and English; nothing is rounded before this point."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd
from babel.numbers import format_decimal

from paperbuild.errors import OutputError
from ppks_study.errors import nearest
from ppks_study.estimates import BASES
from ppks_study.phrases import word
from ppks_study.survey import Section

LANGUAGES = ("id", "en")
DASH = "\u2013"
#: How many people a number is about; missing where this is withheld.
SIZES = ("n", "missing", "denominator")

#: Unit -> language -> (pattern of one number, pattern of one unit when the number is 1); {} is the number.
UNITS: dict[str, dict[str, tuple[str, str]]] = {
    "": {"id": ("{}", "{}"), "en": ("{}", "{}")},
    "percent": {"id": ("{}%", "{}%"), "en": ("{}%", "{}%")},
    "idr_per_month": {"id": ("Rp{}", "Rp{}"), "en": ("IDR\u00a0{}", "IDR\u00a0{}")},
    "idr": {"id": ("Rp{}", "Rp{}"), "en": ("IDR\u00a0{}", "IDR\u00a0{}")},
    "million_idr": {"id": ("Rp{} juta", "Rp{} juta"), "en": ("IDR\u00a0{} million", "IDR\u00a0{} million")},
    "people": {"id": ("{} orang", "{} orang"), "en": ("{} people", "{} person")},
    "years": {"id": ("{} tahun", "{} tahun"), "en": ("{} years", "{} year")},
    "families": {"id": ("{} keluarga", "{} keluarga"), "en": ("{} families", "{} family")},
    "items": {"id": ("{} butir", "{} butir"), "en": ("{} items", "{} item")},
    "points": {"id": ("{} poin", "{} poin"), "en": ("{} points", "{} point")},
    "roles": {"id": ("{} peran", "{} peran"), "en": ("{} roles", "{} role")},
    "segments": {"id": ("{} segmen", "{} segmen"), "en": ("{} segments", "{} segment")},
    "sources": {"id": ("{} sumber", "{} sumber"), "en": ("{} sources", "{} source")},
    "coders": {"id": ("{} pengode", "{} pengode"), "en": ("{} coders", "{} coder")},
    "codings": {"id": ("{} pengodean", "{} pengodean"), "en": ("{} codings", "{} coding")},
    "codes": {"id": ("{} kode", "{} kode"), "en": ("{} codes", "{} code")},
    "findings": {"id": ("{} temuan", "{} temuan"), "en": ("{} findings", "{} finding")},
    "voices": {"id": ("{} pihak", "{} pihak"), "en": ("{} voices", "{} voice")},
    "coefficient": {"id": ("{}", "{}"), "en": ("{}", "{}")},
    "programmes": {"id": ("{} program", "{} program"), "en": ("{} programmes", "{} programme")},
    "times": {"id": ("{} kali", "{} kali"), "en": ("{} times", "{} time")},
    "level": {"id": ("jenjang {}", "jenjang {}"), "en": ("level {}", "level {}")},
    "ratio": {"id": ("1:{}", "1:{}"), "en": ("1:{}", "1:{}")},
    "percentage_points": {"id": ("{} poin persen", "{} poin persen"),
                          "en": ("{} percentage points", "{} percentage point")},
    "effect": {"id": ("{}", "{}"), "en": ("{}", "{}")}, "statistic": {"id": ("{}", "{}"), "en": ("{}", "{}")},
    "p": {"id": ("{}", "{}"), "en": ("{}", "{}")},
}
#: Digits after the decimal sign; other units show whole numbers whole, and up to two digits.
DIGITS = {"percent": 1, "idr_per_month": 0, "idr": 0, "million_idr": 2, "people": 0, "families": 0, "roles": 0,
          "items": 0, "programmes": 0, "times": 1, "level": 0, "percentage_points": 1, "effect": 2, "statistic": 1,
          "p": 3, "coefficient": 2, "segments": 0, "sources": 0, "coders": 0, "codings": 0, "codes": 0,
          "findings": 0, "voices": 0}
#: A smaller p is told as below it.
LEAST_P = 0.001
#: Between two ends of which one is negative, where a dash would look like a sign.
TO = {"id": "sampai", "en": "to"}
#: Units that are counted in whole: their values are whole numbers in numbers.json.
WHOLE = ("people", "families", "roles", "items", "programmes", "level", "segments", "sources", "coders", "codings",
         "codes", "findings", "voices")
#: How a workbook shows numbers of a unit; the program that opens it puts the signs of the reader's country.
FORMATS = {unit: '"Rp"#,##0' if unit.startswith("idr") else "#,##0" for unit, places in DIGITS.items() if places == 0}
FORMATS["percent"] = '0.00"%"'
UNKNOWN = {"id": "tidak terbatas", "en": "not limited"}
AT_LEAST = {"id": "paling sedikit {}", "en": "at least {}"}
AT_MOST = {"id": "paling banyak {}", "en": "at most {}"}


def number(value: float, lang: str, *, digits: int | None = None) -> str:
    """Return a number in a language's notation, without its unit.

    Parameters
    ----------
    value : float
        Any finite number, unrounded.
    lang : str
        ``id`` or ``en``.
    digits : int, optional
        Digits after the decimal sign, zeros kept; by default up to two, zeros dropped. Halves go up.

    Examples
    --------
    >>> number(2507668, "id"), number(71.111, "en", digits=1), number(2.5, "id")
    ('2.507.668', '71.1', '2,5')
    """
    if lang not in LANGUAGES:
        raise OutputError(f"no language {lang!r}", where="number", expected=nearest(lang, LANGUAGES))
    places = 2 if digits is None else digits
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    pattern = "#,##0" + ("." + ("#" if digits is None else "0") * places if places else "")
    return format_decimal(exact if exact else abs(exact), format=pattern, locale=lang)  # -0.001 is 0.00, not -0.00


def text(value: float | None, unit: str, lang: str, *, lower: float | None = None, upper: float | None = None,
         digits: int | None = None, bare: bool = False) -> str:
    """Return a value with its unit as text, or the range between its bounds where there is no value.

    Parameters
    ----------
    value : float or None
        Unrounded; None (or missing) where only bounds are known.
    unit : str
        A key of `UNITS`; percent means 0-100.
    lang : str
        ``id`` or ``en``.
    lower, upper : float, optional
        Bounds; a missing one has no limit. Not used where there is a value.
    digits : int, optional
        Digits after the decimal sign, instead of the unit's own.
    bare : bool
        Leave out words such as "people" (not the signs of percent and money): for tables and figures.

    Raises
    ------
    OutputError
        The unit or language is unknown.

    Examples
    --------
    >>> text(71.111, "percent", "id"), text(32, "people", "en"), text(2507668, "idr_per_month", "id")
    ('71,1%', '32 people', 'Rp2.507.668')
    >>> text(None, "percent", "id", lower=24.444, upper=51.111), text(None, "idr", "id", lower=-500, upper=200)
    ('24,4–51,1%', '-Rp500 sampai 200')
    """
    if unit not in UNITS:
        raise OutputError(f"no unit {unit!r}", where="text of a number", expected=nearest(unit, UNITS))
    digits = DIGITS.get(unit) if digits is None else digits
    ends = [None if _absent(end) else float(end) for end in (lower, upper)]  # type: ignore[arg-type]
    if not _absent(value):
        tiny = unit == "p" and float(value) < LEAST_P  # type: ignore[arg-type]
        figure = f"<{number(LEAST_P, lang, digits=digits)}" if tiny else number(value, lang, digits=digits)  # type: ignore[arg-type]
        return _with_unit(figure, unit, lang, bare=bare, one=bool(value == 1))
    if ends[0] is not None and ends[1] is not None:
        return _with_unit(_range(ends[0], ends[1], lang, digits), unit, lang, bare=bare)
    return _open(ends, unit, lang, digits, bare)


def _absent(value: object) -> bool:
    return value is None or bool(pd.isna(value))  # type: ignore[call-overload]


def _with_unit(figure: str, unit: str, lang: str, *, bare: bool, one: bool = False) -> str:
    worded = unit not in ("percent", "idr_per_month", "idr", "ratio")
    if bare and worded:
        return figure
    sign = "-" if figure.startswith("-") else ""  # -Rp5, not Rp-5
    return sign + UNITS[unit][lang][one].format(figure.removeprefix(sign))


def _range(lower: float, upper: float, lang: str, digits: int | None) -> str:
    """Join two ends; digits are added while different ends would look alike."""
    if lower == upper:
        return number(lower, lang, digits=digits)
    for more in range(4):
        places = None if digits is None else digits + more
        low, high = number(lower, lang, digits=places), number(upper, lang, digits=places)
        if low != high or digits is None:
            break
    return f"{low} {TO[lang]} {high}" if low.startswith("-") else f"{low}{DASH}{high}"


def _open(ends: list[float | None], unit: str, lang: str, digits: int | None, bare: bool) -> str:
    if ends == [None, None]:
        return UNKNOWN[lang]
    end = ends[0] if ends[0] is not None else ends[1]
    pattern = AT_LEAST if ends[0] is not None else AT_MOST
    return pattern[lang].format(text(end, unit, lang, digits=digits, bare=bare))


def digits_of(kind: str, unit: str) -> int | None:
    """Return the digits of an estimate: percent scores (means, extremes) and items' points have two, shares one,
    and what is compared item by item three.
    """
    if kind in ("critical_r", "corrected_r", "alpha_if_dropped"):
        return 3
    two = ("item_mean", "item_sd", *(("mean", "minimum", "maximum") if unit == "percent" else ()))
    return 2 if kind in two else None


def places(kind: str, unit: str) -> int:
    """Return how many digits the text of an estimate shows at most."""
    digits = digits_of(kind, unit)
    return DIGITS.get(unit, 2) if digits is None else digits


def rounded(number: object, kind: str, unit: str) -> object:
    """Return a number at the digits that its text shows; halves go up."""
    if _absent(number):
        return pd.NA
    exact = Decimal(repr(float(number)))  # type: ignore[arg-type]
    return float(exact.quantize(Decimal(1).scaleb(-places(kind, unit)), rounding=ROUND_HALF_UP))


def estimate_text(row: Mapping[Any, Any] | pd.Series, lang: str, *, bare: bool = False) -> str:
    """Return the text of one row of an estimate frame: its value, the range that bounds it, a dash for neither.

    Computed from data, a number of nobody (the mean of an empty group) has no value and no limits. Of a number that is
    withheld the text says so.
    """
    if row["basis"] == "withheld":
        return word("withheld", lang)
    if row["basis"] == "computed" and _absent(row["value"]):
        return DASH
    return text(row["value"], row["unit"], lang, lower=row["lower"], upper=row["upper"],
                digits=digits_of(row["kind"], row["unit"]), bare=bare)


def numbers(section: Section, confidence: float = 0.95) -> dict[str, dict[str, Any]]:
    """Return every number of a section as numbers.json keeps it, by key, sorted.

    Parameters
    ----------
    section : Section
        Tidy tables.
    confidence : float
        That of its sampling intervals.

    Returns
    -------
    dict
        ``value`` (None where bounded), ``n``, ``missing``, ``denominator``, ``text`` by language (of the bare value),
        ``from`` (the table that it stands in), ``basis``, ``lower``, ``upper``; ``interval`` where there is one: its
        ``method``, ``lower``, ``upper`` and ``confidence``.

    Raises
    ------
    OutputError
        A basis is unknown, or two tables state different values under one key.
    """
    found: dict[str, dict[str, Any]] = {}
    for name, table in section.tables.items():
        if "basis" not in table.columns:
            continue
        for _, row in table.iterrows():
            entry = _entry(row, f"sections.{section.name}.{name}", confidence)
            known = found.setdefault(row["key"], entry)
            if {**known, "from": ""} != {**entry, "from": ""}:
                raise OutputError(f"{row['key']} has two values", where=f"section {section.name}, table {name}",
                                  expected="one value a key", fix="give one of the two rows another key")
    return dict(sorted(found.items()))


def _entry(row: pd.Series, source: str, confidence: float) -> dict[str, Any]:
    if row["basis"] not in BASES:
        raise OutputError(f"no basis {row['basis']!r}", where=str(row["key"]), expected=nearest(row["basis"], BASES))
    entry = {"value": _plain(row["value"], row["unit"]), **{size: _plain(row[size], "people") for size in SIZES},
             "text": {lang: estimate_text(row, lang) for lang in LANGUAGES}, "from": source,
             "basis": row["basis"], "lower": _plain(row["lower"], row["unit"]),
             "upper": _plain(row["upper"], row["unit"])}
    if _absent(row["interval"]) or not row["interval"] or _absent(row["interval_lower"]):
        return entry
    return entry | {"interval": {"method": row["interval"], "lower": float(row["interval_lower"]),
                                 "upper": float(row["interval_upper"]), "confidence": confidence}}


def _plain(value: Any, unit: str) -> float | int | None:
    if _absent(value):
        return None
    exact = float(value)
    return int(exact) if exact.is_integer() and unit in (*WHOLE, "idr_per_month", "idr", "years") else exact
