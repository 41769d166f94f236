"""Tables as a Word document: caption, a real table with a header row that repeats, note."""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Pt

from paperbuild.table import Table
from paperbuild.table_markup import widths
from ppks_study.phrases import word

# Office files are zip archives that hold the clock; here they hold none, so that same input gives same bytes.

#: What an archive says of each of its files, and a document of itself.
MOMENT = datetime(2000, 1, 1)
EARLIEST = (1980, 1, 1, 0, 0, 0)


def repacked(content: bytes) -> bytes:
    """Return a zip archive with the same files in the same order, all of one fixed time."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return out.getvalue()


LOCALES = {"id": "id-ID", "en": "en-GB"}
#: Letters that a property of a document, such as its title, may have.
LONGEST = 255
STYLE = "PPKS Table"
#: A4, with these margins.
WIDTH, HEIGHT, MARGIN = Cm(21), Cm(29.7), Cm(2.2)
_BORDERS = (f'<w:tblPr {nsdecls("w")}><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="auto"/>'
            '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="auto"/></w:tblBorders></w:tblPr>')
_FIRST_ROW = (f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
              '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/></w:tcBorders></w:tcPr></w:tblStylePr>')


def document(tables: Iterable[Table]) -> bytes:
    """Return tables of one language as one .docx, in order."""
    made, lang = Document(), "id"
    lines: dict[str, None] = {}
    _style(made)
    for table in tables:
        lang = table.lang
        lines |= dict.fromkeys(table.chain)
        _table(made, table)
    _language(made, LOCALES[lang])
    told = made.core_properties
    told.author, told.last_modified_by, told.comments, told.revision = "", "", "", 1
    told.created = told.modified = MOMENT
    told.language, told.title = LOCALES[lang], made.paragraphs[0].text[:LONGEST]
    _describe(told, lines)
    out = io.BytesIO()
    made.save(out)
    return repacked(out.getvalue())


def _style(made: Any) -> None:
    page = made.sections[0]
    page.page_width, page.page_height = WIDTH, HEIGHT
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    style = made.styles.add_style(STYLE, WD_STYLE_TYPE.TABLE)
    style.base_style = made.styles["Normal Table"]
    style.font.size, style.paragraph_format.space_after = Pt(9), Pt(2)
    style.element.append(parse_xml(_BORDERS))
    style.element.append(parse_xml(_FIRST_ROW))


def _table(made: Any, table: Table) -> None:
    """Append caption, table and note."""
    caption = made.add_paragraph(style="Caption")
    caption.paragraph_format.keep_with_next = True
    caption.add_run(f"{word('table', table.lang)} ")
    _counted(caption)
    caption.add_run(f". {table.title}")
    grid = made.add_table(rows=len(table.rows) + 1, cols=len(table.columns), style=STYLE)
    grid.alignment = WD_TABLE_ALIGNMENT.LEFT
    room = WIDTH - 2 * MARGIN
    sizes = [Emu(int(share * room)) for share in widths(table.columns, table.rows, table.numeric)]
    for column, width in zip(grid.columns, sizes, strict=True):
        column.width = width
    for row, texts in zip(grid.rows, (table.columns, *table.rows), strict=True):
        _flag(row._tr.get_or_add_trPr(), "w:cantSplit")
        for cell, text, width, is_number in zip(row.cells, texts, sizes, table.numeric, strict=True):
            cell.width = width
            _fill(cell.paragraphs[0], text, is_number)
    _flag(grid.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    note = made.add_paragraph().add_run(table.note)
    note.font.size, note.italic = Pt(8.5), True


def _fill(paragraph: Any, text: str, is_number: bool) -> None:
    paragraph.add_run(text)
    if is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _flag(properties: Any, name: str) -> None:
    properties.append(OxmlElement(name))


def _counted(paragraph: Any) -> None:
    """Append the running number of a table, as a field that Word itself keeps and lists tables by."""
    number = sum("SEQ Table" in (field.get(qn("w:instr")) or "")
                 for field in paragraph.part.element.iter(qn("w:fldSimple"))) + 1
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "SEQ Table \\* ARABIC")
    run, shown = OxmlElement("w:r"), OxmlElement("w:t")
    shown.text = str(number)
    run.append(shown)
    field.append(run)
    paragraph._p.append(field)


def _describe(told: Any, lines: Iterable[str]) -> None:
    """Write where the tables come from among the document's properties, which are too short for names and hashes of all
    inputs: the functions, and one hash of the inputs."""
    named = [line.removeprefix("function ") for line in lines if line.startswith("function ")]
    told.subject = "; ".join(line for line in lines if line.startswith("inputs "))[:LONGEST]
    while len("; ".join(named)) > LONGEST:
        named.pop()
    told.keywords = "; ".join(named)


def _language(made: Any, locale: str) -> None:
    """Say the language of the text once, for all of it."""
    for told in made.styles.element.iter(qn("w:lang")):
        told.set(qn("w:val"), locale)
