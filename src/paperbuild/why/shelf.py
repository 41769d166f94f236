"""What a build left of a study, as `ppks why` reads it: by the standard library alone, so that an answer is quick."""

import csv
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from paperbuild.digests import digest
from paperbuild.errors import OutputError
from paperbuild.manifest import Manifest
from ppks_study.study import Study, project_root


@dataclass(frozen=True)
class Shelf:
    """The results of one study.

    Attributes
    ----------
    study : Study
        Whose results.
    """

    study: Study

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.study.root

    @property
    def results(self) -> Path:
        """The study's folder of results."""
        return self.root / "results" / self.study.name

    @cached_property
    def numbers(self) -> dict[str, dict[str, Any]]:
        """Every number by its key.

        Raises
        ------
        OutputError
            Nothing is built.
        """
        path = self.results / "numbers.json"
        try:
            return dict(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise OutputError("nothing of this study is built yet, or its numbers cannot be read",
                              where=f"results/{self.study.name}/numbers.json", expected="what a build leaves",
                              fix=f"ppks paper {self.study.name}") from error

    @cached_property
    def manifest(self) -> Manifest:
        """What each step was made of."""
        return Manifest.read(self.results / "manifest.json", self.root)

    @cached_property
    def origins(self) -> dict[str, dict[str, dict[str, Any]]]:
        """What each page noted of what it shows, by language and section."""
        return {lang: _folder(self.results / lang / "origins") for lang in self.study.languages}

    @cached_property
    def sentences(self) -> dict[str, dict[str, dict[str, str]]]:
        """The sentences by language, section and name."""
        return {lang: _folder(self.results / lang / "sentences") for lang in self.study.languages}

    @cached_property
    def claims(self) -> list[dict[str, Any]]:
        """The published claims as they are written, each with its ``line`` in the file; none without such a file."""
        path = self.study.data.claims
        if path is None or not path.is_file():
            return []
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            return [{**row, "line": rows.line_num} for row in rows]

    @cached_property
    def shown(self) -> dict[str, dict[str, dict[str, dict[str, Any]]]]:
        """What is shown under each name (``section-name``): its kinds, and by language the origin of each."""
        found: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}
        for lang, sections in self.origins.items():
            for section, told in sections.items():
                for kind, entries in told["shown"].items():
                    for name, entry in entries.items():
                        found.setdefault(f"{section}-{name}", {}).setdefault(kind, {})[lang] = entry
        return found

    @cached_property
    def outputs(self) -> dict[str, str]:
        """The step that made each file, by the file's path."""
        return {path: name for name in self.manifest.steps for path in self.manifest.outputs(name)}

    def intact(self, path: str) -> bool:
        """Whether a result is still as the build left it."""
        step = self.outputs.get(path)
        return step is not None and self.manifest.outputs(step)[path] == digest(self.root / path)


def study_of(target: str) -> str:
    """Return the study that a path names, as in ``figures/<study>/en/…``; empty where it names none.

    Examples
    --------
    >>> study_of("results/payakumbuh-2019/en/profile.html"), study_of("profile-age")
    ('payakumbuh-2019', '')
    """
    parts = Path(target).parts
    known = (parts[place + 1] for place, part in enumerate(parts[:-1]) if part in ("figures", "results", "processed"))
    return next((name for name in known if (project_root(Path.cwd()) / "studies" / f"{name}.toml").is_file()), "")


def _folder(folder: Path) -> dict[str, Any]:
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}
