from decimal import Decimal

import openpyxl
import pandas as pd
import pytest

from surveyintake import xpath
from surveyintake.answer_file import read
from surveyintake.cleaning import clean
from surveyintake.errors import InputError, InstrumentError
from surveyintake.instrument import Instrument
from surveyintake.numerals import NumeralError, parse


@pytest.fixture(scope="module")
def instrument(study):
    return Instrument.load(study.data.instrument)


@pytest.mark.parametrize(("text", "value"), [
    ("Rp 2.507.668,-", "2507668"), ("Rp.500.000", "500000"), ("Rp 1.500.000,00", "1500000"), ("2507668", "2507668"),
    ("1,5 juta", "1500000"), ("2,7jt", "2700000"), ("500 rb", "500000"), ("92,81%", "92.81"), ("75,55", "75.55"),
    ("32 th", "32"), ("-3", "-3"), ("1.234.567,89", "1234567.89")])
def test_numbers_are_read_as_indonesians_write_them(text, value):
    assert parse(text) == Decimal(value)


@pytest.mark.parametrize(("text", "readings"), [("2.500", {2500, Decimal("2.5")}), ("1,250", {1250, Decimal("1.25")})])
def test_what_can_be_read_twice_is_refused_with_both_readings(text, readings):
    with pytest.raises(NumeralError) as error:
        parse(text)
    assert set(error.value.readings) == readings
    assert parse("2.500", number_format="id") == 2500
    assert parse("2.500", number_format="en") == Decimal("2.5")


@pytest.mark.parametrize("text", ["", "duwa", "1.2.3", "12..5", "1,2,3", "Rp", "--5", "1e", "²", "NaN"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NumeralError):
        parse(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_the_forms_people_have(tmp_path, encoding, separator):
    path = tmp_path / "answers.csv"
    lines = [separator.join(["Jenis kelamin", "Usia (tahun)"]), separator.join(["Perempuan ", "NA"]), ""]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    raw = read(path)
    assert raw.cells.to_numpy().tolist() == [["Perempuan", "NA"]]
    assert raw.address(2, "Usia (tahun)") == "B2"


def workbook(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_keeps_addresses_below_an_empty_area(tmp_path):
    path = workbook(tmp_path / "answers.xlsx", [[], ["", "sex", "age_years"], ["", "P", 32], [], ["", "L", "tiga"]])
    raw = read(path)
    assert list(raw.cells.index) == [3, 5]
    assert raw.address(5, "age_years") == "C5"


@pytest.mark.parametrize(("name", "content", "message"), [
    ("a.csv", b"", "no header"), ("a.csv", b"<html><body>", "is a web page"), ("b.xlsx", b"a,b", "is text"),
    ("a.xlsx", b"PK\3\4 rubbish", "not a readable"),
    ("a.docx", b"x", "cannot read")])
def test_files_that_are_no_table_are_refused(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        read(tmp_path / name)


def test_each_bad_cell_is_logged_once_at_its_address_and_its_row_stays(tmp_path, instrument):
    path = workbook(tmp_path / "answers.xlsx", [
        ["Sex", "age_years", "education", "income_idr_per_month", "programmes"],
        ["p", "32 th", "SMA", "Rp 2.500.000,-", "PKH; Tagana"], ["laki-laki", 200, "S-1", "2,5", "pkh"],
        ["Pria", 40, "sarjna", "", ""]])
    data, log = clean(read(path), instrument)
    assert data["sex"].tolist() == ["female", "male", "male"]
    assert data["education"].tolist()[:2] == ["slta", "s1"]
    assert data["income_idr_per_month"].tolist()[0] == 2_500_000
    assert data["programmes"].tolist()[:2] == ["pkh tagana", "pkh"]
    refused = log[log["new"] == ""]
    assert refused[["row", "cell", "rule"]].to_numpy().tolist() == [
        [3, "B3", "out_of_range"], [3, "D3", "not_whole"], [4, "C4", "unknown_choice"]]
    assert "Sarjana" in refused["suggestion"].iloc[2] or "S1" in refused["suggestion"].iloc[2]
    assert len(data) == 3
    assert pd.isna(data["age_years"][1])


def test_a_file_without_any_known_column_is_refused(tmp_path, instrument):
    with pytest.raises(InputError, match="no column"):
        clean(read(workbook(tmp_path / "x.xlsx", [["foo"], ["bar"]])), instrument)


@pytest.mark.parametrize(("expression", "answers", "value", "expected"), [
    (". >= 15 and . <= 80", {}, 32, True), (". >= 15 and . <= 80", {}, 200, False),
    ("count-selected(.) >= 1 and count-selected(.) <= 2", {}, "a b c", False),
    ("selected('sltp slta d1', ${education})", {"education": "slta"}, "", True),
    ("selected('sltp slta d1', ${education})", {"education": None}, "", False),
    ("regex(., '[0-9]{4}')", {}, "2019", True), ("if(${a} > 1, true(), false())", {"a": 2}, "", True),
    ("not(${a} = 'x')", {"a": "x"}, "", False), ("", {}, 5, True),
    ("coalesce(${a}, 'y') = 'y'", {"a": None}, "", True)])
def test_the_named_xpath_subset_is_evaluated(expression, answers, value, expected):
    assert xpath.holds(expression, answers, value) is expected


@pytest.mark.parametrize("expression", ["once(1)", "/data/x = 1", ". >", "document('x')", "${a}[1]"])
def test_other_xpath_is_refused_aloud(expression):
    with pytest.raises(InstrumentError):
        xpath.holds(expression, {"a": 1})
