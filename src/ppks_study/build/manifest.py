"""What a build was made of and what it made, by content: hashes only, no clock, no absolute path, no commit."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, or ``missing``."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"


def digests(root: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Return the hash of each file, by its path below the project."""
    return {path.relative_to(root).as_posix(): digest(path) for path in sorted(paths)}


def files(folder: Path, *patterns: str) -> list[Path]:
    """Return the files below a folder that match any pattern, sorted; caches left out."""
    found = {p for pattern in patterns for p in folder.rglob(pattern) if p.is_file() and "__pycache__" not in p.parts}
    return sorted(found)


@dataclass
class Manifest:
    """The steps of a study's last build: the hashes of their inputs and outputs, and their parameters."""

    path: Path
    root: Path
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, root: Path) -> "Manifest":
        """Return the manifest of a file; an empty one when there is none, or none that can be read."""
        try:
            steps = json.loads(path.read_text(encoding="utf-8"))["steps"]
        except (OSError, ValueError, KeyError, TypeError):
            steps = {}
        return cls(path, root, steps if isinstance(steps, dict) else {})

    def is_current(self, step: str, inputs: Mapping[str, str], parameters: Mapping[str, Any]) -> bool:
        """Whether a step was made of these inputs, and its outputs are as it left them."""
        known = self.steps.get(step)
        if not isinstance(known, dict) or known.get("inputs") != inputs or known.get("parameters") != parameters:
            return False
        outputs = known.get("outputs")
        return isinstance(outputs, dict) and bool(outputs) and all(
            digest(self.root / name) == content for name, content in outputs.items())

    def record(self, step: str, inputs: Mapping[str, str], parameters: Mapping[str, Any],
               outputs: Iterable[Path]) -> None:
        """Note a finished step, remove what it made before and no longer makes, and save the manifest."""
        made = digests(self.root, outputs)
        others = {name for key, known in self.steps.items() if key != step for name in known.get("outputs", {})}
        for name in set(self.steps.get(step, {}).get("outputs", {})) - set(made) - others:
            (self.root / name).unlink(missing_ok=True)
        self.steps[step] = {"inputs": dict(inputs), "parameters": dict(parameters), "outputs": made}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        waiting = self.path.with_suffix(".part")
        waiting.write_text(json.dumps({"steps": self.steps}, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        waiting.replace(self.path)
