from itertools import combinations

import pytest

from claimcheck.claims import Claim
from claimcheck.conflicts import (
    Checker,
    conflicts,
    consistent_part,
    evidence_of,
    premises,
    repairs,
    smallest_hitting_sets,
)
from claimcheck.space import Space

WOMEN = Claim("women", published="6", condition="sex=female", n="10")
MEN = Claim("men", published="4", condition="sex=male", n="10", partition="p.sex")
AGAIN = Claim("again", kind="share", published="60", unit="percent", condition="sex=female", n="10")
LEADERS = Claim("leaders", published="8", condition="role=leader", n="10")
FEW = Claim("few", published="1", condition="sex=female & role=leader", n="10")


def test_a_share_and_the_count_that_it_comes_from_are_one_fact():
    facts = premises([WOMEN, MEN, AGAIN], 10)
    assert [fact.claims for fact in facts] == [("women", "again"), ("men",)]


def test_two_parts_of_a_partition_state_that_they_make_the_whole():
    other = Claim("women", published="6", condition="sex=female", n="10", partition="p.sex")
    rule = premises([other, MEN], 10)[-1]
    assert (rule.name, rule.claims, rule.strength) == ("p.sex: parts make the whole", (), "structural")


def test_a_list_is_a_reading_and_comes_last():
    leaders = Claim("all", kind="list", published="women", condition="sex=female", of="role=leader")
    facts = premises([leaders, WOMEN], 10)
    assert [fact.is_reading for fact in facts] == [False, True]


def test_a_conflict_is_smallest_and_each_of_its_members_mends_it():
    # 6 women and 8 leaders of 10 have at least 4 in common, not 1.
    facts = premises([MEN, WOMEN, LEADERS, FEW], 10)
    checker = Checker(Space(10))
    (conflict,) = conflicts(facts, checker)
    assert {fact.name for fact in conflict.premises} == {"women", "leaders", "few"}
    assert {repair[0].name for repair in conflict.repairs} == {"women", "leaders", "few"}
    assert not checker.holds(conflict.premises)


def test_where_no_single_fact_mends_two_conflicts_pairs_are_given_up():
    more = [Claim("old", published="9", condition="age>50", n="10"),
            Claim("young", published="5", condition="age<=50", n="10")]
    facts = premises([WOMEN, LEADERS, FEW, *more], 10)
    checker = Checker(Space(10))
    pairs = repairs(facts[:3], facts, checker)
    assert {len(pair) for pair in pairs} == {2}
    assert len(pairs) == 6


def test_as_many_facts_are_kept_as_hold_together_the_first_ones_first():
    facts = premises([WOMEN, LEADERS, FEW], 10)
    kept = consistent_part(facts[:1], facts[1:], Checker(Space(10)))
    assert [fact.name for fact in kept] == ["women", "leaders"]
    assert evidence_of(Space(10), kept).count(FEW.whom).lower == 4


@pytest.mark.parametrize("sets", [[{0, 1}, {1, 2}], [{0, 1}, {2, 3}], [{0, 1, 2}], [{3}, {0, 1}, {1, 3}]])
def test_smallest_hitting_sets_are_those_that_trying_all_gives(sets):
    chosen = [frozenset(one) for one in sets]
    expected = []
    for size in range(5):
        expected = [set(c) for c in combinations(range(4), size) if all(one & set(c) for one in chosen)]
        if expected:
            break
    found = [set(one) for one in smallest_hitting_sets(chosen, 4)]
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected))
