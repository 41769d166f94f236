"""Tables as a Word document: caption, a real table with a header row that repeats, note."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Pt

from paperbuild.table import LANGUAGES, Table
from paperbuild.table_markup import widths

#: Office files are zip archives with times; these have fixed ones, so that same input gives same
#: bytes: the time that a document gives of itself, and that of each file in the archive.
MOMENT = datetime(2000, 1, 1)
EARLIEST = (1980, 1, 1, 0, 0, 0)
#: Letters that a property of a document, such as its title, may have.
LONGEST = 255
STYLE = "PPKS Table"
#: A4, with these margins.
WIDTH, HEIGHT, MARGIN = Cm(21), Cm(29.7), Cm(2.2)
_BORDERS = (
    f'<w:tblPr {nsdecls("w")}><w:tblBorders>'
    '<w:top w:val="single" w:sz="8" w:space="0" w:color="auto"/>'
    '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="auto"/></w:tblBorders></w:tblPr>')
_FIRST_ROW = (
    f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
    '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    '</w:tcBorders></w:tcPr></w:tblStylePr>')


def repacked(content: bytes) -> bytes:
    """Return a zip archive with the same files in the same order, all of one fixed time.

    Parameters
    ----------
    content : bytes
        A zip archive, such as an .xlsx or .docx.
    """
    out = io.BytesIO()
    with (zipfile.ZipFile(io.BytesIO(content)) as source,
          zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return out.getvalue()


def document(tables: Iterable[Table]) -> bytes:
    """Return tables as one .docx: caption, a table with a header row that repeats, note.

    Parameters
    ----------
    tables : iterable of Table
        In order, one or more, all of one language.
    """
    made, locale = Document(), ""
    chain: list[str] = []
    _style(made)
    for table in tables:
        locale = LANGUAGES[table.lang].locale
        chain += table.chain
        _table(made, table)
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), locale)
    _describe(made, locale, list(dict.fromkeys(chain)))
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
    caption.add_run(f"{LANGUAGES[table.lang].table} ")
    _counted(caption)
    caption.add_run(f". {table.title}")
    grid = made.add_table(rows=len(table.rows) + 1, cols=len(table.columns), style=STYLE)
    grid.alignment = WD_TABLE_ALIGNMENT.LEFT
    room = WIDTH - 2 * MARGIN
    sizes = [Emu(int(share * room)) for share in widths(table.columns, table.rows, table.numeric)]
    for column, width in zip(grid.columns, sizes, strict=True):
        column.width = width
    for row, texts in zip(grid.rows, (table.columns, *table.rows), strict=True):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        cells = zip(row.cells, texts, sizes, table.numeric, strict=True)
        for cell, text, width, is_number in cells:
            cell.width = width
            _fill(cell.paragraphs[0], text, is_number)
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    note = made.add_paragraph().add_run(table.note)
    note.font.size, note.italic = Pt(8.5), True


def _fill(paragraph: Any, text: str, is_number: bool) -> None:
    paragraph.add_run(text)
    if is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _counted(paragraph: Any) -> None:
    """Append the running number of a table, as a field by which Word lists tables."""
    number = 1
    for other in paragraph.part.element.iter(qn("w:fldSimple")):
        number += "SEQ Table" in (other.get(qn("w:instr")) or "")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "SEQ Table \\* ARABIC")
    run, shown = OxmlElement("w:r"), OxmlElement("w:t")
    shown.text = str(number)
    run.append(shown)
    field.append(run)
    paragraph._p.append(field)


def _describe(made: Any, locale: str, chain: Sequence[str]) -> None:
    """Fill the document's properties; of the tables' origin they hold functions and one hash.

    A property is too short for the names and hashes of all inputs.
    """
    properties = made.core_properties
    properties.author, properties.last_modified_by, properties.comments = "", "", ""
    properties.revision = 1
    properties.created = properties.modified = MOMENT
    properties.language, properties.title = locale, made.paragraphs[0].text[:LONGEST]
    functions = [line.removeprefix("function ") for line in chain if line.startswith("function ")]
    hashes = [line for line in chain if line.startswith("inputs ")]
    properties.subject = "; ".join(hashes)[:LONGEST]
    while len("; ".join(functions)) > LONGEST:
        functions.pop()
    properties.keywords = "; ".join(functions)
