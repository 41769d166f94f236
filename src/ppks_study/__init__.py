"""Reproduce, check and repeat a survey study of *pendamping sosial* (social-programme companions)."""

import importlib
from typing import Any

#: The names that a notebook needs, and where they live; each is imported when it is first used.
_HOMES = {
    "load": "ppks_study.survey", "read": "surveyintake.answer_file", "clean": "surveyintake.cleaning",
    "score": "ppks_study.scoring", "profile": "ppks_study.sections.profile",
    "competence": "ppks_study.sections.competence", "qualification": "ppks_study.sections.qualification",
    "incentive": "ppks_study.sections.incentive", "interviews": "ppks_study.sections.interviews",
    "reconstruct": "ppks_study.published", "verify": "ppks_study.verification.verify",
    "bounds": "ppks_study.published", "Page": "ppks_study.page",
}
#: Those that go by another name at home.
_AT_HOME = {"verify": "verify_study"}
__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    """Return a public name, importing its module on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'ppks_study' has no attribute {name!r}; it has {', '.join(_HOMES)}")
    return getattr(importlib.import_module(_HOMES[name]), _AT_HOME.get(name, name))


def __dir__() -> list[str]:
    """Return the public names, so that Tab offers them."""
    return [*globals(), *_HOMES]
