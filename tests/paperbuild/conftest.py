"""A project with results, as a build leaves them."""

import shutil

import pytest
from tests.support.shelves import built


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """Return a project with results; not to be touched."""
    return built(tmp_path_factory.mktemp("why") / "a project")


@pytest.fixture
def project(finished, tmp_path):
    """Return a project with results that a test may change."""
    shutil.copytree(finished, tmp_path / "a project")
    return tmp_path / "a project"
