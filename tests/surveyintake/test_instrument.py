import csv

import openpyxl
import pytest
from pyxform.xls2xform import convert

from surveyintake.errors import InstrumentError
from surveyintake.instrument import CHOOSING, QUESTION_TYPES, SILENT_TYPES, Instrument
from surveyintake.xpath import holds

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


def form(tmp_path, survey, choices="list_name,name,label\nsex,female,Female\nsex,male,Male\n", settings=""):
    for name, text in (("survey", survey), ("choices", choices), ("settings", settings)):
        if text:
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return Instrument.load(tmp_path)


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_columns_are_known_whatever_their_capitals_spaces_and_colons(tmp_path):
    path = workbook(tmp_path / "form.xlsx", **{
        "Survey": [["Type", "Name", "Label: English (en)", "Required", "Appearance"],
                   ["select one agree", "q1", "I like it", True, "minimal"], [],
                   ["Integer", "age", "Age", "no", None], ["select_multiple agree or_other", "why", "Why", None, None]],
        "choices": [["List Name", "Name", "label::English (en)"], ["agree", 1.0, "Yes"], ["agree", 2.0, "No"]]})
    loaded = Instrument.load(path)
    assert [(v.name, v.type, v.required) for v in loaded.variables.values()] == [
        ("q1", "select_one", True), ("age", "integer", False), ("why", "select_multiple", False),
        ("why_other", "text", False)]
    assert [choice.name for choice in loaded.variables["why"].choices] == ["1", "2", "other"]
    assert loaded.variables["q1"].labels == {"id": "I like it", "en": "I like it"}


def test_a_condition_holds_for_all_that_its_group_asks(tmp_path):
    loaded = form(tmp_path, "type,name,label,relevant\nacknowledge,ok,OK?,\nbegin group,g,,${ok} = 'OK'\n"
                            "begin_repeat,child,,\ntext,pet,Pet,${ok} != ''\nend repeat,,,\ntext,b,B,\nend_group,,,\n"
                            "text,c,C,\n")
    assert [(v.relevant, v.repeat) for v in loaded.variables.values()] == [
        ("", ""), ("(${ok} = 'OK') and (${ok} != '')", "child"), ("${ok} = 'OK'", ""), ("", "")]
    assert loaded.silent == {"g", "child"}


@pytest.mark.parametrize("kind", QUESTION_TYPES)
def test_every_standard_type_that_asks_gives_a_variable(tmp_path, kind):
    listed = {"select_one_from_file": " a.csv", "select_multiple_from_file": " a.csv"}
    row = f"{kind}{listed.get(kind, ' sex' if kind.startswith(CHOOSING) else '')},x,X"
    assert form(tmp_path, f"type,name,label\n{row}\n").variables["x"].type == kind


@pytest.mark.parametrize("kind", [*SILENT_TYPES, "begin group", "end group", "begin_repeat", "END REPEAT"])
def test_what_asks_nothing_gives_no_variable(tmp_path, kind):
    assert list(form(tmp_path, f"type,name,label\n{kind},x,X\ntext,y,Y\n").variables) == ["y"]


@pytest.mark.parametrize(("header", "labels"), [
    ("label", {"id": "A", "en": "A"}), ("label::Indonesia (id)", {"id": "A", "en": "A"}),
    ("label::Bahasa", {"id": "A", "en": "A"}), ("label::English", {"id": "A", "en": "A"}),
    ("label::Minang (min)", {"Minang (min)": "A", "id": "A", "en": "A"})])
def test_a_label_in_one_language_stands_for_the_other(tmp_path, header, labels):
    assert form(tmp_path, f"type,name,{header}\ntext,a,A\n").variables["a"].labels == labels


@pytest.mark.parametrize(("survey", "choices", "message"), [
    ("type,name\ntext,\ntext,b\n", "", "row 2, column name"),
    ("type,name\nselect_one sxe,a\n", "list_name,name\nsex,f\n", "row 2, column type(?s:.*)sex"),
    ("type,name\ntxet,a\n", "", "row 2, column type(?s:.*)did you mean text"),
    ("type,name,relevant\ntext,age,\ntext,b,${agee} > 1\n", "", "row 3, column relevant(?s:.*)did you mean age"),
    ("type,name\nselect_one s,a\n", "list_name,name,points\ns,f,1\ns,m,nan\n", "row 3, column points"),
    ("type,name\nselect_one s,a\n", "list_name,name\ns,f\ns,f\n", "row 3, column name"),
    ("type,name\nselect_one s,a\n", "list_name,name\ns,\n", "row 2, column name")])
def test_what_cannot_be_used_is_told_with_its_cell(tmp_path, survey, choices, message):
    with pytest.raises(InstrumentError, match=message):
        form(tmp_path, survey, choices)


def test_a_quoted_reference_is_text(tmp_path):
    assert form(tmp_path, "type,name,constraint\ntext,a,. != '${b}'\n").variables["a"].constraint


def test_cascades_may_repeat_a_choice_where_the_form_says_so(tmp_path):
    loaded = form(tmp_path, "type,name\nselect_one s,a\n", "list_name,name,label\ns,f,Fish\ns,f,Fowl\n",
                  "allow_choice_duplicates\nyes\n")
    assert [(c.name, c.aliases) for c in loaded.variables["a"].choices] == [("f", ("Fowl",))]


def test_a_form_in_another_encoding_or_without_questions_sheet_is_refused(tmp_path):
    (tmp_path / "survey.csv").write_bytes("type,name,label\ntext,a,Café\n".encode("cp1252"))
    with pytest.raises(InstrumentError, match="UTF-8"):
        Instrument.load(tmp_path)
    with pytest.raises(InstrumentError, match="no sheet survey"):
        Instrument.load(workbook(tmp_path / "form.xlsx", questions=[["type", "name"]]))


def test_a_requirement_and_missing_codes_are_read(tmp_path):
    loaded = form(tmp_path, "type,name,required,missing\ntext,a,TRUE,99|88\ntext,b,${a} = 'x',\ntext,c,false(),\n")
    assert [v.required for v in loaded.variables.values()] == [True, "${a} = 'x'", False]
    assert loaded.variables["a"].missing == ("99", "88")


@pytest.mark.parametrize(("parameters", "constraint", "kept"), [
    ("start=0 end=10 step=1", "", ". >= 0 and . <= 10"), ("end=5", "", ". <= 5"), ("start=0 end=10", ". < 4", ". < 4"),
    ("start=-1.5;end=1.5", "", ". >= -1.5 and . <= 1.5")])
def test_a_range_has_the_limits_of_its_ends(tmp_path, parameters, constraint, kept):
    asked = form(tmp_path, f"type,name,label,parameters,constraint\nrange,q,Q,{parameters},{constraint}\n")
    assert asked.variables["q"].constraint == kept


def test_a_form_saved_with_semicolons_is_read(tmp_path):
    assert form(tmp_path, "type;name;label\ntext;a;One, two\n").variables["a"].labels["en"] == "One, two"


def test_curled_quotation_marks_in_a_condition_are_straight_ones(tmp_path):
    loaded = form(tmp_path, "type,name,label,relevant\ntext,a,‘A’,\ntext,b,B,${a} = ‘x’\n")
    assert (loaded.variables["b"].relevant, loaded.variables["a"].labels["en"]) == ("${a} = 'x'", "‘A’")
