from fractions import Fraction

from claimcheck.conditions import parse
from claimcheck.space import (
    OTHER,
    UNLIMITED,
    Column,
    Grid,
    Space,
    nobody,
    possible,
    settled_counts,
)
from claimcheck.statements import Statement, Term, count_is, everyone

FEMALE, MALE = parse("sex=female"), parse("sex=male")


def limits(axis):
    return [(part.low, part.high) for part in axis.answered]


def test_numbers_are_parted_where_a_condition_changes():
    axes = Space(10, {"age": Column(low=Fraction(20), high=Fraction(60))}).parts(
        ["age"], [parse("age<=30"), parse("age=40"), parse("age>=50")])
    assert limits(axes["age"]) == [(20, 30), (31, 39), (40, 40), (41, 49), (50, 60)]


def test_a_number_without_an_upper_limit_ends_at_a_stand_in():
    axes = Space(10).parts(["income"], [parse("income<1000")])
    assert limits(axes["income"]) == [(0, 999), (1000, UNLIMITED)]


def test_choices_that_no_condition_names_are_one_part():
    axes = Space(10).parts(["sex"], [FEMALE, MALE])
    assert [part.choices for part in axes["sex"].answered] == [("female",), ("male",), (OTHER,)]
    assert axes["sex"].parts[-1].missing


def test_parts_that_statements_leave_nobody_in_are_left_out():
    axes = Space(10).parts(["sex"], [FEMALE, MALE])
    counted = [count_is(FEMALE, 6), count_is(MALE, 4)]
    assert [part.choices for part in possible(axes, counted, 10)["sex"]] == [("female",), ("male",)]
    whole = Statement((Term(Fraction(1), FEMALE), Term(Fraction(1), MALE), Term(Fraction(-1))))
    assert len(possible(axes, [whole], 10)["sex"]) == 2
    assert len(possible(axes, [count_is(FEMALE, 0)], 10)["sex"]) == 3


def test_a_column_is_settled_where_one_part_at_most_is_not_counted():
    axes = Space(10).parts(["sex"], [FEMALE, MALE])
    whole = Statement((Term(Fraction(1), FEMALE), Term(Fraction(1), MALE), Term(Fraction(-1))))
    assert settled_counts(axes, [count_is(FEMALE, 6), whole], 10) == {"sex"}
    assert settled_counts(axes, [count_is(FEMALE, 6)], 10) == set()


def test_a_grid_numbers_the_cells_that_somebody_can_be_in():
    axes = Space(10).parts(["sex", "role"], [FEMALE, parse("role=leader")])
    empty = nobody([count_is(parse("sex=female & role=leader"), 0), everyone(FEMALE, parse("role=leader"))])
    grid = Grid(("sex", "role"), [axes["sex"], axes["role"]], 5, empty)
    assert grid.meeting(FEMALE) == []
    assert grid.size == 6
    assert sorted(number for _, number in grid.cells()) == list(range(5, 11))
    assert sum(map(len, grid.along(("role",)).values())) == 6
