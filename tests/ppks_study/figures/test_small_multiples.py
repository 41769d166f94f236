"""Small multiples: what is known is drawn, what is withheld marked, districts seen beside their like."""

import pytest
from tests.support.compared import KEYS, districts_compared

from ppks_study.figures.small_multiples import ACROSS, DOWN, pages, plot_page
from ppks_study.sweep import comparison


@pytest.fixture
def told():
    return districts_compared()


def test_a_page_draws_a_value_an_interval_a_range_and_a_sign_for_what_is_withheld(told):
    known = comparison.measured(told, KEYS, "en")
    panels = plot_page(known, known, lang="en").figure.axes
    assert [ax.get_title().split("\n")[0] for ax in panels] == ["Kabupaten a", "Kabupaten b", "Kabupaten c"]
    drawn = [sum(len(line.get_xdata()) > 0 for line in ax.lines) for ax in panels]
    assert drawn == [3, 1, 2]  # interval, its dot, skill; skill; range, skill
    assert [[text.get_text() for text in ax.texts] for ax in panels] == [[], ["▪"], []]


def test_only_districts_of_one_origin_and_design_stand_behind_a_panel(told):
    known = comparison.measured([*told[:3], {**told[0], "name": "d"}], KEYS, "en")
    first = plot_page(known, known, lang="en").figure.axes[0]
    behind = [line.get_xdata().tolist() for line in first.lines if line.get_marker() == "|"]
    assert behind == [[50.0], [71.5]]


def test_many_districts_are_split_into_pages_in_order(told):
    many = [{**told[0], "name": f"k{number:03}"} for number in range(45)]
    found = [list(dict.fromkeys(page["district"])) for page in pages(comparison.measured(many, KEYS, "en"))]
    assert [len(page) for page in found] == [ACROSS * DOWN, ACROSS * DOWN, 5]
    assert sum(found, []) == [one["name"] for one in many]
