"""Answers, rows and headers exactly at a limit, one step below it and one above."""

import pytest
from tests.support.surveys import LIKERT, YES_NO, ask, form, log_of, matched, raw, told

from surveyintake.answer import LISTED, answer
from surveyintake.instrument import Choice, Instrument
from surveyintake.matching import LONGEST, MOST_NEAREST, match
from surveyintake.numerals import MOST_CHARACTERS, NumeralError, parse

CODE, NOTE = ask("code", role="code"), ask("note")
AGE = ask("age", "integer", constraint=". >= 15 and . <= 80")


def columns_of(*headers, asked):
    return match(raw(list(headers), ["x"] * len(headers)), asked)


def test_the_nearest_questions_are_sought_for_a_hundred_columns_and_no_more():
    headers = [f"sexe{place}" for place in range(MOST_NEAREST + 2)]
    found = columns_of("sex", *headers, asked=form(ask("sex"))).unmatched
    assert [bool(found[header]) for header in headers[-4:]] == [True, True, False, False]
    assert all(found[header] == ("sex",) for header in headers[:MOST_NEAREST])


@pytest.mark.parametrize(
    ("name", "header", "near"),
    [
        ("abcde", "abcxy", True),
        ("abcdefghijklmnopq", "abcdefghijrstuvwx", False),
        ("abcde", "abxyz", False),
        ("abcdefghij", "abcdefwxyz", True),
    ],
)
def test_a_header_is_near_to_a_question_from_three_fifths_of_its_letters_on(name, header, near):
    found = columns_of("sex", header, asked=form(ask("sex"), ask(name))).unmatched
    assert found == {header: (name,) if near else ()}


@pytest.mark.parametrize(("length", "known"), [(LONGEST, True), (LONGEST + 1, False)])
def test_a_header_up_to_a_length_names_a_question(length, known):
    header = "g" * (length - len("/sex")) + "/sex"
    found = columns_of("age", header, asked=form(ask("sex"), ask("age")))
    assert ("sex" in found.columns) is known


def test_a_number_may_be_as_long_as_the_longest():
    assert parse("7" + " " * (MOST_CHARACTERS - 1)) == 7
    with pytest.raises(NumeralError, match="more than 300 characters"):
        parse("7" + " " * MOST_CHARACTERS)


@pytest.mark.parametrize(
    ("text", "readings"),
    [("Rp 250,5", ["250.5", "250500000"]), ("Rp 999,5", ["999.5", "999500000"])],
)
def test_a_fraction_of_less_than_a_thousand_rupiah_may_leave_out_its_millions(text, readings):
    with pytest.raises(NumeralError) as refused:
        parse(text)
    assert [f"{reading:f}" for reading in refused.value.readings] == readings


def test_from_a_thousand_rupiah_on_a_fraction_is_one():
    assert str(parse("Rp 1.000,5")) == "1000.5"


def left_out(asked, columns, *rows, **more):
    return told(matched(asked, raw(columns, *rows), **more))


PAID = form(
    CODE, ask("a", "integer"), ask("b", "integer"), ask("c", "integer"), ask("d", "integer"), NOTE
)


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        (["code", "a", "30", "2"], [["A4", "header_row"]]),
        (["code", "x", "30", "2"], []),
        (["R3", "12", "30", "2"], []),
    ],
)
def test_a_row_of_which_half_is_its_header_is_one(row, rules):
    asked = form(CODE, ask("a"), ask("b", "integer"), ask("c", "integer"))
    rows = [["R1", "x", "20", "1"], ["R2", "y", "25", "1"], row]
    assert left_out(asked, ["code", "a", "b", "c"], *rows) == rules


@pytest.mark.parametrize(
    ("last", "rules"),
    [
        (["", "22", "71", "5", "6"], [["B4", "totals_row"]]),
        (["", "22", "70", "5", "6"], []),
        (["R3", "22", "71", "5", "6"], []),
    ],
)
def test_a_last_row_of_which_half_are_sums_is_a_total(last, rules):
    rows = [["R1", "10", "30", "1", "2"], ["R2", "12", "41", "2", "2"], last]
    assert left_out(PAID, ["code", "a", "b", "c", "d"], *rows) == rules


def test_a_total_needs_two_rows_above_it():
    rows = [["R1", "10", "30"], ["R2", "12", "41"], ["", "22", "71"]]
    assert left_out(PAID, ["code", "a", "b"], *rows) == [["B4", "totals_row"]]
    assert left_out(PAID, ["code", "a", "b"], rows[0], ["", "10", "30"]) == []


@pytest.mark.parametrize(
    ("words", "rules"),
    [
        ("satu dua tiga", []),
        ("satu dua tiga empat", [["D4", "note_row"]]),
        ("* satu", [["D4", "note_row"]]),
    ],
)
def test_a_note_below_the_table_has_four_words_or_a_mark(words, rules):
    rows = [["R1", "10", "30", "x"], ["R2", "12", "41", "y"], ["", "", "", words]]
    assert left_out(PAID, ["code", "a", "b", "note"], *rows) == rules


