"""The errors of the study, and all errors of this project that a user can mend."""

from claimcheck.errors import ClaimcheckError
from paperbuild.errors import PaperbuildError, closest, nearest
from surveyintake.errors import IntakeError
from surveystats.errors import StatsError

__all__ = ["REPORTED", "StudyError", "closest", "nearest"]


class StudyError(PaperbuildError):
    """A study file that cannot be used."""


#: Errors that are shown as one screen, never as a traceback; each is a ValueError too.
REPORTED = (IntakeError, StatsError, ClaimcheckError, PaperbuildError)
