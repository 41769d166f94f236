"""Reconstruction, verdicts and bounds of the published study."""

from benchmarks.measuring import in_turn
from benchmarks.project import STUDY, copied, ppks, python
from benchmarks.report import compared

TITLE = "Reconstruction, verdicts, bounds"
BASE = "import of pandas and scipy.optimize"
TEXT = """`ppks reconstruct --to FILE` (45 respondents that satisfy every imposed claim), `ppks verify` (a verdict on
each claim) and `ppks bounds "sex=female & programme=pkh"`. The last line is a program that only imports what they
need."""


def run(repeat: int) -> str:
    """Measure and return the section."""
    with copied() as project:
        costs = in_turn({
            "ppks reconstruct": lambda watch: ppks(project, "reconstruct", STUDY, "--to", "made.csv", watch=watch),
            "ppks verify": lambda watch: ppks(project, "verify", STUDY, watch=watch, statuses=(0, 1)),
            "ppks bounds": lambda watch: ppks(project, "bounds", "sex=female & programme=pkh", watch=watch),
            BASE: lambda watch: python(project, "-c", "import pandas, scipy.optimize", watch=watch)}, repeat)
    return f"{TEXT}\n\n{compared(costs, BASE, times='times the import')}"
