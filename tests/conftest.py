"""What several tests need: the published study, loaded once."""

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import ppks_study as ppks
from ppks_study.reconstruction_files import write_reconstruction
from ppks_study.study import Study
from ppks_study.survey import load

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def study(tmp_path_factory):
    """Return the published study, its reconstruction written to a folder of the tests' own."""
    found = Study.load(ROOT / "studies" / "payakumbuh-2019.toml")
    path = tmp_path_factory.mktemp("data") / "reconstructed.csv"
    write_reconstruction(found, path)
    return replace(found, data=replace(found.data, respondents=path))


@pytest.fixture(scope="session", params=["id", "en"])
def survey(request, english):
    """Return the published study in each language."""
    return spoken(english, request.param)


@pytest.fixture(scope="session")
def english(study):
    """Return the published study in English."""
    return load(study, lang="en")


@pytest.fixture(scope="session")
def verdicts(study):
    """Return the verdicts on the published study."""
    from ppks_study.verification.verify import verify_study

    return verify_study(study)


@cache
def _section(place, name):
    return getattr(ppks, name)(_KNOWN[place])


@cache
def _spoken(place, lang):
    survey = _KNOWN[place]
    return survey if survey.lang == lang else replace(survey, lang=lang)


_KNOWN = {}


def section(survey, name):
    """Return a section of the published or the simulated survey, computed once for all tests and languages."""
    _KNOWN.setdefault(survey.study.name, survey)
    return _section(survey.study.name, name)


def spoken(survey, lang):
    """Return the published or the simulated survey in a language, always the same: what is withheld is decided once."""
    _KNOWN.setdefault(survey.study.name, survey)
    return _spoken(survey.study.name, lang)


@pytest.fixture(scope="session")
def section_of(request):
    """Return what gives a section of a survey: ``section_of("english", "profile")``; each is computed once."""
    return lambda survey, name: section(request.getfixturevalue(survey), name)


def copy_project(target: Path) -> Path:
    """Copy what a build reads of the project into a folder."""
    for name in ("studies", "instrument", "data", "notebooks", "paper"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("processed", "*-checkpoint*"))
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, target / name)
    return target


@pytest.fixture(scope="session")
def simulated():
    """The simulated survey, in English."""
    return load(ROOT / "studies" / "simulasi-2026.toml", lang="en")
