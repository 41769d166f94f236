"""Schemes of pay beside today's: who gains and loses, what it costs each budget, who stays under
the wage floor."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pandas as pd

from ppks_study.errors import StudyError, nearest
from ppks_study.estimates import NO_INTERVAL, Quantity, frame_of, stated
from ppks_study.pay import LACKING, TODAY, column, lack, today, with_pay
from ppks_study.scenario import BUDGETS, Scenario
from ppks_study.sections.pay_bounds import Schemes
from ppks_study.survey import Survey

#: Who pays, and both together.
PAYERS = (*BUDGETS, "total")
MONTHS, MILLION = 12, 1_000_000
#: What a scenario is compared by: today's, its own, the change from the one to the other.
SIDES = ("today", "then", "difference")
#: What is estimated for all companions.
ESTIMATED = ("today", "then", "then_national", "then_city", "difference")
EMPTY = (
    "scenarios",
    "scenario_rules",
    "scenario_people",
    "scenario_pay",
    "scenario_cost",
    "scenario_bill",
    "scenario_all",
    "scenario_lacking",
)


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
        ``scenarios`` (name, note, what each keeps to), ``scenario_rules`` (its amounts),
        ``scenario_people`` (who gains, stays, loses, is under the floor today and then),
        ``scenario_pay`` (lowest, mean, highest pay and change, and the ratio of highest to lowest),
        ``scenario_cost`` (per month and year, by budget: today, then, difference),
        ``scenario_bill`` (each month's today and then, as a figure shows it), ``scenario_all`` (the
        cost estimated for all companions, of a random sample of known size), ``scenario_lacking``
        (why somebody cannot be paid by a scheme, of a survey). All are empty without scenarios.

    Raises
    ------
    StudyError
        There is no such scenario; or a merged role stands for roles that have no rate.

    Notes
    -----
    All schemes are compared over the same people: those of whom today's pay and all that the
    schemes ask for are known. Of a reconstruction the numbers are the sharp ends that claims leave
    (`bounded_pay`).
    """
    chosen = _chosen(survey, only)
    if not chosen:
        return {name: pd.DataFrame() for name in EMPTY}
    measure = _Measured(survey)
    costs = _of_each(measure, chosen, cost)
    return {
        "scenarios": described(chosen),
        "scenario_rules": rules(survey, chosen),
        "scenario_people": _of_each(measure, chosen, people),
        "scenario_pay": _of_each(measure, chosen, pay),
        "scenario_cost": costs,
        "scenario_bill": bill(costs),
        "scenario_all": _of_each(measure, chosen, everybody),
        "scenario_lacking": missing(measure),
    }


def _chosen(survey: Survey, only: str | None) -> dict[str, Scenario]:
    known = survey.study.incentive.scenario
    if only is not None and only not in known:
        raise StudyError(
            f"no scenario {only!r}",
            where=f"study {survey.study.name}, [incentive.scenario]",
            expected=nearest(only, list(known)) if known else "a table [incentive.scenario.NAME]",
        )
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
        return (
            self.surveyed.estimate(quantities)
            if self.surveyed
            else self.schemes[name].estimate(quantities)
        )

    def ratio(self, name: str, key: str, variable: str, ends: pd.DataFrame) -> pd.DataFrame:
        """Return the highest in times the lowest; empty where the lowest is nothing, or not known.

        Parameters
        ----------
        name : str
            Of the scenario.
        key : str
            Of the row.
        variable : str
            A column that `ppks_study.pay.with_pay` adds.
        ends : DataFrame
            Estimate frame with the variable's minimum and maximum.
        """
        if not self.surveyed:
            return self.schemes[name].ratio(key, variable)
        by_kind = ends[ends["variable"] == variable].drop_duplicates("kind").set_index("kind")
        low, high = by_kind.loc["minimum"], by_kind.loc["maximum"]
        if pd.isna(low["value"]) or pd.isna(high["value"]) or low["value"] <= 0:
            return frame_of([])
        times = high["value"] / low["value"]
        return frame_of(
            [
                (
                    key,
                    "ratio",
                    "",
                    "",
                    variable,
                    "times",
                    times,
                    low["n"],
                    low["missing"],
                    low["denominator"],
                    times,
                    times,
                    "computed",
                    *NO_INTERVAL,
                )
            ]
        )


def _of_each(measure: _Measured, chosen: Iterable[str],
             build: Callable[[_Measured, str], pd.DataFrame]) -> pd.DataFrame:
    found = pd.concat(
        [build(measure, name).assign(group=name) for name in chosen], ignore_index=True
    )
    return found if len(found) else pd.DataFrame()


