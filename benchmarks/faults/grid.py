"""A survey laid out as a table of cells, in the style of the tool that wrote it."""

import datetime
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks.faults.forms import Form
from benchmarks.faults.people import Answers, people

from surveyintake.instrument import Variable
from surveyintake.privacy import identifiers
from surveyintake.sources import letters
from surveyintake.xpath import TODAY, references


@dataclass(frozen=True)
class Style:
    """How a tool writes: kind of file, what stands in headers and cells, several answers joined or as 0 and 1."""

    name: str
    suffix: str = "xlsx"
    header: str = "name"
    values: str = "name"
    several: str = "joined"
    joint: str = " "
    lang: str = "id"
    tool: str = ""
    separator: str = ","
    encoding: str = "utf-8"
    decimal: str = "."

    @property
    def typed(self) -> bool:
        """Whether a column has one type, so that a text among numbers makes it a column of texts."""
        return self.suffix in ("sav", "parquet")


STYLES = (
    Style("plain"), Style("plain labels", header="label", values="label", joint=", "),
    Style("google", header="label", values="label", joint=", ", tool="google"),
    Style("google en", header="label", values="label", joint=", ", tool="google", lang="en"),
    Style("kobo both", header="path", several="both", tool="kobo"),
    Style("kobo joined", header="path", tool="kobo"), Style("kobo flags", header="path", several="flags", tool="kobo"),
    Style("kobo labels", header="label", values="label", several="both", tool="kobo"),
    Style("csv ,", "csv", several="both"),
    Style("csv ; cp1252", "csv", header="label", values="label", joint=", ", separator=";", encoding="cp1252",
          decimal=","),
    Style("csv ; utf-8", "csv", several="flags", separator=";", encoding="utf-8-sig", decimal=","),
    Style("spss", "sav", several="flags"), Style("parquet", "parquet", several="both"))


@dataclass(eq=False)
class Column:
    """One column: its header, and the question, or the choice of one, that it holds."""

    header: str
    variable: Variable | None = None
    choice: str = ""
    busy: bool = False


@dataclass(eq=False)
class Row:
    """One row: its cells, the answers behind them, and the questions that already have a fault."""

    cells: list[Any]
    answers: Answers
    busy: set[str] = field(default_factory=set)
    locked: bool = False


@dataclass(frozen=True)
class Spot:
    """A cell of a question."""

    row: Row
    place: int
    variable: Variable


