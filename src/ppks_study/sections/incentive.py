"""Incentive: what each role is paid, beside the wage floor, the budgets, the load and the national
need."""

import pandas as pd

from ppks_study.estimates import Quantity, stated
from ppks_study.scenario import BUDGETS
from ppks_study.sections.comparisons import Compared, compared, comparisons
from ppks_study.sections.pay_bounds import transcribed
from ppks_study.sections.pay_schemes import scenarios
from ppks_study.sections.sensitivity import moves, results, unpaid, wage_floor
from ppks_study.survey import Section, Survey, computed_once

COMPARED = (
    Compared("pay_by_status", "pay", "status", ("contract", "volunteer")),
    Compared("pay_by_sex", "pay", "sex", ("female", "male")),
    Compared("pay_by_education", "pay", "education"),
    Compared("pay_with_tenure", "pay", "tenure_years"),
)
#: The variable that says which role a respondent holds, and the role whose load the study file
#: states.
ROLE, LOADED_ROLE = "programme", "pkh"
#: Roles that too few people hold, together: their name, and what they are called.
SMALL = "small_roles"
SMALL_LABELS = {
    "id": "Peran yang dipegang kurang dari {} orang",
    "en": "Roles held by fewer than {} people",
}
Numbers = list[tuple[str, float, str]]


@computed_once
def incentive(survey: Survey, scenario: str | None = None) -> Section:
    """Return the tables of the incentive section.

    Parameters
    ----------
    survey : Survey
        Of respondents, or reconstructed.
    scenario : str, optional
        The only scheme of pay to be shown; all of the study file's without it.

    Returns
    -------
    Section
        ``ranges`` (one row a role: pay from each budget and in all, in rupiah per month, status,
        and whether it lies under the floor), ``spread`` (lowest, highest, ratio, roles under the
        floor), ``status`` (the same by contract and volunteer), ``load``, ``need``, ``income`` (the
        lowest and highest, which the incentives are part of), ``sensitivity`` (how the roles under
        the floor move under choices that the paper leaves open), the tables of `scenarios`,
        ``comparisons`` (of a survey, both budgets together) and ``compared`` (what they come to),
        ``voices`` (findings and opposed statements).
    """
    pay = ranges(survey)
    tested = comparisons(survey, "incentive", COMPARED, paid(survey))
    return Section(
        "incentive",
        {
            "ranges": pay,
            "spread": spread(pay),
            "status": status(pay),
            "load": load(survey),
            "need": need(survey),
            "income": income(survey),
            **scenarios(survey, scenario),
            "comparisons": tested,
            "compared": compared(tested, "incentive"),
            "sensitivity": sensitivity(survey),
            "voices": survey.voices("incentive"),
        },
    )


def ranges(survey: Survey) -> pd.DataFrame:
    """Return each role's pay: national, city and together, lower and upper, rupiah per month.

    Parameters
    ----------
    survey : Survey
        Of a reconstruction the pay is as transcribed; of a survey it is what respondents answered.

    Returns
    -------
    DataFrame
        One row a role. ``below`` is ``yes`` when even the upper end lies under the floor, ``no``
        when the lower end reaches it, and ``partly`` between. Of a survey with ``n``, ``missing``
        and the ``condition`` of whom it counts.
    """
    table = transcribed(survey) if survey.reconstructed else _answered(survey)
    floor = survey.study.profile.minimum_wage_idr_per_month
    table["floor"] = floor
    below = []
    for lower, upper in zip(table["total_lower"], table["total_upper"], strict=True):
        below.append("yes" if upper < floor else "no" if lower >= floor else "partly")
    table["below"] = below
    return table.sort_values(
        ["total_upper", "total_lower"], ascending=False, kind="stable"
    ).reset_index()


