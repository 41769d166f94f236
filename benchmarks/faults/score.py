"""What a report says, held against what was seeded."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.faults.grid import Grid
from benchmarks.faults.seeds import CHANGED, IGNORED, PRIVATE, PROBLEM, TWICE, UNMATCHED, Seed

from surveyintake.check_report import examine
from surveyintake.rules import RULES

KEYS = {"file", "sheet", "rows_in", "rows_out", "rows_refused", "cells_changed", "columns", "problems", "tracked"}
PROBLEM_KEYS = {"file", "sheet", "row", "cell", "column", "value", "rule", "reason", "suggestion"}
COLUMN_KEYS = {"matched", "unmatched", "twice", "ignored", "absent", "private"}
FOUND, ELSEWHERE, MISSED = "found", "elsewhere", "missed"


@dataclass
class Score:
    """What became of the faults of one file.

    Attributes
    ----------
    outcomes : list of (Seed, str)
        Each fault: found exactly once at its cell, told otherwise or twice, or missed.
    alarms : list of str
        What was told and not seeded.
    broken : list of str
        Promises of a report that do not hold.
    """

    outcomes: list[tuple[Seed, str]] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


class Scorer:
    """Holds the report on one file against the faults seeded in it."""

    def __init__(self, grid: Grid, path: Path, seeds: list[Seed]) -> None:
        self.grid, self.seeds = grid, seeds
        _, log, self.report = examine(path, grid.form.instrument)
        self.log = log[log["rule"].map(lambda rule: RULES[rule].effect == "changed")]
        self.at: dict[str, list[dict[str, Any]]] = {}
        for problem in self.report.problems:
            self.at.setdefault(problem["cell"], []).append(problem)

    def score(self) -> Score:
        """Return what became of each fault, and what is wrong with the report."""
        told = {PROBLEM: self._problem, TWICE: self._twice, CHANGED: self._changed, UNMATCHED: self._unmatched,
                IGNORED: self._ignored, PRIVATE: self._private}
        outcomes = [(seed, told[seed.effect](seed)) for seed in self.seeds]
        return Score(outcomes, self._alarms(), self._broken())

    def cells(self, seed: Seed) -> list[str]:
        """Return where a fault may be told."""
        if seed.row is None:
            return [f"{letter}{self.grid.above + 1}" for letter in self._letters(seed.places)]
        places = seed.places or range(len(self.grid.columns))
        return [self.grid.address(seed.row, place) for place in places]

    def _letters(self, places: tuple[int, ...]) -> list[str]:
        return [self.grid.address(self.grid.rows[0], place).rstrip("0123456789") for place in places]

    def _problem(self, seed: Seed) -> str:
        rules = [problem["rule"] for cell in self.cells(seed) for problem in self.at.get(cell, [])]
        right = [rule for rule in rules if rule in seed.rules]
        if not rules:
            return MISSED
        return FOUND if len(rules) == len(right) == 1 else f"{ELSEWHERE}: {rules}"

    def _twice(self, seed: Seed) -> str:
        listed = [one for one in self.report.columns["twice"] if one["variable"] == seed.variable]
        return self._problem(seed) if len(listed) == 1 else MISSED

    def _changed(self, seed: Seed) -> str:
        entries = self.log[self.log["cell"].isin(self.cells(seed))]
        if entries.empty:
            return MISSED
        right = entries["rule"].isin(seed.rules) & (entries["new"] == ("" if seed.new is None else str(seed.new)))
        told = entries[["rule", "new"]].to_numpy().tolist()
        return FOUND if len(entries) == int(right.sum()) == 1 else f"{ELSEWHERE}: {told}"

    def _unmatched(self, seed: Seed) -> str:
        listed = [one for one in self.report.columns["unmatched"] if one["cell"] in self.cells(seed)]
        if not seed.variable:
            return FOUND if len(listed) == 1 else MISSED
        absent = [one for one in self.report.columns["absent"] if one["variable"] == seed.variable]
        near = [one for one in listed if seed.variable in one["nearest"]]
        return FOUND if len(near) == len(absent) == 1 else f"{ELSEWHERE}: {listed}" if listed else MISSED

    def _ignored(self, seed: Seed) -> str:
        column = self.grid.columns[seed.places[0]].header
        listed = [one for one in self.report.columns["ignored"] if one.startswith(column)]
        return FOUND if len(listed) == 1 else MISSED

    def _private(self, seed: Seed) -> str:
        [kind] = seed.rules
        own = sorted((one for one in self.seeds if one.effect == PRIVATE and one.rules == seed.rules
                      and one.places == seed.places), key=lambda one: self.grid.rows.index(one.row))
        listed = [one for one in self.report.columns["private"] if one["cell"] == self.cells(own[0])[0]
                  and one["looks_like"] == kind and one["cells"] == len(own)]
        return FOUND if len(listed) == 1 else MISSED

    def _alarms(self) -> list[str]:
        seeded = {cell for seed in self.seeds if seed.effect in (PROBLEM, TWICE) for cell in self.cells(seed)}
        found = [f"{cell} {one['rule']} {one['value']!r}" for cell, all_ in self.at.items() if cell not in seeded
                 for one in all_]
        for what in ("unmatched", "private"):
            expected = {cell for seed in self.seeds if seed.effect == what or seed.hidden for cell in self.cells(seed)}
            found += [f"{what} {one}" for one in self.report.columns[what]
                      if one["cell"] not in expected and one["column"] != "No"]
        twice = {seed.variable for seed in self.seeds if seed.effect == TWICE}
        return found + [f"twice {one}" for one in self.report.columns["twice"] if one["variable"] not in twice]

    def _broken(self) -> list[str]:
        report, found = self.report.as_dict(), []
        text = json.dumps(report, ensure_ascii=False)
        rows = sum(any(cell is not None for cell in row.cells) for row in self.grid.rows)
        if not report["rows_in"] == report["rows_out"] + report["rows_refused"] == rows:
            found.append(f"rows: {rows} written, {report['rows_in']} in, {report['rows_out']} out")
        if set(report) != KEYS or set(report["columns"]) != COLUMN_KEYS or any(
                set(one) != PROBLEM_KEYS or set(one["reason"]) != {"id", "en"} for one in report["problems"]):
            found.append("keys")
        if report["cells_changed"] != len(self.log):
            found.append("cells_changed")
        again = [cell for cell, count in Counter(one["cell"] for one in report["problems"]).items() if count > 1]
        shown = [one for one in self._secrets() if one in text]
        return found + [f"shown: {one}" for one in shown] + [f"twice: {cell}" for cell in again]

    def _secrets(self) -> set[str]:
        told = {place for place, column in enumerate(self.grid.columns)
                if column.variable and column.variable.name in self.grid.told}
        found = {str(row.cells[place]) for row in self.grid.rows if row.answers for place in told}
        hidden = {one for seed in self.seeds for one in seed.hidden}
        return {one for one in found | hidden if len(one) > 7 and re.search(r"\d", one)}
