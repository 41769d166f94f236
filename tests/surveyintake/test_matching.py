import pandas as pd
import pytest

from surveyintake.answer_file import Raw, keys
from surveyintake.errors import InputError
from surveyintake.instrument import Choice, Instrument, Variable
from surveyintake.matching import match
from surveyintake.sources import letters


def variable(name, kind, indonesian, english="", choices=()):
    return Variable(name, kind, {"id": indonesian, "en": english or indonesian}, {"id": "", "en": ""},
                    tuple(Choice(one, {"id": label, "en": label}) for one, label in choices))


PROGRAMMES = [("pkh", "PKH"), ("bpnt", "BPNT/Rastra"), ("other", "Lainnya")]
FORM = Instrument({v.name: v for v in (
    variable("sex", "select_one", "Jenis kelamin", "Sex"),
    variable("age_years", "integer", "Usia (tahun)", "Age (years)"),
    variable("programmes", "select_multiple", "Program yang didampingi?", "Programmes handled?", PROGRAMMES),
    variable("programmes_note", "text", "Catatan"), variable("pkh", "text", "Nomor PKH"),
    variable("home", "geopoint", "Lokasi rumah"),
    variable("duty_a", "text", "Tugas"), variable("duty_b", "text", "Tugas"))},
    {})


def raw(*headers, rows=None, also=None):
    names = keys(headers, [True] * len(headers))
    cells = pd.DataFrame(rows or [[f"v{place}" for place in names.values()]], columns=list(names), dtype="str")
    cells.index += 2
    return Raw(cells, "a.csv", "", {name: letters(place) for name, place in names.items()},
               headers={name: headers[place] for name, place in names.items()}, also=also or {})


@pytest.mark.parametrize(("header", "name"), [
    ("sex", "sex"), ("SEX", "sex"), ("Jenis kelamin", "sex"), ("  jenis\u00a0 KELAMIN *:", "sex"), ("1. Sex", "sex"),
    ("A.2 Jenis kelamin", "sex"), ("12) Jenis kelamin?", "sex"), ("<b>Jenis</b> **kelamin**", "sex"),
    ("profil/sex", "sex"), ("Bagian A/Data diri/Jenis kelamin", "sex"), ("profil-sex", "sex"), ("profil.sex", "sex"),
    ("Data diri [Jenis kelamin]", "sex"), ("Usia (tahun)", "age_years"), ("programmes_note", "programmes_note"),
    ("Umum/programmes", "programmes"), ("duty_a", "duty_a")])
def test_a_column_is_known_by_name_label_group_number_or_grid_row(header, name):
    assert match(raw(header), FORM).columns == {name: header}


@pytest.mark.parametrize(("header", "choice"), [
    ("programmes/pkh", "pkh"), ("Program yang didampingi?/BPNT/Rastra", "bpnt"), ("umum/programmes/bpnt", "bpnt"),
    ("A/Programmes handled?/Lainnya", "other"), ("programmes_pkh", "pkh"), ("programmes.pkh", "pkh"),
    ("programmes[pkh]", "pkh"), ("Programmes handled? [PKH]", "pkh")])
def test_a_column_of_one_choice_is_known_however_the_tool_joins_it(header, choice):
    found = match(raw(header), FORM)
    assert found.chosen == {"programmes": {choice: header}}
    assert not found.columns


@pytest.mark.parametrize("header", ["Tugas", "programmes/tagana", "sexx", "Catatan lain", "umum/programmes/xyz"])
def test_what_names_nothing_or_two_things_is_unmatched(header):
    found = match(raw("age_years", header), FORM)
    assert list(found.unmatched) == [header]


def test_an_unknown_choice_is_no_question_of_that_name():
    assert match(raw("sex", "programmes/x/pkh"), FORM).columns == {"sex": "sex"}


def test_the_nearest_questions_of_an_unmatched_column_are_named():
    assert match(raw("age_years", "sexe"), FORM).unmatched == {"sexe": ("sex",)}


def test_a_name_goes_before_a_label_and_what_it_beats_is_reported():
    found = match(raw("Jenis kelamin", "sex", "profil/sex"), FORM)
    assert (found.columns, found.unmatched) == ({"sex": "sex"}, {"Jenis kelamin": ("sex",), "profil/sex": ("sex",)})


def test_equal_claims_of_different_content_give_none():
    found = match(raw("Sex", "Jenis kelamin", "age_years"), FORM)
    assert found.twice == {"sex": ("Sex", "Jenis kelamin")}
    assert found.columns == {"age_years": "age_years"}
    assert "sex" not in found.absent


@pytest.mark.parametrize("second", ["P", ""])
def test_of_identical_or_empty_doubles_the_first_filled_one_is_taken(second):
    found = match(raw("sex", "sex", rows=[["P", second]]), FORM)
    assert (found.columns, found.ignored, found.twice) == ({"sex": "sex"}, ("sex (B)",), {})


@pytest.mark.parametrize("header", [
    "_id", "_uuid", "_submission_time", "__version__", "meta/instanceID", "formhub/uuid", "start", "Timestamp",
    "Cap waktu", "Stempel waktu", "Email Address", "Unnamed: 0", "KEY", "SubmissionDate", "_home_latitude",
    "home-Accuracy", "group-home-Latitude", "_submission__uuid", "Untitled"])
def test_columns_of_the_tools_are_ignored(header):
    assert match(raw("sex", header), FORM).ignored == (header,)


def test_a_question_that_is_named_as_a_tools_column_is_a_question():
    form = Instrument({"start": variable("start", "date", "Mulai"), **FORM.variables}, {})
    assert match(raw("start"), form).columns == {"start": "start"}


def test_a_second_name_will_do():
    assert match(raw("q1", "q2", also={"q1": "Jenis kelamin", "q2": "Usia (tahun)"}), FORM).columns == {
        "sex": "q1", "age_years": "q2"}


def test_the_studys_own_map_goes_first():
    found = match(raw("JK", "sex", "P1"), FORM, {"JK": "sex", "P1": "programmes/pkh"})
    assert found.columns["sex"] == "JK"
    assert found.chosen == {"programmes": {"pkh": "P1"}}


@pytest.mark.parametrize(("columns", "message"), [
    ({"JKK": "sex"}, "did you mean JK"), ({"JK": "sexx"}, "did you mean sex")])
def test_a_map_of_unknown_names_is_refused_with_the_nearest(columns, message):
    with pytest.raises(InputError, match=message):
        match(raw("JK", "sex"), FORM, columns)


def test_a_file_of_another_survey_is_refused():
    with pytest.raises(InputError, match="no column"):
        match(raw("foo", "bar"), FORM)


def test_absent_questions_are_named_in_the_forms_order():
    assert match(raw("programmes/pkh", "sex"), FORM).absent == (
        "age_years", "programmes_note", "pkh", "home", "duty_a", "duty_b")
