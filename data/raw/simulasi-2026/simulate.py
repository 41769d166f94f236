"""Write the simulated survey: answers/simulasi-2026.xlsx as KoboToolbox exports it, and faults.csv.

Run ``python data/raw/simulasi-2026/simulate.py``; it needs numpy and XlsxWriter, reads the form in
``instrument/simulasi-2026``, and writes the same bytes each time. No person stands behind a row.
"""

import sys
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from competence import Person
from export import HERE, Question, Row, exported, notes, questions, submissions, write_faults, write_workbook
from people import people
from slips import Fault, Paper, slip

SEED = 2026
ON_PAPER = 40
#: Rows in which somebody else's submission stands a second time, and how it came there.
SENT_TWICE = (88,)
PASTED_TWICE = (31, 157)
REFUSED_CONSENT = (64, 203)


def simulated() -> tuple[list[Person], list[Row | None], list[Fault]]:
    """Return the true answers, the rows of the file by header (None for an empty one), and every fault in them."""
    asked = questions()
    rng = np.random.default_rng(SEED)
    found = people(rng, frozenset(question.name for question in asked if question.reversed))
    rows, faults = _with_strays(rng, [exported(asked, person) for person in found], submissions(rng, len(found)))
    faults += _slipped(asked, found, rows)
    return found, rows, sorted(faults, key=lambda fault: fault.row)


def _with_strays(rng: np.random.Generator, rows: list[Row], sent: list[Row]) -> tuple[list[Row | None], list[Fault]]:
    """Return the file's rows: submissions, what is no respondent's among them, paper at the end, totals below."""
    for row, about in zip(rows[:-ON_PAPER], sent, strict=False):
        row |= about
    for row in rows[-ON_PAPER:]:
        row |= {"_notes": "diketik dari kertas", "_tags": "simulasi", **{part: None for part in row if "gps" in part}}
    strays = _strays(rng, rows, sent)
    out: list[Row | None] = []
    faults: list[Fault] = []
    for place, row in enumerate(rows):
        rule, extra = strays.get(place, ("", []))
        for stray in extra:
            out.append(stray)
            faults.append(Fault(len(out) + 1, "", rule, "row", stray["respondent"], ""))
        out.append(row)
    total = _totals(rows)
    faults.append(Fault(len(out) + 3, "", "totals_row", "row", total["respondent"], ""))
    return [*_numbered(out), None, total], faults


def _strays(rng: np.random.Generator, rows: list[Row], sent: list[Row]) -> dict[int, tuple[str, list[Row]]]:
    """Return the rows that are no respondent's, with the rule that must find them, by the row that they precede."""
    return {0: ("test_row", [_test(rng, number) for number in (1, 2)]),
            **{place: ("no_consent", [_without_consent(rng, sent[place])]) for place in REFUSED_CONSENT},
            **{place: ("duplicate_row", [_again(rng, rows[place - 1])]) for place in SENT_TWICE},
            len(rows) - ON_PAPER: ("duplicate_row", [dict(rows[place]) for place in PASTED_TWICE])}


def _test(rng: np.random.Generator, number: int) -> Row:
    start = datetime(2026, 2, 27, 14, 10 * number)
    return {**notes(rng, start, 900_000 - 3 + number), "_validation_status": "", "respondent": f"TES {number}",
            "consent": "yes", "identity/nama": "Tes coba", "profile/sex": "male", "profile/age_years": 30,
            "profile/education": "s1", "work/programme": "pkh", "work/tenure_years": 1, "knowledge/K01": "s"}


def _without_consent(rng: np.random.Generator, sent: Row) -> Row:
    start, number = datetime.fromisoformat(str(sent["start"])) + timedelta(minutes=7), int(str(sent["_id"])) + 50_000
    return {**notes(rng, start, number), "respondent": f"X{number % 1000:03}", "consent": "no"}


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


def main(target: Path = HERE) -> None:
    """Write the workbook and the list of its faults."""
    _, rows, faults = simulated()
    (target / "answers").mkdir(parents=True, exist_ok=True)
    write_workbook(rows, target / "answers" / f"{HERE.name}.xlsx")
    write_faults(faults, target / "faults.csv")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
