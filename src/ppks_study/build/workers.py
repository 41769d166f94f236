"""Processes that make one step each, in an environment that is the same on every machine."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ppks_study.build.steps import LIBRARY, Step
from ppks_study.errors import BuildError
from ppks_study.study import Study

#: What a step sees of the machine; everything else that could change a byte is left out.
ENVIRONMENT = {
    "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC", "COLUMNS": "80", "SOURCE_DATE_EPOCH": "0",
    "PYTHONHASHSEED": "0", "PYTHONNOUSERSITE": "1", "PYTHONUTF8": "1", "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    "JUPYTER_PREFER_ENV_PATH": "1", "JUPYTER_NO_CONFIG": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
KEPT = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE")
SECONDS_TO_END = 5


def environment(build: Path, folder: Path) -> dict[str, str]:
    """Return the environment of a step: its own home and settings folders, our library, fixed values."""
    own = {"HOME": folder, "IPYTHONDIR": folder / "ipython", "JUPYTER_DATA_DIR": folder / "jupyter",
           "JUPYTER_CONFIG_DIR": folder / "jupyter", "JUPYTER_RUNTIME_DIR": folder / "jupyter",
           "MPLCONFIGDIR": build / "matplotlib", "PYTHONPATH": LIBRARY.parent}
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | ENVIRONMENT | {name: str(path) for name, path in own.items()}


@dataclass
class Worker:
    """One step under way: its process and its folder, below which ``out`` mirrors the project.

    Its inputs are as they were when it started: what is edited meanwhile makes it stale. The process ends itself when
    its standard input closes, so that none outlives the build.
    """

    step: Step
    inputs: Mapping[str, str]
    folder: Path
    process: "subprocess.Popen[bytes]"

    @classmethod
    def start(cls, step: Step, inputs: Mapping[str, str], study: Study) -> "Worker":
        """Start the process of a step in an empty folder below ``.build``."""
        build = study.root / ".build"
        folder = build / "steps" / step.name
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "out").mkdir(parents=True)
        job = {"kind": step.kind, "study": str(study.path), "name": step.name, "parameters": dict(step.parameters)}
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        with (folder / "log.txt").open("wb") as log:
            process = subprocess.Popen([sys.executable, "-m", "ppks_study.build.worker", str(folder)], cwd=study.root,
                                       env=environment(build, folder), stdin=subprocess.PIPE, stdout=log,
                                       stderr=subprocess.STDOUT, start_new_session=True)
        return cls(step, inputs, folder, process)

    def outputs(self) -> list[Path]:
        """Return the files that the finished step made, below ``out``; raise its error when it failed."""
        if self.process.returncode == 0:
            return sorted(path for path in (self.folder / "out").rglob("*") if path.is_file())
        error = self.folder / "error.json"
        if error.is_file():
            raise BuildError(**json.loads(error.read_text(encoding="utf-8")))
        said = (self.folder / "log.txt").read_text(encoding="utf-8", errors="replace").splitlines()
        raise BuildError(f"step {self.step.name} ended with status {self.process.returncode}",
                         where=" | ".join(line.strip() for line in said[-3:])[:400],
                         fix="run it again; a killed step may have been short of memory: --jobs 1")

    def stop(self) -> None:
        """End the process, and with it its kernel."""
        _close(self.process.stdin)
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _close(stream: IO[bytes] | None) -> None:
    if stream is not None:
        stream.close()


@contextmanager
def ending(workers: list[Worker]) -> Iterator[None]:
    """End all workers on the way out, whatever the way."""
    try:
        yield
    finally:
        for worker in workers:
            worker.stop()
