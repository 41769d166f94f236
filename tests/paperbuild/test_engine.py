"""Cells that run in this process show what they show in a kernel."""

import os
import subprocess
import sys

import nbformat
import pytest

CELLS = ["import os, sys\nprint('out')\nprint('err', file=sys.stderr)\nprint('out again')",
         "from IPython.display import HTML, display\ndisplay(HTML('<b>1</b>'))\n{'a': 1}",
         "import pandas as pd\npd.DataFrame({'a': [1, 2]})", "1;", "", "x = 1",
         "import asyncio\nawait asyncio.sleep(0)\nget_ipython() is not None", "__name__"]
RUN = """import sys, papermill, nbformat
import paperbuild.engine
made = papermill.execute_notebook(sys.argv[1], None, engine_name=sys.argv[2], kernel_name="python3", language="python",
    progress_bar=False, coalesce_streams=True, request_save_on_cell_execute=False, execution_timeout=int(sys.argv[3]))
for cell in made.cells:
    cell.metadata = {}
made.metadata = {}
print(nbformat.writes(made))
"""


def executed(tmp_path, cells, engine, seconds=60):
    """Return a notebook's text after running, or the error's."""
    path = tmp_path / "a.ipynb"
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    for number, cell in enumerate(made.cells):
        cell["id"] = f"c{number}"
    nbformat.write(made, path)
    run = subprocess.run([sys.executable, "-c", RUN, str(path), engine, str(seconds)], capture_output=True, text=True,
                         timeout=200, check=False, env={**os.environ, "IPYTHONDIR": str(tmp_path / "ipython")})
    return run.stdout or run.stderr


def test_outputs_are_those_of_papermills_own_engine(tmp_path):
    here = executed(tmp_path, CELLS, "here")
    assert here == executed(tmp_path, CELLS, "nbclient")
    assert here.count('"output_type"') == 7


@pytest.mark.parametrize(("cell", "told"), [
    ("a = 0\n1 / a", "ZeroDivisionError: division by zero"), ("b = (", "SyntaxError"),
    ("import time\ntime.sleep(50)", "KeyboardInterrupt")], ids=["fails", "no Python", "hangs"])
def test_a_cell_that_fails_or_hangs_ends_the_run(tmp_path, cell, told):
    said = executed(tmp_path, ["print(1)", cell, "print('never')"], "here", 2)
    assert told in said
    assert "PapermillExecutionError" in said
    assert '"never"' not in said
