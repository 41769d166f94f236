import pytest
from tests.support.surveys import LIKERT, YES_NO, ask, form, matched, raw, told

CODE = ask("code", role="code")
SEX = ask("sex", "select_one", YES_NO)
AGE = ask("age", "integer")
NOTE = ask("note")
FORM = form(CODE, SEX, AGE, NOTE)
COLUMNS = ["code", "sex", "age", "note"]
GOOD = [["R1", "1", "30", "a"], ["R2", "0", "41", "b"], ["R3", "1", "25", ""]]


def refused(*rows, columns=COLUMNS, asked=FORM, **more):
    found = matched(asked, raw(columns, *rows), **more)
    assert len(rows) == len(found.kept) + sum(found.log["rule"].isin(ROWS))
    return told(found)


ROWS = ["header_row", "totals_row", "note_row", "empty_row", "test_row", "no_consent", "duplicate_row",
        "duplicate_code"]


def test_a_sum_leaves_out_what_is_a_text_to_a_spreadsheet():
    rows = [["R1", "1", "30", "a"], ["R2", "0", "41 th", "b"], ["R3", "1", "25", ""], ["", "2", "55", ""]]
    numeric = [(row, column) for row in (2, 3, 4, 5) for column in ("sex", "age") if (row, column) != (3, "age")]
    found = matched(FORM, raw(COLUMNS, *rows, ["* sementara", "", "", ""], numeric=numeric))
    assert [entry for entry in told(found) if entry[1] in ROWS] == [["B5", "totals_row"], ["A6", "note_row"]]


def test_an_answer_like_all_others_is_no_mean():
    asked = form(ask("a", "integer"), ask("b", "integer"), ask("c"))
    rows = [["3", "4", f"kata {n}"] for n in range(4)]
    assert refused(*rows, ["3", "4", ""], columns=["a", "b", "c"], asked=asked) == []


def test_respondents_are_all_kept():
    assert refused(*GOOD) == []


@pytest.mark.parametrize(("row", "rule"), [
    (["code", "sex", "age", "note"], ["A5", "header_row"]), (["Total", "", "96", ""], ["A5", "totals_row"]),
    (["", "Rata-rata", "32", ""], ["B5", "totals_row"]), (["Total", "", "=SUM(C2:C4)", ""], ["A5", "totals_row"]),
    (["Total", "", "#REF!", ""], ["A5", "totals_row"]),
    (["", "2", "96", ""], ["B5", "totals_row"]),
    (["TES", "1", "30", ""], ["A5", "test_row"]), (["uji coba 2", "x", "y", ""], ["A5", "test_row"]),
    (["test test", "1", "30", ""], ["A5", "test_row"]), (["data tes 2", "1", "30", ""], ["A5", "test_row"]),
    (["* data sementara", "", "", ""], ["A5", "note_row"]), (["", "Sumber: survei", "", ""], ["B5", "note_row"]),
    (["R1", "0", "30", "a"], ["A5", "duplicate_code"]), (["r1", "1", "30", "a"], ["A5", "duplicate_code"]),
    (["R1", "1", "30", "a"], ["A5", "duplicate_row"])])
def test_a_row_that_is_no_respondent_has_one_entry(row, rule):
    assert refused(*GOOD, row) == [rule]


def test_numbers_of_the_columns_below_the_header_are_no_respondent():
    assert refused(["(1)", "(2)", "(3)", "(4)"], *GOOD) == [["A2", "header_row"]]


@pytest.mark.parametrize("row", [
    ["R4", "1", "30", "test"], ["R4", "1", "30", "Total"], ["R4", "", "", ""], ["R9", "1", "96", "jumlah KPM turun"],
    ["R4", "1", "30", "a"], ["contoh saja", "1", "30", "a"]])
def test_a_respondent_is_not_taken_for_something_else(row):
    assert refused(*GOOD, row) == []


def test_the_later_submission_is_refused_and_the_first_named():
    found = matched(FORM, raw(COLUMNS, *GOOD, ["R2", "1", "41", "b"]))
    assert found.log[["row", "rule", "suggestion"]].to_numpy().tolist() == [[5, "duplicate_code", "baris 3 / row 3"]]
    assert list(found.kept) == [0, 1, 2]


def test_the_same_submission_number_is_the_same_submission():
    rows = [["R1", "1", "30", "a", "u1"], ["R2", "1", "30", "a", "u1"]]
    assert refused(*rows, columns=[*COLUMNS, "_uuid"], ignored=["_uuid"]) == [["E3", "duplicate_row"]]


def test_a_row_with_only_its_number_is_no_respondent():
    assert refused(*[["7", *row] for row in GOOD], ["8", "", "", "", ""], columns=["No", *COLUMNS]) == [
        ["A5", "empty_row"]]


def test_people_may_answer_a_short_form_alike():
    asked = form(SEX, ask("q", "select_one", LIKERT))
    rows = [["1", "a"], ["0", "d"], ["1", "a"], ["1", "sa"], ["0", "a"]]
    assert refused(*rows, columns=["sex", "q"], asked=asked) == []


@pytest.mark.parametrize("rows", [["1"] * 9, ["1", "0"] * 9])
def test_everybody_may_give_the_same_answers(rows):
    asked = form(*[ask(f"q{n}", "select_one", YES_NO) for n in range(5)])
    assert refused(*[[answer] * 5 for answer in rows], columns=list(asked.variables), asked=asked) == []


def test_straight_answers_on_a_scale_are_no_sign_of_a_duplicate():
    items = [ask(f"q{n}", "select_one", LIKERT, list_name="likert") for n in range(30)]
    rows = [[sex, *[answer] * 30] for sex, answer in zip("1010101010", ["a"] * 6 + ["d"] * 4, strict=True)]
    assert refused(*rows, columns=["sex", *(item.name for item in items)], asked=form(SEX, *items)) == []


def test_what_cannot_agree_by_chance_is_a_duplicate():
    asked = form(ask("text"), AGE, SEX, ask("income", "integer"))
    rows = [[f"kata {n}", str(20 + n), "1", str(1_000_000 + 1000 * n)] for n in range(30)]
    assert refused(*rows, rows[7], columns=["text", "age", "sex", "income"], asked=asked) == [["A32", "duplicate_row"]]


@pytest.mark.parametrize("kind", [{"type": "select_one", "choices": YES_NO}, {"type": "text"}])
def test_who_does_not_consent_is_left_out_and_misses_nothing(kind):
    consent = ask("consent", kind["type"], kind.get("choices", ()), role="consent")
    asked = form(consent, ask("q", required=True, relevant="${consent} = '1'"))
    assert refused(["1", "x"], ["0", ""], ["", "x"], columns=["consent", "q"], asked=asked) == [["A3", "no_consent"]]


def test_two_columns_that_claim_one_question_are_told_once():
    found = matched(FORM, raw([*COLUMNS, "sex (E)"], *[[*row, "0"] for row in GOOD]), twice={"sex": ("sex", "sex (E)")})
    assert found.log[["row", "cell", "rule", "suggestion"]].to_numpy().tolist() == [
        [1, "B1", "column_twice", "sex: B1, E1"]]


def test_consent_is_known_by_its_name_where_the_form_gives_no_roles():
    asked = form(ask("informed_consent", "select_one", YES_NO), AGE)
    assert refused(["1", "20"], ["0", ""], columns=["informed_consent", "age"], asked=asked) == [["A3", "no_consent"]]
    assert refused(["1", "R1"], ["0", "R2"], columns=["informed_consent", "code"],
                   asked=form(asked.variables["informed_consent"], CODE)) == []
