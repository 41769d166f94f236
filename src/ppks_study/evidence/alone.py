"""What a printed number says alone: whether whole people and whole points can make it under any rule at all."""

from collections.abc import Mapping
from fractions import Fraction

from ppks_study.evidence.claims import Claim
from ppks_study.evidence.grain import Grain, grain
from ppks_study.evidence.granularity import Interval, exact, nearest, power
from ppks_study.evidence.habits import fitting_sizes
from ppks_study.evidence.reasons import Words, reason
from ppks_study.evidence.scales import MAXIMA, fitting_maxima

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
