"""Notebooks and inputs to outputs: makes only what is stale, by content, and the same bytes from the same inputs."""

import importlib
from typing import Any

#: The public names, and where they live; each is imported when it is first used.
_HOMES = {
    "Step": "paperbuild.pipeline", "Job": "paperbuild.pipeline", "Build": "paperbuild.pipeline",
    "Manifest": "paperbuild.manifest", "Words": "paperbuild.notebooks", "run": "paperbuild.notebooks",
    "parameters": "paperbuild.parameters", "given": "paperbuild.parameters", "remembered": "paperbuild.computed",
    "undeclared": "paperbuild.file_audit", "whole": "paperbuild.atomic_file", "PaperbuildError": "paperbuild.errors",
}
__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    """Return a public name, importing its module on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'paperbuild' has no attribute {name!r}; it has {', '.join(_HOMES)}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """Return the public names, so that Tab offers them."""
    return [*globals(), *_HOMES]
