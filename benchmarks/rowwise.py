"""A register scored row by row, as one would write it first; and a register only read.

``python -m benchmarks.rowwise score|read FILE ROWS [OUT.json]``
"""

import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ppks_study.scoring import points_of
from ppks_study.study import Study
from surveyintake.instrument import Instrument
from surveyintake.parquet import Batches

ROOT = Path(__file__).parents[1]


def score_row(row: Mapping[str, Any], instrument: Instrument, study: Study) -> dict[str, Any]:
    """Return percent and class of each dimension of one row, and its level."""
    found: dict[str, Any] = {}
    for dimension in instrument.dimensions:
        items = instrument.items(dimension)
        given = [(points_of(item).get(row[item.name]), max(points_of(item).values())) for item in items]
        answered = [(one, best) for one, best in given if one is not None]
        enough = len(answered) >= max(1, math.ceil(study.scoring.answered_share * len(items) - 1e-9))
        reached, possible = sum(one for one, _ in answered), sum(best for _, best in answered)
        found[f"{dimension}_percent"] = 100 * reached / possible if enough else None
        found[f"{dimension}_class"] = next(name for name, bound in study.scoring.classes.items()
                                           if 100 * reached >= bound * possible) if enough else None
    found["kkni_level"] = study.qualification.kkni.get(row["education"])
    return found


def main(what: str, file: str, rows: str, out: str = "") -> None:
    """Score or read so many rows of a file."""
    if what == "read":
        batches = Batches(Path(file), pq.read_schema(file).names)
        assert sum(len(batch) for batch in batches) == batches.rows
        return
    instrument, study = Instrument.load(ROOT / "instrument"), Study.load(ROOT / "studies/payakumbuh-2019.toml")
    batch = next(iter(pq.ParquetFile(file).iter_batches(batch_size=int(rows))))
    scores = [score_row(row, instrument, study) for row in batch.to_pylist()]
    if out:
        Path(out).write_text(json.dumps(scores), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
