"""The same answers in every kind of file give the same cells."""

import datetime

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
import xlsxwriter

from surveyintake.answer_file import read
from surveyintake.errors import InputError
from surveyintake.instrument import Instrument
from surveyintake.matching import known, match

ANSWERS = {"respondent": ["0081", "NA", "null"], "sex": ["Perempuan", "Laki-laki", "Perempuan"],
           "age_years": [32, 40, 51],
           "tenure_years": [2.5, 1e-7, 3.0], "programmes": ["pkh tagana", "", "psm"]}
CELLS = [["0081", "Perempuan", "32", "2.5", "pkh tagana"], ["NA", "Laki-laki", "40", "0.0000001", ""],
         ["null", "Perempuan", "51", "3", "psm"]]
LABELS = ["Kode responden", "Jenis kelamin", "Usia (tahun)", "Lama bekerja sebagai pendamping (tahun)",
          "Semua program yang didampingi"]
TABLE = [list(row) for row in zip(*ANSWERS.values(), strict=True)]


@pytest.fixture(scope="module")
def form(study):
    return Instrument.load(study.data.instrument)


def forms(path, rows, before=(), sheets=()):
    book = openpyxl.Workbook()
    for row in (*before, *rows):
        book.active.append(row)
    for name, others in sheets:
        sheet = book.create_sheet(name)
        for row in others:
            sheet.append(row)
    book.save(path)


def google(path):
    forms(path, [["Cap waktu", *LABELS], *[[datetime.datetime(2019, 5, 1, 8), *row] for row in TABLE]],
          before=[["Rekap jawaban"], []])


def kobo(path, group="", header=None):
    own = [f"{group}{name}" for name in header or ANSWERS]
    forms(path, [["start", *own, "_id", "_index"], *[["2019-05-01T08:00", *row, 7, 1] for row in TABLE]],
          sheets=[("family", [["name", "_parent_index"], ["Ani", 1]])])


def sav(path):
    table = pd.DataFrame(ANSWERS).assign(sex=[1.0, 2.0, 1.0])
    pyreadstat.write_sav(table, path, column_labels=LABELS, compress=path.suffix == ".zsav",
                         variable_value_labels={"sex": {1: "Perempuan", 2: "Laki-laki"}})


def parquet(path):
    table = pa.table(ANSWERS)
    several = pa.array([["pkh", "tagana"], [], ["psm"]])
    table = table.set_column(4, "programmes", several).set_column(1, "sex", table["sex"].dictionary_encode())
    pq.write_table(table, path)


def text(path, encoding="utf-8", separator=",", before=""):
    lines = [separator.join(map(str, row)) for row in (LABELS, *CELLS)]
    path.write_bytes((before + "\r\n".join(lines) + "\r\n").encode(encoding))


WAYS = {
    "google.xlsx": google, "kobo.xlsx": kobo, "groups.xlsx": lambda path: kobo(path, "profil/"),
    "labels.xlsx": lambda path: kobo(path, "Profil Responden/", LABELS),
    "a.sav": sav, "a.zsav": sav, "a.parquet": parquet, "a.csv": text,
    "bom.csv": lambda path: text(path, "utf-8-sig", ";"), "unicode.txt": lambda path: text(path, "utf-16", "\t"),
    "latin.csv": lambda path: text(path, "cp1252", "|"),
    "excel.csv": lambda path: text(path, separator=";", before="sep=;\r\n")}


@pytest.mark.parametrize("name", WAYS)
def test_the_same_answers_give_the_same_cells(tmp_path, form, name):
    WAYS[name](tmp_path / name)
    raw = read(tmp_path / name, known=known(form))
    found = match(raw, form)
    assert set(found.columns) == set(ANSWERS)
    assert raw.cells[[found.columns[variable] for variable in ANSWERS]].to_numpy().tolist() == CELLS
    assert not found.unmatched
    assert raw.cells.index[0] == raw.header_row + 1


