"""What a sweep has done: one file a task, written whole or not at all, with the key of what it was made of."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from paperbuild.errors import OutputError
from ppks_study.sweep.bundle import Bundle

LIBRARY = Path(__file__).parents[2]
#: Parts of the library that no task's result depends on.
BESIDE = ("commands", "output/figures", "build")
TASKS = ("build/sweep/bundle.py", "build/sweep/task.py", "build/respondents.py")
#: Packages whose version may move a number.
COUNTED_ON = ("numpy", "pandas", "scipy", "babel", "openpyxl", "pyreadstat")


@cache
def library() -> str:
    """Return one hash of the code that tasks run: this library's, and the versions of those that compute."""
    together = hashlib.sha256()
    for path in sorted(path for suffix in ("py", "toml") for path in LIBRARY.rglob(f"*.{suffix}")):
        name = path.relative_to(LIBRARY).as_posix()
        if name in TASKS or not name.startswith(tuple(f"{part}/" for part in BESIDE)):
            together.update(f"{name}\0{_sum(path.read_bytes())}\n".encode())
    together.update("".join(f"{name} {version(name)}\n" for name in COUNTED_ON).encode())
    return together.hexdigest()


def key_of(bundle: Bundle, section: str) -> str:
    """Return the key of a task: a hash of its inputs, its section, and the code."""
    return _sum(f"{bundle.key} {section} {library()}".encode())


@dataclass(frozen=True)
class Store:
    """The folder of a sweep's results."""

    out: Path

    def path(self, district: str, section: str) -> Path:
        """Return where the result of a task lies."""
        return self.out / "districts" / district / f"{section}.json"

    def is_current(self, district: str, section: str, key: str) -> bool:
        """Whether the result of a task is there, made of what the key says, and untouched since."""
        path = self.path(district, section)
        try:
            return path.with_suffix(".key").read_text(encoding="ascii") == f"{key} {_sum(path.read_bytes())}\n"
        except (OSError, UnicodeDecodeError):
            return False

    def keep(self, district: str, section: str, key: str, result: bytes) -> None:
        """Keep the result of a task; a sweep that is killed in between finds nothing, or all of it."""
        path = self.path(district, section)
        write(path, result)
        write(path.with_suffix(".key"), f"{key} {_sum(result)}\n".encode())

    def read(self, district: str, section: str) -> dict[str, Any]:
        """Return the result of a task."""
        return dict(json.loads(self.path(district, section).read_bytes()))

    def sum(self, district: str, section: str) -> str:
        """Return the hash of a task's result."""
        return _sum(self.path(district, section).read_bytes())

    def holds(self, key: str) -> bool:
        """Whether what stands side by side was made of what the key says, and all of it is untouched."""
        try:
            kept = json.loads((self.out / "sweep.json").read_text(encoding="utf-8"))
            outputs = dict(kept["outputs"])
            return bool(kept["key"] == key and outputs
                        and all(_sum((self.out / path).read_bytes()) == told for path, told in outputs.items()))
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def close(self, key: str, told: Mapping[str, Any], outputs: Iterable[Path]) -> None:
        """Write down what stands side by side; what an earlier sweep had, and this one has not, is removed."""
        kept = {path.relative_to(self.out).as_posix(): _sum(path.read_bytes()) for path in sorted(outputs)}
        for path in sorted((self.out / "figures").glob("districts-*.*")):
            if path.relative_to(self.out).as_posix() not in kept:
                path.unlink()
        write(self.out / "sweep.json", json_bytes({"key": key, **told, "outputs": kept}, indent=1))


def write(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all.

    Raises
    ------
    OutputError
        The disk is full, or the folder cannot be written.
    """
    waiting = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        waiting.write_bytes(content)
        waiting.replace(path)
    except OSError as error:
        waiting.unlink(missing_ok=True)
        raise OutputError(f"a result cannot be written: {error.strerror}", where=path.name,
                          expected="a folder that can be written, on a disk with room",
                          fix="make room, or name another folder with --out") from error


def json_bytes(value: Any, indent: int | None = None) -> bytes:
    """Return a value as JSON with sorted keys: the same bytes each time."""
    parts = None if indent else (",", ":")
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=indent, separators=parts) + "\n").encode()


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
