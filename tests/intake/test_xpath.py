import pytest

from ppks_study.errors import InstrumentError
from ppks_study.intake import xpath


@pytest.mark.parametrize("expression", ["x = 1", "* = 1", ". = *", "child = .", "sex", ". * * > 1", "ancestor::x"])
def test_names_of_other_nodes_are_refused_not_read_as_nothing(expression):
    with pytest.raises(InstrumentError, match="not supported"):
        xpath.holds(expression, {}, 1)


@pytest.mark.parametrize("expression", ["regex(., '[')", "selected(., 'a', 'b')", "if(. = 1, 2", "not()"])
def test_what_cannot_be_evaluated_is_refused_with_the_expression(expression):
    with pytest.raises(InstrumentError, match="(?s)Where: "):
        xpath.holds(expression, {}, "a")


@pytest.mark.parametrize(("expression", "answers", "value", "expected"), [
    (". = '${a}'", {"a": "q"}, "q", False), (". = '${a}'", {"a": "q"}, "${a}", True),
    ("${a} * 2 = 6", {"a": 3}, "", True),
    (". mod 2 = 1 and . div 2 > 1", {}, 3, True), ("string-length(.) < 3", {}, "ab", True),
    (". = '[x]/y'", {}, "[x]/y", True)])
def test_quoted_text_is_text_and_arithmetic_is_arithmetic(expression, answers, value, expected):
    assert xpath.holds(expression, answers, value) is expected


def test_the_answers_that_an_expression_reads_are_named_once():
    assert xpath.references("${a} = 1 or ${b} = '${c}' or ${a} = 2") == ("a", "b")
    assert xpath.references("") == ()
