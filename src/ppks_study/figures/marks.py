"""What several figures share: the text of a number, the whisker of an interval, wrapped words, a legend above."""

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

from ppks_study.figures.style import DARK, FONT
from ppks_study.numbers import estimate_text, number
from ppks_study.phrases import word

#: The sign of a number that is not told, so that nobody can be recognised; and that of an interval.
WITHHELD, WHISKER = "▪", "├─┤"
#: Figures that show where a number is not told; of others such rows are left out, and named below.
TELLING = ("plot_heatmap", "plot_items", "plot_likert", "plot_pyramid", "plot_shares")
#: Points: text of a legend.
LEGEND = 7.5
Row = Mapping[Any, Any]


def withheld(row: Row) -> bool:
    """Return whether a row's number is not told."""
    return str(row.get("basis", "")) == "withheld"


def told(row: Row, lang: str) -> str:
    """Return the text of a number beside its mark: without words such as "people"; a sign and a word if withheld."""
    return f"{WITHHELD} {word('withheld', lang)}" if withheld(row) else estimate_text(row, lang, bare=True)


def interval(row: Row) -> tuple[float, float] | None:
    """Return the ends of a row's sampling interval, None where it has none or only one end."""
    ends = [row.get(f"interval_{end}", pd.NA) for end in ("lower", "upper")]
    return None if withheld(row) or any(map(pd.isna, ends)) else (float(ends[0]), float(ends[1]))


def whisker(ax: Axes, y: float, row: Row) -> float | None:
    """Draw a row's interval as a line with end strokes, edged in white over a bar; return its upper end."""
    ends = interval(row)
    if ends is None:
        return None
    for colour, wide in (("white", 3.4), (DARK, 1.2)):
        ax.plot(ends, (y, y), color=colour, linewidth=wide, marker="|", markersize=6, markeredgewidth=wide, zorder=3,
                gid="whisker")
    return ends[1]


def name_axis(ax: Axes, name: str, table: pd.DataFrame, lang: str) -> None:
    """Write the words of an axis under it, with what a whisker is if one is drawn."""
    if any(interval(row) for row in table.to_dict("records")):
        ax.set_xlabel(f"{word(name, lang)}  {WHISKER} {word('whisker', lang)}", loc="right")
    else:
        ax.set_xlabel(word(name, lang))


def has_whiskers(ax: Axes) -> bool:
    """Return whether an interval is drawn: as a whisker, or as a band around a curve."""
    return any(artist.get_gid() == "whisker" for artist in (*ax.lines, *ax.collections))


def size(count: object, lang: str) -> str:
    """Return how many people as text; the sign of what is not told where that is withheld."""
    return WITHHELD if pd.isna(count) else number(float(count), lang)  # type: ignore[call-overload, arg-type]


def lacking(row: Row) -> bool:
    """Return whether somebody did not answer, or it is not told how many did not."""
    return bool(pd.isna(row["missing"]) or row["missing"])


def inches(text: str, size: float, weight: str = "normal") -> float:
    """Return how wide a line of text is at a font size (points)."""
    font = FontProperties(family=FONT, size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]) / 72


def wrapped(text: str, wide: float, size: float, *, lines: int = 99) -> list[str]:
    """Return a text in lines that are at most so many inches wide; what more lines would take is cut with an ellipsis.

    Examples
    --------
    >>> wrapped("Pendampingan masih seputar orang dan keluarga", 1.5, 8)
    ['Pendampingan masih', 'seputar orang dan', 'keluarga']
    >>> wrapped("Pendampingan masih seputar orang dan keluarga", 1.5, 8, lines=2)
    ['Pendampingan masih', 'seputar orang dan…']
    """
    found = [""]
    for part in text.split():
        joined = f"{found[-1]} {part}".strip()
        if found[-1] and inches(joined, size) > wide:
            found.append(part)
        else:
            found[-1] = joined
    if len(found) <= lines:
        return found
    last = found[lines - 1]
    while " " in last and inches(f"{last}…", size) > wide - 0.12:
        last = last.rpartition(" ")[0]
    return [*found[:lines - 1], f"{last.rstrip(' ,;.')}…"]


def settle(ax: Axes) -> None:
    """Lay the figure out as it stands, so that the width of the axes is known."""
    figure = ax.figure
    if isinstance(figure, Figure) and (engine := figure.get_layout_engine()) is not None:
        engine.execute(figure)


def legend_above(ax: Axes, handles: Sequence[Artist], names: Sequence[str]) -> Legend:
    """Set a legend above the axes from the figure's left edge, in as few rows as its width allows."""
    place = blended_transform_factory(ax.figure.transFigure, ax.transAxes)
    wide = [inches(name, LEGEND) + 3.2 * LEGEND / 72 for name in names]
    room = 0.97 * float(ax.figure.bbox.width) / float(ax.figure.dpi)
    columns = next((n for n in range(len(names), 1, -1) if (sum(wide) if n == len(names) else n * max(wide)) < room), 1)
    return ax.legend(handles, names, loc="lower left", bbox_to_anchor=(0.005, 1), bbox_transform=place, ncols=columns,
                     frameon=False, fontsize=LEGEND, handlelength=1.3, handletextpad=0.5, columnspacing=1.3,
                     borderaxespad=0.3)
