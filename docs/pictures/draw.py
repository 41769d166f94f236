"""Draw the guide's pictures again, from the simulated study: `.venv/bin/python docs/pictures/draw.py`.

Run `make paper STUDY=studies/simulasi-2026.toml` first. Needs chromium and pdftoppm, which nothing else here does.
"""

import os
import subprocess
import sys
import tempfile
from html import escape
from io import StringIO
from pathlib import Path

from openpyxl import load_workbook
from PIL import Image
from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ANSWERS = "data/raw/simulasi-2026/answers/simulasi-2026.xlsx"
RESULTS = ROOT / "results/simulasi-2026"
#: Rows and columns of the marked workbook that are shown; the others are hidden.
ROWS, COLUMNS = range(277, 297), ("D", "O", "P", "Q", "R", "AI", "AJ")
#: The cell whose comment is open; the page of the article; colours of a picture.
OPEN, PAGE, COLOURS = "P293", 5, 64
#: The report is shown to the row of this cell, and again in its last blocks.
STOP, BLOCKS = "V283", 2
STYLE = """<meta charset="utf-8"><style>body{margin:14px;font:13px 'DejaVu Sans',sans-serif;background:#fff}
pre{font:13px/1.3 'DejaVu Sans Mono',monospace;background:#161b22;color:#e6edf3;padding:12px 16px;margin:0}
table{border-collapse:collapse}td,th{border:1px solid #d0d0d0;padding:2px 7px;white-space:nowrap;min-width:4em}
th{background:#eceff1;color:#555;font-weight:normal;min-width:2em}.head{font-weight:bold}
.note{position:absolute;white-space:pre-wrap;background:#ffffe1;border:1px solid #999;padding:6px;width:255px;
box-shadow:2px 2px 4px #999}</style>"""


def ppks(*words: str) -> str:
    """Return what `ppks` prints on a terminal."""
    env = os.environ | {"FORCE_COLOR": "1", "COLUMNS": "116", "TERM": "xterm-256color"}
    return subprocess.run([sys.executable, "-m", "ppks_study", *words], cwd=ROOT, env=env, text=True,
                          capture_output=True, check=False).stdout


def shoot(page: str | Path, to: str, width: int, height: int) -> None:
    """Draw an HTML text, or a page of the results, as a browser shows it."""
    with tempfile.TemporaryDirectory() as folder:
        if isinstance(page, str):
            source, page = page, Path(folder) / "page.html"
            page.write_text(STYLE + source, encoding="utf-8")
        drawn = Path(folder) / "drawn.png"
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                        f"--user-data-dir={folder}/profile", f"--window-size={width},{height}",
                        f"--screenshot={drawn}", page.as_uri()], check=True, capture_output=True)
        keep(drawn, to)


def keep(drawn: Path, to: str) -> None:
    """Write a picture with few colours, so that it stays small."""
    Image.open(drawn).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(HERE / to, optimize=True)


def terminal(lang: str) -> None:
    """Draw the report's beginning and end."""
    console = Console(record=True, width=116, file=StringIO(), force_terminal=True)
    command = f"$ .venv/bin/ppks check {ANSWERS}{' --lang en' if lang == 'en' else ''}"
    report = Text.from_ansi(ppks("check", ANSWERS, "--lang", lang)).split()
    for line in report:
        line.rstrip()
    stop = next(at for at, line in enumerate(report) if line.plain.split()[:1] == [STOP])
    gaps = [at for at, line in enumerate(report) if not line.plain]
    said = [Text(command), *report[:stop], Text("  …"), *report[gaps[-BLOCKS]:]]
    console.print(Text("\n").join(said))
    code = console.export_html(inline_styles=True, theme=SVG_EXPORT_THEME, code_format="<pre>{code}</pre>")
    shoot(code, f"check-terminal.{lang}.png", 980, 28 + 24 + 17 * len(said))


def workbook(lang: str) -> None:
    """Draw a part of the workbook with the cells in colour."""
    copy = f"scratch/guide-{lang}.xlsx"
    ppks("check", ANSWERS, "--lang", lang, "--xlsx", copy)
    sheet = load_workbook(ROOT / copy).worksheets[0]
    rows = ["".join(f"<th>{letter}</th>" for letter in ("", *COLUMNS))]
    for row in (1, *ROWS):
        cells = "".join(cell(sheet[f"{letter}{row}"]) for letter in COLUMNS)
        rows.append(f"<th>{row}</th>{cells}")
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    note = f'<div class="note" style="left:470px;top:452px">{escape(sheet[OPEN].comment.text)}</div>'
    shoot(f"<table>{table}</table>{note}", f"check-workbook.{lang}.png", 1250, 32 + 24 * (len(ROWS) + 2))


def cell(one) -> str:
    """Return a cell as HTML, with its colour and the corner that says that it has a comment."""
    colour = f"#{one.fill.fgColor.rgb[2:]}" if one.fill.patternType == "solid" else "#fff"
    corner = f"linear-gradient(225deg,#d00 5px,transparent 6px) no-repeat {colour}" if one.comment else colour
    text = "" if one.value is None else escape(str(one.value))
    return f'<td class="{"head" if one.row == 1 else ""}" style="background:{corner}">{text}</td>'


def article(lang: str) -> None:
    """Draw a page of the article."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", "72", "-f", str(PAGE), "-l", str(PAGE), "-singlefile", "-png",
                        RESULTS / f"paper.{lang}.pdf", f"{folder}/page"], check=True)
        keep(Path(folder) / "page.png", f"article.{lang}.png")


if __name__ == "__main__":
    for language in ("id", "en"):
        terminal(language)
        workbook(language)
        article(language)
    shoot(RESULTS / "index.html", "index.png", 1000, 900)
