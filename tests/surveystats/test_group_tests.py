"""Comparisons: by hand, by a slow literal version, and by other software."""

import math
from itertools import permutations

import numpy as np
import pandas as pd
import pingouin
import pytest
from statsmodels.stats.multitest import multipletests

from surveystats.errors import ParameterError
from surveystats.group_tests import (
    benjamini_hochberg,
    fisher,
    kruskal_wallis,
    mann_whitney,
    spearman,
)

GENERATOR = np.random.default_rng(20260102)
ROUNDED = [pd.Series(np.round(GENERATOR.normal(shift, 1, n), 1)) for shift, n in ((0, 30), (0.5, 25), (0.9, 18))]


def test_mann_whitney_agrees_with_pingouin():
    found = mann_whitney(*ROUNDED[:2])
    other = pingouin.mwu(*ROUNDED[:2]).iloc[0]
    u, p = (float(other[name]) for name in other.index if name.startswith(("U", "p")))
    assert (found.statistic, found.p) == pytest.approx((u, p))
    assert found.effect.value == pytest.approx(2 * u / (30 * 25) - 1)


def test_mann_whitney_of_few_people_counts_out_every_order():
    first, second = [1, 4, 7], [2, 3, 5, 6]
    u = sum(a > b for a in first for b in second)
    every = [sum(order[i] > order[j] for i in range(3) for j in range(3, 7)) for order in permutations(range(7))]
    p = sum(abs(v - 6) >= abs(u - 6) for v in every) / len(every)
    assert mann_whitney(pd.Series(first), pd.Series(second)).p == pytest.approx(min(p, 1))


def test_kruskal_wallis_agrees_with_pingouin_and_its_effect_is_the_share_of_the_ranks_variation():
    found = kruskal_wallis(ROUNDED)
    long = pd.concat([g.to_frame("y").assign(g=i) for i, g in enumerate(ROUNDED)], ignore_index=True)
    other = pingouin.kruskal(long, dv="y", between="g").iloc[0]
    assert found.statistic == pytest.approx(float(other["H"]))
    assert found.p == pytest.approx(float(next(other[name] for name in other.index if name.startswith("p"))))
    ranks = long["y"].rank()
    between = sum(len(r) * (r.mean() - ranks.mean()) ** 2 for _, r in ranks.groupby(long["g"]))
    assert found.effect.value == pytest.approx(between / ((ranks - ranks.mean()) ** 2).sum())


def test_few_people_are_compared_by_all_orders():
    assert spearman(pd.Series([1, 2, 3]), pd.Series([4, 5, 6])).p == pytest.approx(2 / 6)
    assert spearman(pd.Series([1, 2, 3, 4]), pd.Series([1, 3, 2, 4])).p == pytest.approx(8 / 24)
    assert spearman(pd.Series([1, 2, 2, 4]), pd.Series([1, 3, 2, 4])).p == pytest.approx(4 / 24)


def test_spearman_agrees_with_pingouin_and_bonett_and_wright():
    people = pd.DataFrame({"x": ROUNDED[0], "y": ROUNDED[0] + pd.Series(GENERATOR.normal(0, 1, 30))})
    people.loc[3, "x"] = None
    found = spearman(people["x"], people["y"])
    other = pingouin.corr(people["x"], people["y"], method="spearman").iloc[0]
    assert (found.n, found.missing) == (29, 1)
    assert found.effect.value == pytest.approx(float(other["r"]))
    assert found.p == pytest.approx(float(next(other[name] for name in other.index if name.startswith("p"))))
    rho = found.effect.value
    z, error = math.atanh(rho), math.sqrt((1 + rho ** 2 / 2) / 26)
    assert (found.effect.lower, found.effect.upper) == pytest.approx(
        (math.tanh(z - 1.959964 * error), math.tanh(z + 1.959964 * error)), abs=1e-6)


def test_all_ranks_together_have_no_interval_and_no_warning():
    found = spearman(pd.Series([1, 2, 3, 4, 5]), pd.Series([2, 4, 6, 8, 9]))
    assert (found.effect.value, found.effect.lower) == (pytest.approx(1), None)
    assert spearman(pd.Series([1, 2, 3]), pd.Series([1, 3, 2])).effect.lower is None  # three people


