import subprocess
import sys

import pandas as pd
import pytest

from claimcheck.conditions import parse
from claimcheck.errors import ConditionError
from ppks_study.estimates import Quantity, estimate
from ppks_study.published import bounds
from surveystats.sampling import Design


def test_on_a_survey_every_number_is_computed():
    people = pd.DataFrame({"sex": ["female", "male", None], "age": pd.array([20, 30, 40], dtype="Int64")})
    found = estimate(people, [Quantity("a", "count", "sex=female"), Quantity("b", "mean", variable="age")])
    assert found["value"].tolist() == [1, 30]
    assert found["basis"].tolist() == ["computed", "computed"]
    assert found[["n", "missing"]].to_numpy().tolist() == [[2, 1], [3, 0]]


@pytest.mark.parametrize(("condition", "of", "basis", "lower", "upper"), [
    ("sex=female", "", "imposed", 71.1, 71.2), ("education=s1", "programme=pkh", "determined", 85, 85),
    ("sex=female", "programme=pkh", "bounded", 35, 100)])
def test_on_the_reconstruction_each_number_says_what_it_rests_on(english, condition, of, basis, lower, upper):
    row = english.estimate([Quantity("x", "share", condition, of)]).iloc[0]
    assert row["basis"] == basis
    assert lower <= row["lower"] <= row["upper"] <= upper
    assert pd.isna(row["value"]) == (basis == "bounded")


def test_a_question_takes_names_without_units_and_brings_witnesses(study):
    answer = bounds("mean(income) programme=pkh", study)
    assert (answer["lower"], answer["identified"], answer["sharp"]) == (3_200_000, False, True)
    paid = [int(row["income_idr_per_month"]) for row in answer["witnesses"][0] if row["programme"] == "pkh"]
    assert sum(paid) / len(paid) == 3_200_000


@pytest.mark.parametrize("question", ["sex=femal", "sexx=female", "mean sex=female", "sex is female"])
def test_a_question_that_names_what_is_not_there_is_refused(study, question):
    from ppks_study.errors import REPORTED

    with pytest.raises((ConditionError, *REPORTED), match="Expected"):
        bounds(question, study)


@pytest.mark.parametrize("variable", ["sex", "programme", "education"])
def test_cutting_at_settled_columns_changes_no_bound(english, variable):
    from claimcheck.bounds import _ends
    from claimcheck.conditions import parse
    from claimcheck.counts import Model
    from claimcheck.statements import Term

    known = english.published.evidence
    for choice in english.respondents[variable].unique()[:2]:
        condition = parse(f"{variable}={choice} & income_idr_per_month<2198000 & field_of_study=related")
        query = Term(1, condition)
        whole = _ends(Model(known.space, known.statements, [query]), query)
        cut = known.count(condition)
        assert (cut.lower, cut.upper) == (whole.lower, whole.upper)


def test_a_share_of_a_settled_group_has_the_ends_that_asking_for_it_gives(english):
    published = english.published
    for condition, of in (("education=s1", "sex=female"), ("income_idr_per_month<2240000", ""),
                          ("education=s1", "programme=pkh & sex=female")):
        asked = published.bound(Quantity("", "share", condition=condition, of=of))
        whole = published.evidence.share(parse(condition), parse(of))
        assert (asked.lower, asked.upper) == (whole.lower, whole.upper)


@pytest.mark.parametrize(("values", "least"), [([-3.0, -2.0, -4.0, -3.0], None), ([0.0, 0.0, 0.0, 1.0], 0.0)])
def test_the_interval_of_a_mean_is_cut_at_nothing_only_where_no_value_lies_below(values, least):
    people = pd.DataFrame({"change_idr_per_month": values})
    row = estimate(people, [Quantity("change.mean", "mean", variable="change_idr_per_month", unit="idr_per_month")],
                   design=Design("random", 1000, {}, pd.Series(["a"] * 4))).iloc[0]
    assert row["interval_lower"] == least if least is not None else row["interval_lower"] < row["value"] < row[
        "interval_upper"] < 0


def test_a_survey_is_estimated_without_a_solver():
    code = ("import sys, pandas as pd\nfrom ppks_study.estimates import Quantity, estimate\n"
            "people = pd.DataFrame({'sex': ['f', 'm', 'f']})\n"
            "print(estimate(people, [Quantity('a', 'share', 'sex=f')])['value'].round(1).tolist())\n"
            "print([name for name in ('scipy.optimize', 'scipy.stats', 'claimcheck.bounds') "
            "if name in sys.modules])")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split("\n")[:2] == ["[66.7]", "[]"]
