"""Projects to build: small ones, and how a build is run on them."""

import os
import subprocess
import sys

import nbformat
from tests.conftest import ROOT, copy_project

STUDY = "payakumbuh-2019"
PARAMETERS = f'study = "{STUDY}"  # type: str  Study\nlang = "id"  # type: str  Language\n'
FLOOR = "floor_idr = None  # type: int  Wage floor\n"
#: Saves a figure and a number as a page does, without drawing.
SAVE = """import json, os, pathlib
folder = pathlib.Path(os.environ["PPKS_OUTPUT"])
for kind, name, text in ((("figures", "{name}-one.svg", "<svg/>"), ("tables", "{name}-one.csv", "a"),
        ("figures", "{name}.json", json.dumps({{"one": {{"title": lang, "alt": "an <alt>"}}}})),
        ("numbers", "{name}.json", json.dumps({{"{name}.a.count": {{"value": {value}}}}})))):
    (folder / kind).mkdir(exist_ok=True)
    (folder / kind / name).write_text(text)
"""


def notebook(name, *cells, parameters=PARAMETERS, value=1):
    """Return a small notebook."""
    first = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    sources = [SAVE.format(name=name, value=value), *cells]
    made = nbformat.v4.new_notebook(cells=[first, *map(nbformat.v4.new_code_cell, sources)])
    for place, cell in enumerate(made.cells):
        cell["id"] = f"{name}-{place}"
    made.metadata["kernelspec"] = {"name": "somebody-elses", "display_name": "Mine", "language": "python"}
    return made


def put(project, name, *cells, **options):
    """Write a small notebook into a project."""
    nbformat.write(notebook(name, *cells, **options), project / "notebooks" / f"{name}.ipynb")


def small(project):
    """Return a project with two small notebooks and no article."""
    copy_project(project)
    for path in [*(project / "notebooks").glob("*"), *(project / "paper").glob("*.typ")]:
        path.unlink()
    put(project, "profile")
    put(project, "incentive", parameters=PARAMETERS + FLOOR)
    return project


def command(project, *arguments, **environment):
    """Return the arguments and options of a process that runs `ppks` in a project."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment}
    return [sys.executable, "-m", "ppks_study", *arguments], {"cwd": project, "env": env, "text": True,
                                                             "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}


def ppks(project, *arguments, **environment):
    """Run `ppks` in a project."""
    told, options = command(project, *arguments, **environment)
    return subprocess.run(told, check=False, timeout=300, **options)


def made(run):
    """Return the steps that a run says it made."""
    assert run.returncode == 0, run.stderr
    return {line.split()[1] for line in run.stderr.splitlines() if line.startswith("made ")}


def contents(project, *folders):
    """Return the bytes of the generated files by path."""
    return {path.relative_to(project).as_posix(): path.read_bytes() for folder in folders
            for path in sorted((project / folder).rglob("*")) if path.is_file()}
