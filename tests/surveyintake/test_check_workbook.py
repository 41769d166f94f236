"""A marked copy keeps the user's workbook, shows each problem at its cell, and makes no text live."""

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from tests.support.answers import NOTHING, PROBLEMS, log, raw, report

from surveyintake.check_workbook import COLOURS, write_check_workbook
from surveyintake.errors import OutputError
from surveyintake.rules import RULES


def workbook(path):
    """Write the answers as a user has them: a style, a width, a comment, a formula, a second sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Form 1"
    answers = raw()
    sheet.append([answers.header(column) for column in answers.cells])
    for row in answers.cells.itertuples(index=False):
        sheet.append([text.replace("\x0b", "") for text in row])
    sheet["B3"].data_type, sheet["A1"].font = "s", Font(bold=True, color="FF0000")
    sheet["C4"].comment = Comment("tanya lagi", "Ani")
    sheet.column_dimensions["B"].width = 33
    book.create_sheet("Rekap")["A1"] = "=COUNTA('Form 1'!A2:A5)"
    book.save(path)
    return path


def marked(tmp_path, lang="id", name="answers.xlsx", found=None):
    source = tmp_path / name
    if source.suffix == ".xlsx":
        workbook(source)
    out = tmp_path / "marked" / "copy.xlsx"
    write_check_workbook(source, raw(), found or report(), log(), out, lang)
    assert [path.name for path in out.parent.iterdir()] == ["copy.xlsx"]
    return load_workbook(out)


def colour(cell):
    return cell.fill.fgColor.rgb[2:] if cell.fill.patternType else ""


def test_sheets_styles_widths_and_formulas_are_kept(tmp_path):
    book = marked(tmp_path)
    assert book.sheetnames == ["Form 1", "Rekap", "Pemeriksaan"]
    assert book["Rekap"]["A1"].value == "=COUNTA('Form 1'!A2:A5)"
    assert (book["Form 1"]["A1"].font.color.rgb, book["Form 1"].column_dimensions["B"].width) == ("00FF0000", 33)
    assert book.active.title == "Pemeriksaan"


@pytest.mark.parametrize("name", ["answers.xlsx", "answers.csv", "answers.sav"])
def test_each_cell_has_the_colour_of_what_became_of_it(tmp_path, name):
    sheet = marked(tmp_path, name=name).worksheets[0]
    found = {address: colour(sheet[address]) for address in ("B3", "C4", "B2", "A5", "E5", "E1", "C2")}
    assert found == {"B3": COLOURS["refused"], "C4": COLOURS["required"], "B2": COLOURS["changed"],
                     "A5": COLOURS["row"], "E5": COLOURS["row"], "E1": COLOURS["column"], "C2": ""}


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_comment_tells_reason_suggestion_and_rule(tmp_path, lang):
    sheet = marked(tmp_path, lang).worksheets[0]
    text = sheet["B3"].comment.text
    assert RULES["unknown_choice"].reason[lang] in text
    assert "Perempuan, Laki-laki" in text
    assert "unknown_choice" in text
    assert "note, contract" in sheet["E1"].comment.text


def test_a_users_own_comment_stays(tmp_path):
    text = marked(tmp_path).worksheets[0]["C4"].comment.text
    assert text.startswith("tanya lagi")
    assert "required" in text


def test_the_list_links_to_every_cell(tmp_path):
    sheet = marked(tmp_path, "en")["Check"]
    links = {cell.value: cell.hyperlink.location for cell in sheet["A"] if cell.hyperlink}
    assert {one["cell"]: f"'Form 1'!{one['cell']}" for one in PROBLEMS}.items() <= links.items()
    assert {row[1] for row in sheet.iter_rows(values_only=True)} >= {one["column"] for one in PROBLEMS}
    assert "E1" in links


@pytest.mark.parametrize("name", ["answers.xlsx", "answers.csv"])
def test_no_text_becomes_a_formula(tmp_path, name):
    book = marked(tmp_path, name=name)
    live = [cell.value for title in (book.sheetnames[0], "Pemeriksaan") for row in book[title].iter_rows()
            for cell in row if cell.data_type == "f"]
    assert live == (["=1+2"] if name == "answers.xlsx" else [])  # the user's own


def test_text_and_numbers_of_a_csv_stay_what_they_were(tmp_path):
    sheet = marked(tmp_path, name="answers.csv").worksheets[0]
    assert [sheet[address].value for address in ("D2", "C2", "C3", "A1")] == ["0812", 32, "41", "Kode responden"]


def test_a_sheet_that_is_already_called_so_stays(tmp_path):
    first = marked(tmp_path).worksheets[0].parent
    first.save(tmp_path / "again.xlsx")
    write_check_workbook(tmp_path / "again.xlsx", raw(), report(), log(), tmp_path / "twice.xlsx", "id")
    assert load_workbook(tmp_path / "twice.xlsx").sheetnames[-2:] == ["Pemeriksaan", "Pemeriksaan 2"]


def test_nothing_refused_is_said_too(tmp_path):
    sheet = marked(tmp_path, "en", found=report([], NOTHING))["Check"]
    assert any(cell.value == "Nothing was refused." for cell in sheet["A"])


@pytest.mark.parametrize(("name", "said"), [("answers.xlsx", "take the place"), ("copy.csv", "Excel workbook"),
                                            ("data/raw/my-study/copy.xlsx", "among the raw data")])
def test_a_copy_never_replaces_answers_or_lies_among_them(tmp_path, name, said):
    (tmp_path / "studies").mkdir()
    source = workbook(tmp_path / "answers.xlsx")
    before = source.read_bytes()
    with pytest.raises(OutputError, match=said):
        write_check_workbook(source, raw(), report(), log(), tmp_path / name, "id", raw_data=tmp_path / "data" / "raw")
    assert source.read_bytes() == before


def test_a_copy_that_cannot_be_written_leaves_nothing(tmp_path):
    (tmp_path / "copy.xlsx").mkdir()
    (tmp_path / "answers.csv").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        write_check_workbook(tmp_path / "answers.csv", raw(), report(), log(), tmp_path / "copy.xlsx", "id")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.csv", "copy.xlsx"]
