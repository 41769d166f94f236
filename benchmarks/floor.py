"""The floor: the code cells of all notebooks in one process, one after the other, and their pages as HTML.

``python benchmarks/floor.py STUDY FOLDER SECTION.LANG …`` runs in a project. What a build adds to it is processes,
isolation of each notebook, what is stale, the joining of numbers, the verification and the article.
"""

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import CapturedIO, capture_output

from paperbuild.notebooks import to_html
from ppks_study.step_outputs import page_words
from ppks_study.study import Study


def run(shell: InteractiveShell, notebook: Any, parameters: dict[str, str]) -> Any:
    """Run the cells of a notebook, parameters set after their cell; keep what they show."""
    shell.reset(new_session=False)
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        with capture_output() as shown:
            shell.display_trap.hook = CapturingDisplayHook(shell, shell.display_pub.outputs)
            result = shell.run_cell(cell.source)
        result.raise_error()
        cell.outputs = _outputs(shown)
        if "parameters" in cell.metadata.get("tags", []):
            shell.run_cell("\n".join(f"{name} = {value!r}" for name, value in parameters.items()))
    return notebook


def _outputs(shown: CapturedIO) -> list[Any]:
    texts = [nbformat.v4.new_output("stream", name="stdout", text=shown.stdout)] if shown.stdout else []
    return texts + [nbformat.v4.new_output("display_data", data=one.data or {}, metadata=one.metadata or {})
                    for one in shown.outputs]


def main(name: str, folder: str, *tasks: str) -> None:
    """Run all tasks, each saving into a folder of its own."""
    study, shell = Study.load(name), InteractiveShell.instance()
    for task in tasks:
        section, lang = task.split(".")
        place = Path(folder) / task
        place.mkdir(parents=True)
        os.environ["PPKS_OUTPUT"] = str(place)
        notebook = nbformat.read(study.root / "notebooks" / f"{section}.ipynb", as_version=4)
        executed = run(shell, notebook, {"study": name, "lang": lang})
        nbformat.write(executed, place / f"{section}.ipynb")
        (place / f"{section}.html").write_text(to_html(executed, page_words(study, section, lang)), encoding="utf-8")


if __name__ == "__main__":
    os.environ["MPLBACKEND"] = "agg"
    main(*sys.argv[1:])
