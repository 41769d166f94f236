"""Claims as linear statements on counts and sums: what must hold in any data set that agrees with them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from claimcheck.claims import Claim
from claimcheck.conditions import EVERYBODY, Atom, Condition
from claimcheck.rounding import Interval, exact, preimage

#: Kinds that say something about respondents; the others are about the world, the method or a document.
KINDS_ON_RESPONDENTS = ("count", "share", "mean", "minimum", "maximum", "range", "band", "amount", "list",
                        "verbal")


@dataclass(frozen=True)
class Term:
    """A coefficient times a count of respondents; or, with a variable, times its sum over them."""

    coefficient: Fraction
    condition: Condition = EVERYBODY
    variable: str = ""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that the term joins."""
        extra = (self.variable,) if self.variable else ()
        return tuple(dict.fromkeys(self.condition.columns + extra))

    @cached_property
    def _hash(self) -> int:
        return hash((self.coefficient, self.condition, self.variable))

    def __hash__(self) -> int:
        """Return the hash, worked out once: sets of many of these are compared again and again."""
        return self._hash


Pair = tuple[Condition, Condition]


@dataclass(frozen=True)
class Statement:
    """A weighted sum of counts and sums that lies in an interval; an end of None is no limit."""

    terms: tuple[Term, ...]
    low: Fraction | None = Fraction(0)
    high: Fraction | None = Fraction(0)
    low_closed: bool = True
    high_closed: bool = True
    source: str = ""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that the statement joins."""
        return tuple(dict.fromkeys(column for term in self.terms for column in term.columns))

    @cached_property
    def exact(self) -> tuple[Condition, int] | None:
        """The one group that it counts and how many are in it; None where it says anything else."""
        (term, *others), low, high = self.terms, self.low, self.high
        if others or term.variable or term.coefficient <= 0 or high is None:
            return None
        if high == 0 and self.high_closed:
            return term.condition, 0
        if low is None:
            return None
        counts = Interval(low, high, self.low_closed, self.high_closed).integers(1 / term.coefficient)
        return (term.condition, counts[0]) if len(counts) == 1 else None

    @cached_property
    def whole(self) -> tuple[Condition, ...]:
        """The groups of which it says that their counts add up to everybody; empty where it says anything else."""
        *parts, everybody = self.terms
        fits = (self.low == self.high == 0 and not everybody.condition.atoms and everybody.coefficient == -1
                and not any(term.variable or term.coefficient != 1 for term in parts))
        return tuple(term.condition for term in parts) if fits else ()

    @cached_property
    def subset(self) -> Pair | None:
        """The group of which everybody belongs to another, and that other; None where it says anything else."""
        if len(self.terms) != 2 or self.low != 0 or self.high != 0:
            return None
        among, whom = self.terms
        fits = among.coefficient == -whom.coefficient and not among.variable and not whom.variable
        return (among.condition, whom.condition) if fits and set(among.condition.atoms) < set(
            whom.condition.atoms) else None

    @cached_property
    def _hash(self) -> int:
        return hash((self.terms, self.low, self.high, self.low_closed, self.high_closed, self.source))

    def __hash__(self) -> int:
        """Return the hash, worked out once: sets of many of these are compared again and again."""
        return self._hash


def count_is(condition: Condition, low: Fraction | int, high: Fraction | int | None = None) -> Statement:
    """Return the statement that so many respondents (from low to high) meet a condition."""
    high = low if high is None else high
    return Statement((Term(Fraction(1), condition),), Fraction(low), Fraction(high))


def everyone(among: Condition, whom: Condition) -> Statement:
    """Return the statement that everybody in one group belongs to another."""
    return Statement((Term(Fraction(1), among), Term(Fraction(-1), among & whom)))


def where(condition: Condition, variable: str, op: str, value: Fraction) -> Condition:
    """Return the condition, and that a variable compares so with a number."""
    return condition & Condition((Atom(variable, op, (str(value),)),))


def ratio_in(top: Term, among: Condition, interval: Interval) -> list[Statement]:
    """Return the statements that a count or sum, per respondent of a group, lies in an interval."""
    ends = ((interval.low, interval.low_closed, 1), (interval.high, interval.high_closed, -1))
    return [Statement((replace(top, coefficient=top.coefficient * sign), Term(-end * sign, among)),
                      Fraction(0), None, low_closed=closed) for end, closed, sign in ends]


def statements(claim: Claim, *, share_units: int = 1, mean_rounding: str = "up_or_down") -> list[Statement]:
    """Return what a claim says about respondents; nothing when it says nothing about them.

    Parameters
    ----------
    claim : Claim
        A row of claims.csv.
    share_units : int
        By how many units of its last printed digit, at most, a printed share is away from the true one. One covers
        every rule of rounding, and a share completed to 100 beside another; beside k others it can be k.
    mean_rounding : str
        Rule of `granularity.preimage` for printed means.
    """
    if claim.kind not in KINDS_ON_RESPONDENTS:
        return []
    build = {"count": _count, "verbal": _verbal, "list": _list, "amount": _amount, "range": _within,
             "band": _within, "minimum": _extreme, "maximum": _extreme}.get(claim.kind)
    if claim.kind == "share":
        found = _share(claim, share_units)
    elif claim.kind == "mean":
        found = _mean(claim, mean_rounding)
    else:
        found = build(claim) if build else []
    return [replace(statement, source=claim.id) for statement in found]


def _share(claim: Claim, units: int) -> list[Statement]:
    """A share of a group whose size is stated counts people; of another group it is a ratio."""
    if not claim.condition:
        return []
    value, decimals = exact(claim.numerals[0])
    away = Fraction(units, 10**decimals)
    near = Interval(value - away, value + away, False, False)
    if claim.of or not claim.n:
        stated = [count_is(claim.among, int(claim.n))] if claim.n else []
        return stated + ratio_in(Term(Fraction(100), claim.whom), claim.among, near)
    n = int(claim.n)
    return [Statement((Term(Fraction(100), claim.whom),), near.low * n, near.high * n, False, False)]


def _count(claim: Claim) -> list[Statement]:
    return [count_is(claim.whom, *claim.ends)] if claim.whom.atoms else []


def _verbal(claim: Claim) -> list[Statement]:
    one, two = Fraction(1), Fraction(2)
    if not claim.whom.atoms or claim.quantifier is None:
        return []
    majority = (Term(two, claim.whom), Term(-one, claim.among))
    return {"all": [everyone(claim.among, claim.whom)], "none": [count_is(claim.whom, 0)],
            "most": [Statement(majority, one, None)],
            "few": [Statement(majority, None, -one)]}[claim.quantifier]


def _list(claim: Claim) -> list[Statement]:
    return [everyone(claim.among, claim.whom)] if claim.whom.atoms else []


def _amount(claim: Claim) -> list[Statement]:
    if not (claim.variable and claim.whom.atoms):
        return []
    return [everyone(claim.whom, where(EVERYBODY, claim.variable, "=", claim.values[0]))]


def _within(claim: Claim) -> list[Statement]:
    if not claim.variable:
        return []
    low, high = claim.ends
    return [count_is(where(claim.whom, claim.variable, "<", low), 0),
            count_is(where(claim.whom, claim.variable, ">", high), 0)]


def _extreme(claim: Claim) -> list[Statement]:
    if not claim.variable:
        return []
    beyond = "<" if claim.kind == "minimum" else ">"
    value = claim.values[0]
    attained = where(claim.whom, claim.variable, "=", value)
    return [count_is(where(claim.whom, claim.variable, beyond, value), 0),
            Statement((Term(Fraction(1), attained),), Fraction(1), None)]


def _mean(claim: Claim, rounding: str) -> list[Statement]:
    if not claim.variable:
        return []
    top = Term(Fraction(1), claim.whom, claim.variable)
    answered = where(claim.whom, claim.variable, ">=", Fraction(0))
    stated = [count_is(answered, int(claim.n))] if claim.n else [Statement((Term(Fraction(1), answered),), Fraction(1),
                                                                           None)]
    return stated + ratio_in(top, answered, preimage(claim.numerals[0], rounding))


def conditions_in(statements: Iterable[Statement]) -> list[Condition]:
    """Return every condition that statements use."""
    return [term.condition for statement in statements for term in statement.terms]
