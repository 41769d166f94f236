"""Word documents of tables: fixed times, captions that Word counts."""

import io
import zipfile

import pandas as pd
from docx import Document

from paperbuild.table import Table
from paperbuild.table_word import EARLIEST, document, repacked


def table(lang):
    numbers = pd.DataFrame({"n": [3], "denominator": [3], "missing": [0]})
    return Table("Title", ("who",), (("all",),), "note", numeric=(False,), lang=lang,
                 numbers=numbers, chain=("function f", "inputs sha256:1"))


def test_captions_are_counted_in_the_language_and_properties_say_the_origin():
    made = Document(io.BytesIO(document([table("id"), table("id")])))
    captions = [p.text for p in made.paragraphs if p.style.name == "Caption"]
    assert [caption.split()[0] for caption in captions] == ["Tabel", "Tabel"]
    assert (made.core_properties.keywords, made.core_properties.subject) == ("f", "inputs sha256:1")


def test_an_archive_keeps_its_files_and_loses_its_times():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("b", "2")
        archive.writestr("a", "1")
    again = zipfile.ZipFile(io.BytesIO(repacked(out.getvalue())))
    assert [(e.filename, e.date_time) for e in again.infolist()] == [("b", EARLIEST), ("a", EARLIEST)]
    assert again.read("a") == b"1"
