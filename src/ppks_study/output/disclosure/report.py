"""What was withheld of a survey, in numbers: for the article's method, and for whoever runs a build."""

from dataclasses import dataclass

from ppks_study.output.disclosure.guard import SECTIONS, guarded, plan_of, rows_of
from ppks_study.sections.survey import Survey


@dataclass(frozen=True)
class Report:
    """How many numbers the sections of a survey tell and withhold.

    Attributes
    ----------
    numbers : int
        Different numbers, by their keys.
    primary : int
        Withheld because they are about few people.
    secondary : int
        Withheld so that those cannot be worked out.
    """

    numbers: int = 0
    primary: int = 0
    secondary: int = 0

    @property
    def withheld(self) -> int:
        """How many are withheld."""
        return self.primary + self.secondary


def report(survey: Survey) -> Report:
    """Return how many numbers the results sections of a survey tell and withhold."""
    found: dict[str, str] = {}
    for build in SECTIONS:
        section = build(survey)
        plan = plan_of(survey).with_new(list(rows_of(section.tables.values())))
        for table in section.tables.values():
            if "basis" not in table:
                continue
            for row, basis in zip(table.to_dict("records"), guarded(table, plan).get("basis", []), strict=True):
                kind = "primary" if plan.is_primary(row) else "secondary"
                found[str(row["key"])] = kind if basis == "withheld" else "told"
    counted = list(found.values())
    return Report(len(counted), counted.count("primary"), counted.count("secondary"))
