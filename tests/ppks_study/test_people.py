"""Masks that are worked out once are those of every respondent by themselves."""

from fractions import Fraction

import pandas as pd
import pytest

from claimcheck.conditions import parse
from ppks_study.estimates import People, measure

DATA = pd.DataFrame({
    "sex": pd.Series(["female", "male", None, "female"], dtype="str"),
    "age_years": pd.Series([35, None, 41, 0], dtype="Int64"),
    "score": pd.Series([85.5, 100 / 3, None, 85.5], dtype="Float64"),
    "programmes": pd.Series(["pkh", "pkh bpnt", None, ""], dtype="str"),
}, index=[3, 5, 8, 9])
CONDITIONS = ("", "sex=female", "sex!=female", "age_years>=35", "score=85.5", "score!=85.5", "programmes has pkh",
              "sex in female|male & age_years<40", "age_years=0 & score>171/2")


def judged(row, condition):
    """Whether each comparison holds for one respondent, answer by answer; None without an answer."""
    answers = [(atom, row[atom.column]) for atom in parse(condition).atoms]
    found = [None if pd.isna(a) else atom.holds(a if isinstance(a, str) else Fraction(a)) for atom, a in answers]
    return False if False in found else None if None in found else True


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_holds_of_each_respondent_as_of_it_alone(condition):
    expected = [judged(row, condition) for row in DATA.to_dict("records")]
    people = People(DATA)
    for _ in range(2):
        assert people.surely(condition).tolist() == [held is True for held in expected]
        assert people.known(condition).tolist() == [held is not None for held in expected]


def test_people_are_measured_as_their_data():
    people = People(DATA)
    for kind, variable in (("count", ""), ("share", ""), ("mean", "score"), ("minimum", "age_years"),
                           ("maximum", "age_years"), ("total", "score")):
        for condition in CONDITIONS:
            asked = {"condition": condition, "of": "sex=female", "variable": variable}
            assert measure(people, kind, **asked) == measure(DATA, kind, **asked)
