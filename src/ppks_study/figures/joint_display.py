"""The joint display: a number, what was said about it, and how the two relate."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ppks_study.figures.marks import Row, wrapped
from ppks_study.figures.style import BLUE, DARK, GREY, LOW, WIDTH, new_axes
from ppks_study.phrases import Phrases, word

#: Relation -> sign and colour; another relation is written in words only.
RELATIONS = {"converge": ("=", BLUE), "complement": ("+", BLUE), "oppose": ("≠", LOW[2]),
             "silent": ("○", GREY)}
#: Inches: the number's and the finding's width.
NUMBER, FINDING = 2.45, 3.2
#: Inches: a line of text, what lies between rows and around them.
LINE, GAP, FRAME = 0.135, 0.13, 1.25
SIZE = 7.5
#: Where the three columns begin, as parts of the figure's width.
LEFT, MIDDLE, RIGHT = 0.0, 2.95 / WIDTH, 3.5 / WIDTH
HEADS = ((LEFT, "number_head", "left"), (MIDDLE, "verdict", "center"),
         (RIGHT, "voice_side", "left"))


def plot_joint(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw a joint display: numbers left, findings right, between them how the two relate.

    Parameters
    ----------
    table : DataFrame
        One row a finding: ``number`` (with its value, range or interval as text), ``finding``,
        ``voice_label``, ``relation`` (in words).
    ax : Axes, optional
        Where to draw; by default on a new figure, as high as the texts need.
    lang : str
        Language of the words: ``id`` or ``en``.

    Examples
    --------
    ``plot_joint(page.frame("voices"))``
    """
    rows = table.to_dict("records")
    ax = ax or new_axes(height=FRAME + sum(GAP + LINE * _lines(row) for row in rows))
    y = 0.0
    for x, name, side in HEADS:
        ax.text(x, y, word(name, lang), fontsize=SIZE, fontweight="bold", va="bottom", ha=side)
    for row in rows:
        ax.axhline(y - 0.3 * GAP, color="#d0d0d0", linewidth=0.7)
        y -= GAP
        _row(ax, y, row, lang)
        y -= LINE * _lines(row)
    ax.set_xlim(-0.004, (NUMBER + FINDING + 0.95) / WIDTH)
    ax.set_ylim(y - 0.5 * GAP, 0.15)
    ax.set_axis_off()
    for text in ax.texts:  # wrapped to fit already: the layout need make no more room for them
        text.set_in_layout(False)
    return ax


def _texts(row: Row) -> tuple[list[str], list[str]]:
    """Return number and finding of a row in lines."""
    return (wrapped(str(row["number"]), NUMBER, SIZE),
            wrapped(str(row["finding"]), FINDING, SIZE))


def _lines(row: Row) -> int:
    """Return the lines that a row takes: the finding has one more, for whose it is."""
    number, finding = _texts(row)
    return max(len(number), len(finding) + 1, 2)


def _row(ax: Axes, y: float, row: dict[Any, Any], lang: str) -> None:
    number, finding = _texts(row)
    sign, colour = _sign(str(row["relation"]), lang)
    style: dict[str, Any] = {"va": "top", "linespacing": 1.25, "fontsize": SIZE, "color": DARK}
    ax.text(LEFT, y, "\n".join(number), **style)
    ax.text(RIGHT, y, "\n".join(finding), **style)
    ax.text(RIGHT, y - LINE * len(finding), str(row["voice_label"]), va="top",
            fontsize=SIZE - 0.5, color="#555555", style="italic")
    if sign:
        ax.text(MIDDLE, y + 0.02, sign, ha="center", va="top", fontsize=11, fontweight="bold",
                color=colour)
    relation = "\n".join(wrapped(str(row["relation"]), 0.95, SIZE - 0.5))
    ax.text(MIDDLE, y - LINE - 0.02, relation, ha="center", va="top", fontsize=SIZE - 0.5,
            color=DARK)


def _sign(relation: str, lang: str) -> tuple[str, str]:
    """Return sign and colour of a relation, which the table gives in words."""
    phrases = Phrases("output", lang)
    for name, look in RELATIONS.items():
        if phrases.label(name) == relation:
            return look
    return "", DARK
