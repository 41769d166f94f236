"""What is set side by side of each district: a few numbers of its sections, as they may be published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ppks_study.phrases import read


@dataclass(frozen=True)
class Measure:
    """A number that is set side by side: its key in numbers.json, its kind and unit, and whether it is drawn."""

    key: str
    kind: str
    unit: str
    is_drawn: bool = False

    @property
    def section(self) -> str:
        """The section that tells it."""
        return self.key.partition(".")[0]

    def label(self, lang: str) -> str:
        """Return what it is called."""
        return str(read("sweep")["measure"][self.key][lang])


MEASURES = (
    Measure("profile.sex.female.share", "share", "percent", True),
    Measure("profile.age.all.mean", "mean", "years"),
    Measure("competence.degree.share", "share", "percent", True),
    Measure("competence.related_field.share", "share", "percent", True),
    Measure("competence.trained.share", "share", "percent", True),
    Measure("profile.income.all.mean", "mean", "idr_per_month"),
    Measure("profile.income.below_floor.share", "share", "percent", True),
    Measure("competence.knowledge.mean", "mean", "percent", True),
    Measure("competence.skill.mean", "mean", "percent", True),
    Measure("competence.attitude.mean", "mean", "percent", True),
    Measure("qualification.class.asisten.share", "share", "percent"),
    Measure("qualification.class.generalis.share", "share", "percent"),
    Measure("qualification.class.spesialis.share", "share", "percent"),
)
SIZES = ("n", "missing", "denominator")


def rows(name: str, numbers: Mapping[str, Mapping[str, Any]], lang: str,
         measures: Iterable[Measure] = MEASURES) -> pd.DataFrame:
    """Return the measures of one district as rows of an estimate frame; those that it does not tell are left out.

    Parameters
    ----------
    name : str
        Of the district: column ``district``.
    numbers : mapping
        Its numbers by key, guarded (`output.numbers.numbers`); withheld ones keep the basis ``withheld``.
    lang : str
        Of the labels.
    measures : iterable of Measure
        Which.
    """
    told = [(measure, numbers[measure.key]) for measure in measures if measure.key in numbers]
    return pd.DataFrame([_row(name, measure, number, lang) for measure, number in told])


def _row(name: str, measure: Measure, number: Mapping[str, Any], lang: str) -> dict[str, Any]:
    interval = number.get("interval", {})
    found = {"district": name, "key": measure.key, "kind": measure.kind, "unit": measure.unit,
             "label": measure.label(lang), "basis": number["basis"], "is_drawn": measure.is_drawn,
             "interval": interval.get("method", ""), "interval_lower": interval.get("lower"),
             "interval_upper": interval.get("upper"),
             **{end: number[end] for end in ("value", "lower", "upper", *SIZES)}}
    return {key: pd.NA if value is None else value for key, value in found.items()}
