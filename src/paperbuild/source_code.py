"""The source code that results are made by, as one hash: it counts as a whole."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path


def folders(packages: Iterable[str]) -> list[Path]:
    """Return the folder of each package.

    Parameters
    ----------
    packages : iterable of str
        Names of packages that can be imported; they are found, not imported.
    """
    found = []
    for name in packages:
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            found.append(Path(spec.origin).parent)
    return found


def code_digest(packages: Iterable[str]) -> str:
    """Return one hash of all files of some packages: code, words, templates.

    Parameters
    ----------
    packages : iterable of str
        Names of packages that can be imported.

    Returns
    -------
    str
        SHA-256 in hexadecimal digits. Line ends count as ``\\n``, whatever git made of them.
    """
    total = hashlib.sha256()
    for folder in folders(packages):
        for below, content in _contents(str(folder)):
            told = hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
            total.update(f"{folder.name}/{below} {told}\n".encode())
    return total.hexdigest()


def _contents(folder: str, above: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield the path below a folder and the bytes of each file in it; caches and hidden files left out."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        if entry.is_dir():
            yield from _contents(entry.path, f"{above}{entry.name}/")
        else:
            yield f"{above}{entry.name}", Path(entry.path).read_bytes()
