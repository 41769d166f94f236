"""One notebook through papermill and nbconvert: same inputs, same bytes."""

import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

# jsonschema would build a grammar of it, in 2 seconds, for a kind of text that no notebook has.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import nbformat  # noqa: E402

from paperbuild.errors import NotebookError  # noqa: E402

#: Seconds that a cell may take, and papermill's engine, where the environment variables ``PPKS_CELL_SECONDS`` and
#: ``PPKS_ENGINE`` do not say: ``here`` is ours, ``nbclient`` papermill's own, with a kernel.
CELL_SECONDS, ENGINE = 300, "here"
#: Says where an object lay in memory, like ``<Foo at 0x7f…>``: another place in each run.
ADDRESS = re.compile(r"<[^<>\n]{1,200} at 0x[0-9a-f]{6,}[^<>\n]*>")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")
#: A kernel's settings: say nothing of itself, and note what it reads (nothing is left in the notebook's names).
_SETTINGS = """c.IPKernelApp.log_level = 40
c.InteractiveShellApp.exec_lines = ["__import__('paperbuild.file_audit', fromlist=['start']).start()"]
"""


@dataclass(frozen=True)
class Words:
    """What a notebook's page says beside what the notebook shows.

    Attributes
    ----------
    lang : str
        The language that the page is in, such as ``en``.
    title : str
        Its title.
    code : str
        The word at each folded cell of code.
    index, index_address : str
        The word and the address of the page that leads to all others; no link without a word.
    others : tuple of (lang, str, str)
        The same page in other languages: language, its name, and the page's address.
    """

    lang: str = "en"
    title: str = ""
    code: str = "Code"
    index: str = ""
    index_address: str = "../index.html"
    others: tuple[tuple[str, str, str], ...] = ()


def run(notebook: Path, parameters: Mapping[str, Any], folder: Path, *, root: Path, words: Words) -> None:
    """Execute a notebook and write it, as .ipynb and .html, with all that it saves, into a folder.

    Parameters
    ----------
    notebook : Path
        Its first cell of code is tagged ``parameters``.
    parameters : mapping
        What takes the place of the values there.
    folder : Path
        Where it is written; the notebook finds it in the environment variable ``PPKS_OUTPUT``.
    root : Path
        The project's folder, in which it runs.
    words : Words
        What its page says.

    Raises
    ------
    NotebookError
        A cell failed, or did not end in time; says notebook, cell, line and parameters.
    """
    executed = normalised(_execute(root, notebook, parameters, folder), root)
    refuse_addresses(executed, notebook.stem)
    nbformat.write(executed, folder / notebook.name)
    page = to_html(executed, words)
    (folder / f"{notebook.stem}.html").write_text(page, encoding="utf-8", newline="\n")


def _execute(root: Path, notebook: Path, parameters: Mapping[str, Any], folder: Path) -> Any:
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from paperbuild.engine import HereEngine

    os.environ["PPKS_OUTPUT"] = str(folder)
    seconds = int(os.environ.get("PPKS_CELL_SECONDS", CELL_SECONDS))
    _settle_kernel()
    begun = folder.parent / "begun.json"
    HereEngine.begun = partial(_note_cell, begun, notebook.stem, parameters)
    try:
        return papermill.execute_notebook(
            str(notebook), None, parameters=dict(parameters), cwd=str(root),
            kernel_name="python3", language="python", progress_bar=False, log_output=False, coalesce_streams=True,
            request_save_on_cell_execute=False, execution_timeout=seconds, interrupt_on_timeout=True,
            engine_name=os.environ.get("PPKS_ENGINE", ENGINE))
    except PapermillExecutionError as error:
        raise _failed_cell(error, notebook.stem, parameters, seconds) from error
    except Exception as error:
        what = f"the kernel did not finish: {type(error).__name__}: {_short(str(error), 200)}"
        raise NotebookError(what, where=f"notebooks/{notebook.name}\n  with {_told(parameters)}", fix=_DEAD) from error
    finally:
        begun.unlink(missing_ok=True)


def _settle_kernel() -> None:
    if "IPYTHONDIR" in os.environ:
        profile = Path(os.environ["IPYTHONDIR"]) / "profile_default"
        profile.mkdir(parents=True, exist_ok=True)
        (profile / "ipython_kernel_config.py").write_text(_SETTINGS, encoding="utf-8")


_DEAD = "run it in JupyterLab (make lab); a dead kernel may be short of memory"


def _note_cell(path: Path, section: str, parameters: Mapping[str, Any], number: int, source: str) -> None:
    """Leave in a file what to say should its process end in this cell."""
    line = f", that begins with: {_short(source.strip().splitlines()[0], 120)}"
    told = {"what": "the kernel did not finish", "fix": _DEAD, "expected": "",
            "where": f"notebooks/{section}.ipynb, code cell {number}{line}\n  with {_told(parameters)}"}
    path.write_text(json.dumps(told), encoding="utf-8")


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
    """Return an executed notebook without what differs from run to run: times, random ids, paths, versions.

    Parameters
    ----------
    notebook : NotebookNode
        As papermill leaves it; changed in place.
    root : Path
        The project's folder, which is not told.
    """
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
    """Refuse a cell that shows where an object lies in memory: two runs would never be alike.

    Parameters
    ----------
    notebook : NotebookNode
        Executed.
    section : str
        The notebook's name, for the error.

    Raises
    ------
    NotebookError
        Says the cell and the text.
    """
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


def to_html(notebook: Any, words: Words) -> str:
    """Return an executed notebook as one page that asks the network for nothing; code folded but there.

    Parameters
    ----------
    notebook : NotebookNode
        As `normalised`.
    words : Words
        What the page says.
    """
    from pygments.formatters import HtmlFormatter

    told = asdict(words) | {"styles": HtmlFormatter(style="friendly").get_style_defs(".highlight")}
    page, _ = _exporter().from_notebook_node(notebook, resources={"page": told})
    return str(page)


@cache
def _exporter() -> Any:
    """Return what makes pages; its templates are compiled once."""
    from nbconvert import HTMLExporter

    folder = str(Path(__file__).parent / "templates")
    return HTMLExporter(template_name="page", extra_template_basedirs=[folder])


def rehearse() -> None:
    """Make a small page, so that what the first one sets up is there before processes are forked."""
    shown = nbformat.v4.new_output("display_data", {"text/html": "<p>&mdash;</p>", "text/markdown": "*a*"})
    cells = [nbformat.v4.new_markdown_cell("# a"), nbformat.v4.new_code_cell("a = 1", outputs=[shown])]
    to_html(nbformat.v4.new_notebook(cells=cells), Words())
