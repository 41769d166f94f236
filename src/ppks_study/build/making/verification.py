"""The verdicts told in one language: page, figure and tables."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ppks_study.build.making import place
from ppks_study.output.verified import write_verification
from ppks_study.study import Study


def make(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Tell the verdicts."""
    told = study.root / "results" / study.name / "verification.json"
    write_verification(json.loads(told.read_text(encoding="utf-8")), study, parameters["lang"],
                       results=place(study, folder, "results", study.name),
                       figures=place(study, folder, "figures", study.name))
