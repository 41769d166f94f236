"""Keep what a compiled library prints by itself off the standard output."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet() -> Iterator[None]:
    """Send the process's standard output nowhere; what Python has not yet flushed is not lost.

    HiGHS prints the name of one of its functions when it solves a reduced programme again, whatever its log level.
    """
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
