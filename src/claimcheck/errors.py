"""The errors of this package: what is wrong, where, what was expected, what to do."""

import difflib
from collections.abc import Iterable


class ClaimcheckError(ValueError):
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


class ConditionError(ClaimcheckError):
    """A condition that is not in the grammar, or names an unknown variable or choice."""


class ClaimError(ClaimcheckError):
    """A row of claims.csv that cannot be understood."""


class InfeasibleError(ClaimcheckError):
    """Claims that no data set can satisfy together."""


#: How many known names an error lists: it stays one screen.
_SHOWN = 12


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint: the nearest known names, or the first dozen of those known.

    Parameters
    ----------
    name : str
        What somebody wrote.
    known : iterable of str
        What would have been right.

    Examples
    --------
    >>> nearest("sexx", ["sex", "education"])
    'did you mean sex?'
    """
    known = list(known)
    close = difflib.get_close_matches(name, known, n=2, cutoff=0.6)
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    if close:
        return f"did you mean {' or '.join(close)}?"
    return f"known: {', '.join(known[:_SHOWN])}{more}"
