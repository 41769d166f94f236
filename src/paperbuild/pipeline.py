"""A build: only the steps that are stale, two at a time, outputs whole or not at all."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from paperbuild.digests import code_digest, packages_digest, source_digests
from paperbuild.errors import BuildError
from paperbuild.manifest import GENERATED, Manifest

if TYPE_CHECKING:
    from paperbuild.workers import Worker


@dataclass(frozen=True)
class Step:
    """One step: a function of declared inputs to a folder of outputs.

    Attributes
    ----------
    name : str
        Like ``profile.en``; no two steps of a build have the same.
    make : str
        The dotted name of a function ``make(job)`` (`Job`); the process of the step imports it.
    parameters : mapping
        What it is called with, as JSON can hold it.
    sources : tuple of Path
        Files that it reads, beside those that every step is made of.
    after : tuple of str
        Steps whose outputs it reads.
    """

    name: str
    make: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[Path, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """What the function of a step is given.

    Attributes
    ----------
    name : str
        The step's name.
    parameters : mapping
        The step's parameters.
    root : Path
        The project's folder, which is the working folder too.
    folder : Path
        The step's own folder, empty; what lies below its ``out`` takes its place in the project.
    context : mapping
        What the build gives to every step.
    """

    name: str
    parameters: Mapping[str, Any]
    root: Path
    folder: Path
    context: Mapping[str, Any]

    def place(self, *parts: str) -> Path:
        """Return a folder for outputs, made if need be.

        Parameters
        ----------
        *parts : str
            Its path below the project, such as ``"results", "en"``.
        """
        folder = self.folder.joinpath("out", *parts)
        folder.mkdir(parents=True, exist_ok=True)
        return folder


@dataclass
class Build:
    """A build of a project.

    Attributes
    ----------
    root : Path
        The project's folder. A folder ``.build`` in it holds what steps need while they run, and what they computed.
    steps : sequence of Step
        What to make, in an order in which it can be made.
    manifest_path : Path
        The file that tells what was made last.
    packages : tuple of str
        Names of the packages whose code makes the steps: an edit of any of their files makes all steps stale.
    lock : Path, optional
        The file that names the packages whose installed versions count (``requirements.lock``).
    shared : tuple of Path
        Files that every step is made of.
    generated : tuple of str
        The folders below the project that all outputs lie in.
    context : mapping
        What each step's function is given beside its parameters; it does not count as an input.
    variables : mapping of str to str
        Environment variables of the steps, beside those that are the same everywhere.
    readers : tuple of str
        Modules that a step may run as a program of their own, each to read one declared file.
    force : bool
        Whether to make everything again.
    jobs : int
        How many steps run at a time; no byte depends on it.
    complete : bool
        Whether these are all steps of the project: what others made is removed.
    preload : tuple of str
        Modules to import once, before steps are forked, where fork is safe and there are two steps or more.
    warm : bool
        Whether to fork steps at all; else each starts anew. No byte depends on it.
    progress : Progress
        Is told of each step.
    """

    root: Path
    steps: Sequence[Step]
    manifest_path: Path
    packages: tuple[str, ...] = ()
    lock: Path | None = None
    shared: tuple[Path, ...] = ()
    generated: tuple[str, ...] = GENERATED
    context: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    readers: tuple[str, ...] = ()
    force: bool = False
    jobs: int = 2
    complete: bool = True
    preload: tuple[str, ...] = ()
    warm: bool = True
    progress: "Progress" = field(default_factory=lambda: Progress())

    def stale(self) -> list[str]:
        """Return the steps that would be made now, without those that follow only if what these make is new."""
        self._look()
        return [step.name for step in self.steps if not self._is_current(step)]

    def run(self) -> list[str]:
        """Make every stale step; return the names of those that were made.

        Raises
        ------
        BuildError
            A step failed, and what it made last stays; or another build is running in this folder.
        """
        with _only_build(self.root / ".build"), _ended_in_order():
            shutil.rmtree(self.root / ".build" / "steps", ignore_errors=True)  # left by a build that was killed
            self.manifest_path.with_suffix(".part").unlink(missing_ok=True)
            self._look()
            made = self._make(list(self.steps))
            if self.complete:
                self.manifest.forget(set(self.manifest.steps) - {step.name for step in self.steps})
            return made

    def inputs(self, step: Step) -> dict[str, str]:
        """Return the digest of each input of a step by its path, and those of the code and the packages.

        Parameters
        ----------
        step : Step
            One of the build's; those before it must have been made.
        """
        if not hasattr(self, "manifest"):
            self._look()
        made: dict[str, str] = {}
        for name in step.after:
            made |= self.manifest.outputs(name)
        return self.common | source_digests(self.root, step.sources) | made

    def _look(self) -> None:
        """Read the manifest of the last build, and what all steps are made of."""
        self.manifest = Manifest.read(self.manifest_path, self.root, self.generated)
        self.common = {"library": code_digest(self.packages)} if self.packages else {}
        if self.lock is not None:
            self.common["packages"] = packages_digest(self.lock)
        self.common |= source_digests(self.root, self.shared)

    def _make(self, waiting: list[Step]) -> list[str]:
        made: list[str] = []
        running: list[Worker] = []
        self.progress.begin(len(waiting))
        ready, waiting = self._sorted(waiting, running)
        if not ready:
            return made
        from paperbuild.computed import tidied
        from paperbuild.workers import ending, finished

        state = "-".join(self.common.get(name, "")[:12] for name in ("library", "packages"))
        self.computed = tidied(self.root / ".build" / "computed", state)
        preload = self.preload if self.warm and len(waiting) > 1 else ()
        with self.progress, ending(running, self, preload) as warm:
            while ready or running:
                waiting = self._start(ready, waiting, running, warm)
                for worker in finished(running):
                    made.append(self._finish(worker, running))
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
                    self.progress.current()
                    continue
                ready.append(step)
            left.append(step)
            unfinished.add(step.name)
        return ready, left

    def _is_current(self, step: Step) -> bool:
        return not self.force and self.manifest.is_current(step.name, self.inputs(step), step.parameters)

    def _start(self, ready: list[Step], waiting: list[Step], running: list["Worker"], warm: bool) -> list[Step]:
        """Start as many steps as there is room for; return those that still wait."""
        from paperbuild.workers import Worker

        begun = ready[: max(0, self.jobs - len(running))]
        for step in begun:
            running.append(Worker.start(step, self, warm=warm))
        return [step for step in waiting if step not in begun]

    def _finish(self, worker: "Worker", running: list["Worker"]) -> str:
        outputs = [self._install(path, worker.folder / "out") for path in worker.outputs()]
        self.manifest.record(worker.step.name, worker.inputs, worker.step.parameters, outputs)
        running.remove(worker)
        worker.stop()
        self.progress.made(worker.step.name)
        return worker.step.name

    def _install(self, path: Path, out: Path) -> Path:
        target = self.root / path.relative_to(out)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)
        except OSError as error:
            raise BuildError(f"a result cannot be written: {error.strerror}", where=str(path.relative_to(out)),
                             expected="a file that can be replaced") from error
        return target


class Progress:
    """What a build says on standard error: a bar on a terminal, plain lines elsewhere, nothing when all is current."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._total = self._done = 0
        self._begun = time.monotonic()

    def begin(self, total: int) -> None:
        """Note how many steps there are.

        Parameters
        ----------
        total : int
            Those that are current among them.
        """
        self._total, self._begun = total, time.monotonic()

    def current(self) -> None:
        """Count a step that need not be made."""
        self._done += 1

    def made(self, step: str) -> None:
        """Say that a step was made.

        Parameters
        ----------
        step : str
            Its name.
        """
        self._done += 1
        text = f"made {step}"
        if not sys.stderr.isatty():
            print(f"{text} ({self._done}/{self._total}, {time.monotonic() - self._begun:.0f} s)", file=sys.stderr)
            return
        if self._bar is None:
            self._start_bar()
        self._bar.update(self._task, completed=self._done, description=text)

    def _start_bar(self) -> None:
        from rich import progress
        from rich.console import Console

        self._bar = progress.Progress(progress.TextColumn("{task.description}"), progress.BarColumn(),
                                      progress.MofNCompleteColumn(), progress.TimeElapsedColumn(),
                                      console=Console(stderr=True))
        self._task = self._bar.add_task("", total=self._total)
        self._bar.start()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *raised: object) -> None:
        if self._bar is not None:
            self._bar.stop()


@contextmanager
def _only_build(folder: Path) -> Iterator[None]:
    """Hold the lock of a project's ``.build``, which ends with the process that holds it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = _open(folder)
    except OSError as error:
        raise BuildError(f"the project cannot be written: {error.strerror}", where=folder.name,
                         expected="a folder that may be written", fix="change its permissions, or copy it elsewhere"
                         ) from error
    try:
        try:
            _take(lock)
        except OSError:
            raise BuildError("another build is running in this folder", where=folder.parent.name,
                             fix="wait until it has ended, or stop it") from None
        yield
    finally:
        os.close(lock)


if sys.platform == "win32":
    import msvcrt

    def _open(folder: Path) -> int:
        return os.open(folder / "lock", os.O_RDWR | os.O_CREAT)

    def _take(lock: int) -> None:
        msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _open(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)

    def _take(lock: int) -> None:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Leave in order on SIGTERM: without this, workers would outlive us for a moment."""
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)
