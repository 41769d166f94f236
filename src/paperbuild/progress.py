"""What a build says while it runs: a bar on a terminal, plain lines elsewhere, nothing when all is current."""

import sys
import time
from types import TracebackType
from typing import Any


class Progress:
    """Progress of a build on standard error."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._total = self._done = 0
        self._begun = time.monotonic()

    def begin(self, total: int) -> None:
        """Say how many steps there are."""
        self._total, self._begun = total, time.monotonic()

    def current(self, step: str) -> None:
        """Count a step that need not be made."""
        self._advance()

    def made(self, step: str) -> None:
        """Say that a step was made."""
        self._advance()
        text = f"made {step}"
        if not sys.stderr.isatty():
            print(f"{text} ({self._done}/{self._total}, {time.monotonic() - self._begun:.0f} s)", file=sys.stderr)
            return
        if self._bar is None:
            self._start_bar()
        self._bar.update(self._task, completed=self._done, description=text)

    def _advance(self) -> None:
        self._done += 1

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

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()
