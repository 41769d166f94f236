"""The build of a study: only what is stale, two steps at a time, outputs whole or not at all."""

import fcntl
import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from ppks_study.build.manifest import Manifest
from ppks_study.build.progress import Progress
from ppks_study.build.steps import Step, shared, steps
from ppks_study.build.workers import Worker, ending
from ppks_study.errors import BuildError
from ppks_study.study import Study

SECONDS_BETWEEN_LOOKS = 0.02


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
    """

    study: Study
    languages: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    force: bool = False
    jobs: int = 2
    progress: Progress = field(default_factory=Progress)
    only: tuple[str, ...] = ()

    def run(self) -> list[str]:
        """Make every stale step; return the names of those that were made.

        Raises
        ------
        BuildError
            A step failed, and what it made last stays; or another build is running in this folder.
        """
        root = self.study.root
        with _only_build(root / ".build"), _ended_as_told():
            self.manifest = Manifest.read(root / "results" / self.study.name / "manifest.json", root)
            wanted = [step for step in steps(self.study, self.languages or self.study.languages, self.values)
                      if not self.only or step.kind in self.only]
            made = self._make(wanted)
            if not self.only and not self.languages:
                self.manifest.forget(set(self.manifest.steps) - {step.name for step in wanted})
            return made

    def _make(self, waiting: list[Step]) -> list[str]:
        self._shared = shared(self.study)
        made: list[str] = []
        running: list[Worker] = []
        self.progress.begin(len(waiting))
        with self.progress, ending(running):
            while waiting or running:
                waiting = self._start(waiting, running)
                made += [self._finish(worker, running) for worker in list(running) if worker.process.poll() is not None]
                if running:
                    time.sleep(SECONDS_BETWEEN_LOOKS)
        return made

    def _start(self, waiting: list[Step], running: list[Worker]) -> list[Step]:
        """Start what can start; return the steps that still wait."""
        left: list[Step] = []
        unfinished = {worker.step.name for worker in running}
        for step in waiting:
            if unfinished & set(step.after):
                left.append(step)
            elif not self._run(step, running):
                self.progress.current(step.name)
                continue
            elif step.name not in {worker.step.name for worker in running}:
                left.append(step)
            unfinished.add(step.name)
        return left

    def _run(self, step: Step, running: list[Worker]) -> bool:
        """Start a stale step if there is room; return whether it is stale."""
        inputs = step.inputs(self.manifest, self._shared)
        if not self.force and self.manifest.is_current(step.name, inputs, step.parameters):
            return False
        if len(running) < self.jobs:
            running.append(Worker.start(step, inputs, self.study))
        return True

    def _finish(self, worker: Worker, running: list[Worker]) -> str:
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
def _only_build(folder: Path) -> Iterator[None]:
    """Hold the project's build lock; refuse when another build holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BuildError("another build is running in this folder", where=folder.parent.name,
                             fix="wait until it has ended, or stop it") from None
        yield


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
