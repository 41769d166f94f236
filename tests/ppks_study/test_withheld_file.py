"""A plan that is written and read again withholds the same, and its file holds no withheld number."""

import json

from tests.support.attacks import SCHOOLS, people_of, planned, row

from ppks_study.withheld_file import read, written


def test_a_plan_is_read_as_it_was_written(tmp_path):
    people = people_of(SCHOOLS)
    rows = [row(people, f"school={name}") for name in "abc"] + [row(people, "sex=f", "school=a")]
    plan = planned(people, rows)
    assert plan.closed.all
    path = tmp_path / "withheld.json"
    path.write_text(written(plan, "made of this"), encoding="utf-8")
    again = read(path, people, "made of this")
    assert [again.hides(one) for one in rows] == [plan.hides(one) for one in rows]
    assert dict(again.counts.true) == dict(plan.counts.true)
    assert (again.closed.primary, again.closed.secondary) == (plan.closed.primary,
                                                              plan.closed.secondary)
    assert (again.counts.firm, again.fewest) == (plan.counts.firm, plan.fewest)
    assert set(json.loads(path.read_text())["counts"].values()) <= {"few", "beside", "firm", "told"}


def test_a_plan_of_something_else_or_no_plan_is_not_read(tmp_path):
    people = people_of(SCHOOLS)
    path = tmp_path / "withheld.json"
    assert read(path, people, "a") is None
    path.write_text(written(planned(people, [row(people, "school=a")]), "b"), encoding="utf-8")
    assert read(path, people, "a") is None
    path.write_text("[]", encoding="utf-8")
    assert read(path, people, "a") is None
