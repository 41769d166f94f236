"""SPSS files: labels of values are texts, labels of variables second names, missing codes marked."""

import pandas as pd
import pyreadstat
import pytest

from surveyintake.errors import InputError
from surveyintake.sources import Missing, Number
from surveyintake.spss import table


def test_values_labels_and_missing_codes(tmp_path):
    path = tmp_path / "a.sav"
    frame = pd.DataFrame({"sex": [1.0, 2.0, 9.0], "day": pd.to_datetime(["2026-05-01"] * 3).date})
    pyreadstat.write_sav(frame, path, column_labels=["Sex", ""], missing_ranges={"sex": [9.0]},
                         variable_value_labels={"sex": {1.0: "Female"}})
    also, rows = table(path)
    found = list(rows)
    assert also == {0: "Sex"}
    assert found == [["sex", "day"], ["Female", "2026-05-01"], ["2", "2026-05-01"], ["9", "2026-05-01"]]
    assert isinstance(found[2][0], Number) and isinstance(found[3][0], Missing)


def test_what_is_no_spss_file_is_told(tmp_path):
    (tmp_path / "a.sav").write_bytes(b"$FL2 and no more")
    with pytest.raises(InputError, match="not a readable SPSS file"):
        table(tmp_path / "a.sav")
