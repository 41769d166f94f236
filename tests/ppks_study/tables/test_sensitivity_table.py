"""The table and the sentence of how results move under choices left open, in both languages."""

import json
from itertools import product

import pandas as pd
import pytest
from tests.conftest import section, spoken

from ppks_study.page import Page
from ppks_study.phrases import read
from ppks_study.survey import Section
from ppks_study.tables.sensitivity_table import sentence, table

SECTIONS = ("profile", "competence", "qualification", "incentive")
FLOORS = {2_198_000: "study's floor", 2_289_228: "UMP 2019"}


def frame(rows, **columns):
    """Return a sensitivity frame: rows of choice, alternative, result, used, ends; a share of 40 of 45 people."""
    made = pd.DataFrame(rows, columns=["choice", "alternative", "result", "used", "lower", "upper"])
    used = made[made["used"]].set_index(["choice", "result"])
    base = used.loc[list(zip(made["choice"], made["result"], strict=True))]
    made["difference_lower"] = made["lower"].to_numpy() - base["upper"].to_numpy()
    made["difference_upper"] = made["upper"].to_numpy() - base["lower"].to_numpy()
    made["value"] = made["lower"].where(made["lower"] == made["upper"])
    keys = [f"profile.sensitivity.{c}.{a}.{r}" for c, a, r in made[["choice", "alternative", "result"]].to_numpy()]
    typed = made.astype(dict.fromkeys(("lower", "upper", "value", "difference_lower", "difference_upper"), "Float64"))
    return typed.assign(key=keys, kind="share", unit="percent", n=40, missing=5, denominator=40, possible=True,
                        basis="computed", interval="", interval_lower=pd.NA, interval_upper=pd.NA).assign(**columns)


@pytest.fixture(scope="module")
def one():
    """A floor that moves one result of two, and an age band that moves none."""
    return frame([("wage_floor", "idr_2198000", "below_floor", True, 50.0, 50.0),
                  ("wage_floor", "idr_2289228", "below_floor", False, 62.5, 62.5),
                  ("wage_floor", "idr_2198000", "below_floor_of_men", True, 30.0, 30.0),
                  ("wage_floor", "idr_2289228", "below_floor_of_men", False, 30.0, 30.0),
                  ("productive_age", "19_to_58", "productive", True, 100.0, 100.0),
                  ("productive_age", "20_to_57", "productive", False, 100.0, 100.0),
                  ("productive_age", "15_to_64", "productive", False, 100.0, 100.0)])


def shown(made, lang="en"):
    return table(made, "profile", lang, title="t", floors=FLOORS)


def test_what_moves_has_a_row_each_and_what_does_not_one_line(one):
    made = shown(one)
    assert made.columns == ("Choice", "Alternative", "Result", "Value", "Difference")
    assert made.rows == (
        ("Wage floor", "IDR\u00a02,198,000 (study's floor), in use", "Earning less than the floor", "50.0%", "0"),
        ("Wage floor", "IDR\u00a02,289,228 (UMP 2019)", "Earning less than the floor", "62.5%", "+12.5"),
        ("Wage floor", "every alternative", "Below the floor, of the men", "30.0%", "0"),
        ("Limits of productive age", "19–58 years; 20–57 years (without its two ends); "
         "15–64 years (working age, BPS)", "Of productive age", "100.0%", "0"))
    assert made.note.startswith("n = 40 of 40; no answer 5.")
    assert len(made.keys) == len(made.numbers) == 7


def test_a_choice_that_moves_nothing_is_one_line_with_all_its_results():
    rows = [("wage_floor", floor, result, floor == "idr_2198000", value, value)
            for result, value in (("below_floor", 50.0), ("below_floor_of_men", 30.0))
            for floor in ("idr_2198000", "idr_2289228")]
    made = shown(frame(rows, n=[40, 40, 13, 13], denominator=[40, 40, 13, 13]))
    ((_, _, result, n, value, difference),) = made.rows
    assert (result, n, value, difference) == (
        "Earning less than the floor; Below the floor, of the men", "40; 13", "50.0%; 30.0%", "0")
    assert "order of its results" in made.note and "order of the columns" not in made.note


def test_an_interval_stands_beside_its_value_and_the_note_names_its_method(one):
    made = shown(one.assign(interval="wilson", interval_lower=one["value"] - 5, interval_upper=one["value"] + 5))
    assert made.columns[3:] == ("Value", "95% interval", "Difference")
    assert made.rows[1][3:] == ("62.5%", "57.5–67.5%", "+12.5")
    assert "wilson" in made.note.lower()


