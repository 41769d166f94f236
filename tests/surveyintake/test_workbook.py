"""Cells of a workbook show what they show, with nothing calculated."""

import datetime

import openpyxl

from surveyintake.sources import Number
from surveyintake.workbook import open_workbook


def test_sheets_and_cells_are_read_as_they_show(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Answers"
    book.active.append(["name", 2507668, 0.1, datetime.datetime(2026, 5, 1), True, "=1+1", "007"])
    book.active["C1"].number_format = "0%"
    book.create_sheet("Empty")
    book.save(tmp_path / "a.xlsx")
    source = open_workbook(tmp_path / "a.xlsx")
    assert list(source.sheets) == ["Answers", "Empty"]
    [(number, row)] = [(place, row) for place, row in source.sheets["Answers"]() if row]
    assert (number, row) == (1, ["name", "2507668", "10%", "2026-05-01", "1", "=1+1", "007"])
    assert isinstance(row[1], Number) and not isinstance(row[6], Number)


def test_days_may_be_counted_from_1904(tmp_path):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append([datetime.datetime(2026, 5, 1, 12, 30)])
    book.save(tmp_path / "a.xlsx")
    [rows] = open_workbook(tmp_path / "a.xlsx").sheets.values()
    assert list(rows()) == [(1, ["2026-05-01T12:30:00"])]
