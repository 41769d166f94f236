"""Bounds against brute force: every table of counts of a small survey is tried."""

from fractions import Fraction
from itertools import combinations_with_replacement, product

import pytest

from claimcheck.bounds import Evidence
from claimcheck.claims import Claim
from claimcheck.conditions import parse
from claimcheck.counts import Linear, Model, feasible
from claimcheck.errors import InfeasibleError
from claimcheck.reconstruction import stitch
from claimcheck.space import Column, Space
from claimcheck.statements import Statement, Term, count_is, statements

CLAIMS = [Claim("women", kind="count", published="3", condition="sex=female"),
          Claim("degrees", kind="count", published="4", condition="education=s1"),
          Claim("pkh", kind="share", published="60", condition="programme=pkh", n="5"),
          Claim("pkh_degrees", kind="count", published="2", condition="programme=pkh & education=s1"),
          Claim("none", kind="count", published="0", condition="sex=male & education=slta")]
SPACE = Space(5, {"sex": Column(("female", "male")), "education": Column(("s1", "slta")),
                  "programme": Column(("pkh", "tagana"))})
EVIDENCE = Evidence(SPACE, tuple(s for claim in CLAIMS for s in statements(claim)))
PEOPLE = [dict(zip(("sex", "education", "programme"), answers, strict=True)) for answers in product(
    ("female", "male", None), ("s1", "slta", None), ("pkh", "tagana", None))]


def count(people, condition):
    return sum(all(person[a.column] is not None and a.holds(person[a.column]) for a in parse(condition).atoms)
               for person in people)


def satisfying():
    for people in combinations_with_replacement(PEOPLE, 5):
        if (count(people, "sex=female") == 3 and count(people, "education=s1") == 4
                and count(people, "programme=pkh") == 3 and count(people, "programme=pkh & education=s1") == 2
                and count(people, "sex=male & education=slta") == 0):
            yield people


@pytest.fixture(scope="module")
def surveys():
    return list(satisfying())


@pytest.mark.parametrize("condition", ["sex=female & programme=pkh", "sex=male", "sex=female & education=s1",
                                       "sex=female & education=s1 & programme=pkh", "education=slta & sex=male"])
def test_count_bounds_are_those_of_all_data_sets_that_satisfy_the_claims(condition, surveys):
    counts = [count(people, condition) for people in surveys]
    bound = EVIDENCE.count(parse(condition))
    assert (bound.lower, bound.upper) == (min(counts), max(counts))


@pytest.mark.parametrize(("condition", "of"), [("sex=female", "programme=pkh"), ("education=s1", "sex=male"),
                                               ("programme=pkh", "sex=female & education=s1")])
def test_share_bounds_hold_where_the_denominator_itself_varies(condition, of, surveys):
    shares = [Fraction(100 * count(p, f"{condition} & {of}"), count(p, of)) for p in surveys if count(p, of)]
    bound = EVIDENCE.share(parse(condition), parse(of))
    assert (bound.lower, bound.upper) == (min(shares), max(shares))


@pytest.mark.parametrize(("first", "second", "condition"), [
    ("sex=female", "sex=male", "programme=pkh"), ("programme=pkh", "programme=tagana", "sex=female"),
    ("programme=pkh", "programme=tagana", "education=s1"), ("sex=female", "sex=male", "education=s1")])
def test_the_bounds_of_a_difference_are_of_itself_and_not_of_its_two_sides(first, second, condition, surveys):
    more = (count_is(parse("sex=male"), 2), count_is(parse("programme=tagana"), 2))
    settled = Evidence(SPACE, (*EVIDENCE.statements, *more))
    tried = [Fraction(100 * count(p, f"{condition} & {first}"), count(p, first))
             - Fraction(100 * count(p, f"{condition} & {second}"), count(p, second))
             for p in surveys if count(p, "sex=male") == 2 and count(p, "programme=tagana") == 2]
    bound = settled.difference(parse(first), parse(second), condition=parse(condition))
    assert (bound.lower, bound.upper) == (min(tried), max(tried))


def test_a_difference_of_groups_whose_sizes_are_not_settled_has_no_ends():
    bound = EVIDENCE.difference(parse("sex=female"), parse("sex=male"), condition=parse("programme=pkh"))
    assert (bound.lower, bound.upper, bound.sharp) == (None, None, False)


def test_both_ends_come_with_respondents_that_attain_them():
    bound = EVIDENCE.count(parse("sex=female & programme=pkh"))
    for end, (model, solution) in zip((bound.lower, bound.upper), bound.witnesses, strict=True):
        people = stitch(model, solution)
        assert count(people, "sex=female & programme=pkh") == end
        assert count(people, "programme=pkh & education=s1") == 2


def test_contradicting_claims_have_no_data_set():
    clash = [Claim("a", kind="count", published="4", condition="sex=male")]
    more = [s for claim in clash for s in statements(claim)]
    assert not feasible(SPACE, (*EVIDENCE.statements, *more))
    with pytest.raises(InfeasibleError):
        Model(SPACE, (*EVIDENCE.statements, *more)).solve()


def incomes(*claims, size=4):
    found = tuple(s for claim in claims for s in statements(claim))
    return Evidence(Space(size), found)


