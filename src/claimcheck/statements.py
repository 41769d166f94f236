"""Claims as linear statements on counts and sums of respondents."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from claimcheck.claims import Claim
from claimcheck.conditions import EVERYBODY, Atom, Condition
from claimcheck.rounding import Interval, exact, preimage

#: Kinds that say something about respondents; others are about the world, the method or a document.
KINDS_ON_RESPONDENTS = ("count", "share", "mean", "minimum", "maximum", "range", "band", "amount",
                        "list", "verbal")
_ONE = Fraction(1)


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
        columns: dict[str, None] = {}
        for term in self.terms:
            columns.update(dict.fromkeys(term.columns))
        return tuple(columns)

    @cached_property
    def exact(self) -> tuple[Condition, int] | None:
        """The one group that it counts and how many are in it; None where it says anything else."""
        term = self.terms[0]
        if len(self.terms) > 1 or term.variable or term.coefficient <= 0 or self.high is None:
            return None
        if self.high == 0 and self.high_closed:
            return term.condition, 0
        if self.low is None:
            return None
        limits = Interval(self.low, self.high, self.low_closed, self.high_closed)
        counts = limits.integers(1 / term.coefficient)
        return (term.condition, counts[0]) if len(counts) == 1 else None

    @cached_property
    def whole(self) -> tuple[Condition, ...]:
        """The groups whose counts it says add up to everybody; empty where it says else."""
        *parts, everybody = self.terms
        if self.low != 0 or self.high != 0:
            return ()
        if everybody.condition.atoms or everybody.coefficient != -1:
            return ()
        for term in parts:
            if term.variable or term.coefficient != 1:
                return ()
        return tuple([term.condition for term in parts])

    @cached_property
    def subset(self) -> tuple[Condition, Condition] | None:
        """A group of which everybody belongs to another, and that; None where it says else."""
        if len(self.terms) != 2 or self.low != 0 or self.high != 0:
            return None
        among, whom = self.terms
        if among.coefficient != -whom.coefficient or among.variable or whom.variable:
            return None
        within = set(among.condition.atoms) < set(whom.condition.atoms)
        return (among.condition, whom.condition) if within else None

    @cached_property
    def _hash(self) -> int:
        return hash((self.terms, self.low, self.high, self.low_closed, self.high_closed,
                     self.source))

    def __hash__(self) -> int:
        """Return the hash, worked out once: sets of many of these are compared again and again."""
        return self._hash


def count_is(condition: Condition, low: Fraction | int,
             high: Fraction | int | None = None) -> Statement:
    """Return the statement that so many respondents meet a condition.

    Parameters
    ----------
    condition : Condition
        Whom it counts.
    low, high : Fraction or int
        From how many to how many; without `high` exactly so many.
    """
    high = low if high is None else high
    return Statement((Term(_ONE, condition),), Fraction(low), Fraction(high))


def everyone(among: Condition, whom: Condition) -> Statement:
    """Return the statement that everybody in one group belongs to another.

    Parameters
    ----------
    among, whom : Condition
        The group, and the other one.
    """
    return Statement((Term(_ONE, among), Term(-_ONE, among & whom)))


def where(condition: Condition, variable: str, op: str, value: Fraction) -> Condition:
    """Return a condition, and that a variable compares with a number.

    Parameters
    ----------
    condition : Condition
        What else holds.
    variable, op : str
        The column, and one of ``= != < <= > >=``.
    value : Fraction
        The number, in the variable's unit.
    """
    return condition & Condition((Atom(variable, op, (str(value),)),))


def _ratio_in(top: Term, among: Condition, interval: Interval) -> list[Statement]:
    """Return the statements that a count or sum, per respondent of a group, lies in an interval."""
    negative = replace(top, coefficient=-top.coefficient)
    return [Statement((top, Term(-interval.low, among)), Fraction(0), None,
                      low_closed=interval.low_closed),
            Statement((negative, Term(interval.high, among)), Fraction(0), None,
                      low_closed=interval.high_closed)]


def statements(claim: Claim, *, share_units: int = 1,
               mean_rounding: str = "up_or_down") -> list[Statement]:
    """Return what a claim says about respondents; nothing when it says nothing about them.

    Parameters
    ----------
    claim : Claim
        A row of claims.csv.
    share_units : int
        By how many units of its last printed digit, at most, a printed share is away from the true
        one. One covers every rule of rounding, and a share completed to 100 beside another; beside
        k others it can be k.
    mean_rounding : str
        Rule of `rounding.preimage` for printed means.

    Examples
    --------
    >>> [one.exact[1] for one in statements(Claim("women", published="32", condition="sex=female"))]
    [32]
    """
    if claim.kind == "share":
        said = _share(claim, share_units)
    elif claim.kind == "mean":
        said = _mean(claim, mean_rounding)
    elif claim.kind in ("count", "verbal", "list", "amount"):
        said = _about_group(claim)
    elif claim.kind in ("range", "band", "minimum", "maximum") and claim.variable:
        said = _limits(claim)
    else:
        said = []
    return [replace(statement, source=claim.id) for statement in said]


def _share(claim: Claim, units: int) -> list[Statement]:
    """A share of a group whose size is stated counts people; of another group it is a ratio."""
    if not claim.condition:
        return []
    value, decimals = exact(claim.numerals[0])
    away = Fraction(units, 10**decimals)
    near = Interval(value - away, value + away, False, False)
    top = Term(Fraction(100), claim.whom)
    if not claim.of and claim.n:
        n = int(claim.n)
        return [Statement((top,), near.low * n, near.high * n, False, False)]
    stated = [count_is(claim.among, int(claim.n))] if claim.n else []
    return stated + _ratio_in(top, claim.among, near)


def _mean(claim: Claim, rounding: str) -> list[Statement]:
    """A mean is of those who answered, at least one."""
    if not claim.variable:
        return []
    answered = where(claim.whom, claim.variable, ">=", Fraction(0))
    size = Statement((Term(_ONE, answered),), _ONE, None)
    if claim.n:
        size = count_is(answered, int(claim.n))
    top = Term(_ONE, claim.whom, claim.variable)
    return [size, *_ratio_in(top, answered, preimage(claim.numerals[0], rounding))]


def _about_group(claim: Claim) -> list[Statement]:
    """A count, counting word, list or amount says how many, or that all, are something."""
    if not claim.whom.atoms:
        return []
    if claim.kind == "count":
        return [count_is(claim.whom, *claim.ends)]
    if claim.kind == "amount":
        if not claim.variable:
            return []
        amount = where(EVERYBODY, claim.variable, "=", claim.values[0])
        return [everyone(claim.whom, amount)]
    if claim.kind == "list" or claim.quantifier == "all":
        return [everyone(claim.among, claim.whom)]
    if claim.quantifier == "none":
        return [count_is(claim.whom, 0)]
    if claim.quantifier is None:
        return []
    majority = (Term(Fraction(2), claim.whom), Term(-_ONE, claim.among))
    if claim.quantifier == "most":
        return [Statement(majority, _ONE, None)]
    return [Statement(majority, None, -_ONE)]


def _limits(claim: Claim) -> list[Statement]:
    """Nobody is beyond a printed limit; a minimum or maximum is attained by somebody."""
    low, high = claim.ends
    value = claim.values[0]
    below = count_is(where(claim.whom, claim.variable, "<", low), 0)
    above = count_is(where(claim.whom, claim.variable, ">", high), 0)
    if claim.kind in ("range", "band"):
        return [below, above]
    attained = where(claim.whom, claim.variable, "=", value)
    beyond = "<" if claim.kind == "minimum" else ">"
    return [count_is(where(claim.whom, claim.variable, beyond, value), 0),
            Statement((Term(_ONE, attained),), _ONE, None)]


def conditions_in(statements: Iterable[Statement]) -> list[Condition]:
    """Return every condition that statements use, in order.

    Parameters
    ----------
    statements : iterable of Statement
        Any number.
    """
    conditions = []
    for statement in statements:
        conditions += [term.condition for term in statement.terms]
    return conditions
