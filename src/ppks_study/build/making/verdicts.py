"""A verdict on every claim, as JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ppks_study.build.making import place, write_text
from ppks_study.sections.verification import verify_study
from ppks_study.study import Study


def make(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Judge every claim."""
    report = json.dumps(verify_study(study).as_dict(), ensure_ascii=False, indent=1) + "\n"
    write_text(place(study, folder, "results", study.name) / "verification.json", report)
