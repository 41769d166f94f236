"""Reproduce, check and repeat a survey study of *pendamping sosial* (social-programme companions)."""

import importlib
from typing import Any

#: The names that a notebook needs, and where they live; each is imported when it is first used.
_HOMES = {
    "load": "sections.survey", "read": "intake.read", "clean": "intake.clean", "score": "measures.score",
    "profile": "sections.profile", "competence": "sections.competence", "qualification": "sections.qualification",
    "incentive": "sections.incentive", "interviews": "sections.interviews", "reconstruct": "evidence.reconstruct",
    "verify": "sections.verification", "bounds": "evidence.ask", "Page": "output.page",
}
#: Those that go by another name at home.
_AT_HOME = {"verify": "verify_study", "bounds": "ask"}
__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    """Return a public name, importing its module on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'ppks_study' has no attribute {name!r}; it has {', '.join(_HOMES)}")
    return getattr(importlib.import_module(f"ppks_study.{_HOMES[name]}"), _AT_HOME.get(name, name))
