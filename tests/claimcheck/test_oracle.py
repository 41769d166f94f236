"""What `verify` finds is what trying every survey finds, and what an independent solver confirms."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from math import prod
from typing import Any

import pytest
from tests.support.oracle import (
    Holds,
    Surveys,
    alike,
    comparisons,
    meets,
    partitions,
    satisfiable,
    smallest_conflicts,
    smallest_repairs,
    truths,
    z3_satisfiable,
)

from claimcheck.claims import Claim, read_claims, size
from claimcheck.space import Column, Space
from claimcheck.verdicts import verify
from ppks_study.published import claims_and_codebook

POINTS = tuple(map(Fraction, range(4)))
#: What people are asked, and how many of them can be tried out in full.
SHAPES: tuple[tuple[dict[str, tuple[Any, ...]], int], ...] = (
    ({"a": ("x", "y", "z"), "b": ("p", "q")}, 5),
    ({"a": ("x", "y"), "b": ("p", "q"), "c": ("u", "v")}, 4),
    ({"a": ("x", "y"), "points": POINTS}, 5))
#: Too many cells for a test that is to be quick.
CELLS = 4000


@dataclass(frozen=True)
class Case:
    """Random claims about one small survey; most are true of it."""

    columns: Mapping[str, tuple[Any, ...]]
    n: int
    claims: tuple[Claim, ...]

    @property
    def space(self) -> Space:
        return Space(self.n, {name: Column(high=Fraction(3)) if answers == POINTS else Column(answers)
                              for name, answers in self.columns.items()})

    @cached_property
    def holds(self) -> dict[str, Holds]:
        return {name: Holds(high=Fraction(3)) if answers == POINTS else Holds(answers)
                for name, answers in self.columns.items()}

    @cached_property
    def report(self) -> dict[str, Any]:
        return verify(self.claims, self.space).as_dict()

    @cached_property
    def satisfied(self) -> set[frozenset[str]]:
        return Surveys(self.columns, self.n).satisfied(self.claims)

    @property
    def rules(self) -> list[str]:
        return list(partitions(self.claims))

    @property
    def possible(self) -> list[str]:
        """The ids of the claims that are not impossible each by itself."""
        return [row["id"] for row in self.report["claims"] if row["verdict"] != "impossible"]

    @property
    def is_true_of_some_survey(self) -> bool:
        return satisfiable([*(c.id for c in self.claims), *self.rules], self.satisfied)


def case(seed: int) -> Case:
    rng = random.Random(seed)
    columns, n = SHAPES[seed % len(SHAPES)]
    people = [{name: rng.choice((*answers, *answers, None)) for name, answers in columns.items()} for _ in range(n)]
    draw = Draw(rng, columns, people)
    stated = [draw.claim() for _ in range(rng.randint(4, 7))] + [draw.joining()] + draw.partition()
    found = {(c.condition, c.of, c.kind if c.variable else ""): c for c in stated}
    claims = (Claim(**{**vars_of(c), "id": f"claim{i}"}) for i, c in enumerate(found.values()))
    return Case(columns, n, tuple(claims))


def vars_of(claim: Claim) -> dict[str, str]:
    return {name: getattr(claim, name) for name in Claim.__dataclass_fields__}


@dataclass(frozen=True)
class Draw:
    """Random claims about people, a few of them false."""

    rng: random.Random
    columns: Mapping[str, tuple[Any, ...]]
    people: Sequence[Mapping[str, Any]]

    def comparison(self, column: str) -> str:
        answers = self.columns[column]
        if answers == POINTS:
            return f"{column}{self.rng.choice(('<', '<=', '>=', '>', '='))}{self.rng.randrange(4)}"
        one, two = self.rng.sample(answers, 2)
        return self.rng.choice((f"{column}={one}", f"{column}={one}", f"{column}!={one}", f"{column} in {one}|{two}"))

    def claim(self) -> Claim:
        if "points" in self.columns and self.rng.random() < 0.4:
            return self.about_points()
        chosen = self.rng.sample(list(self.columns), self.rng.choice((1, 1, 2)))
        condition = " & ".join(map(self.comparison, chosen))
        rest = [column for column in self.columns if column not in chosen]
        of = self.comparison(self.rng.choice(rest)) if rest and self.rng.random() < 0.25 else ""
        return self.counted(self.rng.choice(("count", "count", "share", "verbal")), condition, of)

    def joining(self) -> Claim:
        return self.counted("count", " & ".join(map(self.comparison, self.columns)), "")

    def partition(self) -> list[Claim]:
        if self.rng.random() < 0.6:
            return []
        parts = [self.counted(self.rng.choice(("count", "share")), f"a={a}", "") for a in self.columns["a"]]
        return [Claim(**{**vars_of(part), "partition": "a"}) for part in parts]

    def counted(self, kind: str, condition: str, of: str) -> Claim:
        whole = [p for p in self.people if meets(p, of)]
        count = sum(meets(p, condition) for p in whole)
        if kind == "count":
            slip = self.rng.choice((0, 0, 0, 0, 0, 1, -1))
            return Claim("", kind=kind, published=str(abs(count + slip)), unit="people", condition=condition, of=of)
        if kind == "verbal":
            return Claim("", kind=kind, published=self.word(count, len(whole)), condition=condition, of=of)
        slip = self.rng.choice((0, 0, 0, 0, 0, 7))
        text = f"{(100 * count / len(whole) if whole else 50) + slip:.{self.rng.randrange(2)}f}".replace(".", ",")
        return Claim("", kind=kind, published=text, unit="percent", condition=condition, of=of)

    def word(self, count: int, whole: int) -> str:
        true = [word for word, holds in (("all", count == whole), ("none", count == 0), ("most", 2 * count > whole),
                                         ("few", 2 * count < whole)) if holds]
        return self.rng.choice(true if true and self.rng.random() < 0.85 else ["all", "none", "most", "few"])

    def about_points(self) -> Claim:
        condition = self.rng.choice(("", self.comparison("a")))
        points = sorted(int(p["points"]) for p in self.people if meets(p, condition) and p["points"] is not None)
        points = points if points and self.rng.random() < 0.8 else [0, 3]
        kind, text = self.rng.choice((("minimum", f"{points[0]}"), ("maximum", f"{points[-1]}"),
                                      ("range", f"{points[0]}-{points[-1]}"),
                                      ("mean", f"{sum(points) / len(points):.2f}")))
        n = str(len(points)) if kind == "mean" and self.rng.random() < 0.5 else ""
        return Claim("", kind=kind, published=text, variable="points", condition=condition, n=n)


def printed_conflicts(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [c for c in report["conflicts"] if c["strength"] == "printed" and c["kind"] == "joint"]


def alarms(report: Mapping[str, Any]) -> list[str]:
    return [row["id"] for row in report["claims"] if row["verdict"] in ("impossible", "contradicted")]


@cache
def cases() -> tuple[Case, ...]:
    return tuple(case(seed) for seed in range(300))


def with_one_conflict() -> Iterator[Case]:
    yield from (c for c in cases() if len(printed_conflicts(c.report)) == 1 and len(c.possible) == len(c.claims))


def test_the_random_claims_are_as_often_false_as_true():
    true = sum(c.is_true_of_some_survey for c in cases())
    assert len(cases()) / 4 < true < 3 * len(cases()) / 4


def test_the_two_oracles_agree():
    for one in cases()[:100]:
        rules = list(partitions(one.claims).values())
        assert z3_satisfiable(one.claims, one.n, columns=one.holds, rules=rules) is one.is_true_of_some_survey


@pytest.mark.parametrize("shape", range(len(SHAPES)))
def test_an_alarm_is_raised_just_when_no_survey_makes_all_claims_true(shape):
    for one in cases()[shape::len(SHAPES)]:
        assert bool(alarms(one.report)) is not one.is_true_of_some_survey, one.claims


def test_the_first_conflict_is_as_small_as_any():
    for one in cases():
        smallest = smallest_conflicts(one.possible, one.rules, one.satisfied)
        if smallest:
            assert len(printed_conflicts(one.report)[0]["claims"]) == len(smallest[0]), one.claims


def test_repairs_are_all_smallest_sets_of_facts_to_give_up():
    judged = 0
    for one in with_one_conflict():
        (conflict,) = printed_conflicts(one.report)
        again = {claim for others in conflict["restated"].values() for claim in others}
        facts = [claim for claim in one.possible if claim not in again]
        expected = smallest_repairs(facts, one.rules, one.satisfied)
        assert set(map(frozenset, conflict["repairs"])) == set(expected), one.claims
        judged += 1
    assert judged > 50


def counted_alike(one: Claim, other: Claim) -> bool:
    groups = [{*comparisons(f"{c.condition} & {c.of}")} for c in (one, other)]
    return not other.variable and groups[0] == groups[1]


def test_the_range_of_a_claim_is_what_the_other_facts_allow():
    judged = 0
    for one in (c for c in cases() if c.is_true_of_some_survey):
        surveys, rules = Surveys(one.columns, one.n), list(partitions(one.claims).values())
        for claim, row in zip(one.claims, one.report["claims"], strict=True):
            others = [other for other in one.claims if other is not claim]
            if claim.kind not in ("count", "share") or any(counted_alike(claim, other) for other in others):
                continue
            allowed = surveys.allowed(claim, others, rules)
            assert (row["lower"], row["upper"]) == pytest.approx((allowed.min(), allowed.max())), (claim.id, one.claims)
            judged += 1
    assert judged > 300


def confirm(conflict: Mapping[str, Any], claims: Sequence[Claim], n: int, columns: Mapping[str, Holds]) -> None:
    """Assert that claims in conflict cannot hold together, and can without any one of them."""
    known = {c.id: c for c in claims}
    parts = partitions(claims)
    rules = [parts[name] for rule in conflict["structural"] if (name := rule.partition(":")[0]) in parts]
    members = [known[name] for name in conflict["claims"]]
    assert not z3_satisfiable(members, n, columns=columns, rules=rules), conflict
    for member in members:
        rest = [other for other in members if other is not member]
        assert z3_satisfiable(rest, n, columns=columns, rules=rules), (member.id, conflict)


def test_every_conflict_of_random_claims_is_confirmed_and_needs_each_of_its_members():
    found = [(one, conflict) for one in cases() for conflict in printed_conflicts(one.report)]
    assert len(found) > 100
    for one, conflict in found:
        confirm(conflict, one.claims, one.n, one.holds)


@pytest.fixture(scope="module")
def published(study):
    claims = read_claims(study.data.claims)
    known = claims_and_codebook(study)[1].space(size(claims))
    return claims, known, verify(claims, known).as_dict()


def test_every_conflict_of_the_published_study_is_confirmed_and_needs_each_of_its_members(published):
    claims, known, report = published
    columns = {name: Holds(c.choices, c.step, c.low, c.high) for name, c in known.columns.items()}
    joint = [c for c in report["conflicts"] if c["kind"] == "joint"]
    few = [c for c in joint if cells([k for k in claims if k.id in c["claims"]], columns) <= CELLS]
    assert len(few) > 5
    for conflict in few:
        confirm(conflict, claims, known.size, columns)


def cells(claims: Sequence[Claim], columns: Mapping[str, Holds]) -> int:
    return prod(len(answers) for answers in alike(claims, columns).values())


def test_what_a_claim_says_can_be_counted_by_hand():
    people = [{"sex": "f", "age": Fraction(30)}, {"sex": "f", "age": Fraction(41)}, {"sex": "m", "age": None}]

    def count(condition: str) -> int:
        return sum(meets(p, condition) for p in people)

    def total(variable: str, condition: str) -> tuple[int, Fraction]:
        return sum(int(p[variable] or 0) for p in people if meets(p, condition)), Fraction(1)

    def is_true(published: str, **fields: str) -> bool:
        return all(truths(Claim("claim", published=published, **fields), count, total))

    assert is_true("2", condition="sex=f")
    assert is_true("66,67", kind="share", condition="sex=f")
    assert is_true("66,6", kind="share", condition="sex=f")
    assert not is_true("66,5", kind="share", condition="sex=f")
    assert not is_true("50", kind="share", condition="age>=30", of="sex=x")
    assert is_true("35.5", kind="mean", variable="age", n="2")
    assert not is_true("35.5", kind="mean", variable="age", n="3")
    assert is_true("30", kind="minimum", variable="age")
    assert not is_true("29", kind="minimum", variable="age")
    assert is_true("most", kind="verbal", condition="age>=30")
    assert not is_true("all", kind="verbal", condition="age>=30")
