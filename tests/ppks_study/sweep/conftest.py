"""Two tiny simulated districts, which the tests of a sweep share."""

from dataclasses import replace
from functools import cache

import pytest
from benchmarks.districts import districts as simulated_districts

from ppks_study.sweep import task
from ppks_study.sweep.districts import districts

#: Two sections, the quickest, suffice for what does not depend on the section.
FEW = ("qualification", "interviews")


def districts_of(project, *more):
    return districts([str(project / "studies/*.toml"), *more])


def first(project):
    """Return the district called district-001."""
    return next(one for one in districts_of(project) if one.name == "district-001")


@cache
def directly(name, project):
    """Return a district's result as computed here, without Dask, once."""
    district = next(one for one in districts_of(project) if one.name == name)
    return task.run_district(replace(district, study=None), task.library(), FEW)


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """Two tiny districts, in a folder with a space; nothing is withheld, which would take most of the time."""
    root = tmp_path_factory.mktemp("sweep") / "two districts"
    for path in simulated_districts(root, 2, rows=20):
        text = path.read_text(encoding="utf-8").replace("fewest = 3 ", "fewest = 1 ")
        path.write_text(text[:text.index("[incentive.scenario.")], encoding="utf-8")
    return root