MEAN = Claim("mean", kind="mean", published="25", variable="income", unit="idr_per_month", n="4")
LEAST = Claim("least", kind="minimum", published="10", variable="income", unit="idr_per_month")
MOST = Claim("most", kind="maximum", published="40", variable="income", unit="idr_per_month")


def integer_incomes():
    return [v for v in combinations_with_replacement(range(10, 41), 4)
            if min(v) == 10 and max(v) == 40 and abs(Fraction(sum(v), 4) - 25) <= Fraction(1, 2)]


def test_mean_bounds_of_a_group_and_shares_below_a_limit_match_brute_force():
    known, tried = incomes(MEAN, LEAST, MOST), integer_incomes()
    below = [sum(x < 20 for x in v) for v in tried]
    bound = known.count(parse("income<20"))
    assert (bound.lower, bound.upper) == (min(below), max(below))
    means = [Fraction(sum(x for x in v if x >= 20), sum(x >= 20 for x in v)) for v in tried]
    bound = known.mean("income", parse("income>=20"))
    assert (bound.lower, bound.upper) == (min(means), max(means))


def test_the_difference_of_two_means_matches_brute_force():
    known = Evidence(Space(4, {"sex": Column(("female", "male"))}), (
        *incomes(MEAN, LEAST, MOST).statements, count_is(parse("sex=female"), 1), count_is(parse("sex=male"), 3)))
    tried = [v[i] - Fraction(sum(v) - v[i], 3) for v in integer_incomes() for i in range(4)]
    bound = known.difference(parse("sex=female"), parse("sex=male"), variable="income")
    assert (bound.lower, bound.upper) == (min(tried), max(tried))
    model, solution = bound.witnesses[1]
    people = stitch(model, solution)
    assert sum(p["income"] for p in people if p["sex"] == "female") - Fraction(
        sum(p["income"] for p in people if p["sex"] == "male"), 3) == bound.upper


def test_a_difference_that_nothing_limits_has_an_open_end():
    known = Evidence(Space(4, {"sex": Column(("female", "male"))}), (
        *incomes(LEAST).statements, count_is(parse("sex=female"), 1), count_is(parse("sex=male"), 3),
        count_is(parse("income>=0"), 4)))
    bound = known.difference(parse("sex=female"), parse("sex=male"), variable="income")
    assert (bound.lower, bound.upper) == (None, None)


def test_extremes_are_bounded_by_the_mean():
    known = incomes(MEAN, MOST)
    bound = known.minimum("income")
    tried = [v for v in combinations_with_replacement(range(0, 41), 4)
             if max(v) == 40 and abs(Fraction(sum(v), 4) - 25) <= Fraction(1, 2)]
    assert (bound.lower, bound.upper) == (min(map(min, tried)), max(map(min, tried)))


def test_a_mean_without_a_printed_maximum_has_no_upper_limit():
    only = Claim("least", kind="minimum", published="10", variable="income", unit="idr_per_month")
    bound = incomes(only).mean("income")
    assert (bound.lower, bound.upper) == (10, None)


def test_a_question_that_needs_too_large_a_table_is_not_asked():
    known = (count_is(parse("sex=female"), 6), count_is(parse("education=s1"), 7))
    asked = parse("sex=female & education=s1")
    assert Evidence(Space(10), known, most_cells=9).count(asked).lower == 3
    with pytest.raises(ArithmeticError, match="9 cells is too large"):
        Evidence(Space(10), known, most_cells=8).count(asked)


@pytest.mark.parametrize("condition", ["sex=female", "sex=male", "programme=pkh & education=s1", "education!=s1",
                                       "programme=tagana", "sex=male & education=slta", "programme=pkh & sex=female"])
def test_a_count_without_witnesses_has_the_same_ends(condition):
    asked, plain = EVIDENCE.count(parse(condition)), EVIDENCE.count(parse(condition), witnessed=False)
    assert (plain.lower, plain.upper) == (asked.lower, asked.upper)
    assert len(asked.witnesses) == 2


@pytest.mark.parametrize("sense", [1, -1])
def test_an_answer_asked_in_fractions_first_is_the_whole_one(sense):
    half = Statement((Term(Fraction(2), parse("sex=female")),), low=Fraction(5), high=Fraction(7))  # 2.5 to 3.5 people
    for known, asked in (((half,), "sex=female"), (EVIDENCE.statements, "programme=pkh & sex=female")):
        query = Term(Fraction(1), parse(asked))
        model = Model(SPACE, known, (query,))
        plain, quick = model.solve(query, sense=sense), model.solve(query, sense=sense, relaxed=True)
        assert quick.objective == plain.objective
        assert all(linear.holds(quick.values) for linear in model.linear)


def test_what_is_impossible_is_so_in_fractions_too():
    query = Term(Fraction(1), parse("sex=female"))
    with pytest.raises(InfeasibleError):
        Model(SPACE, EVIDENCE.statements, (query,)).solve(query, extra=[Linear({}, 1, 1)], relaxed=True)
    with pytest.raises(InfeasibleError):
        model = Model(SPACE, EVIDENCE.statements, (query,))
        model.solve(extra=[Linear(dict.fromkeys(model.counted(query), 1), 4, 4)], relaxed=True)
