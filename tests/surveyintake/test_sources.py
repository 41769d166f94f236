"""A file's kind is judged by its first bytes; rows are held to a spreadsheet's limits; values become texts."""

import datetime
from decimal import Decimal

import pytest

from surveyintake import sources
from surveyintake.errors import InputError
from surveyintake.sources import TEXT, Number, bounded, kind, letters, number, text_of


def test_a_file_is_what_its_first_bytes_say(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("sex;age\n1;2\n")
    assert kind(path) == TEXT
    path.write_bytes(b"PK\x03\x04 and more")
    with pytest.raises(InputError, match="named .csv and is a zip archive") as refused:
        kind(path)
    assert "rename it to .xlsx" in refused.value.fix


def test_rows_without_a_cell_are_left_out_and_many_are_refused(monkeypatch):
    assert list(bounded(iter([(1, ["a", ""]), (2, [""]), (4, ["", "b"])]), "x")) == [(1, ["a"]), (4, ["", "b"])]
    monkeypatch.setattr(sources, "MOST_CELLS", 3)
    with pytest.raises(InputError, match="too many cells"):
        list(bounded(iter([(1, ["a", "b"]), (2, ["a", "b"])]), "x"))


@pytest.mark.parametrize(("value", "text"), [
    (2.0, "2"), (1e-7, "0.0000001"), (Decimal("2.50"), "2.5"), (False, "0"), (float("nan"), ""),
    (datetime.date(2026, 5, 1), "2026-05-01"), (datetime.datetime(2026, 5, 1, 8, 30), "2026-05-01T08:30:00"),
    (" a ", "a"), (["a", 2], "a 2")])
def test_values_become_the_texts_of_cells(value, text):
    assert text_of(value, "here") == text


def test_numbers_are_marked_and_columns_are_lettered():
    assert isinstance(number(3), Number) and isinstance(text_of(3, ""), Number)
    assert [letters(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
