"""The questionnaire: an XLSForm as variables, choices, labels and scales."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ppks_study.errors import InstrumentError, nearest

LABELS = {"id": "label::Indonesia (id)", "en": "label::English (en)"}
HINTS = {"id": "hint::Indonesia (id)", "en": "hint::English (en)"}
SHEETS = ("survey", "choices", "settings")
QUESTION_TYPES = ("text", "integer", "decimal", "select_one", "select_multiple", "date", "calculate")
STRUCTURE_TYPES = ("begin_group", "end_group", "begin group", "end group", "note", "start", "end", "today")


@dataclass(frozen=True)
class Choice:
    """One answer of a list: its name, labels by language, points on a scale, and other spellings."""

    name: str
    labels: Mapping[str, str]
    points: float | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variable:
    """One question. `type` is the XLSForm type without its list; choices are empty unless it has one."""

    name: str
    type: str
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    choices: tuple[Choice, ...] = ()
    list_name: str = ""
    dimension: str = ""
    reversed: bool = False
    unit: str = ""
    role: str = ""
    number_format: str = ""
    source: str = ""
    required: bool = False
    constraint: str = ""
    relevant: str = ""


@dataclass(frozen=True)
class Instrument:
    """A questionnaire: its variables by name, in order."""

    variables: Mapping[str, Variable]
    settings: Mapping[str, str]

    @classmethod
    def load(cls, form: str | Path, choices: str | Path | None = None) -> "Instrument":
        """Return the instrument of an XLSForm: a folder of CSV sheets, or one .xlsx.

        Parameters
        ----------
        form : str or Path
            Folder with ``survey.csv``, ``choices.csv``, ``settings.csv``, or a workbook with those sheets.
        choices : str or Path, optional
            A study's own choices: each list in it replaces the form's list of that name.

        Raises
        ------
        InstrumentError
            A sheet, column, list or type is missing or unknown; says sheet, row and column.
        """
        sheets = _read_sheets(Path(form))
        lists = _lists(sheets["choices"], "choices")
        if choices is not None:
            lists |= _lists(_read_csv(Path(choices)), Path(choices).name)
        variables: dict[str, Variable] = {}
        for number, row in enumerate(sheets["survey"], start=2):
            variable = _variable(row, lists, f"{Path(form).name}, sheet survey, row {number}")
            if variable is None:
                continue
            if variable.name in variables:
                raise InstrumentError(f"the name {variable.name!r} stands twice",
                                      where=f"{Path(form).name}, sheet survey, row {number}, column name",
                                      expected="one name a question")
            variables[variable.name] = variable
        if not variables:
            raise InstrumentError("no question", where=f"{Path(form).name}, sheet survey",
                                  expected=f"rows of type {', '.join(QUESTION_TYPES)}")
        return cls(variables, sheets["settings"][0] if sheets["settings"] else {})

    def variable(self, name: str) -> Variable:
        """Return a variable by name, or by its name without the unit (``income``, ``age``).

        Raises
        ------
        InstrumentError
            There is no such variable, or several; names the nearest.
        """
        if name in self.variables:
            return self.variables[name]
        found = [v for v in self.variables.values() if v.unit and v.name == f"{name}_{v.unit}"]
        if len(found) != 1:
            raise InstrumentError(f"no variable {name!r}", where="instrument", expected=nearest(name, self.variables))
        return found[0]

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The names of the scored dimensions, in order of their first item."""
        return tuple(dict.fromkeys(v.dimension for v in self.variables.values() if v.dimension))

    def items(self, dimension: str) -> list[Variable]:
        """Return the items of a dimension, in order.

        Raises
        ------
        InstrumentError
            There is no such dimension.
        """
        found = [v for v in self.variables.values() if v.dimension == dimension]
        if not found:
            raise InstrumentError(f"no dimension {dimension!r}", where="instrument, column dimension",
                                  expected=nearest(dimension, self.dimensions))
        return found

    def maximum(self, dimension: str) -> float:
        """Return the points of the best answer to an item of a dimension."""
        return max(choice.points or 0 for choice in self.items(dimension)[0].choices)

    def label(self, variable: str, choice: str, lang: str) -> str:
        """Return the label of a choice in a language."""
        known = {c.name: c for c in self.variable(variable).choices}
        if choice not in known:
            raise InstrumentError(f"no choice {choice!r}", where=f"variable {variable}",
                                  expected=nearest(choice, known))
        return known[choice].labels[lang]


