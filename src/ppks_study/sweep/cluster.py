"""Tasks on a Dask cluster: worker processes of this machine, or a scheduler elsewhere; few districts at a time."""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paperbuild.errors import BuildError
from ppks_study.sweep.bundle import Bundle
from ppks_study.sweep.store import library
from ppks_study.sweep.task import prepare, section

#: How often a task is tried again after an error of its machine, and after the death of its worker.
RETRIES = 3
SECONDS_TO_CONNECT = 30
#: What the temporary folder of a sweep's workers is called, before the number of its process.
ROOM = "ppks-sweep-"
#: What distributed says for itself: nothing, as the sweep says what matters.
QUIET = {"logging": dict.fromkeys(("distributed", "bokeh", "tornado"), "critical")}
OPTIONS = {"distributed.scheduler.allowed-failures": RETRIES,
           "distributed.comm.timeouts.connect": f"{SECONDS_TO_CONNECT}s"}
#: The same for worker processes, which read it as they start.
ENVIRONMENT = {"DASK_LOGGING__DISTRIBUTED": "critical", "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}


@dataclass(frozen=True)
class Job:
    """One task: a section of a district, and the key under which its result is kept."""

    district: str
    section: str
    key: str


@dataclass
class Cluster:
    """A connection to workers.

    Attributes
    ----------
    client : distributed.Client
        Connected.
    at_a_time : int
        How many districts wait or run at a time: enough that no worker idles, and no more bytes than that travel.
    """

    client: Any
    at_a_time: int
    _told: dict[Any, Job] = field(default_factory=dict)
    _held: dict[str, Any] = field(default_factory=dict)
    _left: dict[str, int] = field(default_factory=dict)

    def run(self, districts: Iterable[tuple[Bundle, list[Job]]]) -> Iterator[tuple[Job, bytes | BaseException]]:
        """Yield each job with its result, as these arrive; an error stands in place of a result."""
        from distributed import as_completed

        waiting = enumerate(districts)
        arrived = as_completed(loop=self.client.loop)
        for place, (bundle, jobs) in (one for _, one in zip(range(self.at_a_time), waiting, strict=False)):
            self._submit(arrived, place, bundle, jobs)
        for future in arrived:
            job = self._told.pop(future)
            yield job, _result(future)
            if self._is_last(job):
                for place, (bundle, jobs) in (one for _, one in zip(range(1), waiting, strict=False)):
                    self._submit(arrived, place, bundle, jobs)

    def _submit(self, arrived: Any, place: int, bundle: Bundle, jobs: list[Job]) -> None:
        """Ask for a district's jobs; those of the districts before go first."""
        options = {"retries": RETRIES, "priority": -place, "pure": False}
        self._held[bundle.name] = prepared = self.client.submit(
            prepare, bundle, library(), key=f"ppks-prepare-{bundle.key}-{library()[:16]}", **options)
        self._left[bundle.name] = len(jobs)
        for job in jobs:
            future = self.client.submit(section, prepared, job.section, key=f"ppks-{job.section}-{job.key}", **options)
            self._told[future] = job
            arrived.add(future)

    def _is_last(self, job: Job) -> bool:
        """Count a district's finished job; let go of the district after its last."""
        self._left[job.district] -= 1
        if self._left[job.district]:
            return False
        self._held.pop(job.district)
        return True


def _result(future: Any) -> bytes | BaseException:
    try:
        return bytes(future.result())
    except Exception as error:
        return error
    finally:
        future.release()


@contextmanager
def cluster(address: str | None, workers: int | None) -> Iterator[Cluster]:
    """Connect to a scheduler, or start worker processes here; nothing of these is left afterwards.

    Raises
    ------
    BuildError
        Dask is not installed; or no scheduler answers at the address; or it has no workers.
    """
    with ExitStack() as stack:
        _quiet(stack)
        client = stack.enter_context(_elsewhere(address) if address else _here(workers))
        yield Cluster(client, 2 + 2 * max(1, len(client.scheduler_info(n_workers=-1)["workers"])))


def _quiet(stack: ExitStack) -> None:
    """Set Dask's configuration, before distributed reads it; refuse to go on without Dask."""
    os.environ.update(ENVIRONMENT)
    try:
        import dask

        dask.config.set(QUIET)
        import distributed  # noqa: F401

        stack.enter_context(dask.config.set(OPTIONS))
    except ImportError as error:
        raise BuildError("Dask is not installed", where="ppks sweep", expected="the extra `cluster`: dask[distributed]",
                         fix="pip install -e '.[cluster]'") from error
    for name in ("distributed", "tornado.application", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


@contextmanager
def _here(workers: int | None) -> Iterator[Any]:
    """Start worker processes, each of one thread; their files lie in a folder that goes with them."""
    import dask
    from dask.system import CPU_COUNT
    from distributed import Client, LocalCluster

    clear()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix=f"{ROOM}{os.getpid()}-",
                                                                ignore_cleanup_errors=True))
        stack.enter_context(dask.config.set({"temporary-directory": folder}))
        started = stack.enter_context(LocalCluster(
            n_workers=workers or CPU_COUNT, threads_per_worker=1, processes=True, dashboard_address=None,
            local_directory=folder, silence_logs=logging.CRITICAL, memory_limit=0, host="127.0.0.1",
            worker_dashboard_address=None))
        yield stack.enter_context(Client(started, set_as_default=False))


def clear() -> None:
    """Remove what sweeps left in the temporary folder that were killed: a worker's files may be answers."""
    for folder in Path(tempfile.gettempdir()).glob(f"{ROOM}*"):
        owner = folder.name.removeprefix(ROOM).partition("-")[0]
        if owner.isdigit() and not _is_running(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True


@contextmanager
def _elsewhere(address: str) -> Iterator[Any]:
    from distributed import Client

    try:
        client = Client(address, timeout=f"{SECONDS_TO_CONNECT}s", set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise BuildError("no scheduler answers", where=f"--scheduler {address}", expected="tcp://HOST:8786",
                         fix="start one with: dask scheduler; and check the network between") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=SECONDS_TO_CONNECT)
        except TimeoutError as error:
            raise BuildError("the scheduler has no workers", where=f"--scheduler {address}", expected="one or more",
                             fix=f"start some where ppks_study is installed: dask worker {address}") from error
        yield client


