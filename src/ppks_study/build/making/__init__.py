"""How each kind of step is made, a module each; what is made lies below ``out``, at its path in the project."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ppks_study.study import Study

#: The modules of this folder, each with a function ``make(study, name, parameters, folder)``.
KINDS = ("data", "verdicts", "verification", "section", "method", "numbers", "article", "index")


def make(kind: str, study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Make a step of a kind in its folder."""
    importlib.import_module(f"{__name__}.{kind}").make(study, name, parameters, folder)


def place(study: Study, folder: Path, *parts: str) -> Path:
    """Return a folder of a step's outputs, made if need be."""
    found = folder.joinpath("out", *parts)
    found.mkdir(parents=True, exist_ok=True)
    return found


def write_text(path: Path, content: str) -> None:
    """Write a text with the same bytes on every machine."""
    path.write_text(content, encoding="utf-8", newline="\n")
