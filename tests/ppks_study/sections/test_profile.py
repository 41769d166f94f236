"""Shares are of those who answered, and the income curve reaches nearly everybody."""

from dataclasses import replace

import pytest
from tests.support.weighted import weighted

from ppks_study.sections.profile import grid


def test_a_share_is_of_those_who_answered(simulated, section_of):
    numbers = section_of("simulated", "profile").numbers.set_index("key")
    married = numbers.filter(like="marital_status.married", axis="index")
    count, share = (married.loc[f"profile.marital_status.married.{kind}"] for kind in ("count", "share"))
    assert share["missing"] > 0
    answers = simulated.respondents["marital_status"]
    assert (count["value"], share["n"]) == ((answers == "married").sum(), answers.notna().sum())
    assert share["value"] == pytest.approx(100 * weighted(simulated, (answers == "married").astype("Float64")[
        answers.notna()]))


def test_the_income_curve_reaches_nearly_everybody(simulated):
    step, highest = grid(simulated)
    assert (simulated.respondents["income_idr_per_month"] <= highest).mean() >= 0.99
    rich = simulated.respondents.assign(income_idr_per_month=50_000_000)
    assert grid(replace(simulated, respondents=rich))[1] // grid(replace(simulated, respondents=rich))[0] <= 32
    assert highest % step == 0
