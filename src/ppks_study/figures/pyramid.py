"""Age by sex: two sides of bars."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from paperbuild.errors import OutputError
from ppks_study.figures.marks import Row, lacking, size, value_text, withheld
from ppks_study.figures.style import BLUE, DARK, LIGHT, LOW, ORANGE, new_axes
from ppks_study.numbers import DASH, number
from ppks_study.phrases import word

#: Fill of a side's bars, and of the part of a bar that is possible but not certain.
FILLS = ((ORANGE, LOW[0]), (BLUE, LIGHT))
#: Inches: a band's row, and what surrounds the rows.
ROW, FRAME = 0.26, 1.85


def plot_pyramid(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw an age-sex pyramid: the youngest band lowest, a sex on each side, ranges hatched.

    Parameters
    ----------
    table : DataFrame
        Estimate rows of kind count: ``label`` (of two sexes), ``from_age`` and ``to_age`` (whole
        years), ``n`` and ``missing`` (of that sex: whose age is known and whose is not).
    ax : Axes, optional
        Where to draw; by default on a new figure, as high as the bands need.
    lang : str
        Language of the labels: ``id`` or ``en``.

    Raises
    ------
    OutputError
        There are not two sexes.

    Examples
    --------
    ``plot_pyramid(page.frame("pyramid"), lang="id")``
    """
    firsts = table.drop_duplicates("label")
    sides = firsts["label"].tolist()
    if len(sides) != 2:
        raise OutputError(f"a pyramid of {len(sides)} sides", where="plot_pyramid",
                          expected="rows of two sexes")
    bands = table[["from_age", "to_age"]].drop_duplicates().sort_values("from_age")
    ax = ax or new_axes(height=FRAME + ROW * int(table["from_age"].nunique()))
    place = {start: y for y, start in enumerate(bands["from_age"].tolist())}
    longest = float(table["upper"].max()) if table["upper"].notna().any() else 1.0
    for row in table.to_dict("records"):
        side = sides.index(row["label"])
        _bar(ax, place[row["from_age"]], row, (-1, 1)[side], FILLS[side], lang)
    ax.axvline(0, color=DARK, linewidth=0.9)
    names = [f"{start}{DASH}{end}" for start, end in bands.to_numpy().tolist()]
    ax.set_yticks(range(len(bands)), names)
    ax.set_ylim(-0.7, len(bands) - 0.3)
    ax.set_ylabel(word("age_axis", lang))
    _axis(ax, longest, lang)
    _heads(ax, firsts.to_dict("records"), lang)
    return ax


def _bar(ax: Axes, y: int, row: Row, sign: int, fills: tuple[str, str], lang: str) -> None:
    """Draw what is certain in full colour, and hatched what is possible; its number at the end."""
    secret = withheld(row)
    least = 0.0 if secret or pd.isna(row["lower"]) else float(row["lower"])
    most = 0.0 if secret or pd.isna(row["upper"]) else float(row["upper"])
    ax.barh(y, sign * least, height=0.8, color=fills[0], gid=f"{row['label']}:{row['from_age']}")
    if most > least:
        ax.barh(y, sign * (most - least), left=sign * least, height=0.8, color=fills[1],
                edgecolor=fills[0], hatch="////", linewidth=0.8,
                gid=f"{row['label']}:{row['from_age']}:range")
    ax.annotate(value_text(row, lang), (sign * most, y), xytext=(4 * sign, 0),
                textcoords="offset points", va="center", ha="left" if sign > 0 else "right",
                fontsize=8, color=DARK)


def _axis(ax: Axes, longest: float, lang: str) -> None:
    """Tick both sides alike, in people, with room for the numbers at the ends of the bars."""
    locator = MaxNLocator(4, integer=True, steps=[1, 2, 5, 10])
    ticks = [tick for tick in locator.tick_values(0, longest) if 0 <= tick <= longest]
    both = [*(-tick for tick in reversed(ticks) if tick), *ticks]
    ax.set_xticks(both, [number(abs(tick), lang) for tick in both])
    ax.set_xlim(-1.35 * longest, 1.35 * longest)
    ax.set_xlabel(word("count_axis", lang))


def _heads(ax: Axes, firsts: Sequence[Row], lang: str) -> None:
    """Name each side above it, with its n, and how many of them gave no age."""
    for place, row in zip((0.25, 0.75), firsts, strict=True):
        head = f"n = {size(row['n'], lang)}"
        if lacking(row):
            head += f"; {word('no_age', lang)} {size(row['missing'], lang)}"
        ax.text(place, 1.01, f"{row['label']} ({head})", transform=ax.transAxes, ha="center",
                va="bottom", fontsize=8.5)
