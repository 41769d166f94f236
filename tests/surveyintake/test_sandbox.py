"""A compiled reader runs in a process of its own: its table, its refusal and its crash come back."""

import pandas as pd
import pytest

from surveyintake import sandbox
from surveyintake.errors import InputError
from surveyintake.sandbox import open_apart
from surveyintake.sources import Number


def parquet(path):
    pd.DataFrame({"sex": ["f", None], "age": [31, 40]}).to_parquet(path)
    return path


def test_a_table_comes_back_with_its_numbers(tmp_path):
    source = open_apart("parquet", parquet(tmp_path / "a.parquet"))
    rows = list(source.sheets[""]())
    assert (source.header_row, rows) == (1, [(1, ["sex", "age"]), (2, ["f", "31"]), (3, ["", "40"])])
    assert isinstance(rows[1][1][1], Number)


def test_a_refusal_comes_back_as_an_error(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(InputError, match="not a readable Parquet file"):
        open_apart("parquet", tmp_path / "a.parquet")


def test_a_reader_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "PATIENCE", 0.001)
    with pytest.raises(InputError, match="takes more than"):
        open_apart("parquet", parquet(tmp_path / "a.parquet"))