@pytest.mark.parametrize(
    ("columns", "rules"), [(["code", "a", "note"], [["C4", "note_row"]]), (["code", "note"], [])]
)
def test_a_table_of_three_columns_can_have_notes(columns, rules):
    rows = [["R1", "10", "x"], ["R2", "12", "y"], ["", "", "Sumber: survei"]]
    kept = [row if "a" in columns else [row[0], row[2]] for row in rows]
    assert left_out(PAID, columns, *kept) == rules


SAID = ["sd", "sd", "d", "d", "a", "a", "sa", "sa", "sd"]


def answered_alike(items, *, role=""):
    """Return what is found of ten rows of which two agree; items are answered alike."""
    scale = [ask(f"q{n}", "select_one", LIKERT, list_name="likert") for n in range(items)]
    asked = form(ask("x", role=role), ask("y"), *scale)
    rows = [[f"x{n}", f"y{n}", *[said] * items] for n, said in enumerate(SAID)]
    return left_out(asked, list(asked.variables), *rows, rows[4])


def test_items_of_one_scale_count_as_one_answer_from_three_on():
    assert answered_alike(1) == answered_alike(3) == []  # 45 pairs by 21/81 by 1/81 are 0.14
    assert answered_alike(2) == [
        ["A11", "duplicate_row"]
    ]  # 45 pairs by 21/81 twice by 1/81 are 0.04


def test_who_somebody_is_does_not_agree_by_chance():
    assert answered_alike(1, role="identifier") == [["A11", "duplicate_row"]]


def test_where_half_of_the_ages_are_years_of_birth_years_may_have_been_asked_for():
    age = form(ask("a", "integer", labels={"id": "Usia", "en": "Age"}))
    assert log_of(age, ["a"], ["1985"], ["31"]) == []
    assert log_of(age, ["a"], ["1985"], ["31"], ["45"]) == [["A2", "birth_year"]]


@pytest.mark.parametrize(
    ("year", "rule"),
    [
        ("1899", "out_of_range"),
        ("1900", "birth_year"),
        ("2100", "birth_year"),
        ("2101", "out_of_range"),
    ],
)
def test_a_year_of_birth_is_of_this_century_or_the_last(year, rule):
    assert log_of(form(AGE), ["age"], [year]) == [["A2", rule]]


@pytest.mark.parametrize(
    ("age", "rules"),
    [("14", [["A2", "out_of_range"]]), ("15", []), ("80", []), ("81", [["A2", "out_of_range"]])],
)
def test_an_age_at_a_limit_is_within_it(age, rules):
    assert log_of(form(AGE), ["age"], [age]) == rules


def test_an_answer_is_not_required_where_the_condition_is_not_known():
    asked = form(ask("trained", "select_one", YES_NO), ask("r", required="${trained} = 1"))
    assert log_of(asked, ["trained", "r"], ["oui", ""]) == [["A2", "unknown_choice"]]
    assert log_of(asked, ["trained", "r"], ["1", ""], ["0", ""]) == [["B2", "required"]]


def options(*points):
    return tuple(
        Choice(f"c{place}", {"id": f"jawaban {word}", "en": f"answer {word}"}, point)
        for place, (word, point) in enumerate(zip("abcdefghij", points, strict=False))
    )


@pytest.mark.parametrize(
    ("points", "text", "value"),
    [
        ((None, None), "1 - jawaban a", "c0"),
        ((None, None), "2 - jawaban b", "c1"),
        ((None, None), "0 - jawaban a", None),
        ((None, None), "1 - jawaban b", None),
        ((0.0, 1.0), "0 - jawaban a", "c0"),
        ((0.0, 1.0), "1 - jawaban a", "c0"),
        ((0.0, 1.0), "1 - jawaban b", "c1"),
        ((0.0, 1.0), "0 - jawaban b", None),
        ((0.0, 5.0), "5 - jawaban b", "c1"),
    ],
)
def test_a_number_before_a_choice_is_its_place_or_its_points(points, text, value):
    assert answer(text, ask("q", "select_one", options(*points))).value == value


@pytest.mark.parametrize(("many", "more"), [(LISTED, False), (LISTED + 1, True)])
def test_a_suggestion_lists_seven_choices_and_says_that_there_are_more(many, more):
    refused = answer("zzz", ask("q", "select_one", options(*[None] * many)))
    assert refused.suggestion.endswith("…") is more
    assert refused.suggestion.count("jawaban") == LISTED


def test_a_spelling_that_two_choices_share_stands_for_neither():
    shared = (
        Choice("p", {"id": "Pendamping", "en": "Companion"}, aliases=("PSM",)),
        Choice("q", {"id": "Relawan", "en": "Volunteer"}, aliases=("psm",)),
    )
    assert answer("PSM", ask("q", "select_one", shared)).rule == "unknown_choice"
    assert answer("Relawan", ask("q", "select_one", shared)).value == "q"


def test_a_form_of_one_question_finds_it():
    assert match(raw(["sex"], ["1"]), Instrument({"sex": ask("sex")}, {})).columns == {"sex": "sex"}
