"""By which rule a paper rounds, and which group a share would fit."""

from claimcheck.claims import Claim, read_claims
from claimcheck.habits import completed_units, fitting_sizes, habits, scales


def parts(*shares, n=45, partition="group"):
    return [Claim(f"{partition}{i}", kind="share", published=share, unit="percent", condition=f"{partition}=c{i}",
                  n=str(n), partition=partition) for i, share in enumerate(shares)]


def test_one_joint_habit_explains_what_no_single_rule_does():
    first, *others = habits([*parts("75,55", "24,45"), *parts("71", "29", partition="other")], 45)
    assert (first.rule, first.completed, len(first.claims), first.of) == ("floor", True, 4, 4)
    assert all(len(habit.claims) < 4 for habit in others)


def test_a_single_rule_comes_before_a_joint_one():
    first = habits(parts("71,1", "28,9"), 45)[0]
    assert (first.rule, first.completed) == ("up", False)


def test_counts_that_make_the_whole_are_needed_for_a_rule_to_explain():
    # 13.3 and 86.7 are 6 and 39 of 45; 86.6 would be no share of the 39 that are left, unless cut off.
    assert "up" not in {habit.rule for habit in habits(parts("13,3", "86,6"), 45) if not habit.completed}


def test_every_share_of_the_published_groups_is_explained_by_one_habit(study):
    first = habits(read_claims(study.data.claims), 45)[0]
    assert (first.rule, first.completed) == ("floor", True)
    assert len(first.claims) == first.of


def test_the_last_of_three_completed_shares_can_be_two_units_away():
    assert completed_units(parts("28", "28", "44", n=7), 7) == {"group0": 2, "group1": 2, "group2": 2}
    assert completed_units(parts("28", "28", "43", n=7), 7) == dict.fromkeys(("group0", "group1", "group2"), 1)


def test_a_share_that_fits_no_group_of_the_stated_size_names_sizes_that_it_fits():
    (share,) = parts("58,00")
    assert fitting_sizes(share, 45) == [50, 100, 150]


def test_scales_say_which_maxima_fit_each_mean_and_all_together():
    def mean(name, published, items, n="45"):
        return Claim(name, kind="mean", published=published, unit="percent", variable=name, items=items, n=n)
    found = scales([mean("knowledge", "92,81", "24"), mean("skill", "94,53", "39"), mean("attitude", "99,14", "24")])
    alone = next(s for s in found if s.claims == ("knowledge",) and s.rounding == "up")
    joint = next(s for s in found if len(s.claims) == 3 and s.rounding == "up")
    assert 3 in alone.maxima
    assert 3 in joint.maxima
    assert set(joint.maxima) <= set(alone.maxima)
