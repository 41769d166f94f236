"""Schemes of pay beside today's: on reconstructions against brute force and by hand, on surveys as sums."""

from dataclasses import replace
from itertools import combinations_with_replacement, product

import pandas as pd
import pytest

from claimcheck.bounds import Evidence
from claimcheck.conditions import parse
from claimcheck.space import Column, Space
from claimcheck.statements import count_is
from ppks_study.errors import StudyError
from ppks_study.estimates import Quantity
from ppks_study.pay import column, today, with_pay
from ppks_study.scenario import Scenario
from ppks_study.sections.pay_bounds import Schemes
from ppks_study.sections.pay_schemes import EMPTY, scenarios

#: Three people of two roles; the pay of one is a range from either budget.
RATES = {"programme=pkh": [(2, 0), (3, 0), (2, 1), (3, 1)], "programme=psm": [(1, 1)]}
SPACE = Space(3, {"programme": Column(("pkh", "psm")), "education": Column(("slta", "s1"))})
KNOWN = (count_is(parse("programme=pkh"), 1, 2), count_is(parse("programme in pkh|psm"), 3),
         count_is(parse("education=s1"), 1, 2), count_is(parse("education in slta|s1"), 3),
         count_is(parse("programme=psm & education=s1"), 0), count_is(parse("tenure_years>=1"), 2),
         count_is(parse("tenure_years>=0"), 3), count_is(parse("knowledge_percent>=86"), 3))
PEOPLE = list(product(("pkh", "psm"), ("slta", "s1"), (0, 1, 2, 3)))
WORDS = {"label": {}, "note": {}, "by_competence": {"very_effective": 1}, "competence": "knowledge"}
SCHEMES = {
    "plain": Scenario(**WORDS, base_idr_per_month=1, by_qualification={"generalis": 2}, per_tenure_year_idr=1,
                      tenure_years_at_most=2, national_share_percent=60),
    "kept": Scenario(**WORDS, by_qualification={"generalis": 1, "asisten": 1}, national_idr_per_month=2,
                     nobody_loses=True),
    "lifted": Scenario(**WORDS, by_qualification={"asisten": 1}, per_tenure_year_idr=1, tenure_years_at_most=2,
                       national_share_percent=50, floor=True, nobody_loses=True)}
CONDITIONS = ("change_total>0", "change_total=0", "change_total<0", "total<3", "today<3")
AMOUNTS = ("total", "national", "city", "change_total", "change_national", "change_city", "today_total",
           "today_national", "today_city")

PAID = {"national": "incentive_national_idr_per_month", "city": "incentive_city_idr_per_month"}


@pytest.fixture(scope="module")
def small(study):
    """The published study with a floor of 3 rupiah and toy schemes; nothing checks them."""
    return replace(study, incentive=replace(study.incentive, scenario=SCHEMES),
                   profile=replace(study.profile, minimum_wage_idr_per_month=3))


def data_sets():
    """Every way in which the claims can be met, with all that people can be paid today."""
    for people in combinations_with_replacement(PEOPLE, 3):
        if (1 <= sum(p == "pkh" for p, _, _ in people) <= 2 and 1 <= sum(e == "s1" for _, e, _ in people) <= 2
                and not any(p == "psm" and e == "s1" for p, e, _ in people)
                and sum(y >= 1 for _, _, y in people) == 2):
            for rates in product(*({"pkh": RATES["programme=pkh"], "psm": [(1, 1)]}[p] for p, _, _ in people)):
                yield people, rates


