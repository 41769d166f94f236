"""Grids: means of items within groups, counts of segments and findings, signs of indicators."""

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from ppks_study.figures.intervals import rows_of
from ppks_study.figures.marks import WITHHELD, Row, axes_for, withheld, wrapped
from ppks_study.figures.style import (
    BLUE,
    DARK,
    GREY,
    HIGH,
    LIGHT,
    ORANGE,
    TALLEST,
    ink,
    new_axes,
)
from ppks_study.numbers import DASH, number, text
from ppks_study.phrases import word
from surveystats.agreement import RELIABLE, TENTATIVE

#: Light to dark, steadily: as in grey print.
SHADES = LinearSegmentedColormap.from_list("ppks", ["#f7f7f7", "#bcd9ea", *HIGH[1:]])
#: Inches: room for a row's and a column's text, a row's height, what surrounds the rows.
ROOM, COLUMN, ROW, FRAME = 2.7, 0.5, 0.215, 1.9
#: Points: text of the grid of means.
SIZE, SMALL = 7.0, 6.0
#: Percent: the limits of the shades lie on whole multiples of this.
STEP = 10
#: Letters that the names of a matrix' columns share.
LINE = 66
#: How dark the highest count is; from where on its number is written in white.
DARKEST, LIGHT_TEXT = 0.85, 0.5
#: Sign and colour of an indicator by whether it is performed.
SIGNS = {"yes": ("o", BLUE), "not_optimal": ("D", GREY), "not_yet": ("X", ORANGE)}
#: Groups of the levels of the national framework: first and last level, name, shade.
GROUPS = ((1, 3, "operator", "#f4f4f4"), (4, 6, "technician", LIGHT), (7, 9, "expert", "#f4f4f4"))
#: Cells of a row, by group and item.
Grid = dict[tuple[str, str], dict[str, Row]]


