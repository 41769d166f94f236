"""What one cell answers, and what became of it."""

from dataclasses import dataclass

from ppks_study.intake.rules import RULES


@dataclass(frozen=True)
class Answer:
    """One cell, cleaned.

    Attributes
    ----------
    value : str, int, float or None
        None for no answer.
    rule : str
        What changed or refused it, one of `rules.RULES`; empty where nothing did.
    suggestion : str
        What may have been meant.
    column : str
        The column of the file that holds the cell, where it is not the question's own.
    skipped : bool
        Whether there is no answer because the question was not asked.
    """

    value: str | int | float | None
    rule: str = ""
    suggestion: str = ""
    column: str = ""
    skipped: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether something was answered that is not used."""
        return bool(self.rule) and RULES[self.rule].effect == "refused"


#: A cell without an answer.
NOTHING = Answer(None)
