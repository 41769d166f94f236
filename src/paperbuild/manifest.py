"""What a build was made of and what it made, by content: hashes only, no clock, no absolute path, no commit."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paperbuild.digests import digest, name_below

#: Where a build may write, unless it says otherwise; nothing elsewhere is ever removed.
GENERATED = ("figures", "results", "data/processed")


@dataclass
class Manifest:
    """The steps of the last build: the hashes of their inputs and outputs, and their parameters.

    Its file is sealed by a hash of its own content: one that was edited by hand tells nothing, and everything is
    made again.
    """

    path: Path
    root: Path
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, root: Path, generated: Iterable[str] = GENERATED) -> "Manifest":
        """Return the manifest of a file; an empty one when there is none, none that can be read, or an edited one.

        Parameters
        ----------
        path, root : Path
            The manifest's file, and the project's folder.
        generated : iterable of str
            Folders below the project in which all outputs lie; a manifest that names others is not believed.
        """
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            steps, sealed = told["steps"], told["seal"] == seal(told["steps"])
        except (OSError, ValueError, KeyError, TypeError):
            steps, sealed = {}, False
        return cls(path, root, steps if sealed and _is_sound(steps, tuple(generated)) else {})

    def outputs(self, step: str) -> dict[str, str]:
        """Return the hashes of what a step made, by path; empty when it never ran.

        Parameters
        ----------
        step : str
            A step's name.
        """
        return dict(self.steps.get(step, {}).get("outputs", {}))

    def is_current(self, step: str, inputs: Mapping[str, str], parameters: Mapping[str, Any]) -> bool:
        """Whether a step was made of these inputs, and its outputs are as it left them.

        Parameters
        ----------
        step : str
            A step's name.
        inputs : mapping of str to str
            The hash of each input.
        parameters : mapping
            What the step is called with.
        """
        known, outputs = self.steps.get(step, {}), self.outputs(step)
        if not outputs or known.get("inputs") != inputs or known.get("parameters") != parameters:
            return False
        return all(digest(os.path.join(self.root, name)) == content for name, content in outputs.items())

    def record(self, step: str, inputs: Mapping[str, str], parameters: Mapping[str, Any],
               outputs: Iterable[Path]) -> None:
        """Note a finished step, remove what it made before and no longer makes, and save the manifest.

        Parameters
        ----------
        step, inputs, parameters
            As of `is_current`.
        outputs : iterable of Path
            The files that it made.
        """
        before = self.outputs(step)
        made = {name_below(self.root, path): digest(path) for path in sorted(outputs)}
        self.steps[step] = {"inputs": dict(inputs), "parameters": dict(parameters), "outputs": made}
        self._remove(set(before) - set(made))
        self.save()

    def forget(self, steps: Iterable[str]) -> None:
        """Remove steps that there are no longer, with what they made.

        Parameters
        ----------
        steps : iterable of str
            Their names.
        """
        gone = {step: self.steps.pop(step) for step in list(steps)}
        if gone:
            names: set[str] = set()
            names.update(*(known["outputs"] for known in gone.values()))
            self._remove(names)
            self.save()

    def _remove(self, names: set[str]) -> None:
        kept: set[str] = set()
        kept.update(*(self.outputs(step) for step in self.steps))
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
    """Return the hash by which a manifest is sealed.

    Parameters
    ----------
    steps : mapping
        `Manifest.steps`.
    """
    return hashlib.sha256(json.dumps(steps, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _is_sound(steps: Any, generated: tuple[str, ...]) -> bool:
    """Whether a manifest has the form that we write; outputs outside the generated folders are not ours."""
    if not isinstance(steps, dict):
        return False
    for step in steps.values():
        if not isinstance(step, dict) or not isinstance(step.get("outputs"), dict):
            return False
        for name in step["outputs"]:
            if ".." in Path(name).parts or not name.startswith(tuple(f"{folder}/" for folder in generated)):
                return False
    return True
