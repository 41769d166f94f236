"""Scores of batches of a register are those of the table, to the last bit."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppks_study.register_batches import coded
from ppks_study.register_batches import scored as scored_by_rules
from ppks_study.scoring import Rules, derived, points_of, score
from ppks_study.study import Study
from surveyintake.errors import InputError, InstrumentError
from surveyintake.instrument import Choice, Instrument, Variable

PLAIN = (*(Choice(str(k), {}, float(k)) for k in (1, 2, 3)), Choice("na", {}))
FROM_ZERO = tuple(Choice(name, {}, given) for name, given in (("no", 0.0), ("some", 0.1), ("yes", 0.7)))
BELOW_ZERO = tuple(Choice(name, {}, given) for name, given in (("bad", -2.0), ("good", 1 / 3)))
EDUCATION = tuple(Choice(name, {}) for name in ("sltp", "slta", "s1", "s2", "profesi", "kejar_paket"))
ITEMS = {"K1": ("knowledge", PLAIN, False), "K2": ("knowledge", PLAIN, True), "K3": ("knowledge", PLAIN, False),
         "S1": ("skill", FROM_ZERO, True), "S2": ("skill", FROM_ZERO, False), "S3": ("skill", FROM_ZERO, False),
         "A1": ("assistant", BELOW_ZERO, False), "A2": ("assistant", BELOW_ZERO, False),
         "G1": ("generalist", PLAIN, False)}
FORM = Instrument({**{name: Variable(name, "select_one", {}, {}, choices, dimension=dimension, reversed=reverse)
                      for name, (dimension, choices, reverse) in ITEMS.items()},
                   "education": Variable("education", "select_one", {}, {}, EDUCATION)}, {})
STUDY = Study.load("payakumbuh-2019")
ANSWERS = {name: [None, *(choice.name for choice in variable.choices)] for name, variable in FORM.variables.items()}


def scored(columns, form, study):
    return scored_by_rules(columns, form, Rules.of(study))


def batch(rows):
    return {name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(ANSWERS)}


def same(found, table):
    """Hold scores against those of the small-data function, bit for bit."""
    assert list(found) == list(table.columns[-len(found):]) == derived(FORM, Rules.of(STUDY))
    for name, column in found.items():
        there = table[name].notna().to_numpy()
        assert column.is_valid().to_pylist() == there.tolist(), name
        if pa.types.is_floating(column.type):
            bits = [np.asarray(values, float).view("i8").tolist()
                    for values in (column.drop_null(), table[name][there].to_numpy(float))]
            assert bits[0] == bits[1], name
        else:
            assert column.drop_null().to_pylist() == table[name][there].tolist()


ROWS = st.lists(st.tuples(*(st.sampled_from(found) for found in ANSWERS.values())), min_size=1, max_size=25)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from([0.2, 0.8, 1.0]), st.sampled_from(["lower", "nearest"]))
def test_scores_are_those_of_the_small_function_to_the_last_bit(rows, share, between):
    study = STUDY.replace(answered_share=share, between=between)
    columns = batch(rows)
    data = pd.DataFrame({name: pd.Series(values.to_pylist(), dtype="str") for name, values in columns.items()})
    same(scored(columns, FORM, study).columns, score(data, FORM, study))


def test_fractions_of_points_add_up_alike_however_many_rows_there_are():
    rows = [(None, None, None, "no", "some", "yes", None, None, None, None)] * 9
    data = pd.DataFrame(rows, columns=list(ANSWERS)).astype("str")
    alone = scored(batch(rows[:1]), FORM, STUDY).columns["skill_percent"][0].as_py()
    assert scored(batch(rows), FORM, STUDY).columns["skill_percent"].to_pylist() == [alone] * 9
    assert score(data, FORM, STUDY)["skill_percent"].tolist() == [alone] * 9
    assert score(data[:1], FORM, STUDY)["skill_percent"].tolist() == [alone]


def test_one_row_by_hand():
    row = ("3", "1", "na", "no", "yes", None, "good", "good", "2", "s1")
    found = {name: values[0].as_py() for name, values in scored(batch([row]), FORM, STUDY.replace(
        answered_share=0.5)).columns.items()}
    assert found == {
        "knowledge_percent": 100.0, "knowledge_class": "very_effective",  # 3 and, flipped, 3 of two answered items
        "skill_percent": 100 * (0.7 + 0.7) / (0.7 + 0.7), "skill_class": "very_effective",
        "assistant_percent": 100 * (2 / 3) / (2 / 3), "assistant_class": "very_effective",
        "generalist_percent": 100 * 2 / 3, "generalist_class": "fairly_effective",
        "kkni_level": 6, "qualification_class": "generalis", "qualification_percent": 100 * 2 / 3}


def test_below_zero_is_the_lowest_class():
    row = (None,) * 6 + ("bad", "good", None, None)
    found = scored(batch([row]), FORM, STUDY).columns
    assert found["assistant_percent"][0].as_py() == 100 * (-2 + 1 / 3) / (2 / 3)
    assert found["assistant_class"].to_pylist() == ["ineffective"]


def one_item(*given):
    """Return a form of one item and its answers by points."""
    choices = tuple(Choice(f"{one:g}", {}, one) for one in given)
    return Instrument({"K1": Variable("K1", "select_one", {}, {}, choices, dimension="knowledge")}, {})


def test_a_score_between_two_printed_bands_follows_the_stated_rule():
    answers = {"K1": pa.array(["85.5", "85.4", "86"])}
    for between, expected in (("lower", ["effective", "effective", "very_effective"]),
                              ("nearest", ["very_effective", "effective", "very_effective"])):
        found = scored(answers, one_item(85.4, 85.5, 86.0, 100.0), STUDY.replace(between=between))
        assert found.columns["knowledge_class"].to_pylist() == expected


def test_the_share_to_be_answered_is_met_by_exactly_that_many():
    scale = one_item(1.0).variables["K1"].choices
    form = Instrument({f"K{place}": Variable(f"K{place}", "select_one", {}, {}, scale, dimension="knowledge")
                       for place in range(25)}, {})
    answers = {f"K{place}": pa.array(["1" if place < 7 else None, "1" if place < 6 else None]) for place in range(25)}
    assert 0.28 * 25 > 7  # by a rounding error
    found = scored(answers, form, STUDY.replace(answered_share=0.28)).columns["knowledge_percent"]
    assert found.to_pylist() == [100.0, None]


def test_an_education_that_the_form_does_not_have_gives_no_level():
    found = scored(batch([(*[None] * 9, "s3")]), FORM, STUDY)
    assert list(found.refused) == ["education"]
    assert found.columns["kkni_level"].to_pylist() == [None]
    assert found.columns["qualification_class"].to_pylist() == [None]


def test_a_code_of_no_answer_is_none_and_is_not_refused():
    item = Variable("K1", "select_one", {}, {}, PLAIN, dimension="knowledge", missing=("99",))
    found = scored({"K1": pa.array([99, 3])}, Instrument({"K1": item}, {}), STUDY)
    assert not found.refused
    assert found.columns["knowledge_percent"].to_pylist() == [None, 100.0]


def test_what_is_no_choice_is_refused_and_counts_as_no_answer():
    rows = [("3", "1", "1", *[None] * 6, "s1"), ("x", "1", "1", *[None] * 6, "S1")]
    found = scored(batch(rows), FORM, STUDY.replace(answered_share=1.0))
    assert {name: (list(at), texts) for name, (at, texts) in found.refused.items()} == {
        "K1": ([1], ["x"]), "education": ([1], ["S1"])}
    assert found.columns["knowledge_percent"].null_count == 1
    assert found.columns["kkni_level"].to_pylist() == [6, None]


@pytest.mark.parametrize("values", [
    pa.array(["1", None, "3"]), pa.array(["1", None, "3"], pa.large_string()), pa.array(["1", "", "3"]),
    pa.array(["1", None, "3"]).dictionary_encode(), pa.array([1, None, 3], pa.int8()), pa.array([1.0, None, 3.0]),
    pa.array([1.0, float("nan"), 3.0]), pa.array([1, None, 3]).dictionary_encode(),
    pa.array(["1", None, "3"], pa.string_view()),
    pa.DictionaryArray.from_arrays(pa.array([2, 1, 0]), pa.array(["3", None, "1"])),
    pa.array(["1.0", None, "3"]).dictionary_encode().dictionary.take(pa.array([0, None, 1])).cast(pa.float64())
    .cast(pa.decimal128(5, 1))])
def test_choices_are_read_from_every_type_that_can_hold_them(values):
    codes, texts = coded(values, "K1")
    assert [texts[code] for code in codes] == ["1", "", "3"]
    codes, texts = coded(values.slice(1, 2), "K1")
    assert [texts[code] for code in codes] == ["", "3"]


@pytest.mark.parametrize("values", [pa.array([True]), pa.array([["1"]]), pa.array([b"1"]),
                                    pa.array([1], pa.timestamp("s"))])
def test_what_can_hold_no_choices_is_refused_by_column(values):
    with pytest.raises(InputError, match="K1"):
        coded(values, "K1")


def test_codes_of_every_width_are_read_at_any_place():
    names = pa.array([str(place) for place in range(100)])
    for kind in (pa.int8(), pa.uint8(), pa.int16(), pa.uint16(), pa.int32(), pa.uint32(), pa.int64()):
        column = pa.DictionaryArray.from_arrays(pa.array([None, 99, *range(50), None], kind), names)
        codes, texts = coded(column.slice(1, 52), "K1")
        assert [texts[code] for code in codes] == ["99", *map(str, range(50)), ""]


def test_halves_are_no_whole_numbers():
    assert coded(pa.array([1.5, float("inf")]), "K1")[1] == ["1.5", "inf", ""]


def test_an_item_whose_best_answer_gives_nothing_has_no_percent():
    with pytest.raises(InstrumentError, match="more than 0"):
        points_of(Variable("K1", "select_one", {}, {}, (Choice("a", {}, 0.0), Choice("b", {}, -1.0))))
