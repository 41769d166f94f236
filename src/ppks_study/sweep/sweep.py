"""A sweep: what is missing or stale of each district is run, kept as it arrives, and then set side by side."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ppks_study.study import SECTIONS
from ppks_study.sweep.cluster import Job, cluster
from ppks_study.sweep.districts import District
from ppks_study.sweep.store import Store, key_of

Error = Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """What became of a district: sections run now, sections that were current, and errors by section ("" is all)."""

    district: District
    made: tuple[str, ...] = ()
    current: tuple[str, ...] = ()
    errors: Mapping[str, Error] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """``done``, ``partly`` or ``failed``."""
        return "done" if not self.errors else "partly" if self.made or self.current else "failed"

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections whose results are there, in the paper's order."""
        return tuple(name for name in SECTIONS if name in (*self.made, *self.current))

    def as_dict(self) -> dict[str, Any]:
        """Return what a program may want of it; an error that all sections met stands once."""
        study = self.district.study
        told = {"origin": study.data.origin, "design": study.sampling.design} if study else {}
        return {"name": self.district.name, "status": self.status, **told, "sections": list(self.sections),
                "errors": [{"section": name, **error} for name, error in self.errors.items()]}


@dataclass
class Sweep:
    """A sweep over districts.

    Attributes
    ----------
    districts : list of District
        In the order of the tables.
    out : Path
        The folder of results; nothing is written elsewhere.
    scheduler : str or None
        Address of a Dask scheduler; None starts workers here.
    workers : int or None
        How many of these; None is one for each core.
    languages : tuple of str
        Of tables, figures and pages.
    force : bool
        Whether to run everything again.
    tell : callable
        Told of each job that ends: the job, and its error or None.
    begin : callable
        Told how many jobs there are before the first.
    sections : tuple of str
        Which sections.
    """

    districts: list[District]
    out: Path
    scheduler: str | None = None
    workers: int | None = None
    languages: tuple[str, ...] = ("id", "en")
    force: bool = False
    tell: Callable[[Job, Error | None], None] = lambda job, error: None
    begin: Callable[[int], None] = lambda jobs: None
    sections: tuple[str, ...] = SECTIONS

    def run(self) -> list[Outcome]:
        """Run what must be run and set all side by side; return what became of each district, in order.

        Raises
        ------
        BuildError
            There are no workers to run on.
        OutputError
            A result cannot be written.
        """
        self.store = Store(self.out)
        jobs = {d.name: self._jobs(d) for d in self.districts if d.bundle}
        errors: dict[str, dict[str, Error]] = {d.name: {"": _words(d.error)} for d in self.districts if d.error}
        if any(jobs.values()):
            self._ask([(d.bundle, jobs[d.name]) for d in self.districts if d.bundle and jobs[d.name]], errors)
        outcomes = [self._outcome(d, jobs.get(d.name, []), errors.get(d.name, {})) for d in self.districts]
        self._side_by_side(outcomes)
        return outcomes

    def _jobs(self, district: District) -> list[Job]:
        """Return what is missing or stale of a district."""
        assert district.bundle
        found = [Job(district.name, name, key_of(district.bundle, name)) for name in self.sections]
        return [job for job in found if self.force or not self.store.is_current(job.district, job.section, job.key)]

    def _ask(self, asked: list[tuple[Any, list[Job]]], errors: dict[str, dict[str, Error]]) -> None:
        self.begin(sum(len(jobs) for _, jobs in asked))
        with cluster(self.scheduler, self.workers) as workers:
            for job, result in workers.run(asked):
                error = _error(result)
                if error is None:
                    assert isinstance(result, bytes)
                    self.store.keep(job.district, job.section, job.key, result)
                else:
                    errors.setdefault(job.district, {})[job.section] = error
                self.tell(job, error)

    def _outcome(self, district: District, jobs: Iterable[Job], errors: Mapping[str, Error]) -> Outcome:
        if not district.bundle:
            return Outcome(district, errors=errors)
        asked = {job.section for job in jobs}
        told = [errors[name] for name in SECTIONS if name in errors]
        once = {"": told[0]} if len(told) == len(self.sections) and all(one == told[0] for one in told) else {
            name: errors[name] for name in SECTIONS if name in errors}
        return Outcome(district, tuple(name for name in self.sections if name in asked and name not in errors),
                       tuple(name for name in self.sections if name not in asked), once)

    def _side_by_side(self, outcomes: list[Outcome]) -> None:
        """Write tables, figures, pages and index, unless all of it is there."""
        from ppks_study.sweep import comparison

        key = comparison.key(outcomes, self.store, self.languages)
        if self.force or not self.store.holds(key):
            outputs = comparison.write_all(outcomes, self.store, self.languages)
            self.store.close(key, {"districts": [outcome.as_dict() for outcome in outcomes]}, outputs)


def _error(result: bytes | BaseException) -> Error | None:
    """Return the error of a job as words; None for a result."""
    if isinstance(result, bytes):
        from json import loads

        return loads(result)["error"] if result.startswith(b'{"error":') else None
    if type(result).__name__ == "KilledWorker":
        return {"what": "each worker that began this died", "where": "dask worker",
                "expected": "0.5 GB of memory for each worker", "fix": "fewer workers at a time, or larger machines"}
    return {"what": f"{type(result).__name__} on a worker, again and again", "where": "dask worker",
            "fix": "look at that machine: its disk, memory and network"}


def _words(error: Any) -> Error:
    told = {"what": error.what, "where": error.where, "expected": error.expected, "fix": error.fix}
    return {key: text for key, text in told.items() if text}


