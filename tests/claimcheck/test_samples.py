"""How many samples stand behind a mean and a standard deviation."""

from itertools import combinations_with_replacement
from statistics import stdev

import pytest

from claimcheck.rounding import samples


@pytest.mark.parametrize(("mean", "sd", "n", "expected"), [
    ("2.7", "1.9", 130, 5359), ("3.0", "1.0", 100, 24907), ("2.00", "1.45", 65, 30)])
def test_published_counts_are_met(mean, sd, n, expected):
    assert samples(mean, sd, n, 1, 5) == expected


@pytest.mark.parametrize(("low", "high"), [(1, 5), (0, 3), (1, 2), (1, 7)])
def test_it_counts_what_trying_every_sample_counts(low, high):
    for chosen in list(combinations_with_replacement(range(low, high + 1), 6))[::9]:
        mean, sd = f"{sum(chosen) / 6:.2f}", f"{stdev(chosen):.2f}"
        every = combinations_with_replacement(range(low, high + 1), 6)
        fit = sum(abs(sum(s) / 6 - float(mean)) <= 0.005 + 1e-9 and abs(stdev(s) - float(sd)) <= 0.005 + 1e-9
                  for s in every)
        assert samples(mean, sd, 6, low, high) == fit


def test_an_impossible_pair_has_no_sample():
    assert samples("1.00", "0.50", 20, 1, 5) == 0
    assert samples("9.00", "0.50", 20, 1, 5) == 0


@pytest.mark.parametrize(("n", "low", "high"), [(1, 1, 5), (10, 5, 1), (10, 3, 3)])
def test_what_is_no_scale_or_no_sample_is_refused(n, low, high):
    with pytest.raises(ValueError, match="expected an n of at least 2"):
        samples("3.00", "1.00", n, low, high)


def test_too_large_a_question_is_refused_not_tried():
    with pytest.raises(ValueError, match="too many"):
        samples("4.0", "1.5", 5000, 1, 7)
