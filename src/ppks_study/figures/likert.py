"""Answers on a scale, item by item: stacked on both sides of a zero line."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text

from paperbuild.errors import OutputError
from ppks_study.figures.marks import (
    WITHHELD,
    Row,
    inches,
    lacking,
    legend_above,
    settle,
    size,
    value_text,
    withheld,
    wrapped,
)
from ppks_study.figures.style import DARK, GREY, TALLEST, ink, new_axes, shades
from ppks_study.numbers import number
from ppks_study.phrases import word

#: Answers that a scale may have.
POINTS = range(2, 8)
#: Inches: room for an item's text, and where it has one line.
ROOM, ALONE = 2.5, 2.9
#: Inches: what surrounds the rows; the lowest figure; a row of one line and of two, at most.
FRAME, LOWEST, ONE, TWO = 1.75, 1.9, 0.225, 0.26
#: Inches: what a share's text needs in its segment beside its own width.
EDGES = 0.04
#: Points: text of items, and of shares in their segments.
SIZE, SHARE = 7.0, 6.5
#: Percent: what lies between the scale and a middle that stands beside it.
GAP = 6
#: Rows: what a group's name takes, and how much of its row a bar fills.
HEAD, BAR = 1.15, 0.78
#: Which answer (None: withheld ones together), where it begins, how wide it is.
Segment = tuple[int | None, float, float]
#: An item as group and text, with its rows in the order of the answers.
Item = tuple[tuple[str, str], list[Row]]


def plot_likert(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en",
                middle: str = "split") -> Axes:
    """Draw answers to items as stacked bars that part at a zero line, lower answers to its left.

    Parameters
    ----------
    table : DataFrame
        One row an item and answer: ``label`` (the item), ``answer_label``, ``order`` (of the
        answers, ascending), ``value`` (percent of those who answered, 0-100), ``basis``, ``n``,
        ``missing``, and ``group_label`` where items come in groups. Scales of 2 to 7 answers.
    ax : Axes, optional
        Where to draw; by default on a new figure, as high as the items need.
    lang : str
        Language of the numbers: ``id`` or ``en``.
    middle : {"split", "side"}
        Where the middle answer of an odd scale lies: half on each side of the zero line, or in a
        column at the right.

    Raises
    ------
    OutputError
        The scale has fewer than 2 or more than 7 answers; or ``middle`` is unknown.

    Notes
    -----
    A share stands in its segment where the segment is wide enough for it. Answers that are
    withheld, and those between them, are one hatched segment: what the others leave of 100. Where
    that lies across the zero line no bar is drawn.

    Examples
    --------
    ``plot_likert(page.frame("answers"), lang="id")``
    """
    answers = _answers(table)
    points = len(answers)
    if middle not in ("split", "side"):
        raise OutputError(f"unknown place {middle!r} of the middle answer", where="plot_likert",
                          expected="split or side")
    aside = middle == "side" and points % 2 == 1
    items = _items(table)
    ax = ax or new_axes(height=_height(items))
    places = _places(items, ax)
    bars = [_segments(rows, points, aside) for _, rows in items]
    column = None
    if aside:
        ends = [left + wide for bar in bars for _, left, wide in bar]
        column = max(ends, default=0.0) + GAP
    drawn = []
    for y, (_, rows), bar in zip(places, items, bars, strict=True):
        drawn += _bar(ax, y, rows, bar, points, column, lang)
    _axis(ax, bars, points, column, lang)
    _sizes(ax, places, items, lang)
    handles: list[Artist] = []
    for fill in shades(points):
        handles.append(Patch(facecolor=fill, edgecolor=GREY, linewidth=0.4))
    if any(withheld(row) for row in table.to_dict("records")):
        handles.append(Patch(facecolor="white", edgecolor=GREY, hatch="....", linewidth=0.4))
        answers.append(f"{WITHHELD} {word('withheld', lang)}")
    legend_above(ax, handles, answers)
    _fit(ax, drawn)
    return ax


def _answers(table: pd.DataFrame) -> list[str]:
    """Return the names of a scale's answers, from the lowest; refuse a scale too short or long."""
    answers = table.drop_duplicates("order").sort_values("order")["answer_label"].tolist()
    if len(answers) not in POINTS:
        raise OutputError(f"a scale of {len(answers)} answers", where="plot_likert",
                          expected="2 to 7 answers",
                          fix="draw items of one scale, or merge answers")
    return answers


