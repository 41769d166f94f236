"""Every number that a text can mean, and why a text is none."""

from decimal import Decimal

import pytest

from surveyintake.amounts import readings
from surveyintake.numerals import explain


@pytest.mark.parametrize(("reason", "phrases"), [
    ("is approximate", [
        "± {}", "+/- {}", "+-{}", "~{}", "≈{}", "kurang lebih {}", "lebih kurang {}", "sekitar {}", "kira-kira {}",
        "kira kira {}", "kira2 {}", "hampir {}", "rata-rata {}", "rata rata {}", "about {}", "around {}",
        "approximately {}", "approx. {}", "circa {}", "ca {}", "almost {}", "average {}", "{}an", "{}-an", "{} lebih",
        "{} kurang", "{} kurang lebih", "{} lebih kurang", "{} or so", "sekitar ± {}"]),
    ("is a bound, not a number", [
        "> {}", "<{}", ">= {}", "=< {}", "≤{}", "≥ {}", "lebih dari {}", "kurang dari {}", "di atas {}", "diatas {}",
        "di bawah {}", "minimal {}", "min. {}", "maksimal {}", "maks {}", "max {}", "setidaknya {}",
        "paling sedikit {}", "paling banyak {}", "paling lama {}", "paling tinggi {}", "paling rendah {}",
        "hingga {}", "sampai {}", "more than {}", "less than {}", "over {}", "under {}", "above {}", "below {}",
        "at least {}", "at most {}", "up to {}", "{}+", "{} ke atas", "{} keatas", "{} kebawah", "{} or more",
        "{} or less"])])
def test_a_phrase_around_a_number_tells_why_it_is_none(reason, phrases):
    meant = [(explain(phrase.format("5 juta"), readings)) for phrase in phrases]
    assert [phrase for phrase, found in zip(phrases, meant, strict=True) if found != (reason, (5_000_000,))] == []


@pytest.mark.parametrize("between", [
    " - ", "-", "~", " sd ", " s.d. ", " s/d ", "s/d", " sampai ", " sampai dengan ", " hingga ", " to ", " atau ",
    " or ", " dan "])
def test_a_scale_behind_a_range_counts_for_both_ends(between):
    assert explain(f"5{between}6 juta", readings) == ("is a range", (5_000_000, 6_000_000))
    assert explain(f"500 ribu{between}1 juta", readings) == ("is a range", (500_000, 1_000_000))


def test_what_is_meant_is_explained_once_in_its_turn():
    assert explain("sekitar 5-6", readings) == ("is approximate", (Decimal(5), Decimal(6)))
    assert explain("sekitar 5-6-7", readings) == ("is no number", ())


def test_a_telephone_number_is_not_shown():
    assert explain("081234567890", readings) == ("is no number", ())


@pytest.mark.parametrize(("text", "number_format", "values"), [
    ("2.500", None, (2500, Decimal("2.5"))), ("2.500", "id", (2500,)), ("2.500", "en", (Decimal("2.5"),)),
    ("rp 2.500", None, (2500,)), ("1 juta 500 ribu", None, (1_500_000,)), ("-0", None, (0,)),
    ("2 juta lima ratus", None, (2_000_500, 2_500_000)), ("(500)", None, ())])
def test_the_readings_of_a_text(text, number_format, values):
    assert readings(text, number_format) == values
