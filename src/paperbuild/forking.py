"""Where processes come from: forks of a warm server where fork is safe; and none outlives the one that started it."""

import multiprocessing
import os
import signal
import sys
import threading

#: Imported by the server before it is forked.
PRELOAD = "paperbuild.preload"


def can_fork() -> bool:
    """Whether a process with our libraries loaded can be forked safely: on Linux; on macOS some may crash then."""
    return sys.platform == "linux"


def end_with_parent() -> None:
    """From now on, end this process when the one that started it has ended, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_await, args=(parent.sentinel,), daemon=True).start()


def _await(sentinel: int) -> None:
    from multiprocessing.connection import wait

    wait([sentinel])
    os.kill(os.getpid(), signal.SIGKILL)
