"""Plain tables of counts: nobody works out what is withheld, neither our attack nor one that shares no code with it."""

import itertools
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from surveystats.disclosure import attack, protect, protect_linked
from surveystats.disclosure.frequency_tables import with_margins
from surveystats.errors import ParameterError

SEEDS = range(200)


def random_table(seed):
    """Return a table from 2 x 2 to 6 x 6: from nearly empty to well filled, with zeros and ones."""
    rng = np.random.default_rng(seed)
    means = rng.choice([0.3, 1.0, 3.0, 9.0, 25.0], size=rng.integers(2, 7, 2))
    return pd.DataFrame(rng.poisson(means))


def random_linked(seed):
    """Return sex by role and sex by schooling (and role by schooling) of the same people."""
    rng = np.random.default_rng(1000 + seed)
    people = rng.poisson(rng.choice([0.5, 2.0, 6.0]), size=(2, rng.integers(2, 5), rng.integers(2, 5)))
    named = [("role", "sex", 2), ("schooling", "sex", 1), ("schooling", "role", 0)][: 2 + seed % 2]
    found = []
    for down, across, gone in named:
        table = pd.DataFrame(people.sum(axis=gone).T)
        found.append(table.rename_axis(index=down, columns=across))
    return found


def other_value(published, axes):
    """Return which withheld counts have no other value: a whole-number programme over the full joint table."""
    sizes = list(axes.values())
    cells = list(itertools.product(*(range(size) for size in sizes)))
    rows, low, high, told = [], [], [], []
    whole = [table for table in published if table.iloc[:-1, :-1].notna().any(axis=None)
             or table.iloc[:-1, -1].notna().any() or table.iloc[-1, :-1].notna().any()]
    for k, table in enumerate(published):
        down, across = list(axes).index(table.index.name), list(axes).index(table.columns.name)
        for i, j in itertools.product(range(len(table)), range(table.shape[1])):
            inside = [(i in (len(table) - 1, c[down])) and (j in (table.shape[1] - 1, c[across])) for c in cells]
            count = table.iloc[i, j]
            rows.append(np.array(inside, float))
            low.append((1 if whole else 0) if pd.isna(count) else count)
            high.append(np.inf if pd.isna(count) else count)
            told.append((k, i, j) if pd.isna(count) else None)
    law, bounds = LinearConstraint(np.array(rows), low, high), Bounds(0, np.inf)
    pinned = []
    for row, name in zip(rows, told, strict=True):
        if name is not None:
            ends = {round(sign * milp(sign * row, integrality=np.ones(len(row)), bounds=bounds, constraints=law).fun)
                    for sign in (1, -1)}
            pinned += [name] if len(ends) == 1 else []
    return pinned


@cache
def published_of(seed):
    return protect(random_table(seed).rename_axis(index="down", columns="across"))


@pytest.mark.parametrize("hundred", [range(100), range(100, 200)])
def test_no_withheld_count_of_200_random_tables_can_be_worked_out(hundred):
    shares = []
    for seed in hundred:
        table = random_table(seed)
        published = published_of(seed)
        truth = with_margins(table).rename_axis(index="down", columns="across")
        bounds = attack(published)
        assert (bounds["lower"] < bounds["upper"]).all(), seed
        assert len(bounds) == published.isna().sum().sum()
        for row in bounds.itertuples():
            assert row.lower <= truth.loc[row.row, row.column] <= row.upper, seed
        told = published.notna()
        assert published.where(told).equals(truth.where(told)), seed
        assert not ((published > 0) & (published < 3)).any(axis=None), seed
        shares.append(float(published.isna().mean(axis=None)))
    assert np.median(shares) < 0.45, np.median(shares)
    assert min(shares) == 0


def test_an_attack_of_another_make_works_out_no_more():
    for seed in SEEDS[::2]:
        published = published_of(seed)
        if published.isna().any(axis=None):
            assert not other_value([published], {"down": len(published) - 1, "across": published.shape[1] - 1}), seed


def test_tables_that_share_a_margin_do_not_give_each_other_away():
    for seed in range(12):
        tables = random_linked(seed)
        published = protect_linked(tables)
        sizes = {name: size for t in tables for name, size in ((t.index.name, len(t)), (t.columns.name, t.shape[1]))}
        assert not other_value(published, sizes), seed
        assert all((bounds["lower"] < bounds["upper"]).all() for bounds in attack(published)), seed


def test_a_margin_that_is_withheld_is_withheld_in_both_tables():
    first = pd.DataFrame({"f": [2, 9], "m": [0, 9]}, index=["a", "b"]).rename_axis(index="role", columns="sex")
    second = pd.DataFrame({"x": [1, 8], "y": [1, 10]}, index=["a", "b"]).rename_axis(index="role", columns="school")
    one, two = protect_linked([first, second])
    assert pd.isna(one.loc["a", "total"])
    assert pd.isna(two.loc["a", "total"])
    assert pd.isna(one.loc["b", "total"])  # 18 of 20 would tell that 2 are left


def test_the_secondary_count_is_the_smallest_that_does():
    table = pd.DataFrame({"p": [1, 40, 9], "q": [50, 60, 20]}, index=["a", "b", "c"])
    withheld = protect(table).isna()
    assert withheld.loc["a", "p"]
    assert withheld.loc["c", "p"]
    assert not withheld.loc["b"].any()
    assert not withheld.loc["total"].any()


def test_a_count_of_nobody_is_told_and_a_limit_of_one_withholds_nothing():
    table = pd.DataFrame({"p": [0, 1], "q": [5, 2]})
    assert protect(table).loc[0, "p"] == 0
    assert not protect(table, fewest=1).isna().any(axis=None)
    assert protect(table, fewest=6).isna().sum().sum() > protect(table).isna().sum().sum() - 1


def test_where_every_count_could_be_worked_out_the_whole_table_is_withheld():
    table = pd.DataFrame({"p": [1, 0], "q": [0, 1]})
    published = protect(table)
    assert published.isna().sum().sum() == published.size - 1
    assert set(attack(published)["lower"]) == {0}


@pytest.mark.parametrize("table", [pd.DataFrame({"p": [1.5]}), pd.DataFrame({"p": [-1]}), pd.DataFrame({"p": [None]}),
                                   pd.DataFrame({"p": ["x"]}), pd.DataFrame(), pd.DataFrame({"total": [1]})])
def test_what_is_no_table_of_counts_is_refused(table):
    with pytest.raises(ParameterError):
        protect(table)


@pytest.mark.parametrize("counts", [[3, 1], [1, 1], [2, 0, 1], [1, 9, 4]])
@pytest.mark.parametrize("turned", [False, True])
def test_the_only_column_of_a_table_is_everybody_as_its_margin_is(counts, turned):
    table = pd.DataFrame({"all": counts})
    published = protect(table.T if turned else table, fewest=5)
    margin = published.loc["all", "total"] if turned else published.loc["total", "all"]
    assert margin == published.loc["total", "total"] == sum(counts)
    found = attack(published)
    assert (found["lower"] < found["upper"]).all()
