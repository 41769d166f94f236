from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.rounding import RULES, attainable, grim, nearest, power, preimage, printed

#: Verdicts printed in the documentation of R's scrutiny and rsprite2: mean, n, items, possible.
REFERENCE = [("5.19", 28, 1, False), ("5.18", 40, 1, True), ("5.19", 40, 1, False), ("5.19", 40, 2, True),
             ("5.83", 50, 1, False), ("5.27", 43, 1, False), ("5.93", 49, 1, False), ("5.18", 14, 2, True)]


@pytest.mark.parametrize(("mean", "n", "items", "possible"), REFERENCE)
def test_published_verdicts_of_other_software_are_met(mean, n, items, possible):
    assert grim(mean, n, items=items) is possible


def test_three_of_six_means_at_forty_are_possible_and_all_with_three_items():
    means = ["5.90", "5.71", "3.50", "3.82", "4.61", "5.24"]
    assert sum(grim(m, 40) for m in means) == 3
    assert all(grim(m, 40, items=3) for m in means)


def test_the_nearest_possible_values_stand_on_both_sides():
    assert nearest("5.83", 50) == ("5.82", "5.84")
    assert nearest("5.82", 50) == ("5.82",)


@pytest.mark.parametrize(("rule", "low", "high"), [
    ("up_or_down", True, True), ("up", True, False), ("down", False, True), ("even", True, True),
    ("floor", True, False), ("trunc", True, False), ("ceiling", False, True), ("scrutiny", True, True)])
def test_each_rule_opens_and_closes_the_right_ends(rule, low, high):
    x, unit = Fraction("2.4"), Fraction(1, 10)
    start, end = {"floor": (x, x + unit), "trunc": (x, x + unit), "ceiling": (x - unit, x)}.get(
        rule, (x - unit / 2, x + unit / 2))
    assert (start in preimage("2.4", rule)) is low
    assert (end in preimage("2.4", rule)) is high


def test_half_to_even_keeps_halves_only_beside_an_even_last_digit():
    assert Fraction("2.35") in preimage("2.4", "even")
    assert Fraction("2.45") in preimage("2.4", "even")
    assert Fraction("2.25") not in preimage("2.3", "even")


def test_cutting_goes_towards_zero_for_negative_numbers():
    assert Fraction("-2.49") in preimage("-2.4", "trunc")
    assert Fraction("-2.39") not in preimage("-2.4", "trunc")


def test_a_trailing_zero_counts_as_a_printed_decimal():
    assert grim("0.5", 7, rounding="trunc") is True
    assert grim("0.50", 7) is False


@pytest.mark.parametrize("x", [5.19, 5, None])
def test_numbers_that_are_not_text_are_refused_with_the_reason(x):
    with pytest.raises(TypeError, match="as printed"):
        grim(x, 28)


@pytest.mark.parametrize("x", ["75,55", "1e3", "5.", ".5", "", "94, 22", "1_000", "٣"])
def test_text_that_is_not_plain_is_refused(x):
    with pytest.raises(ValueError, match="plain number"):
        grim(x, 28)


def test_decimals_are_taken_as_printed():
    assert grim(Decimal("5.19"), 40, items=2)


@pytest.mark.parametrize("n", [0, -3, 2.5, True])
def test_an_impossible_n_is_refused(n):
    with pytest.raises(ValueError, match="n is"):
        grim("5.19", n)


def test_an_unknown_rule_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="up_or_down"):
        grim("5.19", 28, rounding="bankers")


def test_power_is_the_share_of_printable_values_refused():
    assert power(45, percent=True) == pytest.approx(1 - 45 / 10_000)
    assert power(45, items=72, percent=True) == pytest.approx(1 - 3240 / 10_000)
    assert power(200) == 0


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 300), st.integers(1, 20), st.sampled_from([1, 2, 3]), st.booleans(),
       st.integers(0, 2), st.sampled_from(RULES))
def test_attainable_totals_are_those_found_by_trying_every_one(x, n, items, percent, decimals, rule):
    text = printed(Fraction(x, 10**decimals), decimals)
    scale = Fraction(100 if percent else 1, n * items)
    middle, reach = int(Fraction(text) / scale), int(2 / scale) + 2
    tried = [s for s in range(middle - reach, middle + reach) if s * scale in preimage(text, rule)]
    assert list(attainable(text, n, items=items, percent=percent, rounding=rule)) == tried
