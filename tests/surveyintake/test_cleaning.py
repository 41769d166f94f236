import dataclasses

import pandas as pd
import pytest
from tests.support.surveys import PROGRAMMES, ask, form, log_of, matched, told
from tests.support.surveys import raw as raw_of

from surveyintake.answer import answer
from surveyintake.answer_file import Raw
from surveyintake.cleaning import LOG_COLUMNS, clean
from surveyintake.errors import InputError, InstrumentError
from surveyintake.instrument import Choice, Instrument


@pytest.fixture(scope="module")
def instrument(study):
    return Instrument.load(study.data.instrument)


def raw(columns, *rows, numeric=()):
    cells = pd.DataFrame(list(rows), columns=columns, index=range(2, len(rows) + 2), dtype="str")
    return Raw(cells, "answers.xlsx", "Sheet1", dict(zip(columns, "ABCDEFG", strict=False)), frozenset(numeric))


@pytest.mark.parametrize(("name", "text", "value"), [
    ("education", "SMA", "slta"), ("education", " s\u00a01. ", "s1"),
    ("education", "AKADEMI/DIPLOMA III/S. MUDA", "d3"),
    ("sex", "P", "female"), ("training", "T", "no"), ("field_of_study", "Tidak serumpun", "unrelated"),
    ("programmes", "PSM Kube", "psm kube"), ("programmes", "Sakti Peksos; Korteks", "bpnt_coordinator sakti_peksos"),
    ("programmes", "pkh, PKH", "pkh")])
def test_an_answer_is_known_by_name_label_or_other_spelling(instrument, name, text, value):
    assert answer(text, instrument.variable(name)).value == value


@pytest.mark.parametrize(("name", "text"), [
    ("field_of_study", "serumpun sekali"), ("education", "DIPLOMA I/II"), ("education", "S"), ("sex", "Perem"),
    ("programmes", "pkh; pkh besar"), ("K01", "4")])
def test_part_of_an_answer_is_no_answer(instrument, name, text):
    found = answer(text, instrument.variable(name))
    assert (found.value, found.rule) == (None, "unknown_choice")


def test_only_separators_are_no_choice(instrument):
    assert answer(" ; ", instrument.variable("programmes")).value is None


def test_a_workbooks_own_number_is_read_whatever_the_format(instrument):
    columns = ["tenure_years", "income_idr_per_month"]
    data, log = clean(raw(columns, ["2.5", "2507668"], ["2.5", "2.507.668"], numeric=[(2, "tenure_years")]), instrument)
    assert data["tenure_years"].tolist() == [2.5, pd.NA]
    assert data["income_idr_per_month"].tolist() == [2_507_668, 2_507_668]
    assert log[["row", "column", "rule"]].to_numpy().tolist() == [
        [3, "tenure_years", "ambiguous_number"], [3, "income_idr_per_month", "number"]]


def test_the_log_tells_the_cell_and_what_became_of_it(instrument):
    _, log = clean(raw(["Usia (tahun)", "sex"], ["200", "female"], ["32 th", "p"]), instrument)
    assert tuple(log.columns) == LOG_COLUMNS
    assert log[["sheet", "cell", "raw", "new", "rule"]].to_numpy().tolist() == [
        ["Sheet1", "A2", "200", "", "out_of_range"], ["Sheet1", "B3", "p", "female", "spelling"],
        ["Sheet1", "A3", "32 th", "32", "number"]]


def test_data_as_the_form_names_them_leave_an_empty_log(instrument):
    data, log = clean(raw(["sex", "education", "K01"], ["female", "s1", "3"], ["", "s2", ""]), instrument)
    assert log[log["rule"] != "required"].empty
    assert data.loc[1, ["sex", "K01"]].isna().all()


@pytest.mark.parametrize("column", ["profil/sex", "Jenis kelamin:", "JENIS  KELAMIN.", "1: Sex"])
def test_a_column_is_known_with_its_group_and_whatever_its_spaces(instrument, column):
    assert clean(raw([column], ["p"]), instrument)[0]["sex"].tolist() == ["female"]


def with_constraint(instrument, name, constraint):
    changed = dataclasses.replace(instrument.variable(name), constraint=constraint)
    return dataclasses.replace(instrument, variables={**instrument.variables, name: changed})


def test_a_constraint_sees_answers_that_come_later_in_the_form(instrument):
    form = with_constraint(instrument, "incentive_city_idr_per_month", ". <= ${income_idr_per_month}")
    columns = ["incentive_city_idr_per_month", "income_idr_per_month"]
    data, log = clean(raw(columns, ["500", "400"], ["500", "500"], ["500", ""]), form)
    assert data["incentive_city_idr_per_month"].tolist() == [pd.NA, 500, 500]
    assert log["cell"].tolist() == ["A2"]


def test_a_constraint_with_coalesce_says_itself_what_missing_counts_as(instrument):
    form = with_constraint(instrument, "incentive_city_idr_per_month", ". <= coalesce(${income_idr_per_month}, 0)")
    data, _ = clean(raw(["incentive_city_idr_per_month", "income_idr_per_month"], ["500", ""]), form)
    assert data["incentive_city_idr_per_month"].isna().all()


