import pytest
from tests.support.surveys import LIKERT, PROGRAMMES, YES_NO, ask

from surveyintake.answer import answer
from surveyintake.instrument import Choice

AGREE = ask("q", "select_one", LIKERT)
SEVERAL = ask("p", "select_multiple", PROGRAMMES)


def read(text, variable, **more):
    found = answer(text, variable, **more)
    return found.value, found.rule


@pytest.mark.parametrize(("text", "value", "rule"), [
    ("a", "a", ""), ("Setuju", "a", ""), ("Agree", "a", ""), ("SETUJU.", "a", "spelling"),
    ("tidak\u00a0 setuju", "d", "spelling"), ("Setuju\u200b", "a", "spelling"), ("3 - Setuju", "a", "spelling"),
    ("3. Setuju", "a", "spelling"), ("(3) setuju", "a", "spelling"), ("Setuju (3)", "a", "spelling"),
    ("3 – Tidak setuju", None, "two_answers"), ("Setuju (1)", None, "two_answers"),
    ("Setuju; Tidak setuju", None, "two_answers"), ("Setuju / Sangat setuju", None, "two_answers"),
    ("Setuju/Agree", "a", "spelling"), ("setuju sekali", None, "unknown_choice"), ("S", None, "unknown_choice"),
    ("Tidak relevan", None, "not_applicable"), ("N/A", None, "not_applicable"), ("-", None, "missing_mark"),
    ("tidak ada jawaban", None, "missing_mark"), ("#N/A", None, "excel_error"), ("", None, ""),
    ("#REF!", None, "excel_error"), ("=A1+B1", None, "formula")])
def test_an_answer_on_a_scale_is_one_of_its_choices(text, value, rule):
    assert read(text, AGREE) == (value, rule)


def test_a_mark_that_is_a_choice_is_that_choice():
    variable = ask("q", "select_one", (Choice("na", {"id": "Tidak relevan", "en": "N/A"}), *YES_NO))
    assert [read(text, variable)[0] for text in ("N/A", "tidak relevan", "na")] == ["na"] * 3


@pytest.mark.parametrize("text", ["1", "1.0", "01", "1,0"])
def test_a_numeric_choice_is_known_however_its_number_is_stored(text):
    assert read(text, ask("q", "select_one", YES_NO))[0] == "1"


def test_marks_between_letters_make_no_other_answer_but_a_sign_does():
    variable = ask("q", "select_one", (Choice("-1", {"id": "Kadang-kadang", "en": "Now & then"}),
                                       Choice("1", {"id": "Kab. Agam", "en": "Agam"})))
    assert [read(text, variable)[0] for text in ("kadang kadang", "Kab Agam", "-1", "1")] == ["-1", "1", "-1", "1"]
    assert read("Kadang/kadang", variable) == (None, "unknown_choice")


def test_where_choices_are_numbers_their_place_in_the_list_is_none():
    falling = tuple(Choice(str(6 - n), {"id": label, "en": label}) for n, label in enumerate(["SS", "S", "N", "TS"], 1))
    assert read("5 - SS", ask("q", "select_one", falling)) == ("5", "spelling")
    assert read("1 - SS", ask("q", "select_one", falling)) == (None, "two_answers")


def test_a_spelling_that_two_choices_share_stands_for_neither():
    twins = (Choice("x", {"id": "Lain", "en": "Other x"}), Choice("y", {"id": "Lain", "en": "Other y"}))
    assert read("lain", ask("q", "select_one", twins)) == (None, "unknown_choice")
    assert read("Other y", ask("q", "select_one", twins)) == ("y", "")


def test_an_unknown_choice_suggests_the_nearest_or_lists_what_is_known():
    assert answer("setujuu", AGREE).suggestion == "Setuju / Agree"
    assert answer("entah", AGREE).suggestion.startswith("Sangat tidak setuju | ")