def _read_sheets(form: Path) -> dict[str, list[dict[str, str]]]:
    if form.is_dir():
        return {name: _read_csv(form / f"{name}.csv") for name in SHEETS}
    if not form.is_file():
        raise InstrumentError(f"no instrument {form.name!r}", where=str(form.parent.name),
                              expected="a folder with survey.csv, choices.csv, settings.csv, or a workbook")
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(form)
    except CalamineError as error:
        raise InstrumentError("not a workbook", where=form.name, expected="an .xlsx XLSForm") from error
    missing = [name for name in SHEETS[:2] if name not in book.sheet_names]
    if missing:
        raise InstrumentError(f"no sheet {', '.join(missing)}", where=form.name, expected=", ".join(SHEETS))
    return {name: _as_rows(book.get_sheet_by_name(name).to_python()) if name in book.sheet_names else []
            for name in SHEETS}


def _as_rows(cells: Sequence[Sequence[object]]) -> list[dict[str, str]]:
    if not cells:
        return []
    header = [str(cell).strip() for cell in cells[0]]
    return [{k: _cell(v) for k, v in zip(header, row, strict=False) if k} for row in cells[1:]]


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _read_csv(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        raise InstrumentError(f"no file {path.name}", where=path.parent.name, expected="an XLSForm sheet as CSV")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{k.strip(): (v or "").strip() for k, v in row.items() if k} for row in csv.DictReader(file)]


def _lists(rows: list[dict[str, str]], sheet: str) -> dict[str, tuple[Choice, ...]]:
    lists: dict[str, tuple[Choice, ...]] = {}
    for number, row in enumerate(rows, start=2):
        if not row.get("list_name"):
            continue
        where = f"sheet {sheet}, row {number}"
        if not row.get("name"):
            raise InstrumentError("a choice has no name", where=where, expected="a name in column name")
        labels = {lang: row.get(column) or row.get("label") or row["name"] for lang, column in LABELS.items()}
        aliases = tuple(a.strip() for a in (row.get("aliases") or "").split("|") if a.strip())
        choice = Choice(row["name"], labels, _points(row.get("points", ""), where), aliases)
        lists[row["list_name"]] = (*lists.get(row["list_name"], ()), choice)
    return lists


def _points(text: str, where: str) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise InstrumentError(f"points {text!r} are no number", where=f"{where}, column points",
                              expected="a number, as 3") from None


def _variable(row: dict[str, str], lists: dict[str, tuple[Choice, ...]], where: str) -> Variable | None:
    kind, _, list_name = row.get("type", "").partition(" ")
    if not kind or row["type"] in STRUCTURE_TYPES:
        return None
    if kind not in QUESTION_TYPES:
        raise InstrumentError(f"unknown type {row['type']!r}", where=f"{where}, column type",
                              expected=nearest(kind, QUESTION_TYPES))
    if kind.startswith("select") and list_name.strip() not in lists:
        raise InstrumentError(f"no list {list_name.strip()!r}", where=f"{where}, column type",
                              expected=nearest(list_name.strip(), lists))
    return Variable(
        name=row["name"], type=kind, list_name=list_name.strip(),
        labels={lang: row.get(column) or row.get("label") or row["name"] for lang, column in LABELS.items()},
        hints={lang: row.get(column, "") for lang, column in HINTS.items()},
        choices=lists.get(list_name.strip(), ()), dimension=row.get("dimension", ""),
        reversed=row.get("reversed", "") == "yes", unit=row.get("unit", ""), role=row.get("role", ""),
        number_format=row.get("number_format", ""), source=row.get("source", ""),
        required=row.get("required", "") == "yes", constraint=row.get("constraint", ""),
        relevant=row.get("relevant", ""))
