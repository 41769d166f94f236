"""What the other facts allow for a claim, and which values or readings would mend a conflict."""

import math
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from claimcheck.bounds import Bound, Evidence
from claimcheck.claims import Claim
from claimcheck.conflicts import Conflict, Premise, evidence_of, excluding
from claimcheck.errors import InfeasibleError
from claimcheck.habits import granular_power
from claimcheck.report import (
    Charitable,
    Clash,
    Neighbours,
    Pinned,
    Words,
    listed,
    people,
    reason,
    rule,
    stated,
)
from claimcheck.space import Space
from claimcheck.statements import Term

#: Kinds whose value can be compared with a range.
_VALUED = ("count", "share", "mean", "minimum", "maximum")
_Limits = tuple[Fraction | None, Fraction | None]


def audited(conflict: Conflict, claims: Mapping[str, Claim], space: Space,
            partitions: Mapping[str, Words]) -> Clash:
    """Return a conflict as the report tells it.

    Parameters
    ----------
    conflict : Conflict
        Premises that cannot hold together, and what holds beside them.
    claims : mapping of str to Claim
        All claims by id.
    space : Space
        Number of respondents and what columns can hold.
    partitions : mapping of str to words
        What partitions are called, by the last part of their name.
    """
    named: dict[str, Words] = {}
    restated: dict[str, tuple[str, ...]] = {}
    for premise in conflict.premises:
        named[premise.name] = (stated(claims[premise.name]) if premise.claims
                               else rule(premise.name, partitions))
        if len(premise.claims) > 1:
            restated[premise.name] = premise.claims[1:]
    neighbours: dict[str, Neighbours] = {}
    charitable: list[Charitable] = []
    repairs: list[tuple[str, ...]] = []
    for repair in conflict.repairs:
        repairs.append(tuple([premise.name for premise in repair]))
        if len(repair) == 1:
            known = evidence_of(space, excluding(conflict.context, repair))
            neighbours |= _neighbours(repair[0], claims, known)
            reading = _exceptions(repair[0], known, named)
            charitable += [reading] if reading is not None else []
    named_by: dict[str, list[str]] = {"reading": [], "structural": [], "printed": []}
    firmness = {}
    claimed = []
    for premise in conflict.premises:
        named_by[premise.strength].append(premise.name)
        firmness[premise.name] = list(named_by).index(premise.strength)
        if premise.claims:
            claimed.append(premise.name)
    charitable.sort(key=lambda reading: (firmness[reading.name], reading.lower, reading.name))
    return Clash(
        kind="joint", strength="reading" if conflict.is_reading else "printed",
        claims=tuple(claimed), restated=restated, structural=tuple(named_by["structural"]),
        readings=tuple(named_by["reading"]),
        reason=reason("joint", n=space.size, members=listed(named.values())),
        repairs=tuple(repairs), neighbours=neighbours, charitable=tuple(charitable))


def _neighbours(premise: Premise, claims: Mapping[str, Claim],
                known: Evidence) -> dict[str, Neighbours]:
    """Return, for each printed claim of a fact, the nearest value that the other facts allow."""
    neighbours = {}
    bounds: dict[str, Bound | None] = {}
    for name in premise.claims:
        claim = claims[name]
        if claim.strength != "printed":
            continue
        if claim.kind not in bounds:
            bounds[claim.kind] = _allowed(claim, known)
        near = _nearest_printed(claim, bounds[claim.kind])
        if near is not None:
            misprint = (near,) if is_slip(near, claim.published) else ()
            neighbours[claim.id] = Neighbours((near,), misprint)
    return neighbours


def _allowed(claim: Claim, known: Evidence) -> Bound | None:
    """Return what evidence allows for a claim's one number; None where that cannot be asked."""
    try:
        if claim.kind in ("count", "share"):
            if len(claim.values) != 1 or not claim.condition:
                return None
            if claim.kind == "count":
                return known.count(claim.whom)
        return _bound_of(claim, known)
    except (InfeasibleError, ArithmeticError):
        return None


