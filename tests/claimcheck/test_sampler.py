from fractions import Fraction

import numpy as np

from claimcheck.claims import Claim
from claimcheck.counts import Model
from claimcheck.sampler import Dealer
from claimcheck.space import Column, Space
from claimcheck.statements import statements

SPACE = Space(8, {"sex": Column(("female", "male")), "job": Column(("trader", "farmer", "judge")),
                  "age": Column(low=Fraction(20), high=Fraction(60))})
CLAIMS = [Claim("women", published="5", condition="sex=female"),
          Claim("others", published="8", condition="job!=trader"),
          Claim("age", kind="mean", published="40", variable="age", n="8")]


def dealt(seed, **options):
    said = [statement for claim in CLAIMS for statement in statements(claim)]
    model = Model(SPACE, said)
    return Dealer(model, **options).deal(model.solve(), np.random.default_rng(seed))


def test_what_the_solution_counts_and_sums_is_kept():
    for seed in range(20):
        people = dealt(seed)
        assert len(people) == 8
        assert sum(person["sex"] == "female" for person in people) == 5
        ages = [person["age"] for person in people]
        assert 39.5 <= sum(ages) / 8 <= 40.5
        assert all(20 <= age <= 60 for age in ages)


def test_a_seed_fixes_the_people_and_another_gives_others():
    assert dealt(1) == dealt(1)
    assert dealt(1) != dealt(2)


def test_a_choice_that_is_not_to_be_shown_is_given_by_nobody():
    jobs = {person["job"] for seed in range(20) for person in dealt(seed)}
    assert jobs == {"farmer", "judge"}
    jobs = {person["job"] for seed in range(20) for person in dealt(seed, unshown={"judge"})}
    assert jobs == {"farmer"}
