"""How things stand now: files against the manifest, packages against the lock, git. No result keeps any of it."""

import re
import subprocess
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from paperbuild.digests import digest, source_digest
from paperbuild.errors import PaperbuildError
from paperbuild.why.shelf import Shelf
from ppks_study.steps import build

#: The packages that a number or a figure depends on most.
PACKAGES = ("pandas", "numpy", "scipy", "matplotlib", "seaborn", "papermill", "typst")
GIT = ("git", "--no-optional-locks", "status", "--porcelain=v2", "--branch", "--untracked-files=no")
SECONDS_FOR_GIT = 2
#: Inputs that are no files.
NO_FILES = ("library", "packages")


def step_now(shelf: Shelf, name: str) -> dict[str, Any]:
    """Return whether a step of the last build is current, and which inputs and outputs differ from what it noted.

    Returns
    -------
    dict
        ``name``, ``noted`` (whether the build noted it), ``parameters``, ``current`` (None where that cannot be told),
        ``changed`` (inputs) and ``altered`` (outputs), sorted.
    """
    known = shelf.manifest.steps.get(name)
    if known is None:
        return {"name": name, "noted": False, "parameters": {}, "current": None, "changed": [], "altered": []}
    then, declared = known["inputs"], _declared(shelf, name)
    now = {**(declared or {}), **{path: _now(shelf, path) for path in then if path not in NO_FILES}}
    names = {*then, *now} if declared else set(now)
    changed = sorted(path for path in names if then.get(path) != now.get(path))
    altered = sorted(path for path, content in known["outputs"].items() if digest(shelf.root / path) != content)
    current = False if changed or altered else True if declared else None
    return {"name": name, "noted": True, "parameters": dict(known["parameters"]), "current": current,
            "changed": changed, "altered": altered}


def _declared(shelf: Shelf, name: str) -> Mapping[str, str] | None:
    """Return the hashes of what a step declares now, the library's code among it; None where that cannot be told."""
    try:
        made = build(shelf.study)
        return made.inputs(next(step for step in made.steps if step.name == name))
    except (PaperbuildError, OSError, ValueError, StopIteration):
        return None  # a notebook that is gone or broken, a folder that cannot be written


def _now(shelf: Shelf, path: str) -> str:
    """Return the digest of an input now: of what a step made, or of a source."""
    return digest(shelf.root / path) if path in shelf.outputs else source_digest(shelf.root / path)


def files_now(shelf: Shelf, step: str) -> list[dict[str, Any]]:
    """Return the files that a step read: path, SHA-256 then, SHA-256 now, and whether it is the same."""
    then: Mapping[str, str] = shelf.manifest.steps.get(step, {}).get("inputs", {})
    now = {path: _now(shelf, path) for path in then if path not in NO_FILES}
    return [{"path": path, "then": then[path], "now": content, "same": then[path] == content}
            for path, content in sorted(now.items())]


def packages(root: Path) -> list[dict[str, Any]]:
    """Return the versions of the packages that matter most: as locked, and as installed."""
    try:
        lock = (root / "requirements.lock").read_text(encoding="utf-8")
    except OSError:
        lock = ""
    locked = dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock, re.MULTILINE))
    return [{"name": name, "locked": locked.get(name, ""), "installed": _version(name)} for name in PACKAGES]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def commit(root: Path) -> dict[str, Any]:
    """Return commit and changed files of the project's git tree; an empty commit where there is none to ask."""
    try:
        told = subprocess.run(GIT, cwd=root, capture_output=True, text=True, timeout=SECONDS_FOR_GIT, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return {"commit": "", "changed": []}
    heads = re.findall(r"^# branch\.oid (\w+)$", told, re.MULTILINE)
    changed = re.findall(r"^(?:1(?: \S+){7}|2(?: \S+){8}|u(?: \S+){9}) ([^\t\n]+)", told, re.MULTILINE)
    return {"commit": heads[0] if heads else "", "changed": changed}
