"""Sheets of a form are read under one name a column, from CSV files or a workbook alike."""

import pytest

from surveyintake.errors import InstrumentError
from surveyintake.form_workbook import write_form
from surveyintake.xlsform import column_name, language, list_of, read_csv_sheet, read_form, read_sheets


@pytest.mark.parametrize(("header", "name"), [
    ("List Name", "list_name"), ("label:English (en)", "label::en"), ("Label::Bahasa Indonesia", "label::id"),
    ("bind::relevant", "relevant"), ("Relevance", "relevant"), ("hint::Minang (min)", "hint::Minang (min)")])
def test_a_column_has_one_name(header, name):
    assert column_name(header) == name


def test_a_language_is_its_code_where_it_is_one_of_two():
    assert [language(text) for text in ("Bahasa (id)", "ENGLISH", "Jawa (jv)")] == ["id", "en", "Jawa (jv)"]


def test_a_folder_and_a_workbook_give_the_same_rows(tmp_path):
    (tmp_path / "form").mkdir()
    (tmp_path / "form" / "survey.csv").write_text("type;name;label::English (en)\n\ntext;a;Why?\n")
    (tmp_path / "form" / "choices.csv").write_text("list name,name,label\nl,x,X\n")
    sheets = read_sheets(tmp_path / "form")
    write_form(sheets, tmp_path / "form.xlsx")
    form, book = read_form(tmp_path / "form"), read_form(tmp_path / "form.xlsx")
    assert form.survey[0].cells == book.survey[0].cells == {"type": "text", "name": "a", "label::en": "Why?"}
    assert form.survey[0].where("name") == "form, sheet survey, row 3, column name"
    assert [list_of(row) for row in sheets["choices"]] == ["l"]


def test_other_choices_replace_the_lists_of_their_names(tmp_path):
    (tmp_path / "survey.csv").write_text("type,name\ntext,a\n")
    (tmp_path / "choices.csv").write_text("list_name,name\nl,x\nm,y\n")
    (tmp_path / "own.csv").write_text("list_name,name\nl,z\n")
    choices = read_sheets(tmp_path, tmp_path / "own.csv")["choices"]
    assert [(row["list_name"], row["name"]) for row in choices] == [("m", "y"), ("l", "z")]


@pytest.mark.parametrize(("name", "told"), [("none", "no instrument"), ("empty", "no sheet survey")])
def test_what_is_no_form_is_told(tmp_path, name, told):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InstrumentError, match=told):
        read_form(tmp_path / name)
    with pytest.raises(InstrumentError, match="no file"):
        read_csv_sheet(tmp_path / "none.csv")
