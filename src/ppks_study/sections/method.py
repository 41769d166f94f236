"""Method: which claims were left out of the reconstruction and why, and which answer scales fit the means."""

import pandas as pd

from ppks_study.evidence.estimates import fact
from ppks_study.evidence.reconstruct import addable
from ppks_study.evidence.scales import attainable_maxima
from ppks_study.evidence.statements import statements
from ppks_study.sections.survey import Survey

#: Answer maxima that a questionnaire can well have.
PLAUSIBLE = range(1, 9)


def left_out(survey: Survey) -> pd.DataFrame:
    """Return the claims about respondents that are not imposed, one row per fact.

    Returns
    -------
    DataFrame
        ``says_id``, ``says_en``, ``published``, ``strength``, and ``reason``: ``contradicts`` (no data set satisfies it
        together with the imposed claims) or ``set_aside`` (it could be added, but concerns people whom the rows do
        not tell apart, or repeats a figure under another name).
    """
    possible = {claim.id for claim in addable(survey.claims, survey.instrument)}
    rows: dict[object, tuple[str, ...]] = {}
    for claim in survey.claims:
        if not claim.is_imposed and statements(claim):
            reason = "set_aside" if claim.id in possible else "contradicts"
            said = fact(claim.kind, claim.condition, claim.of, claim.variable)
            row = (claim.says_id, claim.says_en, claim.published, claim.strength, reason)
            rows.setdefault((said, claim.published), row)
    found = pd.DataFrame(rows.values(), columns=["says_id", "says_en", "published", "strength", "reason"])
    return found.sort_values("reason", kind="stable", ignore_index=True)


def scales(survey: Survey) -> pd.DataFrame:
    """Return, per printed composite mean, the item maxima that make it attainable; rules that agree stand together.

    Returns
    -------
    DataFrame
        ``claim``, ``published``, ``n``, ``items``, ``maxima`` (text; a dash where none does), ``rounding``.
    """
    table = attainable_maxima(survey.claims, maxima=PLAUSIBLE)
    keys = ["claim", "published", "n", "items", "rounding"]
    found = table.assign(maximum=table["maximum"].where(table["attainable"]).astype("Int64"))
    grouped = found.groupby(keys, sort=False)["maximum"].agg(lambda m: ", ".join(map(str, m.dropna())) or "–")
    wide = grouped.rename("maxima").reset_index()
    same = wide.groupby(["claim", "published", "n", "items", "maxima"], sort=False)
    return same["rounding"].agg(", ".join).reset_index()
