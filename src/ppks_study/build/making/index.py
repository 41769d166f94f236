"""The page that leads to everything."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ppks_study.build.index import index_page
from ppks_study.build.making import place, write_text
from ppks_study.study import Study


def make(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Write the page."""
    write_text(place(study, folder, "results", study.name) / "index.html",
               index_page(study, parameters["sections"], parameters["languages"]))
