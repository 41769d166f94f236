from fractions import Fraction

import pytest

from claimcheck.codebook import Codebook, Question, Remainder, Scale
from claimcheck.conditions import parse
from claimcheck.errors import ConditionError

SEX = Question(labels={"female": {"en": "Woman"}, "male": {"en": "Man"}})
ITEM = Question(labels={"never": {}, "always": {}})
BOOK = Codebook({"sex": SEX, "roles": Question("choices", {"leader": {}, "helper": {}}),
                 "age_years": Question("number", unit="years"), "i1": ITEM, "i2": ITEM},
                {"skill": Scale(("i1", "i2"), {"never": 1, "always": 3})},
                (Remainder("income", ("wage", "allowance"), "other"),))


def test_the_space_has_single_choices_and_scores_but_no_items_of_scales():
    columns = BOOK.space(10).columns
    assert set(columns) == {"sex", "skill_percent"}
    score = columns["skill_percent"]
    assert (score.step, score.low, score.high) == (Fraction(100, 6), Fraction(100, 3), 100)


def test_a_column_is_named_with_or_without_its_unit():
    assert BOOK.column("age") == BOOK.column("age_years") == BOOK.number("age") == "age_years"
    assert BOOK.number("skill_percent") == "skill_percent"


@pytest.mark.parametrize(("name", "hint"), [("sex", "is not a number"), ("ag", "did you mean age")])
def test_what_is_no_number_is_refused_with_the_nearest_one(name, hint):
    with pytest.raises(ConditionError, match=hint):
        BOOK.number(name)


def test_a_condition_gets_full_names_and_known_choices():
    assert str(BOOK.resolved(parse("age>50 & sex has female"))) == "age_years>50 & sex=female"
    assert str(BOOK.resolved(parse("roles has leader & skill_percent>50"))) == (
        "roles has leader & skill_percent>50")
    with pytest.raises(ConditionError, match="did you mean female"):
        BOOK.resolved(parse("sex=femal"))
    with pytest.raises(ConditionError, match="did you mean sex"):
        BOOK.resolved(parse("sexx=female"))


def test_the_parts_of_a_total_stay_unfilled():
    assert BOOK.unfilled == ("wage", "allowance")
