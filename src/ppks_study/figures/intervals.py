"""Values and ranges, one row each: a bar or dot for a value, a band where claims leave a range."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ppks_study.figures.marks import (
    axes_for,
    lacking,
    name_axis,
    size,
    value_text,
    whisker,
    withheld,
    wrapped,
)
from ppks_study.figures.style import BLUE, DARK, GREY, LIGHT, ORANGE
from ppks_study.numbers import estimate_text, text
from ppks_study.phrases import word

#: How far from its row's middle a span lies, when a row holds three.
LANE = 0.27
#: Inches that an item's text can take in its row; points of its letters.
ROOM, SIZE = 2.7, 7.5


def rows_of(table: pd.DataFrame, axes: Axes) -> list[float]:
    """Set one labelled row for each row of a table, groups apart; return their heights, top first.

    Parameters
    ----------
    table : DataFrame
        With ``label``, and ``group_label`` where rows come in groups.
    axes : Axes
        Whose vertical axis is set.
    """
    places, labels, y = [], [], 0.0
    groups = table["group_label"].tolist() if "group_label" in table else [""] * len(table)
    before = groups[0] if groups else ""
    for label, group in zip(table["label"], groups, strict=True):
        y -= 1.0 + (0.5 if group != before else 0.0)
        before = group
        places.append(y)
        labels.append(f"{group}: {label}" if group else str(label))
    axes.set_yticks(places, labels)
    axes.set_ylim(y - 0.7, -0.3)
    return places


def plot_shares(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw shares as bars; where the claims leave a range, as a band between its ends.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of kind share, with ``label`` (and ``group_label``); percent from 0 to 100.
        Rows of kind count stand beside the share of the same condition.
    ax : Axes, optional
        Where to draw; by default on a new figure.
    lang : str
        Language of the words: ``id`` or ``en``.

    Examples
    --------
    ``plot_shares(page.frame("sex"))``
    """
    ax = axes_for(ax, table)
    counts = {}
    for row in table[table["kind"] == "count"].to_dict("records"):
        counts[row["condition"], row["of"]] = row
    table = table[table["kind"] == "share"]
    for y, row in zip(rows_of(table, ax), table.to_dict("records"), strict=True):
        count = counts.get((row["condition"], row["of"]))
        shown = value_text(row, lang)
        if count and not withheld(count):
            shown = f"{estimate_text(count, lang, bare=True)} ({shown})"
        _bar(ax, y, row, shown)
    ax.set_xlim(0, 124)
    ax.set_xticks(range(0, 101, 20))
    name_axis(ax, "share_axis", table, lang)
    return ax


def _bar(ax: Axes, y: float, row: Mapping[Any, Any], shown: str) -> None:
    known = not pd.isna(row["value"])
    end = 0.0 if pd.isna(row["upper"]) else float(row["value"] if known else row["upper"])
    if known:
        ax.barh(y, end, height=0.62, color=BLUE)
    elif end:
        ax.barh(y, end - float(row["lower"]), left=float(row["lower"]), height=0.62, color=LIGHT,
                edgecolor=BLUE, hatch="////", linewidth=0.8)
    end = max(end, whisker(ax, y, row) or 0.0)
    ax.annotate(shown, (end, y), xytext=(4, 0), textcoords="offset points", va="center",
                fontsize=8, color=DARK)


