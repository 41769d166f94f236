"""A sweep over more and more districts."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import Cost
from benchmarks.project import ppks
from benchmarks.report import memory, table

from ppks_study.__main__ import VERBS

TITLE = "A sweep as districts are added"
DISTRICTS = (1, 2, 4, 8)
TEXT = """`ppks sweep --lang en` over simulated districts of 300 respondents (`districts.py`), nothing made before; one
run each. A local cluster: its workers start with the sweep."""


def run(repeat: int, counts: tuple[int, ...] = DISTRICTS) -> str:
    """Measure and return the section; the number of runs is one, as each is long."""
    if "sweep" not in VERBS:
        return "There is no `ppks sweep` yet."
    found = {count: sweep(count) for count in counts}
    rows = [[str(count), f"{cost.seconds:.1f}", f"{cost.seconds / count:.1f}", f"{cost.processor:.1f}",
             f"{cost.processor / count:.1f}", *memory([cost])] for count, cost in found.items()]
    return "\n\n".join([TEXT, table(["districts", "seconds", "seconds a district", "processor, s",
                                     "processor a district, s", "largest process, MB", "all processes, MB"], rows)])


def sweep(count: int) -> Cost:
    """Measure a sweep over so many districts."""
    from benchmarks.districts import districts

    with TemporaryDirectory(prefix="bench-") as folder:
        project = Path(folder) / "project"
        studies = districts(project, count)
        return ppks(project, "sweep", *(str(path.relative_to(project)) for path in studies), "--lang", "en", watch=True)
