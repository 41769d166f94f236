"""Forms: the project's own two, and five of strangers, each written in another style."""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.strangers import STRANGERS

from surveyintake.instrument import Instrument
from surveyintake.xlsform import read_form

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Form:
    """A form, and the group of each of its questions as tools write it (`profile/work/age`)."""

    name: str
    instrument: Instrument
    paths: dict[str, str]


def forms(folder: Path, names: Collection[str] = ()) -> dict[str, Form]:
    """Write the strangers' forms as workbooks into a folder, and load all forms, or those of some names."""
    paths = {"standard": ROOT / "instrument", "simulated": ROOT / "instrument" / "simulasi-2026"}
    paths |= {name: _workbook(folder / f"{name}.xlsx", *sheets) for name, sheets in STRANGERS.items()}
    return {name: Form(name, Instrument.load(path), _paths(path)) for name, path in paths.items()
            if not names or name in names}


def _workbook(path: Path, survey: str, choices: str) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "survey"
    for sheet, text in ((book.active, survey), (book.create_sheet("choices"), choices)):
        for row in csv.reader(text.splitlines()):
            sheet.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    book.save(path)
    return path


def _paths(path: Path) -> dict[str, str]:
    found, groups = {}, list[str]()
    for row in read_form(path).survey:
        kind, name = row.get("type").replace("_", " "), row.get("name")
        if kind.startswith("begin "):
            groups.append(name)
        elif kind.startswith("end "):
            groups.pop()
        else:
            found[name] = "/".join([*groups, name])
    return found
