"""Incentive: what each role is paid, beside the wage floor, the budgets, the load and the national need."""

import pandas as pd

from ppks_study.estimates import Quantity, stated
from ppks_study.pay import PAID
from ppks_study.scenario import BUDGETS
from ppks_study.sections.comparisons import Compared, compared, comparisons
from ppks_study.sections.open_choices import unpaid, wage_floor
from ppks_study.sections.pay_rates import transcribed
from ppks_study.sections.pay_schemes import scenarios
from ppks_study.sections.sensitivity import moves, results
from ppks_study.survey import Section, Survey, computed_once

COMPARED = (Compared("pay_by_status", "pay", "status", ("contract", "volunteer")),
            Compared("pay_by_sex", "pay", "sex", ("female", "male")), Compared("pay_by_education", "pay", "education"),
            Compared("pay_with_tenure", "pay", "tenure_years"))
SMALL = "small_roles"
SMALL_ROLES = {"id": "Peran yang dipegang kurang dari {} orang", "en": "Roles held by fewer than {} people"}


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
        ``ranges`` (one row a role: pay from each budget and in all, in rupiah per month, status, and whether
        it lies under the floor), ``spread`` (lowest, highest, ratio, roles under the floor), ``status`` (the
        same by contract and volunteer), ``load``, ``need``, ``income`` (the
        lowest and highest, which the incentives are part of), ``sensitivity`` (how the roles
        under the floor move under choices that the paper leaves open), the tables of `scenarios`, ``comparisons`` (of
        a survey, both budgets together) and ``compared`` (what they come to), ``voices`` (findings and opposed
        statements).
    """
    pay, found = ranges(survey), comparisons(survey, "incentive", COMPARED, paid(survey))
    return Section("incentive", {
        "ranges": pay, "spread": spread(pay), "status": status(pay), "load": load(survey),
        "need": need(survey), "income": income(survey), **scenarios(survey, scenario),
        "comparisons": found, "compared": compared(found, "incentive"), "sensitivity": sensitivity(survey),
        "voices": survey.voices("incentive"),
    })


def ranges(survey: Survey) -> pd.DataFrame:
    """Return each role's pay: national, city and together, lower and upper, rupiah per month.

    ``below`` is ``yes`` when even the upper end lies under the floor, ``no`` when the lower end reaches it, and
    ``partly`` between. Of a reconstruction the pay is as transcribed; of a survey it is what respondents answered, with
    ``n`` and ``missing``.
    """
    named = transcribed(survey) if survey.reconstructed else answered(survey)
    floor = survey.study.profile.minimum_wage_idr_per_month
    named["floor"] = floor
    named["below"] = [_below(low, high, floor)
                      for low, high in zip(named["total_lower"], named["total_upper"], strict=True)]
    return named.sort_values(["total_upper", "total_lower"], ascending=False, kind="stable").reset_index()


def answered(survey: Survey) -> pd.DataFrame:
    """Return each role's lowest and highest pay among those who answered both budgets; the index is the role.

    An end of pay is the outermost that at least as many people reach as the study's ``[disclosure] fewest`` says. Roles
    held by too few for two such ends (fewer than twice as many, less one) are merged, and left out where they are still
    fewer, so that nobody's pay stands alone. ``condition`` says whom a row counts.
    """
    fewest = survey.study.disclosure.fewest
    people = survey.respondents[["programme", *PAID.values()]].dropna(subset=["programme"])
    people = people.rename(columns={column: budget for budget, column in PAID.items()})
    people["total"] = people["national"] + people["city"]
    held = people["programme"].value_counts()
    small = sorted(held.index[held < smallest_role(fewest)])
    people = people.assign(programme=people["programme"].mask(people["programme"].isin(small), SMALL))
    if held[small].sum() < smallest_role(fewest):
        people = people[people["programme"] != SMALL]
    paid = people.groupby("programme", sort=False)
    ends = {f"{budget}_{end}": paid[budget].agg(_outermost, end=end, fewest=fewest)
            for budget in (*BUDGETS, "total") for end in ("lower", "upper")}
    counted = paid["total"].count()
    found = pd.DataFrame({**ends, "n": counted, "missing": paid.size() - counted}).dropna().rename_axis("role")
    whom = [f"programme in {'|'.join(small)}" if role == SMALL else f"programme={role}" for role in found.index]
    return found.assign(condition=whom, **_named(survey, list(found.index)))


def smallest_role(fewest: int) -> int:
    """Return how many people a role needs to have a lowest and a highest pay that so many people reach each."""
    return max(2 * fewest - 1, 1)


def _outermost(pay: pd.Series, *, end: str, fewest: int) -> object:
    known = pay.dropna().sort_values(ascending=end == "lower")
    return known.iloc[fewest - 1] if len(known) >= smallest_role(fewest) else pd.NA


def _named(survey: Survey, roles: list[str]) -> dict[str, list[str]]:
    """Return what roles are called in each language, and their status where the study's table of programmes says."""
    labels = {choice.name: choice.labels for choice in survey.instrument.variable("programme").choices}
    table = survey.tables["programmes"]
    status = {} if table.empty else dict(zip(table["role"].tolist(), table["status"].tolist(), strict=True))
    merged = {lang: label.format(smallest_role(survey.study.disclosure.fewest)) for lang, label in SMALL_ROLES.items()}
    return {**{f"label_{lang}": [labels.get(role, merged)[lang] for role in roles] for lang in merged},
            "status": [status.get(role, "other") for role in roles]}


