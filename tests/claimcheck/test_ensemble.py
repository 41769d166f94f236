"""Draws satisfy the claims, differ from each other, and are the same for a seed."""

import csv
import json
from dataclasses import asdict
from fractions import Fraction
from itertools import islice

import numpy as np
import pytest
from tests.conftest import ROOT, copy_project
from tests.support.projects import ppks

from claimcheck import recount
from claimcheck.claims import Claim, select
from claimcheck.conditions import parse
from claimcheck.counts import Model
from claimcheck.ensemble import SOLUTIONS, Solutions, draws, long
from claimcheck.errors import ClaimError
from claimcheck.reconstruction import evidence, reconstruct
from claimcheck.sampler import Dealer
from claimcheck.space import Column, Space
from claimcheck.statements import statements
from ppks_study import reconstruction_files as respondents
from ppks_study.published import claims_and_codebook

N_DRAWS = 120


@pytest.fixture(scope="module")
def of(study):
    return claims_and_codebook(study)


@pytest.fixture(scope="module")
def drawn(of):
    return list(draws(*of, N_DRAWS, seed=1))


def group(people, condition):
    atoms = parse(condition).atoms
    return [p for p in people if all(p[a.column] is not None and a.holds(p[a.column]) for a in atoms)]


def satisfied(statement, people):
    """Evaluate a statement on rows as it is written."""
    total = Fraction(0)
    for term in statement.terms:
        inside = group(people, str(term.condition))
        size = sum(p[term.variable] or 0 for p in inside) if term.variable else len(inside)
        total += term.coefficient * size
    low, high = statement.low, statement.high
    return ((low is None or total > low or (total == low and statement.low_closed))
            and (high is None or total < high or (total == high and statement.high_closed)))


def test_every_draw_satisfies_every_imposed_claim(drawn, of):
    imposed = [asdict(claim) for claim in select(of[0])]
    assert len(imposed) == 150
    assert [list(recount.failures(imposed, people)) for people in drawn] == [[]] * N_DRAWS
    assert all(satisfied(s, people) for people in drawn[:10] for c in select(of[0]) for s in statements(c))


def test_a_draw_that_fails_the_recount_is_an_error_that_names_the_claim(of, monkeypatch):
    deal = Dealer.deal
    monkeypatch.setattr(Dealer, "deal", lambda *a: [row | {"training": "no"} for row in deal(*a)])
    with pytest.raises(ClaimError, match=r"draw 1 .*\n.*competence\.training\.all"):
        next(draws(*of, 1, seed=1))


def test_the_same_seed_gives_the_same_draws_and_another_seed_others(drawn, of):
    assert list(islice(draws(*of, 99, seed=1), 3)) == drawn[:3]
    for people, others in zip(drawn, draws(*of, 3, seed=2), strict=False):
        assert [p["age_years"] for p in people] != [p["age_years"] for p in others]
        assert [p["sex"] for p in people] != [p["sex"] for p in others]


def test_no_two_draws_are_alike(drawn):
    assert len({json.dumps(people, sort_keys=True, default=str) for people in drawn}) == N_DRAWS


@pytest.mark.parametrize("condition", ["sex=female & programme=pkh", "programme=psm & income_idr_per_month>=2198000",
                                       "income_idr_per_month<1000000", "tenure_years>=6", "age_years>=40"])
def test_counts_vary_over_most_of_the_sharp_bounds_and_never_beyond(drawn, of, condition):
    bound = evidence(*of).count(parse(condition))
    counts = {len(group(people, condition)) for people in drawn}
    assert bound.lower <= min(counts) <= max(counts) <= bound.upper
    assert max(counts) - min(counts) >= 0.8 * (bound.upper - bound.lower)
    assert len(counts) > 5


@pytest.mark.parametrize(("variable", "condition"), [
    ("income_idr_per_month", "programme=pkh"), ("income_idr_per_month", "sex=female"),
    ("knowledge_percent", "sex=female"), ("age_years", "")])
def test_means_vary_over_most_of_the_sharp_bounds_and_never_beyond(drawn, of, variable, condition):
    bound = evidence(*of).mean(variable, parse(condition))
    values = [[p[variable] for p in group(people, condition)] for people in drawn]
    means = [sum(v) / len(v) for v in values]
    assert bound.lower <= min(means) < max(means) <= bound.upper
    assert max(means) - min(means) > (bound.upper - bound.lower) / 2


def test_columns_that_no_claim_joins_hang_together_in_either_way(drawn):
    signs = [np.corrcoef([float(p["knowledge_percent"]) for p in people],
                         [float(p["skill_percent"]) for p in people])[0, 1] for people in drawn]
    assert min(signs) < -0.7
    assert max(signs) > 0.7


def test_no_more_answers_are_missing_than_in_the_reconstruction(drawn, of):
    fewest = (reconstruct(*of) == "").sum()
    for people in drawn:
        missing = {name: sum(p[name] is None for p in people) for name in people[0] if name in fewest}
        assert missing == {name: fewest[name] for name in missing}


