"""Every format is read back by somebody else's reader, and holds the same cells."""

import io
import time
import zipfile
from datetime import date

import openpyxl
import pandas as pd
import pytest
import typst
from docx import Document
from docx.oxml.ns import qn
from tests.support.reading import READERS

from paperbuild.errors import OutputError
from ppks_study.estimates import frame_of
from ppks_study.tables import SUFFIXES, Table, of_estimates, of_text, write_book
from ppks_study.tables.estimate_table import interval_note

LONG = "panjang sekali, dan seterusnya; " * 250
AWKWARD = ["<&>\"'", "#let x", "*tebal*", "_miring_", "$x^2$", "[a]", "@ref", "a\\b\\n", "=1+1", "+1", "-1",
           "@SUM(A1)", "dua\nbaris", "12\u00a0345", LONG, "", "1–2", "007", "1e5", "2026-01-02",
           "https://a.b/?c=1&d=2", "TRUE", "a  b", "`r`", "//x", "/*y*/", "~", "--", "_x0041_",
           "~$&lt;", "'x", "\ttab", " edge "]


def columns(values, width=3):
    return {f"c{place}": [f"{place}{value}" if place else value for value in values] for place in range(width)}


TABLES = {
    "awkward": (pd.DataFrame(columns(AWKWARD)), {"c0": "<b>=1</b>", "c1": "#x @y", "c2": "dua\nbaris"}),
    "one column": (pd.DataFrame({"c": ["x"]}), {"c": "satu"}),
    "one empty cell": (pd.DataFrame({"c": [""]}), {"c": ""}),
    "numbers": (pd.DataFrame({"name": ["a", "b", None], "pay": [1_234_567.0, -5.0, None]}),
                {"name": "Nama", "pay": "Rp"}),
}


@pytest.fixture(params=[(name, lang) for name in TABLES for lang in ("id", "en")], ids="-".join)
def table(request):
    name, lang = request.param
    frame, heads = TABLES[name]
    return of_text(frame, heads, title='Judul "&" <#> =1', lang=lang, unit="idr" if name == "numbers" else "",
                   origin="Catatan & <#>.")


def cells(table):
    return [list(table.columns), *map(list, table.rows)]



def test_each_format_has_a_reader_here():
    assert set(READERS) == set(SUFFIXES)


@pytest.mark.parametrize("suffix", READERS)
def test_a_file_holds_the_cells_of_its_table(table, suffix, tmp_path):
    assert READERS[suffix](table.write(tmp_path / f"a{suffix}")) == cells(table)


def test_pandas_reads_what_a_notebook_shows():
    table = of_text(*TABLES["numbers"], title="t", lang="en", unit="idr")
    read = pd.read_html(io.StringIO(table._repr_html_()), keep_default_na=False)[0]
    assert list(read.columns) == list(table.columns)
    assert read.astype(str).to_numpy().tolist() == list(map(list, table.rows))


def test_typst_shows_the_file_by_itself_as_it_stands(table, tmp_path):
    from pypdf import PdfReader

    typst.compile(str(table.write(tmp_path / "a.typ")), output=str(tmp_path / "a.pdf"))
    shown = "".join(page.extract_text() for page in PdfReader(tmp_path / "a.pdf").pages)
    assert "Catatan & <#>." in shown
    signs = ("#", "*", "_m", "$x", "@", "//")
    assert all(text in shown for row in table.rows for text in row if text.startswith(signs))


def test_a_workbook_turns_no_text_into_something_else(tmp_path):
    table = of_text(*TABLES["awkward"], title="=1+1", lang="id")
    sheet = openpyxl.load_workbook(table.write(tmp_path / "a.xlsx")).worksheets[0]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}
    quoted = {cell.value for row in sheet.iter_rows(min_row=4) for cell in row if cell.quotePrefix}
    assert {"=1+1", "+1", "-1", "@SUM(A1)"} <= quoted
    with zipfile.ZipFile(tmp_path / "a.xlsx") as packed:
        sheet_xml = packed.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet_xml
    assert b"hyperlink" not in sheet_xml


