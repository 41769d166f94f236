"""Schemes of pay beside today's: who gains and loses, what it costs each budget, who stays under the wage floor."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from ppks_study.errors import StudyError, nearest
from ppks_study.evidence.estimates import NO_INTERVAL, Quantity, frame_of, stated
from ppks_study.measures.pay import LACKING, TODAY, column, lack, today, with_pay
from ppks_study.scenario import Scenario
from ppks_study.sections.bounded_pay import Schemes
from ppks_study.sections.survey import Survey

BUDGETS = ("national", "city", "total")
MONTHS = 12
#: What a scenario is compared by: today's, its own, the change from the one to the other.
SIDES = ("today", "then", "difference")
EMPTY = ("scenarios", "scenario_rules", "scenario_people", "scenario_pay", "scenario_cost", "scenario_all",
         "scenario_lacking")


def scenarios(survey: Survey, only: str | None = None) -> dict[str, pd.DataFrame]:
    """Return the tables of a study's schemes of pay.

    Parameters
    ----------
    survey : Survey
        Of respondents, or reconstructed.
    only : str, optional
        A scenario's name: the tables are of this one.

    Returns
    -------
    dict of str to DataFrame
        ``scenarios`` (name, note, what each keeps to), ``scenario_rules`` (its amounts), ``scenario_people`` (who
        gains, stays, loses, is under the floor today and then), ``scenario_pay`` (lowest, mean, highest pay and
        change, and the ratio of highest to lowest), ``scenario_cost`` (per month and year, by budget: today, then,
        difference), ``scenario_all`` (the same estimated for all companions, of a random sample of known size),
        ``scenario_lacking`` (why somebody cannot be paid by a scheme, of a survey). All are empty without scenarios.

    Raises
    ------
    StudyError
        There is no such scenario; or a merged role stands for roles that have no rate.

    Notes
    -----
    All schemes are compared over the same people: those of whom today's pay and all that the schemes ask for are known.
    Of a reconstruction the numbers are the sharp ends that claims leave (`bounded_pay`).
    """
    chosen = _chosen(survey, only)
    if not chosen:
        return {name: stated([], n=0) for name in EMPTY}
    measure = _Measured(survey)
    return {
        "scenarios": described(chosen), "scenario_rules": rules(survey, chosen),
        "scenario_people": _of_each(measure, chosen, people), "scenario_pay": _of_each(measure, chosen, pay),
        "scenario_cost": _of_each(measure, chosen, cost), "scenario_all": everybody(measure, chosen),
        "scenario_lacking": missing(measure),
    }


def _chosen(survey: Survey, only: str | None) -> dict[str, Scenario]:
    known = survey.study.incentive.scenario
    if only is not None and only not in known:
        raise StudyError(f"no scenario {only!r}", where=f"study {survey.study.name}, [incentive.scenario]",
                         expected=nearest(only, list(known)) if known else "a table [incentive.scenario.NAME]")
    return known if only is None else {only: known[only]}


class _Measured:
    """Numbers on a scenario, from respondents or as bounds; the quantities are the same."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.floor = survey.study.profile.minimum_wage_idr_per_month
        paid = None if survey.reconstructed else with_pay(survey.respondents, survey.study)
        self.surveyed = None if paid is None else replace(survey, respondents=paid)
        self.schemes = {} if self.surveyed else Schemes.of(survey)

    def __call__(self, name: str, quantities: Iterable[Quantity]) -> pd.DataFrame:
        """Return an estimate frame on one scenario."""
        return self.surveyed.estimate(quantities) if self.surveyed else self.schemes[name].estimate(quantities)

    def ratio(self, name: str, key: str, variable: str, ends: pd.DataFrame) -> pd.DataFrame:
        """Return the highest in times the lowest; empty where the lowest is nothing, or not known."""
        if not self.surveyed:
            return self.schemes[name].ratio(key, variable)
        low, high = (ends.loc[(ends["kind"] == kind) & (ends["variable"] == variable)].iloc[0]
                     for kind in ("minimum", "maximum"))
        if pd.isna(low["value"]) or pd.isna(high["value"]) or low["value"] <= 0:
            return frame_of([])
        times = high["value"] / low["value"]
        return frame_of([(key, "ratio", "", "", variable, "times", times, low["n"], low["missing"], low["denominator"],
                          times, times, "computed", *NO_INTERVAL)])


def _of_each(measure: _Measured, chosen: Iterable[str], build: object) -> pd.DataFrame:
    assert callable(build)
    return pd.concat([build(measure, name).assign(group=name) for name in chosen], ignore_index=True)


def described(chosen: dict[str, Scenario]) -> pd.DataFrame:
    """Return what each scenario is called, why it stands there, and what it keeps to."""
    return pd.DataFrame([{
        **{f"label_{lang}": label for lang, label in scenario.label.items()},
        **{f"note_{lang}": note for lang, note in scenario.note.items()},
        "keeps_floor": "yes" if scenario.floor else "no", "keeps_today": "yes" if scenario.nobody_loses else "no",
    } for scenario in chosen.values()])


def rules(survey: Survey, chosen: dict[str, Scenario]) -> pd.DataFrame:
    """Return the amounts of each scenario as stated rows, those of nothing left out."""
    return pd.concat([_rules(name, scenario, survey.study.profile.minimum_wage_idr_per_month)
                      for name, scenario in chosen.items()], ignore_index=True)


