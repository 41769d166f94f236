"""Pay and amounts on axes of their own."""

import pandas as pd

from ppks_study.figures import plot_amounts, plot_budgets, plot_envelope


def test_amounts_are_bars_from_the_last_row_up():
    table = pd.DataFrame({"label": ["a", "b"], "value": [3.0, 5.0], "unit": "people"})
    ax = plot_amounts(table)
    assert [bar.get_width() for bar in ax.patches] == [5, 3]
    assert [text.get_text() for text in ax.texts] == ["5 people", "3 people"]


def test_a_cost_in_a_range_has_a_pale_bar_behind_its_certain_one():
    table = pd.DataFrame({"label": ["a"], "group_label": ["today"], "category": ["city"],
                          "value": [pd.NA], "lower": [2.0], "upper": [6.0], "unit": "million_idr",
                          "kind": "amount", "basis": "bounded"})
    certain, possible = plot_budgets(table).patches
    assert (certain.get_width(), possible.get_x(), possible.get_width()) == (2, 2, 4)
    assert possible.get_alpha() < 1


def test_each_floor_is_named_with_its_amount():
    table = pd.DataFrame({"floor": [1_000_000, 3_000_000], "lower": [10.0, 30], "upper": [10.0, 30]})
    ax = plot_envelope(table, floors=[("UMP", 2_000_000)])
    assert [text.get_text() for text in ax.texts] == ["UMP: IDR\u00a02,000,000"]
