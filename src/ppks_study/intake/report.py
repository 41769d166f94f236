"""What is wrong with a file of answers: every bad cell at its address, before anything is computed from it."""

import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ppks_study.instrument import Instrument


@dataclass(frozen=True)
class Report:
    """The answer of `check`.

    Attributes
    ----------
    file, sheet : str
        Name of the file, and of its sheet where it has sheets.
    rows_in, rows_out, rows_refused : int
        Rows of the file, rows that are kept, rows that are left out: the first is the sum of the others.
    cells_changed : int
        Answers kept but written in another way.
    columns : dict
        ``matched`` (header to variable), ``unmatched`` (column, cell, nearest), ``twice`` (variable, columns),
        ``ignored`` (headers), ``absent`` (variable, required), ``private`` (column, cell, looks_like, cells).
    problems : list of dict
        file, sheet, row, cell, column, value, rule, reason (id, en), suggestion: one for each bad cell, row or
        column. A value that may tell who somebody is, is masked.
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
    raise NotImplementedError


def tracked(path: Path) -> bool | None:
    """Return whether git tracks a file; None where there is no git, or no repository around the file."""
    try:
        inside = subprocess.run(["git", "ls-files", "--", path.name], cwd=path.parent, capture_output=True, text=True,
                                check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    return bool(inside.stdout.strip())
