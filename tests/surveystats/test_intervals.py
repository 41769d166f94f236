"""Intervals from counts, against brute force, and against other software."""

import math
from fractions import Fraction
from itertools import pairwise

import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from surveystats.errors import ParameterError
from surveystats.intervals import clopper_pearson, hypergeometric, korn_graubard, student


def _chance(hits, n, population, having):
    return Fraction(math.comb(having, hits) * math.comb(population - having, n - hits), math.comb(population, n))


def _by_hand(hits, n, population, alpha):
    """Return every number of people at which neither tail of the draw is too thin, by counting draws."""
    kept = [k for k in range(population + 1) if hits <= k <= population - n + hits
            and sum(_chance(x, n, population, k) for x in range(hits, n + 1)) > alpha / 2
            and sum(_chance(x, n, population, k) for x in range(hits + 1)) > alpha / 2]
    return 100 * min(kept) / population, 100 * max(kept) / population


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_hypergeometric_interval_keeps_what_brute_force_keeps(data):
    population = data.draw(st.integers(1, 25))
    n = data.draw(st.integers(1, population))
    hits, confidence = data.draw(st.integers(0, n)), data.draw(st.sampled_from([0.8, 0.95, 0.99]))
    found = hypergeometric(hits, n, population, confidence=confidence)
    assert (found.lower, found.upper) == pytest.approx(_by_hand(hits, n, population, 1 - Fraction(str(confidence))))


@pytest.mark.parametrize(("hits", "n", "population", "confidence", "ends"), [
    (0, 3, 6, 0.9, (0, 2)),  # of 3 people there is none drawn 1 time in 20: not above 0.05
    (3, 3, 6, 0.9, (4, 6)), (1, 3, 12, 0.5, (2, 7))])
def test_a_chance_that_is_just_half_of_what_is_left_is_not_above_it(hits, n, population, confidence, ends):
    found = hypergeometric(hits, n, population, confidence=confidence)
    assert (found.lower, found.upper) == pytest.approx(tuple(100 * end / population for end in ends))


def test_a_hypergeometric_interval_covers_at_least_as_often_as_it_says():
    population, n = 40, 15
    for having in range(population + 1):
        told = [hypergeometric(hits, n, population) for hits in range(n + 1)]
        share = 100 * having / population
        covered = sum(_chance(hits, n, population, having) for hits, found in enumerate(told)
                      if found.lower - 1e-9 <= share <= found.upper + 1e-9)
        assert covered >= 0.95


def test_an_end_is_a_share_that_the_population_can_have_and_who_was_drawn_is_counted():
    assert hypergeometric(10, 10, 10).lower == hypergeometric(10, 10, 10).upper == 100
    assert hypergeometric(4, 10, 10).lower == hypergeometric(4, 10, 10).upper == 40
    found = hypergeometric(0, 9, 10)
    assert (found.lower, found.upper) == (0, 10)
    ends = [hypergeometric(3, 10, population) for population in (11, 15, 30, 100, 10_000_000)]
    assert all(wide.upper - wide.lower > narrow.upper - narrow.lower for narrow, wide in pairwise(ends))
    assert (ends[-1].lower, ends[-1].upper) == pytest.approx(
        (clopper_pearson(3, 10).lower, clopper_pearson(3, 10).upper), abs=1e-3)


@pytest.mark.parametrize(("hits", "n"), [(0, 7), (3, 10), (7, 7), (157, 298)])
def test_clopper_pearson_agrees_with_other_software(hits, n):
    found = clopper_pearson(hits, n, confidence=0.9)
    assert (found.lower, found.upper) == pytest.approx(
        tuple(100 * end for end in proportion_confint(hits, n, alpha=0.1, method="beta")), rel=1e-9)


def test_a_t_interval_agrees_with_other_software():
    values = [35, 28, 26, 41, 43, 29, 32, 37]
    mean, error = sum(values) / 8, DescrStatsW(values).std_mean
    found = student(mean, error, 7)
    assert (found.lower, found.upper) == pytest.approx(DescrStatsW(values).tconfint_mean(), rel=1e-9)
    assert (found.lower, found.upper) == pytest.approx(
        tuple(pingouin.ttest(values, 0).filter(regex="CI").iloc[0, 0]), abs=0.006)  # it rounds to two digits


def test_a_weighted_share_has_the_binomial_interval_of_its_effective_size():
    plain = korn_graubard(0.3, 0.3 * 0.7 / 50, 100, 99)  # a design effect of 2
    half = clopper_pearson(15, 50)
    assert (plain.lower, plain.upper) == pytest.approx((half.lower, half.upper))
    fewer = korn_graubard(0.3, 0.3 * 0.7 / 50, 100, 5)
    assert fewer.lower < plain.lower and fewer.upper > plain.upper
    capped = korn_graubard(0.3, 1e-9, 100, 99, most=50)
    assert (capped.lower, capped.upper) == pytest.approx((half.lower, half.upper))
    nobody = korn_graubard(0, 0, 40, 39, most=50)
    assert (nobody.lower, nobody.upper) == pytest.approx((0, clopper_pearson(0, 50).upper))


@pytest.mark.parametrize("call", [
    lambda: hypergeometric(3, 2, 10), lambda: hypergeometric(0, 11, 10), lambda: hypergeometric(-1, 2, 10),
    lambda: clopper_pearson(0, 0), lambda: student(1, 1, 0), lambda: student(1, float("nan"), 3),
    lambda: korn_graubard(0.5, 0, 10, 9), lambda: korn_graubard(0.5, 0.1, 10, 0), lambda: korn_graubard(0, 0, 10, 9)])
def test_what_cannot_be_is_refused(call):
    with pytest.raises(ParameterError, match="Expected"):
        call()
