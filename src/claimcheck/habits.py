"""How a paper rounds shares, which answer scales its means allow, what is impossible."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from claimcheck.claims import Claim
from claimcheck.report import Words, reason
from claimcheck.rounding import (
    ORDINARY_RULES,
    Interval,
    attainable,
    exact,
    grim,
    nearest,
    power,
)
from claimcheck.space import Column

if TYPE_CHECKING:
    import pandas as pd

#: The largest group of which it is asked whether a share would fit it.
_MOST_PEOPLE = 200
#: Points of the best answer to an item that are tried.
MAXIMA = tuple(range(1, 11))
#: A multiple of each of these: fine enough for all of them.
_ANY_MAXIMUM = 2520
#: The most points that an item of a questionnaire can well give.
MOST_POINTS = 7


# By which rule shares are rounded: found from partitions, of which the parts make the whole.

@dataclass(frozen=True)
class Habit:
    """A rule, and the shares that it explains.

    Attributes
    ----------
    rule : str
        How a share is rounded.
    completed : bool
        Whether the last share of a group is the rest to 100 in place of being rounded itself.
    claims : tuple of str
        Ids of the shares explained, each in a group that is explained whole.
    of : int
        How many shares there are.
    """

    rule: str
    completed: bool
    claims: tuple[str, ...]
    of: int

    def as_dict(self) -> dict[str, object]:
        """Return the habit's row of the report."""
        name = f"{self.rule}, the last as the rest to 100" if self.completed else self.rule
        return {"rule": name, "rounding": self.rule, "complement": self.completed,
                "claims": list(self.claims), "explains_all": len(self.claims) == self.of,
                "reason": reason("habit", some=len(self.claims), all=self.of)}


def habits(claims: Iterable[Claim], n_respondents: int) -> list[Habit]:
    """Return the rules that explain shares, those that explain most first; a single rule first.

    Parameters
    ----------
    claims : iterable of Claim
        Rows of claims.csv.
    n_respondents : int
        How many answered.

    Notes
    -----
    A share is explained in its group: there are whole numbers of people that make the whole of the
    group, each printed so under the rule. Shares that no rule explains (`impossible`) are set
    aside.
    """
    grouped = _groups(claims, n_respondents)
    explained: list[tuple[str, bool, tuple[str, ...]]] = []
    every: set[str] = set()
    for completed in (False, True):
        for rule in ORDINARY_RULES:
            names: list[str] = []
            for n, shares in grouped:
                if _explains(n, shares, rule, completed):
                    names += [claim.id for claim in shares]
            if names:
                explained.append((rule, completed, tuple(names)))
                every.update(names)
    explained.sort(key=lambda habit: -len(habit[2]))
    return [Habit(*habit, len(every)) for habit in explained]


def _groups(claims: Iterable[Claim], n_respondents: int) -> list[tuple[int, list[Claim]]]:
    """Return the printed shares of known groups: those of one partition together, others singly."""
    grouped: dict[tuple[str, str], dict[str, Claim]] = {}
    sizes: dict[tuple[str, str], int] = {}
    for claim in claims:
        n = int(claim.n) if claim.n else 0 if claim.of else n_respondents
        percentage = claim.kind == "share" and claim.unit in ("percent", "")
        if percentage and claim.condition and n:
            key = (claim.partition or claim.id, str(claim.among))
            grouped.setdefault(key, {}).setdefault(str(claim.whom), claim)
            sizes[key] = n
    groups = []
    for key, shares in grouped.items():
        groups.append((sizes[key], list(shares.values())))
    return groups


def _explains(n: int, shares: Sequence[Claim], rule: str, completed: bool) -> bool:
    """Whether whole numbers of people, together everybody where shares make the whole, print so."""
    rest = completed and len(shares) > 1
    rounded = shares[:-1] if rest else shares
    counts = []
    for claim in rounded:
        counts.append(attainable(claim.numerals[0], n, percent=True, rounding=rule))
        if not counts[-1]:
            return False
    unit = total = Fraction(0)
    for claim in shares:
        value, digits = exact(claim.numerals[0])
        unit = max(unit, Fraction(1, 10**digits))
        total += value
    if len(shares) < 2 or abs(total - 100) >= unit * len(shares):
        return True  # more than rounding keeps them from 100: they are not all of a group
    sums = {0}
    for one in counts:
        sums = set(map(sum, product(sums, one)))
    return total == 100 and min(sums) <= n if rest else n in sums


