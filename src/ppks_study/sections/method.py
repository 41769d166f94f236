"""Method: how respondents were chosen and their answers cleaned; or how claims stand to the
reconstruction."""

import pandas as pd

from claimcheck.habits import attainable_maxima
from claimcheck.reconstruction import addable
from claimcheck.statements import statements
from ppks_study.estimates import fact
from ppks_study.published import codebook
from ppks_study.survey import Survey
from surveyintake.rules import RULES

#: Answer maxima that a questionnaire can well have.
PLAUSIBLE = range(1, 9)


def sample(survey: Survey) -> pd.DataFrame:
    """Return what the study file says of the sampling and the wage floor, and how many answered;
    one row a fact.

    Parameters
    ----------
    survey : Survey
        A loaded study.

    Returns
    -------
    DataFrame
        ``fact`` (a key of the words) and ``value``: text, or a number as text. Facts that the study
        does not state are left out.
    """
    told, floor = survey.study.sampling, survey.study.profile
    decided = ", ".join(filter(None, [floor.minimum_wage_kind, str(floor.minimum_wage_year or ""),
                                      floor.minimum_wage_source]))
    facts: dict[str, object] = {
        "design": told.design,
        "frame": told.frame,
        "population": told.population,
        "respondents": len(survey.respondents),
        "response": told.response,
        "inference": inference(survey),
        "confidence": survey.design.confidence if survey.design.has_intervals else "",
    }
    for name, times in survey.design.remarks.items():
        facts[f"strata_{name}"] = times
    facts |= {"region_code": told.region_code, "ethics_number": told.ethics_number,
              "wage_floor": floor.minimum_wage_idr_per_month, "wage_floor_source": decided}
    rows = []
    for name, value in facts.items():
        if value not in ("", None):
            rows.append((name, value))
    return pd.DataFrame(rows, columns=["fact", "value"])


def inference(survey: Survey) -> str:
    """Return how estimates extend to the population, as a key of the words: by weights, by
    intervals, or not at all.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    design = survey.design
    if not design.has_intervals:
        return "no_intervals"
    return (
        "as_if_intervals"
        if design.as_if_random
        else "weighted_intervals"
        if design.weighted
        else "plain_intervals"
    )


def strata(survey: Survey) -> pd.DataFrame:
    """Return the study's strata: ``stratum``, its ``population``, and its ``respondents``.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    known = survey.study.sampling.strata
    answered = survey.respondents[survey.stratum].value_counts()
    rows = []
    for name, size in known.items():
        rows.append((name, size, int(answered.get(name, 0))))
    return pd.DataFrame(rows, columns=["stratum", "population", "respondents"])


def cleaned(survey: Survey) -> pd.DataFrame:
    """Return how often each rule of cleaning was used: ``rule``, ``effect``, ``times``, the
    refusals first.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    times = survey.log["rule"].value_counts()
    rows = []
    for name, rule in RULES.items():
        if name in times:
            rows.append((name, rule.effect, int(times[name])))
    found = pd.DataFrame(rows, columns=["rule", "effect", "times"])
    return found.sort_values(
        "effect", key=lambda effect: effect.eq("changed"), kind="stable", ignore_index=True
    )


def standing(survey: Survey) -> pd.Series:
    """Return how each claim stands to the reconstruction, by its id.

    Parameters
    ----------
    survey : Survey
        A loaded study.

    Returns
    -------
    Series
        ``imposed``; ``contradicts`` or ``set_aside`` (see `left_out`); ``other``: it says nothing
        of respondents that the reconstruction could satisfy.
    """
    book = codebook(survey.instrument, survey.study.incentive)
    possible = {claim.id for claim in addable(survey.claims, book)}
    found = {}
    for claim in survey.claims:
        reason = "set_aside" if claim.id in possible else "contradicts"
        found[claim.id] = (
            "imposed" if claim.is_imposed else reason if statements(claim) else "other"
        )
    return pd.Series(found, name="standing")


def counted(survey: Survey) -> pd.DataFrame:
    """Return how many claims each part of the paper makes, and how they stand; the last row is all
    of them.

    Parameters
    ----------
    survey : Survey
        A loaded study.

    Returns
    -------
    DataFrame
        ``section``, ``claims``, and one column of counts for each value of `standing`.
    """
    section = pd.Series([claim.section for claim in survey.claims], name="section")
    table = pd.crosstab(section, standing(survey).to_numpy()).reindex(
        index=section.unique(),
        columns=["imposed", "contradicts", "set_aside", "other"],
        fill_value=0,
    )
    table.insert(0, "claims", table.sum(axis=1))
    table.loc["all"] = table.sum()
    return table.rename_axis(index="section", columns=None).reset_index()


def left_out(survey: Survey) -> pd.DataFrame:
    """Return the claims about respondents that are not imposed, one row per fact.

    Parameters
    ----------
    survey : Survey
        A loaded study.

    Returns
    -------
    DataFrame
        ``says_id``, ``says_en``, ``published``, ``strength``, and ``reason``: ``contradicts`` (no
        data set satisfies it together with the imposed claims) or ``set_aside`` (it could be added,
        but concerns people whom the rows do not tell apart, or repeats a figure under another
        name).
    """
    reasons = standing(survey)
    rows: dict[object, tuple[str, ...]] = {}
    for claim in survey.claims:
        if (reason := reasons[claim.id]) in ("contradicts", "set_aside"):
            said = fact(claim.kind, claim.condition, claim.of, claim.variable)
            row = (claim.says_id, claim.says_en, claim.published, claim.strength, reason)
            rows.setdefault((said, claim.published), row)
    found = pd.DataFrame(
        rows.values(), columns=["says_id", "says_en", "published", "strength", "reason"]
    )
    return found.sort_values("reason", kind="stable", ignore_index=True)


def scales(survey: Survey) -> pd.DataFrame:
    """Return, per printed composite mean, the item maxima that make it attainable; rules that agree
    stand together.

    Parameters
    ----------
    survey : Survey
        A loaded study.

    Returns
    -------
    DataFrame
        ``claim``, ``published``, ``n``, ``items``, ``maxima`` (text; a dash where none does),
        ``rounding``.
    """
    table = attainable_maxima(survey.claims, maxima=PLAUSIBLE)
    keys = ["claim", "published", "n", "items", "rounding"]
    found = table.assign(maximum=table["maximum"].where(table["attainable"]).astype("Int64"))
    grouped = found.groupby(keys, sort=False)["maximum"].agg(
        lambda m: ", ".join(map(str, m.dropna())) or "–"
    )
    wide = grouped.rename("maxima").reset_index()
    same = wide.groupby(["claim", "published", "n", "items", "maxima"], sort=False)
    return same["rounding"].agg(", ".join).reset_index()
