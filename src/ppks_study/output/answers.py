"""Where a pen answers a question: tick boxes, ranks, boxes for digits, a line."""

import re
from collections.abc import Sequence
from typing import Any

from ppks_study.instrument import Variable
from ppks_study.output.phrases import read

Block = dict[str, Any]
#: Types that paper cannot record.
ON_DEVICE = ("geopoint", "geotrace", "geoshape", "image", "audio", "video", "file", "barcode")
PARTS_OF_TIME = {"date": (("day", 2), ("month", 2), ("year", 4)), "time": (("hour", 2), ("minute", 2))}
#: Characters of choices side by side, and room that a tick box takes; most columns; how many choices make a long list.
LINE, TICK, MOST_COLUMNS, LONG_LIST = 96, 7, 6, 8
#: Digits of a number without an upper limit.
USUAL_DIGITS, RUPIAH_DIGITS = 6, 9
_UPPER = re.compile(r"\.\s*<=?\s*(\d+)")


def answer_place(variable: Variable, lang: str) -> Block:
    """Return the place to answer a question: ticks, ranks, boxes for digits, a line."""
    labels = [choice.labels[lang] for choice in variable.choices]
    if variable.type in ("select_one", "select_multiple"):
        many = variable.type == "select_multiple"
        return {"kind": "ticks", "many": many, "labels": labels, "columns": _columns(labels),
                "told": printed_word("many", lang) if many else ""}
    if variable.type == "rank":
        return {"kind": "rank", "labels": labels, "columns": _columns(labels), "told": printed_word("rank", lang)}
    if variable.type == "acknowledge":
        return {"kind": "ticks", "many": True, "labels": ["OK"], "columns": 1, "told": ""}
    if variable.type in ("integer", "decimal", "range"):
        return _digits(variable, lang)
    if variable.type in ("date", "time", "datetime"):
        kinds = ("date", "time") if variable.type == "datetime" else (variable.type,)
        parts = [part for kind in kinds for part in PARTS_OF_TIME[kind]]
        return {"kind": "time", "parts": [[printed_word(name, lang), count] for name, count in parts]}
    return {"kind": "device", "told": printed_word("device", lang)} if variable.type in ON_DEVICE else {"kind": "line"}


def _digits(variable: Variable, lang: str) -> Block:
    """Return boxes for a number: as many digits as its upper limit has, in groups of three."""
    rupiah = variable.unit.startswith("idr")
    upper = _UPPER.search(variable.constraint)
    count = len(upper[1]) if upper else RUPIAH_DIGITS if rupiah else USUAL_DIGITS
    groups = [3] * (count // 3) if count % 3 == 0 else [count % 3, *[3] * (count // 3)]
    return {"kind": "digits", "groups": groups if count > 4 else [count], "before": "Rp" if rupiah else "",
            "between": "." if lang == "id" else ",", "point": "," if lang == "id" else ".",
            "decimals": 1 if variable.type == "decimal" else 0}


def _columns(labels: Sequence[str]) -> int:
    """Return how many choices stand side by side; those of a long list in two columns, even if some are broken."""
    longest = max((len(label) for label in labels), default=1)
    return min(MOST_COLUMNS, max(2 if len(labels) > LONG_LIST else 1, LINE // (longest + TICK)))


def printed_word(key: str, lang: str) -> str:
    """Return a word of the print layout."""
    return str(read("form")["print"][key][lang])
