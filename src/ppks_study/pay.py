"""What schemes of pay would give each respondent, beside what each is paid today."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from ppks_study.scenario import LOWEST, Scenario
from ppks_study.study import Study

#: Today's pay from all budgets together.
TODAY = "today_idr_per_month"
#: How the columns begin that `with_pay` adds.
OURS = ("scenario_", "today_")
#: Why somebody cannot be paid by a scheme: what is not known of them.
LACKING = ("today", "qualification", "competence", "tenure")


def column(scenario: str, what: str) -> str:
    """Return the name of a column of a scenario.

    Parameters
    ----------
    scenario : str
        Its name.
    what : str
        A budget or ``total``, for what the scenario pays; ``change_`` before it, for the change
        from today.

    Examples
    --------
    >>> column("levels", "total"), column("levels", "change_city")
    ('scenario_levels_total_idr_per_month', 'scenario_levels_change_city_idr_per_month')
    """
    return f"scenario_{scenario}_{what}_idr_per_month"


def lack(reason: str) -> str:
    """Return the name of the column that says whether a reason keeps a respondent from being paid
    by a scenario.

    Parameters
    ----------
    reason : str
        One of `LACKING`.
    """
    return f"scenario_lacks_{reason}"


def today(budget: str) -> str:
    """Return the name of the column of what a budget pays today.

    Parameters
    ----------
    budget : str
        A budget's name, or ``total`` for all together.
    """
    return TODAY if budget == "total" else f"today_{budget}_idr_per_month"


def lowest(classes: Iterable[str], held: Iterable[str]) -> str:
    """Return the lowest of the classes that somebody holds.

    Parameters
    ----------
    classes : iterable of str
        All classes, the best first.
    held : iterable of str
        Some of them.
    """
    return max(held, key=list(classes).index)


def asked(scenario: Scenario, study: Study) -> list[str]:
    """Return the dimensions of competence whose classes a scenario looks at.

    Parameters
    ----------
    scenario : Scenario
        Of the study.
    study : Study
        Names the dimensions of competence.
    """
    if not scenario.by_competence:
        return []
    return (
        list(study.competence.dimensions)
        if scenario.competence == LOWEST
        else [scenario.competence]
    )


def lacking(data: pd.DataFrame, scenario: Scenario, study: Study) -> pd.DataFrame:
    """Return what is not known of each respondent that their pay needs.

    Parameters
    ----------
    data : DataFrame, shape (n_respondents, n_columns)
        Clean, scored respondents.
    scenario : Scenario
        Says what it asks for.
    study : Study
        Names the variables of pay and the dimensions of competence.

    Returns
    -------
    DataFrame of bool, shape (n_respondents, 4)
        Columns `LACKING`: today's pay from each budget; a qualification class, the classes of
        competence and the tenure where the scenario asks for them.
    """
    needed = {
        "today": list(study.incentive.parts),
        "qualification": [],
        "competence": [],
        "tenure": [],
    }
    if scenario.by_qualification:
        needed["qualification"] = ["qualification_class"]
    needed["competence"] = [f"{dimension}_class" for dimension in asked(scenario, study)]
    if scenario.per_tenure_year_idr:
        needed["tenure"] = ["tenure_years"]
    return pd.DataFrame(
        {reason: data[names].isna().any(axis="columns") for reason, names in needed.items()}
    )


def with_pay(data: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return scored respondents with today's pay and what each scenario of the study would give
    them.

    Parameters
    ----------
    data : DataFrame, shape (n_respondents, n_columns)
        Clean, scored respondents.
    study : Study
        Gives the scenarios, the classes and the wage floor.

    Returns
    -------
    DataFrame
        More columns, Int64, rupiah per month: `TODAY` and `today` of each budget; of each scenario
        `column` for ``total``, each budget, and their changes from today. And `lack` of each of
        `LACKING`, ``yes`` or ``no``.

    Notes
    -----
    All of these are missing for everybody of whom one scenario or today's pay lacks something, so
    that all schemes are compared over the same people, and no sum over a few more of them gives
    away what one person is paid.
    """
    scenarios = study.incentive.scenario
    data = data[[name for name in data if not str(name).startswith(OURS)]]
    lacks = pd.DataFrame(False, index=data.index, columns=list(LACKING))
    for scenario in scenarios.values():
        lacks |= lacking(data, scenario, study)
    known = data[~lacks.any(axis="columns")]
    paid = {budget: known[part].astype("Int64") for budget, part in study.incentive.budgets.items()}
    paid["total"] = sum(paid.values(), start=pd.Series(0, index=known.index, dtype="Int64"))
    columns = {today(budget): amounts for budget, amounts in paid.items()}
    for name, scenario in scenarios.items():
        columns |= _columns(name, scenario, known, paid, study)
    reasons = lacks.rename(columns=lack).replace({True: "yes", False: "no"}).astype("str")
    return data.join(reasons).join(pd.DataFrame(columns, index=known.index))


def _columns(name: str, scenario: Scenario, known: pd.DataFrame, paid: Mapping[str, pd.Series],
             study: Study) -> dict[str, pd.Series]:
    """Return a scenario's columns for people of whom everything is known."""
    amounts: dict[str, list[int]] = {budget: [] for budget in ("total", *study.incentive.budgets)}
    for row, now in zip(known.to_dict("records"), paid["total"], strict=True):
        pay = scenario.pay(_scheme(row, scenario, study), int(now))
        amounts["total"].append(pay)
        for budget, part in scenario.split(pay).items():
            amounts[budget].append(part)
    columns = {}
    for budget, values in amounts.items():
        columns[column(name, budget)] = pd.Series(values, index=known.index, dtype="Int64")
    for budget in amounts:
        columns[column(name, f"change_{budget}")] = columns[column(name, budget)] - paid[budget]
    return columns


def _scheme(row: Mapping[Any, Any], scenario: Scenario, study: Study) -> int:
    """Return what the scheme pays one respondent; years of tenure count once completed."""
    classes = [str(row[f"{dimension}_class"]) for dimension in asked(scenario, study)]
    years = int(float(str(row["tenure_years"]))) if scenario.per_tenure_year_idr else 0
    competence = lowest(study.scoring.classes, classes) if classes else ""
    return scenario.scheme(str(row["qualification_class"]), competence, years,
                           study.profile.minimum_wage_idr_per_month)