def described(chosen: dict[str, Scenario]) -> pd.DataFrame:
    """Return what each scenario is called, why it stands there, and what it keeps to.

    Parameters
    ----------
    chosen : dict of str to Scenario
        By name.
    """
    rows = []
    for scenario in chosen.values():
        row = {f"label_{lang}": label for lang, label in scenario.label.items()}
        row |= {f"note_{lang}": note for lang, note in scenario.note.items()}
        row["looks_at"] = scenario.competence if scenario.by_competence else "–"
        row["keeps_floor"] = "yes" if scenario.floor else "no"
        row["keeps_today"] = "yes" if scenario.nobody_loses else "no"
        rows.append(row)
    return pd.DataFrame(rows).assign(told_by="study")


def rules(survey: Survey, chosen: dict[str, Scenario]) -> pd.DataFrame:
    """Return the amounts of each scenario as stated rows, those of nothing left out.

    Parameters
    ----------
    survey : Survey
        Gives the wage floor.
    chosen : dict of str to Scenario
        By name.
    """
    floor, parts = survey.study.profile.minimum_wage_idr_per_month, []
    for name, scenario in chosen.items():
        parts.append(_rules(name, scenario, floor))
    return pd.concat(parts, ignore_index=True)


def _rules(name: str, scenario: Scenario, floor: int) -> pd.DataFrame:
    amounts: dict[str, float | None] = {
        "rule_base": scenario.base_idr_per_month,
        **scenario.by_qualification,
        **scenario.by_competence,
        "rule_tenure": scenario.per_tenure_year_idr,
        "rule_years": scenario.tenure_years_at_most,
        "rule_floor": floor if scenario.floor else None,
        "rule_national_at_most": scenario.national_idr_per_month,
    }
    categories, rows = [], []
    for key, amount in amounts.items():
        if amount:
            categories.append(key)
            unit = "years" if key == "rule_years" else "idr_per_month"
            rows.append((f"incentive.scenario.{name}.{key}", amount, unit))
    if scenario.national_share_percent is not None:
        categories.append("rule_national")
        rows.append((f"incentive.scenario.{name}.rule_national",
                     scenario.national_share_percent, "percent"))
    return stated(rows, n=1).assign(group=name, category=categories, told_by="study")


def people(measure: _Measured, name: str) -> pd.DataFrame:
    """Return how many gain, stay and lose, and how many are under the wage floor today and then; a
    share beside each.

    Shares are of those who can be paid by the scheme; of a reconstruction, of everybody.

    Parameters
    ----------
    measure : _Measured
        Gives numbers on a scenario.
    name : str
        Of the scenario.
    """
    change, total = column(name, "change_total"), column(name, "total")
    wanted = (
        ("gain", f"{change}>0"),
        ("stay", f"{change}=0"),
        ("lose", f"{change}<0"),
        ("below_today", f"{TODAY}<{measure.floor}"),
        ("below_then", f"{total}<{measure.floor}"),
    )
    quantities, categories = [], []
    for category, condition in wanted:
        quantities += _counted(f"incentive.scenario.{name}.{category}", condition)
        categories += [category, category]
    return measure(name, quantities).assign(category=categories)


def _counted(start: str, condition: str) -> list[Quantity]:
    """Return the count and the share of those who meet a condition."""
    return [Quantity(f"{start}.count", "count", condition, unit="people"),
            Quantity(f"{start}.share", "share", condition, unit="percent")]


def pay(measure: _Measured, name: str) -> pd.DataFrame:
    """Return lowest, mean and highest pay today and then, and of the change; how many times the
    lowest the highest is.

    Of a survey also the change of those who gain, and of those who lose.

    Parameters
    ----------
    measure : _Measured
        Gives numbers on a scenario.
    name : str
        Of the scenario.
    """
    change = column(name, "change_total")
    wanted = [
        ("pay_today", TODAY, ""),
        ("pay_then", column(name, "total"), ""),
        ("change", change, ""),
    ]
    if measure.surveyed:
        wanted += [("gained", change, f"{change}>0"), ("lost", change, f"{change}<0")]
    start = f"incentive.scenario.{name}"
    parts = []
    for category, variable, condition in wanted:
        quantities = []
        for kind in ("minimum", "mean", "maximum"):
            key = f"{start}.{category}.{kind}"
            quantities.append(
                Quantity(key, kind, condition, variable=variable, unit="idr_per_month"))
        amounts = measure(name, quantities).assign(category=category)
        if not condition or amounts["n"].max() > 0:  # of nobody who loses there is no change
            parts.append(amounts)
    for (category, variable, _), ends in zip(wanted[:2], parts[:2], strict=True):
        ratio = measure.ratio(name, f"{start}.{category}.ratio", variable, ends)
        if len(ratio):
            parts.append(ratio.assign(category=category))
    return pd.concat(parts, ignore_index=True)


