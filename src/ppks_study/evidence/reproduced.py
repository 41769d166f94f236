"""Claims against a survey: reproduced, or by how much they differ."""

from fractions import Fraction

import pandas as pd

from ppks_study.errors import PpksError
from ppks_study.evidence.claims import Claim
from ppks_study.evidence.granularity import preimage
from ppks_study.evidence.reasons import Words, reason
from ppks_study.measures.describe import measure

KINDS = ("count", "share", "mean", "minimum", "maximum")


def reproduced(claim: Claim, survey: pd.DataFrame) -> tuple[str, Words, Fraction] | None:
    """Return ``reproduced`` or ``differs``, why, and what the survey gives; None for what a survey does not give.

    A claim is reproduced when the survey's value is printed so under some rule of rounding.
    """
    if claim.kind not in KINDS or len(claim.values) != 1 or not (claim.condition or claim.variable):
        return None
    try:
        found = measure(survey, claim.kind, condition=claim.condition, of=claim.of, variable=claim.variable)
    except PpksError:
        return None
    if found.value is None:
        return None
    value = Fraction(found.value).limit_denominator(10**9)
    near = preimage(claim.numerals[0], "printed_or_cut")
    scale = claim.values[0] / Fraction(claim.numerals[0]) if Fraction(claim.numerals[0]) else Fraction(1)
    if value / scale in near:
        return "reproduced", reason("reproduced", computed=_number(value)), value
    away = _number(abs(value - claim.values[0]))
    return "differs", reason("differs", computed=_number(value), difference=away), value


def _number(value: Fraction) -> Words:
    text = f"{float(value):.10g}"
    return {"en": text, "id": text.replace(".", ",")}
