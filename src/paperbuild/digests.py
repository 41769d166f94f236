"""What results are made of, by content: files, notebooks, the code as a whole, and the packages that are installed."""

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

#: The digest of a file that is not there.
MISSING = "missing"
_LOCKED = re.compile(r"^([A-Za-z0-9][\w.-]*)\s*==", re.MULTILINE)
_INSTALLED = re.compile(r"(.+?)-([^-]+)\.(?:dist|egg)-info")


def digest(path: str | Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal digits, for one that a build made.

    Parameters
    ----------
    path : str or Path
        Any file; one that is not there has the digest ``missing``.
    """
    content = _content(path)
    return MISSING if content is None else hashlib.sha256(content).hexdigest()


def source_digest(path: str | Path) -> str:
    r"""Return the SHA-256 of what counts of a file that a build reads.

    Parameters
    ----------
    path : str or Path
        Of a notebook (``.ipynb``) the cells count (kind, id, source, tags, attachments), and not what they showed
        when it was saved. Of another text the line ends count as ``\n``, whatever git made of them; of any other
        file every byte.
    """
    content = _content(path)
    if content is None:
        return MISSING
    if str(path).endswith(".ipynb"):
        content = _cells(content)
    if b"\0" not in content:
        content = content.replace(b"\r\n", b"\n")
    return hashlib.sha256(content).hexdigest()


def _content(path: str | Path) -> bytes | None:
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None


def _cells(content: bytes) -> bytes:
    """Return what a notebook's cells say, as bytes; a file that is no notebook as it is."""
    told = []
    try:
        for cell in json.loads(content)["cells"]:
            tags = cell.get("metadata", {}).get("tags", [])
            kind, source, attached = cell["cell_type"], "".join(cell["source"]), cell.get("attachments")
            told.append([kind, cell.get("id", ""), source, tags, attached])
    except (ValueError, KeyError, TypeError, AttributeError):
        return content
    return json.dumps(told).encode()


def files(folder: Path, *patterns: str) -> list[Path]:
    """Return the files below a folder, sorted; caches and hidden files left out.

    Parameters
    ----------
    folder : Path
        Where to look.
    *patterns : str
        Like ``*.typ``: files that match any of them; all files without one.
    """
    found = set()
    for pattern in patterns or ("*",):
        for path in folder.rglob(pattern):
            below = path.relative_to(folder).parts
            if path.is_file() and not any(part == "__pycache__" or part[0] == "." for part in below):
                found.add(path)
    return sorted(found)


def source_digests(root: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Return the digest of each file that a build reads.

    Parameters
    ----------
    root : Path
        The project's folder.
    paths : iterable of Path
        Files; one below the project goes by its path there, any other by its name.
    """
    return {name_below(root, path): source_digest(path) for path in sorted(paths)}


def name_below(root: Path, path: Path) -> str:
    """Return the path of a file below the project, with ``/``; of a file elsewhere its name.

    Parameters
    ----------
    root, path : Path
        The project's folder, and a file.
    """
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def folders(packages: Iterable[str]) -> list[Path]:
    """Return the folder of each package.

    Parameters
    ----------
    packages : iterable of str
        Names of packages that can be imported; they are located, not imported.
    """
    located = []
    for name in packages:
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            located.append(Path(spec.origin).parent)
    return located


def code_digest(packages: Iterable[str]) -> str:
    r"""Return one SHA-256 of all files of some packages: code, words, templates.

    Parameters
    ----------
    packages : iterable of str
        Names of packages that can be imported. Line ends count as ``\n``, whatever git made of them.
    """
    total = hashlib.sha256()
    for folder in folders(packages):
        for below, content in _contents(str(folder)):
            part = hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
            total.update(f"{folder.name}/{below} {part}\n".encode())
    return total.hexdigest()


def _contents(folder: str, above: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield the path below a folder and the bytes of each file in it; caches and hidden files left out."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        if entry.is_dir():
            yield from _contents(entry.path, f"{above}{entry.name}/")
        else:
            with open(entry.path, "rb", buffering=0) as file:
                yield f"{above}{entry.name}", file.read()


def installed(lock: Path) -> dict[str, str]:
    """Return the installed version of each package that a lock file names; empty where it is not installed.

    Parameters
    ----------
    lock : Path
        Lines like ``pandas==3.0.0``, as pip reads them. Which version the lock names does not matter here.

    Notes
    -----
    Versions are read from the names of the ``.dist-info`` folders, the first on ``sys.path`` counts, as for
    `importlib.metadata`, which would open a file of each.
    """
    versions: dict[str, str] = {}
    for folder in sys.path:
        try:
            entries = os.listdir(folder or os.curdir)
        except OSError:
            continue
        for entry in sorted(entries):
            match = _INSTALLED.fullmatch(entry)
            if match:
                versions.setdefault(_canonical(match[1]), match[2])
    text = lock.read_text(encoding="utf-8") if lock.is_file() else ""
    return {name: versions.get(_canonical(name), "") for name in sorted(_LOCKED.findall(text))}


def packages_digest(lock: Path) -> str:
    """Return one SHA-256 of the Python version and of the installed versions of the packages that a lock file names.

    Parameters
    ----------
    lock : Path
        As of `installed`.
    """
    told = [sys.version.split()[0], *(f"{name}=={version}" for name, version in installed(lock).items())]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
