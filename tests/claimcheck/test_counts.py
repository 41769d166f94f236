import ctypes
import os
import subprocess
import sys

import numpy as np
import pytest

from claimcheck.conditions import parse
from claimcheck.counts import Linear, Model, cliques, constraints, feasible, quiet, run
from claimcheck.errors import InfeasibleError
from claimcheck.space import Space
from claimcheck.statements import Term, count_is


def test_columns_that_statements_join_in_a_ring_share_a_table():
    tree = cliques([("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")])
    assert [len(clique.columns) for clique in tree] == [3, 3]
    assert tree[1].shared == tuple(sorted(set(tree[0].columns) & set(tree[1].columns)))


def test_a_solution_has_whole_counts_that_satisfy_all_statements():
    said = [count_is(parse("sex=female"), 6), count_is(parse("role=leader"), 5)]
    both = Term(1, parse("sex=female & role=leader"))
    model = Model(Space(10), said, [both])
    low, high = model.solve(both), model.solve(both, sense=-1)
    assert (low.objective, high.objective) == (1, 5)
    for linear in model.linear:
        assert linear.holds(low.values)
        assert linear.holds(high.values)


def test_statements_that_cannot_hold_are_refused_with_their_sources():
    said = [count_is(parse("sex=female"), 11)]
    assert not feasible(Space(10), said)
    assert feasible(Space(11), said)
    with pytest.raises(InfeasibleError):
        Model(Space(10), said).solve()


def test_the_solver_minimises_within_limits():
    limits = constraints([Linear({0: 1, 1: 2}, 5, None)], 2)
    answer = run(np.array([1.0, 2.5]), (np.zeros(2), np.array([1.0, 9.0])), [limits])
    assert np.round(answer.x).tolist() == [1, 2]


def test_what_a_library_writes_is_kept_off_the_output(capfd):
    with quiet():
        os.write(1, b"noise")
    os.write(1, b"answer")
    assert capfd.readouterr().out == "answer"


def test_what_a_library_holds_back_in_its_buffer_is_kept_off_the_output_too():
    code = ("import ctypes, claimcheck.counts as counts\n"
            "c = ctypes.CDLL(None)\n"
            "c.puts(b'before')\n"
            "with counts.quiet():\n"
            "    c.puts(b'noise')\n"
            "print('answer', flush=True)\n")
    if not hasattr(ctypes.CDLL(None), "puts"):
        pytest.skip("no C library to print with")
    env = {name: text for name, text in os.environ.items() if name != "PYTHONUNBUFFERED"}
    printed = subprocess.run([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, text=True,
                             check=True).stdout
    assert printed.split() == ["before", "answer"]
