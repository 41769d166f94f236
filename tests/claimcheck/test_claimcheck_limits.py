"""Numbers exactly at a limit, one step below it and one above, where a printed number is judged."""

import math
from fractions import Fraction

import pytest

from claimcheck.checks import compare
from claimcheck.claims import Claim
from claimcheck.conflicts import _LARGEST as LARGEST
from claimcheck.conflicts import _rules as rules
from claimcheck.conflicts import premises
from claimcheck.habits import granular_power, habits, impossible
from claimcheck.recount import _quantified as quantified
from claimcheck.recount import _recount as recount
from claimcheck.rounding import grim, power, printed
from claimcheck.space import Space
from claimcheck.verdicts import verify


@pytest.mark.parametrize("n", [1, 3, 7, 12, 45, 90])
@pytest.mark.parametrize("items", [1, 2, 3])
@pytest.mark.parametrize("decimals", [0, 1, 2, 3])
def test_power_is_the_share_of_all_printed_values_that_no_total_makes(n, items, decimals):
    for percent in (False, True):
        places = decimals + (2 if percent else 0)
        units = [Fraction(total * 10**places, n * items) for total in range(n * items)]
        made = {math.floor(unit + Fraction(1, 2)) % 10**places for unit in units}
        refused = Fraction(10**places - len(made), 10**places)
        assert power(n, items=items, percent=percent, decimals=decimals) == float(refused)
        assert float(refused) == float(max(Fraction(0), 1 - Fraction(n * items, 10**places)))


@pytest.mark.parametrize("items", [1, 2, 3, 4])
def test_the_test_refuses_as_large_a_share_of_printed_values_as_its_power_says(items):
    for decimals in (1, 2):
        values = [printed(Fraction(place, 10**decimals), decimals) for place in range(10**decimals)]
        refused = sum(not grim(value, 9, items=items, rounding="up") for value in values)
        assert refused / len(values) == power(9, items=items, decimals=decimals)


@pytest.mark.parametrize("items", [1, 2, 5])
def test_a_composite_of_items_is_as_fine_as_all_their_answers(items):
    possible = [
        place for place in range(100) if grim(f"3.{place:02d}", 10, items=items, rounding="up")
    ]
    assert len(possible) == 10 * items
    assert possible[1] == 100 // (10 * items)


def mean(published, **more):
    return Claim("mean", kind="mean", published=published, variable="score", **more)


def test_the_power_of_a_printed_mean_counts_its_items_and_their_points():
    assert granular_power(mean("3,52", unit="points", n="20", items="4"), 20) == pytest.approx(0.2)
    assert granular_power(mean("3,5", unit="points", n="2", items="4"), 20) == pytest.approx(0.2)
    assert granular_power(mean("3,52", unit="points", n="20"), 20) == pytest.approx(0.8)
    assert granular_power(
        mean("55,5", unit="percent", n="10", items="2", maximum="3"), 10
    ) == pytest.approx(0.94)
    share = Claim("share", kind="share", published="55,5", unit="percent", condition="sex=female")
    assert granular_power(share, 20) == pytest.approx(0.98)


def test_a_mean_of_a_composite_is_impossible_between_its_own_steps_and_these_are_named():
    assert impossible(mean("3,55", unit="points", n="10", items="2"), 10, {}) is None
    assert impossible(mean("3,55", unit="points", n="10"), 10, {}) is not None
    why = impossible(mean("3,52", unit="points", n="10", items="2"), 10, {})
    assert "3.50, 3.55" in why["en"]


def kinds(claims):
    return [clash.kind for clash in compare(claims).clashes]


def test_two_steps_of_a_manuscript_may_be_on_one_day():
    assert (
        kinds(
            [
                Claim("front.received", kind="date", published="4 Oktober 2020"),
                Claim("front.revised", kind="date", published="4 Oktober 2020"),
            ]
        )
        == []
    )


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        ("71-85", "86-100", []),
        ("71-84", "86-100", ["bands"]),
        ("71-86", "86-100", ["bands"]),
        ("71-83", "86-100", ["bands"]),
        ("71-87", "86-100", ["bands"]),
    ],
)
def test_bands_clash_from_one_percent_that_is_in_two_or_in_none(low, high, found):
    assert (
        kinds(
            [
                Claim("a", kind="band", published=low, unit="percent", partition="bands"),
                Claim("b", kind="band", published=high, unit="percent", partition="bands"),
            ]
        )
        == found
    )


@pytest.mark.parametrize(
    ("printed_mean", "found"), [("49,99", []), ("50,00", []), ("50,01", ["whole"])]
)
def test_a_mean_may_be_all_that_the_performed_items_can_give(printed_mean, found):
    score = dict(variable="score_percent")
    assert (
        kinds(
            [
                Claim("items", kind="items", published="4", unit="items", **score),
                Claim("not_yet", kind="list", published="2,3", unit="items", **score),
                Claim(
                    "mean",
                    kind="mean",
                    published=printed_mean,
                    unit="percent",
                    n="34",
                    items="4",
                    **score,
                ),
            ]
        )
        == found
    )


