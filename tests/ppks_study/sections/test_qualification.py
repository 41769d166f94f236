"""Indicators are counted among those who answered them with points."""

import pytest
from tests.support.weighted import weighted


def test_an_item_is_counted_among_those_who_answered_it_with_points(simulated, section_of):
    table = section_of("simulated", "qualification").tables["tasks"].set_index("key")
    row, best = (table.loc[f"qualification.task.QA01.{kind}"] for kind in ("mean", "best.share"))
    asked = simulated.respondents["qualification_class"].eq("asisten").fillna(False)
    answers = simulated.respondents.loc[asked, "QA01"].map({str(n): n for n in range(1, 6)} | _points(simulated))
    assert (row["n"], row["missing"]) == (answers.notna().sum(), answers.isna().sum())
    assert row["value"] == pytest.approx(100 * weighted(simulated, answers) / 5)
    assert best["value"] == pytest.approx(100 * weighted(simulated, (answers == 5).where(answers.notna())))


def _points(survey):
    return {choice.name: choice.points for choice in survey.instrument.variable("QA01").choices}
