from fractions import Fraction

import pytest

from claimcheck.claims import Claim
from claimcheck.conditions import EVERYBODY, parse
from claimcheck.statements import conditions_in, count_is, everyone, statements, where

FEMALE = parse("sex=female")


def said(**fields):
    return statements(Claim("x", **fields))


def test_a_count_and_a_share_of_a_stated_n_say_one_number():
    assert said(published="7", condition="sex=female")[0].exact == (FEMALE, 7)
    share = said(kind="share", published="70", unit="percent", condition="sex=female", n="10")
    assert share[0].exact == (FEMALE, 7)


def test_a_share_of_a_group_is_a_ratio_with_open_ends():
    size, low, high = said(kind="share", published="50", unit="percent", condition="sex=female",
                           of="role=leader", n="4")
    assert size.exact == (parse("role=leader"), 4)
    assert [term.coefficient for term in low.terms] == [100, -49]
    assert [term.coefficient for term in high.terms] == [-100, 51]
    assert not low.low_closed


def test_a_mean_is_of_those_who_answered():
    size, low, high = said(kind="mean", published="20", variable="age", n="5")
    assert size.exact == (parse("age>=0"), 5)
    assert low.terms[1].coefficient == Fraction(-39, 2)
    assert high.terms[1].coefficient == Fraction(41, 2)


@pytest.mark.parametrize(("word", "low", "high"), [("most", 1, None), ("few", None, -1)])
def test_a_counting_word_compares_a_group_with_the_rest(word, low, high):
    (one,) = said(kind="verbal", published=word, condition="sex=female")
    assert (one.low, one.high) == (low, high)
    assert [term.coefficient for term in one.terms] == [2, -1]


def test_all_and_none_are_limits_of_counts():
    (every,) = said(kind="verbal", published="all", condition="sex=female", of="role=leader")
    assert list(map(str, every.subset)) == ["role=leader", "role=leader & sex=female"]
    (none,) = said(kind="verbal", published="none", condition="sex=female")
    assert none.exact == (FEMALE, 0)


def test_a_maximum_is_attained_and_not_passed():
    beyond, attained = said(kind="maximum", published="60", variable="age")
    assert beyond.exact == (parse("age>60"), 0)
    assert (attained.low, attained.high) == (1, None)
    assert attained.terms[0].condition == parse("age=60")


@pytest.mark.parametrize("fields", [
    {"kind": "population", "published": "15.522"}, {"kind": "count", "published": "45"},
    {"kind": "share", "published": "5"}, {"kind": "mean", "published": "5"},
    {"kind": "verbal", "published": "several", "condition": "sex=female"}])
def test_what_counts_no_group_says_nothing(fields):
    assert said(**fields) == []


def test_statements_know_their_source_columns_and_conditions():
    (one,) = said(published="7", condition="sex=female & age>50")
    assert one.source == "x"
    assert one.columns == ("sex", "age")
    assert conditions_in([one]) == [parse("sex=female & age>50")]
    assert count_is(FEMALE, 1, 3).exact is None
    assert everyone(EVERYBODY, FEMALE).subset == (EVERYBODY, FEMALE)
    assert where(FEMALE, "age", ">=", Fraction(5)) == parse("sex=female & age>=5")
