"""What measures is itself right: times and memory of processes, ratios, the README's sections."""

import sys

import pytest
from benchmarks.__main__ import NAMES, main
from benchmarks.measuring import Cost, Failed, descendants, in_turn, measure, ratio
from benchmarks.registers import write
from benchmarks.report import compared, put
from benchmarks.rowwise import score_row

from ppks_study.scoring import score
from ppks_study.study import Study
from surveyintake.instrument import Instrument
from tests.conftest import ROOT

SPEND = """
import subprocess, sys, time
big = bytearray(60_000_000)
end = time.process_time() + 0.3
while time.process_time() < end:
    pass
if len(sys.argv) > 1:
    subprocess.run([sys.executable, "-c", sys.argv[1]], check=True)
"""


def cost(seconds, together=0):
    return Cost(seconds, seconds, 1_000_000, together)


def test_the_processor_of_a_child_of_a_child_counts_and_memory_is_that_of_the_largest_and_of_all(tmp_path):
    found = measure([sys.executable, "-c", SPEND, SPEND], cwd=tmp_path, watch=True)
    assert 0.6 <= found.processor < 5
    assert found.seconds >= 0.6
    assert 60e6 < found.peak < 110e6
    if sys.platform == "linux":
        assert found.together > 115e6


def test_a_command_that_fails_is_no_measurement(tmp_path):
    with pytest.raises(Failed, match="no such thing"):
        measure([sys.executable, "-c", "raise SystemExit('no such thing')"], cwd=tmp_path)
    measure([sys.executable, "-c", "raise SystemExit(1)"], cwd=tmp_path, statuses=(0, 1))


def test_nothing_is_left_of_a_process_that_ended():
    assert descendants(2**22 + 1) == [2**22 + 1]


def test_ways_are_run_in_turn_after_one_run_that_only_watches():
    calls = []

    def way(name):
        return lambda watch: (calls.append((name, watch)), cost(len(calls), 7 if watch else 0))[1]

    found = in_turn({"a": way("a"), "b": way("b")}, 2)
    assert calls == [("a", True), ("b", True), ("a", False), ("b", False), ("a", False), ("b", False)]
    assert [one.seconds for one in found["a"]] == [3, 5]
    assert {one.together for one in found["b"]} == {7}


def test_a_ratio_is_of_runs_side_by_side_and_has_its_spread():
    found = ratio([cost(2), cost(9), cost(8)], [cost(1), cost(3), cost(2)])
    assert (found.least, found.median, found.most) == (2, 3, 4)
    assert str(found) == "3.00 (2.00–4.00)"


def test_a_table_of_ways_gives_ratios_to_the_base():
    text = compared({"loop": [cost(40)], "ppks paper": [cost(10, 2_000_000)]}, "ppks paper", times="times")
    assert text.splitlines()[2:] == ["| loop | 40.00 (40.00–40.00) | 4.00 (4.00–4.00) | 40.00 | 1 | – |",
                                     "| `ppks paper` | 10.00 (10.00–10.00) | 1 | 10.00 | 1 | 2 |"]


def test_a_section_takes_the_place_of_its_old_one_and_leaves_the_others(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("# Head\n", encoding="utf-8")
    put(readme, {"a": "first", "b": r"back\slash"})
    put(readme, {"a": "second"})
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("# Head\n")
    assert "first" not in text
    assert text.index("second") < text.index(r"back\slash")


def test_a_register_is_the_same_however_often_it_is_made_and_the_slow_version_scores_it_alike(tmp_path):
    import pandas as pd

    path, again = write(tmp_path / "a.parquet", 50, 20), write(tmp_path / "b.parquet", 50, 20)
    assert path.read_bytes() == again.read_bytes()
    data, form = pd.read_parquet(path), Instrument.load(ROOT / "instrument")
    study = Study.load(ROOT / "studies/payakumbuh-2019.toml")
    expected = score(data.astype("str"), form, study)
    for place, row in enumerate(pd.read_parquet(path).astype(object).to_dict("records")):
        found = score_row(row, form, study)
        there = expected.iloc[place][list(found)]
        assert [value for value in found.values() if value is not None] == there.dropna().tolist()


def test_the_readme_has_a_section_of_each_and_one_alone_can_be_asked_for(tmp_path, monkeypatch):
    from benchmarks import asking

    monkeypatch.setattr(asking, "run", lambda repeat: f"{repeat} runs")
    readme = tmp_path / "README.md"
    readme.write_text("# Head\n", encoding="utf-8")
    main(["--only", "asking", "--repeat", "2", "--readme", str(readme)])
    assert "2 runs" in readme.read_text(encoding="utf-8")
    told = (ROOT / "benchmarks/README.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"<!-- begin {name} -->" not in told] == []
