"""What claims allow a scheme of pay to come to: against brute force, and where they fix everything."""

from dataclasses import replace
from itertools import combinations_with_replacement, product

import pandas as pd
import pytest

from claimcheck.bounds import Evidence
from claimcheck.conditions import parse
from claimcheck.space import Column, Space
from claimcheck.statements import count_is
from ppks_study.estimates import Quantity
from ppks_study.pay import column, today, with_pay
from ppks_study.scenario import Scenario
from ppks_study.sections.pay_bounds import Schemes, rates, transcribed

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


def test_rates_are_the_corners_of_what_is_transcribed_for_each_role(english):
    printed = transcribed(english)
    assert (printed.loc["pkh", "total_lower"], printed.loc["pkh", "total_upper"]) == (3_200_000, 3_200_000)
    (national, city), = rates(english)["programme=pkh"]
    assert national + city == 3_200_000
