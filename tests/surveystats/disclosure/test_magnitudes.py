"""No sum over few people is a combination of sums that are told."""

import itertools

import numpy as np
import pytest
from tests.support.attacks import (
    exactly_spanned,
)

from surveystats.disclosure.magnitudes import untellable
from surveystats.disclosure.respondents import few


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
