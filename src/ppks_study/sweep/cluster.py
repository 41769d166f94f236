"""Dask workers: processes of this machine, or those of a scheduler elsewhere."""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from paperbuild.errors import BuildError

#: How often a task is tried again after an error of its machine, and after the death of its worker.
RETRIES = 3
SECONDS_TO_CONNECT = 30
#: What the temporary folder of a sweep's workers is called, before the number of its process.
ROOM = "ppks-sweep-"
#: Set before distributed reads it: no log lines of its own, as the sweep reports what matters.
QUIET = {"logging": dict.fromkeys(("distributed", "bokeh", "tornado"), "critical")}
#: The same for worker processes, which read it as they start.
ENVIRONMENT = {"DASK_LOGGING__DISTRIBUTED": "critical",
               "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}


@contextmanager
def connected(address: str | None, workers: int | None) -> Iterator[Any]:
    """Give a client of a scheduler elsewhere, or of worker processes started here.

    Parameters
    ----------
    address : str or None
        Of a Dask scheduler, ``tcp://HOST:8786``; None starts workers here, which end with the
        block.
    workers : int or None
        How many workers to start here; None is one for each core.

    Raises
    ------
    BuildError
        Dask is not installed; no scheduler answers at the address; or it has no workers.
    """
    os.environ.update(ENVIRONMENT)
    try:
        import dask

        dask.config.set(QUIET)
        import distributed  # noqa: F401
    except ImportError as error:
        raise BuildError("Dask is not installed", where="ppks sweep",
                         expected="the extra `cluster`: dask[distributed]",
                         fix="pip install -e '.[cluster]'") from error
    for name in ("distributed", "tornado.application", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    options = {"distributed.scheduler.allowed-failures": RETRIES,
               "distributed.comm.timeouts.connect": f"{SECONDS_TO_CONNECT}s"}
    with dask.config.set(options), _remote(address) if address else _local(workers) as client:
        yield client


@contextmanager
def _local(workers: int | None) -> Iterator[Any]:
    """Start worker processes of one thread; their files lie in a folder that goes with them."""
    import dask
    from dask.system import CPU_COUNT
    from distributed import Client, LocalCluster

    remove_leftovers()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(
            prefix=f"{ROOM}{os.getpid()}-", ignore_cleanup_errors=True))
        stack.enter_context(dask.config.set({"temporary-directory": folder}))
        started = stack.enter_context(LocalCluster(
            n_workers=workers or CPU_COUNT, threads_per_worker=1, processes=True,
            local_directory=folder, silence_logs=logging.CRITICAL, memory_limit=0,
            host="127.0.0.1", dashboard_address=None, worker_dashboard_address=None))
        yield stack.enter_context(Client(started, set_as_default=False))


def remove_leftovers() -> None:
    """Remove the folders of sweeps that were killed: a worker's files may be answers."""
    for folder in Path(tempfile.gettempdir()).glob(f"{ROOM}*"):
        owner = folder.name.removeprefix(ROOM).partition("-")[0]
        try:
            os.kill(int(owner), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (ValueError, OSError):  # no folder of a sweep, or somebody else's process
            continue


@contextmanager
def _remote(address: str) -> Iterator[Any]:
    from distributed import Client

    try:
        client = Client(address, timeout=f"{SECONDS_TO_CONNECT}s", set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise BuildError(
            "no scheduler answers", where=f"--scheduler {address}", expected="tcp://HOST:8786",
            fix="start one with: dask scheduler; and check the network between") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=SECONDS_TO_CONNECT)
        except TimeoutError as error:
            raise BuildError(
                "the scheduler has no workers", where=f"--scheduler {address}",
                expected="one or more",
                fix=f"start some where ppks_study is installed: dask worker {address}") from error
        yield client
