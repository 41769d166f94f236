"""Values and ranges, one row each: a bar or dot where a value is known, a band where claims leave a range."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ppks_study.output.figures.style import BLUE, DARK, GREY, LIGHT
from ppks_study.output.numbers import text
from ppks_study.output.phrases import word

EDGE = 0.5


def rows_of(table: pd.DataFrame, axes: Axes) -> list[float]:
    """Set one labelled row per line of a table, group headings between; return the rows' heights, top first."""
    places, ticks, labels, y = [], [], [], 0.0
    groups = table["group_label"].tolist() if "group_label" in table else [""] * len(table)
    before = groups[0] if groups else ""
    for label, group in zip(table["label"], groups, strict=True):
        y -= 1.0 + (0.5 if group != before else 0.0)
        before = group
        places.append(y)
        ticks.append(y)
        labels.append(f"{label}" if not group else f"{group}: {label}")
    axes.set_yticks(ticks, labels)
    axes.set_ylim(y - 0.7, -0.3)
    return places


def plot_shares(table: pd.DataFrame, *, ax: Axes, lang: str) -> Axes:
    """Draw shares as bars; where the claims leave a range, as a band from its lower to its upper end.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of kind share, with ``label`` (and ``group_label``); percent from 0 to 100.
    ax : Axes
        Where to draw.
    lang : str
        Language of the numbers.

    Examples
    --------
    ``plot_shares(profile.tables["sex"], ax=axes, lang="en")``
    """
    table = table[table["kind"] == "share"]
    for y, row in zip(rows_of(table, ax), table.to_dict("records"), strict=True):
        _bar(ax, y, row, lang)
    ax.set_xlim(0, 118)
    ax.set_xticks(range(0, 101, 20))
    ax.set_xlabel(word("share_axis", lang))
    return ax


def _bar(ax: Axes, y: float, row: Mapping[Any, Any], lang: str) -> None:
    known = not pd.isna(row["value"])
    end = float(row["value"] if known else row["upper"])
    if known:
        ax.barh(y, end, height=0.62, color=BLUE)
    else:
        ax.barh(y, end - float(row["lower"]), left=float(row["lower"]), height=0.62, color=LIGHT, edgecolor=BLUE,
                hatch="////", linewidth=0.8)
    shown = text(None if not known else end, row["unit"], lang, lower=row["lower"], upper=row["upper"], bare=True)
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
    ``plot_ranges(competence.tables["groups"], ax=axes, lang="id")``
    """
    low, high = float(table["lower"].min()), float(table["upper"].max())
    for y, row in zip(rows_of(table, ax), table.to_dict("records"), strict=True):
        ends = float(row["lower"]), float(row["upper"])
        value = None if pd.isna(row["value"]) else float(row["value"])
        ax.plot(ends, (y, y), color=GREY if value is None else BLUE, linewidth=5, solid_capstyle="butt", alpha=0.7)
        if value is not None:
            ax.plot([value], [y], marker="o", color=BLUE, markersize=7)
        shown = text(value, row["unit"], lang, lower=ends[0], upper=ends[1], bare=True)
        ax.annotate(shown, (ends[1], y), xytext=(7, 0), textcoords="offset points", va="center", fontsize=8)
    room = max(high - low, 1.0)
    ax.set_xlim(low - 0.05 * room, high + 0.32 * room)
    ax.xaxis.set_major_formatter(lambda value, _: text(value, "", lang))
    ax.set_xlabel(word("percent_axis", lang))
    return ax


def plot_scores(table: pd.DataFrame, *, ax: Axes, lang: str, lowest: float = 86.0) -> Axes:
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
    ``plot_scores(competence.tables["scores"], ax=axes, lang="en")``
    """
    means = table[table["kind"] == "mean"]
    spans = {kind: table[table["kind"] == kind].set_index("label") for kind in ("minimum", "maximum")}
    ax.axvspan(lowest, 100, color="#f2f2f2", zorder=0)
    for y, row in zip(rows_of(means, ax), means.to_dict("records"), strict=True):
        for kind in spans:
            found = spans[kind].loc[row["label"]]
            ax.plot([found["lower"], found["upper"]], (y, y), color=GREY, linewidth=6, alpha=0.45,
                    solid_capstyle="butt")
        known = not pd.isna(row["value"])
        if known:
            ax.plot([row["value"]], [y], marker="D", color=BLUE, markersize=7)
        shown = text(float(row["value"]) if known else None, row["unit"], lang, lower=row["lower"],
                     upper=row["upper"], bare=True, digits=2)
        ax.annotate(f"{word('mean', lang).lower()} {shown}", (100, y), xytext=(6, 0), textcoords="offset points",
                    va="center", fontsize=8)
    ax.set_xlim(84, 106)
    ax.set_xticks(range(84, 101, 2))
    ax.set_xlabel(word("percent_axis", lang))
    return ax
