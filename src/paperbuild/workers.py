"""Processes that make one step each, in an environment that is the same on every machine.

Where fork is safe, they are forks of one server that has imported what steps and notebooks use; elsewhere each starts
anew.
"""

import errno
import json
import multiprocessing
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection, forkserver
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from paperbuild import file_audit as watch
from paperbuild.environment import environed, environment
from paperbuild.errors import BuildError, PaperbuildError
from paperbuild.forking import PRELOAD, end_with_parent
from paperbuild.source_code import folders
from ppks_study import step_outputs as making
from ppks_study.steps import Step
from ppks_study.study import PACKAGES, Study

# The process of one step: makes its outputs below a folder ``out`` that mirrors the project.

#: What a machine may lack while a step writes, and what to do.
LACKING = {
    errno.ENOSPC: ("the disk is full", "free some space, then run again; the last good results stay"),
    errno.EDQUOT: ("the disk quota is used up", "free some space, then run again; the last good results stay"),
    errno.EROFS: ("the disk can only be read", "copy the project to a disk that can be written"),
    errno.EACCES: ("a file or folder may not be read or written", "change its permissions, or its owner"),
    errno.EMFILE: ("too many files are open", "run again with --jobs 1"),
}


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
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.clear()
    os.environ.update(environment)
    log = os.open(folder / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    watch.start()


def _made(folder: Path) -> dict[str, Any]:
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    try:
        study = Study.load(job["study"])
        os.chdir(study.root)
        making.make(job["kind"], study, job["name"], job["parameters"], folder)
    except PaperbuildError as error:
        return {"what": error.what, "where": error.where, "expected": error.expected, "fix": error.fix}
    except OSError as error:
        if error.errno not in LACKING:
            raise
        what, fix = LACKING[error.errno]
        name = Path(str(error.filename)).name if error.filename else "?"
        return {"what": what, "where": f"step {job['name']}, {name}", "expected": "", "fix": fix}
    return {}


SECONDS_TO_END = 5


@dataclass
class Worker:
    """One step under way: its process and its folder, below which ``out`` mirrors the project.

    Its inputs are as they were when it started: what is edited meanwhile makes it stale. The process ends itself when
    the build has ended, however that ended.
    """

    step: Step
    inputs: Mapping[str, str]
    folder: Path
    study: Study
    process: BaseProcess
    answer: Connection

    @classmethod
    def start(cls, step: Step, inputs: Mapping[str, str], study: Study, *, warm: bool, seconds: int) -> "Worker":
        """Start the process of a step in an empty folder below ``.build``.

        Parameters
        ----------
        step : Step
            What to make.
        inputs : mapping of str to str
            The hash of each of its inputs.
        study : Study
            Whose step it is.
        warm : bool
            Whether to fork it from the server.
        seconds : int
            What a notebook's cell may take.
        """
        build = study.root / ".build"
        folder = build / "steps" / step.name
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "out").mkdir(parents=True)
        job = {"kind": step.kind, "study": str(study.path), "name": step.name, "parameters": dict(step.parameters)}
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        (folder / "inputs.json").write_text(json.dumps(inputs, sort_keys=True), encoding="utf-8")
        own = {watch.NOTES: str(folder / "reads.jsonl"), "PPKS_INPUTS": str(folder / "inputs.json"),
               "PPKS_CELL_SECONDS": str(seconds), "PPKS_ENGINE": "warm" if warm else "nbclient"}
        context: Any = multiprocessing.get_context("forkserver" if warm else "spawn")
        mine, its = context.Pipe(duplex=False)
        told = (str(folder), environment(build, folder) | own, its)
        process = context.Process(target=main, args=told, name=step.name)
        with environed(environment(build, build)):
            process.start()
        its.close()
        return cls(step, inputs, folder, study, process, mine)

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
        said = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.is_file() else []
        return {"what": f"step {self.step.name} ended with status {self.process.exitcode}",
                "where": " | ".join(line.strip() for line in said[-3:])[:400], "expected": "",
                "fix": "run it again; a killed step may have been short of memory: --jobs 1"}

    def _refuse_undeclared(self) -> None:
        root = self.study.root
        declared = [*self.step.sources, *(root / name for name in self.inputs), *folders(PACKAGES), self.study.path]
        for name in watch.undeclared(self.folder / "reads.jsonl", declared, [root / ".build"]):
            told = Path(name).relative_to(root).as_posix() if Path(name).is_relative_to(root) else name
            raise BuildError(f"step {self.step.name} reads {told}, which is not declared",
                             where=", ".join(path.relative_to(root).as_posix() for path in self.step.sources[:1]),
                             expected="only what the study file names, the notebook, and the library",
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
    """Wait until some of the workers have ended; return those."""
    ended = set(connection.wait([worker.process.sentinel for worker in workers]))
    return [worker for worker in workers if worker.process.sentinel in ended]


@contextmanager
def ending(workers: list[Worker], build: Path, *, served: bool) -> Iterator[None]:
    """End all workers on the way out, whatever the way, and the server that they were forked from.

    Parameters
    ----------
    workers : list of Worker
        Those under way, then.
    build : Path
        The project's ``.build``, where they have their folders.
    served : bool
        Whether there is to be a server; it begins to import at once.
    """
    if served:
        multiprocessing.set_forkserver_preload([PRELOAD])
        with environed(environment(build, build)):
            forkserver.ensure_running()
    try:
        yield
    finally:
        for worker in workers:
            worker.stop()
        with suppress(OSError):
            (build / "steps").rmdir()
        if served:
            _end_server()


def _end_server() -> None:
    """End the server: the next build may be of other code. The standard library has no public way to do so."""
    forkserver._forkserver._stop()  # type: ignore[attr-defined]
