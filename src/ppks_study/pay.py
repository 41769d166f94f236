"""What schemes of pay would give each respondent, beside what each is paid today."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ppks_study.scenario import BUDGETS, Scenario
from ppks_study.study import Study

#: Today's pay from each budget, as answered; together it is `TODAY`.
PAID = {budget: f"incentive_{budget}_idr_per_month" for budget in BUDGETS}
TODAY = "today_idr_per_month"
DIMENSIONS = ("knowledge", "skill", "attitude")
#: How the columns begin that `with_pay` adds.
OURS = ("scenario_", "today_")
#: Why somebody cannot be paid by a scheme: what is not known of them.
LACKING = ("today", "qualification", "competence", "tenure")


def column(scenario: str, what: str) -> str:
    """Return the column of a scenario: what it pays in all (``total``) or from a budget, or a ``change`` from today.

    Examples
    --------
    >>> column("levels", "total"), column("levels", "change_city")
    ('scenario_levels_total_idr_per_month', 'scenario_levels_change_city_idr_per_month')
    """
    return f"scenario_{scenario}_{what}_idr_per_month"


def lack(reason: str) -> str:
    """Return the column that says whether this keeps a respondent from being paid by a scenario."""
    return f"scenario_lacks_{reason}"


def today(budget: str) -> str:
    """Return the column of what a budget pays today; ``total`` for both together."""
    return TODAY if budget == "total" else f"today_{budget}_idr_per_month"


def lowest(classes: Mapping[str, int], held: list[str]) -> str:
    """Return the lowest of some classes, which a mapping orders from the best."""
    order = list(classes)
    return max(held, key=order.index)


def asked(scenario: Scenario) -> list[str]:
    """Return the dimensions whose classes a scenario looks at."""
    if not scenario.by_competence:
        return []
    return list(DIMENSIONS) if scenario.competence == "lowest" else [scenario.competence]


def lacking(data: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Return what is not known of each respondent that their pay needs.

    Returns
    -------
    DataFrame of bool, shape (n_respondents, 4)
        Columns `LACKING`: today's pay from both budgets; a qualification class, the classes of competence and the
        tenure where the scenario asks for them.
    """
    no = pd.Series(False, index=data.index)
    scores = [data[f"{dimension}_class"].isna() for dimension in asked(scenario)]
    return pd.DataFrame({
        "today": data[[*PAID.values()]].isna().any(axis="columns"),
        "qualification": data["qualification_class"].isna() if scenario.by_qualification else no,
        "competence": pd.concat(scores, axis="columns").any(axis="columns") if scores else no,
        "tenure": data["tenure_years"].isna() if scenario.per_tenure_year_idr else no,
    })


def with_pay(data: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return scored respondents with today's pay and what each scenario of the study would give them.

    Parameters
    ----------
    data : DataFrame, shape (n_respondents, n_columns)
        Clean, scored respondents.
    study : Study
        Gives the scenarios, the classes and the wage floor.

    Returns
    -------
    DataFrame
        More columns, Int64, rupiah per month: `TODAY` and `today` of each budget; of each scenario `column` for
        ``total``, ``national``, ``city``, and their changes from today. And `lack` of each of `LACKING`, ``yes`` or
        ``no``.

    Notes
    -----
    All of these are missing for everybody of whom one scenario or today's pay lacks something, so that all schemes are
    compared over the same people, and no sum over a few more of them gives away what one person is paid.
    """
    scenarios = study.incentive.scenario
    data = data[[name for name in data if not str(name).startswith(OURS)]]
    lacks = pd.DataFrame(False, index=data.index, columns=list(LACKING))
    for scenario in scenarios.values():
        lacks |= lacking(data, scenario)
    known = data[~lacks.any(axis="columns")]
    paid = {budget: known[PAID[budget]].astype("Int64") for budget in BUDGETS}
    paid["total"] = paid["national"] + paid["city"]
    columns = {today(budget): amounts for budget, amounts in paid.items()}
    for name, scenario in scenarios.items():
        columns |= _columns(name, scenario, known, paid, study)
    reasons = lacks.rename(columns=lack).replace({True: "yes", False: "no"}).astype("str")
    return data.join(reasons).join(pd.DataFrame(columns, index=known.index))


def _columns(name: str, scenario: Scenario, known: pd.DataFrame, paid: Mapping[str, pd.Series],
             study: Study) -> dict[str, pd.Series]:
    """Return a scenario's columns for people of whom everything is known."""
    schemes = [_scheme(row, scenario, study) for row in known.to_dict("records")]
    pay = [scenario.pay(scheme, int(now)) for scheme, now in zip(schemes, paid["total"], strict=True)]
    parts = [{"total": amount, **scenario.split(amount)} for amount in pay]
    found = {budget: pd.Series([part[budget] for part in parts], index=known.index, dtype="Int64")
             for budget in ("total", *BUDGETS)}
    changes = {f"change_{budget}": amounts - paid[budget] for budget, amounts in found.items()}
    return {column(name, what): amounts for what, amounts in (found | changes).items()}


def _scheme(row: Mapping[Any, Any], scenario: Scenario, study: Study) -> int:
    """Return what the scheme pays one respondent; years of tenure count once completed."""
    classes = [str(row[f"{dimension}_class"]) for dimension in asked(scenario)]
    years = int(float(str(row["tenure_years"]))) if scenario.per_tenure_year_idr else 0
    return scenario.scheme(str(row["qualification_class"]), lowest(study.scoring.classes, classes) if classes else "",
                           years, study.profile.minimum_wage_idr_per_month)
