"""How high a figure should be for what it shows."""

from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ppks_study.figures import heatmap, likert, pyramid
from ppks_study.figures import joint_display as joint
from ppks_study.figures.style import new_axes

#: Plot function -> the height in inches that it asks for a table.
OWN: dict[str, Callable[[pd.DataFrame], float]] = {
    "plot_heatmap": heatmap.height, "plot_joint": joint.height, "plot_likert": likert.height,
    "plot_pyramid": pyramid.height}


def axes_for(plot: Callable[..., Any], table: pd.DataFrame) -> Axes:
    """Return axes on a new figure, as high as a plot of a table needs."""
    own = OWN.get(plot.__name__)
    return new_axes(_rows(table)) if own is None else new_axes(0, height=own(table))


def _rows(table: pd.DataFrame) -> int:
    """Return how many rows the height of a figure of a table should hold."""
    drawn = table["label"].nunique() if "group" not in table else len(table[["group", "label"]].drop_duplicates())
    if "kind" in table and {"minimum", "mean", "maximum"} == set(table["kind"]):
        return 2 * drawn + 1
    return 7 if "floor" in table and "basis" in table else drawn + 2 if "national" in table else drawn
