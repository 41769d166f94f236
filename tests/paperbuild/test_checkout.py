"""The commit of a project's own clone, and versions as the lock names them for this machine."""

import os
import re
import subprocess
import sys
from importlib.metadata import version

import pytest
from tests.support.shelves import STUDY

from paperbuild.checkout import commit, packages

GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]


def clone(folder):
    """Make a folder a git tree with one commit."""
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "all", "--allow-empty"]):
        subprocess.run([*GIT, *command], cwd=folder, check=True)


def test_without_git_there_is_no_commit_and_with_it_what_changed_is_told(project):
    assert commit(project) == {"commit": "", "changed": []}
    for command in (["init", "-q"], ["add", "studies"], ["commit", "-qm", "all"]):
        subprocess.run([*GIT, *command], cwd=project, check=True)
    assert commit(project)["changed"] == []
    (project / "studies" / f"{STUDY}.toml").write_text("")
    assert commit(project)["changed"] == [f"studies/{STUDY}.toml"]
    assert re.fullmatch("[0-9a-f]{40}", commit(project)["commit"])


def test_a_repository_around_the_project_is_not_its_own(tmp_path):
    (tmp_path / "project").mkdir()
    clone(tmp_path)
    assert commit(tmp_path)["commit"]
    assert commit(tmp_path / "project") == {"commit": "", "changed": []}


def test_a_repository_that_the_environment_names_is_not_the_projects(tmp_path, monkeypatch):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
        clone(tmp_path / name)
    own = commit(tmp_path / "one")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "other"))
    assert commit(tmp_path / "one") == own
    assert commit(tmp_path / "other") != own


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
def test_a_clone_of_another_owner_is_read(tmp_path):
    clone(tmp_path)
    own = commit(tmp_path)
    for folder, _, files in os.walk(tmp_path):
        for path in (folder, *(os.path.join(folder, name) for name in files)):
            os.chown(path, 12345, 12345)
    assert commit(tmp_path) == own
    assert own["commit"]


def test_what_git_refuses_to_read_is_told_apart_from_no_clone(tmp_path, monkeypatch):
    said = "fatal: detected dubious ownership in repository at 'x'"
    monkeypatch.setattr(subprocess, "run",
                        lambda command, **options: subprocess.CompletedProcess(command, 128, "", said))
    assert commit(tmp_path) == {"commit": "", "changed": [], "refused": True}


def test_a_lock_names_the_version_for_this_python(tmp_path):
    this, lock = f"{sys.version_info[0]}.{sys.version_info[1]}", tmp_path / "requirements.lock"
    lock.write_text(f"""# pandas==0.1
numpy==2.0 ; python_full_version >= '{this}' \\
    --hash=sha256:{"0" * 64}
numpy==1.0 ; python_full_version < '{this}' \\
    --hash=sha256:{"0" * 64}
scipy==3.0 \\
    --hash=sha256:{"0" * 64}
""")
    assert packages(lock, ("numpy", "scipy", "pandas", "no-such-package")) == [
        {"name": "numpy", "locked": "2.0", "installed": version("numpy")},
        {"name": "scipy", "locked": "3.0", "installed": version("scipy")},
        {"name": "pandas", "locked": "", "installed": version("pandas")},
        {"name": "no-such-package", "locked": "", "installed": ""}]
