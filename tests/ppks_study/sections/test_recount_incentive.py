"""Each table of the incentive section, recounted from the answers in plain pandas."""

from dataclasses import replace

import pandas as pd
import pytest
from tests.support.recounting import (
    CITY,
    DATA,
    INCOME,
    NATIONAL,
    assert_recounted,
    choices,
    equals,
    judged,
    moved,
    paid,
    same,
    sample_of,
    sheet,
    stated,
    study_file,
    voices,
)
from tests.support.recounting_comparisons import compared, comparisons

from ppks_study.pay import with_pay

STUDY = study_file()
FLOOR = STUDY["profile"]["minimum_wage_idr_per_month"]
OFFICIAL = STUDY["profile"]["official_minimum_wages"][0]["idr_per_month"]
SCHEMES = STUDY["incentive"]["scenario"]
PEOPLE = STUDY["sampling"]["population"]
FEWEST = STUDY["disclosure"]["fewest"]
BUDGETS = ("national", "city", "total")
PAY = "idr_per_month"
MILLION = 1_000_000
COMPARED = (
    ("pay_by_status", "pay", "status", ("contract", "volunteer")),
    ("pay_by_sex", "pay", "sex", ("female", "male")),
    ("pay_by_education", "pay", "education", ()),
    ("pay_with_tenure", "pay", "tenure_years", ()),
)


@pytest.fixture(scope="module")
def sample(simulated):
    """The answers of the simulated survey, scored and paid in plain pandas."""
    return sample_of(simulated)


@pytest.fixture(scope="module")
def tables(section_of):
    """The section's tables as the library makes them."""
    return section_of("simulated", "incentive").tables


def statuses():
    """Return the status of each role that the table of programmes names."""
    return {row["role"]: row["status"] for row in sheet(DATA / "programmes.csv")}


def ranges(rows, floor=FLOOR):
    """Return each role's pay: the third lowest and the third highest answer."""
    found = []
    for choice in choices("programme"):
        of = rows[rows["programme"] == choice["name"]]
        if len(of) < 2 * FEWEST - 1:
            continue
        pay = {"national": of[NATIONAL], "city": of[CITY], "total": of[NATIONAL] + of[CITY]}
        told = {"role": choice["name"]}
        for budget, amounts in pay.items():
            ordered = amounts.dropna().sort_values().tolist()
            told |= {f"{budget}_lower": ordered[FEWEST - 1], f"{budget}_upper": ordered[-FEWEST]}
        known = int(pay["total"].notna().sum())
        reached = told["total_lower"] >= floor
        found.append(
            {
                **told,
                "n": known,
                "missing": len(of) - known,
                "condition": f"programme={choice['name']}",
                "label_id": choice["label::Indonesia (id)"],
                "label_en": choice["label::English (en)"],
                "status": statuses().get(choice["name"], "other"),
                "floor": floor,
                "below": "yes" if told["total_upper"] < floor else "no" if reached else "partly",
            }
        )
    return pd.DataFrame(found)


def spread(pay):
    """Return the ends of the pay of roles, and how many roles lie under the floor."""
    national = pay[pay["national_upper"] > 0]
    low, high = national["national_lower"].min(), national["national_upper"].max()
    ratio = [("incentive.national.ratio", high / low, "times")] if low > 0 else []
    return stated(
        [
            ("incentive.national.lowest", low, PAY),
            ("incentive.national.highest", high, PAY),
            *ratio,
            ("incentive.total.lowest", pay["total_lower"].min(), PAY),
            ("incentive.total.highest", pay["total_upper"].max(), PAY),
            ("incentive.floor", pay["floor"].max(), PAY),
            ("incentive.roles", len(pay), "roles"),
            ("incentive.roles.below", (pay["total_upper"] < pay["floor"]).sum(), "roles"),
            ("incentive.roles.above", (pay["total_lower"] >= pay["floor"]).sum(), "roles"),
        ],
        n=len(pay),
    )


def status(pay):
    """Return the same of the roles of each status."""
    told = []
    for name in sorted(set(pay["status"])):
        of = pay[pay["status"] == name]
        for category, value, unit in (
            ("roles", len(of), "roles"),
            ("below", (of["total_upper"] < of["floor"]).sum(), "roles"),
            ("lowest", of["total_lower"].min(), PAY),
            ("highest", of["total_upper"].max(), PAY),
        ):
            told += stated(
                [(f"incentive.status.{name}.{category}", value, unit)],
                n=len(of),
                group=name,
                category=category,
            )
    return told


