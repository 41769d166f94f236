"""The build of a study: only what is stale, two steps at a time, outputs whole or not at all."""

import os
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from paperbuild.errors import BuildError
from paperbuild.forking import can_fork
from paperbuild.lock import only_build
from paperbuild.manifest import Manifest
from paperbuild.progress import Progress
from paperbuild.source_code import code_digest
from ppks_study.steps import Step, shared, steps
from ppks_study.study import PACKAGES, Study

if TYPE_CHECKING:
    from paperbuild.workers import Worker

#: What a notebook's cell may take, in seconds.
CELL_SECONDS = 300
#: Kinds of steps that begin while the server still imports, each in a process of its own.
FIRST = ("data", "verdicts")


@dataclass
class Build:
    """The build of one study.

    Attributes
    ----------
    study : Study
        What to build.
    languages : tuple of str
        Which languages; empty for all of the study's.
    values : mapping of str to object
        Notebook parameters to set, checked already (`parameters.given`).
    force : bool
        Whether to make everything again.
    jobs : int
        How many steps run at a time; no byte depends on it.
    progress : Progress
        Told of each step.
    only : tuple of str
        Kinds of steps to make; empty for all.
    warm : bool
        Whether steps and kernels are forked from one process that has imported all, if any notebook is to be run;
        without it, or where fork is unsafe, each starts anew, and papermill's own engine runs the notebooks. No byte
        depends on it.
    cell_seconds : int
        What a notebook's cell may take.
    """

    study: Study
    languages: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    force: bool = False
    jobs: int = 2
    progress: Progress = field(default_factory=Progress)
    only: tuple[str, ...] = ()
    warm: bool = True
    cell_seconds: int = CELL_SECONDS

    def stale(self) -> list[str]:
        """Return the steps that would be made now, without those that follow only if what these make is new."""
        self._look()
        return [step.name for step in self._wanted() if not self._is_current(step)]

    def run(self) -> list[str]:
        """Make every stale step; return the names of those that were made.

        Raises
        ------
        BuildError
            A step failed, and what it made last stays; or another build is running in this folder.
        """
        with only_build(self.study.root / ".build"), _ended_as_told():
            self._tidy()
            self._look()
            wanted = self._wanted()
            made = self._make(wanted)
            if not self.only and not self.languages:
                self.manifest.forget(set(self.manifest.steps) - {step.name for step in wanted})
            return made

    def _look(self) -> None:
        """Read the manifest of the last build, the library's code, and what every step is made of."""
        root = self.study.root
        self.manifest = Manifest.read(root / "results" / self.study.name / "manifest.json", root)
        self._code = code_digest(PACKAGES)
        self._shared = shared(self.study)

    def _wanted(self) -> list[Step]:
        return [step for step in steps(self.study, self.languages or self.study.languages, self.values)
                if not self.only or step.kind in self.only]

    def _make(self, waiting: list[Step]) -> list[str]:
        made: list[str] = []
        running: list[Worker] = []
        self.progress.begin(len(waiting))
        ready, waiting = self._sorted(waiting, running)
        if not ready:
            return made
        from paperbuild.workers import ending, finished

        served = self.warm and can_fork() and any(step.kind == "section" for step in waiting)
        with self.progress, ending(running, self.study.root / ".build", served=served):
            while ready or running:
                waiting = self._start(ready, waiting, running, served)
                made += [self._finish(worker, running) for worker in finished(running)]
                ready, waiting = self._sorted(waiting, running)
        return made

    def _sorted(self, waiting: list[Step], running: list["Worker"]) -> tuple[list[Step], list[Step]]:
        """Return the steps that are stale and can start, and all that are stale or wait for one that is."""
        ready: list[Step] = []
        left: list[Step] = []
        unfinished = {worker.step.name for worker in running}
        for step in waiting:
            if not unfinished & set(step.after):
                if self._is_current(step):
                    self.progress.current(step.name)
                    continue
                ready.append(step)
            left.append(step)
            unfinished.add(step.name)
        return ready, left

    def _is_current(self, step: Step) -> bool:
        return not self.force and self.manifest.is_current(step.name, self._inputs(step), step.parameters)

    def _inputs(self, step: Step) -> dict[str, str]:
        return step.inputs(self.manifest, self._code, self._shared)

    def _start(self, ready: list[Step], waiting: list[Step], running: list["Worker"], served: bool) -> list[Step]:
        """Start as many steps as there is room for, from the server or anew; return those that still wait."""
        from paperbuild.workers import Worker

        begun = ready[: max(0, self.jobs - len(running))]
        for step in begun:
            warm = served and step.kind not in FIRST
            running.append(Worker.start(step, self._inputs(step), self.study, warm=warm, seconds=self.cell_seconds))
        return [step for step in waiting if step not in begun]

    def _tidy(self) -> None:
        """Remove what a build that was killed left half made; such a build left its steps' folders too."""
        root, name = self.study.root, self.study.name
        left = root / ".build" / "steps"
        if not left.is_dir():
            return
        shutil.rmtree(left, ignore_errors=True)
        for folder in (root / "data" / "processed" / name, root / "figures" / name, root / "results" / name):
            for path in folder.rglob("*.part"):
                path.unlink(missing_ok=True)

    def _finish(self, worker: "Worker", running: list["Worker"]) -> str:
        outputs = [self._install(path, worker.folder / "out") for path in worker.outputs()]
        self.manifest.record(worker.step.name, worker.inputs, worker.step.parameters, outputs)
        running.remove(worker)
        worker.stop()
        self.progress.made(worker.step.name)
        return worker.step.name

    def _install(self, path: Path, out: Path) -> Path:
        target = self.study.root / path.relative_to(out)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)
        except OSError as error:
            raise BuildError(f"a result cannot be written: {error.strerror}", where=str(path.relative_to(out)),
                             expected="a file that can be replaced") from error
        return target


@contextmanager
def _ended_as_told() -> Iterator[None]:
    """Leave in order on SIGTERM: without this, workers would outlive us for a moment."""
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)
