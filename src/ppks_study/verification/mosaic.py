"""Every claim at a glance: one square each, by section, with colour and sign of its verdict."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from ppks_study.figures.style import FONT, FRAME, GREY, new_axes
from ppks_study.numbers import number
from ppks_study.phrases import Phrases
from ppks_study.verification.verdict_text import VERDICTS, counted

#: Squares in a row; inches of a row; rows between two sections; side of a square in rows.
ROW_LENGTH, SQUARE, GAP, SIDE = 30, 0.183, 0.45, 0.88
#: Area of a sign in square points.
SIGN = 40
#: The middle of a claim's square, with its row of the table.
Place = tuple[float, float, dict[Any, Any]]


def plot_verdicts(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw one square per claim, section under section; above them the verdicts with their counts.

    Parameters
    ----------
    table : DataFrame
        One row per claim, in printed order: ``id``, ``section``, ``verdict`` (a key of `VERDICTS`).
        The group id of each square is the claim's id.
    ax : Axes, optional
        Where to draw; by default on a new figure, as high as the claims need.
    lang : str
        Language of names and numbers: ``id`` or ``en``.

    Examples
    --------
    ``plot_verdicts(table, lang="id")``
    """
    places = _places(table)
    lowest = min((y for _, y, _ in places), default=0.0)
    ax = ax or new_axes(height=FRAME + 0.4 + SQUARE * (1 - lowest))
    counts = counted(table["verdict"])
    for x, y, row in places:
        ax.add_patch(Rectangle((x - SIDE / 2, y - SIDE / 2), SIDE, SIDE, edgecolor=GREY,
                               facecolor=VERDICTS[row["verdict"]].fill, linewidth=0.4,
                               gid=str(row["id"])))
    for key in counts:
        own = [(x, y) for x, y, row in places if row["verdict"] == key]
        across, up = zip(*own, strict=True)
        ax.scatter(across, up, s=SIGN, marker=_sign(VERDICTS[key].sign), color=VERDICTS[key].ink,
                   linewidths=0, zorder=3)
    _frame(ax, places, lang)
    ax.set_ylim(lowest - 0.6, 0.6)
    _legend(ax, counts, lang)
    return ax


def _places(table: pd.DataFrame) -> list[Place]:
    """Return the middle of each claim's square, with its row."""
    places, top = [], 0.0
    for _, part in table.groupby("section", sort=False):
        for place, row in enumerate(part.to_dict("records")):
            places.append((float(place % ROW_LENGTH), top - place // ROW_LENGTH, row))
        top -= 1 + (len(part) - 1) // ROW_LENGTH + GAP
    return places


def _sign(sign: str) -> Path:
    """Return a sign as a marker, its ink in the middle."""
    drawn = TextPath((0, 0), sign, size=10, prop=FontProperties(family=FONT))
    box = drawn.get_extents()
    middle = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
    return Path(drawn.vertices - middle, drawn.codes)


def _frame(ax: Axes, places: list[Place], lang: str) -> None:
    """Name each section beside its first row, with its number of claims."""
    first: dict[str, float] = {}
    sizes: dict[str, int] = {}
    for _, y, row in places:
        section = str(row["section"])
        first.setdefault(section, y)
        sizes[section] = sizes.get(section, 0) + 1
    label = Phrases("method", lang).label
    names = []
    for section, size in sizes.items():
        names.append(f"{label(section) or section.capitalize()}  {number(size, lang)}")
    ax.set_yticks(list(first.values()), names)
    ax.set_xticks([])
    ax.set_xlim(-0.6, ROW_LENGTH - 0.4)
    ax.set_aspect("equal", anchor="NW")
    ax.spines[:].set_visible(False)
    axis = Phrases("verification", lang).text("text", "axis").format(number(len(places), lang))
    ax.set_xlabel(axis, loc="left", fontsize=8)


def _legend(ax: Axes, counts: dict[str, int], lang: str) -> None:
    signs, names = [], []
    for key, count in counts.items():
        verdict = VERDICTS[key]
        square = Patch(facecolor=verdict.fill, edgecolor=GREY, linewidth=0.4)
        sign = Line2D([], [], linestyle="none", marker=_sign(verdict.sign),
                      markersize=SIGN ** 0.5, color=verdict.ink, markeredgewidth=0)
        signs.append((square, sign))
        names.append(f"{verdict.name[lang]}: {number(count, lang)}")
    ax.legend(signs, names, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False,
              fontsize=8, handlelength=1.35, handleheight=1.35, handletextpad=0.5,
              columnspacing=1.6, borderaxespad=0.6, borderpad=0)
