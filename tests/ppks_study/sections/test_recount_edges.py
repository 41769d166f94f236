"""Tables of people who stand exactly at an edge: of a floor, a band, a group, or today's pay.

Few of the simulated respondents do, so that a bound that is off by the edge itself would not show.
"""

from dataclasses import replace

import pytest
from tests.ppks_study.sections.test_recount_incentive import RECOUNTS as OF_INCENTIVE
from tests.ppks_study.sections.test_recount_incentive import ranges
from tests.ppks_study.sections.test_recount_profile import RECOUNTS as OF_PROFILE
from tests.support.recounting import (
    CITY,
    INCOME,
    NATIONAL,
    assert_recounted,
    items,
    sample_of,
    study_file,
)
from tests.support.recounting_scales import Scale, verdicts

import ppks_study as ppks
from ppks_study.sections.items import reliability_tables

STUDY = study_file()
FLOOR = STUDY["profile"]["minimum_wage_idr_per_month"]
OFFICIAL = STUDY["profile"]["official_minimum_wages"][0]["idr_per_month"]
AGES = (18, 19, 20, 21, 22, 24, 25, 49, 50, 51, 57, 58, 59, 64, 65)
YEARS = (2, 3, 4, 5, 6, 9, 10, 11, 2.5, 5.5, 9.75)
INCOMES = (FLOOR, FLOOR - 1, FLOOR + 1, OFFICIAL, OFFICIAL - 1, 250_000, 5_000_000)


def on_the_edges(respondents, rows):
    """Return the answers with some people at each edge; rows say what schemes would pay them."""
    found = respondents.copy()
    for column, edges in (("age_years", AGES), ("tenure_years", YEARS), (INCOME, INCOMES)):
        for place, edge in enumerate(3 * edges):
            found.loc[found.index[place], column] = edge
    known = rows.index[rows["today_idr_per_month"].notna()]
    for place in known[60:65]:  # who is paid by one scheme what is paid today
        for budget, column in (("national", NATIONAL), ("city", CITY)):
            found.loc[place, column] = int(
                rows.loc[place, f"scenario_graded_{budget}_idr_per_month"]
            )
    for place in known[65:70]:  # who loses nothing, so that all stays
        found.loc[place, [NATIONAL, CITY]] = 4_000_000, 100_000
    for place in known[70:75]:  # who is paid the floor today
        found.loc[place, [NATIONAL, CITY]] = FLOOR - 100_000, 100_000
    at_floor = found["programme"].eq("sakti_peksos").fillna(False)
    found.loc[at_floor, [NATIONAL, CITY]] = FLOOR, 0
    for item in items("knowledge"):  # who gives nothing but the best answer, or but the worst
        answers = sorted(item.points, key=item.points.get)
        found.loc[found.index[100:160], item.name] = answers[-1]
        found.loc[found.index[160:170], item.name] = answers[0]
    for role, kept in (("bpnt", 5), ("napza", 4)):  # as few as are told of, and one fewer
        held = found.index[found["programme"].eq(role).fillna(False)]
        found.loc[held[kept:], "programme"] = None
    return found


@pytest.fixture(scope="module")
def edged(simulated):
    """The simulated survey with people at the edges."""
    answers = on_the_edges(simulated.respondents, sample_of(simulated).rows)
    people = ppks.score(answers, simulated.instrument, simulated.study)
    return replace(simulated, respondents=people)


@pytest.fixture(scope="module")
def sample(edged):
    """Their answers, scored and paid in plain pandas."""
    return sample_of(edged)


@pytest.fixture(scope="module")
def profile(edged):
    """The tables of the profile section."""
    return ppks.profile(edged).tables


@pytest.fixture(scope="module")
def incentive(edged):
    """The tables of the incentive section."""
    return ppks.incentive(edged).tables


@pytest.mark.parametrize("name", OF_PROFILE)
def test_a_table_of_the_profile_counts_who_is_at_an_edge_on_the_right_side(name, profile, sample):
    assert_recounted(profile[name], OF_PROFILE[name](sample))


@pytest.mark.parametrize("name", OF_INCENTIVE)
def test_a_table_of_incentives_counts_who_is_at_an_edge_on_the_right_side(name, incentive, sample):
    assert_recounted(incentive[name], OF_INCENTIVE[name](sample))


def test_a_role_that_all_are_paid_the_floor_for_reaches_it(incentive, sample):
    found, wanted = incentive["ranges"], ranges(sample.rows)
    by_role = {"by": "role", "ignore_index": True}
    assert_recounted(found.sort_values(**by_role), wanted.sort_values(**by_role))
    below = dict(zip(found["role"], found["below"], strict=True))
    assert below["sakti_peksos"] == "no"
    assert "bpnt" in below
    assert "napza" not in below


def test_who_gives_nothing_but_the_best_or_the_worst_answer_is_counted_apart(edged, sample):
    found = reliability_tables(edged, {"knowledge": ""}, "competence")
    scales = [Scale(sample, "knowledge", sample.everybody)]
    assert_recounted(found["verdicts"], verdicts(scales))
    at_ceiling = found["reliability"].set_index("kind")["value"]["at_ceiling"]
    assert at_ceiling == pytest.approx(scales[0].share_at(max))
    assert 0 < scales[0].share_at(min) < scales[0].share_at(max)
