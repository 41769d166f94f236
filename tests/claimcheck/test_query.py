"""A median or a rank correlation is answered by its range over draws, and never by NaN."""

import json
from fractions import Fraction

import pytest
from scipy.stats import spearmanr
from tests.conftest import ROOT
from tests.support.projects import ppks

from claimcheck.conditions import parse
from claimcheck.ensemble import inner_range, value
from claimcheck.errors import ConditionError
from ppks_study.published import bounds

PEOPLE = [dict(sex=sex, income=None if income is None else Fraction(income), tenure=Fraction(tenure))
          for sex, income, tenure in (("female", 10, 3), ("female", 30, 3), ("male", 20, 1), ("male", None, 9),
                                      ("female", 50, 4))]


def test_a_median_is_of_those_in_the_group_who_answered():
    assert value("median", ["income"], parse(""), PEOPLE) == 25
    assert value("median", ["income"], parse("sex=female"), PEOPLE) == 30
    assert value("median", ["income"], parse("sex=male"), PEOPLE) == 20


def test_a_correlation_is_spearmans_over_those_who_answered_both():
    found = value("correlation", ["income", "tenure"], parse(""), PEOPLE)
    assert found == pytest.approx(spearmanr([10, 30, 20, 50], [3, 3, 1, 4]).statistic)
    assert found == pytest.approx(0.6324555320)  # R: cor(c(10,30,20,50), c(3,3,1,4), method = "spearman")


@pytest.mark.parametrize(("kind", "names", "condition"), [
    ("median", ["income"], "tenure>9"), ("correlation", ["income", "tenure"], "tenure=3"),
    ("correlation", ["income", "tenure"], "sex=male"), ("correlation", ["income", "tenure"], "tenure>9")])
def test_where_nobody_is_or_nothing_varies_there_is_no_value(kind, names, condition):
    assert value(kind, names, parse(condition), PEOPLE) is None


def test_a_range_passes_over_draws_without_a_value_and_counts_them():
    drawn = [PEOPLE, PEOPLE[3:4], PEOPLE[:1]]
    found = inner_range(drawn, lambda people: value("median", ["income"], parse(""), people))
    assert (found.lower, found.upper, found.draws, found.undefined) == (10, 25, 3, 1)
    assert found.witnesses == (PEOPLE[:1], PEOPLE)
    assert inner_range([PEOPLE[3:4]], lambda people: None).lower is None


def test_an_answer_says_that_it_is_an_inner_range_and_shows_who_attains_it(study):
    answer = bounds("median(income) sex=female", study, n_draws=10)
    assert (answer["sharp"], answer["inner"], answer["draws"], answer["seed"]) == (False, True, 10, 1)
    assert 500_000 <= answer["lower"] < answer["upper"] <= 4_500_000
    for end, rows in zip((answer["lower"], answer["upper"]), answer["witnesses"], strict=True):
        incomes = sorted(row["income_idr_per_month"] for row in rows if row["sex"] == "female")
        assert (incomes[15] + incomes[16]) / 2 == end


def test_more_draws_widen_a_range_and_a_seed_fixes_it(study):
    few, many = (bounds("correlation(income, tenure)", study, n_draws=n) for n in (5, 40))
    assert -1 <= many["lower"] <= few["lower"] < few["upper"] <= many["upper"] <= 1
    assert (many["lower"], many["upper"]) != (few["lower"], few["upper"])
    assert bounds("correlation(income,tenure_years)", study, n_draws=5)["witnesses"] == few["witnesses"]
    assert bounds("correlation(income, tenure)", study, n_draws=5, seed=2)["witnesses"] != few["witnesses"]


def test_a_bound_is_no_inner_range(study):
    assert bounds("sex=female & programme=pkh", study)["inner"] is False
    assert bounds("mean(knowledge_percent)", study)["inner"] is False


@pytest.mark.parametrize(("question", "said"), [
    ("median(incom)", "did you mean income"), ("median(sex)", "not a number"), ("mean(sex)", "not a number"),
    ("correlation(income)", r"correlation\(income, tenure\)"), ("median sex=female", r"median\(income\)"),
    ("median(age) sexx=female", "did you mean sex"), ("median(age) sex=femal", "did you mean female"),
    ("median(other_income)", "no imposed claim speaks of"), ("median(age) K01=3", "no imposed claim speaks of K01")])
def test_what_cannot_be_asked_is_an_error_with_the_nearest_names(study, question, said):
    with pytest.raises(ConditionError, match=said):
        bounds(question, study, n_draws=1)


@pytest.mark.parametrize(("question", "said"), [
    ("median(income)", "(inner range over 6 draws)"), ("correlation(skill_percent, age)", "inner range over 6 draws"),
    ("correlation(incentive_city, income)", "no value in any of 6 draws"),
    ("median(age) income>9000000", "no value in any of 6 draws"),
    ("mean(income) income>9000000", "no value: nobody can be in the group")])
def test_the_command_answers_in_one_line(question, said):
    run = ppks(ROOT, "bounds", question, "--draws", "6")
    assert run.returncode == 0, run.stderr
    assert said in run.stdout
    assert "nan" not in run.stdout.lower()


def test_the_command_answers_in_json_without_nan():
    run = ppks(ROOT, "bounds", "correlation(incentive_city, income)", "--draws", "3", "--seed", "4", "--json")
    answer = json.loads(run.stdout, parse_constant=pytest.fail)
    assert (answer["lower"], answer["upper"], answer["undefined"], answer["seed"]) == (None, None, 3, 4)
    assert answer["witnesses"] == []


@pytest.mark.parametrize("kind", ["mean", "minimum", "maximum"])
def test_of_a_group_in_which_nobody_can_be_there_is_no_value(study, kind):
    answer = bounds(f"{kind}(income) programme=kube", study)
    assert (answer["lower"], answer["upper"], answer["witnesses"]) == (None, None, [])


def test_a_single_choice_contains_what_it_is(study):
    answer = bounds("programme has pkh", study)
    assert (answer["lower"], answer["upper"]) == (20, 20)
