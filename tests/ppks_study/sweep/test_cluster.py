"""Dask workers: what is missing is said, and no folder of answers outlives its sweep."""

import os
import subprocess
import sys

import pytest

from ppks_study.errors import REPORTED
from ppks_study.sweep import cluster


def test_without_the_extra_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(REPORTED, match=r"pip install -e '\.\[cluster\]'"), cluster.connected(None, 1):
        pass


def test_a_scheduler_that_does_not_answer_is_said(monkeypatch):
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 1)
    with pytest.raises(REPORTED, match="no scheduler answers"), cluster.connected("tcp://127.0.0.1:9", None):
        pass


def test_what_a_killed_sweep_left_is_removed_by_the_next_one(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = subprocess.Popen(["true"])
    ended.wait()
    for process in (ended.pid, os.getpid()):
        (tmp_path / f"ppks-sweep-{process}-x").mkdir()
    (tmp_path / "another").mkdir()
    cluster.remove_leftovers()
    assert {path.name for path in tmp_path.iterdir()} == {f"ppks-sweep-{os.getpid()}-x", "another"}
