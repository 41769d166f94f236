"""The process of one step: makes its outputs below a folder ``out`` that mirrors the project."""

import json
import os
import signal
import sys
import threading
from pathlib import Path

from ppks_study.build import making
from ppks_study.errors import PpksError
from ppks_study.study import Study


def main(folder: Path) -> int:
    """Make the step of ``job.json``; a known error goes to ``error.json`` and exit status 2."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    try:
        study = Study.load(job["study"])
        making.MAKERS[job["kind"]](study, job["name"], job["parameters"], folder)
    except PpksError as error:
        said = {"what": error.what, "where": error.where, "expected": error.expected, "fix": error.fix}
        (folder / "error.json").write_text(json.dumps(said), encoding="utf-8")
        return 2
    return 0


def _end_with_parent() -> None:
    """Wait until the build closes our standard input, then end as if told to."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
