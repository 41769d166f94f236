"""Table 1 against counts and moments computed otherwise, and its refusals."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ppks_study.labels import named
from ppks_study.phrases import Phrases
from ppks_study.sections.table_one import ALL, table_one
from ppks_study.tables import of_groups
from surveystats.errors import ParameterError


@pytest.fixture(scope="module")
def of_survey(simulated):
    return table_one(simulated, "sex")


@pytest.fixture(scope="module")
def of_reconstruction(english):
    return table_one(english, "sex")


def rows(frame, kind, group):
    found = frame[(frame["kind"] == kind) & (frame["group"] == group)]
    return {(row["column"], row["category"]): row for row in found.to_dict("records")}


@pytest.mark.parametrize("variable", ["education", "programme", "training"])
def test_counts_are_those_of_a_crosstab(simulated, of_survey, variable):
    people = simulated.respondents
    crossed = pd.crosstab(people[variable], people["sex"])
    found = rows(of_survey, "count", variable)
    for choice in crossed.index:
        assert found[ALL, choice]["value"] == (people[variable] == choice).sum()
        for sex in crossed.columns:
            assert found[sex, choice]["value"] == crossed.loc[choice, sex], (choice, sex)


def test_missing_answers_of_a_group_are_counted_in_it(simulated, of_survey):
    people = simulated.respondents
    women = people[people["sex"].eq("female").fillna(False)]
    for variable in ("education", "age_years"):
        kind = "count" if variable == "education" else "mean"
        told = {row["missing"] for (column, _), row in rows(of_survey, kind, variable).items() if column == "female"}
        assert told == {women[variable].isna().sum()}


def test_numbers_are_those_of_numpy(simulated, of_survey):
    people = simulated.respondents
    for column, group in ((ALL, people), ("male", people[people["sex"].eq("male").fillna(False)])):
        ages = group["age_years"].dropna().to_numpy(dtype=float)
        expected = {"sd": np.std(ages, ddof=1), "median": np.median(ages), "lower_quartile": np.quantile(ages, 0.25),
                    "upper_quartile": np.quantile(ages, 0.75)}
        for kind, value in expected.items():
            assert rows(of_survey, kind, "age_years")[column, kind]["value"] == pytest.approx(value), (column, kind)


def test_eight_ages_worked_out_by_hand(simulated):
    people = simulated.respondents.iloc[:8].assign(age_years=pd.array(range(20, 36, 2), dtype="Int64"))
    few = replace(simulated, respondents=people, study=replace(
        simulated.study, disclosure=replace(simulated.study.disclosure, fewest=2)))
    found = table_one(few, "sex")
    told = {kind: rows(found, kind, "age_years")[ALL, kind]["value"]
            for kind in ("sd", "median", "lower_quartile", "upper_quartile")}
    assert told == {"sd": pytest.approx(24 ** 0.5), "median": 27, "lower_quartile": 23.5, "upper_quartile": 30.5}


def test_quartiles_of_few_people_are_withheld(simulated):
    few = replace(simulated, respondents=simulated.respondents.iloc[:11])
    found = rows(table_one(few, "sex"), "median", "age_years")[ALL, "median"]
    assert (found["basis"], pd.isna(found["value"])) == ("withheld", True)


def test_a_reconstruction_gives_the_ranges_that_two_claims_leave(of_reconstruction):
    married, women = 36, 32
    found = rows(of_reconstruction, "count", "marital_status")["female", "married"]
    assert (found["lower"], found["upper"]) == (married - (45 - women), women)
    assert pd.isna(found["value"])
    share = rows(of_reconstruction, "share", "marital_status")["female", "married"]
    assert (share["lower"], share["upper"]) == (pytest.approx(100 * 23 / 32), 100)
    assert set(of_reconstruction["kind"]) == {"count", "share", "mean", "unanswered"}


def test_who_did_not_answer_is_a_range_too(of_reconstruction):
    found = rows(of_reconstruction, "unanswered", "side_job")
    assert found[ALL, "unanswered"]["value"] == 3
    assert [(found[sex, "unanswered"]["lower"], found[sex, "unanswered"]["upper"]) for sex in ("female", "male")] == [
        (0, 3), (0, 3)]


def test_what_is_laid_out_has_n_at_the_head_and_missing_in_a_row(simulated, of_survey):
    table = of_groups(named(of_survey, simulated.instrument, Phrases("profile", "en")), title="t", lang="en")
    assert table.columns[2:] == ("All (n = 300)", "Female (n = 157)", "Male (n = 141)")
    variables = of_survey["group"].nunique() - 1
    assert sum(row[1] == "no answer" for row in table.rows) == variables
    assert "2 did not say which group they belong to" in table.note
    sizes = [row[2] for row in table.rows if row[1] == "Median [quartiles]"]
    assert any("IDR" in size and size.count("IDR") == 1 for size in sizes)


@pytest.mark.parametrize(("by", "near"), [
    ("sexe", "sex"), ("age_years", "puts nobody into a group"), ("programmes", "puts nobody into a group"),
    ("qualification", "qualification_class")])
def test_another_grouping_is_refused_with_the_nearest(simulated, by, near):
    with pytest.raises(ParameterError, match=near):
        table_one(simulated, by)


def test_single_items_group_a_survey_and_no_reconstruction(english):
    with pytest.raises(ParameterError, match="K01"):
        table_one(english, "K01")
