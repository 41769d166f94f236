"""Indicators, and the way from education to class, as rows of signs."""

import pandas as pd
from matplotlib.axes import Axes

from ppks_study.output.figures.style import BLUE, GREY, LIGHT, ORANGE
from ppks_study.output.numbers import text
from ppks_study.output.phrases import word

SIGNS = {"yes": ("o", BLUE), "not_optimal": ("D", GREY), "not_yet": ("X", ORANGE)}


def plot_indicators(table: pd.DataFrame, *, ax: Axes, lang: str) -> Axes:
    """Draw which indicators are said to be performed, not yet optimal, or not yet performed.

    Parameters
    ----------
    table : DataFrame
        One row an indicator: ``label``, ``variable``, ``performed`` (yes, not_optimal, not_yet).
    ax : Axes
        Where to draw.
    lang : str
        Language of the labels.

    Examples
    --------
    ``plot_indicators(page.frame("indicators"), ax=axes, lang="id")``
    """
    rows = table.iloc[::-1].to_dict("records")
    for y, row in enumerate(rows):
        marker, colour = SIGNS[row["performed"]]
        ax.plot([list(SIGNS).index(row["performed"])], [y], marker=marker, color=colour, markersize=7,
                linestyle="none")
    counts = table["performed"].value_counts()
    heads = [f"{word(name, lang)}\n({counts.get(name, 0)})" for name in SIGNS]
    ax.set_yticks(range(len(rows)), [f"{row['variable']}  {row['label']}" for row in rows], fontsize=8)
    ax.set_xlim(-0.5, len(SIGNS) - 0.5)
    ax.set_ylim(-0.8, len(rows) - 0.2)
    ax.set_xticks(range(len(SIGNS)), heads, fontsize=8)
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0)
    ax.grid(axis="y")
    ax.spines["bottom"].set_visible(False)
    return ax


def plot_levels(table: pd.DataFrame, *, ax: Axes, lang: str) -> Axes:
    """Draw the KKNI level of each education that occurs, over the regulation's three groups of levels.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of kind count with ``label``, ``kkni_level`` (1 to 9) and ``class_label``.
    ax, lang
        As in `plot_indicators`.

    Examples
    --------
    ``plot_levels(page.frame("levels"), ax=axes, lang="en")``
    """
    table = table[table["kind"] == "count"]
    for start, end, name, shade in ((0.5, 3.5, "operator", "#f4f4f4"), (3.5, 6.5, "technician", LIGHT),
                                    (6.5, 9.5, "expert", "#f4f4f4")):
        ax.axvspan(start, end, color=shade, zorder=0, alpha=0.6)
        ax.annotate(word(name, lang), ((start + end) / 2, len(table) - 0.35), ha="center", fontsize=8)
    for y, row in enumerate(table.iloc[::-1].to_dict("records")):
        ax.plot([row["kkni_level"]], [y], marker="o", color=BLUE, markersize=11)
        shown = text(float(row["value"]), row["unit"], lang)
        ax.annotate(f"{row['class_label']}: {shown}", (row["kkni_level"], y), xytext=(12, 0),
                    textcoords="offset points", ha="left", va="center", fontsize=8)
    ax.set_yticks(range(len(table)), table["label"].tolist()[::-1])
    ax.set_ylim(-0.6, len(table))
    ax.set_xlim(0.5, 9.5)
    ax.set_xticks(range(1, 10))
    ax.set_xlabel(word("kkni_axis", lang))
    return ax
