"""Each step of what is withheld, against an attacker: without the step the attack succeeds."""

import itertools
from dataclasses import replace
from fractions import Fraction
from functools import partial
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from tests.support.attacks import (
    CHOICES,
    cells_of,
    given_away,
    known,
    meets,
    people_of,
    persons_of,
    planned,
    row,
)

from claimcheck.conditions import parse
from claimcheck.space import Column, Space
from ppks_study.guard import guard_sources, guarded
from surveystats.disclosure import suppression
from surveystats.disclosure.contingency import Joint, Swaps, total
from surveystats.disclosure.magnitudes import untellable
from surveystats.disclosure.protection import Plan
from surveystats.disclosure.respondents import Respondents, few, row_counts
from surveystats.disclosure.suppression import Counts, close, moving, withhold

SEEDS = range(20)


def random_survey(seed):
    """Return up to some 25 people by sex and school, and some of the rows that tell of them."""
    rng = np.random.default_rng(seed)
    schools = ("a", "b", "c", None)[: 3 + (seed % 3 == 0)]
    counts = {
        both: int(rng.poisson(rng.choice([0.5, 2, 5]))) for both in itertools.product("fm", schools)
    }
    people, rows = people_of((("sex", "school"), counts)), []
    asked = [(f"sex={s}", f"school={k}") for s, k in itertools.product("fm", "abc")]
    asked += [(school, sex) for sex, school in asked]
    asked += [(f"school={k}", "") for k in "abc"]
    asked += [("sex=f", ""), ("sex=m", "")]
    for condition, of in asked:
        if rng.random() < (0.5 if of else 0.8):
            rows.append(row(people, condition, of))
    return people, rows


def secrets(people, rows, fewest):
    """Return the few people whom nobody may work out: by name, who they are and how many."""
    found = {}
    for one in rows:
        column = one["condition"].split("=")[0]
        condition, of = one["condition"], one["of"]

        def is_in(cell, condition=condition, of=of):
            return meets(cell, condition) and meets(cell, of)

        def is_beside(cell, condition=condition, of=of, column=column):
            return meets(cell, of) and cell[column] is not None and not meets(cell, condition)

        found[one["key"]], found["the others of " + one["key"]] = is_in, is_beside
    everything = " ".join(one["key"] for one in rows)
    for column in (name for name in people.choices if f"{name}=" in everything):
        for choice in CHOICES[column]:
            found[f"all of {column}={choice}"] = partial(meets, condition=f"{column}={choice}")
    persons = persons_of(people)
    counted = {name: (whom, sum(map(whom, persons))) for name, whom in found.items()}
    return {name: (whom, count) for name, (whom, count) in counted.items() if few(count, fewest)}


def worked_out(people, rows, fewest, plan=None):
    """Return which few people an attacker works out of what is told."""
    cells, said = known(people, rows, plan or planned(people, rows, fewest))
    return [
        name
        for name, (whom, count) in secrets(people, rows, fewest).items()
        if given_away(cells, said, whom, count)
    ]


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


SCHOOLS = (
    ("sex", "school"),
    {("f", "a"): 4, ("m", "a"): 1, ("f", "b"): 5, ("m", "b"): 6, ("f", "c"): 3, ("m", "c"): 5},
)


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


def ages(*values, **others):
    return Respondents(
        pd.DataFrame({"age": values, **others}), {name: CHOICES[name] for name in others}, {}
    )


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


def states(people, rows, fewest=3):
    """Return what is withheld, with the tables of each column."""
    counts = Counts.of([row_counts(one, people) for one in rows], people, fewest)
    return (
        counts,
        withhold(counts, people, fewest),
        [moving(column, counts, people) for column in counts.columns],
    )


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


