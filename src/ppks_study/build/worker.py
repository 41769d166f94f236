"""The process of one step: makes its outputs below a folder ``out`` that mirrors the project."""

import errno
import json
import os
import signal
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ppks_study.build import making, watch
from ppks_study.build.forking import end_with_parent
from ppks_study.errors import PpksError
from ppks_study.study import Study

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
    except PpksError as error:
        return {"what": error.what, "where": error.where, "expected": error.expected, "fix": error.fix}
    except OSError as error:
        if error.errno not in LACKING:
            raise
        what, fix = LACKING[error.errno]
        name = Path(str(error.filename)).name if error.filename else "?"
        return {"what": what, "where": f"step {job['name']}, {name}", "expected": "", "fix": fix}
    return {}
