"""SPSS files (.sav, .zsav), as a process of its own reads them (see `sandbox`)."""

import datetime
import functools
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from surveyintake.errors import InputError
from surveyintake.sources import MOST_CELLS, Missing, iso, number

#: SPSS counts seconds from the first day of the Gregorian calendar.
_FIRST = datetime.datetime(1582, 10, 14)
_DATES = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR")
_MOMENTS = ("DATETIME", "YMDHMS")
_TIMES = ("TIME", "DTIME", "MTIME")


def prepare() -> None:
    """Load the compiled reader."""
    import pyreadstat  # noqa: F401


def table(path: Path) -> tuple[dict[int, str], Iterator[list[str]]]:
    """Return the labels of variables by place, and the rows, that of names first.

    Parameters
    ----------
    path : Path
        The file.
    """
    columns, meta = _loaded(path)
    also = {place: (meta.column_names_to_labels.get(name) or "").strip()
            for place, name in enumerate(columns)}
    texts = [_texts(values, functools.partial(_text, labels=_labels(meta, name),
                                              kind=meta.original_variable_types.get(name,
                                                                                    "").rstrip("0123456789."),
                                              ranges=meta.missing_ranges.get(name, [])))
             for name, values in columns.items()]
    rows = (list(columns), *map(list, zip(*texts, strict=True)))
    return {place: text for place, text in also.items() if text}, iter(rows)


def _loaded(path: Path) -> tuple[dict[str, Any], Any]:
    import pyreadstat

    reason: Exception
    for encoding in (None, "WINDOWS-1252"):
        try:
            _, about = pyreadstat.read_sav(path, metadataonly=True, encoding=encoding)
            most = MOST_CELLS // max(about.number_columns or 1, 1)
            if (about.number_rows or 0) > most:
                raise InputError("too many cells", where=path.name,
                                 expected=f"at most {MOST_CELLS:,}")
            return pyreadstat.read_sav(path, user_missing=True, encoding=encoding, row_limit=most,
                                       disable_datetime_conversion=True, output_format="dict")
        except (pyreadstat.ReadstatError, UnicodeError, OverflowError, ValueError) as error:
            reason = error
    raise InputError(f"not a readable SPSS file: {reason}", where=path.name,
                     expected="a .sav or .zsav file",
                     fix="open it in SPSS or PSPP and save it again")


def _labels(meta: Any, name: str) -> Mapping[object, str]:
    return {value: str(label).strip()
            for value, label in meta.variable_value_labels.get(name, {}).items()}


def _texts(values: Any, text: Any) -> list[str]:
    """Return the texts of a column's values; each different one is made once."""
    made = functools.lru_cache(maxsize=None)(text)
    return [made(value) for value in (values.tolist() if hasattr(values, "tolist") else values)]


def _text(value: object, *, labels: Mapping[object, str], kind: str,
          ranges: list[dict[str, Any]]) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    amount = isinstance(value, int | float) and math.isfinite(value)
    code = str(number(value)) if amount else str(value).strip()  # type: ignore[arg-type]
    if code and any(_within(value, one) for one in ranges):
        return Missing(code)
    if labels.get(value):
        return labels[value]
    return _number(float(value), kind) if amount else code  # type: ignore[arg-type]


def _within(value: object, limits: Mapping[str, Any]) -> bool:
    low, high = limits["lo"], limits["hi"]
    if isinstance(value, str):
        return isinstance(low, str) and value.strip() == low.strip()
    return not isinstance(low, str) and low <= value <= high


def _number(value: float, kind: str) -> str:
    """Return a number as its format shows it.

    A date, a moment or a time as ISO writes it, or the number.
    """
    try:
        if kind in _DATES:
            return (_FIRST + datetime.timedelta(seconds=value)).date().isoformat()
        if kind in _MOMENTS:
            return iso(_FIRST + datetime.timedelta(seconds=round(value)))
        if kind in _TIMES and 0 <= value < 86_400:
            return (_FIRST + datetime.timedelta(seconds=round(value))).time().isoformat()
    except OverflowError:
        return number(value)
    return number(value)
