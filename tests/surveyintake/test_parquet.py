"""Parquet files: as a table of texts, and as batches of rows."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from surveyintake.errors import InputError
from surveyintake.parquet import Batches, table


def written(path, **columns):
    pq.write_table(pa.table(columns), path)
    return path


def test_rows_are_texts_below_the_names(tmp_path):
    path = written(tmp_path / "a.parquet", topics=[["a", "b"], None], share=pa.array([0.1, None], pa.float32()))
    _, rows = table(path)
    assert list(rows) == [["topics", "share"], ["a b", "0.1"], ["", ""]]


def test_batches_hold_all_rows_and_choices_as_codes(tmp_path):
    batches = Batches(written(tmp_path / "a.parquet", sex=["f", "m", "f"], age=[1, 2, 3]), ["sex"])
    assert (batches.rows, batches.schema.names) == (3, ["sex", "age"])
    [batch] = list(batches)
    assert pa.types.is_dictionary(batch.column(0).type) and batch.num_rows == 3


@pytest.mark.parametrize(("content", "told"), [(b"PAR1", "not a readable Parquet file"), (None, "no rows")])
def test_what_is_no_table_is_told(tmp_path, content, told):
    path = written(tmp_path / "a.parquet", sex=pa.array([], pa.string()))
    if content:
        path.write_bytes(content)
    with pytest.raises(InputError, match=told):
        Batches(path)