def test_a_score_is_there_for_those_whose_items_are_asked_and_only_for_them(drawn):
    for person in drawn[0]:
        assert (person["generalist_percent"] is None) == (person["education"] != "s1")
        assert (person["assistant_percent"] is None) == (person["education"] != "slta")


def test_pay_from_both_budgets_is_never_more_than_the_income(drawn):
    for person in (p for people in drawn for p in people):
        paid = [person[f"incentive_{budget}_idr_per_month"] or 0 for budget in ("national", "city")]
        assert sum(paid) <= person["income_idr_per_month"]


def test_the_one_recognisable_answer_is_in_no_draw(drawn):
    found = {p["main_occupation"] for people in drawn for p in people}
    assert {"honorary", "trader", "companion"} <= found
    assert "civil_servant" not in found


def test_sums_that_claims_tell_apart_are_kept_apart():
    claims = [Claim("women", kind="count", published="3", condition="sex=female"),
              Claim("all", kind="mean", published="25", variable="income", unit="idr_per_month", n="6"),
              Claim("female", kind="mean", published="20", variable="income", unit="idr_per_month", of="sex=female"),
              Claim("least", kind="minimum", published="10", variable="income", unit="idr_per_month"),
              Claim("rich", kind="count", published="2", condition="income>=30")]
    said = [s for claim in claims for s in statements(claim)]
    model = Model(Space(6, {"sex": Column(("female", "male"))}), said)
    dealer, found = Dealer(model), Solutions(model, 5)
    dealt = [dealer.deal(found[k], np.random.default_rng(k)) for k in range(60)]
    assert all(satisfied(s, people) for people in dealt for s in said)
    assert len({tuple(sorted(p["income"] for p in people)) for people in dealt}) > 30


def test_a_table_lists_draws_from_one_in_the_questionnaires_order(drawn, of):
    table = long(drawn[:2], of[1])
    assert list(table.columns[:3]) == ["draw", "sex", "age_years"]
    assert list(table.columns[-2:]) == ["assistant_percent", "generalist_percent"]
    assert table["draw"].value_counts().to_dict() == {1: 45, 2: 45}


def test_draws_written_by_two_processes_are_the_same_bytes(tmp_path):
    for seed in ("1", "2"):
        run = ppks(ROOT, "reconstruct", "--draws", "4", "--to", str(tmp_path / seed), PYTHONHASHSEED=seed)
        assert run.returncode == 0, run.stderr
        assert run.stdout.splitlines()[-1].startswith(f"{seed}: 4 data sets drawn")
        assert "every imposed claim recounted in each" in run.stdout
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_draws_are_written_beside_the_reconstruction_and_leave_it_alone(tmp_path):
    root = copy_project(tmp_path / "p")
    assert ppks(root, "reconstruct", "--draws", "2", "--seed", "7").returncode == 0
    (made,) = (root / "data" / "processed" / "payakumbuh-2019").iterdir()
    rows = list(csv.DictReader(made.open(encoding="utf-8")))
    assert made.name == "ensemble.csv"
    assert [row["draw"] for row in rows] == ["1"] * 45 + ["2"] * 45


@pytest.mark.parametrize(("arguments", "said"), [
    (["--draws", "0"], "x>=1"), (["--draws", "-3"], "x>=1"), (["--draws", "2", "--seed", "-1"], "x>=0"),
    (["--draws", "1", "--to", "data/raw/payakumbuh-2019/ensemble.csv"], "raw data")])
def test_draws_are_refused_on_one_screen(arguments, said):
    run = ppks(ROOT, "reconstruct", *arguments)
    assert run.returncode == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr


def test_nothing_is_written_when_a_draw_fails(study, tmp_path, monkeypatch):
    deal, calls = Dealer.deal, []
    monkeypatch.setattr(Dealer, "deal", lambda *a: calls.append(1) or (deal(*a) if len(calls) < 3 else deal(*a)[1:]))
    with pytest.raises(ClaimError, match="draw 3"):
        respondents.write_ensemble(study, 5, 1, tmp_path / "ensemble.csv")
    assert list(tmp_path.iterdir()) == []


def test_solutions_reach_both_ends_and_lie_between_them():
    claim = Claim("women", kind="count", published="10-20", condition="sex=female")
    model = Model(Space(30, {"sex": Column(("female", "male"))}), statements(claim))
    found = Solutions(model, 1)
    women = {len(group(Dealer(model).deal(found[k], np.random.default_rng(k)), "sex=female")) for k in range(40)}
    assert {10, 20} < women <= set(range(10, 21))
    assert found[3] is found[3 + SOLUTIONS]


def test_where_the_solver_errs_another_direction_is_taken(monkeypatch):
    model = Model(Space(9, {"sex": Column(("female", "male"))}),
                  statements(Claim("women", kind="count", published="2-7", condition="sex=female")))
    solve, directions = Model.solve, []

    def erring(model, objective=None, **options):
        directions.append(objective)
        if len(directions) in (2, 3):
            raise ArithmeticError
        return solve(model, objective, **options)

    monkeypatch.setattr(Model, "solve", erring)
    assert sum(Solutions(model, 1)[0].values) == 9
    assert directions[1] != directions[2] != directions[3]
