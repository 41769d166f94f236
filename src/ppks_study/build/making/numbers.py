"""The numbers of all sections, joined."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ppks_study.build.making import place, write_text
from ppks_study.errors import BuildError
from ppks_study.study import Study


def make(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Join the numbers; refuse when two languages or two sections disagree."""
    joined: dict[str, Any] = {}
    for section in parameters["sections"]:
        for lang in parameters["languages"]:
            told = study.root / "results" / study.name / lang / "numbers" / f"{section}.json"
            found = json.loads(told.read_text(encoding="utf-8")) if told.is_file() else {}
            _agree(joined, found, section, f"{section}.{lang}", complete=lang != parameters["languages"][0])
            joined |= found
    write_text(place(study, folder, "results", study.name) / "numbers.json",
               json.dumps(joined, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def _agree(known: Mapping[str, Any], found: Mapping[str, Any], section: str, where: str, *, complete: bool) -> None:
    """Refuse numbers that differ from those known; and in a second language, numbers that the first lacks."""
    wrong = {key for key in set(known) & set(found) if known[key] != found[key]}
    if complete:
        wrong |= {key for key in set(known) ^ set(found) if key.startswith(f"{section}.")}
    if wrong:
        raise BuildError(f"two tellings of {min(wrong)!r} disagree", where=where,
                         expected="the same number in each language and section")
