"""Processes that make one step each, in an environment that is the same on every machine.

Where fork is safe, they are forks of one server that has imported what steps use; elsewhere each starts anew.
"""

import errno
import gc
import json
import multiprocessing
import os
import pkgutil
import shutil
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection, forkserver
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from paperbuild import computed, file_audit
from paperbuild.digests import folders
from paperbuild.errors import BuildError, PaperbuildError
from paperbuild.pipeline import Build, Job, Step

#: Environment variables of every step; everything else that could change a byte is left out.
FIXED = {
    "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC", "COLUMNS": "80", "SOURCE_DATE_EPOCH": "0",
    "PYTHONHASHSEED": "0", "PYTHONNOUSERSITE": "1", "PYTHONUTF8": "1", "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    "JUPYTER_PREFER_ENV_PATH": "1", "JUPYTER_NO_CONFIG": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
KEPT = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV",
        "PPKS_ENGINE")
LIBRARY = Path(__file__).parents[1]
#: What a machine may lack while a step writes, and what to do.
LACKING = {
    errno.ENOSPC: ("the disk is full", "free some space, then run again; the last good results stay"),
    errno.EDQUOT: ("the disk quota is used up", "free some space, then run again; the last good results stay"),
    errno.EROFS: ("the disk can only be read", "copy the project to a disk that can be written"),
    errno.EACCES: ("a file or folder may not be read or written", "change its permissions, or its owner"),
    errno.EMFILE: ("too many files are open", "run again with --jobs 1"),
}
SECONDS_TO_END = 5
#: Objects made before Python looks for cycles again: notebooks make many, and keep them.
_BETWEEN_COLLECTIONS = 50_000


def can_fork() -> bool:
    """Whether a process with compiled libraries can be forked safely: on Linux; on macOS some may crash then."""
    return sys.platform == "linux"


