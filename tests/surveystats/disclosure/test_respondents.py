"""Who meets a condition, and the counts that a row tells."""

from fractions import Fraction

import pandas as pd
import pytest

from claimcheck.conditions import parse
from claimcheck.errors import ConditionError
from surveystats.disclosure.respondents import Respondents, canonical, few, row_counts, together

DATA = pd.DataFrame({
    "sex": ["f", "m", "f", None, "m"],
    "age": pd.Series([30, None, 41, 25, 62], dtype="Int64"),
    "media": ["radio paper", "paper", None, "radio", ""],
    "K1": ["no", "partly", "yes", None, "yes"],
})


@pytest.fixture
def people():
    percents = {"K1": {"no": 0.0, "partly": 50.0, "yes": 100.0}}
    return Respondents(DATA, {"sex": ("f", "m")}, percents)


def row(condition, of="", kind="count", variable=""):
    return {"kind": kind, "condition": condition, "of": of, "variable": variable}


def texts(conditions):
    return [str(condition) for condition in conditions]


@pytest.mark.parametrize(("condition", "who"), [
    ("", [0, 1, 2, 3, 4]), ("sex=f", [0, 2]), ("sex!=f", [1, 4]), ("age>=30 & sex=f", [0, 2]),
    ("age<41", [0, 3]), ("media has radio", [0, 3]), ("K1>=50", [1, 2, 4])])
def test_who_is_counted_is_seen_in_the_data(people, condition, who):
    met = people.meet(canonical(parse(condition)))
    assert met.nonzero()[0].tolist() == who
    assert people.count(parse(condition)) == len(who)


def test_an_answer_to_an_item_is_spelled_as_its_percent(people):
    assert str(people.spelled(parse("K1 in no|partly & sex=f"))) == "K1 in 0|50 & sex=f"


def test_a_sum_is_exact_and_of_those_who_answered(people):
    who = people.with_answer(parse("sex=m"), "age")
    assert who.nonzero()[0].tolist() == [4]
    assert people.total("age", who) == Fraction(62)


def test_a_count_tells_itself_and_how_many_answered(people):
    counts = row_counts(row("sex=f"), people)
    assert texts(counts.counts) == ["sex=f"]
    assert texts(counts.whole) == ["sex in f|m"]
    assert counts.sizes == ()


def test_a_share_of_a_group_tells_the_group_and_who_of_it_answered(people):
    counts = row_counts(row("sex=f", "age>=30", "share"), people)
    assert texts(counts.counts) == ["age>=30 & sex=f"]
    assert texts(counts.sizes) == ["age>=30", "age>=30 & sex in f|m"]


def test_a_choice_of_several_tells_its_count(people):
    counts = row_counts(row("media has radio"), people)
    assert texts(counts.counts) == ["media has radio=yes"]
    assert counts.whole == counts.sizes == ()


def test_a_mean_tells_only_how_many_it_is_of(people):
    assert texts(row_counts(row("", kind="mean", variable="age"), people).whole) == ["age>=0"]
    grouped = row_counts(row("sex=f", kind="mean", variable="age"), people)
    assert (texts(grouped.sizes), grouped.counts, grouped.whole) == (["sex=f"], (), ())
    assert texts(row_counts(row("sex=f", kind="median", variable="age"), people).sizes) == ["sex=f"]


def test_what_is_not_about_the_data_tells_nothing(people):
    assert row_counts(row("income>=3"), people) is None
    assert row_counts(row("", kind="stated"), people) is None
    with pytest.raises(ConditionError, match="income"):
        people.coded("income")


def test_a_choice_of_several_is_a_column_and_back():
    condition = canonical(parse("media has radio & sex=f"))
    assert condition.columns == ("media has radio", "sex")
    assert [str(together(atom)) for atom in condition.atoms] == ["media has radio", "sex=f"]


def test_few_are_one_to_one_fewer_than_the_limit():
    assert [few(count, 3) for count in range(5)] == [False, True, True, False, False]


def test_columns_hold_their_answers_or_steps(people):
    space = people.space(["sex", "K1", "age", "media has radio"])
    assert space.columns["sex"].choices == ("f", "m")
    assert space.columns["media has radio"].choices == ("yes", "no")
    assert (space.columns["K1"].step, space.columns["K1"].high) == (50, 100)
    assert space.columns["age"].low == 0
