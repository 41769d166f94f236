"""What is wrong with a file of answers.

Every bad cell at its address, before anything is computed from it.
"""

import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from surveyintake.answer_file import Raw, read
from surveyintake.cleaning import cleaned
from surveyintake.instrument import Instrument
from surveyintake.matching import Matching, known, match
from surveyintake.privacy import tells
from surveyintake.rules import RULES


@dataclass(frozen=True)
class Report:
    """The answer of `check`.

    Attributes
    ----------
    file, sheet : str
        Name of the file, and of its sheet where it has sheets.
    rows_in, rows_out, rows_refused : int
        Rows of the file, rows that are kept, rows that are left out: the first is the sum of the
        others.
    cells_changed : int
        Answers kept but written in another way.
    columns : dict
        ``matched`` (header to variable), ``unmatched`` (column, cell, nearest), ``twice``
        (variable, columns), ``ignored`` (headers), ``absent`` (variable, required), ``private``
        (column, cell, looks_like, cells).
    problems : list of dict
        file, sheet, row, cell, column, value, rule, reason (id, en), suggestion: one for each bad
        cell, row or column. A value that may tell who somebody is, is masked.
    tracked : bool or None
        Whether git tracks the file; None where there is no git.
    """

    file: str
    sheet: str
    rows_in: int
    rows_out: int
    rows_refused: int
    cells_changed: int
    columns: dict[str, Any]
    problems: list[dict[str, Any]]
    tracked: bool | None

    @property
    def refused(self) -> bool:
        """Whether anything of the file was refused."""
        return bool(self.problems)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values, as JSON has them."""
        return asdict(self)


def check(path: str | Path, instrument: Instrument, columns: Mapping[str, str] | None = None, *,
          sheet: str | None = None) -> Report:
    """Return what is wrong with a file of answers.

    Parameters
    ----------
    path : str or Path
        A file of answers.
    instrument : Instrument
        Says what each answer may be.
    columns : mapping of str to str, optional
        Header of the file to name of the variable, for headers that are neither a name nor a label.
    sheet : str, optional
        Which sheet of a workbook; the first that holds answers if not given.

    Raises
    ------
    InputError
        The file cannot be read, or none of its columns is one of the instrument's.
    InstrumentError
        A constraint or relevance of the instrument cannot be evaluated.
    """
    return examine(path, instrument, columns, sheet=sheet)[2]


def examine(path: str | Path, instrument: Instrument, columns: Mapping[str, str] | None = None, *,
            sheet: str | None = None) -> tuple[Raw, pd.DataFrame, Report]:
    """Return a file as read, the log of its cleaning, and the report on both; for the rest see
    `check`.

    Parameters
    ----------
    path : str or Path
        A file of answers.
    instrument : Instrument
        Says what each answer may be.
    columns : mapping of str to str, optional
        Header of the file to name of the variable.
    sheet : str, optional
        Which sheet of a workbook.
    """
    raw = read(path, sheet=sheet, known=known(instrument, columns or ()))
    matching = match(raw, instrument, columns)
    found = cleaned(raw, instrument, matching)
    effects = found.log["rule"].map(lambda rule: RULES[rule].effect)
    told = {matching.columns[name] for name in found.identifiers if name in matching.columns}
    report = Report(file=raw.file, sheet=raw.sheet, rows_in=len(raw.cells),
                    rows_out=len(found.kept),
                    rows_refused=int((effects == "row").sum()),
                    cells_changed=int((effects == "changed").sum()),
                    columns={**_columns(raw, instrument, matching), "private": _private(raw, told)},
                    problems=_problems(found.log[effects != "changed"]),
                    tracked=_tracked(Path(path)))
    return raw, found.log, report


def _columns(raw: Raw, instrument: Instrument, matching: Matching) -> dict[str, Any]:
    """Return which column answers which question.

    What asks nothing, or stands in another table, is not absent.
    """
    variables = instrument.variables
    silent = set()
    for column in matching.unmatched:
        if raw.header(column).rsplit("/", 1)[-1] in instrument.silent:
            silent.add(column)
    matched = {column: name for name, column in matching.columns.items()}
    for name, chosen in matching.chosen.items():
        matched |= dict.fromkeys(chosen.values(), name)
    return {
        "matched": matched,
        "unmatched": [{"column": column, "cell": raw.address(raw.header_row, column),
                       "nearest": list(near)}
                      for column, near in matching.unmatched.items() if column not in silent],
        "twice": [{"variable": name, "columns": list(columns)}
                  for name, columns in matching.twice.items()],
        "ignored": [*matching.ignored, *sorted(silent)],
        "absent": [{"variable": name, "required": bool(variables[name].required)}
                   for name in matching.absent
                   if variables[name].type != "calculate" and not variables[name].repeat]}


def _private(raw: Raw, told: set[str]) -> list[dict[str, Any]]:
    """Return the columns, beside those that are known to tell it, in which a text tells who somebody is."""
    found = []
    for column in (str(name) for name in raw.cells.columns if name not in told):
        kinds = {text: tells(text, header=raw.header(column))
                 for text in raw.cells[column].unique()}
        marked = raw.cells[column].map(kinds).dropna()
        found += [{"column": column, "cell": raw.address(rows.index[0], column), "looks_like": kind,
                   "cells": len(rows)}
                  for kind, rows in marked.groupby(marked, sort=False)]
    return found


def _problems(log: pd.DataFrame) -> list[dict[str, Any]]:
    return [{"file": entry["file"], "sheet": entry["sheet"], "row": entry["row"],
             "cell": entry["cell"],
             "column": entry["column"], "value": entry["raw"], "rule": entry["rule"],
             "reason": {"id": entry["reason_id"], "en": entry["reason_en"]},
             "suggestion": entry["suggestion"]}
            for entry in log.to_dict("records")]


def _tracked(path: Path) -> bool | None:
    """Return whether git tracks a file.

    None where there is no git, or no repository around the file.
    """
    try:
        inside = subprocess.run(["git", "ls-files", "--", path.name], cwd=path.parent,
                                capture_output=True, text=True,
                                check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    return bool(inside.stdout.strip())
