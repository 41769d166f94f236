"""What several figures share: text of a number, whisker of an interval, wrapped words, legend."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.legend import Legend
from matplotlib.textpath import text_to_path
from matplotlib.transforms import blended_transform_factory

from ppks_study.figures.style import DARK, FONT, new_axes
from ppks_study.numbers import estimate_text, number
from ppks_study.phrases import word

#: The sign of a withheld number, and that of an interval.
WITHHELD, WHISKER = "▪", "├─┤"
#: Figures that show where a number is withheld; of others such rows are left out, and named below.
TELLING = ("plot_heatmap", "plot_items", "plot_likert", "plot_pyramid", "plot_shares")
#: Points: text of a legend.
LEGEND = 7.5
Row = Mapping[Any, Any]


def axes_for(ax: Axes | None, table: pd.DataFrame, *, spare: int = 0) -> Axes:
    """Return the axes to draw on: those given, or new ones with a row for each label of a table.

    Parameters
    ----------
    ax : Axes or None
        Where to draw, if that is decided.
    table : DataFrame
        With ``label``, and ``group`` where rows come in groups.
    spare : int
        Rows that the axes hold beside those of the labels.
    """
    if ax is not None:
        return ax
    names = ["group", "label"] if "group" in table else ["label"]
    return new_axes(len(table[names].drop_duplicates()) + spare)


def withheld(row: Row) -> bool:
    """Return whether a row's number is withheld, so that nobody can be recognised.

    Parameters
    ----------
    row : mapping
        A row of an estimate frame.
    """
    return str(row.get("basis", "")) == "withheld"


def value_text(row: Row, lang: str) -> str:
    """Return the text of a number beside its mark, without words such as "people".

    Parameters
    ----------
    row : mapping
        A row of an estimate frame; a withheld one has a sign and a word.
    lang : str
        ``id`` or ``en``.
    """
    if withheld(row):
        return f"{WITHHELD} {word('withheld', lang)}"
    return estimate_text(row, lang, bare=True)


def interval(row: Row) -> tuple[float, float] | None:
    """Return the ends of a row's sampling interval, None where it has none or only one end.

    Parameters
    ----------
    row : mapping
        A row of an estimate frame.
    """
    low, high = row.get("interval_lower", pd.NA), row.get("interval_upper", pd.NA)
    if withheld(row) or pd.isna(low) or pd.isna(high):
        return None
    return float(low), float(high)


def whisker(ax: Axes, y: float, row: Row) -> float | None:
    """Draw a row's interval as a line with end strokes, edged in white; return its upper end.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    y : float
        Height of the row.
    row : mapping
        A row of an estimate frame; nothing is drawn where it has no interval.
    """
    ends = interval(row)
    if ends is None:
        return None
    for colour, wide in (("white", 3.4), (DARK, 1.2)):
        ax.plot(ends, (y, y), color=colour, linewidth=wide, marker="|", markersize=6,
                markeredgewidth=wide, zorder=3, gid="whisker")
    return ends[1]


def name_axis(ax: Axes, name: str, table: pd.DataFrame, lang: str) -> None:
    """Write the name of the horizontal axis, and what a whisker is if one is drawn.

    Parameters
    ----------
    ax : Axes
        Whose axis.
    name : str
        Of the word in ``words/output.toml``.
    table : DataFrame
        The estimate frame that is drawn.
    lang : str
        ``id`` or ``en``.
    """
    if any(interval(row) for row in table.to_dict("records")):
        ax.set_xlabel(f"{word(name, lang)}  {WHISKER} {word('whisker', lang)}", loc="right")
    else:
        ax.set_xlabel(word(name, lang))


def has_whiskers(ax: Axes) -> bool:
    """Return whether an interval is drawn: as a whisker, or as a band around a curve.

    Parameters
    ----------
    ax : Axes
        As a plot returns them.
    """
    return any(artist.get_gid() == "whisker" for artist in (*ax.lines, *ax.collections))


def size(count: object, lang: str) -> str:
    """Return a number of people as text, or the sign of what is withheld.

    Parameters
    ----------
    count : number
        Missing where it is withheld.
    lang : str
        ``id`` or ``en``.
    """
    if pd.isna(count):  # type: ignore[call-overload]
        return WITHHELD
    return number(float(count), lang)  # type: ignore[arg-type]


def lacking(row: Row) -> bool:
    """Return whether somebody did not answer, or how many did not is withheld.

    Parameters
    ----------
    row : mapping
        A row of an estimate frame.
    """
    return bool(pd.isna(row["missing"]) or row["missing"])


def inches(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of a line of text in inches.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Of the font, in points.
    weight : str
        ``normal`` or ``bold``.
    """
    font = FontProperties(family=FONT, size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]) / 72


def wrapped(text: str, wide: float, size: float, *, lines: int = 99) -> list[str]:
    """Return a text in lines of a width; what more lines would take is cut with an ellipsis.

    Parameters
    ----------
    text : str
        Words.
    wide : float
        Inches that a line has; a longer word has a line of its own.
    size : float
        Of the font, in points.
    lines : int
        How many lines there can be.

    Examples
    --------
    >>> wrapped("Pendampingan masih seputar orang dan keluarga", 1.5, 8)
    ['Pendampingan masih', 'seputar orang dan', 'keluarga']
    >>> wrapped("Pendampingan masih seputar orang dan keluarga", 1.5, 8, lines=2)
    ['Pendampingan masih', 'seputar orang dan…']
    """
    broken = [""]
    for part in text.split():
        joined = f"{broken[-1]} {part}".strip()
        if broken[-1] and inches(joined, size) > wide:
            broken.append(part)
        else:
            broken[-1] = joined
    if len(broken) <= lines:
        return broken
    last = broken[lines - 1]
    while " " in last and inches(f"{last}…", size) > wide - 0.12:
        last = last.rpartition(" ")[0]
    return [*broken[:lines - 1], f"{last.rstrip(' ,;.')}…"]


def settle(ax: Axes) -> None:
    """Lay the figure out as it is now, so that the width of the axes is known.

    Parameters
    ----------
    ax : Axes
        On a figure with a layout engine; else nothing is done.
    """
    figure = ax.figure
    if isinstance(figure, Figure) and (engine := figure.get_layout_engine()) is not None:
        engine.execute(figure)


def legend_above(ax: Axes, handles: Sequence[Artist], names: Sequence[str]) -> Legend:
    """Set a legend above the axes from the figure's left edge, in as few rows as can be.

    Parameters
    ----------
    ax : Axes
        Whose legend.
    handles : sequence of Artist
        What the legend explains.
    names : sequence of str
        Of each.
    """
    place = blended_transform_factory(ax.figure.transFigure, ax.transAxes)
    widths = [inches(name, LEGEND) + 3.2 * LEGEND / 72 for name in names]
    room = 0.97 * float(ax.figure.bbox.width) / float(ax.figure.dpi)
    columns, needed = len(names), sum(widths)
    while columns > 1 and needed >= room:
        columns -= 1
        needed = columns * max(widths)
    return ax.legend(handles, names, loc="lower left", bbox_to_anchor=(0.005, 1),
                     bbox_transform=place, ncols=max(columns, 1), frameon=False, fontsize=LEGEND,
                     handlelength=1.3, handletextpad=0.5, columnspacing=1.3, borderaxespad=0.3)
