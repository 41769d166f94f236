"""A survey with tiny groups: what is withheld shows nowhere, and cannot be worked out from what shows."""

import importlib
import json
import re
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

import ppks_study as ppks
from claimcheck.bounds import Evidence
from claimcheck.conditions import Condition, parse
from claimcheck.errors import InfeasibleError
from claimcheck.statements import Statement, Term, count_is
from ppks_study import figures
from ppks_study import withheld_file as kept
from ppks_study.estimates import measure
from ppks_study.guard import guard, guard_strata, report, respondents_of, unique_respondents
from ppks_study.page import Page
from ppks_study.supplement import supplement
from ppks_study.survey import Section, load
from surveystats.disclosure.magnitudes import of_few, untellable
from surveystats.disclosure.respondents import canonical

door = importlib.import_module("ppks_study.guard")
ROOT = Path(__file__).parents[2]
SECTIONS = ("profile", "competence", "qualification", "incentive")
COLUMNS = ("education", "programme", "income_idr_per_month", "attitude_percent", "age_years", "marital_status")


def with_fewest(survey, fewest):
    return replace(survey, study=replace(survey.study, disclosure=replace(survey.study.disclosure, fewest=fewest)))


@pytest.fixture(scope="module")
def tiny(simulated):
    """Return the simulated survey with one person in a role, one with S2, one divorced, and one very high income."""
    people = simulated.respondents.copy()
    for column, choice, other in (("programme", "napza", "bpnt"), ("education", "s2", "s1"),
                                  ("marital_status", "divorced", "married")):
        held = people.index[people[column] == choice]
        people.loc[held[1:], column] = other
    people.loc[people.index[7], "income_idr_per_month"] = 50_000_000
    return replace(simulated, respondents=people)


@pytest.fixture(scope="module")
def sections(tiny):
    """Return the sections of that survey, computed once; its plan is made of them."""
    found = {name: getattr(ppks, name)(tiny) for name in SECTIONS}
    door._PLANS[kept.fingerprint(tiny)] = door.made(tiny, found.values())
    return found


@pytest.fixture(scope="module")
def told(tiny, sections):
    """Return the guarded sections of that survey."""
    return {name: guard(section, tiny) for name, section in sections.items()}


@pytest.fixture(scope="module")
def saved(tiny, sections, tmp_path_factory):
    """Show all that the notebooks show, and return the folder where it is saved."""
    folder = tmp_path_factory.mktemp("saved")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PPKS_OUTPUT", str(folder))
        patch.setattr("ppks_study.figures.style.FORMATS", ("svg",))
        patch.setattr("paperbuild.table.BOOKS", ())
        for name in SECTIONS:
            show_all(Page(tiny, sections[name]), name, tiny)
    return folder


def show_all(page, name, survey):
    """Run the lines of a notebook that show something."""
    cells = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        for line in "".join(cell["source"]).splitlines():
            if cell["cell_type"] == "code" and line.startswith("page."):
                eval(line, {**vars(figures), "page": page, "survey": survey})


def rows(sections):
    for section in sections.values():
        for name, table in section.tables.items():
            for row in table.to_dict("records") if "basis" in table else ():
                yield section.name, name, row


def test_small_counts_are_withheld_in_every_table(told, tiny):
    withheld = {row["key"] for _, _, row in rows(told) if row["basis"] == "withheld"}
    assert {"profile.programme.napza.count", "profile.education.s2.share", "qualification.education.s2.count",
            "qualification.class.spesialis.count", "profile.marital_status.divorced.count"} <= withheld
    for _, name, row in rows(told):
        if row["kind"] in ("count", "share") and pd.notna(row["value"]):
            seen = measure(tiny.respondents, "count", condition=row["condition"], of=row["of"]) if all(
                c in tiny.respondents and not c[1:].isdigit() for c in parse(row["condition"]).columns) else None
            assert seen is None or not 0 < seen.value < 3, (name, row["key"])


def test_withheld_rows_keep_their_keys_and_say_nothing(told):
    for section, name, row in rows(told):
        if row["basis"] == "withheld":
            assert row["key"], (section, name)
            assert all(pd.isna(row[c]) for c in ("value", "lower", "upper", "interval_lower", "interval_upper"))


def test_one_fact_is_withheld_wherever_it_shows(told):
    found = {}
    for _, _, row in rows(told):
        if row["kind"] in ("count", "share") and row["unit"] in ("people", "percent"):
            found.setdefault(str(parse(row["condition"]) & parse(row["of"])), set()).add(row["basis"] == "withheld")
    assert [fact for fact, told_so in found.items() if len(told_so) > 1] == []


def known(told, tiny, columns):
    """Return what the guarded tables say of some columns, as an attacker reads it, and what they withhold."""
    statements, secret, people = {}, set(), respondents_of(tiny)
    for _, _, row in rows(told):
        condition = canonical(parse(row["condition"]) & parse(row["of"]))
        if not condition.atoms or not set(condition.columns) <= set(columns) or row["kind"] not in ("count", "share"):
            continue
        if row["basis"] == "withheld":
            secret.add(condition)
            statements[condition] = Statement((Term(Fraction(1), condition),), Fraction(1), None)
        else:
            statements[condition] = count_is(condition, people.count(condition))
        if pd.notna(row["n"]) and len(condition.columns) == 1 and not row["of"]:
            answered = people.answered(condition.columns[0])
            statements[answered] = count_is(answered, int(row["n"]))
    return Evidence(people.space(columns), tuple(statements.values())), secret