def cost(measure: _Measured, name: str) -> pd.DataFrame:
    """Return what the pay of all who can be paid by the scheme costs, million rupiah: today, then,
    and the difference.

    Rows per month by budget and together, then per year: twelve months.

    Parameters
    ----------
    measure : _Measured
        Gives numbers on a scenario.
    name : str
        Of the scenario.
    """
    found = _sums(measure, name, "total")
    monthly = times(found, Fraction(1, MILLION)).assign(category=found["budget"] + "_month")
    yearly = times(monthly, Fraction(MONTHS)).assign(
        key=found["key"] + "_year", category=found["budget"] + "_year"
    )
    return pd.concat([monthly, yearly], ignore_index=True).assign(
        kind=lambda t: t["side"], unit="million_idr"
    )


def bill(costs: pd.DataFrame) -> pd.DataFrame:
    """Return the monthly costs as groups to draw: today's, then each scenario's, by budget and
    together.

    Parameters
    ----------
    costs : DataFrame
        As `cost` returns it, of all scenarios.
    """
    monthly = costs[costs["category"].str.endswith("_month")]
    first = monthly[(monthly["kind"] == "today") & (monthly["group"] == monthly["group"].iloc[0])]
    found = pd.concat(
        [first.assign(group="today"), monthly[monthly["kind"] == "then"]], ignore_index=True
    )
    return found.assign(category=found["budget"])


def _sums(measure: _Measured, name: str, kind: str) -> pd.DataFrame:
    """Return a number (total, mean) of what each budget pays today and then, and of its change."""
    columns = {"today": today, "then": lambda budget: column(name, budget),
               "difference": lambda budget: column(name, f"change_{budget}")}
    quantities, budgets, sides = [], [], []
    for budget, side in product(PAYERS, SIDES):
        quantities.append(Quantity(f"incentive.scenario.{name}.cost.{budget}.{side}", kind,
                                   variable=columns[side](budget), unit="idr_per_month"))
        budgets.append(budget)
        sides.append(side)
    return measure(name, quantities).assign(budget=budgets, side=sides)


def times(frame: pd.DataFrame, factor: Fraction) -> pd.DataFrame:
    """Return an estimate frame with its amounts, and all that bounds them, multiplied.

    Parameters
    ----------
    frame : DataFrame
        Estimate frame of amounts.
    factor : Fraction
        What amounts are multiplied by.
    """
    multiplied = frame.copy()
    for name in ("value", "lower", "upper", "interval_lower", "interval_upper"):
        multiplied[name] = frame[name] * factor.numerator / factor.denominator
    return multiplied


def everybody(measure: _Measured, name: str) -> pd.DataFrame:
    """Return the cost estimated for all companions, million rupiah; empty unless a random sample of
    known size.

    It is the mean of the respondents, weighted as the sample was drawn, times how many companions
    there are.

    Parameters
    ----------
    measure : _Measured
        Gives numbers on a scenario.
    name : str
        Of the scenario.
    """
    sampling = measure.survey.study.sampling
    if measure.surveyed is None or sampling.design != "random" or sampling.population is None:
        return frame_of([])
    found = times(_sums(measure, name, "mean"), Fraction(sampling.population, MILLION))
    found["key"] = found["key"].str.replace(".cost.", ".all.", regex=False)
    of_budget = found["side"] + "_" + found["budget"]
    found["category"] = found["side"].where(found["budget"] == "total", of_budget)
    shown = found.set_index("category", drop=False).loc[list(ESTIMATED)].reset_index(drop=True)
    yearly = times(shown, Fraction(MONTHS)).assign(
        key=shown["key"] + "_year", category=shown["category"] + "_year"
    )
    monthly = shown.assign(category=shown["category"] + "_month")
    return pd.concat([monthly, yearly], ignore_index=True).assign(
        kind="estimated", unit="million_idr"
    )


def missing(measure: _Measured) -> pd.DataFrame:
    """Return how many cannot be paid by the schemes, by what is not known of them; empty for a
    reconstruction.

    Parameters
    ----------
    measure : _Measured
        Gives numbers on a scenario.
    """
    if measure.surveyed is None:
        return pd.DataFrame()
    quantities, categories = [], []
    for reason in LACKING:
        quantities += _counted(f"incentive.scenarios.lacks.{reason}", f"{lack(reason)}=yes")
        categories += [f"lacks_{reason}", f"lacks_{reason}"]
    return measure.surveyed.estimate(quantities).assign(category=categories)
