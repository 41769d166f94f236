"""The steps of a study join numbers that agree, and name what each page is called."""

import json

import pytest
from tests.conftest import ROOT

from paperbuild.errors import BuildError
from paperbuild.pipeline import Job
from ppks_study.step_outputs import make_numbers, page_words
from ppks_study.study import Study

NAME = "payakumbuh-2019"


@pytest.fixture
def project(tmp_path):
    """A project of a study file alone; return its folder."""
    (tmp_path / "studies").mkdir()
    path = tmp_path / "studies" / f"{NAME}.toml"
    path.write_bytes((ROOT / "studies" / f"{NAME}.toml").read_bytes())
    return tmp_path


def joined(project, numbers):
    """Join the numbers of two sections in two languages; return what is written."""
    for (lang, section), content in numbers.items():
        path = project / "results" / NAME / lang / "numbers" / f"{section}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    folder = project / "step"
    folder.mkdir(exist_ok=True)
    given = {"sections": ["profile", "incentive"], "languages": ["id", "en"]}
    make_numbers(Job("numbers", given, project, folder, {"study": str(project / "studies" / f"{NAME}.toml")}))
    return json.loads((folder / "out" / "results" / NAME / "numbers.json").read_text())


def test_the_numbers_of_all_sections_are_joined_in_order(project):
    own = {"profile.b": 1, "profile.a": 2}
    numbers = {("id", "profile"): own, ("en", "profile"): own, ("id", "incentive"): {"incentive.a": 3},
               ("en", "incentive"): {"incentive.a": 3}}
    assert list(joined(project, numbers)) == ["incentive.a", "profile.a", "profile.b"]


def test_a_number_that_differs_between_languages_is_refused(project):
    with pytest.raises(BuildError, match="profile.a"):
        joined(project, {("id", "profile"): {"profile.a": 1}, ("en", "profile"): {"profile.a": 2}})


def test_a_number_that_only_one_language_tells_is_refused(project):
    with pytest.raises(BuildError, match="profile.b"):
        joined(project, {("id", "profile"): {"profile.a": 1, "profile.b": 1}, ("en", "profile"): {"profile.a": 1}})


def test_a_page_names_its_section_its_study_and_its_other_language():
    words = page_words(Study.load(NAME), "profile", "en")
    assert words.lang == "en"
    assert "Payakumbuh" in words.title
    assert [other[0] for other in words.others] == ["id"]