def _answered(survey: Survey) -> pd.DataFrame:
    """Return each role's lowest and highest pay among those who answered both budgets; the index is
    the role.

    An end of pay is the outermost that at least as many people reach as the study's ``[disclosure]
    fewest`` says. Roles held by too few for two such ends (fewer than twice as many, less one) are
    merged, and left out where they are still fewer, so that nobody's pay stands alone.
    """
    budgets, fewest = survey.study.incentive.budgets, survey.study.disclosure.fewest
    needed = max(2 * fewest - 1, 1)
    people = survey.respondents[[ROLE, *budgets.values()]].dropna(subset=[ROLE])
    people = people.rename(columns={part: budget for budget, part in budgets.items()})
    people["total"] = people[list(budgets)].sum(axis="columns", skipna=False)
    holders = people[ROLE].value_counts()
    small = sorted(holders.index[holders < needed])
    people[ROLE] = people[ROLE].mask(people[ROLE].isin(small), SMALL)
    if holders[small].sum() < needed:
        people = people[people[ROLE] != SMALL]
    by_role = people.groupby(ROLE, sort=False)
    columns = {}
    for payer in (*budgets, "total"):
        columns[f"{payer}_lower"] = by_role[payer].agg(
            _outermost, fewest=fewest, needed=needed, ascending=True
        )
        columns[f"{payer}_upper"] = by_role[payer].agg(
            _outermost, fewest=fewest, needed=needed, ascending=False
        )
    columns["n"] = by_role["total"].count()
    columns["missing"] = by_role.size() - columns["n"]
    table = pd.DataFrame(columns).dropna().rename_axis("role")
    whom = [
        f"{ROLE} in {'|'.join(small)}" if role == SMALL else f"{ROLE}={role}"
        for role in table.index
    ]
    return table.assign(condition=whom, **_labels_and_status(survey, list(table.index), needed))


def _outermost(pay: pd.Series, *, fewest: int, needed: int, ascending: bool) -> object:
    """Return the outermost pay that `fewest` people reach; missing of fewer than `needed`
    people."""
    known = pay.dropna().sort_values(ascending=ascending)
    return known.iloc[fewest - 1] if len(known) >= needed else pd.NA


def _labels_and_status(survey: Survey, roles: list[str], needed: int) -> dict[str, list[str]]:
    """Return what roles are called in each language, and their status where the study's table of
    programmes says."""
    labels = {choice.name: choice.labels for choice in survey.instrument.variable(ROLE).choices}
    merged = {lang: label.format(needed) for lang, label in SMALL_LABELS.items()}
    status_of = _status_of(survey)
    return {"label_id": [labels.get(role, merged)["id"] for role in roles],
            "label_en": [labels.get(role, merged)["en"] for role in roles],
            "status": [status_of.get(role, "other") for role in roles]}


def _status_of(survey: Survey) -> dict[str, str]:
    """Return the status of each role, as the study's table of programmes says; empty where there is
    none."""
    table = survey.tables["programmes"]
    return (
        {}
        if table.empty
        else dict(zip(table["role"].tolist(), table["status"].tolist(), strict=True))
    )


def paid(survey: Survey) -> pd.DataFrame:
    """Return the respondents with their ``pay`` from both budgets, rupiah per month, and the
    ``status`` of their role.

    Parameters
    ----------
    survey : Survey
        A loaded study. Pay is missing where an answer is, the status also where the study's table
        of programmes does not say it.
    """
    people, status_of = survey.respondents, _status_of(survey)
    pay = people[list(survey.study.incentive.parts)].sum(axis="columns", skipna=False)
    status = people[ROLE].map(status_of).astype("str").where(people[ROLE].isin(status_of))
    return people.assign(pay=pay, status=status)


def spread(pay: pd.DataFrame) -> pd.DataFrame:
    """Return the lowest and highest incentive, their ratio, and how many roles lie under the floor.

    Parameters
    ----------
    pay : DataFrame
        As `ranges` returns it.
    """
    if pay.empty:
        return stated([], n=0)
    main = BUDGETS[0]
    national = pay[pay[f"{main}_upper"] > 0]
    low, high = national[f"{main}_lower"].min(), national[f"{main}_upper"].max()
    numbers: Numbers = []
    if len(national):
        numbers += [(f"incentive.{main}.lowest", low, "idr_per_month"),
                    (f"incentive.{main}.highest", high, "idr_per_month")]
    if len(national) and low > 0:
        numbers.append((f"incentive.{main}.ratio", high / low, "times"))
    numbers += [
        ("incentive.total.lowest", pay["total_lower"].min(), "idr_per_month"),
        ("incentive.total.highest", pay["total_upper"].max(), "idr_per_month"),
        ("incentive.floor", pay["floor"].iloc[0], "idr_per_month"),
        ("incentive.roles", len(pay), "roles"),
        ("incentive.roles.below", int((pay["below"] == "yes").sum()), "roles"),
        ("incentive.roles.above", int((pay["below"] == "no").sum()), "roles"),
    ]
    return stated(numbers, n=len(pay))


