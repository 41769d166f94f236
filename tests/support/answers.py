"""A report on a file of answers made by hand, with a problem of each kind."""

import pandas as pd

from surveyintake.answer_file import Raw
from surveyintake.check_report import Report
from surveyintake.rules import RULES

LOG = ("file", "sheet", "row", "cell", "column", "raw", "new", "rule", "reason_id", "reason_en", "suggestion")
HEADERS = ("Kode responden", "Jenis kelamin", "Usia (tahun)", "Nomor HP", "Catatan")
COLUMNS = {"matched": {"Kode responden": "respondent", "Jenis kelamin": "sex", "Usia (tahun)": "age_years"},
           "unmatched": [{"column": "Catatan", "cell": "E1", "nearest": ["note", "contract"]}],
           "twice": [{"variable": "education", "columns": ["Ijazah", "Pendidikan"]}], "ignored": ["_id", "_uuid"],
           "absent": [{"variable": "income", "required": True}, {"variable": "tenure", "required": False}],
           "private": [{"column": "Nomor HP", "cell": "D1", "looks_like": "phone", "cells": 4}]}
NOTHING = {"matched": {}, "unmatched": [], "twice": [], "ignored": [], "absent": [], "private": []}


def problem(cell, column, value, rule, suggestion=""):
    """Return a problem as `Report` has it."""
    return {"file": "answers.xlsx", "sheet": "Form 1", "row": int(cell.lstrip("ABCDEFGH")), "cell": cell,
            "column": column, "value": value, "rule": rule, "reason": dict(RULES[rule].reason),
            "suggestion": suggestion}


PROBLEMS = [problem("B3", "Jenis kelamin", "=cmd|' /C calc'!A0", "unknown_choice", "Perempuan, Laki-laki"),
            problem("C4", "Usia (tahun)", "", "required"), problem("A5", "Kode responden", "R2", "duplicate_row"),
            problem("D3", "Nomor HP", "•••", "not_a_number")]


def report(problems=tuple(PROBLEMS), columns=None, **counts):
    """Return a report; what is not given is as in the file below."""
    numbers = {"rows_in": 4, "rows_out": 3, "rows_refused": 1, "cells_changed": 1, **counts}
    return Report("answers.xlsx", "Form 1", **numbers, columns=columns or COLUMNS, problems=list(problems),
                  tracked=None)


def raw():
    """Return the file's cells, four rows below the header."""
    rows = [["R1", "p", "32", "0812", "a"], ["R2", "=cmd|' /C calc'!A0", "41", "x", ""], ["R3", "L", "", "0813", "b"],
            ["R2", "L", "41", "0814", "=1+2\x0b"]]
    cells = pd.DataFrame(rows, columns=list(HEADERS), index=range(2, 6), dtype="str")
    return Raw(cells, "answers.xlsx", "Form 1", dict(zip(HEADERS, "ABCDE", strict=True)),
               numeric=frozenset({(2, "Usia (tahun)")}))


def log():
    """Return the log of cleaning: one cell changed beside the problems."""
    reason = RULES["spelling"].reason
    changed = ("answers.xlsx", "Form 1", 2, "B2", "Jenis kelamin", "p", "female", "spelling", reason["id"],
               reason["en"], "")
    refused = [(one["file"], one["sheet"], one["row"], one["cell"], one["column"], one["value"], "", one["rule"],
                one["reason"]["id"], one["reason"]["en"], one["suggestion"]) for one in PROBLEMS]
    return pd.DataFrame([changed, *refused], columns=list(LOG))
