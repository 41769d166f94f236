"""What a build was made of and what it made, by content: hashes only, no clock, no absolute path, no commit."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MISSING = "missing"


def digest(path: str | Path) -> str:
    """Return the SHA-256 of a file's bytes, or ``missing``."""
    try:
        with open(path, "rb", buffering=0) as file:
            return hashlib.sha256(file.read()).hexdigest()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return MISSING


def files(folder: Path, *patterns: str) -> list[Path]:
    """Return the files below a folder that match any pattern, sorted; caches and hidden files left out."""
    found = {path for pattern in patterns or ("*",) for path in folder.rglob(pattern) if path.is_file()}
    return sorted(path for path in found if not _hidden(path.relative_to(folder)))


def _hidden(path: Path) -> bool:
    return any(part == "__pycache__" or part.startswith(".") for part in path.parts)


def digests(root: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Return the hash of each file by its path below the project; of a file elsewhere, by its name."""
    return {_name(root, path): digest(path) for path in sorted(paths)}


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


@dataclass
class Manifest:
    """The steps of a study's last build: the hashes of their inputs and outputs, and their parameters.

    Its file is sealed by a hash of its own content: one that was edited by hand tells nothing, and everything is
    made again.
    """

    path: Path
    root: Path
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, root: Path) -> "Manifest":
        """Return the manifest of a file; an empty one when there is none, none that can be read, or an edited one."""
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            steps, sealed = told["steps"], told["seal"] == seal(told["steps"])
        except (OSError, ValueError, KeyError, TypeError):
            steps, sealed = {}, False
        return cls(path, root, steps if sealed and _is_sound(steps) else {})

    def outputs(self, step: str) -> dict[str, str]:
        """Return the hashes of what a step made, by path; empty when it never ran."""
        return dict(self.steps.get(step, {}).get("outputs", {}))

    def is_current(self, step: str, inputs: Mapping[str, str], parameters: Mapping[str, Any]) -> bool:
        """Whether a step was made of these inputs, and its outputs are as it left them."""
        known, outputs = self.steps.get(step, {}), self.outputs(step)
        if not outputs or known.get("inputs") != inputs or known.get("parameters") != parameters:
            return False
        return all(digest(os.path.join(self.root, name)) == content for name, content in outputs.items())

    def record(self, step: str, inputs: Mapping[str, str], parameters: Mapping[str, Any],
               outputs: Iterable[Path]) -> None:
        """Note a finished step, remove what it made before and no longer makes, and save the manifest."""
        before, made = self.outputs(step), digests(self.root, outputs)
        self.steps[step] = {"inputs": dict(inputs), "parameters": dict(parameters), "outputs": made}
        self._remove(set(before) - set(made))
        self.save()

    def forget(self, steps: Iterable[str]) -> None:
        """Remove steps that there are no longer, with what they made."""
        gone = {step: self.steps.pop(step) for step in list(steps)}
        if gone:
            self._remove({name for known in gone.values() for name in known["outputs"]})
            self.save()

    def _remove(self, names: set[str]) -> None:
        kept = {name for step in self.steps for name in self.outputs(step)}
        for name in names - kept:
            (self.root / name).unlink(missing_ok=True)

    def save(self) -> None:
        """Write the manifest, whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        waiting = self.path.with_suffix(".part")
        told = {"seal": seal(self.steps), "steps": self.steps}
        waiting.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        waiting.replace(self.path)


def seal(steps: Mapping[str, Any]) -> str:
    """Return the hash by which a manifest is sealed."""
    return hashlib.sha256(json.dumps(steps, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _is_sound(steps: Any) -> bool:
    """Whether a manifest has the form that we write; outputs outside the generated folders are not ours."""
    return isinstance(steps, dict) and all(
        isinstance(step, dict) and isinstance(step.get("outputs"), dict) and all(map(_is_ours, step["outputs"]))
        for step in steps.values())


def _is_ours(name: str) -> bool:
    path = Path(name)
    generated = path.parts[:1] in (("figures",), ("results",)) or path.parts[:2] == ("data", "processed")
    return generated and ".." not in path.parts
