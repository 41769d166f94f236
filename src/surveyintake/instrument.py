"""The questionnaire: an XLSForm as variables, choices, labels and scales."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from surveyintake.errors import InstrumentError, nearest
from surveyintake.variables import QUESTION_TYPES, Choice, Variable, lists, variables
from surveyintake.xlsform import read_csv_sheet, read_form

__all__ = ["Choice", "Instrument", "Variable"]


@dataclass(frozen=True)
class Instrument:
    """A questionnaire.

    Attributes
    ----------
    variables : mapping of str to Variable
        Its questions by name, in order.
    settings : mapping of str to str
        The sheet ``settings``.
    silent : frozenset of str
        Names of rows that ask nothing (notes, groups, times): tools export columns of these names too.
    """

    variables: Mapping[str, Variable]
    settings: Mapping[str, str]
    silent: frozenset[str] = frozenset()

    @classmethod
    def load(cls, form: str | Path, choices: str | Path | None = None) -> "Instrument":
        """Return the instrument of an XLSForm: a folder of CSV sheets, or one .xlsx.

        Parameters
        ----------
        form : str or Path
            Folder with ``survey.csv``, ``choices.csv``, ``settings.csv``, or a workbook with those sheets.
        choices : str or Path, optional
            A study's own choices: each list in it replaces the form's list of that name.

        Raises
        ------
        InstrumentError
            A sheet, name, list, type or question that is read by a condition is missing or unknown; says sheet, row
            and column.
        """
        sheets = read_form(Path(form))
        settings = dict(sheets.settings[0].cells) if sheets.settings else {}
        repeats = settings.get("allow_choice_duplicates", "").casefold() in ("yes", "true")
        known = lists(sheets.choices, repeats_allowed=repeats)
        if choices is not None:
            known |= lists(read_csv_sheet(Path(choices)), repeats_allowed=repeats)
        asked, silent = variables(sheets.survey, known)
        if not asked:
            raise InstrumentError("no question", where=f"{sheets.name}, sheet survey",
                                  expected=f"rows of type {', '.join(QUESTION_TYPES)}")
        return cls(asked, settings, frozenset(silent))

    def variable(self, name: str) -> Variable:
        """Return a variable by name, or by its name without the unit (``income``, ``age``).

        Raises
        ------
        InstrumentError
            There is no such variable, or several; names the nearest.
        """
        if name in self.variables:
            return self.variables[name]
        found = [v for v in self.variables.values() if v.unit and v.name == f"{name}_{v.unit}"]
        if len(found) != 1:
            raise InstrumentError(f"no variable {name!r}", where="instrument", expected=nearest(name, self.variables))
        return found[0]

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The names of the scored dimensions, in order of their first item."""
        return tuple(dict.fromkeys(v.dimension for v in self.variables.values() if v.dimension))

    def items(self, dimension: str) -> list[Variable]:
        """Return the items of a dimension, in order.

        Raises
        ------
        InstrumentError
            There is no such dimension.
        """
        found = [v for v in self.variables.values() if v.dimension == dimension]
        if not found:
            raise InstrumentError(f"no dimension {dimension!r}", where="instrument, column dimension",
                                  expected=nearest(dimension, self.dimensions))
        return found

    def maximum(self, dimension: str) -> float:
        """Return the points of the best answer to an item of a dimension."""
        return max(choice.points or 0 for choice in self.items(dimension)[0].choices)

    def label(self, variable: str, choice: str, lang: str) -> str:
        """Return the label of a choice in a language."""
        known = {c.name: c for c in self.variable(variable).choices}
        if choice not in known:
            raise InstrumentError(f"no choice {choice!r}", where=f"variable {variable}",
                                  expected=nearest(choice, known))
        return known[choice].labels[lang]
