"""Effects and their intervals, pair by pair, by hand and by simulation."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from surveystats.effect_sizes import cliffs_delta, cramers_v, epsilon_squared

GENERATOR = np.random.default_rng(20260102)
ROUNDED = [pd.Series(np.round(GENERATOR.normal(shift, 1, n), 1)) for shift, n in ((0, 30), (0.5, 25), (0.9, 18))]
NUMBERS = st.lists(st.integers(0, 6), min_size=1, max_size=9)


@settings(deadline=None, max_examples=80)
@given(NUMBERS, NUMBERS)
def test_the_rank_biserial_counts_pairs_and_its_interval_holds_it(first, second):
    found = cliffs_delta(np.array(first, float), np.array(second, float))
    pairs = [(a > b) - (a < b) for a in first for b in second]
    assert found.value == pytest.approx(sum(pairs) / len(pairs))
    if min(len(first), len(second)) < 2:
        assert found.lower is None
    else:
        assert -1 <= found.lower <= found.value + 1e-12 and found.value - 1e-12 <= found.upper <= 1


def test_the_interval_of_the_rank_biserial_is_that_of_its_definition():
    x, y = ROUNDED[0].to_numpy()[:8], ROUNDED[1].to_numpy()[:6]
    d = [[float(np.sign(a - b)) for b in y] for a in x]
    n, m = 8, 6
    delta = sum(map(sum, d)) / (n * m)
    by_x = [sum(row) / m - delta for row in d]
    by_y = [sum(d[i][j] for i in range(n)) / n - delta for j in range(m)]
    whole = sum((d[i][j] - delta) ** 2 for i in range(n) for j in range(m))
    variance = (m ** 2 * sum(v ** 2 for v in by_x) + n ** 2 * sum(v ** 2 for v in by_y) - whole) / (
        m * n * (m - 1) * (n - 1))
    t = stats.t.ppf(0.975, n + m - 2)
    root = t * math.sqrt(variance) * math.sqrt((1 - delta ** 2) ** 2 + t ** 2 * variance)
    ends = [(delta - delta ** 3 + sign * root) / (1 - delta ** 2 + t ** 2 * variance) for sign in (-1, 1)]
    found = cliffs_delta(x, y)
    assert (found.lower, found.upper) == pytest.approx(tuple(ends))


def test_where_no_values_overlap_the_smaller_group_says_how_near_it_may_be():
    found = cliffs_delta(np.arange(10.0), np.arange(20.0, 50))
    t = stats.t.ppf(0.975, 38)
    assert (found.value, found.lower, found.upper) == (-1, -1, pytest.approx(-(10 - t ** 2) / (10 + t ** 2)))


@pytest.mark.parametrize("shifts", [(0, 0, 0), (0, 0.4, 0.8)])
def test_the_interval_of_epsilon_squared_covers_at_least_as_often_as_it_says(shifts):
    generator = np.random.default_rng(7)
    many = [generator.normal(shift, 1, 20_000) for shift in shifts]
    truth = stats.kruskal(*many).statistic / 59_999 if any(shifts) else 0
    told = [epsilon_squared([generator.normal(shift, 1, 20) for shift in shifts]) for _ in range(150)]
    assert sum(t.lower <= truth <= t.upper for t in told) / 150 >= 0.93


def test_cramers_v_is_corrected_for_chance_and_its_interval_reaches_nought_where_the_test_finds_nothing():
    table = np.array([[20, 5, 9], [5, 20, 7]])
    n, squared = 66, stats.chi2_contingency(table, correction=False).statistic
    phi = max(0, squared / n - 2 / 65)
    assert cramers_v(table).value == pytest.approx(math.sqrt(phi / min(2 - 1 / 65 - 1, 3 - 4 / 65 - 1)))
    plain = math.sqrt(squared / n)
    assert cramers_v(table).lower < plain < cramers_v(table).upper
    assert stats.ncx2.cdf(squared, 2, cramers_v(table).upper ** 2 * n) == pytest.approx(0.025)
    assert stats.ncx2.cdf(squared, 2, cramers_v(table).lower ** 2 * n) == pytest.approx(0.975)
    even = cramers_v(np.array([[10, 11], [12, 11]]))
    assert (even.value, even.lower) == (0, 0) and even.upper > 0
    assert cramers_v(np.array([[5, 0], [0, 5]])).value == pytest.approx(1)
    assert cramers_v(np.array([[5, 0], [0, 5]])).upper == 1
