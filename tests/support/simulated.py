"""Surveys made up at random, and what a report of them would print; every claim is true of its survey."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import combinations

from claimcheck.claims import Claim

COLUMNS: dict[str, tuple[str, ...]] = {"sex": ("female", "male"), "school": ("primary", "secondary", "degree"),
                                       "area": ("town", "village"), "trained": ("yes", "no", "partly")}
NUMBER = "income"
#: How reports round their shares: one rule for all, or the first of two cut and the other completed to 100.
HABITS = {"up": ROUND_HALF_UP, "down": ROUND_HALF_DOWN, "even": ROUND_HALF_EVEN, "floor": ROUND_DOWN,
          "completed": ROUND_DOWN}
Person = Mapping[str, str | int | None]


@dataclass(frozen=True)
class Simulated:
    """Answers of n people, and true claims about them."""

    people: tuple[Person, ...]
    habit: str
    claims: tuple[Claim, ...]

    @property
    def n(self) -> int:
        return len(self.people)


def rounded(value: Fraction, decimals: int, mode: str) -> Decimal:
    """Return an exact value as printed with so many decimals."""
    with localcontext(prec=60):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal(1).scaleb(-decimals), rounding=mode)


def simulate(seed: int, *, columns: int | None = None, largest: int = 80, scale: int | None = None) -> Simulated:
    """Return a survey and what is printed of it.

    Parameters
    ----------
    columns : int, optional
        Categorical columns, mostly 2 and at times up to 4; an income is always asked.
    largest : int
        The most people there can be, from 5.
    scale : int, optional
        What every income is a multiple of, up to 60 times.
    """
    rng = random.Random(seed)
    names = rng.sample(list(COLUMNS), columns or rng.choices((2, 3, 4), (85, 12, 3))[0])
    weights = {name: [rng.random() + 0.1 for _ in COLUMNS[name]] for name in names}
    silent = rng.choice((0, 0, 0.1))
    scale = scale or rng.choice((1, 50, 1000, 50_000))
    people = tuple({**{name: None if rng.random() < silent else rng.choices(COLUMNS[name], weights[name])[0]
                       for name in names},
                    NUMBER: None if rng.random() < silent else scale * rng.randint(0, 60)}
                   for _ in range(rng.randint(5, largest)))
    report = _Report(rng, people, names, rng.choice(list(HABITS)))
    claims = (replace(claim, id=f"claim{i}") for i, claim in enumerate(report.claims()))
    return Simulated(people, report.habit, tuple(claims))


@dataclass(frozen=True)
class _Report:
    rng: random.Random
    people: Sequence[Person]
    names: Sequence[str]
    habit: str

    def claims(self) -> list[Claim]:
        one_way = [claim for name in self.names for claim in self._column(name)]
        return [*one_way, *self._crossed(), *self._numbers()]

    def _column(self, name: str) -> list[Claim]:
        """Counts and shares of one column; they make the whole where everybody answered and no part is left out."""
        counts = {a: self._count(lambda p, a=a: p[name] == a) for a in COLUMNS[name]}
        everybody = sum(counts.values()) == len(self.people)
        shares = self._shares(list(counts.values()), everybody)
        stated = [self._stated(kind, text, f"{name}={a}") for a, share in zip(counts, shares, strict=True)
                  for kind, text in (("count", str(counts[a])), ("share", share)) if self.rng.random() < 0.7]
        whole = everybody and len({claim.condition for claim in stated}) == len(counts)
        return [replace(claim, partition=name if whole else "") for claim in stated]

    def _stated(self, kind: str, text: str, condition: str) -> Claim:
        unit = "people" if kind == "count" else "percent"
        return Claim("", kind=kind, published=text, unit=unit, condition=condition, n=str(len(self.people)))

    def _shares(self, counts: Sequence[int], everybody: bool) -> list[str]:
        decimals = self.rng.choice((0, 1, 2))
        exact = [Fraction(100 * k, len(self.people)) for k in counts]
        printed = [rounded(x, decimals, HABITS[self.habit]) for x in exact]
        if self.habit == "completed" and everybody and len(counts) == 2:
            printed[1] = 100 - printed[0]
        return [str(x).replace(".", ",") for x in printed]

    def _crossed(self) -> list[Claim]:
        """Counts of two columns' crossing, and shares within a group."""
        found = []
        for one, other in combinations(self.names, 2):
            a, b = self.rng.choice(COLUMNS[one]), self.rng.choice(COLUMNS[other])
            both = self._count(lambda p, one=one, other=other, a=a, b=b: p[one] == a and p[other] == b)
            found.append(self._stated("count", str(both), f"{one}={a} & {other}={b}"))
            group = self._count(lambda p, other=other, b=b: p[other] == b)
            if group and self.rng.random() < 0.5:
                share = rounded(Fraction(100 * both, group), 1, HABITS[self.habit])
                found.append(Claim("", kind="share", published=str(share), unit="percent", condition=f"{one}={a}",
                                   of=f"{other}={b}", n=str(group)))
        return found

    def _numbers(self) -> list[Claim]:
        """The mean, smallest and largest income: of everybody, and at times of one group."""
        name = self.rng.choice(self.names)
        answer = self.rng.choice(COLUMNS[name])
        group = [p for p in self.people if p[name] == answer] if self.rng.random() < 0.4 else []
        return self._summary("", self.people) + self._summary(f"{name}={answer}", group)

    def _summary(self, condition: str, group: Sequence[Person]) -> list[Claim]:
        values = [p[NUMBER] for p in group if isinstance(p[NUMBER], int)]
        if not values:
            return []
        mode = ROUND_HALF_UP if HABITS[self.habit] == ROUND_DOWN else HABITS[self.habit]
        mean = rounded(Fraction(sum(values), len(values)), 2, mode)
        shared = dict(variable=NUMBER, condition=condition)
        return [Claim("", kind="mean", published=str(mean), n=str(len(values)), **shared),
                Claim("", kind="minimum", published=str(min(values)), **shared),
                Claim("", kind="maximum", published=str(max(values)), **shared)]

    def _count(self, holds: Callable[[Person], bool]) -> int:
        return sum(map(holds, self.people))


def misprinted(survey: Simulated, seed: int) -> Simulated:
    """Return the survey with one digit of one printed number altered."""
    rng = random.Random(seed)
    at = rng.randrange(len(survey.claims))
    text = survey.claims[at].published
    place = rng.choice([i for i, character in enumerate(text) if character.isdigit()])
    first = "1" if place == 0 and text[1:2].isdigit() else "0"
    digit = rng.choice([d for d in "0123456789" if d != text[place] and d >= first])
    claims = list(survey.claims)
    claims[at] = replace(claims[at], published=text[:place] + digit + text[place + 1:])
    return replace(survey, claims=tuple(claims))
