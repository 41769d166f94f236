"""By which rule a paper rounds its shares: found from partitions, of which the parts make the whole."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product

import pandas as pd

from claimcheck.claims import Claim
from claimcheck.report import Words, reason
from claimcheck.rounding import ORDINARY_RULES, Interval, attainable, exact, grim, nearest, power
from claimcheck.space import Column

#: The largest group of which it is asked whether a share would fit it.
MOST_PEOPLE = 200


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
        return {"rule": name, "rounding": self.rule, "complement": self.completed, "claims": list(self.claims),
                "explains_all": len(self.claims) == self.of,
                "reason": reason("habit", some=len(self.claims), all=self.of)}


def habits(claims: Iterable[Claim], n_respondents: int) -> list[Habit]:
    """Return the rules that explain shares, those that explain most first; a single rule before a joint one.

    A share is explained in its group: there are whole numbers of people that make the whole of the group, each printed
    so under the rule. Shares that no rule explains (`impossible`) are set aside.
    """
    found = [(rule, completed, _explained(groups(claims, n_respondents), rule, completed))
             for completed in (False, True) for rule in ORDINARY_RULES]
    every = {claim for _, _, ids in found for claim in ids}
    made = [Habit(rule, completed, ids, len(every)) for rule, completed, ids in found if ids]
    return sorted(made, key=lambda habit: -len(habit.claims))


def groups(claims: Iterable[Claim], n_respondents: int) -> list[tuple[int, list[Claim]]]:
    """Return the printed shares of known groups: those of one partition together, any other by itself."""
    found: dict[tuple[str, str], dict[str, Claim]] = {}
    sizes: dict[tuple[str, str], int] = {}
    for claim in claims:
        n = int(claim.n) if claim.n else 0 if claim.of else n_respondents
        if claim.kind == "share" and claim.condition and n and claim.unit in ("percent", ""):
            key = (claim.partition or claim.id, str(claim.among))
            found.setdefault(key, {}).setdefault(str(claim.whom), claim)
            sizes[key] = n
    return [(sizes[key], list(shares.values())) for key, shares in found.items()]


def _explained(grouped: Iterable[tuple[int, Sequence[Claim]]], rule: str, completed: bool) -> tuple[str, ...]:
    return tuple(claim.id for n, shares in grouped if _explains(n, shares, rule, completed) for claim in shares)


def _explains(n: int, shares: Sequence[Claim], rule: str, completed: bool) -> bool:
    """Whether whole numbers of people, together everybody where shares make the whole, are printed so."""
    rounded = shares[:-1] if completed and len(shares) > 1 else shares
    options = [attainable(claim.numerals[0], n, percent=True, rounding=rule) for claim in rounded]
    if not all(options) or not _makes_whole(shares):
        return all(options)
    if rounded is shares:
        return any(sum(counts) == n for counts in product(*options))
    return _total(shares) == 100 and any(sum(counts) <= n for counts in product(*options))


def _total(shares: Iterable[Claim]) -> Fraction:
    return sum((exact(claim.numerals[0])[0] for claim in shares), Fraction(0))


def _makes_whole(shares: Sequence[Claim]) -> bool:
    """Whether shares are all of a group: rounding alone keeps them from 100."""
    unit = max(Fraction(1, 10 ** exact(claim.numerals[0])[1]) for claim in shares)
    return len(shares) > 1 and abs(_total(shares) - 100) < unit * len(shares)


def completed_units(claims: Iterable[Claim], n_respondents: int) -> dict[str, int]:
    """Return, per share, how many units of its last digit it can be away as the rest of its group to 100."""
    return {claim.id: max(1, len(shares) - 1) if _total(shares) == 100 else 1
            for _, shares in groups(claims, n_respondents) for claim in shares}


def fitting_sizes(claim: Claim, n_respondents: int, *, at_most: int = 3) -> list[int]:
    """Return the sizes of group nearest to the stated one for which a share is possible under some rule."""
    n = int(claim.n or n_respondents)
    fit = [m for m in range(1, max(n, MOST_PEOPLE) + 1)
           if attainable(claim.numerals[0], m, percent=True, rounding="printed_or_cut")]
    return sorted(sorted(fit, key=lambda m: (abs(m - n), m))[:at_most])


# Which unprinted answer scales can have made the printed composite means.

MAXIMA = tuple(range(1, 11))


def composite_means(claims: Iterable[Claim]) -> list[Claim]:
    """Return the printed means of several items, one claim per fact."""
    found = {c.fact or c.id: c for c in claims if c.kind == "mean" and c.items and c.n}
    return list(found.values())


def attainable_maxima(claims: Iterable[Claim], *, maxima: Sequence[int] = MAXIMA,
                      rules: Sequence[str] = ORDINARY_RULES) -> pd.DataFrame:
    """Return which item maxima make each printed composite mean attainable, per rounding rule.

    Parameters
    ----------
    claims : iterable of Claim
        Means in percent of the maximum, with ``items`` and ``n``.
    maxima : sequence of int
        Points of the best answer to an item, to be tried.
    rules : sequence of str
        Rules of `granularity.preimage`.

    Returns
    -------
    DataFrame, shape (n_means · n_rules · n_maxima, 7)
        ``claim``, ``published`` (plain notation), ``n``, ``items``, ``rounding``, ``maximum``, ``attainable``.
    """
    rows = [(c.fact or c.id, c.numerals[0], int(c.n), int(c.items), rule, maximum,
             grim(c.numerals[0], int(c.n), items=int(c.items) * maximum, percent=True, rounding=rule))
            for c in composite_means(claims) for rule in rules for maximum in maxima]
    return pd.DataFrame(rows, columns=["claim", "published", "n", "items", "rounding", "maximum", "attainable"])


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
    """Return the item maxima that make a printed percentage of the maximum attainable under some rule."""
    return [maximum for maximum in MAXIMA
            if any(grim(claim.numerals[0], int(claim.n), items=int(claim.items) * maximum, percent=True, rounding=rule)
                   for rule in rules)]


def scales(claims: Sequence[Claim]) -> list[Scale]:
    """Return, per rounding rule, the maxima that fit each mean of an unprinted scale; and those that fit all of them.

    The maxima that fit all come last, for the means of several items taken together.
    """
    means = [c for c in claims if c.kind == "mean" and c.unit == "percent" and c.items and c.n and not c.maximum]
    facts: dict[str, list[Claim]] = {}
    for claim in means:
        facts.setdefault(claim.fact or claim.id, []).append(claim)
    found = [Scale(tuple(c.id for c in same), rule, tuple(fitting_maxima(same[0], (rule,))))
             for same in facts.values() for rule in ORDINARY_RULES]
    everyone = tuple(claim.id for claim in means)
    joint = [Scale(everyone, rule, tuple(m for m in MAXIMA if all(m in fitting_maxima(c, (rule,)) for c in means)))
             for rule in ORDINARY_RULES] if len(facts) > 1 else []
    return found + joint


# How fine a printed mean can be: from what the claim says of its items, its maximum and its unit.

#: A multiple of every item maximum from 1 to 10: fine enough for each of them.
ANY_MAXIMUM = 2520


@dataclass(frozen=True)
class Grain:
    """What granularity needs to know of a printed mean or share.

    Attributes
    ----------
    n : int
        Whose mean or share it is.
    items : int
        Points that one respondent can add, in steps of one: 1 for a whole number, items of a composite mean,
        items × maximum for a percentage of the maximum.
    percent : bool
        Whether it is a percentage.
    """

    n: int
    items: int = 1
    percent: bool = False

    def attainable(self, claim: Claim, rounding: str = "printed_or_cut") -> bool:
        """Whether some whole total is printed so under a rule; under any rule, unless told which."""
        return len(attainable(claim.numerals[0], self.n, items=self.items, percent=self.percent,
                              rounding=rounding)) > 0


def grain(claim: Claim, n_respondents: int) -> Grain | None:
    """Return how fine a printed share or mean can be; None where the claim leaves it open."""
    among = claim.of if claim.kind == "share" else claim.condition or claim.of
    n = int(claim.n) if claim.n else 0 if among or claim.kind == "mean" else n_respondents
    if not n or claim.kind not in ("share", "mean") or not claim.numerals:
        return None
    if claim.kind == "share":
        return Grain(n, percent=True) if claim.condition else None
    if claim.unit != "percent":
        return Grain(n, int(claim.items or 1))
    known = claim.items and claim.maximum
    return Grain(n, int(claim.items) * int(claim.maximum), percent=True) if known else None


def columns(claims: Iterable[Claim], n_respondents: int) -> dict[str, Column]:
    """Return what the numeric variables of claims can hold, as far as the claims tell.

    A percentage of an unprinted maximum gets a grid that is fine enough for each maximum from 1 to 10: nothing is then
    called impossible because of a scale that nobody printed. A number is as fine as its printed values. Where a mean
    is printed, nobody can have more than everybody together.
    """
    about: dict[str, list[Claim]] = {}
    for claim in claims:
        for variable in dict.fromkeys((claim.variable, *claim.whom.columns)):
            about.setdefault(variable, []).append(claim)
    return {variable: _column(variable, told, n_respondents) for variable, told in about.items()
            if variable and any(claim.variable == variable and claim.values for claim in told)}


def _column(variable: str, told: Iterable[Claim], n_respondents: int) -> Column:
    own = [claim for claim in told if claim.variable == variable and claim.values]
    items = max((int(claim.items) for claim in own if claim.items), default=1)
    if any(claim.unit == "percent" for claim in own):
        maximum = max((int(claim.maximum) for claim in own if claim.maximum), default=ANY_MAXIMUM)
        return Column(step=Fraction(100, items * maximum), high=Fraction(100))
    limits = [limit for claim in told for atom in claim.whom.atoms if atom.column == variable
              for limit in atom.limits if limit is not None]
    values = [*limits, *(value for claim in own if claim.kind != "mean" for value in claim.values)]
    places = max((len(numeral.partition(".")[2]) for claim in own if claim.kind != "mean"
                  for numeral in claim.numerals), default=0)
    step = Fraction(1, items) / math.lcm(10**places, *(value.denominator for value in values))
    means = [value + 1 for claim in own if claim.kind == "mean" for value in claim.values]
    high = max([*(mean * n_respondents for mean in means), *(value + 1 for value in values)]) if means else None
    return Column(step=step, high=high)


# What a printed number says alone: whether whole people and whole points can make it under any rule at all.

#: The most points that an item of a questionnaire can well give.
MOST_POINTS = 7


def impossible(claim: Claim, n_respondents: int, units: Mapping[str, int]) -> Words | None:
    """Return why a printed share or mean cannot come from whole people and points; None when it can, or is not told.

    Parameters
    ----------
    claim : Claim
        Of any kind; only shares and means can be impossible alone.
    n_respondents : int
        How many answered, where the claim itself does not say.
    units : mapping of str to int
        Per share, by how many units of its last digit it can be away (`habits.completed_units`).
    """
    found = grain(claim, n_respondents)
    if found is None:
        return _no_scale(claim)
    if claim.kind == "share" and claim.values[0] > 100:
        return reason("impossible_alone", n=found.n)
    if claim.kind == "share":
        return None if _is_near(claim, found, units.get(claim.id, 1)) else _share(claim, found)
    if found.attainable(claim):
        return None
    near = nearest(claim.numerals[0], found.n, items=found.items, percent=found.percent, rounding="printed_or_cut")
    return reason("impossible_mean", n=found.n, published=claim.published, nearest=", ".join(near))


def _is_near(claim: Claim, found: Grain, units: int) -> bool:
    value, decimals = exact(claim.numerals[0])
    away = Fraction(units, 10**decimals)
    return len(Interval(value - away, value + away, False, False).integers(Fraction(found.n, 100))) > 0


def _share(claim: Claim, found: Grain) -> Words:
    near = ", ".join(nearest(claim.numerals[0], found.n, percent=True))
    others = fitting_sizes(claim, found.n)
    name = "impossible_share_n" if others else "impossible_share"
    return reason(name, n=found.n, published=claim.published, nearest=near, others=", ".join(map(str, others)))


def _no_scale(claim: Claim) -> Words | None:
    """Return why no answer scale that a questionnaire can well have makes a percentage of the maximum possible."""
    if not (claim.kind == "mean" and claim.unit == "percent" and claim.items and claim.n and not claim.maximum):
        return None
    fits = fitting_maxima(claim)
    if fits and min(fits) <= MOST_POINTS:
        return None
    first = min(fits) if fits else f"> {max(MAXIMA)}"
    return reason("impossible_scale", most=MOST_POINTS, published=claim.published, n=claim.n, items=claim.items,
                  first=first)


def granular_power(claim: Claim, n_respondents: int) -> float:
    """Return the share of printable values that granularity alone would refuse, from 0 to 1."""
    found = grain(claim, n_respondents)
    if found is None:
        return 0.0
    decimals = len(claim.numerals[0].partition(".")[2])
    return power(found.n, items=found.items, percent=found.percent, decimals=decimals)
