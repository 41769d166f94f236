"""`verify` raises no alarm on true claims, and finds every misprint that logic can find."""

import os
import random
from collections import Counter
from decimal import ROUND_HALF_UP
from fractions import Fraction

import pytest
from tests.support.oracle import meets, partitions, truths, wholes, z3_satisfiable
from tests.support.simulated import HABITS, NUMBER, Simulated, misprinted, rounded, simulate

from claimcheck.claims import Claim
from claimcheck.space import Space
from claimcheck.verdicts import verify

#: How many are simulated; 300 by hand: ``PPKS_SURVEYS=300``.
SURVEYS = int(os.environ.get("PPKS_SURVEYS", "120"))
ALARMS = ("impossible", "contradicted", "strained")


def alarms(survey: Simulated) -> dict[str, str]:
    report = verify(survey.claims, Space(survey.n)).as_dict()
    return {row["id"]: row["verdict"] for row in report["claims"] if row["verdict"] in ALARMS}


def is_true(survey: Simulated) -> bool:
    """Whether everything that is said of the survey can be counted in it."""
    people = [{**p, NUMBER: None if p[NUMBER] is None else Fraction(p[NUMBER])} for p in survey.people]

    def count(condition: str) -> int:
        return sum(meets(p, condition) for p in people)

    def total(variable: str, condition: str) -> tuple[int, Fraction]:
        return sum(int(p[variable]) for p in people if meets(p, condition)), Fraction(1)

    said = [truth for claim in survey.claims for truth in truths(claim, count, total)]
    return all([*said, *(truth for parts in partitions(survey.claims).values() for truth in wholes(parts, count))])


def is_logically_possible(survey: Simulated) -> bool:
    return z3_satisfiable(survey.claims, survey.n, rules=list(partitions(survey.claims).values()))


def test_simulated_claims_are_true_and_come_from_every_rounding_habit():
    surveys = [simulate(seed) for seed in range(SURVEYS)]
    assert all(is_true(survey) for survey in surveys)
    assert set(Counter(survey.habit for survey in surveys)) == set(HABITS)


@pytest.mark.parametrize("habit", HABITS)
def test_no_alarm_is_raised_on_true_claims(habit):
    for survey in filter(lambda s: s.habit == habit, map(simulate, range(SURVEYS))):
        assert not alarms(survey), survey.claims


def test_no_alarm_is_raised_on_true_claims_about_large_amounts():
    for seed in range(60):
        survey = simulate(seed, columns=2, largest=40, scale=16_000_001)
        assert not alarms(survey), survey.claims


def verdicts(claims: list[Claim], n: int) -> list[str]:
    return [row["verdict"] for row in verify(claims, Space(n)).as_dict()["claims"]]


@pytest.mark.parametrize("is_maximum_printed", [False, True])
def test_no_alarm_is_raised_on_the_true_mean_of_a_scale(is_maximum_printed):
    rng = random.Random(9)
    for _ in range(40):
        n, items, maximum = rng.randint(5, 80), rng.randint(5, 40), rng.randint(2, 7)
        most = n * items * maximum
        mean = rounded(Fraction(100 * rng.randint(most // 2, most), most), 2, ROUND_HALF_UP)
        scale = dict(items=str(items), maximum=str(maximum) if is_maximum_printed else "")
        claim = Claim("mean", kind="mean", published=str(mean), unit="percent", variable="scale", n=str(n), **scale)
        assert not {*verdicts([claim], n)} & {*ALARMS}, claim


def test_no_alarm_is_raised_on_true_counts_of_a_multiple_choice():
    rng = random.Random(9)
    for _ in range(20):
        n = rng.randint(5, 30)
        chosen = [[choice for choice in "abc" if rng.random() < 0.6] for _ in range(n)]
        counts = {choice: sum(choice in c for c in chosen) for choice in "abc"}
        claims = [Claim(choice, published=str(count), condition=f"needs has {choice}", n=str(n))
                  for choice, count in counts.items()]
        assert not {*verdicts(claims, n)} & {*ALARMS}, claims


def test_no_alarm_is_raised_on_true_numbers_that_are_not_whole():
    rng = random.Random(9)
    for _ in range(20):
        hours = [Fraction(rng.randint(0, 20), 2) for _ in range(rng.randint(5, 30))]
        summary = {"mean": (sum(hours) / len(hours), 2), "minimum": (min(hours), 1), "maximum": (max(hours), 1)}
        claims = [Claim(kind, kind=kind, published=str(rounded(value, places, ROUND_HALF_UP)), variable="hours")
                  for kind, (value, places) in summary.items()]
        assert not {*verdicts(claims, len(hours))} & {*ALARMS}, claims


def test_a_misprint_raises_an_alarm_just_when_logic_can_find_it():
    found = 0
    for seed in range(SURVEYS):
        survey = misprinted(simulate(seed, columns=2, largest=40), seed)
        detectable = not is_logically_possible(survey)
        assert bool(alarms(survey)) is detectable, survey.claims
        found += detectable
    assert SURVEYS / 3 < found < SURVEYS
