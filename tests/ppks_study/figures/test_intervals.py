"""Values and ranges, one row each, on axes of their own."""

import pandas as pd

from ppks_study.figures import plot_shares
from ppks_study.figures.intervals import rows_of
from ppks_study.figures.style import new_axes


def test_groups_stand_apart():
    table = pd.DataFrame({"label": list("abc"), "group_label": ["x", "x", "y"]})
    assert rows_of(table, new_axes(3)) == [-1.0, -2.0, -3.5]


def test_shares_are_drawn_without_axes_and_language():
    table = pd.DataFrame({"label": ["a", "b"], "kind": "share", "unit": "percent",
                          "value": [25.0, pd.NA], "lower": [25.0, 40.0], "upper": [25.0, 70.0],
                          "basis": ["computed", "bounded"], "condition": ["c", "d"], "of": ""})
    ax = plot_shares(table)
    assert [(bar.get_x(), bar.get_width()) for bar in ax.patches] == [(0, 25), (40, 30)]
    assert [text.get_text() for text in ax.texts] == ["25.0%", "40.0–70.0%"]
