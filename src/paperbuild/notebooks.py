"""One notebook through papermill and nbconvert: same inputs, same bytes."""

import os
import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from paperbuild.errors import NotebookError
from ppks_study.index_page import WORDS, title_of
from ppks_study.study import Study

CODE_WORD = {"id": "Kode", "en": "Code"}
INDEX_WORD = {"id": "Daftar isi", "en": "Contents"}
#: Seconds that a cell may take, and papermill's engine, where the build does not say: by the environment variables
#: ``PPKS_CELL_SECONDS`` and ``PPKS_ENGINE``.
CELL_SECONDS, ENGINE = 300, "warm"
#: Says where an object lay in memory, like ``<Foo at 0x7f…>``: another place in each run.
ADDRESS = re.compile(r"<[^<>\n]{1,200} at 0x[0-9a-f]{6,}[^<>\n]*>")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")
#: A kernel's settings: say nothing of itself, and note what it reads (nothing is left in the notebook's names).
SETTINGS = """c.IPKernelApp.log_level = 40
c.InteractiveShellApp.exec_lines = ["__import__('paperbuild.file_audit', fromlist=['start']).start()"]
"""
_NOTED = re.compile(r"code cell (\d+)")


def run(study: Study, section: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Execute a notebook and write it, as .ipynb and .html, with all that it saves, into a folder.

    Raises
    ------
    NotebookError
        A cell failed, or the kernel died; says notebook, cell, line and parameters.
    """
    executed = normalised(_execute(study.root, section, parameters, folder), study.root)
    refuse_addresses(executed, section)
    nbformat.write(executed, folder / f"{section}.ipynb")
    page = to_html(executed, study, section, str(parameters["lang"]))
    (folder / f"{section}.html").write_text(page, encoding="utf-8", newline="\n")


def _execute(root: Path, section: str, parameters: Mapping[str, Any], folder: Path) -> Any:
    import papermill
    from papermill.exceptions import PapermillExecutionError

    os.environ["PPKS_OUTPUT"] = str(folder)
    seconds = int(os.environ.get("PPKS_CELL_SECONDS", CELL_SECONDS))
    _settle_kernel()
    try:
        return papermill.execute_notebook(
            str(root / "notebooks" / f"{section}.ipynb"), None, parameters=dict(parameters), cwd=str(root),
            kernel_name="python3", language="python", progress_bar=False, log_output=False, coalesce_streams=True,
            request_save_on_cell_execute=False, execution_timeout=seconds, interrupt_on_timeout=True,
            engine_name=os.environ.get("PPKS_ENGINE", ENGINE))
    except PapermillExecutionError as error:
        raise _failed_cell(error, section, parameters, seconds) from error
    except Exception as error:
        raise _failed_kernel(error, root, section, parameters) from error


def _settle_kernel() -> None:
    if "IPYTHONDIR" in os.environ:
        profile = Path(os.environ["IPYTHONDIR"]) / "profile_default"
        profile.mkdir(parents=True, exist_ok=True)
        (profile / "ipython_kernel_config.py").write_text(SETTINGS, encoding="utf-8")


def _failed_kernel(error: Exception, root: Path, section: str, parameters: Mapping[str, Any]) -> NotebookError:
    """Return one screen about a kernel that died, or a cell that could not be ended."""
    noted = _NOTED.search("".join(getattr(error, "__notes__", ())))
    number = int(noted[1]) if noted else 0
    line = _first_line(root / "notebooks" / f"{section}.ipynb", number)
    return NotebookError(f"the kernel did not finish: {type(error).__name__}: {_short(str(error), 200)}",
                         where=f"notebooks/{section}.ipynb, code cell {number}{line}\n  with {_told(parameters)}",
                         fix="run it in JupyterLab (make lab); a dead kernel may be short of memory")


def _first_line(path: Path, number: int) -> str:
    """Return how the first line of a code cell is told; nothing of a cell that is not there."""
    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    source = code[number - 1].source.strip().splitlines() if 0 < number <= len(code) else []
    return f", that begins with: {_short(source[0], 120)}" if source else ""


def _failed_cell(error: Any, section: str, parameters: Mapping[str, Any], seconds: int) -> NotebookError:
    """Return one screen about a cell that raised or took too long; code cells count from 1, as in the notebook."""
    trace = _COLOUR.sub("", "\n".join(error.traceback))
    found = _LINE.search(trace)
    number = int(found[1]) if found else 0
    source = str(error.source or "").splitlines()
    line = source[number - 1].strip() if 0 < number <= len(source) else ""
    at = f", line {number}: {_short(line, 120)}" if line else ""
    what = (f"a cell did not end within {seconds} seconds" if error.ename == "KeyboardInterrupt"
            else f"{error.ename}: {_short(str(error.evalue), 400)}")
    return NotebookError(what,
                         where=f"notebooks/{section}.ipynb, code cell {int(error.exec_count) - 1}{at}\n"
                               f"  with {_told(parameters)}",
                         fix="run the notebook in JupyterLab (make lab) to see more; the last good results stay")


def _told(parameters: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {value!r}" for name, value in parameters.items())


def _short(text: str, length: int) -> str:
    lines = [line.strip() for line in _COLOUR.sub("", text).splitlines() if line.strip()]
    joined = "\n  ".join(lines[:6])
    return joined if len(joined) <= length else joined[: length - 1] + "…"


def normalised(notebook: Any, root: Path) -> Any:
    """Return an executed notebook without what differs from run to run: times, random ids, paths, versions."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for number, cell in enumerate(notebook.cells):
        for key in ("papermill", "execution", "ExecuteTime"):
            cell.metadata.pop(key, None)
        cell["id"] = f"cell-{number}"
        for output in cell.get("outputs", []):
            _without_paths(output, root)
    return notebook


def _without_paths(output: Any, root: Path) -> None:
    """Replace the folders of this computer in a cell's texts."""
    for folder in (str(root), sys.prefix, sys.base_prefix):
        if "text" in output:
            output["text"] = output["text"].replace(folder, "…")
        for kind, content in output.get("data", {}).items():
            if isinstance(content, str) and kind.startswith("text/"):
                output["data"][kind] = content.replace(folder, "…")


def refuse_addresses(notebook: Any, section: str) -> None:
    """Refuse a cell that shows where an object lies in memory: two runs would never be alike."""
    number = 0
    for cell in notebook.cells:
        number += cell.cell_type == "code"
        for output in cell.get("outputs", []):
            texts = [output.get("text", ""), *(v for v in output.get("data", {}).values() if isinstance(v, str))]
            found = next((match for text in texts if (match := ADDRESS.search(text))), None)
            if found:
                raise NotebookError(f"a cell shows an object's address: {found[0][:120]}",
                                    where=f"notebooks/{section}.ipynb, code cell {number - 1}",
                                    expected="a table, a figure or a sentence",
                                    fix="end the cell with a semicolon, or show the value itself")


def to_html(notebook: Any, study: Study, section: str, lang: str) -> str:
    """Return an executed notebook as one page that asks the network for nothing; code folded but there."""
    from pygments.formatters import HtmlFormatter

    told = {"lang": lang, "code": CODE_WORD[lang], "index": INDEX_WORD[lang],
            "title": f"{title_of(section, lang)} · {study.title[lang]}",
            "others": [(other, WORDS[other]["language"], f"../{other}/{section}.html")
                       for other in study.languages if other != lang],
            "styles": HtmlFormatter(style="friendly").get_style_defs(".highlight")}
    page, _ = _exporter().from_notebook_node(notebook, resources={"ppks": told})
    return str(page)


@cache
def _exporter() -> Any:
    """Return what makes pages; its templates are compiled once."""
    from nbconvert import HTMLExporter

    return HTMLExporter(template_name="ppks", extra_template_basedirs=[str(Path(__file__).parent / "templates")])


def rehearse() -> None:
    """Make a small page, so that what the first one sets up is there before processes are forked."""
    shown = nbformat.v4.new_output("display_data", {"text/html": "<p>&mdash;</p>", "text/markdown": "*a*"})
    cells = [nbformat.v4.new_markdown_cell("# a"), nbformat.v4.new_code_cell("a = 1", outputs=[shown])]
    told: dict[str, Any] = dict.fromkeys(("lang", "code", "index", "title", "styles"), "") | {"others": []}
    _exporter().from_notebook_node(nbformat.v4.new_notebook(cells=cells), resources={"ppks": told})
