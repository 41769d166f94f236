"""A copy of the project to measure in, so that nobody's results are touched."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import Cost, measure

ROOT = Path(__file__).parents[1]
STUDY = "payakumbuh-2019"
_FOLDERS = ("studies", "instrument", "data", "notebooks", "paper")
_FILES = ("requirements.lock", "pyproject.toml")
#: What a build makes.
_MADE = ("figures", "results", "data/processed", ".build")


@contextmanager
def copied() -> Iterator[Path]:
    """Give a copy of what a build reads, without anything made."""
    with TemporaryDirectory(prefix="bench-") as folder:
        project = Path(folder) / "project"
        ignored = shutil.ignore_patterns("processed", "__pycache__", "*-checkpoint*")
        for name in _FOLDERS:
            shutil.copytree(ROOT / name, project / name, ignore=ignored)
        for name in _FILES:
            shutil.copy(ROOT / name, project / name)
        yield project


def environment() -> dict[str, str]:
    """Return what must be set so that this project's library is used, whatever is installed."""
    return {"PYTHONPATH": os.fspath(ROOT / "src")}


def python(project: Path, *arguments: str, watch: bool = False, statuses: tuple[int, ...] = (0,),
           **variables: str) -> Cost:
    """Measure this Python with arguments in a copy."""
    return measure([sys.executable, *arguments], cwd=project, env={**environment(), **variables}, watch=watch,
                   statuses=statuses)


def ppks(project: Path, *arguments: str, watch: bool = False, statuses: tuple[int, ...] = (0,)) -> Cost:
    """Measure `ppks` with arguments in a copy."""
    return python(project, "-m", "ppks_study", *arguments, watch=watch, statuses=statuses)


def emptied(project: Path) -> None:
    """Remove everything that a build made."""
    for name in _MADE:
        shutil.rmtree(project / name, ignore_errors=True)