def test_a_document_has_a_styled_table_with_a_header_that_repeats_and_its_language(table, tmp_path):
    made = Document(str(table.write(tmp_path / "a.docx")))
    grid = made.tables[0]
    assert grid.style.name == "PPKS Table"
    head = grid.rows[0]._tr.trPr
    assert head.find(qn("w:tblHeader")) is not None
    assert grid.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    assert grid._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"
    locale = {"id": "id-ID", "en": "en-GB"}[table.lang]
    assert made.core_properties.language == locale
    assert {told.get(qn("w:val")) for told in made.styles.element.iter(qn("w:lang"))} == {locale}
    assert made.paragraphs[0].style.name == "Caption"
    assert made.paragraphs[0].text.endswith(f". {table.title}")
    assert made.paragraphs[-1].text == table.note
    sides = [cell.paragraphs[0].alignment for cell in grid.rows[1].cells]
    assert [side is not None and side.name == "RIGHT" for side in sides] == list(table.numeric)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_same_input_gives_same_bytes_whatever_the_clock(suffix, tmp_path, monkeypatch):
    real = time.localtime
    first = of_text(*TABLES["awkward"], title="t", lang="en").write(tmp_path / f"a{suffix}").read_bytes()
    monkeypatch.setattr(time, "localtime", lambda seconds=None: real(2_000_000_000))
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    (tmp_path / "b").mkdir()
    again = of_text(*TABLES["awkward"], title="t", lang="en").write(tmp_path / "b" / f"a{suffix}")
    assert again.read_bytes() == first


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_an_office_file_tells_no_moment_and_no_person(suffix, tmp_path):
    path = of_text(*TABLES["one column"], title="t", lang="en").write(tmp_path / f"a{suffix}")
    with zipfile.ZipFile(path) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        texts = [packed.read(name).decode() for name in packed.namelist() if name.endswith(("xml", "rels"))]
        core = packed.read("docProps/core.xml").decode()
    assert not [text for text in texts if str(date.today()) in text]
    assert "2000-01-01T00:00:00Z" in core
    assert "python-docx" not in core


def numbers():
    start = ("count", "", "", "", "people"), ("share", "", "", "", "percent")
    rows = [(f"a.{label}.{kind}", kind, *rest, value, 3, 1, 3, value, value, "computed", "", pd.NA, pd.NA)
            for label, values in (("x", (1, 100 / 3)), ("y", (2, 200 / 3)))
            for (kind, *rest), value in zip(start, values, strict=True)]
    return frame_of(rows).assign(label=["x", "x", "y", "y"])


def test_the_last_sheet_holds_the_numbers_unrounded_with_their_formats(tmp_path):
    made = {lang: of_estimates(numbers(), title="t", lang=lang) for lang in ("id", "en")}
    book = openpyxl.load_workbook(write_book({"first": made["id"], "a/b": made["id"]}, tmp_path / "a.xlsx"))
    assert book.sheetnames == ["first", "a_b", "angka"]
    rows = list(book["angka"].iter_rows(values_only=True))
    share = dict(zip(rows[0], rows[2], strict=True))
    assert (share["table"], share["key"]) == ("first", "a.x.share")
    assert share["value"] == pytest.approx(100 / 3, rel=1e-14)
    assert (share["n"], share["denominator"], share["missing"]) == (3, 3, 1)
    assert len(rows) == 1 + 4 + 4
    formats = {cell.number_format for cell in book["angka"]["H"][1:]}
    assert formats == {"#,##0", '0.00"%"'}
    assert made["id"].rows[0] == ("x", "1", "33,3%")
    assert made["en"].rows[0] == ("x", "1", "33.3%")


def test_a_book_holds_every_table_in_order(tmp_path):
    made = {name: of_text(frame, heads, title=name, lang="id") for name, (frame, heads) in TABLES.items()}
    document = Document(str(write_book(made, tmp_path / "a.docx")))
    assert [[[cell.text for cell in row.cells] for row in grid.rows] for grid in document.tables] == [
        cells(table) for table in made.values()]
    captions = [p for p in document.paragraphs if p.style.name == "Caption"]
    counted = ["".join(t.text for t in caption._p.iter(qn("w:t"))) for caption in captions]
    assert counted == [f"Tabel {place}. {name}" for place, name in enumerate(made, start=1)]
    book = openpyxl.load_workbook(write_book(made, tmp_path / "a.xlsx"))
    assert book.sheetnames == [*made, "angka"]


