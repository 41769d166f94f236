from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import cases, outcome, surprises

from surveyintake.numerals import NumeralError, parse_years


def test_each_text_gives_its_years_or_all_that_it_may_mean():
    def read(case):
        return parse_years(case["text"], number_format=case["number_format"] or None)

    assert surprises(cases("durations"), read, NumeralError, Decimal) == []


@given(st.integers(0, 60), st.integers(0, 11))
def test_years_and_months_are_exact_in_quarters_and_rounded_else(years, months):
    total = Decimal(years) + Decimal(months) / 12
    for text in (f"{years} tahun {months} bulan", f"{years}thn{months}bln", f"{12 * years + months} bulan"):
        value, readings = outcome(lambda text=text: parse_years(text), NumeralError)
        assert (value, readings) == ((total, []) if months % 3 == 0 else ("", [round(total, 2)]))


@pytest.mark.parametrize(("months", "spellings"), [
    (12, ["tahun", "thn", "th", "years", "year", "yrs", "yr"]),
    (1, ["bulan", "bln", "bl", "months", "month", "mos", "mo"])])
def test_units_are_known_by_their_spellings(months, spellings):
    for unit in spellings:
        assert parse_years(f"3 {unit}") == parse_years(f"3{unit}.") == Decimal(3 * months) / 12


@pytest.mark.parametrize("unit", ["minggu", "mgg", "weeks", "week", "hari", "hr", "days", "day"])
def test_weeks_and_days_are_no_exact_years(unit):
    with pytest.raises(NumeralError, match="no exact number of years"):
        parse_years(f"1 tahun 1 {unit}")


@given(st.one_of(st.text(max_size=40), st.text(alphabet="0123456789., setahunbldigr-±/½", max_size=40)))
def test_any_text_is_years_or_a_refusal(text):
    value, _ = outcome(lambda: parse_years(text), NumeralError)
    assert value == "" or value.is_finite()


@pytest.mark.parametrize("text", ["1 tahun " * 10**5, "9" * 10**5])
def test_a_text_longer_than_any_duration_is_not_even_looked_at(text):
    with pytest.raises(NumeralError, match="characters"):
        parse_years(text)