def _total(shares: Iterable[Claim]) -> Fraction:
    return sum([exact(claim.numerals[0])[0] for claim in shares], Fraction(0))


def completed_units(claims: Iterable[Claim], n_respondents: int) -> dict[str, int]:
    """Return, per share, how many units of its last digit it can be away as the rest to 100.

    Parameters
    ----------
    claims : iterable of Claim
        Rows of claims.csv.
    n_respondents : int
        How many answered.

    Returns
    -------
    dict of str to int
        By the id of the claim.
    """
    units: dict[str, int] = {}
    for _, shares in _groups(claims, n_respondents):
        most = max(1, len(shares) - 1) if _total(shares) == 100 else 1
        units |= {claim.id: most for claim in shares}
    return units


def fitting_sizes(claim: Claim, n_respondents: int, *, at_most: int = 3) -> list[int]:
    """Return the sizes of group for which a share is possible under some rule, nearest to its own.

    Parameters
    ----------
    claim : Claim
        A share.
    n_respondents : int
        How many answered, where the claim itself does not say.
    at_most : int
        How many sizes are wanted.
    """
    n = int(claim.n or n_respondents)
    fitting = []
    for m in range(1, max(n, _MOST_PEOPLE) + 1):
        if attainable(claim.numerals[0], m, percent=True, rounding="printed_or_cut"):
            fitting.append(m)
    return sorted(sorted(fitting, key=lambda m: (abs(m - n), m))[:at_most])


# Which unprinted answer scales can have made the printed composite means.

def composite_means(claims: Iterable[Claim]) -> list[Claim]:
    """Return the printed means of several items, one claim per fact.

    Parameters
    ----------
    claims : iterable of Claim
        Rows of claims.csv.
    """
    means: dict[str, Claim] = {}
    for claim in claims:
        if claim.kind == "mean" and claim.items and claim.n:
            means[claim.fact or claim.id] = claim
    return list(means.values())


def _fits(claim: Claim, maximum: int, rule: str) -> bool:
    """Whether an item maximum makes a printed percentage of the maximum attainable under a rule."""
    return grim(claim.numerals[0], int(claim.n), items=int(claim.items) * maximum, percent=True,
                rounding=rule)


def attainable_maxima(claims: Iterable[Claim], *, maxima: Sequence[int] = MAXIMA,
                      rules: Sequence[str] = ORDINARY_RULES) -> "pd.DataFrame":
    """Return which item maxima make each printed composite mean attainable, per rounding rule.

    Parameters
    ----------
    claims : iterable of Claim
        Means in percent of the maximum, with ``items`` and ``n``.
    maxima : sequence of int
        Points of the best answer to an item, to be tried.
    rules : sequence of str
        Rules of `rounding.preimage`.

    Returns
    -------
    DataFrame, shape (n_means · n_rules · n_maxima, 7)
        ``claim``, ``published`` (plain notation), ``n``, ``items``, ``rounding``, ``maximum``,
        ``attainable``.
    """
    import pandas as pd

    rows = []
    for claim in composite_means(claims):
        printed = (claim.fact or claim.id, claim.numerals[0], int(claim.n), int(claim.items))
        for rule, maximum in product(rules, maxima):
            rows.append((*printed, rule, maximum, _fits(claim, maximum, rule)))
    return pd.DataFrame(rows, columns=["claim", "published", "n", "items", "rounding", "maximum",
                                       "attainable"])


