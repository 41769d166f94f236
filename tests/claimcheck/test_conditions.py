import pandas as pd
import pytest

from claimcheck.conditions import parse
from claimcheck.errors import ConditionError

PEOPLE = pd.DataFrame({
    "sex": ["female", "male", None, "female"],
    "age_years": pd.array([51, 30, 55, None], dtype="Int64"),
    "programmes": ["pkh bpnt", "tagana", "pkh", None],
})


@pytest.mark.parametrize(("text", "expected"), [
    ("", [True, True, True, True]),
    ("sex=female", [True, False, None, True]),
    ("sex!=female", [False, True, None, False]),
    ("sex in female|male", [True, True, None, True]),
    ("age_years>50", [True, False, True, None]),
    ("age_years >= 51 & age_years<=54.5", [True, False, False, None]),
    ("age_years=55", [False, False, True, None]),
    ("age_years!=55", [True, True, False, None]),
    ("age_years in 30|55", [False, True, True, None]),
    ("programmes has pkh", [True, False, True, None]),
    ("programmes has pk", [False, False, False, None]),
    ("sex=female & age_years>50", [True, False, None, None]),
])
def test_a_condition_holds_for_whom_it_says_and_for_nobody_without_an_answer(text, expected):
    held = parse(text).mask(PEOPLE)
    assert [None if pd.isna(v) else bool(v) for v in held] == expected


@pytest.mark.parametrize("text", ["sex", "sex=", "=female", "sex == female", "age_years>old", "sex=female &",
                                  "sex in a b", "sex=female | sex=male", "sex~female"])
def test_what_is_not_in_the_grammar_is_refused_with_the_grammar(text):
    with pytest.raises(ConditionError, match="Expected"):
        parse(text)


def test_an_unknown_column_is_refused_by_name():
    with pytest.raises(ConditionError, match="sexx"):
        parse("sexx=female").mask(PEOPLE)


def test_the_same_comparisons_in_another_order_are_spelled_alike():
    assert str(parse("b=2&a in x|y")) == str(parse(" a in x|y & b = 2"))
