"""What was computed before is found by content; an entry is whole, or computed again."""

import threading

import pytest

from paperbuild.computed import FOLDER, remembered, tidied


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Return the folder in which results are kept."""
    monkeypatch.setenv(FOLDER, str(tmp_path / "computed"))
    return tmp_path / "computed"


def counting(calls, result=(1, 2)):
    def compute():
        calls.append(1)
        return list(result)
    return compute


def test_a_result_is_computed_once_of_the_same_and_anew_of_another(kept):
    calls = []
    for of in ({"a": 1}, {"a": 1}, {"a": 2}):
        assert remembered("f", of, counting(calls)) == [1, 2]
    assert remembered("g", {"a": 1}, counting(calls)) == [1, 2]
    assert len(calls) == 3


def test_without_a_folder_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.delenv(FOLDER, raising=False)
    calls = []
    for _ in range(2):
        remembered("f", 1, counting(calls))
    assert len(calls) == 2


def test_what_is_changed_in_a_result_is_not_changed_in_the_next(kept):
    remembered("f", 1, counting([])).append(3)
    assert remembered("f", 1, counting([])) == [1, 2]


@pytest.mark.parametrize("spoil", [lambda b: b[:-1], lambda b: b[:20], lambda b: b"", lambda b: b[:-3] + b"xyz"],
                         ids=["truncated", "seal truncated", "empty", "edited"])
def test_a_spoilt_entry_is_computed_again(kept, spoil):
    calls = []
    remembered("f", 1, counting(calls))
    entry, = kept.iterdir()
    good = entry.read_bytes()
    entry.write_bytes(spoil(good))
    assert remembered("f", 1, counting(calls)) == [1, 2]
    assert len(calls) == 2
    assert entry.read_bytes() == good


def test_no_entry_is_left_of_what_failed_and_no_part_of_one(kept):
    def fail():
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError):
        remembered("f", 1, fail)
    assert not kept.exists()
    with pytest.raises(TypeError):
        remembered("f", 1, threading.Lock)
    assert not kept.exists()


def test_what_other_code_computed_is_removed(tmp_path):
    for state in ("old", "new"):
        (tmp_path / state).mkdir()
        (tmp_path / state / "f.pickle").write_text("x")
    assert tidied(tmp_path, "new") == tmp_path / "new"
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
    assert (tmp_path / "new" / "f.pickle").exists()
