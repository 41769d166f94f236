import pytest
from tests.support.surveys import PROGRAMMES, YES_NO, ask, form, log_of, matched, raw, told

from surveyintake.errors import InstrumentError

TRAINED = ask("trained", "select_one", YES_NO)
AGE = ask("age", "integer", constraint=". >= 15 and . <= 80")


def test_a_limit_is_told_in_words():
    found = matched(form(AGE), raw(["age"], ["200"]))
    assert found.log[["rule", "reason_id"]].to_numpy().tolist() == [
        ["out_of_range", "di luar batas pertanyaan ini: 15 sampai 80"]]
    assert found.log["reason_en"][0].endswith("15 to 80")


def test_a_year_of_birth_suggests_the_age_when_the_day_is_known():
    found = matched(form(AGE), raw(["age", "end"], ["1985", "2026-02-01T10:00"]), ignored=["end"])
    assert found.log[["rule", "suggestion"]].to_numpy().tolist() == [["birth_year", "41"]]
    assert "not year of birth" in matched(form(AGE), raw(["age"], ["1985"])).log["suggestion"][0]
    assert log_of(form(ask("visits", "integer", constraint=". < 50")), ["visits"], ["1985"]) == [["A2", "out_of_range"]]


def test_an_age_without_limits_is_no_year_of_birth_unless_years_were_asked_for():
    age = form(ask("a", "integer", labels={"id": "Usia", "en": "Age"}))
    assert log_of(age, ["a"], ["1985"], ["31"], ["45"]) == [["A2", "birth_year"]]
    assert log_of(age, ["a"], ["1985"], ["1990"], ["45"]) == []
    assert log_of(form(ask("visits", "integer")), ["visits"], ["1985"], ["31"], ["45"]) == []


def test_what_was_not_asked_is_not_to_be_answered():
    asked = form(TRAINED, ask("q", relevant="${trained} = '1'"))
    assert log_of(asked, ["trained", "q"], ["1", "x"], ["0", "x"], ["0", ""], ["", "x"]) == [["B3", "not_relevant"]]


def test_a_condition_on_an_absent_or_refused_answer_judges_nothing():
    asked = form(TRAINED, ask("q", required=True, relevant="${trained} = '1'"),
                 ask("t", "integer", constraint=". <= ${age} - 13"), AGE)
    assert log_of(asked, ["q", "t"], ["x", "90"], ["", "1"]) == []
    assert log_of(asked, ["trained", "q", "t", "age"], ["oui", "", "90", "999"], ["0", "", "", "20"]) == [
        ["A2", "unknown_choice"], ["D2", "out_of_range"]]


def test_a_question_below_one_that_was_skipped_was_not_asked_either():
    asked = form(TRAINED, ask("a", "select_one", YES_NO, relevant="${trained} = '1'"),
                 ask("b", relevant="${a} = '1'"))
    assert log_of(asked, ["trained", "a", "b"], ["0", "", "x"], ["1", "", "x"]) == [["C2", "not_relevant"]]


def test_an_impossible_combination_is_told_once():
    asked = form(ask("a", "integer", constraint=". <= ${b}"), ask("b", "integer", constraint=". >= ${a}"))
    assert log_of(asked, ["a", "b"], ["2", "1"], ["1", "2"], ["1", ""]) == [["A2", "impossible_combination"]]


def test_a_required_answer_is_missed_once_and_only_where_it_was_asked_for():
    asked = form(TRAINED, ask("q", "select_one", YES_NO, required=True, relevant="${trained} = 1"),
                 ask("r", required="${trained} = 1"))
    assert log_of(asked, ["trained", "q", "r"], ["1", "", "x"], ["0", "", ""], ["1", "-", ""], ["1", "Tidak", "x"]) == [
        ["B2", "required"], ["B4", "required"], ["C4", "required"]]


def test_saying_that_a_question_does_not_apply_answers_it():
    asked = form(ask("q", "select_one", YES_NO, required=True, missing=("9",)), ask("x"))
    assert log_of(asked, ["q", "x"], ["Tidak relevan", "y"], ["9", "y"]) == [
        ["A2", "not_applicable"], ["A3", "missing_code"]]


def test_what_the_file_itself_calls_missing_is_missing():
    assert log_of(form(AGE), ["age"], ["20"], ["30"], missing=[(3, "age")]) == [["A3", "missing_code"]]


def test_today_is_the_day_of_the_answers_and_without_one_any_day_until_now():
    asked = form(ask("visit", "date", constraint=". <= today()"))
    late = raw(["visit", "end"], ["2026-02-02", "2026-02-01"], ["2026-02-01", "2026-02-01"])
    assert told(matched(asked, late, ignored=["end"])) == [["A2", "out_of_range"]]
    assert log_of(asked, ["visit"], ["2099-02-02"], ["2016-02-02"]) == [["A2", "out_of_range"]]
    for constraint in (". >= today()", ". = today()"):
        assert log_of(form(ask("visit", "date", constraint=constraint)), ["visit"], ["2016-02-02"]) == []
    born = form(ask("born", "date", constraint="(today() - .) div 365.25 >= 17"))
    assert log_of(born, ["born"], ["1990-02-02"], ["2090-02-02"]) == [["A3", "out_of_range"]]


@pytest.mark.parametrize("column", ["constraint", "relevant", "required"])
def test_a_condition_outside_the_subset_names_its_question(column):
    with pytest.raises(InstrumentError, match=f"once(?s:.*)question age, column {column}"):
        log_of(form(ask("age", "integer", **{column: "once(1) = 1"}), ask("x")), ["x"], ["1"])


def test_an_expression_on_chosen_answers_counts_them():
    asked = form(ask("p", "select_multiple", PROGRAMMES, constraint="count-selected(.) <= 2"))
    assert log_of(asked, ["p"], ["pkh psm"], ["pkh bpnt psm"]) == [["A3", "out_of_range"]]