@pytest.mark.parametrize("column", COLUMNS)
def test_our_solver_given_all_that_is_told_pins_no_withheld_count(told, tiny, column):
    evidence, secret = known(told, tiny, [column, "sex"])
    assert secret or column == "age_years"
    for condition in sorted(secret, key=str):
        bound = evidence.count(condition)
        assert bound.lower < bound.upper, str(condition)
        assert bound.lower <= respondents_of(tiny).count(condition) <= bound.upper


def test_a_published_floor_beside_another_does_not_tell_of_one_person(told, tiny):
    table = told["profile"].tables["envelope"]
    shown = table[table["basis"] == "computed"]
    income = tiny.respondents["income_idr_per_month"].dropna()
    below = [int((income < floor).sum()) for floor in shown["floor"]]
    steps = np.diff([0, *below, len(income)])
    assert not ((steps > 0) & (steps < 3)).any(), list(zip(shown["floor"], below, strict=True))


def test_without_protection_the_attack_would_succeed(told, tiny):
    people = respondents_of(tiny)
    found = [Condition(c.atoms) for c in map(parse, (f"marital_status={name}" for name in people.choices[
        "marital_status"]))]
    said = [count_is(c, people.count(c)) for c in found if people.count(c) != 1]
    answered = people.answered("marital_status")
    evidence = Evidence(people.space(["marital_status"]), (*said, count_is(answered, people.count(answered))))
    assert evidence.count(parse("marital_status=divorced")).identified


def test_nothing_saved_holds_a_withheld_number(saved, told):
    withheld = {row["key"] for _, _, row in rows(told) if row["basis"] == "withheld"}
    seen = 0
    for path in sorted((saved / "numbers").glob("*.json")):
        for key, entry in json.loads(path.read_text(encoding="utf-8")).items():
            if key in withheld:
                seen += 1
                assert entry["value"] is entry["lower"] is entry["upper"] is None, key
                assert entry["text"] == {"id": "ditutup", "en": "withheld"}, key
                assert "interval" not in entry
    assert seen > 10
    cells = (saved / "tables" / "profile-programme.csv").read_text(encoding="utf-8")
    assert re.search(r"Napza\)?,[^\n]*▪", cells)
    assert "▪" in json.loads((saved / "tables" / "profile-programme.json").read_text(encoding="utf-8"))["note"]


MARK = "▪"


def marked(path):
    """Return how often a saved table shows the mark of what is withheld."""
    if path.suffix == ".xlsx":
        cells = [cell.value for row in load_workbook(path).active.iter_rows() for cell in row]
        return sum(str(cell).count(MARK) for cell in cells)
    if path.suffix == ".docx":
        return zipfile.ZipFile(path).read("word/document.xml").decode().count(MARK)
    return path.read_text(encoding="utf-8").count(MARK)


