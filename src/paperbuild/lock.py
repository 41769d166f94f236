"""One build at a time in a project: a lock that ends with the process that holds it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paperbuild.errors import BuildError


@contextmanager
def only_build(folder: Path) -> Iterator[None]:
    """Hold the lock of a project's ``.build``.

    Raises
    ------
    BuildError
        Another build holds it; or the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = _open(folder)
    except OSError as error:
        raise BuildError(f"the project cannot be written: {error.strerror}", where=folder.name,
                         expected="a folder that may be written", fix="change its permissions, or copy it elsewhere"
                         ) from error
    try:
        try:
            _take(lock)
        except OSError:
            raise BuildError("another build is running in this folder", where=folder.parent.name,
                             fix="wait until it has ended, or stop it") from None
        yield
    finally:
        os.close(lock)


if sys.platform == "win32":
    import msvcrt

    def _open(folder: Path) -> int:
        return os.open(folder / "lock", os.O_RDWR | os.O_CREAT)

    def _take(lock: int) -> None:
        msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _open(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)

    def _take(lock: int) -> None:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
