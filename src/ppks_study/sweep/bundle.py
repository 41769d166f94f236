"""A study's input files as bytes: all that a task needs, wherever it runs."""

import hashlib
import json
import os
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from ppks_study.errors import StudyError
from ppks_study.study import Study
from surveyintake.errors import InputError


@dataclass(frozen=True)
class Bundle:
    """The input files of one study.

    Attributes
    ----------
    name : str
        The study's name.
    study : str
        The study file, by its path below the project.
    files : tuple of (str, bytes)
        Path below the project, with ``/``, and content; sorted. The answers are among them, the key of pseudonyms
        never is.
    """

    name: str
    study: str
    files: tuple[tuple[str, bytes], ...]

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each file by its path."""
        return {path: hashlib.sha256(content).hexdigest() for path, content in self.files}

    @cached_property
    def key(self) -> str:
        """One hash of the study's path, and of all paths and contents."""
        told = json.dumps([self.name, self.study, self.hashes], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()

    def unpack(self, folder: Path) -> Path:
        """Write the files below a folder, which is a project then; return the path of the study file."""
        (folder / "studies").mkdir(parents=True, exist_ok=True)
        for path, content in self.files:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return folder / self.study

    def forget(self, folder: Path) -> None:
        """Remove what was unpacked, but for the study file: answers lie no longer on a disk than they are read."""
        for path, _ in self.files:
            if path != self.study:
                (folder / path).unlink(missing_ok=True)


def pack(study: Study) -> Bundle:
    """Return the input files of a study; of a reconstruction the claims, not the respondents made from them.

    Raises
    ------
    StudyError
        There is no file of answers; or a path is absolute, or leads out of the project.
    InputError
        A file is missing, or cannot be read.
    """
    _refuse_elsewhere(study)
    named = [path for key, path in vars(study.data).items() if isinstance(path, Path) and key != "respondents"]
    answers = [] if study.reconstructed else [study.answers]
    paths = {file for path in (study.path, *named, *answers) for file in _files(path, study)}
    files = tuple(sorted((path.relative_to(study.root).as_posix(), _content(path, study)) for path in paths))
    return Bundle(study.name, study.path.relative_to(study.root).as_posix(), files)


def _files(path: Path, study: Study) -> list[Path]:
    """Return a file, or the sheets of a questionnaire that is a folder; all below the project."""
    path = Path(os.path.normpath(path))
    if path.is_dir():
        return sorted(path.glob("*.csv"))
    return [path]


def _content(path: Path, study: Study) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"a file of the study cannot be read: {error.strerror}",
                         where=f"study {study.name}, {path.relative_to(study.root).as_posix()}",
                         fix="put it there, or correct the study file") from error


def _refuse_elsewhere(study: Study) -> None:
    """Refuse paths that mean nothing on another machine."""
    data = tomllib.loads(study.path.read_text(encoding="utf-8"))["data"]
    for key, text in data.items():
        inside = Path(os.path.normpath(study.root / text)).is_relative_to(study.root)
        if isinstance(getattr(study.data, key), Path) and (Path(text).is_absolute() or not inside):
            raise StudyError(f"{key} lies outside the project: {PurePosixPath(text).name}",
                             where=f"{study.path.name}, [data] {key}",
                             expected="a path below the project's folder, not beginning with /",
                             fix="move the file into data/raw/, where the study is swept from")