def load(sample):
    """Return the families of one companion, as the study file states, and of all of them."""
    told, companions = STUDY["incentive"], STUDY["sampling"]["strata"]["pkh"]
    low, high, ideal = told["load_lower"], told["load_upper"], told["need_ratio"]
    start = "incentive.load"
    return stated(
        [
            (f"{start}.lower", low, "families"),
            (f"{start}.upper", high, "families"),
            (f"{start}.companions", companions, "people"),
            (f"{start}.total_lower", low * companions, "families"),
            (f"{start}.total_upper", high * companions, "families"),
            (f"{start}.ideal", ideal, "families"),
            (f"{start}.times_ideal_lower", low / ideal, "times"),
            (f"{start}.times_ideal_upper", high / ideal, "times"),
        ],
        n=2,
    )


def income(sample):
    """Return the lowest and the highest income."""
    return [
        sample.end(f"incentive.income.{kind}", kind, INCOME, PAY) for kind in ("minimum", "maximum")
    ]


def comparisons_of(sample):
    """Return the comparisons of pay from both budgets."""
    rows = sample.rows
    status_of = rows["programme"].map(statuses()).astype("object")
    told = rows.assign(pay=rows[NATIONAL] + rows[CITY], status=status_of)
    return comparisons(told, "incentive", COMPARED)


def scenarios(sample):
    """Return what each scheme is called, why it stands there, and what it keeps to."""
    found = []
    for scheme in SCHEMES.values():
        looks = scheme["competence"] if scheme.get("by_competence") else "–"
        found.append(
            {
                "label_id": scheme["label"]["id"],
                "label_en": scheme["label"]["en"],
                "note_id": scheme["note"]["id"],
                "note_en": scheme["note"]["en"],
                "looks_at": looks,
                "keeps_floor": "yes" if scheme.get("floor") else "no",
                "keeps_today": "yes" if scheme.get("nobody_loses") else "no",
                "told_by": "study",
            }
        )
    return pd.DataFrame(found)


def rules(sample):
    """Return the amounts of each scheme, without those of nothing."""
    told = []
    for name, scheme in SCHEMES.items():
        amounts = [("rule_base", scheme["base_idr_per_month"], PAY)]
        amounts += [(key, amount, PAY) for key, amount in scheme["by_qualification"].items()]
        amounts += [(key, amount, PAY) for key, amount in scheme.get("by_competence", {}).items()]
        amounts += [
            ("rule_tenure", scheme["per_tenure_year_idr"], PAY),
            ("rule_years", scheme["tenure_years_at_most"], "years"),
            ("rule_floor", FLOOR if scheme.get("floor") else 0, PAY),
            ("rule_national_at_most", scheme.get("national_idr_per_month", 0), PAY),
        ]
        if "national_share_percent" in scheme:
            amounts.append(("rule_national", scheme["national_share_percent"], "percent"))
        for key, amount, unit in amounts:
            if amount or key == "rule_national":
                told += stated(
                    [(f"incentive.scenario.{name}.{key}", amount, unit)],
                    n=1,
                    group=name,
                    category=key,
                    told_by="study",
                )
    return told


def people(sample):
    """Return who gains, stays and loses, and who is under the floor today and then."""
    told = []
    for name in SCHEMES:
        change, then, now = changes(sample, name)
        for category, held in (
            ("gain", change > 0),
            ("stay", change == 0),
            ("lose", change < 0),
            ("below_today", now < FLOOR),
            ("below_then", then < FLOOR),
        ):
            told += sample.both(
                f"incentive.scenario.{name}.{category}",
                judged(held, change),
                category=category,
                group=name,
            )
    return told


def changes(sample, name):
    """Return each person's change of pay under a scheme, their pay then, and today's."""
    rows = sample.rows
    return (
        rows[f"scenario_{name}_change_total_{PAY}"],
        rows[f"scenario_{name}_total_{PAY}"],
        rows[f"today_{PAY}"],
    )


