import pandas as pd
import pytest

from paperbuild.errors import OutputError
from ppks_study.estimates import stated
from ppks_study.numbers import number, numbers, text
from ppks_study.survey import Section
from ppks_study.tables.estimate_table import interval_note


@pytest.mark.parametrize(("value", "unit", "id_", "en"), [
    (71.11111, "percent", "71,1%", "71.1%"),
    (80, "percent", "80,0%", "80.0%"),
    (2507668, "idr_per_month", "Rp2.507.668", "IDR\u00a02,507,668"),
    (32, "people", "32 orang", "32 people"),
    (1, "people", "1 orang", "1 person"),
    (35, "years", "35 tahun", "35 years"),
    (2.5, "years", "2,5 tahun", "2.5 years"),
    (15500000, "families", "15.500.000 keluarga", "15,500,000 families"),
    (100, "ratio", "1:100", "1:100"),
    (6, "level", "jenjang 6", "level 6"),
    (20, "times", "20,0 kali", "20.0 times"),
])
def test_each_unit_reads_as_its_language_writes_it(value, unit, id_, en):
    assert (text(value, unit, "id"), text(value, unit, "en")) == (id_, en)


def test_halves_go_up_however_the_float_is_stored():
    assert number(0.25, "en", digits=1) == "0.3"
    assert number(1.005, "en", digits=2) == "1.01"


def test_a_bounded_value_is_a_range_with_an_en_dash():
    assert text(None, "percent", "id", lower=24.444, upper=51.111) == "24,4\u201351,1%"
    assert text(pd.NA, "people", "en", lower=11, upper=23) == "11\u201323 people"
    assert text(None, "idr_per_month", "id", lower=5e5, upper=1e6) == "Rp500.000\u20131.000.000"


def test_ends_that_differ_never_look_alike():
    assert text(None, "percent", "en", lower=92.4701, upper=92.4799) == "92.47\u201392.48%"


def test_a_missing_end_is_said_in_words():
    assert text(None, "idr_per_month", "en", lower=500000) == "at least IDR\u00a0500,000"
    assert text(None, "people", "id", upper=3) == "paling banyak 3 orang"
    assert text(None, "people", "en") == "not limited"


def test_bare_text_drops_words_but_keeps_signs():
    assert text(32, "people", "id", bare=True) == "32"
    assert text(32, "percent", "id", bare=True) == "32,0%"


def test_unknown_units_and_languages_are_refused_with_the_nearest():
    with pytest.raises(OutputError, match="percent"):
        text(1, "percnt", "id")
    with pytest.raises(OutputError, match="fr"):
        text(1, "percent", "fr")


def section(*rows):
    return Section("demo", {"table": stated(rows, n=3)})


def test_numbers_keep_value_bounds_basis_and_source_by_key():
    found = numbers(section(("demo.people", 12, "people"), ("demo.a", 26.6667, "percent")))
    assert list(found) == ["demo.a", "demo.people"]
    assert found["demo.people"] == {
        "value": 12, "n": 3, "missing": 0, "denominator": 3, "text": {"id": "12 orang", "en": "12 people"},
        "from": "sections.demo.table", "basis": "computed", "lower": 12, "upper": 12}
    assert isinstance(found["demo.people"]["value"], int)
    assert found["demo.a"]["value"] == 26.6667


def test_a_bounded_number_has_no_value_and_its_range_as_text():
    table = stated([("demo.x", 1, "people")], n=45)
    table.loc[0, ["value", "lower", "upper"]] = [pd.NA, 11, 23]
    table["basis"] = "bounded"
    entry = numbers(Section("demo", {"t": table}))["demo.x"]
    assert (entry["value"], entry["text"]["en"]) == (None, "11\u201323 people")


def test_one_key_with_two_values_is_refused():
    two = Section("demo", {"a": stated([("demo.x", 1, "people")], n=1), "b": stated([("demo.x", 2, "people")], n=1)})
    with pytest.raises(OutputError, match=r"demo\.x"):
        numbers(two)


def test_tables_without_a_basis_hold_no_numbers():
    assert numbers(Section("demo", {"voices": pd.DataFrame({"finding": ["x"]})})) == {}


def test_a_mean_of_nobody_is_a_dash_and_not_a_limitless_range():
    table = stated([("demo.mean", 1, "years")], n=0)
    table.loc[0, ["value", "lower", "upper"]] = [pd.NA, pd.NA, pd.NA]
    assert numbers(Section("demo", {"t": table}))["demo.mean"]["text"] == {"id": "\u2013", "en": "\u2013"}


def test_a_number_that_rounds_to_nothing_has_no_sign():
    assert number(-0.001, "en", digits=2) == "0.00"
    assert text(None, "effect", "en", lower=-0.001, upper=0.26) == "0.00–0.26"
    assert text(None, "idr", "en", lower=-300, upper=-200) == "-IDR\u00a0300 to -200"


@pytest.mark.parametrize("method", ["hypergeometric", "clopper_pearson", "korn_graubard", "t", "t_finite",
                                    "t_stratified", "feng_cliff", "bonett_wright", "noncentral_epsilon",
                                    "noncentral_v", "feldt", "bootstrap_units", "as_if_t", "as_if_clopper_pearson"])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_method_of_an_interval_is_named_in_words(method, lang):
    told = interval_note(pd.DataFrame({"interval": [method]}), 0.95, lang)
    assert not told.endswith(f": {method}.") and "_" not in told