def test_the_sentence_names_what_moves_most_and_what_does_not(one):
    said = sentence(one, "profile", "en", floors=FLOORS)
    assert said == ("Results move most with the wage floor: earning less than the floor, 50.0% under "
                    "“IDR\u00a02,198,000 (study's floor)”, becomes 62.5% under “IDR\u00a02,289,228 (UMP 2019)”. "
                    "Nothing moves under the limits of productive age.")
    assert "paling bergeser oleh batas upah" in sentence(one, "profile", "id", floors=FLOORS)


def test_the_sentence_says_so_where_nothing_moves(one):
    still = one[one["choice"] == "productive_age"]
    assert sentence(still, "profile", "en", floors=FLOORS) == (
        "No result of this section moves under the choices that were tried: the limits of productive age.")


def test_a_range_can_move_and_its_difference_is_a_range():
    made = frame([("ideal_age", "21_to_50", "ideal", True, 95.6, 95.6),
                  ("ideal_age", "22_to_49", "ideal", False, 0.0, 95.6)], basis=["imposed", "bounded"])
    assert shown(made).rows[1][3:] == ("0.0–95.6% ↔", "−95.6 to 0")
    assert "can become 0.0–95.6%" in sentence(made, "profile", "en", floors=FLOORS)


def test_counts_are_weighed_by_the_people_whom_they_are_of():
    made = pd.concat([frame([("ideal_age", "21_to_50", "ideal", True, 2.0, 2.0),
                             ("ideal_age", "22_to_49", "ideal", False, 12.0, 12.0)], unit="people", kind="count"),
                      frame([("wage_floor", "idr_2198000", "below_floor", True, 50.0, 50.0),
                             ("wage_floor", "idr_2289228", "below_floor", False, 74.0, 74.0)])], ignore_index=True)
    assert "the limits of the ideal age" in sentence(made, "profile", "en", floors=FLOORS)  # 10 of 40 are 25 %


def test_what_is_withheld_gives_no_difference_and_is_not_told(one):
    hidden = one.assign(basis=one["basis"].mask(one["alternative"] == "idr_2289228", "withheld"))
    hidden.loc[hidden["basis"] == "withheld", ["value", "lower", "upper"]] = pd.NA
    rows = {row[1]: row for row in shown(hidden).rows}
    assert rows["IDR\u00a02,289,228 (UMP 2019)"][4] == "–"
    assert "62.5" not in sentence(hidden, "profile", "en", floors=FLOORS)
    assert "becomes" not in sentence(hidden, "profile", "en", floors=FLOORS)


def test_a_withheld_number_is_not_told_by_standing_in_one_line_with_another(one):
    still = one[one["result"] == "below_floor_of_men"]
    basis, value = still["basis"].mask(~still["used"], "withheld"), still["value"].where(still["used"])
    hidden = still.assign(basis=basis, value=value)
    used, other = shown(hidden).rows
    assert used[3:] == ("30.0%", "0") and other[3].endswith("▪") and "30" not in "".join(other[3:])


@pytest.mark.parametrize("name", SECTIONS)
def test_each_section_shows_its_table_and_says_what_moves(english, simulated, tmp_path, monkeypatch, name):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    tables = [section(survey, name).tables["sensitivity"] for survey in (english, simulated)]
    for (survey, tidy), lang in product(zip((english, simulated), tables, strict=True), ("id", "en")):
        page = Page(spoken(survey, lang), Section(name, {"sensitivity": tidy}))
        page.table("sensitivity")
        saved = json.loads((tmp_path / "tables" / f"{name}-sensitivity.json").read_text(encoding="utf-8"))
        assert 5 <= len(saved["columns"]) <= 9 and 1 <= len(saved["rows"]) <= 22
        assert set(saved["keys"]) == set(tidy["key"])
        assert "{" not in json.dumps(saved["rows"]) and "None" not in json.dumps(saved["rows"])
        said = page.say("sensitivity").data
        assert said.endswith(".") and "{" not in said
        numbers = json.loads((tmp_path / "numbers" / f"{name}.json").read_text(encoding="utf-8"))
        assert set(tidy["key"]) <= set(numbers)


def test_a_contradiction_is_called_one_and_has_no_number(english, tmp_path, monkeypatch):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    page = Page(english, Section("competence", {"sensitivity": section(english, "competence").tables["sensitivity"]}))
    page.table("sensitivity")
    saved = json.loads((tmp_path / "tables" / "competence-sensitivity.json").read_text(encoding="utf-8"))
    found = {(row[1], row[2]): row[-2:] for row in saved["rows"]}
    assert found["1–4", "Mean knowledge"] == ["contradicted", "–"]
    assert "Contradicted:" in saved["note"]
    assert "mean knowledge (1–4)" in page.say("sensitivity").data


def test_every_word_is_there_in_both_languages():
    for kind, entries in read("sensitivity").items():
        for name, texts in entries.items():
            assert set(texts) == {"id", "en"}, f"{kind}.{name}"
            assert texts["id"].count("{") == texts["en"].count("{"), f"{kind}.{name}"
