import pytest
from tests.support.surveys import PROGRAMMES, ask, form, matched, raw, told

FORM = form(ask("x"), ask("p", "select_multiple", PROGRAMMES, required=True, constraint="count-selected(.) <= 2"))
FLAGS = {"p": {"pkh": "p/pkh", "bpnt": "p/bpnt", "psm": "p/psm"}}


def found(columns, *rows):
    return matched(FORM, raw(["x", *columns], *[["y", *row] for row in rows]), chosen=FLAGS)


@pytest.mark.parametrize(("row", "value"), [
    (["1", "0", "1"], "pkh psm"), (["Ya", "Tidak", "YA"], "pkh psm"), (["✓", "", "x"], "pkh psm"),
    (["TRUE", "FALSE", "TRUE"], "pkh psm"), (["PKH", "", "PSM"], "pkh psm"), (["1.0", "0.0", "1.0"], "pkh psm")])
def test_a_column_for_each_choice_says_what_was_chosen(row, value):
    cleaned = found(FLAGS["p"].values(), row)
    assert cleaned.columns["p"].values("str").tolist() == [value]
    assert told(cleaned) == []


def test_a_bad_flag_is_told_at_its_own_cell_and_missing_ones_once():
    assert told(found(FLAGS["p"].values(), ["1", "2", "0"], ["", "", ""], ["1", "1", "1"])) == [
        ["C2", "unknown_choice"], ["B3", "required"], ["B4", "out_of_range"]]


def test_a_broken_condition_is_told_at_a_chosen_flag():
    assert told(found(FLAGS["p"].values(), ["0", "0", "0"])) == [["B2", "required"]]


def test_both_forms_of_an_answer_have_to_agree():
    columns = ["p", *FLAGS["p"].values()]
    cleaned = found(columns, ["pkh", "1", "0", "0"], ["pkh", "0", "1", "0"], ["psm", "", "", ""],
                    ["foo", "1", "0", "0"])
    assert told(cleaned) == [["B3", "forms_disagree"], ["B5", "unknown_choice"]]
