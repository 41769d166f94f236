"""Files of reconstructed respondents, and the key of pseudonyms: whole, private, never among raw data."""

import stat
from dataclasses import replace

import pandas as pd
import pytest

from paperbuild.errors import BuildError
from ppks_study.reconstruction_files import key_file, secret, write_csv, write_ensemble, write_reconstruction


@pytest.fixture
def surveyed(study, tmp_path):
    """A study of a survey, in a project of its own."""
    return replace(study, root=tmp_path, data=replace(study.data, origin="survey", claims=None))


def test_the_key_of_a_survey_is_made_once_and_for_its_owner_alone(surveyed):
    key = secret(surveyed)
    assert len(key) == 64
    assert secret(surveyed) == key
    assert stat.S_IMODE(key_file(surveyed).stat().st_mode) == 0o600
    other = replace(surveyed, name="another")
    assert secret(other) != key


def test_a_key_that_was_cut_short_is_refused_and_not_replaced(surveyed):
    secret(surveyed)
    key_file(surveyed).write_text("short")
    with pytest.raises(BuildError, match="too short"):
        secret(surveyed)
    assert key_file(surveyed).read_text() == "short"


def test_nobody_stands_behind_simulated_answers_so_their_key_is_no_secret(surveyed):
    simulated = replace(surveyed, data=replace(surveyed.data, origin="simulated"))
    assert secret(simulated) == simulated.name.encode()
    assert not key_file(simulated).exists()


def test_nothing_is_written_among_the_raw_data(surveyed, tmp_path):
    path = tmp_path / "data" / "raw" / "x.csv"
    for write in (lambda: write_reconstruction(surveyed, path), lambda: write_ensemble(surveyed, 2, 1, path)):
        with pytest.raises(BuildError, match="raw data"):
            write()
    assert not path.exists()


def test_a_study_without_claims_is_refused(surveyed, tmp_path):
    with pytest.raises(BuildError, match="no claims to reconstruct from"):
        write_reconstruction(surveyed, tmp_path / "x.csv")


def test_an_ensemble_is_one_file_of_all_data_sets(study, tmp_path):
    path = write_ensemble(study, 2, 1, tmp_path / "ensemble.csv")
    rows = pd.read_csv(path, dtype=str)
    assert len(rows) == 2 * 45


def test_a_table_replaces_the_file_and_leaves_no_part(tmp_path):
    path = tmp_path / "new" / "t.csv"
    for value in (1, 2):
        write_csv(pd.DataFrame({"a": [value]}), path)
    assert path.read_text() == "a\n2\n"
    assert [one.name for one in path.parent.iterdir()] == ["t.csv"]
