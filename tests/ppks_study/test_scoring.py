import math
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppks_study import scoring
from ppks_study.scoring import Rules, score, scores
from surveyintake.errors import InputError, InstrumentError
from surveyintake.instrument import Choice, Instrument, Variable

CLASSES = {"very_effective": 86, "effective": 71, "fairly_effective": 56, "less_effective": 41, "ineffective": 0}
SCALE = tuple(Choice(str(k), {}, float(k)) for k in (1, 2, 3))
ITEMS = [Variable("K1", "select_one", {}, {}, SCALE), Variable("K2", "select_one", {}, {}, SCALE),
         Variable("K3", "select_one", {}, {}, SCALE, reversed=True)]


def totals(data, items, answered_share):
    """Return points and possible points of a table's rows, missing where too few are answered."""
    answers = {item.name: scoring._answers(data[item.name]) for item in items}
    points, possible, enough = scoring.totals(items, answers, answered_share)
    return (pd.Series(points).astype("Float64").where(enough),
            pd.Series(possible).astype("Float64").where(enough))


def classify(points, possible, classes, between):
    """Return the names of classes, missing where there are no points."""
    places = scoring.classify(points.fillna(0).to_numpy(float), possible.fillna(0).to_numpy(float),
                              list(classes.values()), between)
    return pd.Series([list(classes)[place] for place in places], dtype="str").where(points.notna())


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


FORM = Instrument({**{item.name: replace(item, dimension="skill") for item in ITEMS},
                   "education": Variable("education", "select_one", {}, {}, (Choice("slta", {}), Choice("s1", {})))},
                  {})
OWN = pd.DataFrame({"K1": [3, 3, None], "K2": [3, None, 1], "K3": [1.0, 1.0, None]})


def test_a_table_of_ones_own_is_scored_without_a_study():
    found = score(OWN, FORM)
    assert list(found) == ["K1", "K2", "K3", "skill_percent"]
    assert found["skill_percent"].tolist() == [100, pd.NA, pd.NA]
    assert score(OWN, FORM, answered_share=None)["skill_percent"].tolist() == [100, 100, pytest.approx(100 / 3)]
    assert "skill_percent" not in OWN


def test_numbers_and_texts_are_the_same_choices():
    texts = OWN.map(lambda value: None if pd.isna(value) else f"{value:g}").astype("str")
    pd.testing.assert_series_equal(score(texts, FORM)["skill_percent"], score(OWN, FORM)["skill_percent"])


def test_classes_and_the_ladder_come_as_keywords_and_only_where_they_are_given():
    found = score(OWN.assign(education=["s1", "slta", None]), FORM, classes={"high": 90, "low": 0},
                  ladder={"first": ["slta"], "second": ["s1"]}, levels={"slta": 2, "s1": 6},
                  indicators={"second": "skill"})
    assert list(found)[4:] == ["skill_percent", "skill_class", "kkni_level", "qualification_class",
                               "qualification_percent"]
    assert found["skill_class"].fillna("").tolist() == ["high", "", ""]
    assert found["kkni_level"].tolist() == [6, 2, pd.NA]
    assert found["qualification_class"].fillna("").tolist() == ["second", "first", ""]
    assert found["qualification_percent"].tolist() == [100, pd.NA, pd.NA]
    assert "kkni_level" not in score(OWN, FORM, levels={"slta": 2})  # nobody was asked for education


@pytest.mark.parametrize(("change", "message"), [
    ({"K1": [3, 9, 1]}, "'9(.0)?' is no choice(?s:.*)row 1(?s:.*)1, 2, 3"), ({"K1": ["3", "setuju", "1"]}, "'setuju'"),
    ({"K1": [True, False, True]}, "'True'"), ({"education": ["S1", None, None]}, "'S1'(?s:.*)slta, s1")])
def test_a_cell_that_is_no_choice_is_refused_with_its_row_and_what_is_allowed(change, message):
    with pytest.raises(InputError, match=message):
        score(OWN.assign(**change), FORM)


def test_a_table_without_an_item_is_refused_by_its_name():
    with pytest.raises(InputError, match="K2"):
        score(OWN.drop(columns="K2"), FORM)


def test_the_core_leaves_out_what_no_rule_is_given_for():
    answers = {name: scoring._answers(OWN[name]) for name in OWN}
    assert list(scores(answers, FORM, Rules())) == ["skill_percent"]