def test_every_format_of_a_table_withholds_the_same_cells(saved):
    seen = 0
    for path in sorted((saved / "tables").glob("*-*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        secret = [number for number in told["numbers"] if number["basis"] == "withheld"]
        for number in secret:
            assert {number[end] for end in ("value", "lower", "upper", "interval_lower", "interval_upper")} == {None}
            if number["key"]:
                shown = told["rows"][number["row"]][number["column"]]
                assert number["text"] == shown == MARK, (path.name, number["key"])
        cells = sum(cell.count(MARK) for row in told["rows"] for cell in row)
        note = told["note"].count(MARK)
        for suffix, more in ((".csv", 0), (".html", note), (".typ", note), (".xlsx", note), (".docx", note)):
            assert marked(path.with_suffix(suffix)) == cells + more, (path.name, suffix)
        seen += len(secret)
    assert seen > 30


def test_numbers_of_a_survey_are_published_at_the_digits_shown(saved):
    for path in sorted((saved / "numbers").glob("*.json")):
        for key, entry in json.loads(path.read_text(encoding="utf-8")).items():
            value = entry["value"]
            assert value is None or round(value, 3) == value, key


def test_sentences_about_withheld_numbers_are_left_out_and_that_is_said(saved):
    told = json.loads((saved / "sentences" / "qualification.json").read_text(encoding="utf-8"))
    assert "fewer than 3 people are withheld" in told["classes"]
    everything = " ".join(text for path in (saved / "sentences").glob("*.json")
                          for text in json.loads(path.read_text(encoding="utf-8")).values())
    assert "{" not in everything
    assert re.search(r"withheld \(withheld\)", everything) is None


def test_what_is_not_drawn_is_said(saved):
    drawn = json.loads((saved / "figures" / "profile.json").read_text(encoding="utf-8"))
    assert "withheld, so that nobody can be recognised" in drawn["programme"]["note"]
    pay = json.loads((saved / "figures" / "incentive.json").read_text(encoding="utf-8"))["ranges"]["note"]
    assert "Not drawn, because withheld: Child-protection social worker (Sakti Peksos)." in pay


def test_lowest_and_highest_say_how_many_reach_them(saved, told):
    note = json.loads((saved / "tables" / "profile-income.json").read_text(encoding="utf-8"))["note"]
    assert "at least 3 people" in note
    income = told["profile"].tables["income"].set_index("key")
    assert income.loc["profile.income.all.maximum", "value"] < 50_000_000


def test_small_roles_are_merged_in_the_table_of_pay(told, tiny):
    pay = told["incentive"].tables["ranges"]
    assert "napza" not in set(pay["role"])
    assert (pay["n"].dropna() >= 5).all()
    pkh = tiny.respondents[tiny.respondents["programme"] == "pkh"]
    total = (pkh["incentive_national_idr_per_month"] + pkh["incentive_city_idr_per_month"]).dropna().sort_values()
    assert pay.set_index("role").loc["pkh", "total_upper"] == total.iloc[-3]


def test_strata_of_few_respondents_are_withheld_in_the_method(tiny, told):
    strata = guard_strata(tiny).set_index("stratum")
    assert pd.isna(strata.loc["napza", "respondents"])
    assert strata["respondents"].isna().sum() > 1


def test_the_method_tells_what_was_withheld_and_who_stands_alone(tiny, told):
    counted = report(tiny)
    made = supplement(tiny)
    assert any("▪" in cells for cells in made["strata"].rows)
    cells = dict(made["disclosure"].rows)
    assert counted.primary > 5
    assert counted.secondary > 0
    assert str(counted.primary) in cells.values()
    assert any("respondents stand alone" in value for value in cells.values())
    assert "napza" not in json.dumps(cells)


def test_a_limit_of_one_withholds_nothing_and_a_higher_one_more(tiny, told, sections):
    one = with_fewest(tiny, 1)
    assert guard(told["profile"], one) is told["profile"]
    few = {name: sections["profile"].tables[name] for name in ("sex", "education", "programme", "marital_status")}
    more, some = (door.made(survey, [Section("profile", few)]).closed for survey in (with_fewest(tiny, 5), tiny))
    assert len(more.primary) > len(some.primary)
    assert len(more.all) > len(some.all)


def test_a_reconstruction_is_left_as_it_is(english):
    section = ppks.profile(english)
    assert guard(section, english) is section


def test_forty_five_people_of_one_town_are_protected_when_they_are_a_survey(study):
    origin = replace(study, data=replace(study.data, origin="survey", claims=None))
    survey = load(origin, lang="id")
    found = {name: getattr(ppks, name)(survey) for name in ("profile", "qualification")}
    plan = door._PLANS[kept.fingerprint(survey)] = door.made(survey, found.values())
    guarded = {name: guard(section, survey) for name, section in found.items()}
    assert plan.closed.primary
    assert not plan.closed.stuck
    for column in ("education", "programme", "age_years", "sex"):
        evidence, secret = known(guarded, survey, [column])
        for condition in secret:
            assert not evidence.count(condition).identified, str(condition)
    texts = [row["value"] for _, _, row in rows(guarded) if row["kind"] == "count" and row["unit"] == "people"]
    assert not [value for value in texts if pd.notna(value) and 0 < value < 3]


def test_means_of_few_people_are_withheld_and_so_is_what_would_tell_them():
    everybody, but_two, half = np.ones(10, bool), np.arange(10) < 8, np.arange(10) < 5
    assert untellable([everybody, half], 3) == set()
    assert untellable([everybody, but_two], 3) == {1}
    assert untellable([everybody, but_two, ~but_two], 3) == {1, 2}
    assert untellable([everybody, half, ~half, but_two & ~half], 3) == {3}


def test_extremes_need_nearly_twice_as_many_people():
    assert of_few("mean", 2, 3)
    assert not of_few("mean", 3, 3)
    assert of_few("maximum", 4, 3)
    assert not of_few("maximum", 5, 3)
    assert not of_few("minimum", 1, 1)


def test_who_stands_alone_is_counted_by_hand(tiny):
    people = pd.DataFrame({"sex": ["f", "f", "m", "m"], "age_years": [30, 30, 30, 40],
                           "marital_status": ["a"] * 4, "education": ["s1"] * 4, "programme": ["pkh"] * 4})
    found = unique_respondents(replace(tiny, respondents=people)).set_index("size")
    assert found.loc[1, ["columns", "combinations", "alone", "few"]].tolist() == [("age_years",), 2, 1, 1]
    assert found.loc[5, ["combinations", "alone", "few"]].tolist() == [3, 2, 3]


def test_a_contradiction_is_no_protection(tiny):
    people = respondents_of(tiny)
    condition = parse("sex=male")
    with pytest.raises(InfeasibleError):
        Evidence(people.space(["sex"]), (count_is(condition, 1), count_is(condition, 2))).count(condition)
