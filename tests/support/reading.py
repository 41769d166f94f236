"""Tables read back by other readers than their writers."""

import csv
import io
import json
from html.parser import HTMLParser

import openpyxl
import typst
from docx import Document


class Rows(HTMLParser):
    """The cells of a page's table, as a browser reads them."""

    def __init__(self):
        super().__init__()
        self.rows, self.inside = [], False

    def handle_starttag(self, tag, attributes):
        if tag == "tr":
            self.rows.append([])
        if tag == "br" and self.inside:
            self.rows[-1][-1] += "\n"
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data):
        if self.inside:
            self.rows[-1][-1] += data


def of_html(path):
    reader = Rows()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.rows


def of_csv(path):
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def of_json(path):
    made = json.loads(path.read_text(encoding="utf-8"))
    return [[column["label"] for column in made["columns"]], *made["rows"]]


def of_typst(path):
    (path.parent / "read.typ").write_text(f'#import "{path.name}" as made\n#metadata((made.columns,) + made.rows) <it>')
    return json.loads(typst.query(str(path.parent / "read.typ"), "<it>", field="value", one=True))


def of_xlsx(path):
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [["" if cell.value is None else cell.value for cell in row]
            for row in sheet.iter_rows(min_row=3, max_row=sheet.max_row - 2)]


def of_docx(path):
    return [[cell.text for cell in row.cells] for row in Document(str(path)).tables[0].rows]


READERS = {".html": of_html, ".csv": of_csv, ".json": of_json, ".typ": of_typst, ".xlsx": of_xlsx, ".docx": of_docx}
