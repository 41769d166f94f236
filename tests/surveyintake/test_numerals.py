import re
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import cases, outcome, surprises

from surveyintake.numerals import MOST_CHARACTERS, MOST_DIGITS, NumeralError, parse

CASES = cases("numerals")
THIN_SPACE = "\u2009"


def grouped(number, separator):
    return f"{number:,}".replace(",", separator)


def words(number):
    """Spell a whole number in Indonesian, from the rules of the language one by one."""
    units = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh",
             "sebelas"]
    if number < 12:
        return units[number]
    if number < 20:
        return f"{units[number - 10]} belas"
    for size, name, one in [(10**12, "triliun", "satu triliun"), (10**9, "miliar", "satu miliar"),
                            (10**6, "juta", "satu juta"), (1000, "ribu", "seribu"), (100, "ratus", "seratus"),
                            (10, "puluh", "")]:
        count, rest = divmod(number, size)
        if count:
            return f"{one if count == 1 else f'{words(count)} {name}'} {words(rest) if rest else ''}".strip()
    raise AssertionError(number)


def test_each_text_gives_its_number_or_all_that_it_may_mean():
    def read(case):
        return parse(case["text"], number_format=case["number_format"] or None, integer=case["integer"] == "yes")

    assert surprises(CASES, read, NumeralError, Decimal) == []


@given(st.integers(-10**15, 10**15), st.integers(0, 99))
def test_a_number_with_two_decimals_is_read_back_in_either_format(whole, hundredths):
    expected = Decimal(f"{whole}.{hundredths:02}")
    assert parse(f"{grouped(whole, '.')},{hundredths:02}", number_format="id") == expected
    assert parse(f"{grouped(whole, ',')}.{hundredths:02}", number_format="en") == expected
    assert parse(f"{grouped(whole, THIN_SPACE)},{hundredths:02} %") == expected


@given(st.decimals(-10**6, 10**6, places=4))
def test_a_number_without_marks_of_thousands_is_among_the_readings_or_alone(number):
    value, readings = outcome(lambda: parse(f"{number:f}"), NumeralError)
    assert number in (value, *readings)
    assert parse(f"{number:f} tahun".replace(".", ",")) == number


@given(st.integers(0, 999), st.integers(0, 999))
def test_what_can_be_thousands_or_decimals_is_refused_with_the_truth_among_the_readings(head, tail):
    for mark in ".,":
        value, readings = outcome(lambda mark=mark: parse(f"{head}{mark}{tail:03}"), NumeralError)
        both = [Decimal(f"{head}.{tail:03}")] + [Decimal(head * 1000 + tail)] * (head > 0)
        assert {value} - {""} | set(readings) == set(both)


@given(st.integers(1000, 10**15))
def test_an_amount_in_rupiah_is_read_with_its_thousands_parted_by_points(amount):
    points = grouped(amount, ".")
    for text in (f"Rp {points},-", f"Rp.{points}", f"{points},-", f"{points} rupiah", f"Rp{points},00 per bulan",
                 f"IDR {grouped(amount, ',')}.00", f"rp{amount}/bln", f"Rp. {points}.-"):
        assert parse(text) == amount


@given(st.integers(0, 10**12))
def test_an_amount_repeated_in_words_is_read_although_either_alone_is_ambiguous(amount):
    assert parse(f"{grouped(amount, '.')} ({words(amount)} rupiah)") == amount
    with pytest.raises(NumeralError, match="differ"):
        parse(f"{grouped(amount + 10**6, '.')} ({words(amount)})")


@given(st.integers(1, 999), st.integers(1, 999),
       st.sampled_from([("juta", "ribu", 6), ("jt", "rb", 6), ("Miliar", "JT", 9)]))
def test_an_amount_in_scales_is_read_back(large, small, scales):
    above, below, power = scales
    amount = large * 10**power + small * 10**(power - 3)
    assert parse(f"{large} {above} {small} {below}") == parse(f"{large}{above}{small}{below}") == amount
    assert parse(f"{large},{small:03}0 {above}") == parse(f"{large}.{small:03}0{above}") == amount
    assert amount in outcome(lambda: parse(f"{large} {above} {small}"), NumeralError)[1]


@given(st.one_of(st.integers(0, 10**12), st.builds(lambda digits, power: digits * 10**power, st.integers(0, 999),
                                                   st.integers(0, 9))))
def test_a_number_in_words_is_read_back_unless_thousands_may_be_left_unsaid(number):
    unsaid = number >= 10**6 and number // 1000 % 1000 == 0 and number % 1000 > 0
    for text in (words(number), words(number).upper(), f"{words(number)} rupiah"):
        value, readings = outcome(lambda text=text: parse(text), NumeralError)
        assert (number in readings and len(readings) == 2) if unsaid else value == number


