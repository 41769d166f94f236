"""A register of the project's own questionnaire, as large as a test wants it."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from tests.conftest import ROOT

from ppks_study.study import Study
from surveyintake.instrument import Instrument

FORM = Instrument.load(ROOT / "instrument")
STUDY = Study.load(ROOT / "studies" / "payakumbuh-2019.toml")
ITEMS = [item.name for dimension in FORM.dimensions for item in FORM.items(dimension)]


def register(rows, seed=1, missing=0.1):
    """Return random answers: code, district, education and every item."""
    rng = np.random.default_rng(seed)

    def answers(name):
        names = pa.array([choice.name for choice in FORM.variables[name].choices])
        return names.take(pa.array(rng.integers(0, len(names), rows), mask=rng.random(rows) < missing))

    return pa.table({"respondent": [f"R{place:06d}" for place in range(rows)],
                     "district": [f"13.{place % 7}" for place in range(rows)],
                     **{name: answers(name) for name in ["education", *ITEMS]}})


def put(table, path, **options):
    """Write a register and return its path."""
    pq.write_table(table, path, **options)
    return path


def replaced(table, name, values):
    """Return a table with a column replaced."""
    return table.set_column(table.schema.get_field_index(name), name, values)
