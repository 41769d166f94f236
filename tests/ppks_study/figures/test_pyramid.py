"""Age by sex: each count on its own side."""

import pandas as pd
import pytest

from paperbuild.errors import OutputError
from ppks_study.figures import plot_pyramid


def table(sexes=("men", "women")):
    rows = [{"label": sex, "from_age": start, "to_age": start + 9, "value": count, "lower": count,
             "upper": count, "kind": "count", "unit": "people", "basis": "computed", "n": 5,
             "missing": 0} for sex in sexes for start, count in ((20, 2), (30, 3))]
    return pd.DataFrame(rows)


def test_bars_lie_left_and_right_of_zero():
    ax = plot_pyramid(table())
    assert [bar.get_width() for bar in ax.patches] == [-2, -3, 2, 3]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["20–29", "30–39"]


def test_a_third_sex_is_refused():
    with pytest.raises(OutputError, match="3 sides"):
        plot_pyramid(table(("men", "women", "others")))
