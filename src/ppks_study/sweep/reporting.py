"""What a sweep says while it runs: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from ppks_study.sweep.cluster import Job


class Reporting:
    """Progress of a sweep on standard error."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._total = self._done = 0
        self._begun = time.monotonic()

    def begin(self, total: int) -> None:
        """Say how many sections are to be run."""
        self._total, self._begun = total, time.monotonic()
        if sys.stderr.isatty():
            from rich import progress
            from rich.console import Console

            self._bar = progress.Progress(progress.TextColumn("{task.description}"), progress.BarColumn(),
                                          progress.MofNCompleteColumn(), progress.TimeElapsedColumn(),
                                          progress.TimeRemainingColumn(), console=Console(stderr=True))
            self._task = self._bar.add_task("sections", total=total)
            self._bar.start()
        else:
            print(f"{total} sections to run", file=sys.stderr, flush=True)

    def ended(self, job: Job, error: Mapping[str, str] | None) -> None:
        """Say that a section ended, well or not."""
        self._done += 1
        text = f"{job.district} {job.section}" + (f": {error['what']}" if error else "")
        if self._bar is not None:
            self._bar.update(self._task, completed=self._done, description=text[:40])
            return
        spent = time.monotonic() - self._begun
        print(f"{'failed' if error else 'made'} {text} ({self._done}/{self._total}, {spent:.0f} s)", file=sys.stderr,
              flush=True)

    def __enter__(self) -> "Reporting":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()
