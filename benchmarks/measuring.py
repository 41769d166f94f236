"""What a command costs: time, processor time of all its processes, memory; and ratios of commands run in turn."""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

#: Seconds between two looks at the memory of a command's processes; seconds that a command may take.
LOOK, LIMIT = 0.1, 3600
LAUNCHER = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Cost:
    """What one run cost.

    Attributes
    ----------
    seconds, processor : float
        From start to end; of the processor, by the process and all its descendants that it waited for.
    peak : int
        Bytes of the largest single process.
    together : int
        Bytes of all processes at one moment, shared memory counted once; 0 where it was not watched.
    """

    seconds: float
    processor: float
    peak: int
    together: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.seconds + other.seconds, self.processor + other.processor, max(self.peak, other.peak),
                    max(self.together, other.together))


class Failed(RuntimeError):
    """A command that was to be measured and failed."""


def measure(command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None, watch: bool = False,
            statuses: Sequence[int] = (0,)) -> Cost:
    """Run a command and return what it cost.

    Parameters
    ----------
    command : sequence of str
        Program and arguments.
    cwd : Path
        Where it is run.
    env : mapping of str to str, optional
        Environment variables beside those of this process.
    watch : bool
        Whether to look at the memory of all its processes meanwhile, which costs a little time.
    statuses : sequence of int
        Exit statuses that are no failure.

    Raises
    ------
    Failed
        It ended with another status, or took longer than `LIMIT`; says the end of what it printed.
    """
    with tempfile.TemporaryDirectory() as folder:
        notes, said = Path(folder) / "notes.json", Path(folder) / "said.txt"
        with said.open("wb") as output:
            launcher = subprocess.Popen([sys.executable, "-I", "-S", str(LAUNCHER), str(notes), *command], cwd=cwd,
                                        stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                        env={**os.environ, **(env or {})}, start_new_session=True)
            looks = _Looks(launcher.pid) if watch else None
            ended = _wait(launcher)
            together = looks.end() if looks else 0
        found = json.loads(notes.read_text()) if ended else {"status": f"none in {LIMIT} s"}
        if found["status"] not in statuses:
            printed = said.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise Failed(f"{' '.join(command)}: status {found['status']}\n{printed}")
    return Cost(found["seconds"], found["processor"], found["peak"], together)


def _wait(launcher: subprocess.Popen) -> bool:
    """Wait for a launcher; end it and what it started where it takes too long."""
    try:
        launcher.wait(LIMIT)
    except BaseException as error:
        os.killpg(launcher.pid, signal.SIGKILL)
        launcher.wait()
        if not isinstance(error, subprocess.TimeoutExpired):
            raise
        return False
    return True


class _Looks:
    """The most memory that the descendants of a process hold at one moment."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._over = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def end(self) -> int:
        self._over.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._over.wait(LOOK):
            self._most = max(self._most, sum(map(proportional, descendants(self._pid)[1:])))


def descendants(pid: int) -> list[int]:
    """Return a process and the children of its children, as far as Linux tells."""
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        with suppress(OSError):
            for task in Path(f"/proc/{found[-1]}/task").iterdir():
                with suppress(OSError):
                    waiting += [int(child) for child in (task / "children").read_text().split()]
    return found


def proportional(pid: int) -> int:
    """Return the bytes of a process, memory that others share divided among them; 0 where it is not told."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def in_turn(ways: Mapping[str, Callable[[bool], Cost]], repeat: int) -> dict[str, list[Cost]]:
    """Run several ways of one thing in turn, so many times; return the costs of each.

    Each way is called with whether to watch the memory: once before the times that count, which also fills caches.
    """
    watched = {name: way(True) for name, way in ways.items()}
    found: dict[str, list[Cost]] = {name: [] for name in ways}
    for _ in range(repeat):
        for name, way in ways.items():
            cost = way(False)
            found[name].append(Cost(cost.seconds, cost.processor, max(cost.peak, watched[name].peak),
                                    watched[name].together))
    return found


@dataclass(frozen=True)
class Ratio:
    """How many times something costs what something else does, in pairs that were run in turn: median and spread."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{_short(self.median)} ({_short(self.least)}–{_short(self.most)})"


def ratio(costs: Sequence[Cost], others: Sequence[Cost]) -> Ratio:
    """Return how many times as long the one takes as the other, run by run.

    Examples
    --------
    >>> ratio([Cost(2, 0, 0), Cost(6, 0, 0)], [Cost(1, 0, 0), Cost(2, 0, 0)])
    Ratio(median=2.5, least=2.0, most=3.0)
    """
    found = [one.seconds / other.seconds for one, other in zip(costs, others, strict=True)]
    return Ratio(statistics.median(found), min(found), max(found))


def _short(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"
