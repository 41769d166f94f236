"""A conflict looked at closely: which printed values next door would mend it, and how kindly it can be read."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from claimcheck.bounds import Bound, Evidence
from claimcheck.claims import Claim
from claimcheck.conflicts import Conflict, Premise, evidence_of
from claimcheck.errors import InfeasibleError
from claimcheck.habits import granular_power
from claimcheck.reasons import Charitable, Clash, Neighbours, Words, listed, people, reason, rule, told
from claimcheck.space import Space
from claimcheck.statements import Statement, Term


def audited(conflict: Conflict, claims: Mapping[str, Claim], space: Space) -> Clash:
    """Return a conflict as the report tells it."""
    members = conflict.premises
    return Clash(
        kind="joint", strength="reading" if conflict.is_reading else "printed",
        claims=tuple(premise.name for premise in members if premise.claims),
        restated={p.name: p.claims[1:] for p in members if len(p.claims) > 1},
        structural=tuple(p.name for p in members if p.strength == "structural"),
        readings=tuple(p.name for p in members if p.is_reading),
        reason=reason("joint", n=space.size, members=listed(_named(premise, claims) for premise in members)),
        repairs=tuple(tuple(premise.name for premise in repair) for repair in conflict.repairs),
        neighbours=_neighbours(conflict, claims, space), charitable=_charitable(conflict, claims, space))


def _named(premise: Premise, claims: Mapping[str, Claim]) -> Words:
    return told(claims[premise.name]) if premise.claims else rule(premise.name)


def _without(conflict: Conflict, premise: Premise, space: Space) -> Evidence:
    return evidence_of(space, [other for other in conflict.context if other is not premise])


def _alone(conflict: Conflict) -> list[Premise]:
    """Return the members of which each by itself is a repair."""
    return [repair[0] for repair in conflict.repairs if len(repair) == 1]


def _neighbours(conflict: Conflict, claims: Mapping[str, Claim], space: Space) -> dict[str, Neighbours]:
    found = {}
    for premise in _alone(conflict):
        known, asked = _without(conflict, premise, space), dict[str, Bound | None]()
        for claim in (claims[name] for name in premise.claims if claims[name].strength == "printed"):
            if claim.kind not in asked:
                asked[claim.kind] = _if_any(claim, known)
            near = nearest_printed(claim, asked[claim.kind])
            if near is not None:
                found[claim.id] = Neighbours((near,), (near,) if is_slip(near, claim.published) else ())
    return found


def _if_any(claim: Claim, known: Evidence) -> Bound | None:
    """Return what evidence allows; None where it leaves nobody of whom it could be told."""
    try:
        return _allowed(claim, known)
    except (InfeasibleError, ArithmeticError):
        return None


def _allowed(claim: Claim, known: Evidence) -> Bound | None:
    """Return what evidence allows for the one number that a claim prints."""
    if claim.kind in ("count", "share") and len(claim.values) == 1 and claim.condition:
        return known.count(claim.whom) if claim.kind == "count" else known.share(claim.whom, claim.among)
    if claim.kind == "mean" and claim.variable:
        return known.mean(claim.variable, claim.whom)
    ask = {"minimum": known.minimum, "maximum": known.maximum}.get(claim.kind)
    return ask(claim.variable, claim.whom, sharp=False) if ask and claim.variable else None


def nearest_printed(claim: Claim, bound: Bound | None) -> str | None:
    """Return the end of what is allowed that is next to what is printed, in its notation; None if it is within."""
    if bound is None:
        return None
    value = claim.values[0]
    if bound.lower is not None and value < bound.lower:
        return in_notation(bound.lower, claim)
    return in_notation(bound.upper, claim) if bound.upper is not None and value > bound.upper else None


def in_notation(value: Fraction, claim: Claim) -> str:
    """Return a value as the claim would print it: as many decimals, the same marks.

    Examples
    --------
    >>> in_notation(Fraction(5000000), Claim("a", kind="maximum", published="4.500.000", unit="idr_per_month"))
    '5.000.000'
    >>> in_notation(Fraction(400, 9), Claim("a", kind="share", published="33,33"))
    '44,44'
    """
    decimals = len(claim.numerals[0].partition(".")[2])
    scaled = value * 10**decimals
    whole, rest = divmod(math.floor(scaled + Fraction(1, 2)), 10**decimals)
    mark = "," if "," in claim.published else "."
    grouped = re.search(r"\d([.,])\d{3}(?!\d)", claim.published) if not decimals else None
    text = f"{whole:,}".replace(",", grouped[1]) if grouped else str(whole)
    return f"{text}{mark}{rest:0{decimals}d}" if decimals else text


def is_slip(value: str, published: str) -> bool:
    """Whether one slip turns a value into what is printed: a digit changed, added or lost, or two neighbours swapped.

    Examples
    --------
    >>> is_slip("36", "38"), is_slip("36", "63"), is_slip("5.000.000", "4.500.000")
    (True, True, False)
    """
    right, wrong = (re.sub(r"\D", "", text) for text in (value, published))
    if len(right) == len(wrong):
        differ = [i for i, (a, b) in enumerate(zip(right, wrong, strict=True)) if a != b]
        swapped = len(differ) == 2 and differ[1] == differ[0] + 1 and right[differ[0]] == wrong[differ[1]] \
            and right[differ[1]] == wrong[differ[0]]
        return len(differ) == 1 or swapped
    short, long = sorted((right, wrong), key=len)
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1:] == short for i in range(len(long)))


def _charitable(conflict: Conflict, claims: Mapping[str, Claim], space: Space) -> tuple[Charitable, ...]:
    found = [kind for premise in _alone(conflict)
             if (kind := _exceptions(premise, _without(conflict, premise, space), claims)) is not None]
    firmness = {p.name: ("reading", "structural", "printed").index(p.strength) for p in conflict.premises}
    return tuple(sorted(found, key=lambda kind: (firmness[kind.name], kind.lower, kind.name)))


def _exceptions(premise: Premise, known: Evidence, claims: Mapping[str, Claim]) -> Charitable | None:
    """Return for how many people a premise does not hold once it is given up; None where that is no count of people."""
    asked = counted(premise)
    if asked is None:
        return None
    (low, high) = asked[1]
    try:
        bound = known.weighed(asked[0])
    except (InfeasibleError, ArithmeticError):
        return None
    if bound.lower is None or bound.upper is None:
        return None
    named = _named(premise, claims)
    if high is not None and bound.lower > high:
        which, ends = "charitable_more", (bound.lower - high, bound.upper - high)
    elif low is not None and bound.upper < low:
        which, ends = "charitable_fewer", (low - bound.upper, low - bound.lower)
    else:
        return None
    which = "charitable_except" if low == high == 0 else which
    return Charitable(premise.name, *ends, reason(which, says=named, people=people(*ends)))


Limits = tuple[Fraction | None, Fraction | None]


def counted(premise: Premise) -> tuple[list[Term], Limits] | None:
    """Return what a premise counts, in people, and the limits that it sets; None where it counts nobody."""
    chosen = list(premise.statements)
    if len(chosen) > 1:
        chosen = [s for s in chosen if s.low == s.high == 0]
    if not chosen or any(term.variable for s in chosen for term in s.terms):
        return None
    scale = min(abs(term.coefficient) for s in chosen for term in s.terms)
    terms = [Term(t.coefficient / scale, t.condition) for s in chosen for t in s.terms]
    if any(term.coefficient.denominator > 1 for term in terms):
        return None
    return terms, _limits(chosen[0], scale) if len(chosen) == 1 else (Fraction(0), Fraction(0))


def _limits(statement: Statement, scale: Fraction) -> tuple[Fraction | None, Fraction | None]:
    """Return the whole limits of a statement, per person."""
    low, high = (None if end is None else end / scale for end in (statement.low, statement.high))
    first = None if low is None else Fraction(math.floor(low) + 1 if not statement.low_closed else math.ceil(low))
    last = None if high is None else Fraction(math.ceil(high) - 1 if not statement.high_closed else math.floor(high))
    return first, last


# How far the other facts pin a claim down: their range, whether it follows, and what a test could have refused.

@dataclass(frozen=True)
class Pinned:
    """What the other facts leave of a claim.

    Attributes
    ----------
    bound : Bound or None
        The range that they allow, in the claim's unit; None where there is none to tell.
    follows : bool
        Whether they force it.
    empty : bool
        Whether they leave nobody of whom it could be true or false.
    power : float
        Share of the values that could be printed that would have been refused, from 0 to 1.
    """

    bound: Bound | None = None
    follows: bool = False
    power: float = 0.0
    empty: bool = False

    @property
    def verdict(self) -> tuple[str, Words]:
        """The verdict on a claim that no conflict touches."""
        if self.empty:
            return "untestable", reason("untestable_nobody")
        if self.follows:
            return "implied", reason("implied")
        if self.power > 0:
            return "consistent", reason("consistent", power=_percent(self.power))
        return "bounded", reason("bounded")


def _percent(power: float) -> Mapping[str, str]:
    text = f"{100 * power:.4g}"
    return {"en": f"{text} %", "id": f"{text.replace('.', ',')} %"}


#: Kinds whose value can be held against a range.
VALUED = ("count", "share", "mean", "minimum", "maximum")


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
        self.premise, self.size = premise, space.size
        self._bounds: dict[tuple[str, str], Bound | None] = {}
        self.known: Evidence = evidence_of(space, others)

    def pinned(self, claim: Claim) -> Pinned:
        """Return how far a claim that states the fact is pinned down."""
        try:
            bound = self._asked(claim) if claim.kind in VALUED else None
            follows = bound is not None and bound.identified if claim.kind in VALUED else self._is_forced
            empty = follows and claim.kind not in VALUED and self._is_about_nobody(claim)
        except (InfeasibleError, ArithmeticError):
            bound, follows, empty = None, False, False
        return Pinned(bound, follows, self._power(claim, bound), empty)

    @cached_property
    def _is_forced(self) -> bool:
        """Whether what it counts cannot be beyond its limits, asked on the side where it could be."""
        asked = counted(self.premise)
        if asked is None or any(s.low != s.high for s in self.premise.statements[1:]):
            return False
        terms, (low, high) = asked
        return ((low is None or low == high == 0 or self.known.furthest(terms, 1) >= low)
                and (high is None or self.known.furthest(terms, -1) <= high))

    def _is_about_nobody(self, claim: Claim) -> bool:
        """Whether a limit or an amount is told of a group in which nobody can be."""
        about = claim.whom if claim.variable else claim.among
        return bool(about.atoms) and self.known.furthest([Term(Fraction(1), about)], -1) == 0

    @cached_property
    def _count(self) -> Bound | None:
        """The bounds on the one group that the fact counts."""
        asked = counted(self.premise)
        return self.known.weighed(asked[0]) if asked is not None and len(asked[0]) == 1 else None

    def _asked(self, claim: Claim) -> Bound | None:
        """Return the bounds of what a claim states, asked once for each kind of number and its n."""
        if (claim.kind, claim.n) not in self._bounds:
            self._bounds[claim.kind, claim.n] = self._bound(claim)
        return self._bounds[claim.kind, claim.n]

    def _bound(self, claim: Claim) -> Bound | None:
        if claim.kind in ("count", "share") and self._count is not None:
            unit = Fraction(1) if claim.kind == "count" else Fraction(100, int(claim.n or self.size))
            lower, upper = (None if end is None else end * unit for end in (self._count.lower, self._count.upper))
            return Bound(lower, upper)
        if claim.kind == "share":
            return self.known.share(claim.whom, claim.among) if claim.condition else None
        if claim.kind == "mean" and claim.variable:
            return self.known.mean(claim.variable, claim.whom, n=int(claim.n) if claim.n else None)
        ask = {"minimum": self.known.minimum, "maximum": self.known.maximum}.get(claim.kind)
        return ask(claim.variable, claim.whom, sharp=False) if ask and claim.variable else None

    def _power(self, claim: Claim, bound: Bound | None) -> float:
        """Return what granularity would refuse, or granularity and the other facts together."""
        alone = granular_power(claim, self.size)
        if claim.kind not in ("count", "share") or bound is None or bound.lower is None or bound.upper is None:
            return alone
        n = int(claim.n or self.size)
        counts = bound.upper - bound.lower
        left = (counts if claim.kind == "count" else counts * n / 100) + 1
        decimals = len(claim.numerals[0].partition(".")[2])
        printable = n + 1 if claim.kind == "count" else 100 * 10**decimals + 1
        return max(alone, float(max(Fraction(0), 1 - left / printable)))
