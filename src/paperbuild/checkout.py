"""The state of a project's checkout: its git commit, and installed packages against its lock."""

import os
import re
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

#: The packages that a number or a figure depends on most.
PACKAGES = ("pandas", "numpy", "scipy", "matplotlib", "seaborn", "papermill", "typst")
_SECONDS = 2


def packages(lock: Path, names: tuple[str, ...] = PACKAGES) -> list[dict[str, Any]]:
    """Return the versions of packages: what a lock names for this machine, and what is installed.

    Parameters
    ----------
    lock : Path
        Lines like ``numpy==2.4.6 ; python_full_version < '3.12'``; one whose marker does not hold
        here is not for this machine.
    names : tuple of str
        Which packages.

    Returns
    -------
    list of dict
        ``name``, ``locked``, ``installed``; empty versions where there is none.
    """
    locked: dict[str, str] = {}
    for line in lock.read_text(encoding="utf-8").splitlines() if lock.is_file() else ():
        if line.partition("==")[0] in names:
            required = Requirement(line.rstrip("\\ "))
            if required.marker is None or required.marker.evaluate():
                locked[required.name] = str(required.specifier).removeprefix("==")
    versions = []
    for name in names:
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            installed = ""
        versions.append({"name": name, "locked": locked.get(name, ""), "installed": installed})
    return versions


def commit(root: Path) -> dict[str, Any]:
    """Return the commit of a project's own clone, and which tracked files changed since.

    Parameters
    ----------
    root : Path
        The project's folder. A repository around it is not its own; nor is one that the environment
        names (``GIT_DIR``).

    Returns
    -------
    dict
        ``commit`` (empty where git tells none) and ``changed`` (paths); with ``refused`` where git
        does not read a clone of another owner.
    """
    root = root.resolve()
    variables = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    variables |= {"GIT_CEILING_DIRECTORIES": str(root.parent), "LC_ALL": "C"}
    settings = ["-c", f"safe.directory={root}", "-c", "core.fsmonitor=false"]
    command = ["git", "--no-optional-locks", *settings, "status", "--porcelain=v2", "--branch",
               "--untracked-files=no"]
    nothing: dict[str, Any] = {"commit": "", "changed": []}
    try:
        run = subprocess.run(command, cwd=root, env=variables, capture_output=True, text=True,
                             timeout=_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError):
        return nothing
    if run.returncode:
        return nothing | ({"refused": True} if "dubious ownership" in run.stderr else {})
    heads = re.findall(r"^# branch\.oid (\w+)$", run.stdout, re.MULTILINE)
    entry = r"^(?:1(?: \S+){7}|2(?: \S+){8}|u(?: \S+){9}) ([^\t\n]+)"
    changed = re.findall(entry, run.stdout, re.MULTILINE)
    return {"commit": heads[0] if heads else "", "changed": changed}
