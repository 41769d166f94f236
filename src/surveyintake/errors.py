"""The errors of this package: what is wrong, where, what was expected, what to do."""

import difflib
from collections.abc import Iterable


class IntakeError(ValueError):
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


class InputError(IntakeError):
    """A data file that cannot be read."""


class InstrumentError(IntakeError):
    """A questionnaire (XLSForm) that cannot be used."""


class OutputError(IntakeError):
    """A file that cannot be written."""


#: How many known names an error lists: it stays one screen.
SHOWN = 12


def closest(name: str, known: Iterable[str]) -> list[str]:
    """Return the two known names at most that are most like a name, the nearest first.

    Parameters
    ----------
    name : str
        A name that is not known.
    known : iterable of str
        The names that are.
    """
    return difflib.get_close_matches(name, list(known), n=2, cutoff=0.6)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint naming the nearest known names, or list the known ones, the first dozen of
    many.

    Parameters
    ----------
    name : str
        A name that is not known.
    known : iterable of str
        The names that are.

    Examples
    --------
    >>> nearest("sexx", ["sex", "education"])
    'did you mean sex?'
    """
    known = list(known)
    close = closest(name, known)
    more = f" and {len(known) - SHOWN} more" if len(known) > SHOWN else ""
    return f"did you mean {' or '.join(close)}?" if close else f"known: {', '.join(known[:SHOWN])}{more}"