def pay(sample):
    """Return the ends and the mean of pay and of its change, and the highest by the lowest."""
    told = []
    for name in SCHEMES:
        change, _, _ = changes(sample, name)
        of_change, of_then = f"scenario_{name}_change_total_{PAY}", f"scenario_{name}_total_{PAY}"
        found = []
        for category, variable, held in (
            ("pay_today", f"today_{PAY}", None),
            ("pay_then", of_then, None),
            ("change", of_change, None),
            ("gained", of_change, judged(change > 0, change)),
            ("lost", of_change, judged(change < 0, change)),
        ):
            key, more = (
                f"incentive.scenario.{name}.{category}",
                {"category": category, "group": name},
            )
            rows = [
                sample.end(f"{key}.minimum", "minimum", variable, PAY, held, **more),
                sample.mean(f"{key}.mean", variable, PAY, held, **more),
                sample.end(f"{key}.maximum", "maximum", variable, PAY, held, **more),
            ]
            found += rows if rows[1]["n"] else []
        ratios = []
        for low, high in ((found[0], found[2]), (found[3], found[5])):
            key = low["key"].replace("minimum", "ratio")
            ratios.append(
                {
                    **low,
                    "key": key,
                    "kind": "ratio",
                    "unit": "times",
                    "value": high["value"] / low["value"],
                }
            )
        told += found + ratios
    return told


def columns(name):
    """Return the column of each budget and side of a scheme's cost."""
    found = {}
    for budget in BUDGETS:
        now = f"today_{PAY}" if budget == "total" else f"today_{budget}_{PAY}"
        found |= {
            (budget, "today"): now,
            (budget, "then"): f"scenario_{name}_{budget}_{PAY}",
            (budget, "difference"): f"scenario_{name}_change_{budget}_{PAY}",
        }
    return found


def cost(sample):
    """Return what each budget pays in a month and in a year, million rupiah."""
    told = []
    for name in SCHEMES:
        for period, months, ending in (("month", 1, ""), ("year", 12, "_year")):
            for (budget, side), column in columns(name).items():
                row = sample.total(
                    f"incentive.scenario.{name}.cost.{budget}.{side}{ending}", column, "million_idr"
                )
                told.append(
                    {
                        **row,
                        "kind": side,
                        "value": row["value"] * months / MILLION,
                        "budget": budget,
                        "side": side,
                        "category": f"{budget}_{period}",
                        "group": name,
                    }
                )
    return told


def bill(sample):
    """Return each month's cost today, once, and then."""
    told, monthly = [], [row for row in cost(sample) if row["category"].endswith("_month")]
    for row in monthly:
        if row["side"] == "today" and row["group"] == next(iter(SCHEMES)):
            told.append({**row, "group": "today", "category": row["budget"]})
    return told + [{**row, "category": row["budget"]} for row in monthly if row["side"] == "then"]


def of_all(sample):
    """Return the cost estimated for all companions: a weighted mean, times how many there are."""
    told = []
    for name in SCHEMES:
        for period, months, ending in (("month", 1, ""), ("year", 12, "_year")):
            for budget, side in (
                ("total", "today"),
                ("total", "then"),
                ("national", "then"),
                ("city", "then"),
                ("total", "difference"),
            ):
                row = sample.mean(
                    f"incentive.scenario.{name}.all.{budget}.{side}{ending}",
                    columns(name)[budget, side],
                    "million_idr",
                )
                times = PEOPLE * months / MILLION
                interval = row["interval"] and tuple(scaled(end, times) for end in row["interval"])
                shown = side if budget == "total" else f"{side}_{budget}"
                told.append(
                    {
                        **row,
                        "kind": "estimated",
                        "value": row["value"] * times,
                        "budget": budget,
                        "interval": interval,
                        "side": side,
                        "category": f"{shown}_{period}",
                        "group": name,
                    }
                )
    return told


def scaled(end, times):
    """Return an end of an interval in another unit; the name of its method as it is."""
    return end if isinstance(end, str) else end * times


def lacking(sample):
    """Return why somebody cannot be paid by the schemes."""
    told = []
    for reason in ("today", "qualification", "competence", "tenure"):
        held = equals(sample.rows, f"scenario_lacks_{reason}", "yes")
        told += sample.both(f"incentive.scenarios.lacks.{reason}", held, category=f"lacks_{reason}")
    return told


def sensitivity(sample):
    """Return the roles under another floor, and where no answer is read as no pay."""
    unpaid = sample.rows.assign(**{name: sample.rows[name].fillna(0) for name in (NATIONAL, CITY)})
    return [
        *moved(
            "incentive",
            "wage_floor",
            {f"idr_{floor}": under(ranges(sample.rows, floor)) for floor in (FLOOR, OFFICIAL)},
            f"idr_{FLOOR}",
        ),
        *moved(
            "incentive",
            "unpaid",
            {"left_out": under(ranges(sample.rows)), "nothing": under(ranges(unpaid))},
            "left_out",
        ),
    ]


