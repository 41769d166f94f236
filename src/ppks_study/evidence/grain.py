"""How fine a printed mean can be: from what the claim says of its items, its maximum and its unit."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ppks_study.evidence.claims import Claim
from ppks_study.evidence.granularity import attainable
from ppks_study.evidence.parts import Column

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