@given(st.lists(st.sampled_from(["nol", "satu", "dua", "sembilan", "sepuluh", "sebelas", "seratus", "seribu", "sejuta",
                                 "belas", "puluh", "ratus", "ribu", "juta", "miliar"]), min_size=1, max_size=6))
def test_words_that_are_read_spell_their_number(spoken):
    def in_full(text):
        return text.replace("seratus", "satu ratus").replace("seribu", "satu ribu").replace("sejuta", "satu juta")

    value, readings = outcome(lambda: parse(" ".join(spoken)), NumeralError)
    for number in [value] * (value != "") + readings[:1]:
        assert in_full(words(int(number))) == in_full(" ".join(spoken))


@given(st.integers(0, 999), st.lists(st.integers(0, 9), min_size=1, max_size=6))
def test_decimals_in_words_are_read_digit_by_digit(whole, decimals):
    spelled = " ".join(map(words, decimals))
    assert parse(f"{words(whole)} koma {spelled}") == Decimal(f"{whole}.{''.join(map(str, decimals))}")


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_range_is_refused_with_both_ends(first, last):
    for text in (f"{first}-{last}", f"{first} s.d. {last}", f"Rp {first},- - Rp {last},-",
                 f"{first} sampai {last} orang"):
        value, readings = outcome(lambda text=text: parse(text), NumeralError)
        assert (value, set(readings)) == ("", {first, last})


@given(st.one_of(st.text(max_size=60), st.text(alphabet="0123456789.,-+ RpjutarbEkKM%()/±<>½'seblaniO|", max_size=40)),
       st.sampled_from([None, "id", "en"]))
def test_any_text_is_a_whole_reading_or_a_refusal(text, number_format):
    value, _ = outcome(lambda: parse(text, number_format=number_format), NumeralError)
    assert value == "" or (value.is_finite() and abs(value) < 10**MOST_DIGITS)


@given(st.sampled_from([word for case in CASES for word in re.findall(r"\S+", case["text"])]).flatmap(
    lambda word: st.sampled_from(["1" * 250, "1." * 100, "~" * 250, "1-" * 120, "1 juta " * 40, "m " * 120, "se " * 80,
                                  "(" * 200, "lima " * 50, "1 M" * 80, "- " * 120, "an " * 80, ",-" * 120]).map(
        lambda many: [f"{word} {many}", f"{many} {word}", many])))
def test_no_text_takes_long(texts):
    for text in texts:
        started = time.process_time()
        outcome(lambda text=text: parse(text), NumeralError)
        assert time.process_time() - started < 0.2


@pytest.mark.parametrize("text", ["9" * 10**5, "1." * 10**5, " " * 10**5 + "5", "sembilan " * 10**5])
def test_a_text_longer_than_any_number_is_not_even_looked_at(text):
    with pytest.raises(NumeralError, match=f"more than {MOST_CHARACTERS} characters"):
        parse(text)


@pytest.mark.parametrize("text", ["9" * 50, "9" * (MOST_DIGITS + 1), f"{'9' * MOST_DIGITS} miliar", f"0,{'9' * 30}"])
def test_numbers_too_long_to_be_answers_are_refused(text):
    with pytest.raises(NumeralError, match="digits"):
        parse(text)


@pytest.mark.parametrize(("text", "number_format", "reason", "way_out"), [
    ("2.500", None, "more than one number", "number_format"), ("2.5", "id", "not written in the format 'id'", "mend"),
    ("1,5 M", None, "more than one number", "in digits"), ("± 500 ribu", None, "approximate", "one number"),
    ("> 2 juta", None, "bound", "one number"), ("1-2 juta", None, "range", "one number"),
    ("2O0", None, "letters among its digits", "one number"), ("2.51E+06", None, "rounded", "one number"),
    ("0812", None, "telephone", "one number"), ("dua puluh tigo", None, "is no number", "")])
def test_a_refusal_says_why_and_what_to_do(text, number_format, reason, way_out):
    with pytest.raises(NumeralError, match=reason) as error:
        parse(text, number_format=number_format)
    assert way_out in error.value.fix


def test_readings_are_offered_in_digits():
    with pytest.raises(NumeralError) as error:
        parse("1,5 M")
    assert error.value.expected == "1500000 or 1500000000"


def test_a_fraction_is_no_whole_number():
    with pytest.raises(NumeralError, match="whole"):
        parse("2,5", integer=True)


def test_an_unknown_number_format_is_refused():
    with pytest.raises(NumeralError, match="known: id, en"):
        parse("2", number_format="de")
