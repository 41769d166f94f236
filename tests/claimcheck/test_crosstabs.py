"""Bounds on amounts that differ from cell to cell, against brute force over every data set of a few people."""

import random
from fractions import Fraction
from itertools import combinations_with_replacement, permutations, product

import pytest

from claimcheck.bounds import Evidence
from claimcheck.conditions import parse
from claimcheck.crosstabs import Cells
from claimcheck.space import Column, Space
from claimcheck.statements import count_is

SPACE = Space(3, {"role": Column(("pkh", "psm")), "education": Column(("s1", "slta", "d1"))})
EVIDENCE = Evidence(SPACE, (count_is(parse("role=pkh"), 1, 2), count_is(parse("role in pkh|psm"), 3),
                            count_is(parse("education=s1"), 1), count_is(parse("education in s1|slta|d1"), 3),
                            count_is(parse("role=psm & education=d1"), 0)))
PEOPLE = list(product(("pkh", "psm"), ("s1", "slta", "d1")))
CELLS = Cells(EVIDENCE, tuple(parse(f"role={role} & education={education}") for role, education in PEOPLE))


def data_sets():
    for people in combinations_with_replacement(range(len(PEOPLE)), 3):
        told = [PEOPLE[i] for i in people]
        if (1 <= sum(r == "pkh" for r, _ in told) <= 2 and sum(e == "s1" for _, e in told) == 1
                and ("psm", "d1") not in told):
            yield people


DATA = list(data_sets())


def amounts(seed):
    chance = random.Random(seed)
    low = [chance.randint(1, 6) for _ in PEOPLE]
    return low, [amount + chance.choice((0, 0, 1, 2)) for amount in low]


def values(low, high):
    """Every way in which the people of every data set can have whole amounts of their cells."""
    return [found for people in DATA for found in product(*(range(low[i], high[i] + 1) for i in people))]


def ends(bound):
    return bound.lower, bound.upper


@pytest.mark.parametrize("seed", range(25))
def test_every_end_is_that_of_all_data_sets(seed):
    low, high = amounts(seed)
    found = values(low, high)
    assert ends(CELLS.total(low, high)) == (min(map(sum, found)), max(map(sum, found)))
    assert ends(CELLS.smallest(low, high)) == (min(map(min, found)), max(map(min, found)))
    assert ends(CELLS.largest(low, high)) == (min(map(max, found)), max(map(max, found)))
    ratios = [Fraction(max(people), min(people)) for people in found]
    assert ends(CELLS.ratio(low, high)) == (min(ratios), max(ratios))


@pytest.mark.parametrize("seed", range(10))
def test_what_surely_and_possibly_holds_is_counted_so(seed):
    low, high = amounts(seed)
    counts = [sum(amount > 4 for amount in people) for people in values(low, high)]
    assert ends(CELLS.count([a > 4 for a in low], [b > 4 for b in high])) == (min(counts), max(counts))


@pytest.mark.parametrize("seed", range(5))
def test_a_witness_attains_each_end_and_is_one_of_the_data_sets(seed):
    low, high = amounts(seed)
    bound = CELLS.total(low, high)
    for end, weights, (model, solution) in zip(ends(bound), (low, high), bound.witnesses, strict=True):
        counts = CELLS.counts(solution)
        people = tuple(i for i, n in enumerate(counts) for _ in range(n))
        assert people in DATA
        assert sum(weights[i] for i in people) == end
        assert all(linear.holds(solution.values) for linear in model.linear)


@pytest.mark.parametrize("seed", range(5))
def test_an_amount_that_grows_never_lowers_an_end(seed):
    low, high = amounts(seed)
    before = [ends(ask(low, high)) for ask in (CELLS.total, CELLS.smallest, CELLS.largest)]
    for place in range(len(PEOPLE)):
        more = [[amount + (i == place) for i, amount in enumerate(side)] for side in (low, high)]
        after = [ends(ask(*more)) for ask in (CELLS.total, CELLS.smallest, CELLS.largest)]
        assert all(a >= b for one, other in zip(after, before, strict=True) for a, b in zip(one, other, strict=True))


def test_the_order_of_the_cells_does_not_matter():
    low, high = amounts(3)
    for order in list(permutations(range(len(PEOPLE))))[::144]:
        turned = Cells(EVIDENCE, tuple(CELLS.conditions[i] for i in order))
        assert ends(turned.ratio([low[i] for i in order], [high[i] for i in order])) == ends(CELLS.ratio(low, high))


def test_two_people_are_needed_for_a_ratio_within_one_cell():
    alone = Cells(Evidence(Space(1, SPACE.columns), (count_is(parse("role=pkh"), 1),)), (parse("role=pkh"),))
    assert ends(alone.ratio([1], [9])) == (1, 1)
    both = Cells(Evidence(Space(2, SPACE.columns), (count_is(parse("role=pkh"), 2),)), (parse("role=pkh"),))
    assert ends(both.ratio([1], [9])) == (1, 9)
