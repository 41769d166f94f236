"""The tables that the article shows beside those of the sections."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ppks_study.build.making import place
from ppks_study.output.supplement import write_supplement
from ppks_study.sections.survey import load
from ppks_study.study import Study


def make(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Make the tables in one language."""
    lang = parameters["lang"]
    write_supplement(load(study, lang=lang), place(study, folder, "results", study.name, lang, "tables"))
