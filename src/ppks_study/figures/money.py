"""Pay and income beside the wage floor, amounts, and what schemes of pay cost."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ppks_study.figures.intervals import rows_of
from ppks_study.figures.marks import Row, axes_for, legend_above, size
from ppks_study.figures.style import BLUE, DARK, GREY, LIGHT, ORANGE, new_axes
from ppks_study.numbers import estimate_text, text
from ppks_study.phrases import word

MILLION = 1_000_000
#: Colour and hatching of a budget; both together are grey.
LOOKS = {"national": (BLUE, ""), "city": (ORANGE, "///"), "total": (GREY, "")}


def plot_envelope(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en",
                  floors: Sequence[tuple[str, int]] = ()) -> Axes:
    """Draw the share of respondents below each wage floor: a curve, or the area that claims allow.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of kind share with a column ``floor`` (rupiah per month), ascending.
    ax : Axes, optional
        Where to draw; by default on a new figure.
    lang : str
        Language of the labels: ``id`` or ``en``.
    floors : sequence of (str, int)
        Floors to mark: what each is called, rupiah per month.

    Notes
    -----
    Of a survey the sampling interval of each share, where the table has one, is a band around the
    curve.

    Between two floors of the table the share can only rise: it is at least that of the lower floor
    and at most that of the higher. The area is drawn in such steps, so that it never leaves out
    what the claims allow.

    Examples
    --------
    ``plot_envelope(page.frame("envelope"), floors=[("UMP 2019", 2289228)])``
    """
    ax = ax or new_axes(7)
    x = table["floor"].astype(float) / MILLION
    if table["lower"].eq(table["upper"]).all():
        _interval(ax, table, lang)
        ax.plot(x, table["lower"].astype(float), color=BLUE, marker="o", markersize=4)
    else:
        _between(ax, x, table)
    for rank, (name, floor) in enumerate(sorted(floors, key=lambda f: f[1])):
        place, y = floor / MILLION, 97 - 8 * rank
        ax.axvline(place, color=ORANGE, linewidth=1.4)
        ax.annotate(f"{name}: {text(floor, 'idr_per_month', lang)}", (place, y), xytext=(0.03, y),
                    va="center", fontsize=8, color=DARK,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
                    arrowprops={"arrowstyle": "-", "color": ORANGE, "linewidth": 0.8,
                                "shrinkA": 0, "shrinkB": 0})
    ax.set_xlim(0, float(x.max()))
    ax.set_ylim(0, 102)
    ax.set_xlabel(word("floor_axis", lang))
    ax.set_ylabel(word("below_floor", lang))
    return ax


def _interval(ax: Axes, table: pd.DataFrame, lang: str) -> None:
    """Draw the band of the sampling interval of each share, where the table has one."""
    ends = ["interval_lower", "interval_upper"]
    if "interval_lower" not in table or table[ends].isna().any(axis=1).all():
        return
    known = table.dropna(subset=ends)
    low, high = (known[end].astype(float) for end in ends)
    band = ax.fill_between(known["floor"].astype(float) / MILLION, low, high, color=LIGHT,
                           linewidth=0, alpha=0.8, gid="whisker")
    ax.legend([band], [word("whisker", lang)], loc="lower right", frameon=False, fontsize=8)


def _between(ax: Axes, x: pd.Series, table: pd.DataFrame) -> None:
    """Draw the area between the least and the most, in steps."""
    edges = x.repeat(2).tolist()[1:-1]
    least = table["lower"].astype(float).iloc[:-1].repeat(2).tolist()
    most = table["upper"].astype(float).iloc[1:].repeat(2).tolist()
    ax.fill_between(edges, least, most, color=LIGHT, linewidth=0)
    ax.plot(edges, least, color=BLUE)
    ax.plot(edges, most, color=BLUE)


def plot_pay(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en",
             floors: Sequence[tuple[str, int]] = ()) -> Axes:
    """Draw each role's incentive, national and local budget stacked, against wage floors.

    Parameters
    ----------
    table : DataFrame
        One row a role: ``label``, ``status_label``, ``national_lower/upper``, ``city_upper``,
        ``total_lower/upper`` in rupiah per month; ``n`` of a survey, how many hold the role and
        answered.
    ax, lang, floors
        As in `plot_envelope`.

    Examples
    --------
    ``plot_pay(page.frame("ranges"), lang="id", floors=[("UMP", 2198000)])``
    """
    ax = axes_for(ax, table, spare=2)
    rows = table.iloc[::-1].to_dict("records")
    for y, row in enumerate(rows):
        national = row["national_upper"] / MILLION
        # the highest of both budgets need not be one person's
        city = max(0.0, row["total_upper"] / MILLION - national)
        ax.barh(y, national, height=0.62, color=BLUE)
        ax.barh(y, city, left=national, height=0.62, color=ORANGE, hatch="///", edgecolor="white",
                linewidth=0)
        ax.plot([row["total_lower"] / MILLION, row["total_upper"] / MILLION], [y, y], color=DARK,
                linewidth=2)
        ax.text(1.01, y, _pay(row, lang), transform=ax.get_yaxis_transform(), va="center",
                fontsize=7.5)
    ax.set_yticks(range(len(table)), [f"{row['label']} · {row['status_label']}" for row in rows],
                  fontsize=8)
    ends = [float(table["total_upper"].max()), *(floor for _, floor in floors)]
    ax.set_xlim(0, 1.06 * max(ends) / MILLION)
    ax.set_ylim(-0.6, len(table) - 0.2 + 0.75 * len(floors))
    _floors(ax, len(table) - 0.1, floors, lang)
    ax.barh([-9], [0], color=BLUE, label=word("national", lang))
    ax.barh([-9], [0], color=ORANGE, hatch="///", edgecolor="white", label=word("city", lang))
    ax.plot([], [], color=DARK, linewidth=2, label=word("pay_span", lang))
    handles, names = ax.get_legend_handles_labels()
    legend_above(ax, [*handles[1:], handles[0]], [*names[1:], names[0]])  # the line last
    ax.set_xlabel(word("pay_axis", lang))
    return ax


def _pay(row: Row, lang: str) -> str:
    """Return a role's pay as text, with how many answered where they were asked."""
    low, high = row["total_lower"], row["total_upper"]
    shown = text(None, "idr_per_month", lang, lower=low, upper=high)
    return f"{shown}  (n = {size(row['n'], lang)})" if "n" in row else shown


