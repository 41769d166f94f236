"""Files that would crash, fill or stall a reader are refused, or read for what they hold, within limits."""

import json
import os
import struct
import subprocess
import sys
import zipfile

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from surveyintake.answer_file import read
from surveyintake.errors import InputError

BYTES, SECONDS = 1_000_000_000, 60
READ_ALL = """
import json, resource, sys, time
from surveyintake.errors import InputError
from surveyintake.answer_file import read
resource.setrlimit(resource.RLIMIT_AS, (4_000_000_000, 4_000_000_000))
for path in sys.argv[1:]:
    start = time.process_time()
    try:
        found = f"read {read(path).cells.shape}"
    except InputError as error:
        found = error.what
    own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
    peak = 1024 * max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    print(json.dumps([found, time.process_time() - start, peak]), flush=True)
"""


def workbook(path, *, sheet=None, parts=(), drop=()):
    """Write a small workbook, with its sheet's XML changed, parts added or left out."""
    plain = path.with_suffix(".plain")
    book = openpyxl.Workbook()
    for row in (["sex", "age"], ["P", 32]):
        book.active.append(row)
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml" and sheet:
                content = sheet(content)
            if name not in drop:
                out.writestr(name, content)
        for name, content in parts:
            out.writestr(name, content)


def replaced(old, new):
    return lambda path: workbook(path, sheet=lambda content: content.replace(old, new))


def sized(written, said, *, sheet=False):
    """Return what writes a workbook with a part of one size (bytes) whose directory says another."""
    def write(path):
        if sheet:
            workbook(path, sheet=lambda content: content.ljust(written))
        else:
            workbook(path, parts=[("xl/media/a.bin", b"\0" * written)])
        path.write_bytes(path.read_bytes().replace(struct.pack("<I", written), struct.pack("<I", said)))
    return write


def cases(path):
    """Write an SPSS file that says it has two milliards of cases."""
    pyreadstat.write_sav(pd.DataFrame({"a": [1.0] * 9}), path)
    content = bytearray(path.read_bytes())
    content[80:84] = struct.pack("<i", 2_000_000_000)
    path.write_bytes(content)


