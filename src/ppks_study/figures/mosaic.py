"""Every claim at a glance: one square each, by section, with the colour and sign of its verdict."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from ppks_study.figures.style import FONT, FRAME, GREY
from ppks_study.numbers import number
from ppks_study.phrases import Phrases
from ppks_study.verification.verdict_words import VERDICTS, Verdict, counted

#: Squares in a row; inches of a row; rows between two sections; side of a square in rows.
ROW_LENGTH, SQUARE, GAP, SIDE = 30, 0.183, 0.45, 0.88
#: Area of a sign in square points.
SIGN = 40


def plot_verdicts(table: pd.DataFrame, *, ax: Axes, lang: str) -> Axes:
    """Draw one square per claim, section under section, in printed order; above them the verdicts with their counts.

    Parameters
    ----------
    table : DataFrame
        One row per claim, in printed order: ``id``, ``section``, ``verdict`` (a key of `VERDICTS`). The group id of
        each square is the claim's id.
    ax : Axes
        Where to draw; `verdicts_height` says how high the figure should be.
    lang : str
        Language of names and numbers.

    Examples
    --------
    ``plot_verdicts(table, ax=new_axes(0, height=verdicts_height(table)), lang="id")``
    """
    found = counted(table["verdict"])
    places = list(_places(table))
    for x, y, row in places:
        ax.add_patch(_square(x, y, VERDICTS[row["verdict"]], str(row["id"])))
    for key in found:
        marks = [(x, y) for x, y, row in places if row["verdict"] == key]
        ax.scatter([x for x, _ in marks], [y for _, y in marks], s=SIGN, marker=_sign(VERDICTS[key].sign),
                   color=VERDICTS[key].ink, linewidths=0, zorder=3)
    _frame(ax, places, lang)
    _legend(ax, found, lang)
    return ax


def verdicts_height(table: pd.DataFrame) -> float:
    """Return how many inches high the figure of these claims should be.

    Examples
    --------
    >>> one = pd.DataFrame({"id": ["a"], "section": ["profile"], "verdict": ["bounded"]})
    >>> verdicts_height(one) < verdicts_height(pd.concat([one] * 31))
    True
    """
    lowest = min((y for _, y, _ in _places(table)), default=0.0)
    return FRAME + 0.4 + SQUARE * (1 - lowest)


def _places(table: pd.DataFrame) -> Iterator[tuple[float, float, dict[Any, Any]]]:
    """Yield the middle of each claim's square, with its row."""
    top = 0.0
    for _, part in table.groupby("section", sort=False):
        for place, row in enumerate(part.to_dict("records")):
            yield place % ROW_LENGTH, top - place // ROW_LENGTH, row
        top -= 1 + (len(part) - 1) // ROW_LENGTH + GAP


def _square(x: float, y: float, verdict: Verdict, name: str) -> Rectangle:
    return Rectangle((x - SIDE / 2, y - SIDE / 2), SIDE, SIDE, facecolor=verdict.fill, edgecolor=GREY, linewidth=0.4,
                     gid=name)


def _sign(sign: str) -> Path:
    """Return a sign as a marker, its ink in the middle."""
    drawn = TextPath((0, 0), sign, size=10, prop=FontProperties(family=FONT))
    box = drawn.get_extents()
    return Path(drawn.vertices - np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2]), drawn.codes)


def _frame(ax: Axes, places: list[tuple[float, float, dict[Any, Any]]], lang: str) -> None:
    """Name each section beside its first row, with its number of claims."""
    first: dict[str, float] = {}
    for _, y, row in places:
        first.setdefault(str(row["section"]), y)
    sizes = pd.Series([row["section"] for _, _, row in places], dtype=object).value_counts()
    label = Phrases("method", lang).label
    ax.set_yticks(list(first.values()), [f"{label(name) or name.capitalize()}  {number(sizes[name], lang)}"
                                         for name in first])
    ax.set_xticks([])
    ax.set_xlim(-0.6, ROW_LENGTH - 0.4)
    ax.set_ylim(min((y for _, y, _ in places), default=0.0) - 0.6, 0.6)
    ax.set_aspect("equal", anchor="NW")
    ax.spines[:].set_visible(False)
    ax.set_xlabel(Phrases("verification", lang).text("text", "axis").format(number(len(places), lang)), loc="left",
                  fontsize=8)


def _legend(ax: Axes, found: dict[str, int], lang: str) -> None:
    signs = [(Patch(facecolor=v.fill, edgecolor=GREY, linewidth=0.4),
              Line2D([], [], linestyle="none", marker=_sign(v.sign), markersize=SIGN ** 0.5, color=v.ink,
                     markeredgewidth=0)) for v in (VERDICTS[key] for key in found)]
    names = [f"{VERDICTS[key].name[lang]}: {number(count, lang)}" for key, count in found.items()]
    ax.legend(signs, names, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, fontsize=8,
              handlelength=1.35, handleheight=1.35, handletextpad=0.5, columnspacing=1.6, borderaxespad=0.6,
              borderpad=0)
