"""Grids: counts by shade, indicators by sign."""

import pandas as pd
from matplotlib.patches import Rectangle

from ppks_study.figures import plot_indicators, plot_matrix


def test_a_matrix_writes_each_count_and_the_highest_is_darkest():
    table = pd.DataFrame({"label": ["a", "a", "b", "b"], "by_label": ["x", "y"] * 2,
                          "value": [0, 2, 4, 1]})
    ax = plot_matrix(table)
    assert [text.get_text() for text in ax.texts] == ["0", "2", "4", "1"]
    depths = [patch.get_alpha() for patch in ax.patches if isinstance(patch, Rectangle)]
    assert max(depths[1:]) == depths[2]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["x", "y"]


def test_indicators_stand_under_what_is_said_of_them():
    table = pd.DataFrame({"label": ["A", "B"], "variable": ["1", "2"],
                          "performed": ["yes", "not_yet"]})
    ax = plot_indicators(table)
    assert [line.get_xdata()[0] for line in ax.lines] == [2, 0]
