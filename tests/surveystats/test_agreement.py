"""Agreement of coders, against published examples, a literal slow version, and other software."""

import itertools
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa

from surveystats.agreement import cohen_kappa, has_alpha, krippendorff_alpha, percent_agreement
from surveystats.errors import ParameterError

N = None
#: Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", sections A, B, C; and the worked example of the
#: Wikipedia article of that name.
PUBLISHED = {
    "A, two coders, two codes": ([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], 0.095),
    "B, two coders, five codes": ([list("aabbdcccedda"), list("babbbccceddd")], 0.692),
    "C, four coders, missing codes": ([[1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
                                       [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N]],
                                      0.743),
    "three coders, sparse": ([[N, N, N, N, N, 3, 4, 1, 2, 1, 1, 3, 3, N, 3],
                              [1, N, 2, 1, 3, 3, 4, 3, N, N, N, N, N, N, N],
                              [N, N, 2, 1, 3, 4, 4, N, 2, 1, 1, 3, 3, N, 4]], 0.691),
}


def by_coder(*coders):
    return pd.DataFrame(dict(enumerate(coders)), dtype=object)


def literal(ratings):
    """The definition word for word: coincidences of ordered pairs of codings, one by one."""
    coincidences = {}
    for unit in ratings.to_numpy(dtype=object):
        codes = [code for code in unit if not pd.isna(code)]
        for one, other in itertools.permutations(range(len(codes)), 2):
            pair = (codes[one], codes[other])
            coincidences[pair] = coincidences.get(pair, 0) + 1 / (len(codes) - 1)
    of_code = {}
    for (one, _), times in coincidences.items():
        of_code[one] = of_code.get(one, 0) + times
    n = sum(of_code.values())
    observed = sum(times for (one, other), times in coincidences.items() if one != other) / n
    expected = sum(of_code[one] * of_code[other] for one, other in itertools.permutations(of_code, 2))
    return 1 - observed / (expected / (n * (n - 1)))


def drawn(seed, *, coders=3, units=40, missing=0.2):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 4, units)
    table = np.where(rng.random((coders, units)) < 0.6, truth, rng.integers(0, 4, (coders, units))).T
    frame = pd.DataFrame(table).astype(object)
    return frame.mask(pd.DataFrame(rng.random(frame.shape) < missing))


@pytest.mark.parametrize("name", PUBLISHED)
def test_alpha_is_what_was_published(name):
    coders, expected = PUBLISHED[name]
    assert round(krippendorff_alpha(by_coder(*coders)).estimate, 3) == expected


def test_the_units_that_count_are_those_that_two_coded():
    found = krippendorff_alpha(by_coder(*PUBLISHED["C, four coders, missing codes"][0]))
    assert (found.n_units, found.n_pairable, found.n_coders) == (12, 11, 4)
    nobody = by_coder([1, N, 2], [1, N, 1])
    assert krippendorff_alpha(nobody).n_units == 2


