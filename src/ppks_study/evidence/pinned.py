"""How far the other facts pin a claim down: their range, whether it follows, and what a test could have refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from ppks_study.errors import InfeasibleError
from ppks_study.evidence.alone import granular_power
from ppks_study.evidence.audit import counted
from ppks_study.evidence.bounds import Bound, Evidence
from ppks_study.evidence.claims import Claim
from ppks_study.evidence.parts import Space
from ppks_study.evidence.premises import Premise, evidence_of
from ppks_study.evidence.reasons import Words, reason
from ppks_study.evidence.statements import Term


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
