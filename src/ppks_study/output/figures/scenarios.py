"""What schemes of pay cost, by budget."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ppks_study.output.figures.intervals import rows_of
from ppks_study.output.figures.style import BLUE, DARK, GREY, ORANGE
from ppks_study.output.numbers import estimate_text, text
from ppks_study.output.phrases import word

#: Colour and hatching of a budget; both together are grey.
LOOKS = {"national": (BLUE, ""), "city": (ORANGE, "///"), "total": (GREY, "")}


def plot_budgets(table: pd.DataFrame, *, ax: Axes, lang: str) -> Axes:
    """Draw what pay costs each budget and both together, today and under each scenario.

    A bar where the cost is known; where claims leave a range, a bar up to its lower end and a pale one from there to
    its upper end.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of one unit, in groups (``group_label``), with ``label`` and ``category``: national, city, total.
    ax : Axes
        Where to draw.
    lang : str
        Language of the numbers.

    Examples
    --------
    ``plot_budgets(incentive.tables["scenario_bill"], ax=axes, lang="en")``
    """
    for y, row in zip(rows_of(table, ax), table.to_dict("records"), strict=True):
        _bar(ax, y, row)
        if not pd.isna(row["upper"]):
            ax.annotate(estimate_text(row, lang, bare=True), (float(row["upper"]), y), xytext=(4, 0),
                        textcoords="offset points", va="center", fontsize=8, color=DARK)
    ax.set_xlim(0, max(1.0, float(table["upper"].max(skipna=True)) * 1.3))
    ax.set_xlabel(word("cost_axis", lang))
    ax.xaxis.set_major_formatter(lambda value, _: text(value, "", lang))
    return ax


def _bar(ax: Axes, y: float, row: Mapping[Any, Any]) -> None:
    colour, hatch = LOOKS[row["category"]]
    if pd.isna(row["upper"]) or pd.isna(row["lower"]):
        return
    low, high = float(row["lower"]), float(row["upper"])
    ax.barh(y, low, height=0.62, color=colour, hatch=hatch, edgecolor="white", linewidth=0)
    if high > low:
        ax.barh(y, high - low, left=low, height=0.62, color=colour, alpha=0.35)
