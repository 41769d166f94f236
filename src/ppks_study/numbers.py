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


def _unit(indonesian: str, english: str, one: str = "") -> dict[str, tuple[str, str]]:
    return {"id": (indonesian, indonesian), "en": (english, one or english)}


#: Unit -> language -> (pattern of a number, pattern of 1); {} is the number.
UNITS: dict[str, dict[str, tuple[str, str]]] = {
    "": _unit("{}", "{}"),
    "percent": _unit("{}%", "{}%"),
    "percentage_points": _unit("{} poin persen", "{} percentage points", "{} percentage point"),
    "idr": _unit("Rp{}", "IDR\u00a0{}"),
    "idr_per_month": _unit("Rp{}", "IDR\u00a0{}"),
    "million_idr": _unit("Rp{} juta", "IDR\u00a0{} million"),
    "people": _unit("{} orang", "{} people", "{} person"),
    "families": _unit("{} keluarga", "{} families", "{} family"),
    "years": _unit("{} tahun", "{} years", "{} year"),
    "roles": _unit("{} peran", "{} roles", "{} role"),
    "programmes": _unit("{} program", "{} programmes", "{} programme"),
    "items": _unit("{} butir", "{} items", "{} item"),
    "points": _unit("{} poin", "{} points", "{} point"),
    "segments": _unit("{} segmen", "{} segments", "{} segment"),
    "sources": _unit("{} sumber", "{} sources", "{} source"),
    "coders": _unit("{} pengode", "{} coders", "{} coder"),
    "codings": _unit("{} pengodean", "{} codings", "{} coding"),
    "codes": _unit("{} kode", "{} codes", "{} code"),
    "findings": _unit("{} temuan", "{} findings", "{} finding"),
    "voices": _unit("{} pihak", "{} voices", "{} voice"),
    "times": _unit("{} kali", "{} times", "{} time"),
    "level": _unit("jenjang {}", "level {}"),
    "ratio": _unit("1:{}", "1:{}"),
    "coefficient": _unit("{}", "{}"),
    "effect": _unit("{}", "{}"),
    "statistic": _unit("{}", "{}"),
    "p": _unit("{}", "{}"),
}
#: Units that are counted in whole: their values are whole numbers in numbers.json.
WHOLE = ("people", "families", "roles", "items", "programmes", "level", "segments", "sources",
         "coders", "codings", "codes", "findings", "voices")
#: Digits after the decimal sign; other units show whole numbers whole, and up to two digits.
DIGITS = dict.fromkeys((*WHOLE, "idr", "idr_per_month"), 0) | {
    "percent": 1, "percentage_points": 1, "million_idr": 2, "times": 1, "statistic": 1,
    "effect": 2, "coefficient": 2, "p": 3}
#: How a workbook shows numbers of a unit; the program that opens it puts the signs of the reader's
#: country.
FORMATS = dict.fromkeys(WHOLE, "#,##0") | dict.fromkeys(("idr", "idr_per_month"), '"Rp"#,##0') | {
    "percent": '0.00"%"'}