def _hypergeometric(table):
    margins = [*table.sum(axis=0), *table.sum(axis=1)]
    return math.prod(map(math.factorial, margins)) / math.factorial(int(table.sum())) / math.prod(
        math.factorial(int(v)) for v in table.flat)


def test_fisher_counts_the_tables_that_are_no_more_likely():
    sex, way = pd.Series(["f"] * 6 + ["m"] * 5), pd.Series(list("aaabbc" + "bccca"))
    table = pd.crosstab(sex, way).to_numpy()
    columns, rows = table.sum(axis=0), table.sum(axis=1)
    every = [np.array([[a, b, rows[0] - a - b], [columns[0] - a, columns[1] - b, columns[2] - rows[0] + a + b]])
             for a in range(columns[0] + 1) for b in range(columns[1] + 1)]
    chances = [_hypergeometric(t) for t in every if (t >= 0).all()]
    assert sum(chances) == pytest.approx(1)
    p = sum(c for c in chances if c <= _hypergeometric(table) * (1 + 1e-9))
    assert fisher(sex, way).p == pytest.approx(p, abs=0.02)
    assert fisher(sex, way) == fisher(sex, way)  # it repeats


def test_fisher_of_two_by_two_is_that_of_a_tea_party():
    guessed, true = pd.Series(list("mmmtmttt")), pd.Series(list("mmmmtttt"))
    assert fisher(guessed, true).p == pytest.approx(34 / 70)  # Fisher, The Design of Experiments, 1935: 17 in 70, twice


@pytest.mark.parametrize("p", [[], [0.2], [0.01, 0.04, 0.03, 0.2, 0.011], [0.5, 0.5, 0.5]])
def test_adjusted_p_agree_with_statsmodels(p):
    assert benjamini_hochberg(p) == pytest.approx(list(multipletests(p, method="fdr_bh")[1]) if p else [])


EMPTY, SAME = pd.Series([], dtype=float), pd.Series([2.0, 2, 2])


@pytest.mark.parametrize("call", [
    lambda: mann_whitney(EMPTY, SAME), lambda: mann_whitney(SAME, SAME), lambda: kruskal_wallis([SAME]),
    lambda: kruskal_wallis([SAME, EMPTY]), lambda: kruskal_wallis([]), lambda: kruskal_wallis([SAME, SAME, SAME]),
    lambda: mann_whitney(pd.Series([None, None], dtype="Float64"), SAME),
    lambda: spearman(SAME, pd.Series([1, 2, 3])), lambda: spearman(pd.Series([1, 2]), pd.Series([2, 1])),
    lambda: fisher(pd.Series(["a", "a"]), pd.Series(["x", "y"])), lambda: fisher(EMPTY, EMPTY),
    lambda: fisher(pd.Series([None, None]), pd.Series(["x", "y"]))])
@pytest.mark.filterwarnings("error")
def test_what_cannot_be_compared_is_refused(call):
    with pytest.raises(ParameterError, match="Expected"):
        call()


@pytest.mark.filterwarnings("error")
def test_groups_of_one_and_ties_are_answered():
    one = mann_whitney(pd.Series([3.0]), pd.Series([1.0, 2, 2]))
    assert one.effect.lower is None and 0 < one.p <= 1
    tied = mann_whitney(pd.Series([1, 1, 2], dtype="Int64"), pd.Series([1, 2, 2], dtype="Int64"))
    assert not math.isnan(tied.p) and tied.effect.lower < tied.effect.value < tied.effect.upper
    alone = kruskal_wallis([pd.Series([1.0]), pd.Series([2.0]), pd.Series([3.0])])
    assert alone.effect.value == pytest.approx(1) and alone.effect.lower == 0
    thin = fisher(pd.Series(["a", "b"]), pd.Series(["x", "y"]))
    assert (thin.p, thin.n) == (1, 2) and not math.isnan(thin.effect.value)


@pytest.mark.parametrize(("first", "second", "p"), [
    ("abbb", "zxyz", 1), ("abc", "xyz", 1), ("aabbb", "xxyyz", 0.2)])
def test_fisher_takes_more_cells_than_people(first, second, p):
    assert fisher(pd.Series(list(first)), pd.Series(list(second))).p == pytest.approx(p, abs=0.02)
