"""What arithmetic settles is what every solution says; where it says nothing, nothing is claimed."""

import itertools
import random

from claimcheck.bounds import narrowed, settled
from claimcheck.counts import Linear

MOST = 3


def solutions(linear, unknowns):
    """Return all whole values up to MOST that satisfy everything: the literal meaning."""
    return [values for values in itertools.product(range(MOST + 1), repeat=unknowns)
            if all(one.holds(values) for one in linear)]


def drawn(rng):
    """Return a random set of sums over four unknowns, of which each is at most MOST."""
    rows = [Linear({i: 1}, None, MOST) for i in range(4)]
    for _ in range(rng.randint(2, 4)):
        row = {i: rng.choice((-2, -1, 0, 1, 1, 3)) for i in rng.sample(range(4), rng.randint(1, 4))}
        low = rng.choice((None, *range(-3, 8)))
        rows.append(Linear(row, low, rng.choice((None, low, low, low, 3 if low is None else low + 1))))
    return rows


def test_what_is_settled_holds_in_every_solution():
    rng, found, settled_ones = random.Random(6), 0, 0
    for _ in range(1000):
        linear, asked = drawn(rng), rng.sample(range(4), rng.randint(1, 3))
        values = solutions(linear, 4)
        if values:
            sums = {sum(one[i] for i in asked) for one in values}
            told = settled(asked, linear, 4)
            found += len(sums) == 1
            settled_ones += told is not None
            assert told is None or sums == {told}
    assert found > settled_ones > 10  # it is worth asking, though it need not find all


def test_limits_keep_every_solution():
    rng = random.Random(7)
    for _ in range(200):
        linear = drawn(rng)
        values = solutions(linear, 4)
        low, high = narrowed(linear, 4)
        assert all(low[i] <= one[i] <= high[i] for one in values for i in range(4))


def test_a_part_is_what_the_whole_and_the_other_parts_leave():
    whole, part = Linear({0: 1, 1: 1, 2: 1}, 45, 45), Linear({0: 100}, 1995, 2005)
    assert settled([1, 2], [whole, part], 3) == 25
    assert settled([1], [whole, part], 3) is None
    assert settled([1], [whole, part, Linear({1: 1, 2: -1}, 25, None)], 3) == 25
    assert settled([], [whole], 3) == 0
