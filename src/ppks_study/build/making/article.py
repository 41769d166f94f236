"""The article in one language."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ppks_study.build.making import place
from ppks_study.output.paper import compile_paper
from ppks_study.study import Study


def make(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Compile the article."""
    lang = parameters["lang"]
    compile_paper(study, lang, results=study.root / "results" / study.name,
                  figures=study.root / "figures" / study.name,
                  to=place(study, folder, "results", study.name) / f"paper.{lang}.pdf")
