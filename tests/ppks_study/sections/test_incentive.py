"""What roles are paid, of a survey and where few people hold one."""

from dataclasses import replace

from ppks_study.sections.incentive import incentive, pkh_companions


def test_pay_is_what_respondents_answered(simulated, section_of):
    pay = section_of("simulated", "incentive").tables["ranges"].set_index("role")
    people = simulated.respondents[simulated.respondents["programme"] == "psm"]
    total = people["incentive_national_idr_per_month"] + people["incentive_city_idr_per_month"]
    row = pay.loc["psm"]
    assert (row["total_lower"], row["total_upper"]) == (total.min(), total.max())
    assert (row["n"], row["missing"]) == (total.notna().sum(), total.isna().sum())


def test_nobodys_pay_stands_alone(simulated):
    few = simulated.respondents.copy()
    few.loc[few.index[:2], "programme"] = ["kat", "odha"]
    named = incentive(replace(simulated, respondents=few)).tables["ranges"]["role"]
    assert not {"kat", "odha", "small_roles"} & set(named)
    few.loc[few.index[2:5], "programme"] = "odgj"  # five hold one of the three
    merged = incentive(replace(simulated, respondents=few)).tables["ranges"].set_index("role").loc["small_roles"]
    assert merged["n"] + merged["missing"] == 5


def test_a_sample_does_not_say_how_many_companions_there_are(simulated):
    told = replace(simulated.study.sampling, strata={})
    assert pkh_companions(simulated) == simulated.study.sampling.strata["pkh"]
    assert pkh_companions(replace(simulated, study=replace(simulated.study, sampling=told))) is None