def status(pay: pd.DataFrame) -> pd.DataFrame:
    """Return per status (contract, volunteer, other): roles, those under the floor, lowest and
    highest pay.

    Parameters
    ----------
    pay : DataFrame
        As `ranges` returns it.

    Returns
    -------
    DataFrame
        Stated numbers; ``group`` is the status, ``category`` what is stated. Empty where all roles
        have one status, or none is known.
    """
    if pay.empty or pay["status"].nunique() < 2:
        return stated([], n=0)
    tables = []
    for name, rows in pay.groupby("status", sort=True):
        numbers = [
            ("roles", len(rows), "roles"),
            ("below", int((rows["below"] == "yes").sum()), "roles"),
            ("lowest", rows["total_lower"].min(), "idr_per_month"),
            ("highest", rows["total_upper"].max(), "idr_per_month"),
        ]
        table = stated(
            [(f"incentive.status.{name}.{what}", value, unit) for what, value, unit in numbers],
            n=len(rows),
        )
        tables.append(table.assign(group=name, category=[what for what, _, _ in numbers]))
    return pd.concat(tables, ignore_index=True)


def load(survey: Survey) -> pd.DataFrame:
    """Return the families per PKH companion that the study file states, and what they come to for
    all of these.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    known = survey.study.incentive
    low, high, companions = known.load_lower, known.load_upper, pkh_companions(survey)
    if low is None or high is None:
        return stated([], n=0)
    numbers: Numbers = [
        ("incentive.load.lower", low, "families"),
        ("incentive.load.upper", high, "families"),
    ]
    if companions is not None:
        numbers += [("incentive.load.companions", companions, "people"),
                    ("incentive.load.total_lower", low * companions, "families"),
                    ("incentive.load.total_upper", high * companions, "families")]
    numbers += [("incentive.load.ideal", known.need_ratio, "families"),
                ("incentive.load.times_ideal_lower", low / known.need_ratio, "times"),
                ("incentive.load.times_ideal_upper", high / known.need_ratio, "times")]
    return stated(numbers, n=2)


def pkh_companions(survey: Survey) -> int | None:
    """Return how many PKH companions there are in all; None where a sample does not tell.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    sampling = survey.study.sampling
    if LOADED_ROLE in sampling.strata:
        return sampling.strata[LOADED_ROLE]
    if survey.reconstructed or sampling.design == "census":
        return int(survey.respondents[ROLE].eq(LOADED_ROLE).fillna(False).sum())
    return None


def need(survey: Survey) -> pd.DataFrame:
    """Return the national need: families, ideal ratio, companions needed and there, shortfall,
    families each.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    known = survey.study.incentive
    if known.families is None or known.companions is None:
        return stated([], n=0)
    needed = known.families / known.need_ratio
    return stated(
        [
            ("incentive.need.families", known.families, "families"),
            ("incentive.need.ratio", known.need_ratio, "families"),
            ("incentive.need.needed", needed, "people"),
            ("incentive.need.present", known.companions, "people"),
            ("incentive.need.shortfall", needed - known.companions, "people"),
            ("incentive.need.covered", 100 * known.companions / needed, "percent"),
            ("incentive.need.families_each", known.families / known.companions, "families"),
        ],
        n=3,
    )


def income(survey: Survey) -> pd.DataFrame:
    """Return the lowest and highest income of respondents, rupiah per month: incentives are a part
    of it.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    total = survey.study.incentive.total
    return survey.estimate(
        [
            Quantity(f"incentive.income.{kind}", kind, variable=total, unit="idr_per_month")
            for kind in ("minimum", "maximum")
        ]
    )


def sensitivity(survey: Survey) -> pd.DataFrame:
    """Return how many roles lie under the floor, or reach it, under other floors and readings of
    unanswered pay.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    roles = results(_spread_of, below="incentive.roles.below", above="incentive.roles.above")
    kinds = results(_status_of_pay, contract_below="incentive.status.contract.below",
                    volunteer_below="incentive.status.volunteer.below")
    return moves(
        survey,
        "incentive",
        (wage_floor(survey, (*roles, *kinds)), unpaid(survey, (*roles, *kinds))),
    )


def _spread_of(survey: Survey) -> pd.DataFrame:
    return spread(ranges(survey))


def _status_of_pay(survey: Survey) -> pd.DataFrame:
    return status(ranges(survey))
