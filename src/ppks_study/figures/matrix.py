"""Counts of segments or findings as a grid of shades, and the agreement of coders code by code."""

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ppks_study.figures.intervals import rows_of
from ppks_study.figures.style import BLUE, DARK, GREY
from ppks_study.numbers import number
from ppks_study.phrases import word
from surveystats.agreement import RELIABLE, TENTATIVE

#: Letters in a line of a column's name, by how many columns there are; and inches that a row and the frame take.
LINE, ROW, FRAME = 66, 0.27, 1.75
#: How dark the highest count is; from where on its number is written in white.
DARKEST, LIGHT_TEXT = 0.85, 0.5


def plot_matrix(table: pd.DataFrame, *, ax: Axes, lang: str) -> Axes:
    """Draw counts as a grid: darker is more, the count stands in its cell, and none is an empty cell with a 0.

    Parameters
    ----------
    table : DataFrame
        Estimate rows with ``label`` (row), ``by_label`` (column) and ``value``, and ``group_label`` where rows come in
        groups; every cell once, row by row.
    ax : Axes
        Where to draw.
    lang : str
        Language of the numbers.

    Examples
    --------
    ``plot_matrix(page.frame("matrix"), ax=axes, lang="en")``
    """
    columns = list(dict.fromkeys(table["by_label"]))
    highest = max(float(table["value"].max()), 1.0)
    places = rows_of(table.iloc[:: len(columns)], ax)
    for place, row in enumerate(table.to_dict("records")):
        x, y, depth = place % len(columns), places[place // len(columns)], DARKEST * float(row["value"]) / highest
        ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=BLUE if row["value"] else "white",
                               alpha=depth if row["value"] else 1, edgecolor="#dddddd", linewidth=0.6))
        ax.text(x, y, number(float(row["value"]), lang), ha="center", va="center", fontsize=8,
                color="white" if depth > LIGHT_TEXT else DARK if row["value"] else GREY)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    names = ["\n".join(textwrap.wrap(name, max(9, LINE // len(columns)))) for name in columns]
    ax.set_xticks(range(len(columns)), names, fontsize=8)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return ax


def plot_agreement(table: pd.DataFrame, *, ax: Axes, lang: str) -> Axes:
    """Draw Krippendorff's alpha of each code as a dot, its interval as a line, and the two customary limits.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of kind alpha with ``label`` and the interval, at most 1.
    ax, lang
        As in `plot_matrix`.

    Examples
    --------
    ``plot_agreement(page.frame("by_code"), ax=axes, lang="en")``
    """
    for limit in (TENTATIVE, RELIABLE):
        ax.axvline(limit, color=GREY, linewidth=0.9, linestyle="--", zorder=1)
    for y, row in zip(rows_of(table, ax), table.to_dict("records"), strict=True):
        ends = [float(row["interval_lower"]), float(row["interval_upper"])]
        ax.plot(ends, [y, y], color=DARK, linewidth=1.2, marker="|", markersize=6, zorder=2)
        ax.plot([float(row["value"])], [y], color=BLUE, marker="o", markersize=6, zorder=3)
        ax.annotate(number(float(row["value"]), lang, digits=2), (1.0, y), xytext=(10, 0), textcoords="offset points",
                    ha="left", va="center", fontsize=8)
    lowest = min(0.0, float(table["interval_lower"].min()))
    ax.set_xlim(lowest - 0.02, 1.12)
    ax.set_xticks([0, 0.2, 0.4, TENTATIVE, RELIABLE, 1],
                  [number(tick, lang) for tick in (0, 0.2, 0.4, TENTATIVE, RELIABLE, 1)])
    ax.set_xlabel(word("alpha_axis", lang))
    return ax
