"""Write the simulated survey: answers/simulasi-2026.xlsx as KoboToolbox exports it, and faults.csv.

Run ``python data/raw/simulasi-2026/simulate.py``; it needs numpy and XlsxWriter, reads the form in
``instrument/simulasi-2026``, and writes the same bytes each time. No person stands behind a row.
"""

import csv
import sys
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
from people import Person, people
from slips import Fault, Paper, slip

HERE = Path(__file__).parent
FORM = HERE.parents[2] / "instrument" / HERE.name
SEED = 2026
ON_PAPER = 40
FIRST_DAY = date(2026, 3, 2)
SHEET = "SIMULASI pendamping sosial 2026"
CREATED = datetime(2026, 4, 1)
#: What KoboToolbox adds after the questions, in its order.
ADDED = ("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__",
         "_tags", "_index")
GPS = ("latitude", "longitude", "altitude", "precision")
#: Rows in which somebody else's submission stands a second time, and how it came there.
SENT_TWICE = (88,)
PASTED_TWICE = (31, 157)
REFUSED_CONSENT = (64, 203)
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


def simulated() -> tuple[list[Person], list[Row | None], list[Fault]]:
    """Return the true answers, the rows of the file by header (None for an empty one), and every fault in them."""
    asked = questions()
    rng = np.random.default_rng(SEED)
    found = people(rng, frozenset(question.name for question in asked if question.reversed))
    rows, faults = _with_strays(rng, [_exported(asked, person) for person in found], _sent(rng, len(found)))
    faults += _slipped(asked, found, rows)
    return found, rows, sorted(faults, key=lambda fault: fault.row)


def _exported(asked: Iterable[Question], person: Person) -> Row:
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


def _sent(rng: np.random.Generator, count: int) -> list[Row]:
    """Return what the form and the server note of each submission, in the order of their times."""
    days = [FIRST_DAY + timedelta(days=int(day)) for day in np.sort(rng.integers(0, 26, count))]
    begun = sorted(datetime.combine(day, time(8)) + timedelta(seconds=int(rng.integers(0, 8 * 3600))) for day in days)
    return [_notes(rng, start, 900_001 + place) for place, start in enumerate(begun)]


def _notes(rng: np.random.Generator, start: datetime, number: int) -> Row:
    end = start + timedelta(seconds=int(rng.integers(1500, 3300)))
    return {"start": start, "end": end, "today": start.date(), "_id": number,
            "_uuid": str(uuid.UUID(bytes=rng.bytes(16), version=4)),
            "_submission_time": end + timedelta(seconds=int(rng.integers(20, 7200))),
            "_validation_status": "validation_status_approved", "_status": "submitted_via_web",
            "_submitted_by": "simulasi", "__version__": "vSimulasi2026022801", "_tags": "simulasi"}


def _with_strays(rng: np.random.Generator, rows: list[Row], sent: list[Row]) -> tuple[list[Row | None], list[Fault]]:
    """Return the file's rows: submissions, what is no respondent's among them, paper at the end, totals below."""
    for row, notes in zip(rows[:-ON_PAPER], sent, strict=False):
        row |= notes
    for row in rows[-ON_PAPER:]:
        row |= {"_notes": "diketik dari kertas", "_tags": "simulasi", **{part: None for part in row if "gps" in part}}
    strays: dict[int, tuple[str, list[Row]]] = {0: ("test", [_test(rng, number) for number in (1, 2)])}
    strays |= {place: ("no_consent", [_without_consent(rng, sent[place])]) for place in REFUSED_CONSENT}
    strays |= {place: ("duplicate", [_again(rng, rows[place - 1])]) for place in SENT_TWICE}
    strays[len(rows) - ON_PAPER] = ("duplicate", [dict(rows[place]) for place in PASTED_TWICE])
    out: list[Row | None] = []
    faults: list[Fault] = []
    for place, row in enumerate(rows):
        kind, extra = strays.get(place, ("", []))
        for stray in extra:
            out.append(stray)
            faults.append(Fault(len(out) + 1, "", kind, "row", stray.get("respondent"), ""))
        out.append(row)
    total = _totals(rows)
    faults.append(Fault(len(out) + 3, "", "totals", "row", total["respondent"], ""))
    return [*_numbered(out), None, total], faults


def _test(rng: np.random.Generator, number: int) -> Row:
    start = datetime(2026, 2, 27, 14, 10 * number)
    return {**_notes(rng, start, 900_000 - 3 + number), "_validation_status": "", "respondent": f"TES {number}",
            "consent": "yes", "identity/nama": "Tes coba", "profile/sex": "male", "profile/age_years": 30,
            "profile/education": "s1", "work/programme": "pkh", "work/tenure_years": 1, "knowledge/K01": "s"}


def _without_consent(rng: np.random.Generator, sent: Row) -> Row:
    start, number = datetime.fromisoformat(str(sent["start"])) + timedelta(minutes=7), int(str(sent["_id"])) + 50_000
    return {**_notes(rng, start, number), "respondent": f"X{number % 1000:03}", "consent": "no"}


def _again(rng: np.random.Generator, row: Row) -> Row:
    """Return a submission that a phone sent a second time: the same answers, times and code, another id."""
    sent = datetime.fromisoformat(str(row["_submission_time"])) + timedelta(minutes=3)
    return {**row, "_id": int(str(row["_id"])) + 40_000, "_submission_time": sent,
            "_uuid": str(uuid.UUID(bytes=rng.bytes(16), version=4))}


def _numbered(rows: list[Row | None]) -> list[Row | None]:
    for number, row in enumerate((row for row in rows if row is not None and "_id" in row), start=1):
        row["_index"] = number
    return rows


def _totals(rows: Iterable[Row]) -> Row:
    table = list(rows)
    money = [header for header in table[0] if header.startswith("pay/")]
    return {"respondent": "JUMLAH", **{header: sum(int(str(row[header] or 0)) for row in table) for header in money}}


def _slipped(asked: Iterable[Question], found: list[Person], rows: list[Row | None]) -> list[Fault]:
    """Let the slips befall the rows typed in from paper; return them."""
    header = {question.name: question.headers[0] for question in asked}
    typed = {str(row["respondent"]): place for place, row in enumerate(rows) if row and row.get("_notes")}
    papers = [Paper(typed[code] + 2, person, {}) for person in found if (code := str(person["respondent"])) in typed]
    faults = slip(papers)
    for paper in papers:
        rows[paper.row - 2] |= {header[name]: cell for name, cell in paper.cells.items()}  # type: ignore[operator]
    return faults


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
        out.writerow(("row", "cell", "column", "variable", "kind", "effect", "written", "true"))
        for fault in faults:
            header = column.get(fault.variable, "")
            cell = f"{xl_col_to_name(headers.index(header))}{fault.row}" if header else ""
            true = "" if fault.true is None else f"{fault.true:g}" if isinstance(fault.true, float) else fault.true
            out.writerow((fault.row, cell, header, fault.variable, fault.kind, fault.effect, fault.written, true))


def main(target: Path = HERE) -> None:
    """Write the workbook and the list of its faults."""
    _, rows, faults = simulated()
    (target / "answers").mkdir(exist_ok=True)
    write_workbook(rows, target / "answers" / f"{HERE.name}.xlsx")
    write_faults(faults, target / "faults.csv")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