#: A smaller p is shown as below it.
LEAST_P = 0.001
#: Between two ends of which one is negative, where a dash would look like a sign.
TO = {"id": "sampai", "en": "to"}
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
        Digits after the decimal sign, zeros kept; by default up to two, zeros dropped.
        Halves go up.

    Examples
    --------
    >>> number(2507668, "id"), number(71.111, "en", digits=1), number(2.5, "id")
    ('2.507.668', '71.1', '2,5')
    """
    if lang not in LANGUAGES:
        raise OutputError(f"no language {lang!r}", where="number",
                          expected=nearest(lang, LANGUAGES))
    places = 2 if digits is None else digits
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    pattern = "#,##0" + ("." + ("#" if digits is None else "0") * places if places else "")
    exact = exact if exact else abs(exact)  # -0.001 is 0.00, not -0.00
    return format_decimal(exact, format=pattern, locale=lang)


def text(value: float | None, unit: str, lang: str, *, lower: float | None = None,
         upper: float | None = None, digits: int | None = None, bare: bool = False) -> str:
    """Return a value with its unit as text, or its range where there is no value.

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
        Leave out words such as "people" (not the signs of percent and money), for tables and
        figures.

    Raises
    ------
    OutputError
        The unit or language is unknown.

    Examples
    --------
    >>> text(71.111, "percent", "id"), text(32, "people", "en")
    ('71,1%', '32 people')
    >>> text(2507668, "idr_per_month", "id")
    'Rp2.507.668'
    >>> text(None, "percent", "id", lower=24.444, upper=51.111)
    '24,4–51,1%'
    >>> text(None, "idr", "id", lower=-500, upper=200)
    '-Rp500 sampai 200'
    """
    if unit not in UNITS:
        raise OutputError(f"no unit {unit!r}", where="text of a number",
                          expected=nearest(unit, UNITS))
    digits = DIGITS.get(unit) if digits is None else digits
    if value is not None and not pd.isna(value):
        if unit == "p" and float(value) < LEAST_P:
            shown = f"<{number(LEAST_P, lang, digits=digits)}"
        else:
            shown = number(value, lang, digits=digits)
        return _with_unit(shown, unit, lang, bare=bare, one=bool(value == 1))
    low = None if lower is None or pd.isna(lower) else float(lower)
    high = None if upper is None or pd.isna(upper) else float(upper)
    if low is not None and high is not None:
        return _with_unit(_range(low, high, lang, digits), unit, lang, bare=bare)
    if low is None and high is None:
        return UNKNOWN[lang]
    end, pattern = (low, AT_LEAST) if low is not None else (high, AT_MOST)
    return pattern[lang].format(text(end, unit, lang, digits=digits, bare=bare))


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


def digits_of(kind: str, unit: str) -> int | None:
    """Return the digits of an estimate after the decimal sign; None for those of its unit.

    Percent scores (means, extremes) and items' points have two, shares one, and what is compared
    item by item three.

    Parameters
    ----------
    kind : str
        Of the estimate, such as ``share`` or ``mean``.
    unit : str
        A key of `UNITS`.
    """
    if kind in ("critical_r", "corrected_r", "alpha_if_dropped"):
        return 3
    of_scores = unit == "percent" and kind in ("mean", "minimum", "maximum")
    return 2 if of_scores or kind in ("item_mean", "item_sd") else None


def places(kind: str, unit: str) -> int:
    """Return how many digits the text of an estimate shows at most.

    Parameters
    ----------
    kind, unit
        As in `digits_of`.
    """
    digits = digits_of(kind, unit)
    return DIGITS.get(unit, 2) if digits is None else digits


def rounded(number: object, kind: str, unit: str) -> object:
    """Return a number at the digits that its text shows; halves go up.

    Parameters
    ----------
    number : float
        Unrounded; stays missing where it is.
    kind, unit
        As in `digits_of`.
    """
    if _absent(number):
        return pd.NA
    exact = Decimal(repr(float(number)))  # type: ignore[arg-type]
    step = Decimal(1).scaleb(-places(kind, unit))
    return float(exact.quantize(step, rounding=ROUND_HALF_UP))


def estimate_text(row: Mapping[Any, Any] | pd.Series, lang: str, *, bare: bool = False) -> str:
    """Return the text of an estimate: its value, the range that bounds it, or a dash for neither.

    Parameters
    ----------
    row : mapping
        A row of an estimate frame. Computed from data, a number of nobody (the mean of an empty
        group) has no value and no limits; a withheld one is said to be withheld.
    lang : str
        ``id`` or ``en``.
    bare : bool
        As in `text`.
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
        ``value`` (None where bounded), ``n``, ``missing``, ``denominator``, ``text`` by language
        (of the bare value), ``from`` (the table that it stands in), ``basis``, ``lower``, ``upper``;
        ``interval`` where there is one: its ``method``, ``lower``, ``upper`` and ``confidence``.

    Raises
    ------
    OutputError
        A basis is unknown, or two tables state different values under one key.
    """
    entries: dict[str, dict[str, Any]] = {}
    for name, table in section.tables.items():
        if "basis" not in table.columns:
            continue
        for _, row in table.iterrows():
            entry = _entry(row, f"sections.{section.name}.{name}", confidence)
            known = entries.setdefault(row["key"], entry)
            if {**known, "from": ""} != {**entry, "from": ""}:
                raise OutputError(f"{row['key']} has two values",
                                  where=f"section {section.name}, table {name}",
                                  expected="one value a key",
                                  fix="give one of the two rows another key")
    return dict(sorted(entries.items()))


def _entry(row: pd.Series, source: str, confidence: float) -> dict[str, Any]:
    if row["basis"] not in BASES:
        raise OutputError(f"no basis {row['basis']!r}", where=str(row["key"]),
                          expected=nearest(row["basis"], BASES))
    entry: dict[str, Any] = {"value": _plain(row["value"], row["unit"])}
    for size in SIZES:
        entry[size] = _plain(row[size], "people")
    entry |= {"text": {lang: estimate_text(row, lang) for lang in LANGUAGES}, "from": source,
              "basis": row["basis"], "lower": _plain(row["lower"], row["unit"]),
              "upper": _plain(row["upper"], row["unit"])}
    if not _absent(row["interval"]) and row["interval"] and not _absent(row["interval_lower"]):
        entry["interval"] = {"method": row["interval"], "lower": float(row["interval_lower"]),
                             "upper": float(row["interval_upper"]), "confidence": confidence}
    return entry


def _plain(value: Any, unit: str) -> float | int | None:
    if _absent(value):
        return None
    exact = float(value)
    whole = unit in (*WHOLE, "idr_per_month", "idr", "years")
    return int(exact) if whole and exact.is_integer() else exact
