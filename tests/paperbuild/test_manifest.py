"""What is stale is told by content alone."""

import pytest

from paperbuild.digests import MISSING, digest
from paperbuild.manifest import Manifest


@pytest.fixture
def built(tmp_path):
    """Return a manifest with one step that made one figure."""
    figure = tmp_path / "figures" / "a.svg"
    figure.parent.mkdir()
    figure.write_text("drawn")
    manifest = Manifest(tmp_path / "results" / "manifest.json", tmp_path)
    manifest.record("profile.id", {"notebook": "1"}, {"lang": "id"}, [figure])
    return manifest, figure


def test_a_step_is_current_while_inputs_parameters_and_outputs_are_as_they_were(built):
    manifest, _ = built
    assert manifest.is_current("profile.id", {"notebook": "1"}, {"lang": "id"})
    assert not manifest.is_current("profile.id", {"notebook": "2"}, {"lang": "id"})
    assert not manifest.is_current("profile.id", {"notebook": "1"}, {"lang": "en"})
    assert not manifest.is_current("profile.en", {"notebook": "1"}, {"lang": "id"})


def test_an_output_edited_or_deleted_by_hand_is_noticed(built):
    manifest, figure = built
    figure.write_text("drawn by hand")
    assert not manifest.is_current("profile.id", {"notebook": "1"}, {"lang": "id"})
    figure.unlink()
    assert digest(figure) == MISSING
    assert not manifest.is_current("profile.id", {"notebook": "1"}, {"lang": "id"})


def test_what_a_step_no_longer_makes_is_removed(built, tmp_path):
    manifest, figure = built
    other = tmp_path / "figures" / "b.svg"
    other.write_text("drawn")
    manifest.record("profile.id", {}, {}, [other])
    assert not figure.exists()
    assert other.exists()


def test_what_another_step_still_makes_is_kept(built):
    manifest, figure = built
    manifest.record("profile.en", {}, {}, [figure])
    manifest.forget(["profile.id"])
    assert figure.exists()
    manifest.forget(["profile.en"])
    assert not figure.exists()


def test_a_manifest_reads_back_as_it_was_saved(built):
    manifest, _ = built
    again = Manifest.read(manifest.path, manifest.root)
    assert again.steps == manifest.steps
    assert str(manifest.root) not in manifest.path.read_text(encoding="utf-8")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"steps": 1}', '{"steps": {"a": {"outputs": 1}}}',
                                     '{"steps": {"a": {"outputs": {"../../home/me": "0"}}}}',
                                     '{"steps": {"a": {"outputs": {"data/raw/claims.csv": "0"}}}}'])
def test_a_spoilt_manifest_makes_everything_stale_and_removes_nothing(tmp_path, content):
    path = tmp_path / "manifest.json"
    path.write_text(content)
    assert Manifest.read(path, tmp_path).steps == {}
