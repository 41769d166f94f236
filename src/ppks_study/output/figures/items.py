"""Items one by one."""

import pandas as pd
from matplotlib.axes import Axes

from ppks_study.output.figures.intervals import rows_of
from ppks_study.output.figures.marks import lacking, name_axis, size, told, whisker, withheld, wrapped
from ppks_study.output.figures.style import BLUE, DARK, GREY

#: Inches that an item's text can take in its row; points of its letters.
ROOM, SIZE = 2.7, 7.5


def plot_items(table: pd.DataFrame, *, ax: Axes, lang: str) -> Axes:
    """Draw the mean of each item as a dot on its row, with its n where somebody did not answer.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of kind mean with ``label`` (and ``group_label``), percent of the maximum; other kinds are left
        out.
    ax : Axes
        Where to draw.
    lang : str
        Language of the numbers.

    Examples
    --------
    ``plot_items(page.frame("items"), ax=axes, lang="id")``
    """
    means = table[table["kind"] == "mean"].drop(columns="group_label", errors="ignore")
    short = means.assign(label=[wrapped(label, ROOM, SIZE, lines=1)[0] for label in means["label"]])
    for y, row in zip(rows_of(short, ax), means.to_dict("records"), strict=True):
        if not pd.isna(row["value"]):
            ax.plot([0, float(row["value"])], [y, y], color=GREY, linewidth=0.8, alpha=0.6)
            ax.plot([float(row["value"])], [y], marker="o", color=BLUE, markersize=6, zorder=4)
            whisker(ax, y, row)
        said = told(row, lang) + (f"  (n = {size(row['n'], lang)})" if lacking(row) and not withheld(row) else "")
        ax.annotate(said, (101, y), va="center", fontsize=7.5, color=DARK)
    ax.tick_params(axis="y", labelsize=SIZE)
    ax.set_xlim(0, 128)
    ax.set_xticks(range(0, 101, 20))
    name_axis(ax, "percent_axis", means, lang)
    return ax