def _rules(name: str, scenario: Scenario, floor: int) -> pd.DataFrame:
    pay, share = "idr_per_month", scenario.national_share_percent
    told: list[tuple[str, float | None, str]] = [
        ("rule_base", scenario.base_idr_per_month, pay),
        *((key, amount, pay) for key, amount in scenario.by_qualification.items()),
        *((f"{scenario.competence}_{key}", amount, pay) for key, amount in scenario.by_competence.items()),
        ("rule_tenure", scenario.per_tenure_year_idr, pay),
        ("rule_years", scenario.tenure_years_at_most, "years"),
        ("rule_floor", floor if scenario.floor else None, pay),
        ("rule_national_at_most", scenario.national_idr_per_month, pay)]
    kept = [(key, amount, unit) for key, amount, unit in told if amount]
    kept += [] if share is None else [("rule_national", share, "percent")]
    rows = stated([(f"incentive.scenario.{name}.{key}", amount, unit) for key, amount, unit in kept], n=1)
    return rows.assign(group=name, category=[key for key, _, _ in kept])


def people(measure: _Measured, name: str) -> pd.DataFrame:
    """Return how many gain, stay and lose, and how many are under the wage floor today and then; a share beside each.

    Shares are of those who can be paid by the scheme; of a reconstruction, of everybody.
    """
    change, total = column(name, "change_total"), column(name, "total")
    wanted = (("gain", f"{change}>0"), ("stay", f"{change}=0"), ("lose", f"{change}<0"),
              ("below_today", f"{TODAY}<{measure.floor}"), ("below_then", f"{total}<{measure.floor}"))
    found = measure(name, [Quantity(f"incentive.scenario.{name}.{category}.{kind}", kind, condition, unit=unit)
                           for category, condition in wanted for kind, unit in (("count", "people"),
                                                                                ("share", "percent"))])
    return found.assign(category=[category for category, _ in wanted for _ in range(2)])


def pay(measure: _Measured, name: str) -> pd.DataFrame:
    """Return lowest, mean and highest pay today and then, and of the change; how many times the lowest the highest is.

    Of a survey also the change of those who gain, and of those who lose.
    """
    change = column(name, "change_total")
    wanted = [("pay_today", TODAY, ""), ("pay_then", column(name, "total"), ""), ("change", change, "")]
    if measure.surveyed:
        wanted += [("gained", change, f"{change}>0"), ("lost", change, f"{change}<0")]
    start = f"incentive.scenario.{name}"
    found = [measure(name, [Quantity(f"{start}.{category}.{kind}", kind, condition, variable=variable,
                                     unit="idr_per_month") for kind in ("minimum", "mean", "maximum")]
                     ).assign(category=category) for category, variable, condition in wanted]
    ratios = [measure.ratio(name, f"{start}.{category}.ratio", variable, ends).assign(category=category)
              for (category, variable, _), ends in zip(wanted[:2], found[:2], strict=True)]
    return pd.concat([*found, *(rows for rows in ratios if len(rows))], ignore_index=True)


def cost(measure: _Measured, name: str) -> pd.DataFrame:
    """Return what the pay of all who can be paid by the scheme costs: today, then, and the difference.

    Rows per month by budget and together, then per year: twelve months.
    """
    sides = {"today": today, "then": lambda budget: column(name, budget),
             "difference": lambda budget: column(name, f"change_{budget}")}
    found = measure(name, [Quantity(f"incentive.scenario.{name}.cost.{budget}.{side}", "total",
                                    variable=sides[side](budget), unit="idr_per_month")
                           for budget in BUDGETS for side in SIDES])
    monthly = found.assign(kind=[side for _ in BUDGETS for side in SIDES],
                           category=[f"{budget}_month" for budget in BUDGETS for _ in SIDES])
    return pd.concat([monthly, _yearly(monthly)], ignore_index=True)


def _yearly(monthly: pd.DataFrame) -> pd.DataFrame:
    return times(monthly, MONTHS).assign(
        key=monthly["key"] + "_year", unit="idr", category=monthly["category"].str.replace("_month", "_year"))


def times(frame: pd.DataFrame, factor: float) -> pd.DataFrame:
    """Return an estimate frame with its amounts, and all that bounds them, multiplied."""
    amounts = ["value", "lower", "upper", "interval_lower", "interval_upper"]
    return frame.assign(**{name: frame[name] * factor for name in amounts})


def everybody(measure: _Measured, chosen: Iterable[str]) -> pd.DataFrame:
    """Return the cost estimated for all companions; empty unless a random sample of known population was asked."""
    sampling = measure.survey.study.sampling
    if measure.surveyed is None or sampling.design != "random" or sampling.population is None:
        return stated([], n=0)
    found = [expanded(cost(measure, name), sampling.population).assign(group=name) for name in chosen]
    table = pd.concat(found, ignore_index=True)
    return table.assign(key=table["key"].str.replace(".cost.", ".all.", regex=False))


def expanded(costs: pd.DataFrame, population: int) -> pd.DataFrame:
    """Return the costs of respondents expanded to a population: its size in times their mean."""
    n = int(costs["n"].iloc[0])
    return times(costs, population / n).assign(denominator=population) if n else costs.iloc[:0]


def missing(measure: _Measured) -> pd.DataFrame:
    """Return how many cannot be paid by the schemes, by what is not known of them; empty for a reconstruction."""
    if measure.surveyed is None:
        return stated([], n=0)
    found = measure.surveyed.estimate(
        Quantity(f"incentive.scenarios.lacks.{reason}.{kind}", kind, f"{lack(reason)}=yes", unit=unit)
        for reason in LACKING for kind, unit in (("count", "people"), ("share", "percent")))
    return found.assign(category=[f"lacks_{reason}" for reason in LACKING for _ in range(2)])