def shares(*published, n):
    return [
        Claim(
            f"share{i}",
            kind="share",
            published=share,
            unit="percent",
            condition=f"school=c{i}",
            n=str(n),
            partition="school",
        )
        for i, share in enumerate(published)
    ]


def test_the_rest_to_100_may_be_nobody():
    assert "floor" in {
        habit.rule for habit in habits(shares("100", "0", n=45), 45) if habit.completed
    }


def test_shares_that_rounding_keeps_from_100_still_make_the_whole():
    # 33 percent of 200 are 65 or 66 rounded up at a half: three times that is never 200.
    # Cut off, 67 will do.
    found = [
        (habit.rule, habit.completed) for habit in habits(shares("33", "33", "33", n=200), 200)
    ]
    assert ("floor", False) in found
    assert ("up", False) not in found
    assert not any(completed for _, completed in found)


def asked(kind, published, unit="", **more):
    empty = dict.fromkeys(("variable", "condition", "of", "n"), "")
    return {**empty, "kind": kind, "published": published, "unit": unit, **more}


TWO = [{"sex": "female", "pay": Fraction(2)}, {"sex": "male", "pay": Fraction(3)}]


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (asked("share", "50", "percent", condition="sex=female"), True),
        (asked("share", "49", "percent", condition="sex=female"), False),
        (asked("share", "49,1", "percent", condition="sex=female"), False),
        (asked("share", "50,0", "percent", condition="sex=female"), True),
        (asked("mean", "3", "idr", variable="pay"), True),
        (asked("mean", "2", "idr", variable="pay"), True),
        (asked("mean", "4", "idr", variable="pay"), False),
        (asked("mean", "2,4", "points", variable="pay"), False),
        (asked("mean", "2,5", "points", variable="pay", n="2"), True),
        (asked("mean", "2,5", "points", variable="pay", n="3"), False),
        (asked("count", "1-2", condition="sex=female"), True),
        (asked("count", "2-3", condition="sex=female"), False),
        (asked("range", "2-3", variable="pay"), True),
        (asked("range", "2-2", variable="pay"), False),
    ],
)
def test_a_recount_is_exact_at_the_limits_of_what_is_printed(claim, true):
    assert recount(claim, TWO)[0] is true


def test_an_amount_is_everybodys_in_the_group():
    claim = asked("amount", "2", "idr", variable="pay", condition="sex=female")
    assert recount(claim, TWO)[0]
    assert not recount(claim, [*TWO, {"sex": "female", "pay": None}])[0]


@pytest.mark.parametrize(
    ("word", "whom", "true"),
    [
        ("mayoritas", 2, False),
        ("mayoritas", 3, True),
        ("sebagian kecil", 2, False),
        ("sebagian kecil", 1, True),
        ("seluruhnya", 3, False),
        ("seluruhnya", 4, True),
        ("tidak ada", 1, False),
        ("tidak ada", 0, True),
    ],
)
def test_half_of_a_group_is_neither_most_nor_few_of_it(word, whom, true):
    assert quantified({"kind": "verbal", "published": word}, whom, 4) is true


def count(name, published, condition, **more):
    return Claim(name, kind="count", published=published, condition=condition, n="10", **more)


def test_the_power_of_a_count_is_of_all_counts_from_nobody_to_everybody():
    claims = [
        count("women", "6", "sex=female"),
        count("trained", "3", "training=yes"),
        count("both", "2", "sex=female & training=yes"),
    ]
    found = {judged.claim.id: judged for judged in verify(claims, Space(10)).judged}["both"]
    assert found.verdict == "consistent"
    assert (found.pinned.bound.lower, found.pinned.bound.upper) == (0, 3)
    assert found.pinned.power == pytest.approx(1 - 4 / 11)


def test_the_power_of_a_share_is_of_all_shares_with_as_many_decimals():
    both = Claim(
        "both",
        kind="share",
        published="20",
        unit="percent",
        condition="sex=female & training=yes",
        n="10",
    )
    claims = [count("women", "6", "sex=female"), count("trained", "3", "training=yes"), both]
    found = {judged.claim.id: judged for judged in verify(claims, Space(10)).judged}["both"]
    assert (found.pinned.bound.lower, found.pinned.bound.upper) == (0, 30)
    assert found.pinned.power == pytest.approx(1 - 4 / 101, abs=1e-6)


def test_two_parts_make_a_whole_and_one_does_not():
    parts = [
        count("f", "6", "sex=female", partition="sex"),
        count("m", "4", "sex=male", partition="sex"),
    ]
    assert rules(parts[:1]) == []
    assert [rule.strength for rule in rules(parts)] == ["structural"]


def test_means_up_to_the_largest_are_judged_together_with_others():
    told = [
        mean(f"{value:,}".replace(",", "."), unit="idr_per_month", n="10")
        for value in (LARGEST, LARGEST + 1)
    ]
    assert [len(premises([claim], 10)) for claim in told] == [1, 0]
