"""The method tells how respondents were chosen and their answers cleaned."""

from ppks_study.sections.method import cleaned, sample, strata


def test_the_method_tells_sampling_strata_and_cleaning(simulated):
    told = sample(simulated).set_index("fact")["value"]
    assert (told["design"], told["population"], told["respondents"]) == ("random", 1240, 300)
    assert (told["inference"], told["confidence"], told["strata_unlisted"]) == ("weighted_intervals", 0.95, 1)
    assert strata(simulated)["respondents"].sum() == simulated.respondents["programme"].notna().sum()
    done = cleaned(simulated)
    assert done["times"].sum() == len(simulated.log)
    assert (done["effect"] == "changed").is_monotonic_increasing
