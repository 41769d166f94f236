import pytest
from tests.support.districts import CLEAN, district, form, put

from ppks_study.questionnaire import questionnaire
from surveyintake.errors import InputError


def test_a_named_form_comes_before_the_study_but_keeps_its_columns(tmp_path, monkeypatch):
    answers = district(tmp_path)
    monkeypatch.chdir(tmp_path)
    found = questionnaire(answers, form=form(tmp_path / "other"), study="district")
    assert (found.name, found.columns) == ("other", {"Umur": "age_years"})
    assert not questionnaire(answers, form=tmp_path / "other").columns


@pytest.mark.parametrize("study", [None, "district"])
def test_a_study_is_named_or_known_by_where_the_file_lies(tmp_path, monkeypatch, study):
    answers = district(tmp_path)
    monkeypatch.chdir(tmp_path if study else tmp_path.parent)
    found = questionnaire(answers, study=study)
    assert (found.name, found.columns) == ("district", {"Umur": "age_years"})


def test_otherwise_the_projects_own_questionnaire_is_taken(tmp_path, monkeypatch):
    district(tmp_path)
    form(tmp_path / "instrument")
    monkeypatch.chdir(tmp_path)
    assert questionnaire(put(tmp_path, "elsewhere/a.csv", CLEAN)).name == "instrument"


def test_without_any_questionnaire_it_is_said_how_to_name_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="--instrument"):
        questionnaire(put(tmp_path, "a.csv", CLEAN))


@pytest.mark.parametrize("origin", ["survey", "simulated"])
def test_it_is_known_whether_anybody_answered(tmp_path, origin):
    answers = district(tmp_path)
    study = tmp_path / "studies" / "district.toml"
    study.write_text(study.read_text(encoding="utf-8").replace('"survey"', f'"{origin}"'), encoding="utf-8")
    assert questionnaire(answers).simulated is (origin == "simulated")
