"""What a scale's verdict says, in words, with the limits and the numbers that it rests on."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ppks_study.measures.gate import ACCEPTABLE, AT_THE_END, FEWEST, REPEATING, SAME_SUM
from ppks_study.output.numbers import text
from ppks_study.output.phrases import Phrases

#: The limits that a sentence may name, with their units.
LIMITS = {"fewest": (FEWEST, ""), "same_sum": (SAME_SUM, "percent"), "at_the_end": (AT_THE_END, "percent"),
          "acceptable": (ACCEPTABLE, "coefficient"), "repeating": (REPEATING, "coefficient")}
#: The numbers of a row that it may name, with their units.
OWN = {"n": "people", "missing": "people", "items": "items", "alpha": "coefficient", "mean_percent": "percent",
       "ceiling_percent": "percent", "floor_percent": "percent", "constant": "items", "at_limit": "items",
       "pairs_at_limit": ""}
#: What is added where a row's number is not zero.
REMARKS = ("constant", "at_limit", "smoothed", "pairs_at_limit")


def explained(verdicts: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return verdicts with ``verdict_label`` and ``verdict_says``: its name, and a sentence with what it rests on.

    Parameters
    ----------
    verdicts : DataFrame, one row a scale
        As `sections.reliability` makes it.
    lang : str
        ``id`` or ``en``.
    """
    words, rows = Phrases("reliability", lang), verdicts.to_dict("records")
    return verdicts.assign(verdict_label=[words.text("verdict", row["verdict"], "name") for row in rows],
                           verdict_says=[_says(words, row) for row in rows])


def _says(words: Phrases, row: Mapping[Any, Any]) -> str:
    values = {name: text(value, unit, words.lang) for name, (value, unit) in LIMITS.items()}
    values |= {name: text(row[name], unit, words.lang) for name, unit in OWN.items() if not pd.isna(row[name])}
    parts = [words.text("verdict", row["verdict"], "says"),
             *(words.text("remark", name) for name in REMARKS if row[name])]
    return " ".join(part.format(**values) for part in parts)
