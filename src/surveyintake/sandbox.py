"""A compiled reader in a process of its own, so that a hostile file ends that process and not ours.

The reader of SPSS files can be crashed by a damaged one (measured: two of seven thousand random
edits), and both it and the reader of Parquet believe what a file says of its own size. The child
has a limit of memory and of time; it sends plain lines of JSON, in which a number is a list of one
text, and a missing code a list of two.

``python -m surveyintake.sandbox READER FILE``
"""

import contextlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from surveyintake.errors import InputError, IntakeError
from surveyintake.sources import Missing, Number, Row, Source

#: What a reader may take beyond what its libraries take, in bytes.
MEMORY = 700_000_000
#: Seconds of the processor for any file, and bytes of a large one that a second should do.
SECONDS, PACE = 8, 4_000_000
#: How many times longer a busy machine may take.
PATIENCE = 10


def open_apart(reader: str, path: Path) -> Source:
    """Return the table of a file, read by a module of this package in a process of its own.

    Parameters
    ----------
    reader : str
        Name of a module with a function ``table(path)`` that yields rows, after a mapping of second
        names.

    Raises
    ------
    InputError
        The reader refuses the file, ends in a crash, or needs more memory or time than a table of
        answers does.
    """
    with tempfile.TemporaryFile() as out:
        code = _run([sys.executable, "-m", __name__, reader, str(path.absolute())], out,
                    PATIENCE * _seconds(path), path.name)
        out.seek(0)
        lines = out.read().splitlines()
    refusal = json.loads(lines[-1]) if code == 2 and lines else None
    if refusal:
        raise InputError(refusal["what"], where=refusal["where"], expected=refusal["expected"],
                         fix=refusal["fix"])
    if code:
        raise _unreadable(path.name, "it is damaged, or lies about its size")
    also = {int(place): text for place, text in json.loads(lines[0]).items()}
    return Source({"": lambda: _received(lines[1:])}, header_row=1, also=also)


def _run(command: list[str], out: IO[bytes], seconds: int, name: str) -> int:
    package = str(Path(__file__).parents[2])
    searched = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out,
                              stderr=subprocess.DEVNULL, check=False,
                              timeout=seconds,
                              env={**os.environ, "PYTHONPATH": searched}).returncode
    except subprocess.TimeoutExpired as error:
        raise _unreadable(name, f"reading it takes more than {seconds} seconds") from error


def _unreadable(name: str, reason: str) -> InputError:
    return InputError(f"the file cannot be read: {reason}", where=name,
                      expected="a table of answers",
                      fix="open it in the program that wrote it and export it again, as .xlsx or .csv if need be")


def _received(lines: list[bytes]) -> Iterator[Row]:
    kinds = {1: Number, 2: Missing}
    for number, line in enumerate(lines, start=1):
        yield number, [cell if isinstance(cell, str) else kinds[len(cell)](cell[0])
                       for cell in json.loads(line)]


def _sent(cell: str) -> str | list[str]:
    if isinstance(cell, Missing):
        return [cell, ""]
    return [cell] if isinstance(cell, Number) else cell


def _seconds(path: Path) -> int:
    return SECONDS + int(path.stat().st_size / PACE)


def _limit(seconds: int) -> None:
    """Limit the processor's time, and the memory to what the libraries have taken and `MEMORY` more, where one can."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        seconds += int(time.process_time()) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(reader: str, path: str) -> int:
    """Write a file's table to standard output; return 0, or 2 after a refusal in its place.

    Parameters
    ----------
    reader : {"spss", "parquet"}
        Module of this package that reads the file.
    path : str
        The file.
    """
    module = importlib.import_module(f"surveyintake.{reader}")
    module.prepare()
    _limit(_seconds(Path(path)))
    out = sys.stdout
    try:
        also, rows = module.table(Path(path))
        out.write(json.dumps(also) + "\n")
        for row in rows:
            out.write(json.dumps([_sent(cell) for cell in row]) + "\n")
    except IntakeError as error:
        refusal = {name: getattr(error, name) for name in ("what", "where", "expected", "fix")}
        out.write("\n" + json.dumps(refusal) + "\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
