"""The build of a study, all outputs removed, against a loop of command lines, and against the floor."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import Cost, Failed, in_turn, measure
from benchmarks.project import STUDY, copied, emptied, environment, ppks, python
from benchmarks.report import compared

from ppks_study.steps import sections

TITLE = "The build against a loop of papermill and nbconvert, and against the floor"
TEXT = """*Build*: `ppks paper`, all that it made before removed; from the data to the article, in two languages, on two
processes. *Loop*: for each notebook and language, `papermill notebooks/X.ipynb OUT.ipynb -p study … -p lang …`, then
`jupyter nbconvert --to html OUT.ipynb`, one after the other; the respondents are there already, and neither numbers are
joined nor claims judged nor an article made. *Floor*: the same cells in one process, one after the other, and HTML of
them (`floor.py`). After that *no-op*: `ppks paper` again."""


def run(repeat: int) -> str:
    """Measure and return the section."""
    with copied() as project, TemporaryDirectory() as folder:
        tasks = [f"{section}.{lang}" for section in sections(project) for lang in ("id", "en")]
        costs = in_turn({
            "ppks paper": lambda watch: build(project, watch=watch),
            "loop": lambda watch: loop(project, Path(folder), tasks, watch=watch),
            "floor": lambda watch: floor(project, tasks, watch=watch)}, repeat)
        again = in_turn({"ppks paper, no-op": lambda watch: ppks(project, "paper", STUDY, watch=watch),
                         "python -c pass": lambda watch: python(project, "-c", "pass", watch=watch)}, max(5, repeat))
    return "\n\n".join([TEXT, compared(costs, "ppks paper", times="times the build"),
                        compared(costs, "floor", times="times the floor"),
                        compared(again, "python -c pass", times="times an empty program")])


def build(project: Path, *, watch: bool) -> Cost:
    """Measure a build of everything."""
    emptied(project)
    return ppks(project, "paper", STUDY, watch=watch)


def loop(project: Path, folder: Path, tasks: list[str], *, watch: bool) -> Cost:
    """Measure the command lines; the sum of all."""
    found = [one for task in tasks for one in _notebook(project, Path(folder), task, watch=watch)]
    return sum(found[1:], found[0])


def _notebook(project: Path, folder: Path, task: str, *, watch: bool) -> list[Cost]:
    section, lang = task.split(".")
    made, variables = folder / f"{task}.ipynb", {"PPKS_OUTPUT": str(folder / task)}
    (folder / task).mkdir(exist_ok=True)
    executed = python(project, "-m", "papermill", f"notebooks/{section}.ipynb", str(made), "-p", "study", STUDY, "-p",
                      "lang", lang, "-k", "python3", "--no-progress-bar", watch=watch, **variables)
    html = measure([sys.executable, "-m", "nbconvert", "--to", "html", str(made)], cwd=project,
                   env=environment(), watch=watch)
    if not made.with_suffix(".html").is_file():
        raise Failed(f"{task}: no HTML")
    return [executed, html]


def floor(project: Path, tasks: list[str], *, watch: bool) -> Cost:
    """Measure the cells in one process."""
    with TemporaryDirectory() as folder:
        return python(project, str(Path(__file__).with_name("floor.py")), STUDY, folder, *tasks, watch=watch)
