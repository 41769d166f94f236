import pytest

from surveyintake import xpath
from surveyintake.errors import InstrumentError
from surveyintake.xpath import MISSING, TODAY, holds, truth


@pytest.mark.parametrize("expression", [
    "x = 1", "* = 1", ". = *", "child = .", "sex", ". * * > 1", "ancestor::x", "../a > 1", "/data/a = 1", "@a = 1"])
def test_names_of_other_nodes_are_refused_not_read_as_nothing(expression):
    with pytest.raises(InstrumentError, match="not supported"):
        holds(expression, {}, 1)


@pytest.mark.parametrize("expression", ["regex(., '[')", "selected(., 'a', 'b')", "if(. = 1, 2", "not()", ". = = 1",
                                        ". > 1 1", "(. > 1", "'a", ". > 1)"])
def test_what_cannot_be_evaluated_is_refused_with_the_expression(expression):
    with pytest.raises(InstrumentError, match="(?s)Where: "):
        holds(expression, {}, "a")


@pytest.mark.parametrize("expression", ["once(1)", "pulldata('a', 'b', 'c', 'd')", "jr:itext('a')", "position(.)"])
def test_other_functions_are_refused_by_name(expression):
    with pytest.raises(InstrumentError, match=r"the function [\w:]+\(\) is not supported"):
        holds(expression, {})


@pytest.mark.parametrize(("expression", "answers", "value", "expected"), [
    (". = 99 or (. >= 0 and . < 5)", {}, 7, False), (". > 1 and(. < 5)", {}, 3, True),
    (". = '${a}'", {"a": "q"}, "q", False), (". = '${a}'", {"a": "q"}, "${a}", True),
    ("${a} * 2 = 6", {"a": 3}, "", True), ("${ a } = 3", {"a": "3"}, "", True),
    (". mod 2 = 1 and . div 2 > 1", {}, 3, True), ("string-length(.) < 3", {}, "ab", True),
    (". = '[x]/y'", {}, "[x]/y", True), ("-. + 2*3 = 4", {}, 2, True), ("5 mod -3 = 2", {}, "", True),
    (". > 9", {}, "10", True), (". = '01'", {}, "1", False), (". = 01", {}, "1", True),
    ("(. = 1) and (. < 2) or(. = 3)", {}, 1, True),
    ("1 = 1 or 1 = 2 and 1 = 2", {}, "", True), (".>=1and .<=2", {}, 2, True), (". div 0 > 1", {}, 1, False),
    ("true() and not(false())", {}, "", True), ("contains(., 'b') and starts-with(., 'a')", {}, "abc", True),
    ("concat('a', 1) = 'a1'", {}, "", True), ("round(2.5) = 3 and int(2.9) = 2 and abs(-1) = 1", {}, "", True),
    ("min(3, ${a}) = 2 and max(3, ${a}) = 3", {"a": "2"}, "", True), ("number('x') = number('x')", {}, "", False),
    ("substr('abcd', 1, 3) = 'bc' and substring('abcd', 2, 2) = 'bc'", {}, "", True),
    ("selected-at('a b', 1) = 'b' and selected-at('a b', 2) = ''", {}, "", True)])
def test_quoted_text_is_text_and_arithmetic_is_arithmetic(expression, answers, value, expected):
    assert holds(expression, answers, value) is expected


@pytest.mark.parametrize(("expression", "expected"), [
    (". <= date('2026-01-31')", True), (". >= '2026-01-31'", False), (". - ${start} = 20", True),
    (". = date('2026-1-21')", True), (". <= today()", True), (". > today() - 3", False),
    ("format-date(., '%Y-%n') = '2026-1'", True), ("date(${start} + 20) = .", True)])
def test_dates_count_as_days(expression, expected):
    assert holds(expression, {"start": "2026-01-01", TODAY: "2026-01-30"}, "2026-01-21") is expected


@pytest.mark.parametrize(("expression", "answers", "expected"), [
    ("${a} > 1", {}, None), ("${a} > 1", {"a": MISSING}, None), ("${a} = 'x' or ${b} = 'x'", {"b": "x"}, True),
    ("${a} = 'x' and ${b} = 'x'", {"b": "y"}, False), ("${a} = 'x' and ${b} = 'x'", {"b": "x"}, None),
    ("not(${a} = 'x')", {}, None), ("${a} = ''", {"a": MISSING}, True), ("${a} != ''", {"a": MISSING}, False),
    ("${a} = ''", {}, None), ("coalesce(${a}, 2) = 2", {"a": MISSING}, True), ("coalesce(${a}, 2) = 2", {}, None),
    ("string-length(${a}) = 0", {"a": MISSING}, True), ("if(${a} = 1, 'x', 'y') = 'y'", {}, None),
    ("selected(${a}, 'x')", {"a": MISSING}, None), ("${a} = ''", {"a": ""}, True), ("${a} = 'x'", {"a": ""}, False),
    (". <= today()", {}, None)])
def test_what_depends_on_an_unknown_answer_is_unknown(expression, answers, expected):
    assert truth(expression, answers, "2026-01-01") is expected


def test_the_answers_that_an_expression_reads_are_named_once():
    assert xpath.references("${a} = 1 or ${b} = '${c}' or ${a} = 2") == ("a", "b")
    assert xpath.references("") == ()
