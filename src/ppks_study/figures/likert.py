"""Answers on a scale, item by item: stacked on both sides of a zero line."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from paperbuild.errors import OutputError
from ppks_study.figures.marks import (
    WITHHELD,
    Row,
    inches,
    lacking,
    legend_above,
    settle,
    size,
    told,
    withheld,
    wrapped,
)
from ppks_study.figures.style import DARK, GREY, TALLEST, ink, shades
from ppks_study.numbers import number
from ppks_study.phrases import word

# A bar of answers as stacked segments: which items there are, and where each segment begins and ends.

#: Answers that a scale may have.
POINTS = range(2, 8)
#: Which answer (None: withheld ones together), where it begins, how wide it is.
Segment = tuple[int | None, float, float]


def answers_of(table: pd.DataFrame) -> list[str]:
    """Return the names of a scale's answers, from the lowest.

    Raises
    ------
    OutputError
        The scale has fewer than 2 or more than 7 answers.
    """
    found = table.drop_duplicates("order").sort_values("order")["answer_label"].tolist()
    if len(found) not in POINTS:
        raise OutputError(f"a scale of {len(found)} answers", where="plot_likert", expected="2 to 7 answers",
                          fix="draw items of one scale, or merge answers")
    return found


def items_of(table: pd.DataFrame) -> list[tuple[tuple[str, str], list[Row]]]:
    """Return each item, as group and text, with its rows in the order of the answers."""
    groups = table["group_label"] if "group_label" in table else pd.Series("", index=table.index)
    ordered = table.assign(group_label=groups).sort_values("order", kind="stable")
    found: dict[tuple[str, str], list[Row]] = {
        (row["group_label"], row["label"]): [] for row in table.assign(group_label=groups).to_dict("records")}
    for row in ordered.to_dict("records"):
        found[row["group_label"], row["label"]].append(row)
    return list(found.items())


def segments_of(rows: Sequence[Row], points: int, aside: bool) -> list[Segment]:
    """Return the segments of a bar, from the lowest answer to the highest, in percent from the zero line.

    A middle that stands aside begins at 0. Withheld answers, with those between them, are one segment of what the
    others leave of 100. None where it cannot be told on which side of zero that lies, or where nobody answered.
    """
    shares = [None if withheld(row) or pd.isna(row["value"]) else float(row["value"]) for row in rows]
    closed = [at for at, share in enumerate(shares) if share is None]
    first, last = (closed[0], closed[-1]) if closed else (points, points)
    if closed and (_crosses(first, last, points) or not any(map(withheld, rows))):
        return []
    rest = 100 - sum(share or 0.0 for at, share in enumerate(shares) if not first <= at <= last)
    pieces: list[tuple[int | None, float]] = [(at, share or 0.0) for at, share in enumerate(shares[:first])]
    pieces += [(None, rest)] if closed else []
    pieces += [(at, shares[at] or 0.0) for at in range(last + 1, points)]
    return _laid(pieces, _start(pieces, first, points, aside), points // 2 if aside else None)


def _crosses(first: int, last: int, points: int) -> bool:
    """Return whether some answers reach over the zero line, so that nobody can say how much of them lies below it."""
    centre = points // 2
    return first <= centre <= last if points % 2 else first < centre <= last


def _start(pieces: Sequence[tuple[int | None, float]], first: int, points: int, aside: bool) -> float:
    """Return where the lowest answer begins: as far below zero as the answers below the middle, and half the middle."""
    centre = points // 2
    below = sum(wide for at, wide in pieces if (first if at is None else at) < centre)
    return -below - (sum(wide for at, wide in pieces if at == centre) / 2 if points % 2 and not aside else 0.0)


def _laid(pieces: Sequence[tuple[int | None, float]], left: float, apart: int | None) -> list[Segment]:
    """Return the pieces one beside the other; the one that stands apart begins at 0."""
    found: list[Segment] = []
    for at, wide in pieces:
        found.append((at, 0.0 if apart is not None and at == apart else left, wide))
        left += 0.0 if apart is not None and at == apart else wide
    return found


#: Inches: room for an item's text, and where it has one line; what surrounds the rows; the lowest figure; a row of one
#: line and of two, at most.
ROOM, ALONE, FRAME, LOWEST, ONE, TWO = 2.5, 2.9, 1.75, 1.9, 0.225, 0.26
#: Inches: what a share's text needs in its segment beside its own width.
EDGES = 0.04
#: Points: text of items, and of shares in their segments.
SIZE, SHARE = 7.0, 6.5
#: Percent: what lies between the scale and a middle that stands beside it.
GAP = 6
#: Rows: what a group's name takes, and how much of its row a bar fills.
HEAD, BAR = 1.15, 0.78


def plot_likert(table: pd.DataFrame, *, ax: Axes, lang: str, middle: str = "split") -> Axes:
    """Draw the answers to items as stacked bars that part at a zero line, lower answers to its left.

    Parameters
    ----------
    table : DataFrame
        One row an item and answer: ``label`` (the item), ``answer_label``, ``order`` (of the answers, ascending),
        ``value`` (percent of those who answered, 0-100), ``basis``, ``n``, ``missing``, and ``group_label`` where items
        come in groups. Scales of 2 to 7 answers.
    ax : Axes
        Where to draw; `height` says how high the figure should be.
    lang : str
        Language of the numbers.
    middle : {"split", "side"}
        Where the middle answer of an odd scale lies: half on each side of the zero line, or in a column at the right.

    Raises
    ------
    OutputError
        The scale has fewer than 2 or more than 7 answers; or ``middle`` is unknown.

    Notes
    -----
    A share stands in its segment where the segment is wide enough for it. Answers that are withheld, and those between
    them, are one hatched segment: what the others leave of 100. Where that lies across the zero line no bar is drawn.

    Examples
    --------
    ``plot_likert(page.frame("answers"), ax=axes, lang="id")``
    """
    answers = answers_of(table)
    if middle not in ("split", "side"):
        raise OutputError(f"unknown place {middle!r} of the middle answer", where="plot_likert",
                          expected="split or side")
    aside = middle == "side" and len(answers) % 2 == 1
    items = items_of(table)
    places = _places(items, ax)
    bars = [segments_of(rows, len(answers), aside) for _, rows in items]
    right = max((left + wide for bar in bars for _, left, wide in bar), default=0.0) if aside else 0.0
    texts = [_bar(ax, y, rows, bar, len(answers), right + GAP if aside else None, lang)
             for y, (_, rows), bar in zip(places, items, bars, strict=True)]
    _axis(ax, bars, items, right + GAP if aside else None, lang)
    _sizes(ax, places, items, lang)
    fills = shades(len(answers))
    handles = [Patch(facecolor=fill, edgecolor=GREY, linewidth=0.4) for fill in fills]
    names = list(answers)
    if any(withheld(row) for _, rows in items for row in rows):
        handles.append(Patch(facecolor="white", edgecolor=GREY, hatch="....", linewidth=0.4))
        names.append(f"{WITHHELD} {word('withheld', lang)}")
    legend_above(ax, handles, names)
    _fit(ax, [text for found in texts for text in found])
    return ax


def height(table: pd.DataFrame) -> float:
    """Return the height in inches of a figure of a table's items: rows are closer the more there are."""
    rows = _rows(table)
    long = any(inches(str(label), SIZE) > ROOM for label in table["label"].unique())
    return min(TALLEST, max(LOWEST, FRAME + rows * (TWO if long else ONE)))