class Grid:
    """A table of answers.

    Parameters
    ----------
    above : int
        Rows over the header: a title and an empty one.
    numbered : bool
        Whether the first column counts the rows.
    """

    def __init__(self, form: Form, style: Style, count: int, rng: random.Random, *, above: int = 0,
                 numbered: bool = False) -> None:
        self.form, self.style, self.rng, self.above, self.numbered = form, style, rng, above, numbered
        self.told = identifiers(form.instrument)
        self.columns = [*_tools(style, numbered), *self._asked()]
        self.rows = [Row([None] * len(self.columns), answers) for answers in people(form, count, rng)]
        for number, row in enumerate(self.rows, start=1):
            self.fill(row, number)

    def _asked(self) -> Iterator[Column]:
        for name, variable in self.form.instrument.variables.items():
            if variable.type == "calculate":
                continue
            header = variable.labels[self.style.lang] if self.style.header == "label" else (
                self.form.paths.get(name, name) if self.style.header == "path" else name)
            several = variable.type == "select_multiple"
            if not several or self.style.several != "flags":
                yield Column(header, variable)
            if several and self.style.several != "joined":
                mark = "." if self.style.suffix == "sav" else "/"
                yield from (Column(f"{header}{mark}{self.label(variable, choice.name, self.style.header)}", variable,
                                   choice.name) for choice in variable.choices)

    def label(self, variable: Variable, name: str, what: str | None = None) -> str:
        """Return a choice as this style writes it."""
        choice = next(choice for choice in variable.choices if choice.name == name)
        return choice.labels[self.style.lang] if (what or self.style.values) == "label" else name

    def fill(self, row: Row, number: int) -> None:
        """Write a row's answers into its cells."""
        for place, column in enumerate(self.columns):
            row.cells[place] = (_by_tool(column.header, number, row.answers[TODAY], self.rng) if not column.variable
                                else self.shown(column, row.answers[column.variable.name]))

    def put(self, row: Row, variable: Variable, value: Any) -> None:
        """Write another answer into all cells of a question."""
        row.answers[variable.name] = value
        for place, column in enumerate(self.columns):
            if column.variable is variable:
                row.cells[place] = self.shown(column, value)

    def shown(self, column: Column, value: Any) -> Any:
        """Return an answer as the cell of a column."""
        variable = column.variable
        if value is None or variable is None:
            return None
        if column.choice:
            return int(column.choice in value)
        if isinstance(value, list):
            return (" " if self.style.tool == "kobo" else self.style.joint).join(self.label(variable, n) for n in value)
        if variable.choices:
            text = self.label(variable, value)
            return int(text) if text.isdigit() and not self.style.tool and self.style.suffix != "csv" else text
        return value

    def places(self, wanted: Callable[[Variable], bool], *, answered: bool = True) -> list[Spot]:
        """Return the cells, one column for each question, where a fault may be put."""
        columns = {column.variable.name: (place, column.variable) for place, column in reversed(list(enumerate(
            self.columns))) if column.variable and wanted(column.variable)}
        rows = [row for row in self.rows if not row.locked]
        return [Spot(row, place, variable) for row in rows for place, variable in columns.values()
                if (row.answers.get(variable.name) is not None) == answered and self.is_free(row, variable)]

    def is_free(self, row: Row, variable: Variable) -> bool:
        """Whether neither a question nor those that its conditions tie to it have a fault in a row."""
        return not row.busy & {variable.name, *read(variable), *self.readers(variable)}

    def readers(self, variable: Variable) -> set[str]:
        """Return the questions whose conditions read another."""
        return {one.name for one in self.form.instrument.variables.values() if variable.name in read(one)}

    def take(self, spot: Spot) -> None:
        """Note that a question has a fault in a row."""
        spot.row.busy.add(spot.variable.name)
        for column in self.columns:
            column.busy |= column.variable is spot.variable

    def address(self, row: Row, place: int) -> str:
        """Return a cell's address in the file."""
        return f"{letters(place)}{self.rows.index(row) + 2 + self.above}"

    def cells_of(self, spot: Spot) -> list[int]:
        """Return the places of all columns of a question."""
        return [place for place, column in enumerate(self.columns) if column.variable is spot.variable]


def read(variable: Variable) -> set[str]:
    """Return the questions that a question's conditions read."""
    texts = (variable.constraint, variable.relevant, variable.required if isinstance(variable.required, str) else "")
    return {name for text in texts for name in references(text)}


def _tools(style: Style, numbered: bool) -> list[Column]:
    headers = {"google": ["Stempel waktu" if style.lang == "id" else "Timestamp"],
               "kobo": ["start", "end", "_id", "_uuid", "_submission_time", "_index"]}.get(style.tool, [])
    return [Column(header) for header in (["No"] if numbered else []) + headers]


def _by_tool(header: str, number: int, day: str, rng: random.Random) -> Any:
    noon = datetime.datetime.fromisoformat(day) + datetime.timedelta(hours=9, seconds=61 * number)
    iso = noon.isoformat()
    return {"No": number, "_index": number, "_id": 4_000_000 + 7 * number,
            "_uuid": str(uuid.UUID(int=rng.getrandbits(128))), "start": f"{iso}.000+07:00", "end": f"{iso}.000+07:00",
            "_submission_time": iso, "Timestamp": noon,
            "Stempel waktu": noon}.get(header)
