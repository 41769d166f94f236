"""What a process reads: every file that it opens is noted, so that nothing undeclared becomes part of a result.

Noted by Python's audit events: files opened to be read, folders listed, programs started, connections made. What
compiled code opens by itself (Parquet, SPSS) is not seen; all of that is read by the library from declared files.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

#: The environment variable that names the file to note in.
NOTES = "PPKS_READS"
#: Parts of the machine rather than of a study: the interpreter with its packages, and the system.
SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc", "/proc", "/sys", "/dev", "/opt", "/System", "/Library")
LISTED = ("os.listdir", "os.scandir")
PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile")
CONNECTED = "socket.connect"
#: The environment variable that names modules which run as programs of their own, each to read one file: its last
#: argument. A kernel is one of them, which reads its connection.
READERS = "PPKS_READERS"
KERNEL = "ipykernel_launcher"
#: Asked by the standard library of what kind the machine is, and by matplotlib where fonts lie: it is given its own.
HARMLESS = ("uname", "fc-list")


class _Watch:
    """Notes each thing once, as a line of JSON: its kind and its name."""

    def __init__(self, notes: str, outside: Iterable[str]) -> None:
        self._notes = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._outside, self._known = tuple(outside), set[tuple[str, str]]()
        self._readers = {KERNEL, *os.environ.get(READERS, "").split()}

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Look at one audit event."""
        if event == "open":
            path, mode, flags = arguments
            writes = bool(flags & (os.O_WRONLY | os.O_RDWR)) if mode is None else not mode.startswith(("r", "U"))
            self._note("written" if writes else "read", path)
        elif event in LISTED:
            self._note("listed", arguments[0] or os.curdir)
        elif event in PROGRAMS:
            self._program(*arguments[:2])
        elif event == CONNECTED and isinstance(arguments[1], tuple):
            self._note("network", f"{arguments[1][0]}")

    def _program(self, name: Any, arguments: Any = ()) -> None:
        """Look at a program that starts: a reader reads its last argument; what a kernel reads it notes itself."""
        if os.path.basename(str(name)) in HARMLESS:
            return
        own = (isinstance(arguments, list) and arguments[:1] == [sys.executable]
               and not self._readers.isdisjoint(arguments))
        self._note(*("read", arguments[-1]) if own else ("program", name))

    def _note(self, kind: str, name: Any) -> None:
        if isinstance(name, int) or name in sys.path or name in sys.path_importer_cache:
            return  # an open file, noted when it was opened; or a folder in which Python looks for modules
        name = os.fsdecode(name) if isinstance(name, str | bytes | os.PathLike) else str(name)
        if kind not in ("program", "network"):
            name = os.path.abspath(name)
            if f"{name}{os.sep}".startswith(self._outside):
                return
        if (kind, name) in self._known:
            return
        self._known.add((kind, name))
        os.write(self._notes, json.dumps([kind, name]).encode() + b"\n")


def start() -> None:
    """From now on, note what this process opens, in the file that ``PPKS_READS`` names; nothing without it.

    There is no end to it: Python's audit hooks stay for the life of a process.
    """
    if NOTES in os.environ:
        outside = {*SYSTEM, sys.prefix, sys.base_prefix, *(os.path.realpath(p) for p in (sys.prefix, sys.base_prefix))}
        sys.addaudithook(_Watch(os.environ[NOTES], sorted(f"{folder}{os.sep}" for folder in outside)))


def undeclared(notes: Path, declared: Iterable[Path], ignored: Iterable[Path]) -> Iterator[str]:
    """Yield what a process read that nobody declared, in the order in which it did.

    Parameters
    ----------
    notes : Path
        Where it noted what it opened; nothing is yielded where it noted nothing.
    declared : iterable of Path
        Files, and folders with all that is in them. A folder that holds one may be listed.
    ignored : iterable of Path
        Folders of the process itself.
    """
    allowed = {os.path.realpath(path) for path in declared}
    own = tuple(f"{os.path.realpath(folder)}{os.sep}" for folder in ignored)
    above = {parent for path in allowed for parent in _parents(path)}
    written: set[str] = set()
    for kind, name in _read(notes):
        path = os.path.realpath(name) if kind in ("read", "listed", "written") else name
        if kind == "written":
            written.add(path)
        elif kind in ("program", "network"):
            yield f"{'the program' if kind == 'program' else 'the network:'} {name}"
        elif path in written or f"{path}{os.sep}".startswith(own) or not os.path.exists(path):
            continue
        elif allowed.isdisjoint((path, *_parents(path))) and not (path in above and os.path.isdir(path)):
            yield path


def _parents(path: str) -> Iterator[str]:
    while (parent := os.path.dirname(path)) != path:
        yield parent
        path = parent


def _read(notes: Path) -> list[tuple[str, str]]:
    if not notes.is_file():
        return []
    return [tuple(json.loads(line)) for line in notes.read_text(encoding="utf-8").splitlines()]
