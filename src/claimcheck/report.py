"""The report of `verify`: a verdict on each claim, the conflicts that they rest on, habits and scales."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from claimcheck.audit import Pinned
from claimcheck.claims import Claim
from claimcheck.habits import Habit, Scale
from claimcheck.reasons import Clash, says, sentences

VERDICTS = ("impossible", "contradicted", "strained", "implied", "consistent", "bounded", "untestable",
            "reproduced", "differs")
ALARMS = ("impossible", "contradicted", "strained", "differs")


@dataclass(frozen=True)
class Judged:
    """One claim, judged.

    Attributes
    ----------
    claim : Claim
        What was published.
    verdict : str
        One of `VERDICTS`.
    reason : mapping
        Why, by language.
    pinned : Pinned
        What the other facts leave of it.
    conflicts : tuple of int
        The places of its conflicts in the report.
    computed : Fraction, optional
        What a survey gives.
    """

    claim: Claim
    verdict: str
    reason: Mapping[str, str]
    pinned: Pinned = Pinned()
    conflicts: tuple[int, ...] = ()
    computed: Fraction | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the claim's row of the report."""
        bound = self.pinned.bound
        lower, upper = (None, None) if bound is None else (bound.lower, bound.upper)
        computed = lower if bound is not None and bound.identified and self.computed is None else self.computed
        return {"id": self.claim.id, "section": self.claim.section, "where": self.claim.where,
                "says": dict(says(self.claim)), "published": self.claim.published, "unit": self.claim.unit,
                "verdict": self.verdict, "computed": _float(computed), "lower": _float(lower), "upper": _float(upper),
                "power": round(self.pinned.power, 6), "reason": dict(self.reason), "conflicts": list(self.conflicts)}


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


@dataclass(frozen=True)
class Report:
    """All verdicts, and what they rest on."""

    judged: tuple[Judged, ...]
    clashes: tuple[Clash, ...]
    habits: tuple[Habit, ...]
    scales: tuple[Scale, ...]
    n_respondents: int
    study: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the report for a program to read."""
        return {"study": self.study, "n": self.n_respondents, "claims": [judged.as_dict() for judged in self.judged],
                "conflicts": [clash.as_dict() for clash in self.clashes],
                "habits": [habit.as_dict() for habit in self.habits],
                "scales": [scale.as_dict() for scale in self.scales],
                "checked": sentences("checked_sentences"), "unchecked": sentences("unchecked_sentences")}

    @property
    def moved(self) -> list[Judged]:
        """The claims whose verdict is another than the one last reviewed."""
        return [judged for judged in self.judged if judged.claim.verdict and judged.claim.verdict != judged.verdict]
