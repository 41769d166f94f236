"""Scores of a register: against a version row by row, against just reading the file, and as it grows."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
from benchmarks import registers
from benchmarks.measuring import Cost, Failed, in_turn
from benchmarks.project import ROOT, ppks, python
from benchmarks.report import compared, memory, table

TITLE = "Scoring a register"
#: Companions that the paper's ideal load would need; rows that the slow version scores.
ROWS, SAMPLE = 155_000, 2_000
GROWTH = tuple(round(10 ** (half / 2)) for half in range(6, 13))
TEXT = f"""`ppks score` of {ROWS:,} invented companions with the project's {{items}} items (`registers.py`), in row
groups of {registers.GROUP:,}. *Row by row*: a literal version in Python (`rowwise.py`) on {SAMPLE:,} rows, without its
start, times {ROWS / SAMPLE:g}; its scores are the same numbers. *Reading*: the same file read by pyarrow in the same
way, and nothing done with it."""
GROWN = "As the register grows (one run each; per row, less what {least:,} rows take):"


def run(repeat: int, growth: tuple[int, ...] = GROWTH) -> str:
    """Measure and return the section."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        file = registers.write(place / "register.parquet", ROWS)
        agree(file, place)
        costs = in_turn({"ppks score": lambda watch: score(file, watch=watch),
                         "row by row": lambda watch: slow(file, watch=watch),
                         "reading": lambda watch: python(ROOT, "-m", "benchmarks.rowwise", "read", str(file), "0",
                                                         watch=watch)}, repeat)
        file.unlink()
        grown = {rows: grow(place, rows) for rows in growth}
    items = len(registers.items())
    return "\n\n".join([TEXT.format(items=items), compared(costs, "ppks score", times="times `ppks score`"),
                        GROWN.format(least=growth[0]), _growth(grown)])


def score(file: Path, *, watch: bool) -> Cost:
    """Measure `ppks score` of a file."""
    return ppks(ROOT, "score", str(file), "--instrument", "instrument", "--out", str(file.with_name("scores.parquet")),
                watch=watch)


def slow(file: Path, *, watch: bool) -> Cost:
    """Measure the version row by row, scaled to all rows; its start is not counted."""
    some, none = (python(ROOT, "-m", "benchmarks.rowwise", "score", str(file), rows, watch=watch)
                  for rows in (str(SAMPLE), "1"))
    scale = ROWS / SAMPLE
    return Cost((some.seconds - none.seconds) * scale, (some.processor - none.processor) * scale, some.peak,
                some.together)


def agree(file: Path, place: Path) -> None:
    """Hold the two versions against each other."""
    python(ROOT, "-m", "benchmarks.rowwise", "score", str(file), str(SAMPLE), str(place / "slow.json"))
    score(file, watch=False)
    expected = json.loads((place / "slow.json").read_text(encoding="utf-8"))
    found = pq.read_table(place / "scores.parquet", columns=list(expected[0])).slice(0, SAMPLE).to_pylist()
    if found != expected:
        raise Failed("the version row by row gives other scores")


def grow(place: Path, rows: int) -> Cost:
    """Measure the scoring of so many rows."""
    file = registers.write(place / f"{rows}.parquet", rows)
    cost = score(file, watch=True)
    file.unlink()
    return cost


def _growth(grown: dict[int, Cost]) -> str:
    least = min(grown)

    def per_row(cost: Cost, rows: int) -> str:
        return f"{(cost.processor - grown[least].processor) / (rows - least) * 1e6:.2f}" if rows > least else "–"

    return table(["rows", "seconds", "processor, s", "processor per row, µs", "largest process, MB"],
                 [[f"{rows:,}", f"{cost.seconds:.2f}", f"{cost.processor:.2f}", per_row(cost, rows), memory([cost])[0]]
                  for rows, cost in grown.items()])