def _floors(ax: Axes, height: float, floors: Sequence[tuple[str, int]], lang: str) -> None:
    """Draw each floor as a line up to its name, the lowest on top: no line crosses a name."""
    ordered = sorted(floors, key=lambda f: -f[1])
    right = ordered[0][1] / MILLION + 0.25 if ordered else 0.0
    for rank, (name, floor) in enumerate(ordered):
        place, end = floor / MILLION, height + 0.75 * rank
        ax.plot([place, place, right], [-0.6, end, end], color=DARK, linewidth=0.9,
                linestyle=("-", "--", ":")[rank % 3])
        ax.annotate(f"{name}: {text(floor, 'idr_per_month', lang)}", (right, end), xytext=(3, 0),
                    textcoords="offset points", fontsize=7.5, va="center")


def plot_amounts(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw amounts of one unit as bars.

    Parameters
    ----------
    table : DataFrame
        Estimate rows with known values, ``label`` and ``unit``.
    ax, lang
        As in `plot_envelope`.

    Examples
    --------
    ``plot_amounts(page.frame("need").iloc[2:4])``
    """
    ax = axes_for(ax, table)
    values = table["value"].astype(float).tolist()[::-1]
    ax.barh(range(len(values)), values, height=0.6, color=BLUE)
    for y, row in enumerate(table.iloc[::-1].to_dict("records")):
        shown = text(float(row["value"]), row["unit"], lang)
        ax.annotate(shown, (float(row["value"]), y), xytext=(4, 0), textcoords="offset points",
                    va="center", fontsize=8.5)
    ax.set_yticks(range(len(values)), table["label"].tolist()[::-1])
    ax.set_xlim(0, max(values) * 1.28)
    ax.xaxis.set_major_formatter(lambda value, _: text(value, "", lang))
    return ax


def plot_budgets(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw what pay costs each budget and both together, today and under each scenario.

    A bar where the cost is known; where claims leave a range, a bar up to its lower end and a pale
    one from there to its upper end.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of one unit, in groups (``group_label``), with ``label`` and ``category``:
        national, city, total.
    ax, lang
        As in `plot_envelope`.

    Examples
    --------
    ``plot_budgets(page.frame("scenario_bill"))``
    """
    ax = axes_for(ax, table)
    for y, row in zip(rows_of(table, ax), table.to_dict("records"), strict=True):
        _bar(ax, y, row)
        if not pd.isna(row["upper"]):
            ax.annotate(estimate_text(row, lang, bare=True), (float(row["upper"]), y),
                        xytext=(4, 0), textcoords="offset points", va="center", fontsize=8,
                        color=DARK)
    ax.set_xlim(0, max(1.0, float(table["upper"].max(skipna=True)) * 1.3))
    ax.set_xlabel(word("cost_axis", lang))
    ax.xaxis.set_major_formatter(lambda value, _: text(value, "", lang))
    return ax


def _bar(ax: Axes, y: float, row: Mapping[Any, Any]) -> None:
    colour, hatch = LOOKS[row["category"]]
    if pd.isna(row["upper"]) or pd.isna(row["lower"]):
        return
    low, high = float(row["lower"]), float(row["upper"])
    ax.barh(y, low, height=0.62, color=colour, hatch=hatch, edgecolor="white", linewidth=0)
    if high > low:
        ax.barh(y, high - low, left=low, height=0.62, color=colour, alpha=0.35)
