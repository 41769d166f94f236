"""Small projects with the real study and small notebooks."""

import shutil

import pytest
from tests.support.projects import made, ppks, small


@pytest.fixture
def project(tmp_path):
    """Return a project whose notebooks do little, and whose study is the published one."""
    return small(tmp_path / "a project")


@pytest.fixture(scope="session")
def first(tmp_path_factory):
    """Return the small project, built; not to be touched."""
    root = small(tmp_path_factory.mktemp("small") / "first")
    assert len(made(ppks(root, "paper"))) == 10
    return root


@pytest.fixture
def built(first, tmp_path):
    """Return a copy of the small project, built: nothing in it depends on its folder."""
    shutil.copytree(first, tmp_path / "a project")
    return tmp_path / "a project"
