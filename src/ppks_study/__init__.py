"""Reproduce, check and repeat a survey study of *pendamping sosial* (social-programme
companions)."""

import importlib
from typing import Any

#: The public names, and the module of each; it is imported when the name is first used.
_MODULES = {
    "load": "ppks_study.survey",
    "clean": "surveyintake.cleaning",
    "score": "ppks_study.scoring",
    "profile": "ppks_study.sections.profile",
    "competence": "ppks_study.sections.competence",
    "qualification": "ppks_study.sections.qualification",
    "incentive": "ppks_study.sections.incentive",
    "interviews": "ppks_study.sections.interviews",
    "verify": "ppks_study.verification.verify",
    "bounds": "ppks_study.published",
    "reconstruct": "ppks_study.published",
    "Page": "ppks_study.page",
}
#: Public names that are called otherwise in their module.
_NAMES_THERE = {"verify": "verify_study"}
__all__ = [*_MODULES]


def __getattr__(name: str) -> Any:
    """Return a public name, importing its module on first use."""
    if name not in _MODULES:
        raise AttributeError(
            f"module 'ppks_study' has no attribute {name!r}; it has {', '.join(_MODULES)}"
        )
    return getattr(importlib.import_module(_MODULES[name]), _NAMES_THERE.get(name, name))


def __dir__() -> list[str]:
    """Return the public names, so that Tab offers them."""
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
