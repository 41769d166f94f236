"""Small multiples: one panel a district, each with the same rows on the same axis."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ppks_study.figures.marks import WITHHELD, interval, withheld, wrapped
from ppks_study.figures.style import BLUE, DARK, GREY, LIGHT, ORANGE, TALLEST, WIDTH
from ppks_study.numbers import number
from ppks_study.phrases import read, word

#: Panels in a row of a page, and rows of a page.
ACROSS, DOWN = 4, 5
#: Inches: what title and notes take, what a panel takes beside its rows, a row.
FRAME, HEAD, ROW = 1.35, 0.46, 0.125
#: Points: text of a panel.
SMALL = 6.5
#: What districts must share to be seen beside one another.
ALIKE = ["origin", "design"]


def pages(table: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the rows of each page: `ACROSS` times `DOWN` districts, in the order of the table.

    Parameters
    ----------
    table : DataFrame
        As in `plot_page`.
    """
    names = list(dict.fromkeys(table["district"]))
    return [table[table["district"].isin(names[start:start + ACROSS * DOWN])]
            for start in range(0, len(names), ACROSS * DOWN)]


def plot_page(table: pd.DataFrame, among: pd.DataFrame, *, lang: str) -> Axes:
    """Draw one page of small multiples on a new figure; return its first panel.

    Parameters
    ----------
    table : DataFrame
        Estimate rows in percent with ``district``, ``place``, ``year``, ``origin``, ``design``,
        ``respondents``, ``key`` and ``label``: one row a district and measure.
    among : DataFrame
        The same of all districts, whose values stand behind those of their like.
    lang : str
        Language of the text.

    Examples
    --------
    ``plot_page(rows, rows, lang="en")``
    """
    names = list(dict.fromkeys(table["district"]))
    labels = dict(zip(table["key"], table["label"], strict=True))
    across, down = min(ACROSS, len(names)), -(-len(names) // ACROSS)
    height = min(TALLEST, FRAME + down * (HEAD + ROW * (len(labels) + 1)))
    with mpl.rc_context(fname=str(files("ppks_study.figures") / "ppks.mplstyle")):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        grid = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False).flatten()
    for ax, name in zip(grid, names, strict=False):
        rows = table[table["district"] == name]
        plot_district(rows, ax=ax, lang=lang, labels=labels, among=_alike(among, rows))
    for ax in grid[len(names):]:
        ax.set_visible(False)
    for place, ax in enumerate(grid[:len(names)]):
        ax.tick_params(labelleft=place % across == 0, labelbottom=place + across >= len(names))
    return grid[0]


def plot_district(table: pd.DataFrame, *, ax: Axes, lang: str, labels: Mapping[str, str],
                  among: pd.DataFrame) -> Axes:
    """Draw one district: a row a measure, with its interval or range, and others' values behind it.

    Parameters
    ----------
    table : DataFrame
        The district's rows, as in `plot_page`.
    ax, lang
        Where to draw, and in which language.
    labels : mapping of str to str
        The measures' keys and what they are called, top first.
    among : DataFrame
        Rows of the districts that can be seen beside it.
    """
    by_key = {row["key"]: row for row in table.to_dict("records")}
    for y, key in enumerate(labels):
        others = among.loc[among["key"].eq(key), "value"].dropna().to_numpy(dtype=float)
        ax.plot(others, np.full(len(others), y), linestyle="none", marker="|", markersize=4,
                color="#c9c9c9", zorder=1)
        if key in by_key:
            _mark(ax, y, by_key[key])
    ax.set_xlim(-4, 104)
    ax.set_xticks([0, 50, 100])
    ax.set_yticks(range(len(labels)), list(labels.values()))
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.tick_params(labelsize=SMALL, length=2, pad=2)
    head = _head(next(iter(by_key.values())), lang)
    ax.set_title("\n".join(head), fontsize=SMALL, linespacing=1.1, pad=2)
    return ax


def _mark(ax: Axes, y: float, row: Mapping[Any, Any]) -> None:
    """Draw a value, with its interval; a range where only that is known; a sign if withheld."""
    if withheld(row):
        ax.annotate(WITHHELD, (2, y), va="center", ha="left", fontsize=SMALL, color=GREY)
        return
    if pd.isna(row["value"]):
        if not (pd.isna(row["lower"]) or pd.isna(row["upper"])):
            ax.plot([row["lower"], row["upper"]], (y, y), color=LIGHT, linewidth=4,
                    solid_capstyle="butt", zorder=2)
        return
    if ends := interval(row):
        ax.plot(ends, (y, y), color=DARK, linewidth=1, zorder=3, gid="whisker")
    ax.plot([row["value"]], [y], marker="o", markersize=3.4, zorder=4,
            color=BLUE if row["origin"] == "survey" else ORANGE)


def _alike(among: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of other districts of the same origin and design."""
    same = (among[ALIKE] == rows[ALIKE].iloc[0]).all(axis=1)
    return among[same & among["district"].ne(rows["district"].iloc[0])]


def _head(row: Mapping[Any, Any], lang: str) -> Sequence[str]:
    """Return the lines over a panel: the place, then n, design and origin."""
    words = read("sweep")["word"]
    size = WITHHELD if pd.isna(row["respondents"]) else number(float(row["respondents"]), lang)
    kind = [words[row["design"]][lang]]
    if row["origin"] != "survey":
        kind.append(words[row["origin"]][lang])
    place = str(row["place"]).partition(",")[0]  # without its province
    return [*wrapped(place, 1.4, SMALL, lines=2), f"{word('n', lang)} = {size}, {', '.join(kind)}"]
