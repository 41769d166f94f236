"""What a plan withholds of rows of all kinds, and what it keeps when rows are added."""

import itertools

import numpy as np
import pandas as pd
import pytest
from tests.support.attacks import (
    SCHOOLS,
    ages,
    given_away,
    known,
    meets,
    people_of,
    persons_of,
    planned,
    random_survey,
    row,
    secrets,
    worked_out,
)

from surveystats.disclosure.protection import Plan
from surveystats.disclosure.respondents import Respondents


@pytest.mark.parametrize(("fewest", "most"), [(3, 0.65), (5, 0.85)])
def test_nobody_works_out_few_people_of_small_surveys_and_the_rest_is_told(fewest, most):
    seen, withheld = 0, []
    for seed in range(18):
        people, rows = random_survey(seed)
        plan = planned(people, rows, fewest)
        seen += len(secrets(people, rows, fewest))
        withheld += [plan.hides(one)[0] for one in rows]
        assert worked_out(people, rows, fewest, plan) == [], seed
    assert seen > 72
    assert np.mean(withheld) < most


def test_a_number_of_a_small_group_is_withheld_even_where_no_plan_knows_it():
    people = people_of((("sex", "school"), {("f", "a"): 2, ("f", "b"): 9, ("m", "b"): 9}))
    assert Plan(people, 3).hides(row(people, "sex=f", "school=a"))[0]
    assert not Plan(people, 3).hides(row(people, "sex=f", "school=b"))[0]


def test_how_many_answered_is_withheld_where_few_did():
    people = people_of((("school",), {("a",): 1, ("b",): 1, (None,): 9}))
    one = row(people, "school=a")
    assert (one["n"], planned(people, [one]).hides(one)) == (2, (True, True))


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_count_is_withheld_from_one_person_to_one_fewer_than_the_limit(count):
    people = people_of((("school",), {("a",): count, ("b",): 9, ("c",): 9}))
    rows = [row(people, "school=a"), row(people, "school=a", kind="share"), row(people, "school=b")]
    for fewest in (2, 3, 4):
        plan = planned(people, rows, fewest)
        assert [plan.hides(one)[0] for one in rows[:2]] == [count < fewest] * 2
        assert plan.is_primary(rows[0]) is (count < fewest)


def test_a_count_of_nobody_is_told():
    people = people_of((("school",), {("a",): 8, ("b",): 9}))
    rows = [row(people, f"school={k}") for k in "abc"]
    assert not any(planned(people, rows).hides(one)[0] for one in rows)


def test_the_n_of_a_table_of_few_people_is_withheld_with_its_numbers():
    people = people_of(
        (("sex", "school"), {("f", "a"): 2, ("f", "b"): 9, ("m", "a"): 0, ("m", "b"): 9})
    )
    rows = [
        row(people, "sex=m", "school=a"),
        row(people, "sex=f", "school=b"),
        row(people, "school=b"),
    ]
    plan = planned(people, rows)
    assert plan.hides(rows[0]) == (True, True)
    assert not plan.hides(rows[2])[1]


def test_an_n_that_few_who_answered_leave_is_withheld():
    answers = {("f", "a"): 1, ("m", "a"): 1, (None, "a"): 6, ("f", "b"): 9, ("m", "b"): 9}
    people = people_of((("sex", "school"), answers))
    one = row(people, "sex=f", "school=a")
    assert (one["n"], one["missing"]) == (2, 6)
    assert planned(people, [one, row(people, "sex=f", "school=b")]).hides(one) == (True, True)


def test_what_was_told_stays_told_and_what_was_withheld_stays_withheld():
    people = people_of(SCHOOLS)
    first = [row(people, f"sex={s}", f"school={k}") for s, k in itertools.product("fm", "abc")]
    plan = planned(people, first)
    more = [row(people, f"school={k}", f"sex={s}") for s, k in itertools.product("fm", "abc")]
    later = plan.with_new([*first, *more])
    assert [later.hides(one) for one in first] == [plan.hides(one) for one in first]
    assert set(plan.closed.all) <= set(later.closed.all)
    assert later.with_new(more) is later


def test_a_new_row_that_would_give_an_old_secret_away_is_withheld():
    people = people_of((("school",), {("a",): 2, ("b",): 6, ("c",): 7}))
    first = [row(people, "school=a"), row(people, "school=b")]
    plan = planned(people, first)
    assert [plan.hides(one)[0] for one in first] == [True, False]
    new = row(people, "school=c")
    later = plan.with_new([new])
    assert later.hides(new)[0]
    assert not given_away(
        *known(people, [*first, new], later), lambda cell: cell["school"] == "a", 2
    )


def mean_row(people, group="", kind="mean", variable="age", value=None):
    who = [meets(one, group) for one in persons_of(people)]
    values = [
        v for v, inside in zip(people.data[variable], who, strict=True) if inside and pd.notna(v)
    ]
    return {
        "key": f"{kind} {group}",
        "kind": kind,
        "condition": group,
        "of": "",
        "variable": variable,
        "unit": "years",
        "value": np.mean(values) if value is None else value,
        "n": len(values),
        "missing": 0,
        "item": "",
    }


