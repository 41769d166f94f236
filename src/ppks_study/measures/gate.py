"""What the reliability of a scale may be said to be: a verdict, and below a gate no number at all."""

from dataclasses import dataclass

import numpy as np

from ppks_study.measures.alpha import Alpha
from ppks_study.measures.itemset import NO_VARIANCE, ItemSet, Matrix, covariances

#: Fewest complete respondents: 30 do only where one factor is strong (Yurdugül 2008); fewer never.
FEWEST = 30
#: Percent of respondents with one and the same sum from which there is hardly any variance (this project's).
SAME_SUM = 90
#: Percent of respondents at the highest, or lowest, possible sum above which a scale has a ceiling, a floor
#: (Terwee et al. 2007; McHorney & Tarlov 1995).
AT_THE_END = 15
#: Mean in percent of the possible range from which there is a ceiling, whoever reaches the top (this project's);
#: as far from the other end there is a floor.
NEAR_THE_TOP = 95
#: Alpha of a scale for groups: from 0.70 to 0.95; above, items repeat each other (Terwee et al. 2007).
ACCEPTABLE, REPEATING = 0.70, 0.95


@dataclass(frozen=True)
class Verdict:
    """What the answers allow to say.

    Attributes
    ----------
    name : str
        One of `GATES` or `FINDINGS`.
    """

    name: str

    @property
    def blocks(self) -> bool:
        """Whether no coefficient is told."""
        return self.name in GATES


#: Verdicts under which no coefficient is told, in the order in which they are asked.
GATES = ("single_item", "no_answers", "no_variance", "too_few_respondents", "fewer_than_items", "hardly_any_variance")
#: Verdicts with coefficients, in the order in which they are asked.
FINDINGS = ("negative", "ceiling", "floor", "low", "uncertain", "repeating", "reliable")


@dataclass(frozen=True)
class Room:
    """Where the sums of a scale lie in their possible range: mean, and who stands at its ends, in percent (0-100)."""

    mean_percent: float
    floor_percent: float
    ceiling_percent: float


def room(found: ItemSet, ends: Matrix) -> Room | None:
    """Return where the sums of complete respondents lie; None of nobody, or of a range without width."""
    low, high = ends.sum(axis=0)
    if not found.n or not high > low:
        return None
    distance = ((found.values - ends[:, 0]).sum(axis=1)) / (high - low)
    return Room(100 * float(distance.mean()), 100 * float((found.values == ends[:, 0]).all(axis=1).mean()),
                100 * float((found.values == ends[:, 1]).all(axis=1).mean()))


def gate(found: ItemSet) -> Verdict | None:
    """Return why no coefficient is told of items that vary, or None.

    Parameters
    ----------
    found : ItemSet
        All items; the constant ones count as none, as SPSS and ``psych`` leave them out.
    """
    k = len(found.names) - len(found.constant)
    if len(found.names) < 2:
        return Verdict("single_item")
    if not found.n:
        return Verdict("no_answers")
    if found.n > 1 and (not k or _still(found.values)):
        return Verdict("no_variance")
    if found.n < FEWEST:
        return Verdict("too_few_respondents")
    if k < 2:
        return Verdict("single_item")
    if found.n <= k:
        return Verdict("fewer_than_items")
    sums = np.unique(found.values.sum(axis=1), return_counts=True)[1]
    return Verdict("hardly_any_variance") if 100 * sums.max() >= SAME_SUM * found.n else None


def _still(values: Matrix) -> bool:
    covariance = covariances(values)
    return bool(covariance.sum() <= NO_VARIANCE * np.trace(covariance))


def finding(alpha: Alpha, where: Room | None, *, sampled: bool = True) -> Verdict:
    """Return what the coefficients say; of respondents who are no random sample alpha counts without its interval."""
    lower, upper = (alpha.lower, alpha.upper) if sampled else (alpha.estimate, alpha.estimate)
    if alpha.estimate < 0:
        return Verdict("negative")
    if where and (where.ceiling_percent > AT_THE_END or where.mean_percent >= NEAR_THE_TOP):
        return Verdict("ceiling")
    if where and (where.floor_percent > AT_THE_END or where.mean_percent <= 100 - NEAR_THE_TOP):
        return Verdict("floor")
    if upper < ACCEPTABLE:
        return Verdict("low")
    if lower < ACCEPTABLE:
        return Verdict("uncertain")
    return Verdict("repeating" if alpha.estimate > REPEATING else "reliable")
