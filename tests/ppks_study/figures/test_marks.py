"""What figures share: axes high enough, texts of numbers, whiskers."""

import pandas as pd
import pytest

from ppks_study.figures.marks import (
    WITHHELD,
    axes_for,
    has_whiskers,
    interval,
    lacking,
    size,
    value_text,
    whisker,
)
from ppks_study.figures.style import new_axes

ROW = {"value": 50.0, "lower": 50.0, "upper": 50.0, "unit": "percent", "kind": "share",
       "basis": "computed", "interval_lower": 40.0, "interval_upper": 62.0, "missing": 0}


def test_given_axes_are_kept_and_new_ones_have_a_row_for_each_label():
    table = pd.DataFrame({"label": list("abcdef") * 2, "group": ["x"] * 6 + ["y"] * 6})
    own = new_axes(1)
    assert axes_for(own, table) is own
    heights = [axes_for(None, rows).figure.get_size_inches()[1]
               for rows in (table.drop(columns="group"), table)]
    assert heights[0] < heights[1]
    assert axes_for(None, table, spare=3).figure.get_size_inches()[1] > heights[1]


def test_a_whisker_has_both_ends_or_is_not_drawn():
    ax = new_axes(1)
    assert whisker(ax, 0, {**ROW, "interval_upper": pd.NA}) is None
    assert not has_whiskers(ax)
    assert whisker(ax, 0, ROW) == 62.0
    assert has_whiskers(ax)


def test_of_a_withheld_number_nothing_is_told():
    secret = {**ROW, "basis": "withheld"}
    assert value_text(ROW, "id") == "50,0%"
    assert value_text(secret, "en").startswith(WITHHELD)
    assert interval(secret) is None
    assert size(pd.NA, "en") == WITHHELD


@pytest.mark.parametrize(("missing", "told"), [(0, False), (2, True), (pd.NA, True)])
def test_somebody_lacks_where_some_did_not_answer_or_it_is_withheld(missing, told):
    assert lacking({**ROW, "missing": missing}) is told