def sized(**changes):
    options = {"title": "t", "columns": ("a",), "rows": (("x",),), "note": "", "numeric": (False,),
               "numbers": pd.DataFrame({"n": [1], "denominator": [1], "missing": [0]})}
    return Table(**options | changes)


@pytest.mark.parametrize(("changes", "said"), [
    ({"rows": ()}, "without rows"), ({"columns": (), "rows": ((),), "numeric": ()}, "without rows"),
    ({"rows": (("x", "y"),)}, "longer or shorter"), ({"numeric": ()}, "longer or shorter"),
    ({"numbers": pd.DataFrame()}, "does not tell n, denominator, missing"),
    ({"numbers": pd.DataFrame({"n": [1, None], "denominator": [1, 1], "missing": [0, 0]})}, "does not tell n\n")])
def test_a_table_that_cannot_be_is_refused(changes, said):
    assert sized().rows == (("x",),)
    with pytest.raises(OutputError, match=said):
        sized(**changes)


def test_no_rows_are_refused_by_both_makers():
    with pytest.raises(OutputError, match="without rows"):
        of_text(pd.DataFrame({"a": []}), {"a": "A"}, title="t", lang="en")
    with pytest.raises(OutputError, match="without rows"):
        of_estimates(numbers().iloc[:0], title="t", lang="en")


def test_another_suffix_and_a_cell_too_long_for_a_workbook_are_refused(tmp_path):
    table = of_text(pd.DataFrame({"c": ["x" * 32_768]}), {"c": "C"}, title="t", lang="en")
    with pytest.raises(OutputError, match="32768 letters"):
        table.write(tmp_path / "a.xlsx")
    with pytest.raises(OutputError, match=r"\.xls"):
        table.write(tmp_path / "a.xls")
    with pytest.raises(OutputError, match="no tables"):
        write_book({}, tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir())


def test_what_no_file_can_hold_is_replaced_once_for_all_formats():
    table = of_text(pd.DataFrame({"c": ["a\x07b\r\nc\rd"]}), {"c": "C"}, title="t", lang="en")
    assert table.rows == (("a\ufffdb\nc\nd",),)


@pytest.mark.parametrize("suffix", READERS)
def test_headings_title_and_note_are_replaced_alike(suffix, tmp_path):
    awkward = "a\x00b\r\nc\rd\uffff"
    table = of_text(pd.DataFrame({"c": ["x"]}), {"c": awkward}, title=awkward, lang="en", origin=awkward)
    assert table.columns == (table.title,) == ("a\ufffdb\nc\nd\ufffd",)
    assert table.note.endswith(table.title)
    assert READERS[suffix](table.write(tmp_path / f"a{suffix}")) == cells(table)


@pytest.mark.parametrize("method", [
    "hypergeometric", "clopper_pearson", "korn_graubard", "t", "t_finite", "t_stratified", "as_if_t",
    "as_if_clopper_pearson", "feng_cliff", "bonett_wright", "noncentral_epsilon", "noncentral_v", "feldt",
    "bootstrap_units"])
def test_a_note_names_the_method_of_an_interval_in_words(method):
    told = [interval_note(pd.DataFrame({"interval": ["", method, method]}), 0.9, lang) for lang in ("id", "en")]
    assert told[0].startswith("Selang 90%: ") and told[1].startswith("90% interval: ")
    assert told[0].partition(": ")[2] != told[1].partition(": ")[2] != f"{method}."


def test_a_document_takes_a_title_longer_than_its_own_can_be(tmp_path):
    path = of_text(pd.DataFrame({"c": ["x"]}), {"c": "C"}, title="x" * 300, lang="id").write(tmp_path / "a.docx")
    assert Document(str(path)).paragraphs[0].text.endswith(300 * "x")
