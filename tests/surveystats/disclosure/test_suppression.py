"""Each step of what counts are withheld, against an attacker: without the step it succeeds."""

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.support.attacks import (
    SCHOOLS,
    ages,
    cells_of,
    given_away,
    known,
    people_of,
    planned,
    random_survey,
    row,
    secrets,
    states,
    worked_out,
)

from claimcheck.conditions import parse
from claimcheck.space import Column, Space
from surveystats.disclosure import suppression
from surveystats.disclosure.contingency import Joint, total
from surveystats.disclosure.respondents import few, row_counts
from surveystats.disclosure.suppression import Counts, close, withhold

SEEDS = range(20)


def test_a_total_minus_what_is_told_gives_no_small_count(monkeypatch):
    people = people_of(SCHOOLS)
    rows = [row(people, f"sex={s}", f"school={k}") for s, k in itertools.product("fm", "abc")]
    rows += [row(people, f"school={k}") for k in "abc"]
    assert worked_out(people, rows, 3) == []
    monkeypatch.setattr(suppression, "_let_vary", lambda *_: True)
    assert "sex=m|school=a" in worked_out(people, rows, 3)


RESTS = [
    (
        3,
        {("f", "a"): 5, ("f", "c"): 2, ("m", "b"): 6, ("m", "c"): 7},
        [
            "sex=f|school=a",
            "school=a|sex=f",
            "sex=m|school=a",
            "sex=m|school=c",
            "school=a|",
            "school=c|",
            "sex=f|",
            "sex=m|",
        ],
        "the others of school=a|sex=f",
    ),
    (
        5,
        {("f", "a"): 9, ("f", "b"): 2, ("f", "c"): 2, ("m", "a"): 6, ("m", "b"): 7, ("m", "c"): 8},
        [
            "school=a|sex=f",
            "school=b|sex=f",
            "school=c|sex=f",
            "school=a|",
            "school=b|",
            "school=c|",
            "sex=f|",
        ],
        "the others of school=a|sex=f",
    ),
]


@pytest.mark.parametrize(("fewest", "counts", "told_of", "secret"), RESTS)
def test_two_groups_of_few_people_cannot_be_subtracted_out(
    monkeypatch, fewest, counts, told_of, secret
):
    people = people_of((("sex", "school"), counts))
    rows = [row(people, *key.split("|")) for key in told_of]
    assert secret in secrets(people, rows, fewest)
    assert worked_out(people, rows, fewest) == []
    with_rests = suppression.close
    monkeypatch.setattr(
        suppression, "close", lambda *given, parts=(), **more: with_rests(*given, parts=(), **more)
    )
    assert secret in worked_out(people, rows, fewest)


def linked(table):
    """Return the joint table of a plain table with margins, its counts, and groups beside parts."""
    whole = {"row": list(map(str, table.index)), "column": list(map(str, table.columns))}
    counts = {
        parse(f"row={r} & column={c}"): int(table.loc[int(r), int(c)])
        for r, c in itertools.product(whole["row"], whole["column"])
    }
    rows = {parse(f"row={r}"): int(table.loc[int(r)].sum()) for r in whole["row"]}
    columns = {parse(f"column={c}"): int(table[int(c)].sum()) for c in whole["column"]}
    everybody = {
        parse(f"{name} in {'|'.join(labels)}"): int(table.sum().sum())
        for name, labels in whole.items()
    }
    parts = [
        (group, cell)
        for group, cell in itertools.product({**rows, **columns}, counts)
        if set(group.atoms) <= set(cell.atoms)
    ]
    space = Space(
        int(table.sum().sum()), {name: Column(tuple(labels)) for name, labels in whole.items()}
    )
    counts |= rows | columns | everybody
    return Joint.of(space, counts, everybody), counts, parts


def tables_beside(joint, secret):
    """Return every table that agrees with all that is told; withheld counts hold somebody."""
    laws = [
        (frozenset(law.row), law.low, law.high)
        for law in joint.laws
        if set(law.row.values()) == {1}
    ]
    for condition in joint.free:
        count = joint.counts[condition]
        told_so = (1, None) if condition in secret else (count, count)
        laws.append((frozenset(joint.rows[condition]), *told_so))
    found = []

    def grow(cells):
        for inside, low, high in laws:
            reached = sum(cells[i] for i in inside if i < len(cells))
            if high is not None and reached > high:
                return
            if low is not None and reached < low and max(inside) < len(cells):
                return
        if len(cells) == joint.unknowns:
            found.append(np.array(cells))
            return
        for here in range(13):
            grow((*cells, here))

    grow(())
    return found


def test_what_a_group_has_beside_a_part_of_it_stays_open_in_a_plain_table():
    settled = 0
    for seed in range(12):
        table = pd.DataFrame(np.random.default_rng(seed).choice([0, 1, 2, 4], size=(2, 3)))
        if not 6 <= table.sum().sum() <= 12:
            continue
        joint, counts, parts = linked(table)
        rests = [pair for pair in parts if few(counts[pair[0]] - counts[pair[1]], 5)]
        for given in (parts, ()):
            closed = close([joint], counts, fewest=5, parts=given)
            others = [] if closed.stuck else tables_beside(joint, closed.all)
            for group, part in rests if others else ():
                left = {
                    total(joint.rows[group], one) - total(joint.rows[part], one) for one in others
                }
                assert len(left) > 1 or not given, (seed, str(group), str(part))
                settled += len(left) == 1
    assert settled > 0


