import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppks_study.instrument import Choice, Variable
from ppks_study.measures.score import classify, totals

CLASSES = {"very_effective": 86, "effective": 71, "fairly_effective": 56, "less_effective": 41, "ineffective": 0}
SCALE = tuple(Choice(str(k), {}, float(k)) for k in (1, 2, 3))
ITEMS = [Variable("K1", "select_one", {}, {}, SCALE), Variable("K2", "select_one", {}, {}, SCALE),
         Variable("K3", "select_one", {}, {}, SCALE, reversed=True)]


def test_points_are_summed_and_reversed_items_are_flipped_first():
    data = pd.DataFrame({"K1": ["3", "1"], "K2": ["3", "2"], "K3": ["1", "3"]})
    points, possible = totals(data, ITEMS, 1.0)
    assert points.tolist() == [9, 4]
    assert possible.tolist() == [9, 9]


def test_a_score_needs_the_stated_share_of_answers():
    data = pd.DataFrame({"K1": ["3", "3"], "K2": ["3", None], "K3": [None, None]})
    points, possible = totals(data, ITEMS, 0.6)
    assert points[0] == 6
    assert possible[0] == 6
    assert pd.isna(points[1])


@pytest.mark.parametrize(("score", "lower", "nearest"), [
    (86, "very_effective", "very_effective"), (85.99, "effective", "very_effective"),
    (85.5, "effective", "very_effective"), (85.49, "effective", "effective"), (71, "effective", "effective"),
    (70.5, "fairly_effective", "effective"), (40.9, "ineffective", "less_effective"), (0, "ineffective", "ineffective"),
    (100, "very_effective", "very_effective")])
def test_a_score_between_two_printed_bands_follows_the_stated_rule(score, lower, nearest):
    for rule, expected in (("lower", lower), ("nearest", nearest)):
        assert classify(pd.Series([score]), pd.Series([100.0]), CLASSES, rule).tolist() == [expected]


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 120), st.integers(0, 120))
def test_classes_at_a_limit_are_decided_in_whole_points(possible, points):
    points = min(points, possible)
    literal = next(name for name, bound in CLASSES.items() if 100 * points >= bound * possible)
    found = classify(pd.Series([float(points)]), pd.Series([float(possible)]), CLASSES, "lower")
    assert found.tolist() == [literal]


def test_the_published_means_come_out_of_cleaned_answers(english):
    means = english.respondents[["knowledge_percent", "skill_percent", "attitude_percent"]].mean().round(2)
    assert means.tolist() == [92.81, 94.53, 99.14]
    assert set(english.respondents["kkni_level"]) == {2, 6}
