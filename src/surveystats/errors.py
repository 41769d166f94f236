"""The errors of this package: what is wrong, where, what was expected, what to do."""


class StatsError(ValueError):
    """Base of the errors of this package that a user can mend: one screen, four parts.

    Parameters
    ----------
    what : str
        What is wrong, in one sentence.
    where : str
        File, sheet, row, cell, column or parameter.
    expected : str
        What would have been right.
    fix : str
        What to do next.
    """

    def __init__(self, what: str, *, where: str = "", expected: str = "", fix: str = "") -> None:
        self.what, self.where, self.expected, self.fix = what, where, expected, fix
        labelled = [("", what), ("Where: ", where), ("Expected: ", expected), ("What to do: ", fix)]
        super().__init__("\n".join(label + text for label, text in labelled if text))


class MeasureError(StatsError):
    """Answers from which a measure cannot be computed."""


class ParameterError(StatsError):
    """A parameter that a function does not take, or of a wrong type."""