def test_two_means_do_not_give_the_value_of_one_person_who_is_left_over():
    sexes = ["f"] * 9 + ["m"]
    people = ages(*range(30, 40), sex=sexes)
    rows = [mean_row(people), mean_row(people, "sex=f")]
    plan = planned(people, rows)
    assert 10 * rows[0]["value"] - 9 * rows[1]["value"] == 39
    assert [plan.hides(one)[0] for one in rows].count(True) >= 1
    halves = ages(*range(30, 40), sex=["f"] * 5 + ["m"] * 5)
    rows = [mean_row(halves), mean_row(halves, "sex=f"), mean_row(halves, "sex=m")]
    assert not any(planned(halves, rows).hides(one)[0] for one in rows)


def test_a_mean_that_is_told_stays_told_and_the_new_one_is_withheld():
    people = ages(*range(30, 42), sex=["f"] * 10 + ["m"] * 2)
    first, second = mean_row(people, "sex=f"), mean_row(people)
    plan = planned(people, [first])
    later = plan.with_new([second])
    assert [plan.hides(first)[0], later.hides(first)[0], later.hides(second)[0]] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(("size", "hidden"), [(4, True), (5, False)])
def test_the_lowest_and_highest_value_need_nearly_twice_as_many_people(size, hidden):
    people = ages(*range(30, 42), sex=["f"] * size + ["m"] * (12 - size))
    for kind, value in (("minimum", 32), ("maximum", 30 + size - 3)):
        one = mean_row(people, "sex=f", kind, value=value)
        assert planned(people, [one]).hides(one)[0] is hidden


def test_a_spread_goes_with_its_mean():
    people = ages(*range(30, 40), sex=["f"] * 9 + ["m"])
    mean, other = mean_row(people, "sex=f"), mean_row(people)
    spread = {**mean, "kind": "sd", "value": 2.7}
    plan = planned(people, [mean, other, spread])
    assert plan.hides(mean)[0] is plan.hides(spread)[0] is True
    alone = planned(people, [mean, spread])
    assert alone.hides(mean)[0] is alone.hides(spread)[0]


def items(*answers):
    data = pd.DataFrame({"K": list(answers)})
    return Respondents(data, {}, {"K": {"no": 0.0, "yes": 100.0}})


def end_row(kind, value, n):
    return {
        "key": kind,
        "kind": kind,
        "condition": "",
        "of": "",
        "variable": "",
        "unit": "percent",
        "value": value,
        "n": n,
        "missing": 0,
        "item": "K",
    }


def score_row(condition, value, n=12):
    return {**end_row("count", value, n), "condition": condition, "unit": "people", "item": ""}


def test_a_mean_that_tells_how_few_answered_otherwise_is_withheld():
    people = Respondents(pd.DataFrame({"score_percent": [100.0] * 11 + [0.0]}), {}, {})
    rows = [score_row("score_percent>=99", 11), score_row("score_percent>=1 & score_percent<99", 0)]
    mean = {**end_row("mean", 1100 / 12, 12), "variable": "score_percent"}
    possible = [k for k in range(13) if 99 * k <= 12 * 91.675 and 100 * k + 12 - k >= 12 * 91.665]
    assert possible == [11]
    plan = planned(people, [*rows, mean])
    assert plan.hides(rows[0])[0]
    assert plan.hides(mean)[0]
    alone = planned(people, [rows[1], {**mean, "value": 1100 / 12}])
    assert not alone.hides(rows[1])[0]
    even = Respondents(pd.DataFrame({"score_percent": [100.0] * 6 + [0.0] * 6}), {}, {})
    halves = [score_row("score_percent>=99", 6), rows[1], {**mean, "value": 50.0}]
    assert not any(planned(even, halves).hides(one)[0] for one in halves)


@pytest.mark.parametrize(("yes", "hidden"), [(11, True), (6, False)])
def test_a_mean_of_answers_0_or_100_that_tells_how_few_gave_the_other_is_withheld(yes, hidden):
    people = items(*["no"] * (12 - yes), *["yes"] * yes)
    shown = round(100 * yes / 12, 2)
    assert [k for k in range(13) if round(100 * k / 12, 2) == shown] == [yes]
    count = {**score_row("K=100", yes), "variable": "K"}
    mean = {**end_row("mean", 100 * yes / 12, 12), "variable": "K"}
    plan = planned(people, [count, mean])
    assert [plan.hides(one)[0] for one in (count, mean)] == [hidden, hidden]


@pytest.mark.parametrize(
    ("yes", "hidden"),
    [(12, False), (11, True), (10, True), (9, False), (3, False), (2, True), (0, False)],
)
def test_the_share_of_an_end_is_withheld_where_few_are_at_it_or_away_from_it(yes, hidden):
    people = items(*["yes"] * yes, *["no"] * (12 - yes))
    share = end_row("at_ceiling", 100 * yes / 12, 12)
    assert Plan(people, 3).hides(share)[0] is hidden


@pytest.mark.parametrize(("n", "hidden"), [(12, False), (11, True), (10, True), (9, False)])
def test_a_number_of_whole_answers_that_leaves_few_is_withheld(n, hidden):
    people = items(*["yes"] * 6, *["no"] * 6)
    assert Plan(people, 3).hides(end_row("item_mean", 50.0, n))[0] is hidden
    compared = {**end_row("p", 0.5, n - 1), "missing": 1, "unit": ""}
    assert Plan(people, 3).hides(compared)[0] is hidden
