"""Tables that are no estimate frames lose the numbers of few people."""

from types import SimpleNamespace

import pandas as pd
import pytest
from tests.support.attacks import (
    SCHOOLS,
    people_of,
    planned,
    row,
)

from ppks_study.guard import guard_sources, guarded
from surveystats.disclosure.protection import Plan


def sources(counts, fewest=3, reconstructed=False):
    disclosure = SimpleNamespace(disclosure=SimpleNamespace(fewest=fewest))
    table = pd.DataFrame({"role": [f"role {i}" for i in range(len(counts))], "count": counts})
    return SimpleNamespace(tables={"sources": table}, study=disclosure, reconstructed=reconstructed)


@pytest.mark.parametrize("fewest", [2, 3, 5])
def test_a_role_is_told_from_the_limit_on_and_withheld_from_one_person(fewest):
    counts = [1, fewest - 1, fewest, fewest + 1, 0]
    found = guard_sources(sources([str(count) for count in counts], fewest))
    assert found["withheld"].tolist() == [True, True, False, False, False]
    assert found["count"].isna().tolist() == [True, True, False, False, False]
    assert found["count"][2] == str(fewest)


def test_roles_that_are_large_enough_and_those_of_a_reconstruction_are_left_as_they_are():
    large = sources(["3", "", "4"])
    assert guard_sources(large) is large.tables["sources"]
    rebuilt = sources(["1"], reconstructed=True)
    assert guard_sources(rebuilt) is rebuilt.tables["sources"]


def test_a_share_of_few_of_the_people_of_a_scale_is_left_out():
    table = pd.DataFrame(
        {"n": [20] * 5, "floor_percent": [0.0, 5.0, 10.0, 15.0, 100.0], "alpha": [0.8] * 5}
    )
    found = guarded(table, Plan(people_of(SCHOOLS), 3))
    assert found["floor_percent"].isna().tolist() == [False, True, True, False, False]
    assert found["alpha"].tolist() == [0.8] * 5


def test_a_table_of_groups_loses_every_number_of_a_withheld_group():
    people = people_of((("school",), {("a",): 2, ("b",): 6, ("c",): 7}))
    plan = planned(people, [row(people, f"school={k}") for k in "ab"])
    table = pd.DataFrame(
        {
            "condition": ["school=a", "school=b"],
            "pay": [1.5, 2.5],
            "below": ["yes", "no"],
            "name": ["A", "B"],
        }
    )
    found = guarded(table, plan)
    assert found["withheld"].tolist() == [True, False]
    assert found[["pay", "below"]].isna().all(axis=1).tolist() == [True, False]
    assert found["name"].tolist() == ["A", "B"]