@pytest.mark.parametrize("seed", range(12))
def test_alpha_is_the_definition_taken_literally(seed):
    ratings = drawn(seed)
    assert krippendorff_alpha(ratings).estimate == pytest.approx(literal(ratings), abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_without_missing_codes_alpha_is_fleiss_kappa_corrected_for_few_codings(seed):
    ratings = drawn(seed, coders=4, missing=0)
    kappa, n = fleiss_kappa(aggregate_raters(ratings.to_numpy(dtype=int))[0]), ratings.size
    assert krippendorff_alpha(ratings).estimate == pytest.approx(1 - (1 - kappa) * (n - 1) / n, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_that_of_statsmodels_and_of_scikit_learn(seed):
    ratings = drawn(seed, coders=2)
    both = ratings.dropna().astype(int)
    table = pd.crosstab(both[0], both[1]).reindex(index=range(4), columns=range(4), fill_value=0)
    assert cohen_kappa(ratings) == pytest.approx(cohens_kappa(table.to_numpy()).kappa, abs=1e-12)
    assert cohen_kappa(ratings) == pytest.approx(cohen_kappa_score(both[0], both[1]), abs=1e-12)


def test_kappa_and_percent_agreement_by_hand():
    # 20 alike yes, 15 alike no, 5 and 10 apart: 70 percent; chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5; kappa 0.4.
    ratings = by_coder(["y"] * 25 + ["n"] * 25, ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15)
    assert percent_agreement(ratings) == pytest.approx(70)
    assert cohen_kappa(ratings) == pytest.approx(0.4)


def test_the_interval_repeats_holds_the_estimate_and_widens_with_confidence():
    ratings = drawn(3, units=120)
    narrow, wide = krippendorff_alpha(ratings, confidence=0.8), krippendorff_alpha(ratings, confidence=0.99)
    assert wide.lower < narrow.lower < narrow.estimate < narrow.upper < wide.upper <= 1
    assert krippendorff_alpha(ratings, confidence=0.8) == narrow


def test_the_interval_is_that_of_units_drawn_one_by_one():
    ratings = drawn(5, units=60)
    rng = np.random.default_rng(1)
    slow = [literal(ratings.iloc[rng.integers(0, len(ratings), len(ratings))]) for _ in range(400)]
    found = krippendorff_alpha(ratings)
    assert [found.lower, found.upper] == pytest.approx(np.quantile(slow, [0.025, 0.975]), abs=0.035)


def test_the_interval_covers_the_alpha_of_many_units():
    rng = np.random.default_rng(0)
    whole = drawn(1, coders=2, units=4000, missing=0)
    true = krippendorff_alpha(whole).estimate
    samples = [krippendorff_alpha(whole.iloc[rng.integers(0, len(whole), 80)]) for _ in range(150)]
    assert 0.88 <= np.mean([found.lower <= true <= found.upper for found in samples]) <= 0.995


def test_full_agreement_is_one_and_a_sample_of_one_code_is_left_out():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = krippendorff_alpha(by_coder([1, 1, 1, 2], [1, 1, 1, 2]))
    assert (found.estimate, found.lower, found.upper) == (1, 1, 1)


def test_opposed_codes_are_below_what_chance_gives():
    assert krippendorff_alpha(by_coder([1, 2, 1, 2], [2, 1, 2, 1])).estimate < 0


@pytest.mark.parametrize(("coders", "said"), [
    ([[1, 2, 1]], "1 coder"), ([[1, N], [N, 2]], "no unit was coded by two"), ([[1, 1], [1, 1]], "all codings are one"),
    ([[1, 1, N, 2], [1, 1, 2, N]], "all codings are one"), ([[N, N], [N, N]], "no unit was coded by two")])
def test_what_has_no_alpha_is_refused_in_words_and_without_a_warning(coders, said):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not has_alpha(by_coder(*coders))
        with pytest.raises(ParameterError, match=said):
            krippendorff_alpha(by_coder(*coders))


def test_an_empty_table_and_a_confidence_that_is_none_are_refused():
    with pytest.raises(ParameterError, match="no unit"):
        krippendorff_alpha(pd.DataFrame({"a": [], "b": []}))
    with pytest.raises(ParameterError, match="confidence is 95"):
        krippendorff_alpha(by_coder([1, 2], [1, 2]), confidence=95)


@pytest.mark.parametrize("measure", [percent_agreement, cohen_kappa])
def test_agreement_of_two_is_of_two_who_coded_the_same(measure):
    with pytest.raises(ParameterError, match="3 coders"):
        measure(by_coder([1], [1], [2]))
    with pytest.raises(ParameterError, match="no unit was coded by both"):
        measure(by_coder([1, N], [N, 1]))
    with pytest.raises(ParameterError, match="one and the same code"):
        cohen_kappa(by_coder([1, 1], [1, 1]))


def test_one_unit_with_two_codes_has_an_alpha():
    found = krippendorff_alpha(by_coder([1], [2]))
    assert (found.estimate, found.lower, found.upper) == (0, 0, 0)