def _rows(table: pd.DataFrame) -> float:
    groups = table["group_label"].nunique() if "group_label" in table else 0
    return len(items_of(table)) + (HEAD * groups if groups > 1 else 0)


def _places(items: Sequence[tuple[tuple[str, str], Any]], ax: Axes) -> list[float]:
    """Set the items' texts beside their rows, each group under its name; return the rows' heights, top first."""
    groups = list(dict.fromkeys(group for (group, _), _ in items))
    rows = len(items) + (HEAD * len(groups) if len(groups) > 1 else 0)
    pitch = (float(ax.figure.get_size_inches()[1]) - FRAME) / rows  # type: ignore[union-attr]
    lines = 2 if pitch > 2.3 * SIZE / 72 else 1
    places, y, before = [], 0.0, None
    for (group, _), _ in items:
        if len(groups) > 1 and group != before:
            y -= HEAD
            ax.text(-0.01, y + 0.03, group, transform=ax.get_yaxis_transform(), ha="right", va="center", fontsize=SIZE,
                    fontweight="bold")
        before = group
        y -= 1
        places.append(y)
    room = ROOM if lines > 1 else ALONE
    ax.set_yticks(places, ["\n".join(wrapped(str(label), room, SIZE, lines=lines)) for (_, label), _ in items],
                  fontsize=SIZE, linespacing=1.0)
    ax.set_ylim(y - 0.6, places[0] + HEAD + (0.45 if len(groups) > 1 else 0.0))
    return places


