"""How many rows are done: a bar on a terminal; elsewhere a plain line now and then, where it takes long."""

import sys
import time
from types import TracebackType
from typing import Any

#: Seconds between two plain lines.
_SECONDS = 5.0


class Rows:
    """Progress over rows, on standard error."""

    def __init__(self, total: int) -> None:
        self._total, self._done, self._said = total, 0, time.monotonic()
        self._bar: Any = None

    def advance(self, rows: int) -> None:
        """Say that so many rows more are done."""
        self._done += rows
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=self._done)
        elif time.monotonic() - self._said > _SECONDS:
            self._said = time.monotonic()
            print(f"{self._done:,} of {self._total:,} rows", file=sys.stderr)

    def __enter__(self) -> "Rows":
        if sys.stderr.isatty():
            from rich import progress
            from rich.console import Console

            self._bar = progress.Progress(progress.BarColumn(), progress.MofNCompleteColumn(),
                                          progress.TimeRemainingColumn(), console=Console(stderr=True), transient=True)
            self._bar.add_task("", total=self._total)
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()