def plot_heatmap(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw the mean of each item (row) within each group (column) as a shade, darker is higher.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of kind mean in percent of the maximum: ``label`` (the item), ``column_label``
        (the group), ``value``, ``basis``, ``n``, and ``group_label`` where items come in groups.
    ax : Axes, optional
        Where to draw; by default on a new figure, as high as the rows need.
    lang : str
        Language of the numbers: ``id`` or ``en``.

    Notes
    -----
    Each cell has its number. In the row of each group of items stands n, how many answered: from
    the item with the fewest to the item with the most. A mean of nobody is a dash, a withheld one
    its sign.

    Examples
    --------
    ``plot_heatmap(page.frame("tasks_within"))``
    """
    import seaborn as sns  # takes half a second to load, which other figures need not wait for

    grid, columns = _grid(table), table["column_label"].drop_duplicates().tolist()
    rows = _rows(grid)
    ax = ax or new_axes(height=min(TALLEST, FRAME + ROW * len(rows)))
    values = np.full((len(rows), len(columns)), np.nan)
    for y, row in enumerate(rows):
        for x, column in enumerate(columns):
            values[y, x] = _value(grid.get(row, {}).get(column))
    low, high = _limits(values)
    sns.heatmap(values, ax=ax, cmap=SHADES, vmin=low, vmax=high, mask=np.isnan(values),
                linewidths=1, linecolor="white",
                cbar_kws={"label": word("percent_axis", lang), "pad": 0.02, "aspect": 40,
                          "fraction": 0.05})
    for y, row in enumerate(rows):
        for x, column in enumerate(columns):
            sizes = _sizes(grid, row[0], column, lang)
            _cell(ax, x, y, grid.get(row, {}).get(column), sizes, (low, high), lang)
    _names(ax, rows, columns)
    bar = ax.collections[0].colorbar
    if bar is not None:
        bar.ax.tick_params(labelsize=7, length=2)
        bar.set_label(word("percent_axis", lang), fontsize=7.5)
        bar.outline.set_visible(False)
    if any(withheld(row) for row in table.to_dict("records")):
        ax.set_xlabel(f"{WITHHELD} {word('withheld', lang)}", fontsize=7.5)
    return ax


def _grid(table: pd.DataFrame) -> Grid:
    """Return the cells of each row, by group and item."""
    if "group_label" not in table:
        table = table.assign(group_label="")
    grid: Grid = {}
    for row in table.to_dict("records"):
        grid.setdefault((row["group_label"], row["label"]), {})[row["column_label"]] = row
    return grid


def _rows(grid: Grid) -> list[tuple[str, str]]:
    """Return the rows in order, before each group's items one that names it: its item is empty."""
    rows: list[tuple[str, str]] = []
    for group, label in grid:
        if (group, "") not in rows:
            rows.append((group, ""))
        rows.append((group, label))
    return rows


def _value(row: Row | None) -> float:
    if row is None or withheld(row) or pd.isna(row["value"]):
        return float("nan")
    return float(row["value"])


def _limits(values: Any) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return 0.0, 100.0
    low, high = STEP * np.floor(known.min() / STEP), STEP * np.ceil(known.max() / STEP)
    return float(low), float(max(high, low + STEP))


def _sizes(grid: Grid, group: str, column: str, lang: str) -> str:
    """Return n of a group of items in a column: one number, or from the fewest to the most."""
    sizes: list[int] = []
    for (own, _), cells in grid.items():
        if own == group and column in cells and not pd.isna(cells[column]["n"]):
            sizes.append(cells[column]["n"])
    if not sizes:
        return DASH
    return DASH.join(dict.fromkeys([number(min(sizes), lang), number(max(sizes), lang)]))


def _cell(ax: Axes, x: int, y: int, row: Row | None, size: str, limits: tuple[float, float],
          lang: str) -> None:
    style: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": SIZE, "color": DARK}
    if row is None:
        shown, style["fontsize"] = size, SMALL
    elif withheld(row):
        ax.add_patch(Rectangle((x, y), 1, 1, facecolor="white", edgecolor=GREY, hatch="....",
                               linewidth=0))
        shown = WITHHELD
    elif pd.isna(row["value"]):
        shown = DASH
    else:
        shown = number(float(row["value"]), lang, digits=1)
        shade = SHADES((float(row["value"]) - limits[0]) / (limits[1] - limits[0]))
        style["color"] = ink((shade[0], shade[1], shade[2]))
    ax.text(x + 0.5, y + 0.5, shown, **style)


def _names(ax: Axes, rows: Sequence[tuple[str, str]], columns: Sequence[str]) -> None:
    """Write the names of rows at their left, of groups in bold, and those of columns above."""
    names = []
    for group, label in rows:
        head = f"{group}: n" if group else "n"
        names.append(wrapped(label, ROOM, SIZE, lines=1)[0] if label else head)
    ax.set_yticks([y + 0.5 for y in range(len(rows))], names, fontsize=SIZE, rotation=0)
    for tick, (_, label) in zip(ax.get_yticklabels(), rows, strict=True):
        tick.set_fontweight("normal" if label else "bold")
    ax.xaxis.tick_top()
    heads = ["\n".join(wrapped(name, COLUMN, SIZE)) for name in columns]
    ax.set_xticks([x + 0.5 for x in range(len(columns))], heads, fontsize=SIZE, rotation=0)
    ax.tick_params(length=0)
    for drawn in ax.texts:  # lie within the axes: nothing to make room for
        drawn.set_in_layout(False)
    ax.grid(False)


def plot_matrix(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw counts as a grid: darker is more, and no count is an empty cell with a 0.

    Parameters
    ----------
    table : DataFrame
        Estimate rows with ``label`` (row), ``by_label`` (column) and ``value``, and ``group_label``
        where rows come in groups; every cell once, row by row.
    ax : Axes, optional
        Where to draw; by default on a new figure.
    lang : str
        Language of the numbers: ``id`` or ``en``.

    Examples
    --------
    ``plot_matrix(page.frame("matrix"))``
    """
    ax = axes_for(ax, table)
    columns = list(dict.fromkeys(table["by_label"]))
    highest = max(float(table["value"].max()), 1.0)
    places = rows_of(table.iloc[:: len(columns)], ax)
    for place, count in enumerate(table["value"].astype(float)):
        x, y = place % len(columns), places[place // len(columns)]
        depth = DARKEST * count / highest
        ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=BLUE if count else "white",
                               alpha=depth if count else 1, edgecolor="#dddddd", linewidth=0.6))
        dark = "white" if depth > LIGHT_TEXT else DARK
        ax.text(x, y, number(count, lang), ha="center", va="center", fontsize=8,
                color=dark if count else GREY)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    wide = max(9, LINE // len(columns))
    ax.set_xticks(range(len(columns)), ["\n".join(textwrap.wrap(name, wide)) for name in columns],
                  fontsize=8)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return ax


def plot_agreement(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw Krippendorff's alpha of each code as a dot, its interval as a line, and two limits.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of kind alpha with ``label`` and the interval, at most 1.
    ax, lang
        As in `plot_matrix`.

    Notes
    -----
    The limits are the customary ones of tentative and of reliable agreement.

    Examples
    --------
    ``plot_agreement(page.frame("by_code"))``
    """
    ax = axes_for(ax, table)
    for limit in (TENTATIVE, RELIABLE):
        ax.axvline(limit, color=GREY, linewidth=0.9, linestyle="--", zorder=1)
    for y, row in zip(rows_of(table, ax), table.to_dict("records"), strict=True):
        ends = [float(row["interval_lower"]), float(row["interval_upper"])]
        ax.plot(ends, [y, y], color=DARK, linewidth=1.2, marker="|", markersize=6, zorder=2)
        ax.plot([float(row["value"])], [y], color=BLUE, marker="o", markersize=6, zorder=3)
        ax.annotate(number(float(row["value"]), lang, digits=2), (1.0, y), xytext=(10, 0),
                    textcoords="offset points", ha="left", va="center", fontsize=8)
    lowest = min(0.0, float(table["interval_lower"].min()))
    ax.set_xlim(lowest - 0.02, 1.12)
    ticks = [0, 0.2, 0.4, TENTATIVE, RELIABLE, 1]
    ax.set_xticks(ticks, [number(tick, lang) for tick in ticks])
    ax.set_xlabel(word("alpha_axis", lang))
    return ax


def plot_indicators(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw which indicators are said to be performed, not yet optimal, or not yet performed.

    Parameters
    ----------
    table : DataFrame
        One row an indicator: ``label``, ``variable``, ``performed`` (yes, not_optimal, not_yet).
    ax, lang
        As in `plot_matrix`.

    Examples
    --------
    ``plot_indicators(page.frame("indicators"), lang="id")``
    """
    ax = axes_for(ax, table)
    places = list(SIGNS)
    rows = table.iloc[::-1].to_dict("records")
    for y, row in enumerate(rows):
        marker, colour = SIGNS[row["performed"]]
        ax.plot([places.index(row["performed"])], [y], marker=marker, color=colour, markersize=7,
                linestyle="none")
    counts = table["performed"].value_counts()
    heads = [f"{word(name, lang)}\n({counts.get(name, 0)})" for name in SIGNS]
    names = [f"{row['variable']}  {row['label']}" for row in rows]
    ax.set_yticks(range(len(rows)), names, fontsize=8)
    ax.set_xlim(-0.5, len(SIGNS) - 0.5)
    ax.set_ylim(-0.8, len(rows) - 0.2)
    ax.set_xticks(range(len(SIGNS)), heads, fontsize=8)
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0)
    ax.grid(axis="y")
    ax.spines["bottom"].set_visible(False)
    return ax


def plot_levels(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw the KKNI level of each education that occurs, over the regulation's groups of levels.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of kind count with ``label``, ``kkni_level`` (1 to 9) and ``class_label``.
    ax, lang
        As in `plot_matrix`.

    Examples
    --------
    ``plot_levels(page.frame("levels"))``
    """
    ax = axes_for(ax, table)
    table = table[table["kind"] == "count"]
    for first, last, name, shade in GROUPS:
        ax.axvspan(first - 0.5, last + 0.5, color=shade, zorder=0, alpha=0.6)
        ax.annotate(word(name, lang), ((first + last) / 2, len(table) - 0.35), ha="center",
                    fontsize=8)
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
