"""Weights and intervals by design: against a textbook, a slow literal version, and simulation."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ppks_study.estimates import measure
from surveystats.intervals import hypergeometric
from surveystats.sampling import NO_DESIGN, Design

#: Hours before the television in a week, of households in two towns and the country: Scheaffer, Mendenhall and Ott,
#: Elementary Survey Sampling, the example of stratified estimation. They print 27.7 hours and a variance of 1.97.
HOURS = {"town_a": (155, [35, 28, 26, 41, 43, 29, 32, 37, 36, 25, 29, 31, 39, 38, 40, 45, 28, 27, 35, 34]),
         "town_b": (62, [27, 4, 49, 10, 15, 41, 25, 30]),
         "rural": (93, [8, 15, 21, 7, 14, 30, 20, 11, 12, 32, 34, 24])}


def _drawn():
    rows = [(name, hours) for name, (_, told) in HOURS.items() for hours in told]
    people = pd.DataFrame(rows, columns=["stratum", "hours"])
    return people, Design("random", 310, {name: size for name, (size, _) in HOURS.items()}, people["stratum"])


def test_the_stratified_mean_and_its_variance_are_those_of_a_textbook():
    people, design = _drawn()
    found = measure(people, "mean", variable="hours", design=design)
    assert round(found.value, 1) == 27.7
    assert found.interval.method == "t_stratified"
    error = (found.interval.upper - found.value) / stats.t.ppf(0.975, 40 - 3)
    assert round(error ** 2, 2) == 1.97


def _literal(people, design, held=None, of=None, value=None):
    """Return a ratio and its variance, person by person, as Cochran (1977, 5A.6, 6.11) writes them."""
    sizes = {name: (design.strata[name], int((people["stratum"] == name).sum())) for name in design.strata}
    rows = [{"h": h, "w": sizes[h][0] / sizes[h][1], "y": y, "z": z} for h, y, z in zip(
        people["stratum"], value if value is not None else held, of, strict=True)]
    size = sum(r["w"] * r["z"] for r in rows)
    ratio = sum(r["w"] * r["y"] * r["z"] for r in rows) / size
    variance = 0.0
    for h, (total, n) in sizes.items():
        e = [r["w"] * r["z"] * (r["y"] - ratio) / size for r in rows if r["h"] == h]
        mean = sum(e) / n
        variance += (1 - n / total) * n / (n - 1) * sum((x - mean) ** 2 for x in e)
    return ratio, variance


def test_a_group_is_estimated_as_a_ratio_with_the_variance_of_its_residuals():
    people, design = _drawn()
    people["many"] = np.where(people["hours"] >= 30, "yes", "no")
    people["young"] = np.where(np.arange(40) % 3 == 0, "yes", "no")
    of = (people["young"] == "yes").astype(int)
    value, variance = _literal(people, design, value=people["hours"], of=of)
    found = measure(people, "mean", condition="young=yes", variable="hours", design=design)
    n = int(of.sum())
    assert found.value == pytest.approx(value)
    assert found.interval.upper - value == pytest.approx(stats.t.ppf(0.975, n - 3) * math.sqrt(variance))
    share, variance = _literal(people, design, held=(people["many"] == "yes").astype(int), of=of)
    told = measure(people, "share", condition="many=yes", of="young=yes", of_answered=True, design=design)
    assert told.value == pytest.approx(100 * share)
    size = min(share * (1 - share) / variance, n / (1 - n / sum(design.weights[of == 1])))
    size *= (stats.t.ppf(0.975, n - 1) / stats.t.ppf(0.975, n - 3)) ** 2
    hits = share * size
    assert told.interval.lower == pytest.approx(100 * stats.beta.ppf(0.025, hits, size - hits + 1))
    assert told.interval.upper == pytest.approx(100 * stats.beta.ppf(0.975, hits + 1, size - hits))


def test_a_part_of_the_rows_is_a_group_of_the_whole_sample():
    people, design = _drawn()
    people["young"] = np.where(np.arange(40) % 3 == 0, "yes", "no")
    whole = measure(people, "mean", condition="young=yes", variable="hours", design=design)
    assert measure(people[people["young"] == "yes"], "mean", variable="hours", design=design) == whole


def test_without_strata_a_share_is_hypergeometric_and_a_mean_has_the_finite_correction():
    people = pd.DataFrame({"sex": ["f"] * 6 + ["m"] * 4, "age": [20, 30, 40, 50, 60, 25, 35, 45, 55, 65]})
    design = Design("random", 20, {}, pd.Series(["a"] * 10))
    share = measure(people, "share", condition="sex=f", of_answered=True, design=design)
    assert share.interval == hypergeometric(6, 10, 20)
    mean = measure(people, "mean", variable="age", design=design)
    reach = stats.t.ppf(0.975, 9) * math.sqrt(people["age"].var() / 10 * (1 - 10 / 20))
    assert (mean.interval.method, mean.interval.upper) == ("t_finite", pytest.approx(42.5 + reach))
    young = measure(people, "share", condition="sex=f", of="age<40", of_answered=True, design=design)
    assert young.interval.method == "clopper_pearson"  # how many young there are is not known
    unknown = replace(design, population=None)
    assert measure(people, "share", condition="sex=f", of_answered=True, design=unknown).interval.method == \
        "clopper_pearson"
    plain = measure(people, "mean", variable="age", design=unknown).interval
    assert (plain.method, plain.upper) == ("t", pytest.approx(42.5 + reach * math.sqrt(2)))


@pytest.mark.parametrize("design", [NO_DESIGN, Design("census", 10, {"a": 10}, pd.Series(["a"] * 10)),
                                    Design("purposive", 100, {"a": 100}, pd.Series(["a"] * 10))])
def test_a_census_a_purposive_sample_and_a_reconstruction_have_no_interval(design):
    people = pd.DataFrame({"sex": ["f"] * 6 + ["m"] * 4, "age": range(10)})
    found = [measure(people, "share", condition="sex=f", of_answered=True, design=design),
             measure(people, "mean", variable="age", design=design)]
    assert [f.interval for f in found] == [None, None] and [f.value for f in found] == [60, 4.5]
    assert not design.has_intervals and not design.has_tests and not design.weighted


def test_a_purposive_sample_has_intervals_if_asked_and_they_say_what_they_are():
    people = pd.DataFrame({"sex": ["f"] * 6 + ["m"] * 4, "age": range(10)})
    design = Design("purposive", 12, {"a": 12}, pd.Series(["a"] * 10), tests_asked=True)
    assert design.has_tests and not design.weighted
    methods = [measure(people, kind, condition=c, variable=v, of_answered=True, design=design).interval.method
               for kind, c, v in (("share", "sex=f", ""), ("mean", "", "age"))]
    assert methods == ["as_if_clopper_pearson", "as_if_t"]


def test_counts_stay_counts_and_extremes_and_totals_have_no_interval():
    people, design = _drawn()
    for kind in ("count", "minimum", "maximum", "total"):
        found = measure(people, kind, variable="hours", design=design)
        assert found.interval is None and found == measure(people, kind, variable="hours")


def test_odd_strata_are_answered_and_remarked():
    people = pd.DataFrame({"y": [1, 2, 3, 4, 5, 6, 7, 8], "z": ["a", "b"] * 4})
    stratum = pd.Series(["p", "p", "p", "q", "r", "r", None, "elsewhere"])
    design = Design("random", 40, {"p": 12, "q": 8, "r": 1, "s": 19, "t": 0}, stratum)
    assert design.remarks == {"alone": 1, "empty": 1, "full": 1, "unlisted": 2}
    average = (12 + 8 + 2) / 6
    assert design.weights.tolist() == pytest.approx([4, 4, 4, 8, 1, 1, average, average])
    mean = measure(people, "mean", variable="y", design=design)
    assert mean.value == pytest.approx(np.average(people["y"], weights=design.weights))
    assert mean.interval.lower < mean.value < mean.interval.upper
    w, e = design.weights, (people["y"] - mean.value) * design.weights / design.weights.sum()
    by_hand = sum((1 - 1 / w[rows[0]]) * len(rows) / (len(rows) - 1) * ((e[rows] - e[rows].mean()) ** 2).sum()
                  for rows in ([0, 1, 2], [4, 5], [6, 7])) + (1 - 1 / 8) * e[3] ** 2
    assert mean.interval.upper - mean.value == pytest.approx(stats.t.ppf(0.975, 8 - 4) * math.sqrt(by_hand))
    assert measure(people, "share", condition="z=a", of_answered=True, design=design).interval is not None


@pytest.mark.parametrize(("values", "why"), [([5.0, 5, 5, 5], "constant"), ([None] * 4, "nobody"),
                                             ([1.0, None, None, None], "one"), ([1.0, 1, 2, 2], "known by stratum"),
                                             ([1.0, None, 2, None], "one in each stratum")])
def test_where_nothing_is_seen_to_vary_there_is_no_interval(values, why):
    people = pd.DataFrame({"y": pd.array(values, dtype="Float64")})
    design = Design("random", 40, {"p": 20, "q": 20}, pd.Series(["p", "p", "q", "q"]))
    found = measure(people, "mean", variable="y", design=design)
    assert found.interval is None
    assert (found.value is None) == (found.n == 0)


def test_the_share_of_a_stratum_is_known_and_has_no_interval():
    people = pd.DataFrame({"programme": ["p"] * 7 + ["q"] * 3 + ["r"] * 13})
    design = Design("random", 100, {"p": 33, "q": 29, "r": 38}, people["programme"])
    for name, size in design.strata.items():
        found = measure(people, "share", condition=f"programme={name}", of_answered=True, design=design)
        assert found.value == pytest.approx(size) and found.interval is None


def test_all_and_none_have_an_interval_on_one_side():
    people = pd.DataFrame({"x": ["yes"] * 6})
    design = Design("random", 40, {"p": 20, "q": 20}, pd.Series(["p", "p", "p", "q", "q", "q"]))
    every = measure(people, "share", condition="x=yes", of_answered=True, design=design).interval
    none = measure(people, "share", condition="x=no", of_answered=True, design=design).interval
    assert (every.upper, none.lower) == (100, 0)
    assert every.lower == pytest.approx(100 - none.upper) and 0 < none.upper < 60


def test_a_mean_of_percents_is_not_carried_beyond_a_hundred():
    people = pd.DataFrame({"y": [99.0, 100, 100, 80]})
    design = Design("random", 40, {}, pd.Series(["p"] * 4))
    assert measure(people, "mean", variable="y", design=design).interval.upper > 100
    assert measure(people, "mean", variable="y", design=design, within=(0, 100)).interval.upper == 100


@pytest.mark.parametrize("kind", ["share", "mean"])
def test_the_stratified_interval_covers_about_as_often_as_it_says(kind):
    generator = np.random.default_rng(20260101)
    strata = {"p": 60, "q": 100, "r": 40}
    taken = {"p": 18, "q": 15, "r": 12}  # not in proportion: without weights it would miss
    everybody = pd.DataFrame({"stratum": np.repeat(list(strata), list(strata.values()))})
    everybody["y"] = generator.normal(everybody["stratum"].map({"p": 10, "q": 30, "r": 60}), 8)
    chance = everybody["stratum"].map({"p": 0.1, "q": 0.4, "r": 0.7})
    everybody["x"] = np.where(generator.random(200) < chance, "y", "n")
    truth = 100 * (everybody["x"] == "y").mean() if kind == "share" else everybody["y"].mean()
    rows = {name: everybody.index[everybody["stratum"] == name].to_numpy() for name in strata}
    covered = 0
    for _ in range(300):
        chosen = np.concatenate([generator.choice(rows[name], n, replace=False) for name, n in taken.items()])
        people = everybody.loc[chosen].reset_index(drop=True)
        design = Design("random", 200, strata, people["stratum"])
        found = (design.share(people["x"] == "y", whole=True) if kind == "share" else design.mean(people["y"]))[1]
        covered += found.lower <= truth <= found.upper
    assert 0.93 <= covered / 300 <= 0.99


def test_of_a_group_of_whom_everybody_was_asked_a_share_of_nobody_or_all_has_no_interval():
    stratum = pd.Series(["pkh"] * 3 + ["psm"] * 3)
    design = Design("random", 23, {"pkh": 3, "psm": 20}, stratum)
    for held, value in ((False, 0), (True, 100)):
        assert design.share(pd.Series([held] * 3), whole=False) == (value, None)
    assert design.share(pd.Series([False] * 3, index=[3, 4, 5]), whole=False)[1].upper > 0
