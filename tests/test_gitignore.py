"""Answers of real people stay out of git unless someone adds them by force."""

import shutil
import subprocess

import pytest

from tests.conftest import ROOT

IGNORED = (
    "data/raw/limapuluh-2027/answers/export.xlsx", "data/raw/limapuluh-2027/survey.csv", "data/raw/survey.sav",
    "data/raw/limapuluh-2027/answers/2027/kobo.parquet", "data/raw/limapuluh-2027/pseudonym.key", "data/keys/a",
    "data/raw/payakumbuh-2019/respondents.csv", "data/raw/payakumbuh-2019/answers/export.xlsx", "pseudonym.key",
    "data/raw/payakumbuh-2019/pseudonym.key", "data/raw/simulasi-2026/pseudonym.key", "studies/any.key",
    "data/keys/README.md", "scratch/checked.xlsx", "data/processed/limapuluh-2027/respondents.csv")
TRACKED = (
    "data/raw/payakumbuh-2019/claims.csv", "data/raw/payakumbuh-2019/README.md", "data/raw/limapuluh-2027/README.md",
    "data/raw/limapuluh-2027/README.id.md", "data/raw/limapuluh-2027/answers/README.md", "data/raw/README.md",
    "data/raw/limapuluh-2027/answers/.gitignore",
    "data/raw/simulasi-2026/answers/answers.xlsx", "data/raw/simulasi-2026/README.md", "studies/limapuluh-2027.toml",
    "instrument/limapuluh-2027.xlsx", "instrument/survey.csv", "data/README.md")


@pytest.fixture(scope="module")
def ignored(tmp_path_factory):
    """Return which of the paths git ignores by the project's rules."""
    if shutil.which("git") is None:
        pytest.skip("no git here")
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / ".gitignore", folder)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    run = subprocess.run(["git", "check-ignore", "--stdin"], cwd=folder, input="\n".join([*IGNORED, *TRACKED]),
                         text=True, capture_output=True, check=False)
    return set(run.stdout.splitlines())


@pytest.mark.parametrize("path", IGNORED)
def test_git_ignores_answers_and_keys(ignored, path):
    assert path in ignored


@pytest.mark.parametrize("path", TRACKED)
def test_git_keeps_what_holds_nobodys_answers(ignored, path):
    assert path not in ignored