def paid(survey: Survey) -> pd.DataFrame:
    """Return the respondents with their ``pay`` from both budgets, rupiah per month, and the ``status`` of their role.

    Either is missing where an answer is, the status also where the study's table of programmes does not say it.
    """
    people, table = survey.respondents, survey.tables["programmes"]
    status = {} if table.empty else dict(zip(table["role"], table["status"], strict=True))
    return people.assign(pay=people[PAID["national"]] + people[PAID["city"]],
                         status=people["programme"].map(status).astype("str").where(people["programme"].isin(status)))


def _below(lower: int, upper: int, floor: int) -> str:
    return "yes" if upper < floor else "no" if lower >= floor else "partly"


def spread(pay: pd.DataFrame) -> pd.DataFrame:
    """Return the lowest and highest incentive, their ratio, and how many roles lie under the floor."""
    if pay.empty:
        return stated([], n=0)
    national = pay[pay["national_upper"] > 0]
    under = pay["below"].value_counts()
    low, high = national["national_lower"].min(), national["national_upper"].max()
    paid = [("incentive.national.lowest", low, "idr_per_month"), ("incentive.national.highest", high, "idr_per_month")]
    ratio = [("incentive.national.ratio", high / low, "times")] if len(national) and low > 0 else []
    return stated([
        *(paid if len(national) else []), *ratio,
        ("incentive.total.lowest", pay["total_lower"].min(), "idr_per_month"),
        ("incentive.total.highest", pay["total_upper"].max(), "idr_per_month"),
        ("incentive.floor", pay["floor"].iloc[0], "idr_per_month"), ("incentive.roles", len(pay), "roles"),
        ("incentive.roles.below", int(under.get("yes", 0)), "roles"),
        ("incentive.roles.above", int(under.get("no", 0)), "roles"),
    ], n=len(pay))


def status(pay: pd.DataFrame) -> pd.DataFrame:
    """Return per status (contract, volunteer, other): roles, those under the floor, lowest and highest pay.

    Empty where all roles have one status, or none is known.
    """
    if pay.empty:
        return stated([], n=0)
    measures = ["roles", "below", "lowest", "highest"]
    found = [stated([
        (f"incentive.status.{name}.roles", len(rows), "roles"),
        (f"incentive.status.{name}.below", int((rows["below"] == "yes").sum()), "roles"),
        (f"incentive.status.{name}.lowest", rows["total_lower"].min(), "idr_per_month"),
        (f"incentive.status.{name}.highest", rows["total_upper"].max(), "idr_per_month"),
    ], n=len(rows)).assign(group=name, category=measures)
        for name, rows in pay.groupby("status", sort=True)]
    return pd.concat(found, ignore_index=True) if len(found) > 1 else stated([], n=0)


def load(survey: Survey) -> pd.DataFrame:
    """Return the families per PKH companion that the study file states, and what they come to for all of these."""
    told = survey.study.incentive
    low, high, companions = told.load_lower, told.load_upper, pkh_companions(survey)
    if low is None or high is None:
        return stated([], n=0)
    ends = [("incentive.load.lower", low, "families"), ("incentive.load.upper", high, "families")]
    whole = [] if companions is None else [
        ("incentive.load.companions", companions, "people"),
        ("incentive.load.total_lower", low * companions, "families"),
        ("incentive.load.total_upper", high * companions, "families")]
    return stated([*ends, *whole, ("incentive.load.ideal", told.need_ratio, "families"),
                   ("incentive.load.times_ideal_lower", low / told.need_ratio, "times"),
                   ("incentive.load.times_ideal_upper", high / told.need_ratio, "times")], n=2)


def pkh_companions(survey: Survey) -> int | None:
    """Return how many PKH companions there are in all; None where a sample does not tell."""
    sampling = survey.study.sampling
    if "pkh" in sampling.strata:
        return sampling.strata["pkh"]
    everybody = survey.reconstructed or sampling.design == "census"
    return int(survey.respondents["programme"].eq("pkh").fillna(False).sum()) if everybody else None


def need(survey: Survey) -> pd.DataFrame:
    """Return the national need: families, ideal ratio, companions needed and there, shortfall, families each."""
    known = survey.study.incentive
    if known.families is None or known.companions is None:
        return stated([], n=0)
    needed = known.families / known.need_ratio
    return stated([
        ("incentive.need.families", known.families, "families"), ("incentive.need.ratio", known.need_ratio, "families"),
        ("incentive.need.needed", needed, "people"), ("incentive.need.present", known.companions, "people"),
        ("incentive.need.shortfall", needed - known.companions, "people"),
        ("incentive.need.covered", 100 * known.companions / needed, "percent"),
        ("incentive.need.families_each", known.families / known.companions, "families"),
    ], n=3)


def income(survey: Survey) -> pd.DataFrame:
    """Return the lowest and highest income of respondents, rupiah per month: incentives are a part of it."""
    return survey.estimate(Quantity(f"incentive.income.{kind}", kind, variable="income_idr_per_month",
                                    unit="idr_per_month") for kind in ("minimum", "maximum"))


def sensitivity(survey: Survey) -> pd.DataFrame:
    """Return how many roles lie under the floor, or reach it, under other floors and readings of unanswered pay."""
    roles = results(lambda under: spread(ranges(under)), below="incentive.roles.below", above="incentive.roles.above")
    kinds = results(lambda under: status(ranges(under)), **{
        f"{name}_below": f"incentive.status.{name}.below" for name in ("contract", "volunteer")})
    return moves(survey, "incentive", (wage_floor(survey, (*roles, *kinds)),
                                       unpaid(survey, PAID.values(), (*roles, *kinds))))
