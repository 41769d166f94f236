"""Values and ranges, one row each: a bar or dot where a value is known, a band where claims leave a range."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ppks_study.figures.marks import lacking, name_axis, size, told, whisker, withheld, wrapped
from ppks_study.figures.style import BLUE, DARK, GREY, LIGHT, ORANGE
from ppks_study.numbers import estimate_text, text
from ppks_study.phrases import word

#: How far from its row's middle a span lies, when a row holds three.
LANE = 0.27


def rows_of(table: pd.DataFrame, axes: Axes) -> list[float]:
    """Set one labelled row per line of a table, groups apart; return the rows' heights, top first."""
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


def plot_shares(table: pd.DataFrame, *, ax: Axes, lang: str) -> Axes:
    """Draw shares as bars; where the claims leave a range, as a band from its lower to its upper end.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of kind share, with ``label`` (and ``group_label``); percent from 0 to 100. Rows of kind
        count stand beside the share of the same condition.
    ax : Axes
        Where to draw.
    lang : str
        Language of the numbers.

    Examples
    --------
    ``plot_shares(page.frame("sex"), ax=axes, lang="en")``
    """
    counts = {(row["condition"], row["of"]): row for row in table.to_dict("records") if row["kind"] == "count"}
    table = table[table["kind"] == "share"]
    for y, row in zip(rows_of(table, ax), table.to_dict("records"), strict=True):
        count = counts.get((row["condition"], row["of"]))
        shown = told(row, lang)
        shown = f"{estimate_text(count, lang, bare=True)} ({shown})" if count and not withheld(count) else shown
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
        ax.barh(y, end - float(row["lower"]), left=float(row["lower"]), height=0.62, color=LIGHT, edgecolor=BLUE,
                hatch="////", linewidth=0.8)
    end = max(end, whisker(ax, y, row) or 0.0)
    ax.annotate(shown, (end, y), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8, color=DARK)


def plot_ranges(table: pd.DataFrame, *, ax: Axes, lang: str) -> Axes:
    """Draw means as dots, or as the ranges that the claims allow; the axis fits the numbers.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of one unit, with ``label`` (and ``group_label``).
    ax, lang
        As in `plot_shares`.

    Examples
    --------
    ``plot_ranges(page.frame("groups"), ax=axes, lang="id")``
    """
    low, high = _ends(table)
    for y, row in zip(rows_of(table, ax), table.to_dict("records"), strict=True):
        ends = [low if pd.isna(row[end]) else float(row[end]) for end in ("lower", "upper")]
        value = None if pd.isna(row["value"]) else float(row["value"])
        if ends[0] < ends[1]:
            ax.plot(ends, (y, y), color=GREY if value is None else BLUE, linewidth=5, solid_capstyle="butt", alpha=0.7)
        end = max(ends[1], whisker(ax, y, row) or low)
        if value is not None:
            ax.plot([value], [y], marker="o", color=BLUE, markersize=7, zorder=4)
        ax.annotate(told(row, lang), (end, y), xytext=(7, 0), textcoords="offset points",
                    va="center", fontsize=8)
    room = max(high - low, 1.0)
    _ticks(ax, low, high, lang)
    ax.set_xlim(low - 0.05 * room, high + 0.36 * room)
    name_axis(ax, "percent_axis", table, lang)
    return ax


def _ends(table: pd.DataFrame) -> tuple[float, float]:
    """Return the outermost numbers that are drawn: of values, ranges and intervals; 0 and 100 where there are none."""
    columns = [c for c in ("lower", "upper", "interval_lower", "interval_upper") if c in table]
    drawn = pd.concat([table[c] for c in columns]).dropna().astype(float)
    return (float(drawn.min()), float(drawn.max())) if len(drawn) else (0.0, 100.0)


def _ticks(ax: Axes, low: float, high: float, lang: str) -> None:
    """Tick only where there can be values: a score has no place beyond its maximum."""
    ticks = [tick for tick in MaxNLocator(8, steps=[1, 2, 5, 10]).tick_values(low, high) if tick <= high]
    ax.set_xticks(ticks, [text(tick, "", lang) for tick in ticks])


def plot_scores(table: pd.DataFrame, *, ax: Axes, lang: str, lowest: float) -> Axes:
    """Draw mean scores within the top class, with the spans that lowest and highest score can have.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of kinds mean, minimum, maximum, with ``label``; percent of the maximum.
    ax, lang
        As in `plot_shares`.
    lowest : float
        Lower bound of the top class.

    Examples
    --------
    ``plot_scores(page.frame("scores"), ax=axes, lang="en", lowest=86)``
    """
    means = table[table["kind"] == "mean"]
    spans = {kind: table[table["kind"] == kind].set_index("label") for kind in ("minimum", "maximum")}
    ax.axvspan(lowest, 100, color="#f2f2f2", zorder=0)
    for y, row in zip(rows_of(means, ax), means.to_dict("records"), strict=True):
        _span(ax, y + LANE, spans["minimum"].loc[row["label"]], GREY)
        _mean(ax, y, row, lang)
        _span(ax, y - LANE, spans["maximum"].loc[row["label"]], ORANGE)
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
        ax.plot([float(row["lower"]), float(row["upper"])], (y, y), color=BLUE, linewidth=4, solid_capstyle="butt")
    elif not pd.isna(row["value"]):
        ax.plot([float(row["value"])], [y], marker="D", color=BLUE, markersize=7, zorder=4)
    whisker(ax, y, row)
    ax.annotate(f"{word('mean', lang).lower()} {told(row, lang)}", (100, y), xytext=(8, 0), textcoords="offset points",
                va="center", fontsize=8)