def _bound_of(claim: Claim, known: Evidence, n: int | None = None) -> Bound | None:
    """Return the bounds on a share, mean or limit of a claim; None of any other kind."""
    if claim.kind == "share":
        return known.share(claim.whom, claim.among) if claim.condition else None
    if not claim.variable:
        return None
    if claim.kind == "mean":
        return known.mean(claim.variable, claim.whom, n=n)
    if claim.kind == "minimum":
        return known.minimum(claim.variable, claim.whom, sharp=False)
    if claim.kind == "maximum":
        return known.maximum(claim.variable, claim.whom, sharp=False)
    return None


def _nearest_printed(claim: Claim, bound: Bound | None) -> str | None:
    """Return the end of a range next to a printed value, in its notation; None if it is within."""
    if bound is None:
        return None
    value = claim.values[0]
    if bound.lower is not None and value < bound.lower:
        return in_notation(bound.lower, claim)
    beyond = bound.upper is not None and value > bound.upper
    return in_notation(bound.upper or Fraction(0), claim) if beyond else None


def in_notation(value: Fraction, claim: Claim) -> str:
    """Return a value as a claim would print it: as many decimals, the same marks.

    Parameters
    ----------
    value : Fraction
        In the claim's unit, 0 or more.
    claim : Claim
        One that prints a number.

    Examples
    --------
    >>> floor = Claim("a", kind="maximum", published="4.500.000", unit="idr_per_month")
    >>> in_notation(Fraction(5000000), floor)
    '5.000.000'
    >>> in_notation(Fraction(400, 9), Claim("a", kind="share", published="33,33"))
    '44,44'
    """
    decimals = len(claim.numerals[0].partition(".")[2])
    whole, rest = divmod(math.floor(value * 10**decimals + Fraction(1, 2)), 10**decimals)
    if decimals:
        mark = "," if "," in claim.published else "."
        return f"{whole}{mark}{rest:0{decimals}d}"
    grouped = re.search(r"\d([.,])\d{3}(?!\d)", claim.published)
    return f"{whole:,}".replace(",", grouped[1]) if grouped else str(whole)


def is_slip(value: str, published: str) -> bool:
    """Whether one slip turns a value into what is printed.

    A slip is a digit changed, added or lost, or two neighbours swapped.

    Parameters
    ----------
    value, published : str
        Printed numbers.

    Examples
    --------
    >>> is_slip("36", "38"), is_slip("36", "63"), is_slip("5.000.000", "4.500.000")
    (True, True, False)
    """
    right, wrong = re.sub(r"\D", "", value), re.sub(r"\D", "", published)
    if len(right) == len(wrong):
        differ = []
        for i, digits in enumerate(zip(right, wrong, strict=True)):
            if digits[0] != digits[1]:
                differ.append(i)
        if len(differ) != 2:
            return len(differ) == 1
        first, second = differ
        return second == first + 1 and right[first:second + 1] == wrong[second] + wrong[first]
    short, long = sorted((right, wrong), key=len)
    if len(long) != len(short) + 1:
        return False
    for i in range(len(long)):
        if short == long[:i] + long[i + 1:]:
            return True
    return False


def _exceptions(premise: Premise, known: Evidence, named: Mapping[str, Words]) -> Charitable | None:
    """Return for how many people a given-up premise does not hold; None where it counts nobody."""
    asked = _counted(premise)
    if asked is None:
        return None
    terms, (low, high) = asked
    try:
        bound = known.weighed(terms)
    except (InfeasibleError, ArithmeticError):
        return None
    if bound.lower is None or bound.upper is None:
        return None
    if high is not None and bound.lower > high:
        name, lower, upper = "charitable_more", bound.lower - high, bound.upper - high
    elif low is not None and bound.upper < low:
        name, lower, upper = "charitable_fewer", low - bound.upper, low - bound.lower
    else:
        return None
    name = "charitable_except" if low == high == 0 else name
    why = reason(name, says=named[premise.name], people=people(lower, upper))
    return Charitable(premise.name, lower, upper, why)