@dataclass(frozen=True)
class Scale:
    """Claims, a rounding rule, and the item maxima that make all of them attainable together."""

    claims: tuple[str, ...]
    rounding: str
    maxima: tuple[int, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the scale's row of the report."""
        return {"claims": list(self.claims), "rounding": self.rounding, "maxima": list(self.maxima)}


@cache
def fitting_maxima(claim: Claim, rules: tuple[str, ...] = ORDINARY_RULES) -> list[int]:
    """Return the item maxima that make a printed percentage of the maximum attainable.

    Parameters
    ----------
    claim : Claim
        A mean in percent of the maximum, with ``items`` and ``n``.
    rules : tuple of str
        Rules of `rounding.preimage`, one of which must make it so.
    """
    fitting = []
    for maximum in MAXIMA:
        for rule in rules:
            if _fits(claim, maximum, rule):
                fitting.append(maximum)
                break
    return fitting


def scales(claims: Sequence[Claim]) -> list[Scale]:
    """Return, per rounding rule, the maxima that fit each mean of an unprinted scale.

    The maxima that fit all of them come last, for the means of several items taken together.

    Parameters
    ----------
    claims : sequence of Claim
        Rows of claims.csv.
    """
    means = [claim for claim in claims if _lacks_scale(claim)]
    facts: dict[str, list[Claim]] = {}
    for claim in means:
        facts.setdefault(claim.fact or claim.id, []).append(claim)
    fitting = []
    for same in facts.values():
        names = tuple([claim.id for claim in same])
        for rule in ORDINARY_RULES:
            fitting.append(Scale(names, rule, tuple(fitting_maxima(same[0], (rule,)))))
    if len(facts) > 1:
        names = tuple([claim.id for claim in means])
        for rule in ORDINARY_RULES:
            common = set(MAXIMA)
            for claim in means:
                common.intersection_update(fitting_maxima(claim, (rule,)))
            fitting.append(Scale(names, rule, tuple(sorted(common))))
    return fitting


def _lacks_scale(claim: Claim) -> bool:
    """Whether a claim is a mean of items in percent of a maximum that is not printed."""
    percentage = claim.kind == "mean" and claim.unit == "percent"
    return bool(percentage and claim.items and claim.n and not claim.maximum)


# How fine a printed number can be: from what the claim says of its items, its maximum and its unit.

@dataclass(frozen=True)
class _Grain:
    """Of n people each can add so many points in steps of one, told as a percentage or not."""

    n: int
    items: int = 1
    percent: bool = False


def _grain(claim: Claim, n_respondents: int) -> _Grain | None:
    """Return how fine a printed share or mean can be; None where the claim leaves it open."""
    among = claim.of if claim.kind == "share" else claim.condition or claim.of
    n = int(claim.n) if claim.n else 0 if among or claim.kind == "mean" else n_respondents
    if not n or not claim.numerals:
        return None
    if claim.kind == "share":
        return _Grain(n, percent=True) if claim.condition else None
    if claim.kind != "mean":
        return None
    if claim.unit != "percent":
        return _Grain(n, int(claim.items or 1))
    known = claim.items and claim.maximum
    return _Grain(n, int(claim.items) * int(claim.maximum), percent=True) if known else None


def columns(claims: Iterable[Claim], n_respondents: int) -> dict[str, Column]:
    """Return what the numeric variables of claims can hold, as far as the claims tell.

    Parameters
    ----------
    claims : iterable of Claim
        Rows of claims.csv.
    n_respondents : int
        How many answered.

    Notes
    -----
    A percentage of an unprinted maximum gets a grid that is fine enough for each maximum from 1 to
    10: nothing is then called impossible because of a scale that nobody printed. A number is as
    fine as its printed values. Where a mean is printed, nobody can have more than everybody
    together.
    """
    own: dict[str, list[Claim]] = {}
    limits: dict[str, list[Fraction]] = {}
    for claim in claims:
        if claim.variable and claim.values:
            own.setdefault(claim.variable, []).append(claim)
        for atom in claim.whom.atoms:
            for limit in atom.limits:
                if limit is not None:
                    limits.setdefault(atom.column, []).append(limit)
    held = {}
    for name, about in own.items():
        held[name] = _column(about, limits.get(name, []), n_respondents)
    return held


def _column(own: Sequence[Claim], limits: Sequence[Fraction], n_respondents: int) -> Column:
    """Return what a variable can hold, by the claims on it and the limits that conditions name."""
    items, maximum, is_percent = 1, 0, False
    for claim in own:
        items = max(items, int(claim.items or 1))
        maximum = max(maximum, int(claim.maximum or 0))
        is_percent = is_percent or claim.unit == "percent"
    if is_percent:
        return Column(step=Fraction(100, items * (maximum or _ANY_MAXIMUM)), high=Fraction(100))
    values, grid = list(limits), 1
    means: list[Fraction] = []
    for claim in own:
        if claim.kind == "mean":
            means += claim.values
        else:
            values += claim.values
            for text in claim.numerals:
                grid = max(grid, 10 ** len(text.partition(".")[2]))
    for value in values:
        grid = math.lcm(grid, value.denominator)
    step = Fraction(1, items * grid)
    if not means:
        return Column(step=step)
    most = (max(means) + 1) * n_respondents
    if values:
        most = max(most, max(values) + 1)
    return Column(step=step, high=most)


# What a printed number says by itself: whether whole people and points can make it under any rule.

def impossible(claim: Claim, n_respondents: int, units: Mapping[str, int]) -> Words | None:
    """Return why a printed share or mean cannot come from whole people and points.

    Parameters
    ----------
    claim : Claim
        Of any kind; only shares and means can be impossible by themselves.
    n_respondents : int
        How many answered, where the claim itself does not say.
    units : mapping of str to int
        Per share, by how many units of its last digit it can be away (`completed_units`).

    Returns
    -------
    mapping of str to str, or None
        By language; None when it can, or where that cannot be said.
    """
    grain = _grain(claim, n_respondents)
    if grain is None:
        return _no_scale(claim)
    text, (value, decimals) = claim.numerals[0], exact(claim.numerals[0])
    if claim.kind == "share":
        if claim.values[0] > 100:
            return reason("impossible_alone", n=grain.n)
        away = Fraction(units.get(claim.id, 1), 10**decimals)
        near = Interval(value - away, value + away, False, False)
        if len(near.integers(Fraction(grain.n, 100))):
            return None
        closest = ", ".join(nearest(text, grain.n, percent=True))
        others = ", ".join(map(str, fitting_sizes(claim, grain.n)))
        return reason("impossible_share_n" if others else "impossible_share", n=grain.n,
                      published=claim.published, nearest=closest, others=others)
    rule = "printed_or_cut"
    if attainable(text, grain.n, items=grain.items, percent=grain.percent, rounding=rule):
        return None
    closest = ", ".join(nearest(text, grain.n, items=grain.items, percent=grain.percent,
                                rounding=rule))
    return reason("impossible_mean", n=grain.n, published=claim.published, nearest=closest)


def _no_scale(claim: Claim) -> Words | None:
    """Return why no answer scale that a questionnaire can well have makes a percentage possible."""
    if not _lacks_scale(claim):
        return None
    fits = fitting_maxima(claim)
    first = min(fits) if fits else max(MAXIMA) + 1
    if first <= MOST_POINTS:
        return None
    return reason("impossible_scale", most=MOST_POINTS, published=claim.published, n=claim.n,
                  items=claim.items, first=first if fits else f"> {max(MAXIMA)}")


def granular_power(claim: Claim, n_respondents: int) -> float:
    """Return the share of printable values that granularity by itself would refuse, from 0 to 1.

    Parameters
    ----------
    claim : Claim
        Of any kind; 0 where its grain is not known.
    n_respondents : int
        How many answered, where the claim itself does not say.
    """
    grain = _grain(claim, n_respondents)
    if grain is None:
        return 0.0
    decimals = len(claim.numerals[0].partition(".")[2])
    return power(grain.n, items=grain.items, percent=grain.percent, decimals=decimals)
