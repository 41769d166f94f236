from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppks_study.intake.numerals import MOST_DIGITS, NumeralError, parse


def grouped(number, separator):
    return f"{number:,}".replace(",", separator)


@given(st.integers(0, 10**15), st.integers(0, 99))
def test_a_number_with_two_decimals_is_read_back_in_either_format(whole, hundredths):
    expected = Decimal(whole * 100 + hundredths) / 100
    assert parse(f"{grouped(whole, '.')},{hundredths:02}", number_format="id") == expected
    assert parse(f"{grouped(whole, ',')}.{hundredths:02}", number_format="en") == expected


@given(st.integers(1000, 10**15))
def test_an_amount_in_rupiah_is_read_with_its_thousands_parted_by_points(amount):
    for text in (f"Rp {grouped(amount, '.')},-", f"Rp.{grouped(amount, '.')}", f"{grouped(amount, '.')},-",
                 f"{grouped(amount, '.')} rupiah", f"Rp{grouped(amount, '.')},00 per bulan"):
        assert parse(text) == amount


@given(st.text(alphabet="0123456789.,-+ RpjutarbE%", max_size=30))
def test_any_text_is_a_whole_reading_or_a_refusal(text):
    try:
        value = parse(text)
    except NumeralError:
        return
    assert value.is_finite()
    assert abs(value) < 10**MOST_DIGITS


@pytest.mark.parametrize(("text", "readings"), [
    ("2.5", {Decimal("2.5"), 25}), ("75.55", {Decimal("75.55"), 7555}), ("Rp 2,500", {Decimal("2.5"), 2500}),
    ("1.500 juta", {1_500_000, 1_500_000_000}), ("2,500 rb", {2_500, 2_500_000})])
def test_what_looks_like_two_numbers_is_refused_with_both(text, readings):
    with pytest.raises(NumeralError) as error:
        parse(text)
    assert set(error.value.readings) == readings


@pytest.mark.parametrize(("text", "value"), [
    ("1.5 juta", "1500000"), ("92.81%", "92.81"), ("0.500", "0.5"), ("0,500", "0.5"), ("1234.5", "1234.5"),
    ("Rp 2,507,668", "2507668"), ("-Rp 5.000", "-5000"), ("Rp 500 ribu/bulan", "500000"), ("1\u00a0juta", "1000000")])
def test_what_has_one_sensible_reading_is_read(text, value):
    assert parse(text) == Decimal(value)


@pytest.mark.parametrize(("text", "number_format", "other"), [
    ("1.5 juta", "id", 1_500_000), ("2,5", "en", Decimal("2.5")), ("0.500", "id", Decimal("0.5"))])
def test_a_stated_format_is_held_to_and_the_other_reading_offered(text, number_format, other):
    with pytest.raises(NumeralError, match="not written in the format") as error:
        parse(text, number_format=number_format)
    assert error.value.readings == (other,)


@pytest.mark.parametrize("text", ["9" * 50, "9" * (MOST_DIGITS + 1), f"{'9' * MOST_DIGITS} miliar"])
def test_numbers_too_long_to_be_answers_are_refused(text):
    with pytest.raises(NumeralError, match="digits"):
        parse(text)


def test_a_fraction_is_no_whole_number():
    assert parse("2,00", integer=True) == 2
    with pytest.raises(NumeralError, match="whole"):
        parse("2,5", integer=True)


def test_an_unknown_number_format_is_refused():
    with pytest.raises(NumeralError, match="known: id, en"):
        parse("2", number_format="de")
