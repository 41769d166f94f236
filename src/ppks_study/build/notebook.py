"""One notebook through papermill and nbconvert: same inputs, same bytes."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat

from ppks_study.errors import PpksError

#: What a kernel sees of the machine: nothing that differs.
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0", "MPLBACKEND": "agg",
               "PYTHONDONTWRITEBYTECODE": "1", "SOURCE_DATE_EPOCH": "0"}
CODE_WORD = {"id": "Kode", "en": "Code"}
CELL_TIMEOUT = 300


class NotebookError(PpksError):
    """A cell that failed, or a kernel that died or hung."""


def run(notebook: Path, folder: Path, parameters: Mapping[str, Any], root: Path) -> None:
    """Execute a notebook and write it, as .ipynb and .html, with all that it saves, into a folder.

    Raises
    ------
    NotebookError
        A cell failed; says notebook, cell, line and parameters.
    """
    import papermill

    profile = folder / ".ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_kernel_config.py").write_text("c.IPKernelApp.log_level = 40\n")
    os.environ.update(ENVIRONMENT, PPKS_OUTPUT=str(folder), IPYTHONDIR=str(folder / ".ipython"))
    target = folder / notebook.name
    try:
        papermill.execute_notebook(str(notebook), str(target), parameters=dict(parameters), cwd=str(root),
                                   progress_bar=False, log_output=False, execution_timeout=CELL_TIMEOUT,
                                   coalesce_streams=True)
    except papermill.exceptions.PapermillExecutionError as error:
        where = f"{notebook.name}, code cell {error.exec_count}: {_failing(error)}; {dict(parameters)}"
        raise NotebookError(f"{error.ename}: {error.evalue}".strip()[:600], where=where,
                            fix="run the notebook in JupyterLab (make lab) to see more") from error
    except Exception as error:
        raise NotebookError(f"the kernel did not finish: {type(error).__name__}: {error}"[:600],
                            where=f"{notebook.name}; {dict(parameters)}") from error
    executed = normalised(nbformat.read(target, as_version=4))
    nbformat.write(executed, target)
    page = to_html(executed, str(parameters["lang"]), notebook.stem)
    target.with_suffix(".html").write_text(page, encoding="utf-8", newline="\n")


def _failing(error: Any) -> str:
    lines = [line for line in str(error.source or "").splitlines() if line.strip()]
    return lines[-1][:160] if lines else ""


def normalised(notebook: Any) -> Any:
    """Return an executed notebook without what differs from run to run: times, random ids, paths."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("widgets", None)
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        cell["id"] = f"cell-{number}"
    return notebook


def to_html(notebook: Any, lang: str, name: str) -> str:
    """Return an executed notebook as one page that asks the network for nothing; code folded but there."""
    from nbconvert import HTMLExporter
    from pygments.formatters import HtmlFormatter

    exporter = HTMLExporter(template_name="ppks", extra_template_basedirs=[str(Path(__file__).parent / "templates")])
    resources = {"ppks": {"lang": lang, "code": CODE_WORD[lang], "name": name,
                          "styles": HtmlFormatter(style="friendly").get_style_defs(".highlight")}}
    page, _ = exporter.from_notebook_node(notebook, resources=resources)
    return str(page)