def _signs(ax: Axes, lang: str, lowest: float) -> None:
    """Say above the rows what the marks are, and what the shaded band is."""
    for colour, marker, name in ((GREY, "s", "lowest_score"), (BLUE, "D", "mean"), (ORANGE, "s", "highest_score")):
        ax.plot([], [], linestyle="none", marker=marker, color=colour, label=word(name, lang).lower())
    band = word("top_class", lang).replace("{}", text(lowest, "percent", lang, digits=0))
    ax.fill_between([], [], color="#dddddd", label=band)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, frameon=False, fontsize=7.5, handletextpad=0.4,
              columnspacing=1.2, borderaxespad=0.1)


def plot_bands(table: pd.DataFrame, *, ax: Axes, lang: str) -> Axes:
    """Draw age bands as bars along the axis of age, with how many respondents lie in each.

    Parameters
    ----------
    table : DataFrame
        Estimate rows with ``label``, ``from_age`` and ``to_age`` (years; a missing end has no limit): of kinds count
        and share, and where known minimum and maximum, drawn as dots.
    ax, lang
        As in `plot_shares`.

    Examples
    --------
    ``plot_bands(page.frame("age").query("category != 'all'"), ax=axes, lang="en")``
    """
    bands = table[table["kind"] == "count"]
    years = [bands["from_age"], bands["to_age"], table.loc[table["unit"] == "years", "value"]]
    ends = pd.concat(years).dropna().astype(float)
    low, high = float(ends.min()) - 3, float(ends.max()) + 3
    for y, row in zip(rows_of(bands, ax), bands.to_dict("records"), strict=True):
        own = {r["kind"]: r for r in table.to_dict("records") if r["label"] == row["label"]}
        start, end = row["from_age"], row["to_age"]
        _band(ax, y, low if pd.isna(start) else start, high if pd.isna(end) else end)
        if not (pd.isna(start) or pd.isna(end)):
            ax.annotate(f"{start}–{end}", ((start + end) / 2, y), ha="center", va="center", fontsize=8)
        for kind in ("minimum", "maximum"):
            if kind in own and not pd.isna(own[kind]["value"]):
                ax.plot([float(own[kind]["value"])], [y], marker="o", color=DARK, markersize=6)
        shown = f"{estimate_text(row, lang)} ({estimate_text(own['share'], lang, bare=True)})"
        ax.annotate(shown, (high, y), xytext=(6, 0), textcoords="offset points", va="center", fontsize=8)
    _ticks(ax, low, high, lang)
    ax.set_xlim(low, high + 0.36 * (high - low))
    ax.set_xlabel(word("age_axis", lang))
    return ax


def _band(ax: Axes, y: float, start: float, end: float) -> None:
    ax.barh(y, float(end) - float(start), left=float(start), height=0.5, color=LIGHT, edgecolor=BLUE, linewidth=0.8)


# Items one by one.

#: Inches that an item's text can take in its row; points of its letters.
ROOM, SIZE = 2.7, 7.5


def plot_items(table: pd.DataFrame, *, ax: Axes, lang: str) -> Axes:
    """Draw the mean of each item as a dot on its row, with its n where somebody did not answer.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of kind mean with ``label`` (and ``group_label``), percent of the maximum; other kinds are left
        out.
    ax : Axes
        Where to draw.
    lang : str
        Language of the numbers.

    Examples
    --------
    ``plot_items(page.frame("items"), ax=axes, lang="id")``
    """
    means = table[table["kind"] == "mean"].drop(columns="group_label", errors="ignore")
    short = means.assign(label=[wrapped(label, ROOM, SIZE, lines=1)[0] for label in means["label"]])
    for y, row in zip(rows_of(short, ax), means.to_dict("records"), strict=True):
        if not pd.isna(row["value"]):
            ax.plot([0, float(row["value"])], [y, y], color=GREY, linewidth=0.8, alpha=0.6)
            ax.plot([float(row["value"])], [y], marker="o", color=BLUE, markersize=6, zorder=4)
            whisker(ax, y, row)
        said = told(row, lang) + (f"  (n = {size(row['n'], lang)})" if lacking(row) and not withheld(row) else "")
        ax.annotate(said, (101, y), va="center", fontsize=7.5, color=DARK)
    ax.tick_params(axis="y", labelsize=SIZE)
    ax.set_xlim(0, 128)
    ax.set_xticks(range(0, 101, 20))
    name_axis(ax, "percent_axis", means, lang)
    return ax