def _counted(premise: Premise) -> tuple[list[Term], _Limits] | None:
    """Return what a premise counts, in people, and its limits; None if it counts nobody."""
    chosen = list(premise.statements)
    if len(chosen) > 1:
        chosen = [statement for statement in chosen if statement.low == statement.high == 0]
    terms: list[Term] = []
    for statement in chosen:
        terms += statement.terms
    if not terms:
        return None
    scale = min(abs(term.coefficient) for term in terms)
    scaled = []
    for term in terms:
        coefficient = term.coefficient / scale
        if term.variable or coefficient.denominator > 1:
            return None
        scaled.append(Term(coefficient, term.condition))
    if len(chosen) > 1:
        return scaled, (Fraction(0), Fraction(0))
    low = high = None
    if chosen[0].low is not None:
        end = chosen[0].low / scale
        low = Fraction(math.ceil(end) if chosen[0].low_closed else math.floor(end) + 1)
    if chosen[0].high is not None:
        end = chosen[0].high / scale
        high = Fraction(math.floor(end) if chosen[0].high_closed else math.ceil(end) - 1)
    return scaled, (low, high)


class Allowance:
    """What the other facts allow for one fact; asked once for all claims that state it.

    Parameters
    ----------
    premise : Premise
        The fact.
    others : sequence of Premise
        What it is judged by; they can hold together, with the fact too.
    space : Space
        Number of respondents and what columns can hold.
    """

    def __init__(self, premise: Premise, others: Sequence[Premise], space: Space) -> None:
        self._premise, self._size = premise, space.size
        self._bounds: dict[tuple[str, str], Bound | None] = {}
        self._known: Evidence = evidence_of(space, others)

    def pinned(self, claim: Claim) -> Pinned:
        """Return how far a claim is pinned down.

        Parameters
        ----------
        claim : Claim
            One that states the fact.
        """
        bound, follows, empty = None, False, False
        try:
            if claim.kind in _VALUED:
                if (claim.kind, claim.n) not in self._bounds:
                    self._bounds[claim.kind, claim.n] = self._bound(claim)
                bound = self._bounds[claim.kind, claim.n]
                follows = bound is not None and bound.identified
            elif self._is_forced:
                empty, follows = self._is_about_nobody(claim), True
        except (InfeasibleError, ArithmeticError):
            bound, follows, empty = None, False, False
        return Pinned(bound, follows, self._power(claim, bound), empty)

    @cached_property
    def _is_forced(self) -> bool:
        """Whether what it counts cannot be beyond its limits."""
        asked = _counted(self._premise)
        if asked is None or any(s.low != s.high for s in self._premise.statements[1:]):
            return False
        terms, (low, high) = asked
        if low is not None and not low == high == 0 and self._known.furthest(terms, 1) < low:
            return False
        return high is None or self._known.furthest(terms, -1) <= high

    def _is_about_nobody(self, claim: Claim) -> bool:
        """Whether a limit or an amount is told of a group in which nobody can be."""
        about = claim.whom if claim.variable else claim.among
        return bool(about.atoms) and self._known.furthest([Term(Fraction(1), about)], -1) == 0

    @cached_property
    def _count(self) -> Bound | None:
        """The bounds on the one group that the fact counts."""
        asked = _counted(self._premise)
        return self._known.weighed(asked[0]) if asked is not None and len(asked[0]) == 1 else None

    def _bound(self, claim: Claim) -> Bound | None:
        if claim.kind in ("count", "share") and self._count is not None:
            unit = Fraction(1)
            if claim.kind == "share":
                unit = Fraction(100, int(claim.n or self._size))
            lower, upper = self._count.lower, self._count.upper
            return Bound(None if lower is None else lower * unit,
                         None if upper is None else upper * unit)
        return _bound_of(claim, self._known, n=int(claim.n) if claim.n else None)

    def _power(self, claim: Claim, bound: Bound | None) -> float:
        """Return what granularity would refuse, or granularity and the other facts together."""
        granular = granular_power(claim, self._size)
        if claim.kind not in ("count", "share") or bound is None:
            return granular
        if bound.lower is None or bound.upper is None:
            return granular
        n = int(claim.n or self._size)
        span = bound.upper - bound.lower
        left = (span if claim.kind == "count" else span * n / 100) + 1
        decimals = len(claim.numerals[0].partition(".")[2])
        printable = n + 1 if claim.kind == "count" else 100 * 10**decimals + 1
        return max(granular, float(max(Fraction(0), 1 - left / printable)))
