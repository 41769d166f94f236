"""A file that appears whole or not at all, whatever ends the writing: an error, Ctrl-C, a signal, a full disk."""

import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from paperbuild.errors import OutputError

#: How a file is named while it is written, beside the one that it will be.
_PART = (".", ".part")


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write that takes the place of ``path`` when the block ends without an error, and else vanishes.

    Raises
    ------
    OutputError
        The folder is not there, or cannot be written to; the disk is full.
    """
    try:
        _sweep(path)
        number, name = tempfile.mkstemp(prefix=f"{_PART[0]}{path.name}.", suffix=_PART[1], dir=path.parent)
    except OSError as error:
        raise _failed(path, error) from error
    part = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            _lock(file.fileno())
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(part, 0o666 & ~_umask())
        os.replace(part, path)
    except OSError as error:
        raise _failed(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink()


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let a request to end, or a closed terminal, unwind the block as an error does, so that it is cleaned up."""
    kinds = [kind for name in ("SIGTERM", "SIGHUP") if (kind := getattr(signal, name, None)) is not None]
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {kind: signal.signal(kind, lambda number, _: sys.exit(128 + number)) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _sweep(path: Path) -> None:
    """Remove what writers of this file left that were killed: nobody holds a lock on it."""
    for part in path.parent.glob(f"{_PART[0]}{path.name}.*{_PART[1]}"):
        with suppress(OSError), open(part, "rb") as file:
            if _lock(file.fileno()):
                part.unlink()


def _lock(number: int) -> bool:
    """Lock a file until it is closed; return whether that could be done."""
    try:
        import fcntl
    except ImportError:  # Windows: what is open there cannot be removed anyway
        return True
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _umask() -> int:
    found = os.umask(0o022)
    os.umask(found)
    return found


def _failed(path: Path, error: OSError) -> OutputError:
    return OutputError(f"cannot be written: {error.strerror or str(error)[:200]}", where=str(path),
                       expected="a folder that is there, can be written to, and has space",
                       fix="name another with --out; what was there before is as it was")
