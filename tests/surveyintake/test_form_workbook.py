import openpyxl
import pytest
from pyxform.xls2xform import convert

from surveyintake.errors import InstrumentError, OutputError
from surveyintake.form_workbook import write_form
from surveyintake.instrument import Instrument
from surveyintake.xlsform import read_sheets


@pytest.fixture(scope="module")
def sheets(study):
    return read_sheets(study.data.instrument, study.data.choices)


@pytest.fixture(scope="module")
def workbook(sheets, tmp_path_factory):
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    write_form(sheets, path)
    return path


def test_the_workbook_is_the_same_instrument_as_the_folder(study, workbook):
    assert Instrument.load(workbook) == Instrument.load(study.data.instrument, study.data.choices)


def test_every_column_is_kept_and_read_back_the_same(sheets, workbook):
    again = read_sheets(workbook)
    assert {"dimension", "reversed", "unit", "role", "number_format", "missing", "source"} <= set(again["survey"][0])
    assert again["survey"] == sheets["survey"]
    assert [{k: v for k, v in row.items() if v} for row in again["choices"]] == [
        {k: v for k, v in row.items() if v} for row in sheets["choices"]]


def test_pyxform_accepts_the_workbook_without_a_warning(workbook):
    result = convert(str(workbook))
    assert not result.warnings
    assert 'lang="Indonesia (id)"' in result.xform
    assert "Taking part is voluntary" in result.xform


def test_the_guide_explains_every_column_of_ours_in_both_languages(workbook):
    rows = openpyxl.load_workbook(workbook)["petunjuk"].values
    told = {row[0]: row[1:] for row in rows}
    assert {"dimension", "reversed", "role", "missing", "points", "aliases"} <= set(told)
    assert all(id_ and en and id_ != en for id_, en in told.values())


def test_the_same_form_gives_the_same_bytes_and_what_was_edited_is_not_overwritten(sheets, tmp_path):
    path = tmp_path / "form.xlsx"
    write_form(sheets, path)
    first = path.read_bytes()
    write_form(sheets, path)
    assert path.read_bytes() == first
    path.write_bytes(b"edited")
    with pytest.raises(OutputError, match="there already"):
        write_form(sheets, path)
    assert path.read_bytes() == b"edited"
    assert [p.name for p in tmp_path.iterdir()] == ["form.xlsx"]


def test_a_file_that_is_no_form_is_refused(tmp_path):
    with pytest.raises(InstrumentError, match="no instrument"):
        read_sheets(tmp_path / "none.xlsx")