def paid(name, education, years, now):
    """What each of the three schemes comes to, written out."""
    most = min(years, 2)
    pay = {"plain": 1 + 2 * (education == "s1") + 1 + most, "kept": 2,
           "lifted": max(3, (education == "slta") + 1 + most)}[name]
    pay = pay if name == "plain" else max(pay, sum(now))
    national = {"plain": pay * 6 // 10, "kept": min(pay, 2), "lifted": pay // 2}[name]
    return {"total": pay, "national": national, "city": pay - national, "change_total": pay - sum(now),
            "change_national": national - now[0], "change_city": pay - national - now[1], "today_total": sum(now),
            "today_national": now[0], "today_city": now[1], "today": sum(now)}


def variable(name, what):
    return today(what.removeprefix("today_")) if what.startswith("today_") else column(name, what)


@pytest.mark.parametrize("name", SCHEMES)
def test_every_end_is_that_of_all_data_sets_and_all_rates(small, name):
    scheme = Schemes.build(Evidence(SPACE, KNOWN), small, RATES)[name]
    found = [[paid(name, education, years, now) for (_, education, years), now in zip(people, rates, strict=True)]
             for people, rates in data_sets()]
    for condition in CONDITIONS:
        atom = parse(condition).atoms[0]
        counts = [sum(atom.holds(person[atom.column]) for person in people) for people in found]
        asked = str(parse(condition)).replace(
            atom.column, today("total") if atom.column == "today" else column(name, atom.column))
        bound = scheme.bound(Quantity("k", "count", asked))
        assert (bound.lower, bound.upper) == (min(counts), max(counts)), condition
    for what, (kind, measure) in product(AMOUNTS, {"total": sum, "minimum": min, "maximum": max}.items()):
        amounts = [measure(person[what] for person in people) for people in found]
        bound = scheme.bound(Quantity("k", kind, variable=variable(name, what)))
        assert (bound.lower, bound.upper) == (min(amounts), max(amounts)), (what, kind)
    for what in ("total", "today_total"):
        ratios = [max(p[what] for p in people) / min(p[what] for p in people) for people in found]
        row = scheme.ratio("k", variable(name, what)).iloc[0]
        assert (row["lower"], row["upper"]) == pytest.approx((min(ratios), max(ratios))), what


def test_where_claims_determine_everything_bounds_are_the_direct_computation(small):
    """Four people whose cells are all known, one rate a role."""
    people = pd.DataFrame({"programme": ["pkh", "pkh", "psm", "psm"], "education": ["s1", "slta", "slta", "slta"],
                           "tenure_years": [0, 3, 1, 1]})
    counted = people.value_counts().items()
    known = [count_is(parse(f"programme={p} & education={e} & tenure_years>={y} & tenure_years<{y + 1}"), n)
             for (p, e, y), n in counted]
    rates = {"programme=pkh": [(2, 1)], "programme=psm": [(1, 1)]}
    evidence = Evidence(Space(4, SPACE.columns), (*known, count_is(parse("knowledge_percent>=86"), 4)))
    money = pd.DataFrame({PAID["national"]: [2, 2, 1, 1], PAID["city"]: [1, 1, 1, 1]}, dtype="Int64")
    direct = with_pay(people.join(money).assign(
        qualification_class=["generalis", "asisten", "asisten", "asisten"], knowledge_class="very_effective"), small)
    for name, scheme in Schemes.build(evidence, small, rates).items():
        for what, kind in product(AMOUNTS, ("total", "minimum", "maximum", "mean")):
            bound = scheme.bound(Quantity("k", kind, variable=variable(name, what)))
            exact = getattr(direct[variable(name, what)], {"total": "sum", "minimum": "min", "maximum": "max"}.get(
                kind, kind))()
            assert bound.identified, (name, what, kind)
            assert float(bound.lower) == exact, (name, what, kind)


@pytest.fixture(scope="module")
def bounded(english):
    return scenarios(english)


def row(tables, key):
    return next(found.iloc[0] for table in tables.values() if "key" in table
                for found in [table[table["key"] == f"incentive.scenario.{key}"]] if len(found))


@pytest.mark.parametrize(("key", "lower", "upper"), [
    # 20 PKH at 3.2, 5 PSM at 1, 3 TKSK at 0.5, small roles 5 + 3.28 + 2.7 + 2 × 0.6 million; twelve from 0.35 to 2.7
    ("graded.cost.total.today", 86.88, 115.08),
    # 11 × 1.3 + 34 × 2.4 = 95.9 million; 26 people count 3 to 5 years of 50,000, nineteen none to ten
    ("graded.cost.total.then", 99.8, 111.9),
    ("graded.cost.total.then_year", 1197.6, 1342.8),
    # 20 PKH, the coordinator and the technical coordinator lose; the eight of PSM and TKSK and both Tagana gain
    ("graded.gain.count", 10, 23), ("graded.lose.count", 22, 35), ("graded.below_then.count", 11, 11),
    ("protected.lose.count", 0, 0), ("protected.below_then.count", 0, 0),
    ("protected.pay_then.maximum", 5_000_000, 5_000_000)])
def test_the_published_study_is_bounded_as_worked_out_by_hand(bounded, key, lower, upper):
    found = row(bounded, key)
    assert (found["lower"], found["upper"]) == pytest.approx((lower, upper))
    assert found["basis"] == ("determined" if lower == upper else "bounded")
    assert pd.isna(found["value"]) != (lower == upper)
    assert (found["n"], found["missing"]) == (45, 0)


def test_roles_held_together_are_taken_apart_only_where_it_is_printed_how_many_hold_each(english):
    wide = replace(english, claims=tuple(c for c in english.claims if c.id != "method.table1.tagana"))
    assert row(scenarios(wide, "graded"), "graded.cost.total.today")["upper"] == pytest.approx(127.9)
    told = replace(english.study.incentive, merged={"small_roles": ["pkh_cordinator"]})
    with pytest.raises(StudyError, match="did you mean pkh_coordinator"):
        scenarios(replace(english, study=replace(english.study, incentive=told)))


def test_nothing_of_a_reconstruction_is_estimated_for_others_or_counted_row_by_row(bounded):
    assert bounded["scenario_all"].empty
    assert bounded["scenario_lacking"].empty
    assert set(pd.concat(bounded[t] for t in ("scenario_people", "scenario_pay", "scenario_cost"))["basis"]) == {
        "bounded", "determined"}


@pytest.fixture(scope="module")
def surveyed(simulated):
    return scenarios(simulated)


def test_a_survey_is_summed_over_everybody_who_can_be_paid(surveyed, simulated):
    people = simulated.respondents.dropna(subset=[column("graded", "total")])
    now = people[[*PAID.values()]].sum(axis="columns")
    then = people[column("graded", "total")]
    expected = {"cost.total.today": now.sum() / 1e6, "cost.total.then": then.sum() / 1e6,
                "cost.total.difference_year": 12 * (then.sum() - now.sum()) / 1e6, "gain.count": (then > now).sum(),
                "lose.count": (then < now).sum(), "below_then.count": (then < 2_900_000).sum()}
    for key, value in expected.items():
        found = row(surveyed, f"graded.{key}")
        assert found["value"] == pytest.approx(float(value)), key
        assert found["n"] + found["missing"] == 300, key


def test_gainers_losers_and_those_who_stay_are_everybody(surveyed):
    people = surveyed["scenario_people"]
    for _, rows in people[people["kind"] == "count"].groupby("group"):
        counts = rows.set_index("category")["value"]
        assert counts[["gain", "stay", "lose"]].sum() == rows["n"].iloc[0]


def test_all_schemes_are_compared_over_the_same_people(surveyed):
    costs = surveyed["scenario_cost"]
    assert costs["n"].nunique() == 1
    now = costs[costs["kind"] == "today"].groupby("category")["value"].nunique()
    assert set(now) == {1}


def test_budgets_add_up_and_differences_are_differences(surveyed):
    sums = surveyed["scenario_cost"].pivot_table(index=["group", "category"], columns="kind", values="value")
    assert (sums["then"] - sums["today"]).to_numpy() == pytest.approx(sums["difference"].to_numpy())
    for period in ("month", "year"):
        parts = [sums.xs(f"{budget}_{period}", level="category") for budget in ("national", "city", "total")]
        assert (parts[0] + parts[1]).to_numpy() == pytest.approx(parts[2].to_numpy())


def test_only_a_random_sample_of_known_size_is_estimated_for_all(simulated, surveyed):
    assert set(surveyed["scenario_all"]["kind"]) == {"estimated"}
    for change in ({"design": "census"}, {"design": "purposive"}, {"population": None}):
        study = replace(simulated.study, sampling=replace(simulated.study.sampling, **change))
        assert scenarios(replace(simulated, study=study))["scenario_all"].empty


def test_one_scenario_can_be_shown_alone_and_an_unknown_one_is_refused(simulated):
    alone = scenarios(simulated, "protected")
    assert set(alone["scenario_people"]["group"]) == {"protected"}
    with pytest.raises(StudyError, match="did you mean protected"):
        scenarios(simulated, "protectd")


def test_a_study_without_scenarios_has_no_such_tables(simulated):
    study = replace(simulated.study, incentive=replace(simulated.study.incentive, scenario={}))
    found = scenarios(replace(simulated, study=study))
    assert tuple(found) == EMPTY
    assert all(table.empty for table in found.values())


def test_nobody_surveyed_is_not_an_error(simulated):
    found = scenarios(replace(simulated, respondents=simulated.respondents.iloc[:0]))
    assert set(found["scenario_people"].loc[found["scenario_people"]["kind"] == "count", "value"]) == {0}


def test_a_pay_of_nothing_has_no_ratio(simulated):
    people = simulated.respondents.assign(**dict.fromkeys(PAID.values(), 0)).astype(dict.fromkeys(
        PAID.values(), "Int64"))
    pay = scenarios(replace(simulated, respondents=people))["scenario_pay"]
    assert set(pay.loc[pay["kind"] == "ratio", "category"]) == {"pay_then"}
