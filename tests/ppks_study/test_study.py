import pytest

from ppks_study.errors import StudyError
from ppks_study.study import Study


def written(study, tmp_path, change):
    text = study.path.read_text(encoding="utf-8")
    assert change[0] in text
    path = tmp_path / "studies" / "changed.toml"
    path.parent.mkdir()
    path.write_text(text.replace(*change), encoding="utf-8")
    return path


@pytest.mark.parametrize(("change", "message"), [
    (("ideal_age", "idael_age"), "did you mean ideal_age"),
    (("[sampling]", "[samplin]"), "did you mean sampling"),
    (("minimum_wage_idr_per_month = 2198000", 'minimum_wage_idr_per_month = "2.198.000"'), "wrong type"),
    (("minimum_wage_idr_per_month = 2198000", "minimum_wage_idr_per_month = -1"), "not positive"),
    (("[21, 50]", "[50, 21]"), "lower one first"),
    (('origin = "reconstructed"', 'origin = "real"'), "unknown origin"),
    (("effective = 71", "effective = 91"), "do not fall"),
    (('place = "Kota', 'plac = "Kota'), "did you mean place"),
    (("year = 2019\nlanguages", "languages"), "'year' is missing"),
    (('"incentive", "interviews"', '"incentives", "interviews"'), "unknown section 'incentives'(?s:.*)incentive"),
    (("[study]", "[study"), "not valid TOML")])
def test_a_study_file_that_cannot_be_used_is_refused_with_the_remedy(study, tmp_path, change, message):
    with pytest.raises(StudyError, match=message):
        Study.load(written(study, tmp_path, change))


def test_an_unknown_study_is_refused_with_those_there_are():
    with pytest.raises(StudyError, match="payakumbuh-2019"):
        Study.load("payakumbuh-2091")


def test_parameters_are_replaced_by_their_names_in_the_file(study):
    assert study.replace(minimum_wage_idr_per_month=1).profile.minimum_wage_idr_per_month == 1
    with pytest.raises(StudyError, match="did you mean"):
        study.replace(minimum_wage_idr_per_mont=1)
