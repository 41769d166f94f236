"""How KoboToolbox exports answers: XML values and headers, groups parted by ``/``, several choices in two ways."""

import csv
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
from competence import Person
from slips import Fault

HERE = Path(__file__).parent
FORM = HERE.parents[2] / "instrument" / HERE.name
SHEET = "SIMULASI pendamping sosial 2026"
CREATED = datetime(2026, 4, 1)
FIRST_DAY = date(2026, 3, 2)
#: What KoboToolbox adds after the questions, in its order.
ADDED = ("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__",
         "_tags", "_index")
GPS = ("latitude", "longitude", "altitude", "precision")
Row = dict[str, object]


@dataclass(frozen=True)
class Question:
    """One row of the form that asks: its name, type, group, choices, and whether agreement means the opposite."""

    name: str
    type: str
    group: str
    choices: tuple[str, ...]
    reversed: bool

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns of its export: itself, then one for each choice of several, or each part of a place."""
        own = f"{self.group}/{self.name}" if self.group else self.name
        if self.type == "select_multiple":
            return (own, *(f"{own}/{choice}" for choice in self.choices))
        if self.type == "geopoint":
            return (own, *(f"{self.group}/_{self.name}_{part}" for part in GPS))
        return (own,)


def questions() -> list[Question]:
    """Return what the form asks, in its order."""
    return list(_questions(_sheet("survey"), _sheet("choices")))


def _questions(survey: Iterable[Mapping[str, str]], choices: list[dict[str, str]]) -> Iterator[Question]:
    group = ""
    for row in survey:
        kind, _, list_name = row["type"].partition(" ")
        if kind in ("begin_group", "end_group"):
            group = row["name"]
        elif kind != "note":
            names = tuple(choice["name"] for choice in choices if choice["list_name"] == list_name)
            yield Question(row["name"], kind, group, names, row["reversed"] == "yes")


def _sheet(name: str) -> list[dict[str, str]]:
    with (FORM / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def exported(asked: Iterable[Question], person: Person) -> Row:
    """Return a person's answers by header; several choices also as 0 and 1, and a place in its parts."""
    row: Row = {}
    for question in asked:
        answer, headers = person.get(question.name), question.headers
        row[headers[0]] = answer
        if question.type == "select_multiple" and answer is not None:
            chosen = str(answer).split()
            row |= {header: int(choice in chosen) for header, choice in zip(headers[1:], question.choices, strict=True)}
        if question.type == "geopoint" and answer is not None:
            row |= dict(zip(headers[1:], map(float, str(answer).split()), strict=True))
    return row


def submissions(rng: np.random.Generator, count: int) -> list[Row]:
    """Return what the form and the server note of each submission, in the order of their times."""
    days = [FIRST_DAY + timedelta(days=int(day)) for day in np.sort(rng.integers(0, 26, count))]
    begun = sorted(datetime.combine(day, time(8)) + timedelta(seconds=int(rng.integers(0, 8 * 3600))) for day in days)
    return [notes(rng, start, 900_001 + place) for place, start in enumerate(begun)]


def notes(rng: np.random.Generator, start: datetime, number: int) -> Row:
    """Return what the form and the server note of one submission that began at a time."""
    end = start + timedelta(seconds=int(rng.integers(1500, 3300)))
    return {"start": start, "end": end, "today": start.date(), "_id": number,
            "_uuid": str(uuid.UUID(bytes=rng.bytes(16), version=4)),
            "_submission_time": end + timedelta(seconds=int(rng.integers(20, 7200))),
            "_validation_status": "validation_status_approved", "_status": "submitted_via_web",
            "_submitted_by": "simulasi", "__version__": "vSimulasi2026022801", "_tags": "simulasi"}


def write_workbook(rows: Iterable[Row | None], path: Path) -> None:
    """Write the rows as an export with XML values and headers, groups parted by ``/``, several choices both ways."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"title": SHEET, "comments": "Simulated: no person stands behind a row.",
                             "created": CREATED})
        sheet = book.add_worksheet(SHEET)
        headers = _headers()
        sheet.write_row(0, 0, headers)
        for number, row in enumerate(rows, start=1):
            for place, header in enumerate(headers):
                if row and row.get(header) not in (None, ""):
                    sheet.write(number, place, row[header])


def _headers() -> list[str]:
    return [*(header for question in questions() for header in question.headers), *ADDED]


def write_faults(faults: Iterable[Fault], path: Path) -> None:
    """Write one line a fault: the cell's address, what went wrong, what must become of it, the true answer."""
    from xlsxwriter.utility import xl_col_to_name

    headers = _headers()
    column = {question.name: question.headers[0] for question in questions()}
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("row", "cell", "column", "variable", "rule", "effect", "written", "true", "note"))
        for fault in faults:
            header = column.get(fault.variable, "")
            cell = f"{xl_col_to_name(headers.index(header))}{fault.row}" if header else ""
            true = "" if fault.true is None else f"{fault.true:g}" if isinstance(fault.true, float) else fault.true
            out.writerow((fault.row, cell, header, fault.variable, fault.rule, fault.effect, fault.written, true,
                          fault.note))