def plot_ranges(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw means as dots, or as the ranges that the claims allow; the axis fits the numbers.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of one unit, with ``label`` (and ``group_label``).
    ax, lang
        As in `plot_shares`.

    Examples
    --------
    ``plot_ranges(page.frame("groups"), lang="id")``
    """
    ax = axes_for(ax, table)
    low, high = _ends(table)
    for y, row in zip(rows_of(table, ax), table.to_dict("records"), strict=True):
        ends = [low if pd.isna(row[end]) else float(row[end]) for end in ("lower", "upper")]
        value = None if pd.isna(row["value"]) else float(row["value"])
        if ends[0] < ends[1]:
            ax.plot(ends, (y, y), color=GREY if value is None else BLUE, linewidth=5,
                    solid_capstyle="butt", alpha=0.7)
        end = max(ends[1], whisker(ax, y, row) or low)
        if value is not None:
            ax.plot([value], [y], marker="o", color=BLUE, markersize=7, zorder=4)
        ax.annotate(value_text(row, lang), (end, y), xytext=(7, 0), textcoords="offset points",
                    va="center", fontsize=8)
    room = max(high - low, 1.0)
    _ticks(ax, low, high, lang)
    ax.set_xlim(low - 0.05 * room, high + 0.36 * room)
    name_axis(ax, "percent_axis", table, lang)
    return ax


def _ends(table: pd.DataFrame) -> tuple[float, float]:
    """Return the outermost numbers of values, ranges and intervals; 0 and 100 without any."""
    columns = ["lower", "upper", "interval_lower", "interval_upper"]
    drawn = pd.concat([table[name] for name in columns if name in table]).dropna().astype(float)
    return (float(drawn.min()), float(drawn.max())) if len(drawn) else (0.0, 100.0)


def _ticks(ax: Axes, low: float, high: float, lang: str) -> None:
    """Tick only where there can be values: a score has no place beyond its maximum."""
    ticks = np.asarray(MaxNLocator(8, steps=[1, 2, 5, 10]).tick_values(low, high))
    ticks = ticks[ticks <= high]
    ax.set_xticks(ticks, [text(tick, "", lang) for tick in ticks])


def plot_scores(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en",
                lowest: float) -> Axes:
    """Draw mean scores within the top class, with the spans of lowest and highest score.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of kinds mean, minimum, maximum, with ``label``; percent of the maximum.
    ax, lang
        As in `plot_shares`.
    lowest : float
        Lower bound of the top class, percent of the maximum.

    Examples
    --------
    ``plot_scores(page.frame("scores"), lowest=86)``
    """
    means = table[table["kind"] == "mean"]
    with_spans = {"minimum", "mean", "maximum"} == set(table["kind"])
    ax = axes_for(ax, table, spare=len(means) + 1 if with_spans else 0)
    lows = table[table["kind"] == "minimum"].set_index("label")
    highs = table[table["kind"] == "maximum"].set_index("label")
    ax.axvspan(lowest, 100, color="#f2f2f2", zorder=0)
    for y, row in zip(rows_of(means, ax), means.to_dict("records"), strict=True):
        _span(ax, y + LANE, lows.loc[row["label"]], GREY)
        _mean(ax, y, row, lang)
        _span(ax, y - LANE, highs.loc[row["label"]], ORANGE)
    left = min(lowest, _ends(table)[0]) - 2
    _ticks(ax, left, 100, lang)
    ax.set_xlim(left, 100 + 0.34 * (100 - left))
    name_axis(ax, "percent_axis", table, lang)
    _signs(ax, lang, lowest)
    return ax


def _span(ax: Axes, y: float, row: pd.Series, colour: str) -> None:
    """Draw where an extreme lies: a line over its range, a stroke where it is one value."""
    if pd.isna(row["lower"]) or pd.isna(row["upper"]):
        return
    ends = float(row["lower"]), float(row["upper"])
    if ends[0] == ends[1]:
        ax.plot([ends[0]], [y], marker="|", markersize=9, markeredgewidth=2.5, color=colour)
    else:
        ax.plot(ends, (y, y), color=colour, linewidth=4, solid_capstyle="butt")


def _mean(ax: Axes, y: float, row: Mapping[Any, Any], lang: str) -> None:
    if pd.isna(row["value"]) and not pd.isna(row["lower"]):
        ax.plot([float(row["lower"]), float(row["upper"])], (y, y), color=BLUE, linewidth=4,
                solid_capstyle="butt")
    elif not pd.isna(row["value"]):
        ax.plot([float(row["value"])], [y], marker="D", color=BLUE, markersize=7, zorder=4)
    whisker(ax, y, row)
    ax.annotate(f"{word('mean', lang).lower()} {value_text(row, lang)}", (100, y), xytext=(8, 0),
                textcoords="offset points", va="center", fontsize=8)


def _signs(ax: Axes, lang: str, lowest: float) -> None:
    """Explain above the rows what the marks are, and what the shaded band is."""
    for colour, marker, name in ((GREY, "s", "lowest_score"), (BLUE, "D", "mean"),
                                 (ORANGE, "s", "highest_score")):
        ax.plot([], [], linestyle="none", marker=marker, color=colour,
                label=word(name, lang).lower())
    band = word("top_class", lang).replace("{}", text(lowest, "percent", lang, digits=0))
    ax.fill_between([], [], color="#dddddd", label=band)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, frameon=False, fontsize=7.5,
              handletextpad=0.4, columnspacing=1.2, borderaxespad=0.1)


def plot_bands(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw age bands as bars along the axis of age, with the number of respondents in each.

    Parameters
    ----------
    table : DataFrame
        Estimate rows with ``label``, ``from_age`` and ``to_age`` (years; a missing end has no
        limit): of kinds count and share, and where known minimum and maximum, drawn as dots.
    ax, lang
        As in `plot_shares`.

    Examples
    --------
    ``plot_bands(page.frame("age").query("category != 'all'"))``
    """
    ax = axes_for(ax, table)
    bands = table[table["kind"] == "count"]
    years = [bands["from_age"], bands["to_age"], table.loc[table["unit"] == "years", "value"]]
    ends = pd.concat(years).dropna().astype(float)
    low, high = float(ends.min()) - 3, float(ends.max()) + 3
    for y, row in zip(rows_of(bands, ax), bands.to_dict("records"), strict=True):
        own = {}
        for other in table[table["label"] == row["label"]].to_dict("records"):
            own[other["kind"]] = other
        start, end = row["from_age"], row["to_age"]
        left, right = low if pd.isna(start) else start, high if pd.isna(end) else end
        ax.barh(y, float(right) - float(left), left=float(left), height=0.5, color=LIGHT,
                edgecolor=BLUE, linewidth=0.8)
        if not (pd.isna(start) or pd.isna(end)):
            ax.annotate(f"{start}–{end}", ((start + end) / 2, y), ha="center", va="center",
                        fontsize=8)
        for kind in ("minimum", "maximum"):
            if kind in own and not pd.isna(own[kind]["value"]):
                ax.plot([float(own[kind]["value"])], [y], marker="o", color=DARK, markersize=6)
        shown = f"{estimate_text(row, lang)} ({estimate_text(own['share'], lang, bare=True)})"
        ax.annotate(shown, (high, y), xytext=(6, 0), textcoords="offset points", va="center",
                    fontsize=8)
    _ticks(ax, low, high, lang)
    ax.set_xlim(low, high + 0.36 * (high - low))
    ax.set_xlabel(word("age_axis", lang))
    return ax


def plot_items(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw the mean of each item as a dot on its row, with its n where somebody did not answer.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of kind mean with ``label`` (and ``group_label``), percent of the maximum;
        other kinds are left out.
    ax, lang
        As in `plot_shares`.

    Examples
    --------
    ``plot_items(page.frame("items"), lang="id")``
    """
    ax = axes_for(ax, table)
    means = table[table["kind"] == "mean"].drop(columns="group_label", errors="ignore")
    short = means.assign(label=[wrapped(item, ROOM, SIZE, lines=1)[0] for item in means["label"]])
    for y, row in zip(rows_of(short, ax), means.to_dict("records"), strict=True):
        if not pd.isna(row["value"]):
            ax.plot([0, float(row["value"])], [y, y], color=GREY, linewidth=0.8, alpha=0.6)
            ax.plot([float(row["value"])], [y], marker="o", color=BLUE, markersize=6, zorder=4)
            whisker(ax, y, row)
        shown = value_text(row, lang)
        if lacking(row) and not withheld(row):
            shown += f"  (n = {size(row['n'], lang)})"
        ax.annotate(shown, (101, y), va="center", fontsize=7.5, color=DARK)
    ax.tick_params(axis="y", labelsize=SIZE)
    ax.set_xlim(0, 128)
    ax.set_xticks(range(0, 101, 20))
    name_axis(ax, "percent_axis", means, lang)
    return ax