def _items(table: pd.DataFrame) -> list[Item]:
    """Return each item, as group and text, with its rows in the order of the answers."""
    if "group_label" not in table:
        table = table.assign(group_label="")
    items: dict[tuple[str, str], list[Row]] = {}
    for row in table.to_dict("records"):
        items.setdefault((row["group_label"], row["label"]), []).append(row)
    for rows in items.values():
        rows.sort(key=lambda row: row["order"])
    return list(items.items())


def _segments(rows: Sequence[Row], points: int, aside: bool) -> list[Segment]:
    """Return the segments of a bar, from the lowest answer up, in percent from the zero line.

    A middle that stands aside begins at 0. Withheld answers, with those between them, are one
    segment of what the others leave of 100. None where it cannot be known on which side of zero
    that lies, or where nobody answered.
    """
    shares = [0.0] * len(rows)
    closed = []
    for at, row in enumerate(rows):
        if withheld(row) or pd.isna(row["value"]):
            closed.append(at)
        else:
            shares[at] = float(row["value"])
    if not closed:
        pieces: list[tuple[int | None, float]] = list(enumerate(shares))
        return _laid(pieces, points, points, aside)
    first, last = closed[0], closed[-1]
    if _crosses(first, last, points) or not any(map(withheld, rows)):
        return []
    before, after = list(enumerate(shares))[:first], list(enumerate(shares))[last + 1:]
    rest = 100 - sum(share for _, share in [*before, *after])
    return _laid([*before, (None, rest), *after], first, points, aside)


def _crosses(first: int, last: int, points: int) -> bool:
    """Return whether some answers reach over the zero line."""
    centre = points // 2
    return first <= centre <= last if points % 2 else first < centre <= last


def _laid(pieces: Sequence[tuple[int | None, float]], first: int, points: int,
          aside: bool) -> list[Segment]:
    """Return pieces side by side; withheld ones lie where the answer ``first`` does.

    The lowest begins as far below zero as the answers below the middle and half the middle are
    wide; a middle that stands aside begins at 0.
    """
    centre = points // 2
    below, half = 0.0, 0.0
    for at, wide in pieces:
        if (first if at is None else at) < centre:
            below += wide
        if at == centre and points % 2 and not aside:
            half = wide / 2
    left = -below - half
    segments: list[Segment] = []
    for at, wide in pieces:
        if aside and at == centre:
            segments.append((at, 0.0, wide))
        else:
            segments.append((at, left, wide))
            left += wide
    return segments


def _height(items: Sequence[Item]) -> float:
    """Return the height in inches of a figure of items: rows are closer the more there are."""
    long = any(inches(str(label), SIZE) > ROOM for (_, label), _ in items)
    return min(TALLEST, max(LOWEST, FRAME + _rows(items) * (TWO if long else ONE)))


def _rows(items: Sequence[Item]) -> float:
    """Return how many rows items take, with the names of their groups where there are several."""
    groups = {group for (group, _), _ in items}
    return len(items) + (HEAD * len(groups) if len(groups) > 1 else 0)


def _places(items: Sequence[Item], ax: Axes) -> list[float]:
    """Set the items' texts beside their rows, each group under its name; return rows' heights."""
    several = len({group for (group, _), _ in items}) > 1
    figure_height = float(ax.figure.get_size_inches()[1])  # type: ignore[union-attr]
    pitch = (figure_height - FRAME) / _rows(items)
    lines, room = (2, ROOM) if pitch > 2.3 * SIZE / 72 else (1, ALONE)
    places, names, y, before = [], [], 0.0, None
    for (group, label), _ in items:
        if several and group != before:
            y -= HEAD
            ax.text(-0.01, y + 0.03, group, transform=ax.get_yaxis_transform(), ha="right",
                    va="center", fontsize=SIZE, fontweight="bold")
        before = group
        y -= 1
        places.append(y)
        names.append("\n".join(wrapped(str(label), room, SIZE, lines=lines)))
    ax.set_yticks(places, names, fontsize=SIZE, linespacing=1.0)
    ax.set_ylim(y - 0.6, places[0] + HEAD + (0.45 if several else 0.0))
    return places