FOUR = (
    ("school", "sex"),
    {("a", "f"): 2, ("b", "m"): 2, ("c", "f"): 5, ("c", "m"): 5, ("d", "m"): 5},
)
TWO_BY_THREE = (
    ("school", "sex"),
    {("a", "f"): 2, ("a", "m"): 5, ("b", "f"): 5, ("b", "m"): 6, ("c", "f"): 5, ("c", "m"): 5},
)
LONE = (("school",), {("a",): 5, ("b",): 6, ("c",): 1})
BOTH = ["school=d|", "sex=f|school=c"]
APART = ["school=a|", "school=b|", *BOTH]
OF_ONE_SEX = ["school=b|sex=f", "school=c|sex=f", "sex=f|"]
GIVEN = [
    ("a choice of which no row tells", 3, LONE, ["school=a|", "school=b|"], {"school": ("c",)}, 1),
    ("two choices that no row tells apart", 5, FOUR, BOTH, {"school": ("a", "b")}, 4),
    ("two choices that rows tell apart", 5, FOUR, APART, {"school": ("a", "b")}, 4),
    ("one sex of a choice", 3, TWO_BY_THREE, OF_ONE_SEX, {"school": ("a",), "sex": ("f",)}, 2),
]


@pytest.mark.parametrize(("name", "fewest", "table", "told_of", "whom", "count"), GIVEN)
def test_few_people_of_whom_no_row_tells_cannot_be_worked_out(
    monkeypatch, name, fewest, table, told_of, whom, count
):
    people = people_of(
        table, {"school": tuple("abcd"[: 4 if "d" in str(table) else 3]), "sex": ("f", "m")}
    )
    rows = [row(people, *key.split("|")) for key in told_of]

    def is_one(cell):
        return all(cell[column] in answers for column, answers in whom.items())

    assert not given_away(*known(people, rows, planned(people, rows, fewest)), is_one, count)
    monkeypatch.setattr(suppression, "given_away", lambda *_: iter(()))
    assert given_away(*known(people, rows, planned(people, rows, fewest)), is_one, count)


def age_row(people, condition):
    column, op, limit = condition.partition(">=")
    count = sum(age >= int(limit) for age in people.data[column])
    return {
        "key": condition,
        "kind": "count",
        "condition": condition,
        "of": "",
        "variable": "",
        "unit": "people",
        "value": count,
        "n": people.size,
        "missing": 0,
        "item": "",
    }


def test_people_between_two_limits_that_are_told_are_not_few():
    people = ages(20, 21, 22, 23, 30, 31, 40, 41, 42, 43)
    rows = [age_row(people, "age>=30"), age_row(people, "age>=40")]
    assert [planned(people, rows).hides(one)[0] for one in rows].count(True) == 1
    wide = ages(20, 21, 22, 23, 30, 31, 32, 40, 41, 42)
    assert not any(planned(wide, rows).hides(one)[0] for one in rows)


def test_people_in_two_steps_between_two_limits_are_not_few_together():
    people = ages(*range(20, 26), 30, 31, 40, 41, *range(50, 56))
    rows = [age_row(people, f"age>={limit}") for limit in (30, 40, 50)]
    plan = planned(people, rows, 5)
    assert plan.hides(rows[0])[0] or plan.hides(rows[2])[0]
    assert not all(plan.hides(one)[0] for one in rows)


def test_columns_with_many_cells_are_told_alone_and_no_value_of_them(monkeypatch):
    people = people_of(SCHOOLS)
    rows = [row(people, f"sex={s}", f"school={k}") for s, k in itertools.product("fm", "abc")]
    rows += [row(people, "sex=f"), row(people, "school=b")]
    monkeypatch.setattr(suppression, "MOST_CELLS", 8)
    plan = planned(people, rows)
    assert all(plan.hides(one)[0] for one in rows[:6])
    assert plan.closed.silent
    assert not plan.hides(rows[6])[0]
    assert worked_out(people, rows, 3) == []


def test_each_other_state_of_affairs_found_is_true_of_all_that_is_told():
    seen = 0
    for seed in SEEDS:
        people, rows = random_survey(seed)
        counts, closed, _ = states(people, rows)
        for joint, cells in closed.others:
            assert cells.min() >= 0
            assert cells.sum() == people.size
            for condition in joint.free:
                now = total(joint.rows[condition], cells)
                assert now > 0
                assert now == counts.true[condition] or condition in closed.all, (
                    seed,
                    str(condition),
                )
            seen += 1
    assert seen > 25


def test_a_count_that_is_withheld_for_another_reason_is_protected_too():
    everybody = parse("row in 0|1|2")
    counts = {parse("row=0"): 4, parse("row=1"): 5, parse("row=2"): 6, everybody: 15}
    joint = Joint.of(Space(15, {"row": Column(("0", "1", "2"))}), counts, [everybody])
    assert close([joint], counts, fewest=3).all == set()
    closed = close([joint], counts, fewest=3, also=[parse("row=2")])
    assert closed.primary == {parse("row=2")}
    assert closed.secondary == {parse("row=0")}


def test_each_count_beside_its_group_is_a_part_that_is_asked_about():
    people = people_of(SCHOOLS)
    counts = Counts.of([row_counts(row(people, "sex=m", "school=a"), people)], people, 3)
    groups = {str(group) for group, part in counts.parts if part == parse("school=a & sex=m")}
    assert groups == {"school=a", "school=a & sex in f|m"}
    assert (
        withhold(replace(counts, parts=()), people, 3).primary
        == withhold(counts, people, 3).primary
    )


def test_cells_of_the_attack_are_all_combinations():
    assert len(cells_of(people_of(SCHOOLS))) == 3 * 4
