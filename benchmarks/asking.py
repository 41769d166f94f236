"""Asking where a number came from."""

from benchmarks.measuring import in_turn
from benchmarks.project import STUDY, copied, ppks, python
from benchmarks.report import compared

from ppks_study.__main__ import VERBS

TITLE = "Where a number came from"
TEXT = "`ppks why` after a build: a printed number, and a key."


def run(repeat: int) -> str:
    """Measure and return the section."""
    if "why" not in VERBS:
        return "There is no `ppks why` yet."
    with copied() as project:
        ppks(project, "paper", STUDY)
        costs = in_turn({
            "ppks why 71,1": lambda watch: ppks(project, "why", "71,1", watch=watch, statuses=(0, 1)),
            "ppks why profile.sex.female.share": lambda watch: ppks(project, "why", "profile.sex.female.share",
                                                                    watch=watch, statuses=(0, 1)),
            "python -c pass": lambda watch: python(project, "-c", "pass", watch=watch)}, max(5, repeat))
    return f"{TEXT}\n\n{compared(costs, 'python -c pass', times='times an empty program')}"
