"""One notebook in one language: what it shows, and all that it saves."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ppks_study.build.making import place
from ppks_study.build.notebook import run
from ppks_study.study import Study


def make(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Run the notebook; sort what it saves by kind."""
    section, lang = name.split(".")
    saved = folder / "saved"
    saved.mkdir()
    _warm_fonts()
    run(study, section, parameters, saved)
    results = place(study, folder, "results", study.name, lang)
    figures = place(study, folder, "figures", study.name, lang)
    for path in sorted(p for p in saved.rglob("*") if p.is_file()):
        below = path.relative_to(saved)
        is_figure = below.parts[0] == "figures" and path.suffix != ".json"
        _move(path, figures.joinpath(*below.parts[1:]) if is_figure else results / below)


def _warm_fonts() -> None:
    """Let matplotlib list the fonts before a kernel does, which would say so in the notebook."""
    if not list(Path(os.environ.get("MPLCONFIGDIR", "")).glob("fontlist*.json")):
        import ppks_study.output.figures  # noqa: F401


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)
