"""Other joint tables: the cheapest, and swaps, against every table that there is."""

import itertools

import numpy as np
from tests.support.attacks import (
    exactly_spanned,
    random_survey,
    states,
)

from claimcheck.conditions import parse
from claimcheck.space import Column, Space
from surveystats.disclosure.contingency import Joint, Swaps, total


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


def test_where_no_other_table_is_possible_none_is_found():
    counts = {parse("row=0"): 1, parse("row=1"): 1, parse("row in 0|1"): 2}
    joint = Joint.of(Space(2, {"row": Column(("0", "1"))}), counts, [parse("row in 0|1")])
    assert joint.other(joint.rows[parse("row=0")], 1, joint.free) is None


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