def _bar(ax: Axes, y: float, rows: Sequence[Row], bar: Sequence[Segment], points: int,
         column: float | None, lang: str) -> list[Any]:
    """Draw a bar; return each segment with its text, which may prove too wide."""
    if not bar:
        said = f"{WITHHELD} {word('withheld', lang)}" if any(map(withheld, rows)) else told(rows[0], lang)
        ax.text(0, y, said, ha="center", va="center", fontsize=SHARE, bbox={"facecolor": "white", "edgecolor": "none",
                                                                             "pad": 1})
        return []
    fills, drawn = shades(points), []
    for answer, left, wide in bar:
        left = column if column is not None and answer == points // 2 else left
        fill = "white" if answer is None else fills[answer]
        patch = ax.add_patch(Rectangle((left, y - BAR / 2), wide, BAR, facecolor=fill, edgecolor=GREY, linewidth=0.4,
                                       hatch="...." if answer is None else None))
        said = WITHHELD if answer is None else number(wide, lang, digits=0)
        text = ax.text(left + wide / 2, y, said, ha="center", va="center", fontsize=SHARE, color=ink(fill))
        for inner in (patch, text):  # lies within the axes: nothing to make room for
            inner.set_in_layout(False)
        drawn.append((patch, text))
    return drawn


def _axis(ax: Axes, bars: Sequence[Sequence[Segment]], items: Sequence[Any],
          column: float | None, lang: str) -> None:
    """Tick both sides of zero in percent without a sign, and the column of the middle from its own zero."""
    ends = [(left, left + wide) for bar in bars for answer, left, wide in bar] or [(-50.0, 50.0)]
    low, high = min(0.0, *(e[0] for e in ends)), max(0.0, *(e[1] for e in ends))
    step = 10 if high - low <= 60 else 20
    ticks = [float(tick) for tick in range(-100, 101, step) if low - 1 <= tick <= high + 1]
    names = [number(abs(tick), lang) for tick in ticks]
    end = high
    if column is not None:
        aside = [wide for bar, (_, rows) in zip(bars, items, strict=True) for answer, _, wide in bar
                 if answer == len(rows) // 2]
        wide = max(aside, default=0.0)
        marks = [tick for tick in range(0, 101, step) if tick <= wide + 1]
        ticks += [column + tick for tick in marks]
        names += [number(tick, lang) for tick in marks]
        end = column + wide
        ax.axvline(column, color=DARK, linewidth=0.9, zorder=0.8)
    ax.set_xticks(ticks, names)
    ax.axvline(0, color=DARK, linewidth=0.9, zorder=0.8)
    ax.spines["left"].set_visible(False)
    ax.set_xlim(low - 1, end + 1)
    ax.set_xlabel(word("answers_axis", lang), fontsize=8)
    ax.tick_params(axis="x", labelsize=7.5)


def _sizes(ax: Axes, places: Sequence[float], items: Sequence[tuple[Any, Sequence[Row]]], lang: str) -> None:
    """Write at the end of each row how many answered, and how many did not where somebody did not."""
    unanswered = any(lacking(rows[0]) for _, rows in items)
    across = ax.get_yaxis_transform()
    ax.text(1.01, places[0] + HEAD - 0.3, word("n_missing" if unanswered else "n", lang), transform=across, va="center",
            fontsize=SHARE, color=DARK)
    for y, (_, rows) in zip(places, items, strict=True):
        told_n = size(rows[0]["n"], lang) + (f" ({size(rows[0]['missing'], lang)})" if unanswered else "")
        ax.text(1.01, y, told_n, transform=across, fontsize=SHARE, va="center", color=DARK)


def _fit(ax: Axes, drawn: Sequence[tuple[Rectangle, Any]]) -> None:
    """Take away each share that is wider than its segment."""
    settle(ax)
    low, high = ax.get_xlim()
    each = float(ax.bbox.width) / float(ax.figure.dpi) / (high - low)
    for patch, text in drawn:
        if inches(text.get_text(), SHARE) + EDGES > patch.get_width() * each:
            text.remove()