@pytest.mark.parametrize(("text", "value", "rule"), [
    ("pkh psm", "pkh psm", ""), ("psm pkh", "pkh psm", ""), ("PKH, BPNT, sembako", "pkh bpnt", ""),
    ("BPNT, sembako;PSM", "bpnt psm", ""), ("PSM BPNT, sembako", "bpnt psm", ""), ("Pkh;psm.", "pkh psm", "spelling"),
    ("Program Keluarga Harapan, PSM", "pkh psm", "spelling"), ("pkh|psm", "pkh psm", ""), ("pkh\npsm", "pkh psm", ""),
    ("pkh, foo", None, "unknown_choice"), ("pkhpsm", None, "unknown_choice"), ("-", None, "missing_mark")])
def test_several_answers_are_parted_as_tools_join_them(text, value, rule):
    assert read(text, SEVERAL) == (value, rule)


@pytest.mark.parametrize("text", ["BPNT, sembako, PSM", "PKH, BPNT, sembako", "PSM BPNT, sembako", "BPNT, food, PSM"])
def test_labels_with_commas_are_no_other_spelling_where_commas_part_them(text):
    assert answer(text, ask("p", "select_multiple", PROGRAMMES)).rule == ""


def test_a_ranking_keeps_its_order():
    assert read("psm pkh bpnt", ask("r", "rank", PROGRAMMES)) == ("psm pkh bpnt", "")


@pytest.mark.parametrize(("kind", "text", "value", "rule"), [
    ("integer", "32", 32, ""), ("integer", "32 th", 32, "number"), ("integer", "2,5", None, "not_whole"),
    ("integer", "sering", None, "not_a_number"), ("integer", "2.500", None, "ambiguous_number"),
    ("integer", "kosong", None, "missing_mark"), ("integer", "n/a", None, "missing_mark"),
    ("decimal", "2,5", 2.5, "number"), ("decimal", "#DIV/0!", None, "excel_error"), ("range", "7", 7, ""),
    ("date", "2026-01-05", "2026-01-05", ""), ("date", "5 Januari 2026", "2026-01-05", "date"),
    ("date", "03/04/2026", None, "ambiguous_date"), ("date", "kemarin", None, "not_a_date"),
    ("time", "08:30:00.000+07:00", "08:30", ""), ("time", "08:30:15", "08:30:15", ""),
    ("time", "8.30", "08:30", "date"),
    ("time", "25:00", None, "not_a_date"), ("datetime", "2026-01-05T08:30:00", "2026-01-05 08:30", ""),
    ("datetime", "5 Jan 2026 08:30", None, "not_a_date"), ("geopoint", "-0.22 100.63 0 0", "-0.22 100.63 0 0", ""),
    ("geopoint", "100.63 -0.22", None, "not_a_place"), ("text", " tidak ada ", "tidak ada", ""),
    ("text", "kosong", None, "missing_mark"), ("acknowledge", "OK", "OK", ""), ("calculate", "x", "x", "")])
def test_an_answer_is_what_its_type_asks_for(kind, text, value, rule):
    assert read(text, ask("x", kind)) == (value, rule)


def test_a_workbooks_number_has_a_decimal_point_and_years_may_have_months():
    assert read("2.5", ask("x", "decimal", number_format="id"), numeric=True) == (2.5, "")
    assert read("5 tahun 6 bulan", ask("x", "decimal", unit="years")) == (5.5, "number")


@pytest.mark.parametrize(("text", "value", "rule"), [
    ("2,5 km", 2.5, "number"), ("12km.", 12, "number"), ("2,5 mil", None, "not_a_number"),
    ("2.500 km", None, "ambiguous_number"), ("km", None, "not_a_number")])
def test_the_unit_that_a_label_names_may_stand_behind_a_number(text, value, rule):
    asked = ask("far", "decimal", labels={"id": "Jarak (km)", "en": "Distance (km)"})
    assert read(text, asked) == (value, rule)


def test_a_declared_code_means_no_answer_even_where_it_could_be_one():
    assert read("99", ask("age", "integer", missing=("99", "98"))) == (None, "missing_code")
    assert read("1", ask("q", "select_one", YES_NO, missing=("1",))) == (None, "missing_code")


def test_a_question_whose_choices_are_elsewhere_takes_any_text():
    assert read("Payakumbuh", ask("x", "select_one_from_file")) == ("Payakumbuh", "")