def _environment(build: Path, folder: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a step: its own home and settings folders, our library, fixed values."""
    own = {"HOME": folder, "IPYTHONDIR": folder / "ipython", "JUPYTER_DATA_DIR": folder / "jupyter",
           "JUPYTER_CONFIG_DIR": folder / "jupyter", "JUPYTER_RUNTIME_DIR": folder / "jupyter",
           "MPLCONFIGDIR": build / "matplotlib", "PYTHONPATH": LIBRARY}
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | FIXED | {name: str(path) for name, path in own.items()} | dict(variables)


@contextmanager
def _environed(values: Mapping[str, str]) -> Iterator[None]:
    """Let processes that start meanwhile have just these environment variables."""
    before = dict(os.environ)
    _set(values)
    try:
        yield
    finally:
        _set(before)


def _set(values: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(values)


def main(folder: str, environment: Mapping[str, str], answer: Connection) -> None:
    """Make the step of ``job.json`` in a folder; send what went wrong, or nothing, and end.

    Parameters
    ----------
    folder : str
        The step's own; its ``log.txt`` takes what the step prints.
    environment : mapping of str to str
        All environment variables that the step has.
    answer : Connection
        Takes a mapping of an error's parts; an empty one when the step was made.
    """
    _settle(Path(folder), environment)
    answer.send(_made(Path(folder)))
    sys.stdout.flush()


def _settle(folder: Path, environment: Mapping[str, str]) -> None:
    """Take the step's environment, print to its log, leave Ctrl-C to the build, and end when the build has ended."""
    gc.freeze()  # what was imported before the fork stays: collections leave it alone, and its memory shared
    gc.set_threshold(_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _set(environment)
    log = os.open(folder / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    file_audit.start()


def _end_after(sentinel: int) -> None:
    """End this process when the one that started it has ended, however that ended."""
    connection.wait([sentinel])
    os.kill(os.getpid(), signal.SIGKILL)


def _made(folder: Path) -> dict[str, Any]:
    told = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    job = Job(told["name"], told["parameters"], Path(told["root"]), folder, told["context"])
    try:
        os.chdir(job.root)
        pkgutil.resolve_name(told["make"])(job)
    except (PaperbuildError, ValueError) as error:
        if not hasattr(error, "what"):
            raise
        return {name: getattr(error, name, "") for name in ("what", "where", "expected", "fix")}
    except OSError as error:
        if error.errno not in LACKING:
            raise
        what, fix = LACKING[error.errno]
        name = Path(str(error.filename)).name if error.filename else "?"
        return {"what": what, "where": f"step {job.name}, {name}", "expected": "", "fix": fix}
    return {}


@dataclass
class Worker:
    """One step under way: its process and its folder, below which ``out`` mirrors the project.

    Its inputs are as they were when it started: what is edited meanwhile makes it stale. The process ends itself when
    the build has ended, however that ended.
    """

    step: Step
    inputs: Mapping[str, str]
    folder: Path
    build: Build
    process: BaseProcess
    answer: Connection

    @classmethod
    def start(cls, step: Step, build: Build, *, warm: bool) -> "Worker":
        """Start the process of a step in an empty folder below ``.build``.

        Parameters
        ----------
        step : Step
            What to make.
        build : Build
            Whose step it is.
        warm : bool
            Whether to fork it from the server.
        """
        own = build.root / ".build"
        folder = own / "steps" / step.name
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "out").mkdir(parents=True)
        inputs = build.inputs(step)
        job = {"name": step.name, "make": step.make, "parameters": dict(step.parameters), "root": str(build.root),
               "context": dict(build.context)}
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        (folder / "inputs.json").write_text(json.dumps(inputs, sort_keys=True), encoding="utf-8")
        variables = {file_audit.NOTES: str(folder / "reads.jsonl"), file_audit.READERS: " ".join(build.readers),
                     "PPKS_INPUTS": str(folder / "inputs.json"), computed.FOLDER: str(build.computed),
                     **build.variables}
        context: Any = multiprocessing.get_context("forkserver" if warm else "spawn")
        mine, its = context.Pipe(duplex=False)
        told = (str(folder), _environment(own, folder, variables), its)
        process = context.Process(target=main, args=told, name=step.name)
        with _environed(_environment(own, own, build.variables)):
            process.start()
        its.close()
        return cls(step, inputs, folder, build, process, mine)

    def outputs(self) -> list[Path]:
        """Return the files that the finished step made, below ``out``; raise its error when it failed."""
        self.process.join()
        error = self._error()
        if error:
            raise BuildError(**error)
        self._refuse_undeclared()
        return sorted(path for path in (self.folder / "out").rglob("*") if path.is_file())

    def _error(self) -> dict[str, Any]:
        """Return what the step said went wrong; of one that said nothing, how its process ended."""
        if self.answer.poll():
            try:
                return dict(self.answer.recv())
            except EOFError:
                pass
        log = self.folder / "log.txt"
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.is_file() else []
        told = {"what": f"step {self.step.name}", "where": " | ".join(line.strip() for line in lines[-3:])[:400],
                "expected": "", "fix": "run it again; a killed step may have been short of memory: --jobs 1"}
        begun = self.folder / "begun.json"
        if begun.is_file():
            told = json.loads(begun.read_text(encoding="utf-8"))
        return told | {"what": f"{told['what']}: ended with status {self.process.exitcode}"}

    def _refuse_undeclared(self) -> None:
        root = self.build.root
        declared = [*self.step.sources, *(root / name for name in self.inputs), *folders(self.build.packages),
                    *self.build.shared]
        for name in file_audit.undeclared(self.folder / "reads.jsonl", declared, [root / ".build"]):
            told = Path(name).relative_to(root).as_posix() if Path(name).is_relative_to(root) else name
            raise BuildError(f"step {self.step.name} reads {told}, which is not declared",
                             where=", ".join(path.relative_to(root).as_posix() for path in self.step.sources[:1]),
                             expected="only its declared sources, and the code of the build",
                             fix="name the file in the study file; or take what reads it out of the notebook")

    def stop(self) -> None:
        """End the process, and with it its kernel."""
        if self.process.exitcode is None:
            self.process.terminate()
            self.process.join(SECONDS_TO_END)
            if self.process.exitcode is None:
                self.process.kill()
        self.process.join(SECONDS_TO_END)
        self.answer.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def finished(workers: list[Worker]) -> list[Worker]:
    """Wait until some of the workers have ended; return those.

    Parameters
    ----------
    workers : list of Worker
        Those under way.
    """
    ended = set(connection.wait([worker.process.sentinel for worker in workers]))
    return [worker for worker in workers if worker.process.sentinel in ended]


@contextmanager
def ending(workers: list[Worker], build: Build, preload: tuple[str, ...]) -> Iterator[bool]:
    """End all workers on the way out, whatever the way, and the server that they were forked from.

    Parameters
    ----------
    workers : list of Worker
        Those under way, then.
    build : Build
        Whose steps they make.
    preload : tuple of str
        What the server imports, at once; without any, or where fork is unsafe, there is no server.

    Yields
    ------
    bool
        Whether there is a server.
    """
    own = build.root / ".build"
    served = bool(preload) and can_fork()
    if served:
        multiprocessing.set_forkserver_preload(["paperbuild.preload"])
        with _environed(_environment(own, own, {**build.variables, "PPKS_PRELOAD": " ".join(preload)})):
            forkserver.ensure_running()
    try:
        yield served
    finally:
        for worker in workers:
            worker.stop()
        with suppress(OSError):
            (own / "steps").rmdir()
        if served:  # the next build may be of other code; the standard library has no public way to end it
            forkserver._forkserver._stop()  # type: ignore[attr-defined]