def moved_once(cells, width):
    """Yield every table after one person of a kind answers otherwise."""
    for start in np.flatnonzero(cells):
        for end in range(start // width * width, start // width * width + width):
            if end != start:
                changed = cells.copy()
                changed[start], changed[end] = changed[start] - 1, changed[end] + 1
                yield changed


def agrees(joint, cells, withheld):
    """Whether a table gives all counts that are told, and somebody in each that is withheld."""
    now = {condition: total(joint.rows[condition], cells) for condition in joint.free}
    told_so = all(now[c] == joint.counts[c] for c in joint.free if c not in withheld)
    return (
        told_so
        and min(now.values(), default=1) > 0
        and all(law.holds(cells.tolist()) for law in joint.laws)
    )


def test_a_swap_is_found_where_one_person_or_two_can_answer_otherwise_and_nowhere_else():
    found_some = set()
    for seed in range(0, 20, 2):
        people, rows = random_survey(seed)
        _, closed, moves = states(people, rows, 5)
        for move in moves:
            cells, width = move.table.ravel(), len(move.axis)
            once = list(moved_once(cells, width))
            twice = [one for first in once for one in moved_once(first, width)]
            possible = [one for one in (*once, *twice) if agrees(move.joint, one, closed.all)]
            for condition in [c for c in move.joint.free if c in closed.primary]:
                row_of, value = move.joint.rows[condition], move.joint.counts[condition]
                expected = any(total(row_of, one) != value for one in possible)
                swapped = Swaps(move.joint, cells, width).other(row_of, closed.all)
                assert (swapped is not None) == expected or not expected, (seed, str(condition))
                if swapped is not None:
                    assert total(row_of, swapped) != value
                    assert agrees(move.joint, swapped, closed.all)
                found_some.add(swapped is not None)
    assert found_some == {True, False}


def all_cells(joint, most):
    return map(np.array, itertools.product(range(most + 1), repeat=joint.unknowns))


def test_the_cheapest_other_table_is_the_cheapest_of_all_tables():
    counts = {parse("row=0"): 1, parse("row=1"): 2, parse("row=2"): 4, parse("row in 0|1|2"): 7}
    joint = Joint.of(Space(7, {"row": Column(("0", "1", "2"))}), counts, [parse("row in 0|1|2")])
    for withheld in ((), (parse("row=0"),), (parse("row=0"), parse("row=2"))):
        for condition in joint.free:
            row_of, value = joint.rows[condition], joint.counts[condition]
            prices = {c: 0 if c in withheld else joint.counts[c] + 1 for c in joint.free}

            def price(cells, prices=prices):
                return sum(
                    prices[c] * abs(total(joint.rows[c], cells) - joint.counts[c])
                    for c in joint.free
                )

            others = [
                cells
                for cells in all_cells(joint, 7)
                if agrees(joint, cells, joint.free) and total(row_of, cells) != value
            ]
            found = joint.other(row_of, value, withheld)
            assert agrees(joint, found.cells, joint.free)
            assert total(row_of, found.cells) != value
            assert price(found.cells) == min(map(price, others))


def test_a_count_that_is_withheld_for_another_reason_is_protected_too():
    everybody = parse("row in 0|1|2")
    counts = {parse("row=0"): 4, parse("row=1"): 5, parse("row=2"): 6, everybody: 15}
    joint = Joint.of(Space(15, {"row": Column(("0", "1", "2"))}), counts, [everybody])
    assert close([joint], counts, fewest=3).all == set()
    closed = close([joint], counts, fewest=3, also=[parse("row=2")])
    assert closed.primary == {parse("row=2")}
    assert closed.secondary == {parse("row=0")}


def test_where_no_other_table_is_possible_none_is_found():
    counts = {parse("row=0"): 1, parse("row=1"): 1, parse("row in 0|1"): 2}
    joint = Joint.of(Space(2, {"row": Column(("0", "1"))}), counts, [parse("row in 0|1")])
    assert joint.other(joint.rows[parse("row=0")], 1, joint.free) is None


def exactly_spanned(rows, wanted):
    """Whether a vector is a combination of others, by elimination in fractions."""
    held = []
    for vector in (*rows, wanted):
        left = [Fraction(int(v)) for v in vector]
        for place, base in held:
            left = [a - left[place] / base[place] * b for a, b in zip(left, base, strict=True)]
        place = next((i for i, v in enumerate(left) if v), None)
        if vector is wanted:
            return place is None
        if place is not None:
            held.append((place, left))
    return False


def dense(weights, width):
    return [weights.get(i, 0) for i in range(width)]


def test_counts_settle_by_adding_and_subtracting_what_elimination_says():
    for seed in range(12):
        people, rows = random_survey(seed)
        _, closed, moves = states(people, rows)
        for move in moves:
            n = move.joint.unknowns
            told_so = [law.row for law in move.joint.laws if law.low == law.high]
            told_so += [move.joint.rows[c] for c in move.joint.free if c not in closed.all]
            matrix = [dense(one, n) for one in told_so]
            asked = [{i: 1} for i in range(n)]
            asked += [move.joint.rows[c] for c in move.joint.free]
            exact = [exactly_spanned(matrix, dense(one, n)) for one in asked]
            assert move.joint.determined(asked, closed.all) == exact, seed


def dangers(groups, fewest):
    """Return sums of few people: a group, what one leaves of another, those of the same groups."""
    found = [tuple(group) for group in groups if few(sum(group), fewest)]
    for a, b in itertools.permutations(groups, 2):
        left = tuple(x and not y for x, y in zip(a, b, strict=True))
        if sum(left) == sum(a) - sum(b) and few(sum(left), fewest):
            found.append(left)
    kinds = list(zip(*groups, strict=True))
    for kind in set(kinds):
        if any(kind) and kinds.count(kind) < fewest:
            found.append(tuple(one == kind for one in kinds))
    return found


@pytest.mark.parametrize("fewest", [2, 3])
def test_no_sum_over_few_people_is_a_combination_of_sums_that_are_told(fewest):
    needed = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        groups = [np.ones(10, bool)] + [
            rng.random(10) < rng.choice([0.3, 0.6, 0.9]) for _ in range(4)
        ]
        secret = untellable(groups, fewest)
        told_so = [group for i, group in enumerate(groups) if i not in secret]
        small = [group for i, group in enumerate(groups) if not few(int(group.sum()), fewest)]
        for danger in dangers([tuple(map(bool, g)) for g in groups], fewest):
            assert not exactly_spanned(told_so, danger), (seed, danger)
            needed += exactly_spanned(small, danger)
    assert needed > 20


def test_three_sums_do_not_give_a_fourth_that_is_withheld():
    few_people = np.isin(np.arange(8), [0, 1])
    first, second = np.isin(np.arange(8), [0, 2, 3, 4]), np.isin(np.arange(8), [1, 5, 6, 7])
    assert (first.astype(int) + second - ~few_people == few_people).all()
    assert len(untellable([few_people, first, second, ~few_people], 3)) == 2
    assert untellable([first, second], 3) == set()


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


def sources(counts, fewest=3, reconstructed=False):
    disclosure = SimpleNamespace(disclosure=SimpleNamespace(fewest=fewest))
    table = pd.DataFrame({"role": [f"role {i}" for i in range(len(counts))], "count": counts})
    return SimpleNamespace(tables={"sources": table}, study=disclosure, reconstructed=reconstructed)


@pytest.mark.parametrize("fewest", [2, 3, 5])
def test_a_role_is_told_from_the_limit_on_and_withheld_from_one_person(fewest):
    counts = [1, fewest - 1, fewest, fewest + 1, 0]
    found = guard_sources(sources([str(count) for count in counts], fewest))
    assert found["withheld"].tolist() == [True, True, False, False, False]
    assert found["count"].isna().tolist() == [True, True, False, False, False]
    assert found["count"][2] == str(fewest)


def test_roles_that_are_large_enough_and_those_of_a_reconstruction_are_left_as_they_are():
    large = sources(["3", "", "4"])
    assert guard_sources(large) is large.tables["sources"]
    rebuilt = sources(["1"], reconstructed=True)
    assert guard_sources(rebuilt) is rebuilt.tables["sources"]


def test_a_share_of_few_of_the_people_of_a_scale_is_left_out():
    table = pd.DataFrame(
        {"n": [20] * 5, "floor_percent": [0.0, 5.0, 10.0, 15.0, 100.0], "alpha": [0.8] * 5}
    )
    found = guarded(table, Plan(people_of(SCHOOLS), 3))
    assert found["floor_percent"].isna().tolist() == [False, True, True, False, False]
    assert found["alpha"].tolist() == [0.8] * 5


def test_a_table_of_groups_loses_every_number_of_a_withheld_group():
    people = people_of((("school",), {("a",): 2, ("b",): 6, ("c",): 7}))
    plan = planned(people, [row(people, f"school={k}") for k in "ab"])
    table = pd.DataFrame(
        {
            "condition": ["school=a", "school=b"],
            "pay": [1.5, 2.5],
            "below": ["yes", "no"],
            "name": ["A", "B"],
        }
    )
    found = guarded(table, plan)
    assert found["withheld"].tolist() == [True, False]
    assert found[["pay", "below"]].isna().all(axis=1).tolist() == [True, False]
    assert found["name"].tolist() == ["A", "B"]


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
