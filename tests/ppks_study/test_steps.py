"""What each step is made of."""

from dataclasses import replace

import pytest

from ppks_study.steps import steps


@pytest.fixture
def project(tmp_path, study):
    """Return the published study in a folder with one notebook and an article."""
    for name in ("notebooks/profile.ipynb", "paper/article.typ", "paper/references.yml", "paper/README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('{"cells": []}')
    return replace(study, root=tmp_path, path=tmp_path / "studies" / "a.toml")


def names(found):
    return [step.name for step in found]


def test_an_article_is_made_of_all_beside_it_but_what_describes_the_folder(project):
    made = {step.name: step for step in steps(project, ["id"], {})}
    assert {path.name for path in made["article.id"].sources} == {"article.typ", "references.yml"}


def test_references_alone_make_no_article(project):
    (project.root / "paper" / "article.typ").unlink()
    assert names(steps(project, ["id"], {})) == [
        "data", "verdicts", "verification.id", "profile.id", "numbers", "index"]


def test_each_step_comes_after_those_that_it_reads(project):
    found = steps(project, ["id", "en"], {})
    assert all(set(step.after) <= set(names(found[:place])) for place, step in enumerate(found))
