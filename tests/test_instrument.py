import csv

import pytest
from pyxform.xls2xform import convert

from ppks_study.errors import InstrumentError
from ppks_study.instrument import Instrument
from ppks_study.intake.xpath import holds

SHEETS = ("survey", "choices", "settings")


@pytest.fixture(scope="module")
def instrument(study):
    return Instrument.load(study.data.instrument, study.data.choices)


def test_pyxform_accepts_the_form(study):
    sheets = {}
    for name in SHEETS:
        with (study.data.instrument / f"{name}.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        sheets[f"{name}_header"] = [dict.fromkeys(rows[0])]
        sheets[name] = [{key: value for key, value in row.items() if value} for row in rows]
    result = convert(sheets, form_name="ppks_pendamping")
    assert "<h:html" in result.xform
    assert not result.warnings
    assert all(f"/{name}" in result.xform for name in ("K24", "S39", "A24", "QA11", "QG18", "income_idr_per_month"))


def test_every_question_and_choice_has_both_languages(instrument):
    for variable in instrument.variables.values():
        assert all(variable.labels[lang] for lang in ("id", "en")), variable.name
        assert all(choice.labels[lang] for choice in variable.choices for lang in ("id", "en"))


def test_consent_is_asked_first_and_opens_all_the_rest(study, instrument):
    assert next(iter(instrument.variables.values())).role == "consent"
    with (study.data.instrument / "survey.csv").open(encoding="utf-8") as file:
        first, group, *_, last = csv.DictReader(file)
    assert (first["name"], first["required"], group["relevant"]) == ("consent", "yes", "${consent} = 'yes'")
    assert (group["type"], group["name"], last["type"], last["name"]) == ("begin_group", "main", "end_group", "main")


def test_every_constraint_says_in_both_languages_what_is_wrong(study):
    with (study.data.instrument / "survey.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            said = [bool(row[f"constraint_message::{lang}"]) for lang in ("Indonesia (id)", "English (en)")]
            assert said == [bool(row["constraint"])] * 2, row["name"]


@pytest.mark.parametrize(("name", "value", "others", "right"), [
    ("tenure_years", 17, {"age_years": 30}, True), ("tenure_years", 18, {"age_years": 30}, False),
    ("income_idr_per_month", 2, {"incentive_national_idr_per_month": 1, "other_income_idr_per_month": 1}, True),
    ("income_idr_per_month", 1, {"incentive_city_idr_per_month": 1, "other_income_idr_per_month": 1}, False),
    ("income_idr_per_month", 0, {}, True)])
def test_answers_are_held_against_each_other(instrument, name, value, others, right):
    assert holds(instrument.variables[name].constraint, others, value) is right


def test_items_without_a_published_text_say_so(instrument):
    for dimension, count in (("knowledge", 24), ("skill", 39), ("attitude", 24)):
        items = instrument.items(dimension)
        assert len(items) == count
        assert all("tidak dipublikasikan" in item.labels["id"] for item in items)


def test_eleven_and_eighteen_indicators_are_asked_by_education(instrument):
    assert [len(instrument.items(dimension)) for dimension in ("assistant", "generalist")] == [11, 18]
    assert "slta" in instrument.items("assistant")[0].relevant


def test_a_name_without_its_unit_finds_the_variable(instrument):
    assert instrument.variable("income").name == "income_idr_per_month"
    with pytest.raises(InstrumentError, match="did you mean"):
        instrument.variable("educatoin")


def test_a_studys_own_list_replaces_the_general_one(study, instrument):
    names = [c.name for c in instrument.variable("programme").choices]
    general = [c.name for c in Instrument.load(study.data.instrument).variable("programme").choices]
    assert "small_roles" in names
    assert "small_roles" not in general


@pytest.mark.parametrize(("survey", "message"), [
    ("type,name\nselect_one sexes,sex\n", "row 2.*column type"), ("type,name\nnumber,age\n", "unknown type"),
    ("type,name\ntext,a\ntext,a\n", "row 3"), ("type,name\n", "no question")])
def test_a_broken_form_is_refused_with_sheet_and_row(tmp_path, survey, message):
    (tmp_path / "survey.csv").write_text(survey)
    (tmp_path / "choices.csv").write_text("list_name,name,points\nsex,female,\n")
    (tmp_path / "settings.csv").write_text("form_id\nx\n")
    with pytest.raises(InstrumentError, match=f"(?s){message}"):
        Instrument.load(tmp_path)
