import openpyxl
import pytest

from surveyintake.answer_file import read
from surveyintake.errors import InputError


def test_a_title_above_the_header_does_not_hide_the_separator(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("Data pendamping, 2019\nsex;age_years;income\nP;32;1.500,00\nL;40;2.000,00\n", encoding="utf-8")
    raw = read(path)
    assert list(raw.cells.columns) == ["sex", "age_years", "income"]
    assert raw.cells.loc[3].tolist() == ["P", "32", "1.500,00"]


def test_commas_within_quotes_part_no_cells(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text('sex,programmes\nP,"pkh, psm, tksk"\nL,"pkh; a;b;c"\n', encoding="utf-8")
    assert read(path).cells["programmes"].tolist() == ["pkh, psm, tksk", "pkh; a;b;c"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_a_spreadsheets_unicode_text_is_read_when_it_has_its_mark(tmp_path, encoding):
    path = tmp_path / "answers.txt"
    path.write_bytes("sex\tage_years\nP\t32\n".encode(encoding))
    if encoding == "utf-16":
        assert read(path).cells.loc[2].tolist() == ["P", "32"]
    else:
        with pytest.raises(InputError, match="is binary"):
            read(path)


def test_a_workbooks_numbers_are_known_from_its_texts(tmp_path):
    book = openpyxl.Workbook()
    for row in (["tenure_years", "income"], [2.5, "2.5"], [1e-7, 2507668]):
        book.active.append(row)
    book.save(tmp_path / "answers.xlsx")
    raw = read(tmp_path / "answers.xlsx")
    assert raw.cells.to_numpy().tolist() == [["2.5", "2.5"], ["0.0000001", "2507668"]]
    assert raw.numeric == {(2, "tenure_years"), (3, "tenure_years"), (3, "income")}