ENTITIES = (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"ha" * 99 + b'"><!ENTITY b "' + b"&a;" * 99 + b'">]>')
CELLS = b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
FILES = {
    "bomb.xlsx": (sized(1_234_567, 4_000_000_000), "zip bomb"),
    "sheet_bomb.xlsx": (sized(1_234_567, 400_000_000, sheet=True), "zip bomb"),
    "lying.xlsx": (sized(20_234_567, 900, sheet=True), "not a readable"),
    "parts.xlsx": (lambda p: workbook(p, parts=[(f"x/{n}", b"") for n in range(6_000)]), "too many parts"),
    "entities.xlsx": (lambda p: workbook(p, sheet=lambda c: ENTITIES + c), "entities"),
    "dimension.xlsx": (replaced(b'ref="A1:B2"', b'ref="A1:XFD1048576"'), "read (1, 2)"),
    "lone.xlsx": (replaced(b"</row></sheetData>", CELLS), "read (2, 3)"),
    "wide.xlsx": (replaced(b'r="B1"', b'r="XFE1"'), "not a readable"),
    "low.xlsx": (replaced(b'<row r="2"', b'<row r="2000000"'), "not a readable"),
    "tag.xlsx": (replaced(b"<sheetData>", b"<!--" + b"x" * 9_000_000 + b"--><sheetData>"), "larger than"),
    "long.xlsx": (replaced(b"<v>32", b"<v>" + b"3" * 9_000_000), "too long"),
    "cells.xlsx": (replaced(b"</row></sheetData>", b"<c/>" * 1_000_000 + b"</row></sheetData>"), "not a readable"),
    "macro.xlsx": (lambda p: workbook(p, parts=[("xl/vbaProject.bin", b"x")]), "macros"),
    "no_sheet.xlsx": (lambda p: workbook(p, drop=["xl/worksheets/sheet1.xml"]), "missing"),
    "locked.xlsx": (lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")), "password"),
    "old.xlsx": (lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 99), "an old Office file"),
    "page.xlsx": (lambda p: p.write_bytes(b"<!DOCTYPE html><title>Sign in</title>"), "is a web page"),
    "page.csv": (lambda p: p.write_bytes(b"\xef\xbb\xbf  <html>"), "is a web page"),
    "zip.csv": (workbook, "is a zip archive or workbook"),
    "text.xlsx": (lambda p: p.write_bytes(b"a,b\n1,2\n"), "is text"),
    "paper.csv": (lambda p: p.write_bytes(b"%PDF-1.7"), "is a PDF"),
    "old.xls": (lambda p: p.write_bytes(b"x"), "cannot read files of kind"),
    "~$open.xlsx": (lambda p: p.write_bytes(b"x"), "the lock"),
    "nul.csv": (lambda p: p.write_bytes(b"a,b\n" + b"x,y\n" * 5_000 + b"\0,1\n"), "NUL"),
    "columns.csv": (lambda p: p.write_bytes(b"a," * 1_000_000 + b"\n1,2\n"), "too many columns"),
    "rows.csv": (lambda p: p.write_bytes(b"a\n" + b"1\n" * 10_000_000), "too many rows"),
    "line.csv": (lambda p: p.write_bytes(b"x" * 90_000_000), "a line is too long"),
    "field.csv": (lambda p: p.write_bytes(b'a,b\n1,"' + b"x\n" * 45_000_000), "a quote is never closed"),
    "large.csv": (lambda p: p.write_bytes(b"a\n" * 50_000_001), "too large"),
    "empty.csv": (lambda p: p.write_bytes(b""), "is empty"),
    "blank.csv": (lambda p: p.write_bytes(b"\n,\n \n"), "no header"),
    "header.csv": (lambda p: p.write_bytes(b"sex,age\n"), "no answers below"),
    "cases.sav": (cases, "read (9, 1)"),
    "short.sav": (lambda p: p.write_bytes(b"$FL2" + b"\xff" * 400), "cannot be read|not a readable"),
    "short.parquet": (lambda p: p.write_bytes(b"PAR1" + b"\xff" * 400 + b"PAR1"), "not a readable"),
    "folder.csv": (lambda p: p.mkdir(), "a folder"),
    "pipe.csv": (os.mkfifo, "no regular file"),
    "loop.csv": (lambda p: p.symlink_to(p), "no file"),
    "none.csv": (lambda p: None, "no file"),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Return what became of each file, its seconds, and the most memory so far: all read by one process.

    That process's own high-water mark counts: its resource usage begins with what it was forked from.
    """
    folder = tmp_path_factory.mktemp("hostile")
    for name, (write, _) in FILES.items():
        write(folder / name)
    done = subprocess.run([sys.executable, "-c", READ_ALL, *[str(folder / name) for name in FILES]],
                          capture_output=True, text=True, check=True)
    return dict(zip(FILES, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_for_what_it_is_within_limits(outcomes, name):
    found, seconds, peak = outcomes[name]
    assert any(part in found for part in FILES[name][1].split("|")), found
    assert seconds < SECONDS
    assert peak < BYTES


def test_a_quote_that_is_never_closed_is_shown_where_it_opened(tmp_path):
    (tmp_path / "a.csv").write_text('sex,note\nP,x\nL,"no end\nP,y\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"row 3, line 3, column B"):
        read(tmp_path / "a.csv")


def test_a_formula_that_gave_an_empty_text_is_an_empty_answer(tmp_path):
    replaced(b'<c r="B2" t="n"><v>32</v></c>', b'<c r="B2" t="str"><f>IF(1,"","x")</f><v></v></c>')(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx").cells.loc[2].tolist() == ["P", ""]