def _bar(ax: Axes, y: float, rows: Sequence[Row], bar: Sequence[Segment], points: int,
         column: float | None, lang: str) -> list[tuple[Rectangle, Text]]:
    """Draw a bar; return each segment with its text, which may prove too wide."""
    if not bar:
        shown = value_text(next(filter(withheld, rows), rows[0]), lang)
        ax.text(0, y, shown, ha="center", va="center", fontsize=SHARE,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})
        return []
    fills, drawn = shades(points), []
    for answer, left, wide in bar:
        if column is not None and answer == points // 2:
            left = column
        fill = "white" if answer is None else fills[answer]
        patch = Rectangle((left, y - BAR / 2), wide, BAR, facecolor=fill, edgecolor=GREY,
                          linewidth=0.4, hatch="...." if answer is None else None)
        ax.add_patch(patch)
        shown = WITHHELD if answer is None else number(wide, lang, digits=0)
        text = ax.text(left + wide / 2, y, shown, ha="center", va="center", fontsize=SHARE,
                       color=ink(fill))
        for inner in (patch, text):  # lies within the axes: nothing to make room for
            inner.set_in_layout(False)
        drawn.append((patch, text))
    return drawn


def _axis(ax: Axes, bars: Sequence[Sequence[Segment]], points: int, column: float | None,
          lang: str) -> None:
    """Tick both sides of zero in percent without a sign, the column of the middle from its 0."""
    segments = [segment for bar in bars for segment in bar] or [(None, -50.0, 100.0)]
    low = min(0.0, *(left for _, left, _ in segments))
    high = max(0.0, *(left + wide for _, left, wide in segments))
    step = 10 if high - low <= 60 else 20
    ticks = [float(tick) for tick in range(-100, 101, step) if low - 1 <= tick <= high + 1]
    names = [number(abs(tick), lang) for tick in ticks]
    end = high
    if column is not None:
        widest = max((wide for at, _, wide in segments if at == points // 2), default=0.0)
        for tick in range(0, 101, step):
            if tick <= widest + 1:
                ticks.append(column + tick)
                names.append(number(tick, lang))
        end = column + widest
        ax.axvline(column, color=DARK, linewidth=0.9, zorder=0.8)
    ax.set_xticks(ticks, names)
    ax.axvline(0, color=DARK, linewidth=0.9, zorder=0.8)
    ax.spines["left"].set_visible(False)
    ax.set_xlim(low - 1, end + 1)
    ax.set_xlabel(word("answers_axis", lang), fontsize=8)
    ax.tick_params(axis="x", labelsize=7.5)


def _sizes(ax: Axes, places: Sequence[float], items: Sequence[Item], lang: str) -> None:
    """Write at the end of each row how many answered, and how many did not, if any."""
    unanswered = any(lacking(rows[0]) for _, rows in items)
    style: dict[str, Any] = {"transform": ax.get_yaxis_transform(), "va": "center",
                             "fontsize": SHARE, "color": DARK}
    head = word("n_missing" if unanswered else "n", lang)
    ax.text(1.01, places[0] + HEAD - 0.3, head, **style)
    for y, (_, rows) in zip(places, items, strict=True):
        answered = size(rows[0]["n"], lang)
        if unanswered:
            answered += f" ({size(rows[0]['missing'], lang)})"
        ax.text(1.01, y, answered, **style)


def _fit(ax: Axes, drawn: Sequence[tuple[Rectangle, Text]]) -> None:
    """Take away each share that is wider than its segment."""
    settle(ax)
    low, high = ax.get_xlim()
    inches_each = float(ax.bbox.width) / float(ax.figure.dpi) / (high - low)
    for patch, text in drawn:
        if inches(text.get_text(), SHARE) + EDGES > patch.get_width() * inches_each:
            text.remove()
