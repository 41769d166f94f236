"""Schemes of pay in a study file: what is refused, and that values can be replaced."""

import re
import tomllib
from dataclasses import fields

import pytest
from tests.conftest import ROOT

from ppks_study.errors import StudyError
from ppks_study.scenario import Scenario
from ppks_study.study import Study

GRADED = "[incentive.scenario.graded]"


def written(study, tmp_path, change):
    text = study.path.read_text(encoding="utf-8")
    assert change[0] in text
    path = tmp_path / "studies" / "changed.toml"
    path.parent.mkdir()
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(("change", "said"), [
    (("per_tenure_year_idr", "per_tenur_year_idr"), ["per_tenur_year_idr", "did you mean per_tenure_year_idr"]),
    (("base_idr_per_month = 1100000", 'base_idr_per_month = "1.100.000"'), ["base_idr_per_month", "wrong type"]),
    (("base_idr_per_month = 1100000", "base_idr_per_month = 1100000.5"), ["base_idr_per_month", "wrong type"]),
    (("base_idr_per_month = 1100000", "base_idr_per_month = true"), ["base_idr_per_month", "wrong type"]),
    (("base_idr_per_month = 1100000", "base_idr_per_month = -1"), ["base_idr_per_month is -1", "0 or more"]),
    (("base_idr_per_month = 1100000", "base_idr_per_month = 9223372036854775807"), ["at most 1000000000000"]),
    (("generalis = 1100000", "generalis = -5"), ["by_qualification.generalis is -5"]),
    (("generalis = 1100000", "generalist = 5"), ["'generalist'", "did you mean generalis"]),
    (("very_effective = 200000", "very_efective = 200000"), ["'very_efective'", "did you mean very_effective"]),
    (('competence = "lowest"', 'competence = "mean"'), ["unknown rule 'mean'", "lowest"]),
    (("tenure_years_at_most = 10", "tenure_years_at_most = 0"), ["years count without an end"]),
    (("national_share_percent = 80", "national_share_percent = 101"), ["101", "0 to 100"]),
    (("national_share_percent = 80", "national_share_percent = -0.5"), ["-0.5", "0 to 100"]),
    (("national_share_percent = 80", "floor = false"), ["who pays is told nowhere"]),
    (("national_share_percent = 80", "national_share_percent = 80\nnational_idr_per_month = 5"), ["told twice"]),
    (('label.en = "Graded"', 'label.en = " "'), ["no label in 'en'"]),
    (('note.en = "Illustration', 'note.de = "Illustration'), ["no note in 'en'"])])
def test_a_scheme_that_cannot_be_reckoned_is_refused_by_file_and_key(study, tmp_path, change, said):
    with pytest.raises(StudyError) as raised:
        Study.load(written(study, tmp_path, change))
    assert all(part in str(raised.value) for part in ["changed.toml", GRADED, *said]), raised.value


@pytest.mark.parametrize("name", ["Graded", "1st", "a-b", '"dua kata"'])
def test_a_scenario_has_a_name_that_can_stand_in_a_key(study, tmp_path, name):
    with pytest.raises(StudyError, match="no name for a scenario"):
        Study.load(written(study, tmp_path, (GRADED, f"[incentive.scenario.{name}]")))


def test_a_scheme_that_pays_nobody_is_refused(study):
    nothing = Scenario({"id": "x", "en": "x"}, {"id": "x", "en": "x"}, national_share_percent=50)
    with pytest.raises(StudyError, match="pays nobody"):
        study.replace(scenario={"nothing": nothing})


def test_other_parameters_are_replaced_beside_scenarios_and_scenarios_beside_them(study):
    assert study.replace(need_ratio=50).incentive.scenario == study.incentive.scenario
    told = {"label": {"id": "a", "en": "a"}, "note": {"id": "b", "en": "b"}, "base_idr_per_month": 5,
            "national_share_percent": 50}
    one = study.replace(scenario={"one": told}).incentive.scenario["one"]
    assert (one.base_idr_per_month, one.national_share_percent) == (5, 50.0)
    with pytest.raises(StudyError, match="unknown class"):
        study.replace(classes={"high": 50, "low": 0})


@pytest.mark.parametrize("name", ["payakumbuh-2019", "simulasi-2026"])
def test_the_scenarios_of_the_shipped_studies_call_themselves_illustrations(name):
    scenarios = Study.load(ROOT / "studies" / f"{name}.toml").incentive.scenario
    assert len(scenarios) == 2
    for scenario in scenarios.values():
        assert scenario.note["id"].startswith("Ilustrasi, bukan usulan.")
        assert scenario.note["en"].startswith("Illustration, not a proposal.")


def test_each_budget_pays_its_part_to_the_last_rupiah():
    share = Scenario({}, {}, national_share_percent=33.3)
    most = Scenario({}, {}, national_idr_per_month=2_700_000)
    assert share.split(1_000_001) == {"national": 333_000, "city": 667_001}
    assert most.split(3_000_000) == {"national": 2_700_000, "city": 300_000}
    assert most.split(500_000) == {"national": 500_000, "city": 0}


@pytest.mark.parametrize(("page", "thousand"), [("scenarios.md", ","), ("scenarios.id.md", ".")])
def test_the_page_on_scenarios_reckons_its_person_as_its_own_example_pays_it(page, thousand):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    told = tomllib.loads(re.search(r"```toml\n(.*?)```", text, re.DOTALL)[1])["incentive"]["scenario"]["graded"]
    scheme = Scenario(**told)
    pay = scheme.scheme("generalis", "effective", 4, 2_198_000)
    for amount in (pay, *scheme.split(pay).values(), 3_200_000, 3_200_000 - scheme.pay(pay, 3_200_000)):
        assert f"{amount:,}".replace(",", thousand) in text
    assert [f.name for f in fields(Scenario) if f.name not in ("label", "note") and f"| `{f.name}`" not in text
            and f", `{f.name}` |" not in text] == []


def test_the_example_that_a_new_study_begins_with_can_be_used_as_it_stands(study, tmp_path):
    template = ROOT / "src/ppks_study/templates/beginning/study.toml"
    told = template.read_text(encoding="utf-8").partition("# [incentive.scenario.")[2].partition("\n\n")[0]
    example = "[incentive.scenario." + "\n".join(line.removeprefix("# ") for line in told.splitlines())
    path = written(study, tmp_path, ("[incentive.scenario.graded]", example + "\n\n[incentive.scenario.graded]"))
    assert list(Study.load(path).incentive.scenario) == ["berjenjang", "graded", "protected"]
