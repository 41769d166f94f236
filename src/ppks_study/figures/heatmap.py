"""Means of items within groups, as a map of shades with the numbers in its cells."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from ppks_study.figures.marks import WITHHELD, Row, wrapped
from ppks_study.figures.marks import withheld as is_withheld
from ppks_study.figures.style import BLUE, DARK, GREY, HIGH, LIGHT, ORANGE, TALLEST, ink
from ppks_study.numbers import DASH, number, text
from ppks_study.phrases import word

#: Light to dark, steadily: as in grey print.
SHADES = LinearSegmentedColormap.from_list("ppks", ["#f7f7f7", "#bcd9ea", *HIGH[1:]])
#: Inches: room for a row's and a column's text, a row's height, what surrounds the rows.
ROOM, COLUMN, ROW, FRAME = 2.7, 0.5, 0.215, 1.9
SIZE, SMALL = 7.0, 6.0
#: Percent: the limits of the shades lie on whole multiples of this.
STEP = 10
Grid = dict[tuple[str, str], dict[str, Row]]


def plot_heatmap(table: pd.DataFrame, *, ax: Axes, lang: str) -> Axes:
    """Draw the mean of each item (row) within each group (column) as a shade, darker is higher, with its number.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of kind mean in percent of the maximum: ``label`` (the item), ``column_label`` (the group),
        ``value``, ``basis``, ``n``, and ``group_label`` where items come in groups.
    ax : Axes
        Where to draw; `height` says how high the figure should be.
    lang : str
        Language of the numbers.

    Notes
    -----
    In the row of each group of items stands how many answered, n: from the item with the fewest to the item with the
    most. A mean of nobody is a dash, a withheld one its sign.

    Examples
    --------
    ``plot_heatmap(page.frame("tasks_within"), ax=axes, lang="en")``
    """
    import seaborn as sns  # takes half a second to load, which other figures need not wait for

    grid, columns = _grid(table), table["column_label"].drop_duplicates().tolist()
    rows = _rows(grid)
    values = np.array([[_value(grid.get(row, {}).get(column)) for column in columns] for row in rows])
    low, high = _limits(values)
    sns.heatmap(values, ax=ax, cmap=SHADES, vmin=low, vmax=high, mask=np.isnan(values), linewidths=1, linecolor="white",
                cbar_kws={"label": word("percent_axis", lang), "pad": 0.02, "aspect": 40, "fraction": 0.05})
    for y, row in enumerate(rows):
        for x, column in enumerate(columns):
            _cell(ax, x, y, grid.get(row, {}).get(column), _sizes(grid, row[0], column, lang), (low, high), lang)
    _names(ax, rows, columns)
    bar = ax.collections[0].colorbar
    if bar is not None:
        bar.ax.tick_params(labelsize=7, length=2)
        bar.set_label(word("percent_axis", lang), fontsize=7.5)
        bar.outline.set_visible(False)
    if any(is_withheld(row) for row in table.to_dict("records")):
        ax.set_xlabel(f"{WITHHELD} {word('withheld', lang)}", fontsize=7.5)
    return ax


def height(table: pd.DataFrame) -> float:
    """Return the height in inches of a figure of a table's rows."""
    return min(TALLEST, FRAME + ROW * len(_rows(_grid(table))))


def _grid(table: pd.DataFrame) -> Grid:
    """Return the cells of each row, by group and item."""
    groups = table["group_label"] if "group_label" in table else pd.Series("", index=table.index)
    found: Grid = {}
    for row in table.assign(group_label=groups).to_dict("records"):
        found.setdefault((row["group_label"], row["label"]), {})[row["column_label"]] = row
    return found


def _rows(grid: Grid) -> list[tuple[str, str]]:
    """Return the rows in order, before each group's items one that names the group: its item is empty."""
    found: list[tuple[str, str]] = []
    for group, label in grid:
        found += [] if (group, "") in found else [(group, "")]
        found.append((group, label))
    return found


def _value(row: Row | None) -> float:
    return float("nan") if row is None or is_withheld(row) or pd.isna(row["value"]) else float(row["value"])


def _limits(values: Any) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return 0.0, 100.0
    low, high = STEP * np.floor(known.min() / STEP), STEP * np.ceil(known.max() / STEP)
    return float(low), float(max(high, low + STEP))


def _sizes(grid: Grid, group: str, column: str, lang: str) -> str:
    """Return n of a group of items in a column: one number, or from the fewest to the most."""
    sizes = [row[column]["n"] for (own, _), row in grid.items() if own == group and column in row
             and not pd.isna(row[column]["n"])]
    ends = [number(end, lang) for end in (min(sizes), max(sizes))] if sizes else [DASH]
    return DASH.join(dict.fromkeys(ends))


def _cell(ax: Axes, x: int, y: int, row: Row | None, size: str, limits: tuple[float, float], lang: str) -> None:
    place = (x + 0.5, y + 0.5)
    if row is None:
        ax.text(*place, size, ha="center", va="center", fontsize=SMALL, color=DARK)
    elif is_withheld(row):
        ax.add_patch(Rectangle((x, y), 1, 1, facecolor="white", edgecolor=GREY, hatch="....", linewidth=0))
        ax.text(*place, WITHHELD, ha="center", va="center", fontsize=SIZE, color=DARK)
    elif pd.isna(row["value"]):
        ax.text(*place, DASH, ha="center", va="center", fontsize=SIZE, color=DARK)
    else:
        shade = SHADES((float(row["value"]) - limits[0]) / (limits[1] - limits[0]))
        ax.text(*place, number(float(row["value"]), lang, digits=1), ha="center", va="center", fontsize=SIZE,
                color=ink((shade[0], shade[1], shade[2])))


def _names(ax: Axes, rows: Sequence[tuple[str, str]], columns: Sequence[str]) -> None:
    """Write the names of rows at their left, of groups in bold, and those of columns above."""
    ax.set_yticks([y + 0.5 for y in range(len(rows))],
                  [wrapped(label, ROOM, SIZE, lines=1)[0] if label else f"{group}: n".removeprefix(": ")
                   for group, label in rows], fontsize=SIZE, rotation=0)
    for tick, (_, label) in zip(ax.get_yticklabels(), rows, strict=True):
        tick.set_fontweight("normal" if label else "bold")
    ax.xaxis.tick_top()
    ax.set_xticks([x + 0.5 for x in range(len(columns))],
                  ["\n".join(wrapped(name, COLUMN, SIZE)) for name in columns], fontsize=SIZE, rotation=0)
    ax.tick_params(length=0)
    for drawn in ax.texts:  # lie within the axes: nothing to make room for
        drawn.set_in_layout(False)
    ax.grid(False)


# Indicators, and the way from education to class, as rows of signs.

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
