import math
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppks_study.scoring import classify, score, totals
from surveyintake.errors import InstrumentError
from surveyintake.instrument import Choice, Variable

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


ANSWERS = [None, "1", "2", "3"]


def literal(answers, share, rule):
    """Return percent and class of one respondent by the definition, in fractions."""
    given_points = [(4 - int(a)) if item.reversed else int(a)
                    for a, item in zip(answers, ITEMS, strict=True) if a is not None]
    if not given_points or Fraction(len(given_points), len(ITEMS)) < share:
        return None, None
    percent = Fraction(100 * sum(given_points), 3 * len(given_points))
    compared = percent if rule == "lower" else math.floor(percent + Fraction(1, 2))
    return percent, next(name for name, bound in CLASSES.items() if compared >= bound)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(*[st.sampled_from(ANSWERS)] * 3), min_size=1, max_size=12),
       st.sampled_from([Fraction(1, 3), Fraction(1, 2), Fraction(1)]), st.sampled_from(["lower", "nearest"]))
def test_scores_and_classes_are_those_of_the_literal_definition(rows, share, rule):
    data = pd.DataFrame(rows, columns=["K1", "K2", "K3"], dtype="str")
    points, possible = totals(data, ITEMS, float(share))
    classes = classify(points, possible, CLASSES, rule)
    for place, row in enumerate(rows):
        percent, name = literal(row, share, rule)
        if percent is None:
            assert pd.isna(points[place])
            assert pd.isna(classes[place])
        else:
            assert Fraction(int(100 * points[place]), int(possible[place])) == percent
            assert classes[place] == name


def test_items_of_one_dimension_may_have_scales_of_different_length():
    long = Variable("K4", "select_one", {}, {}, tuple(Choice(str(k), {}, float(k)) for k in range(1, 6)))
    points, possible = totals(pd.DataFrame({"K1": ["3"], "K4": ["5"]}), [ITEMS[0], long], 1.0)
    assert (points[0], possible[0]) == (8, 8)


def test_each_is_rated_by_the_indicators_that_their_class_is_asked(english):
    data = english.respondents[list(english.instrument.variables)].head(3).copy()
    data["education"] = ["s1", "slta", "s2"]
    for dimension, answer in (("assistant", "1"), ("generalist", "5")):
        for item in english.instrument.items(dimension):
            data[item.name] = answer
    scored = score(data, english.instrument, english.study)
    assert scored["qualification_class"].tolist() == ["generalis", "asisten", "spesialis"]
    assert scored["qualification_percent"].tolist() == [100, 20, pd.NA]
    assert scored["kkni_level"].tolist() == [6, 2, 8]


def scale(*points, name="K1", turned=False):
    choices = tuple(Choice(str(place), {}, value) for place, value in enumerate(points))
    return Variable(name, "select_one", {}, {}, choices, reversed=turned)


def test_an_answer_without_points_counts_as_not_answered():
    item, other = scale(1.0, 2.0, 3.0, None), scale(1.0, 2.0, 3.0, name="K2")
    data = pd.DataFrame({"K1": ["3", "3", "2"], "K2": ["2", None, "0"]})
    points, possible = totals(data, [item, other], 0.5)
    assert points.tolist() == [3, pd.NA, 4]
    assert possible.tolist() == [3, pd.NA, 6]


def test_a_scale_that_starts_at_zero_is_scored_as_a_percent_of_its_maximum():
    data = pd.DataFrame({"K1": ["0", "2", "4"]})
    for turned, expected in ((False, [0, 2, 4]), (True, [4, 2, 0])):
        points, possible = totals(data, [scale(0.0, 1.0, 2.0, 3.0, 4.0, turned=turned)], 1.0)
        assert points.tolist() == expected
        assert possible.tolist() == [4, 4, 4]


def test_a_reversed_item_with_an_answer_without_points_is_flipped_within_its_points():
    points, _ = totals(pd.DataFrame({"K1": ["0", "2", "3"]}), [scale(1.0, 2.0, 3.0, None, turned=True)], 1.0)
    assert points.tolist() == [3, 1, pd.NA]


def test_an_item_that_gives_no_points_is_refused_by_name():
    with pytest.raises(InstrumentError, match="K1(?s:.*)points"):
        totals(pd.DataFrame({"K1": ["0"]}), [scale(None, None)], 1.0)


@pytest.mark.parametrize("rule", ["lower", "nearest"])
def test_every_hundredth_of_a_percent_lies_in_the_class_of_its_definition(rule):
    points = range(0, 10_001)
    possible = pd.Series([10_000.0] * len(points))
    found = classify(pd.Series(points, dtype="Float64"), possible, CLASSES, rule).tolist()
    for place in points:
        percent = Fraction(place, 100)
        compared = percent if rule == "lower" else math.floor(percent + Fraction(1, 2))
        expected = next(name for name, bound in CLASSES.items() if compared >= bound)
        assert found[place] == expected, place
    assert [found[100 * bound] for bound in CLASSES.values()] == list(CLASSES)
    between = [found[100 * b - 50] for b in (86, 71, 56, 41)]
    assert between == (list(CLASSES)[1:] if rule == "lower" else list(CLASSES)[:-1])
    assert [found[100 * b - 51] for b in (86, 71, 56, 41)] == list(CLASSES)[1:]