def test_what_is_cleaned_cleans_to_itself(english):
    form, names = english.instrument, list(english.instrument.variables)
    table = english.respondents[names].astype("object")
    texts = table.map(lambda value: "" if pd.isna(value) else f"{value:g}" if isinstance(value, float) else str(value))
    again = Raw(texts.astype("str"), "clean.csv", "", dict.fromkeys(names, "A"))
    data, _ = clean(again, form)
    pd.testing.assert_frame_equal(data, english.respondents[names].reset_index(drop=True))


def test_a_decimal_in_a_tools_export_has_a_point():
    tenure = form(ask("x"), ask("tenure", "decimal", number_format="id"))
    rows = raw_of(["x", "tenure", "_uuid"], ["a", "2.5", "u1"], ["b", "2.500", "u2"])
    assert matched(tenure, rows, ignored=["_uuid"]).columns["tenure"].values("Float64").tolist() == [2.5, 2500]
    assert told(matched(tenure, raw_of(["x", "tenure"], ["a", "2.5"]))) == [["B2", "ambiguous_number"]]


def test_dates_that_tell_their_order_tell_it_for_the_others():
    visits = form(ask("visit", "date"))
    days = [["17/08/2019"], ["18/08/2019"], ["31/12/2019"], ["03/04/2019"]]
    assert clean(raw_of(["visit"], *days), visits)[0]["visit"].tolist()[3] == "2019-04-03"
    assert log_of(visits, ["visit"], *days[1:])[2] == ["A4", "ambiguous_date"]
    assert log_of(visits, ["visit"], *days, ["12/31/2019"])[3:] == [["A5", "ambiguous_date"], ["A6", "date"]]


def test_a_file_without_answers_has_nothing_to_tell():
    asked = form(ask("x", required=True), ask("visit", "date", relevant="${x} = 1"),
                 ask("p", "select_multiple", PROGRAMMES))
    data, log = clean(raw_of(["x", "visit", "p"]), asked)
    assert (len(data), len(log)) == (0, 0)


def test_an_answer_too_large_whatever_the_others_is_out_of_range():
    asked = form(ask("age", "integer"), ask("tenure", "integer", constraint=". <= 60 and . <= ${age} - 13"))
    assert log_of(asked, ["age", "tenure"], ["30", "70"], ["30", "20"]) == [
        ["B2", "out_of_range"], ["B3", "impossible_combination"]]


# A user's own DataFrame.

CODED = form(ask("sex", "select_one", choices=(Choice("1", {"id": "Perempuan", "en": "Female"}),
                                               Choice("2", {"id": "Laki-laki", "en": "Male"}))),
             ask("age", "integer", labels={"id": "Usia", "en": "Age"}),
             ask("income", "decimal"))


def test_a_frame_of_integer_codes_is_cleaned_as_a_file_would_be():
    frame = pd.DataFrame({"sex": [1, 2, 3, None], "Age": [31, 40, 22, 55], "income": [1.5, 2.25, None, 3]})
    data, log = clean(frame, CODED)
    assert data["sex"].tolist()[:2] == ["1", "2"] and data["sex"].isna().tolist() == [False, False, True, True]
    assert data["age"].tolist() == [31, 40, 22, 55]
    assert data["income"].tolist()[:2] == [1.5, 2.25]
    assert log[["row", "cell", "column", "raw", "rule"]].to_numpy().tolist() == [
        [4, "A4", "sex", "3", "unknown_choice"]]


def test_a_frame_with_labels_and_a_missing_column_is_cleaned():
    frame = pd.DataFrame({"sex": pd.Categorical(["Male", "perempuan", None]),
                          "Usia": ["31", "empat puluh", ""]}, index=["x", "y", "z"])
    data, log = clean(frame, CODED)
    assert data["sex"].tolist()[:2] == ["2", "1"]
    assert data["age"].tolist()[:2] == [31, 40]
    assert data["income"].isna().all() and str(data["income"].dtype) == "Float64"
    assert set(log["rule"]) == {"spelling", "number"} and len(data) == 2


def test_dates_truth_values_and_lists_in_a_frame_are_answers():
    asked = form(ask("day", "date"), ask("trained", "select_one", choices=(Choice("1", {}), Choice("0", {}))),
                 ask("topics", "select_multiple", choices=(Choice("a", {}), Choice("b", {}))))
    frame = pd.DataFrame({"day": pd.to_datetime(["2026-05-01", None]), "trained": [True, False],
                          "topics": [["b", "a"], None]})
    data, log = clean(frame, asked)
    assert data["day"].tolist()[0] == "2026-05-01" and data["trained"].tolist() == ["1", "0"]
    assert data["topics"].tolist()[0] == "a b"


@pytest.mark.parametrize(("source", "questionnaire", "error", "told"), [
    (pd.DataFrame({"sex": ["1"]}), {"sex": ["1"]}, InstrumentError, "a dict is no questionnaire"),
    (pd.DataFrame({"sex": ["1"]}), "no/such/form.xlsx", InstrumentError, "no instrument"),
    ([["1"]], CODED, InputError, "a list holds no answers"),
    (pd.DataFrame({"other": ["1"]}), CODED, InputError, "no column is one of the questionnaire's"),
    (pd.DataFrame({"sex": []}), CODED, InputError, "no answers"),
    (pd.DataFrame({"sex": [object()]}), CODED, InputError, "a cell is no answer")])
def test_what_is_no_form_or_no_table_of_answers_is_told(source, questionnaire, error, told):
    with pytest.raises(error, match=told):
        clean(source, questionnaire)