@pytest.mark.parametrize("together", [True, False])
def test_several_answers_may_stand_in_columns_of_their_own(tmp_path, form, together):
    header = ["sex", *["programmes"] * together, "programmes/pkh", "programmes/tagana"]
    forms(tmp_path / "a.xlsx", [header, ["P", *["pkh"] * together, 1, 0]])
    found = match(read(tmp_path / "a.xlsx"), form)
    assert found.chosen == {"programmes": {"pkh": "programmes/pkh", "tagana": "programmes/tagana"}}
    assert ("programmes" in found.columns) is together


def test_codes_that_spss_calls_missing_are_marked_and_stay_codes(tmp_path):
    table = pd.DataFrame({"sex": [1.0, 99.0, None, 98.0], "name": ["Ani", "TT", "", "Budi"],
                          "age": [7.0, 8.0, 9.0, 10.0]})
    pyreadstat.write_sav(table, tmp_path / "a.sav", variable_value_labels={"sex": {1: "L", 99: "Tidak menjawab"}},
                         missing_ranges={"sex": [{"lo": 90, "hi": 99}], "name": ["TT"], "age": [9]})
    raw = read(tmp_path / "a.sav")
    assert raw.cells.to_numpy().tolist() == [["L", "Ani", "7"], ["99", "TT", "8"], ["", "", "9"], ["98", "Budi", "10"]]
    assert raw.missing == {(3, "sex"), (5, "sex"), (3, "name"), (4, "age")}
    assert (2, "sex") not in raw.numeric
    assert (2, "age") in raw.numeric


def test_a_workbooks_cells_are_what_they_show(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [f"q{number}" for number in range(9)])
    date, percent = (book.add_format({"num_format": code}) for code in ("dd/mm/yyyy hh:mm", "0.00%"))
    sheet.write_datetime(1, 0, datetime.datetime(2019, 5, 1), date)
    sheet.write_datetime(1, 1, datetime.datetime(2019, 5, 1, 13, 30), date)
    sheet.write_number(1, 2, 0.9281, percent)
    sheet.write_boolean(1, 3, True)
    sheet.write_formula(1, 4, "=1/0", None, "#DIV/0!")
    sheet.write_formula(1, 5, "=1+1", None, 2)
    sheet.write_rich_string(1, 7, "a ", book.add_format({"bold": True}), "tebal")
    sheet.write_string(1, 8, "NA")
    book.close()
    assert read(tmp_path / "a.xlsx").cells.loc[2].tolist() == [
        "2019-05-01", "2019-05-01T13:30:00", "92.81%", "1", "#DIV/0!", "2", "", "a tebal", "NA"]


def test_a_formula_without_a_value_is_no_empty_answer(tmp_path):
    forms(tmp_path / "a.xlsx", [["a", "b"], [1, "=A2+1"]])
    assert read(tmp_path / "a.xlsx").cells.loc[2].tolist() == ["1", "=A2+1"]


def test_the_sheet_with_the_questions_is_taken_or_the_one_asked_for(tmp_path, form):
    forms(tmp_path / "a.xlsx", [["Catatan"], ["x"]], sheets=[("jawaban", [["sex", "K01"], ["P", 1]])])
    assert read(tmp_path / "a.xlsx").sheet == "Sheet"
    assert read(tmp_path / "a.xlsx", known=known(form)).sheet == "jawaban"
    assert read(tmp_path / "a.xlsx", sheet="jawaban").cells.shape == (1, 2)
    with pytest.raises(InputError, match="did you mean jawaban"):
        read(tmp_path / "a.xlsx", sheet="jawabn")


def test_a_record_of_several_lines_is_one_row_of_the_spreadsheet(tmp_path):
    (tmp_path / "a.csv").write_text('sex,note\nP,"a\nb"\n\nL,c\n', encoding="utf-8")
    raw = read(tmp_path / "a.csv")
    assert list(raw.cells.index) == [2, 4]
    assert raw.cells.at[2, "note"] == "a\nb"


def test_answers_without_a_header_and_headers_that_stand_twice_are_kept(tmp_path):
    (tmp_path / "a.csv").write_text("sex,sex,,\nP,L,x,\n", encoding="utf-8")
    raw = read(tmp_path / "a.csv")
    assert list(raw.cells.columns) == ["sex", "sex (B)", "(C)"]
    assert list(raw.headers.values()) == ["sex", "sex", ""]
    assert raw.address(2, "(C)") == "C2"