def under(pay):
    """Return the rows of how many roles lie under the floor, in all and of each status."""
    rows = {row["key"]: row for row in spread(pay)}
    of_status = {row["key"]: row for row in status(pay)}
    found = {name: rows[f"incentive.roles.{name}"] for name in ("below", "above")}
    for name in ("contract", "volunteer"):
        row = of_status[f"incentive.status.{name}.below"]
        found[f"{name}_below"] = {
            key: value for key, value in row.items() if key not in ("group", "category")
        }
    return found


RECOUNTS = {
    "spread": lambda sample: spread(ranges(sample.rows)),
    "status": lambda sample: status(ranges(sample.rows)),
    "load": load,
    "income": income,
    "scenarios": scenarios,
    "scenario_rules": rules,
    "scenario_people": people,
    "scenario_pay": pay,
    "scenario_cost": cost,
    "scenario_bill": bill,
    "scenario_all": of_all,
    "scenario_lacking": lacking,
    "comparisons": comparisons_of,
    "compared": lambda sample: compared(comparisons_of(sample), "incentive"),
    "sensitivity": sensitivity,
    "voices": lambda sample: voices("incentive"),
}
#: The tables that are recounted here.
RECOUNTED = (*RECOUNTS, "ranges", "need")


@pytest.mark.parametrize("name", RECOUNTS)
def test_a_table_of_incentives_tells_what_plain_pandas_counts(name, tables, sample):
    assert_recounted(tables[name], RECOUNTS[name](sample))


def test_the_pay_of_each_role_runs_from_the_third_lowest_to_the_third_highest_answer(
    tables, sample
):
    found, wanted = tables["ranges"], ranges(sample.rows)
    assert_recounted(
        found.sort_values("role", ignore_index=True), wanted.sort_values("role", ignore_index=True)
    )


def test_the_roles_that_are_paid_most_stand_first(tables):
    ends = tables["ranges"][["total_upper", "total_lower"]].apply(tuple, axis="columns").tolist()
    assert ends == sorted(ends, reverse=True)


def test_there_is_no_national_need_where_the_study_file_states_none(tables):
    assert "families" not in STUDY["incentive"]
    assert tables["need"].empty


def test_the_costs_of_both_budgets_add_up_and_the_difference_is_that_of_then_and_today(tables):
    for _, rows in tables["scenario_cost"].groupby("group"):
        cost_of = {
            (row["budget"], row["side"]): row["value"] for row in rows.head(9).to_dict("records")
        }
        for side in ("today", "then", "difference"):
            both = cost_of["national", side] + cost_of["city", side]
            assert cost_of["total", side] == pytest.approx(both)
        for budget in BUDGETS:
            change = cost_of[budget, "then"] - cost_of[budget, "today"]
            assert cost_of[budget, "difference"] == pytest.approx(change)


def test_who_gains_stays_and_loses_adds_up_to_those_whom_a_scheme_can_pay(tables, sample):
    known = sample.rows[f"today_{PAY}"].notna().sum()
    told = tables["scenario_people"].query(
        "kind == 'count' and category in ('gain', 'stay', 'lose')"
    )
    assert told.groupby("group")["value"].sum().tolist() == [known] * len(SCHEMES)


def assert_paid(respondents, rows):
    """Fail unless each respondent is paid today and by each scheme as the rows say."""
    paid_in = [name for name in rows if name.startswith(("scenario_", "today_"))]
    assert len(paid_in) == 4 + 3 + 6 * len(SCHEMES)
    for column in paid_in:
        pairs = zip(respondents[column], rows[column], strict=True)
        assert all(same(one, other) for one, other in pairs), column


def test_each_respondent_is_paid_by_a_scheme_what_is_worked_out_here(simulated, sample):
    assert_paid(simulated.respondents, sample.rows)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("graded", {"floor": True}),
        ("graded", {"nobody_loses": True}),
        ("graded", {"national_share_percent": 33.33333}),
        ("graded", {"tenure_years_at_most": 3}),
        ("graded", {"competence": "attitude"}),
        ("protected", {"national_idr_per_month": 3_200_000}),
        ("protected", {"base_idr_per_month": 2_000_000}),
    ],
    ids=str,
)
def test_each_respondent_is_paid_what_is_worked_out_here_under_another_rule(
    name, rule, simulated, sample
):
    known = simulated.study.incentive
    schemes = {**known.scenario, name: replace(known.scenario[name], **rule)}
    study = replace(simulated.study, incentive=replace(known, scenario=schemes))
    told = study_file()
    told["incentive"]["scenario"][name] |= rule
    unpaid = [column for column in sample.rows if not column.startswith(("scenario_", "today_"))]
    assert_paid(with_pay(simulated.respondents, study), paid(sample.rows[unpaid], told))
