"""Which districts a sweep runs, and the input files of each as bytes."""

import glob
import hashlib
import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ppks_study.errors import REPORTED, StudyError
from ppks_study.study import Study, find
from surveyintake.errors import InputError

#: What a study's name must be, as files are called by it.
NAME = re.compile(r"\w[\w.-]*")
ORDER = ("survey", "simulated", "reconstructed")


@dataclass(frozen=True)
class District:
    """One district of a sweep.

    Attributes
    ----------
    name : str
        The study's name; of a file that is no study, the file's.
    study : Study or None
        Its parameters; None where the study file cannot be used.
    files : tuple of (str, bytes)
        Path below the project, with ``/``, and content of each input file, sorted. The answers are
        among them, the key of pseudonyms never is.
    error : ValueError or None
        Why nothing can be run.
    """

    name: str
    study: Study | None = None
    files: tuple[tuple[str, bytes], ...] = ()
    error: ValueError | None = None

    @property
    def key(self) -> str:
        """One hash of all paths and contents."""
        hashes = [[path, hashlib.sha256(content).hexdigest()] for path, content in self.files]
        return hashlib.sha256(json.dumps([self.name, hashes]).encode()).hexdigest()


def districts(given: Iterable[str]) -> list[District]:
    """Return the districts of study files, those alike in origin and design beside each other.

    Parameters
    ----------
    given : iterable of str
        Names of studies, study files, and patterns such as ``studies/*.toml``. A file given twice
        counts once.

    Raises
    ------
    StudyError
        There is none.
    """
    found: dict[str, District] = {}
    for text in given:
        is_pattern = set(text) & set("*?[") and not Path(text).exists()
        for one in sorted(glob.glob(text)) if is_pattern else [text]:
            try:
                path = find(one)
                found[str(path)] = _district(path)
            except StudyError as error:
                found[one] = District(Path(one).stem, error=error)
    if not found:
        raise StudyError("no study files", where="ppks sweep", expected="studies/*.toml",
                         fix="name at least one study, or run in the project's folder")
    return sorted(_refuse_shared_names(list(found.values())), key=_place)


def _district(path: Path) -> District:
    try:
        study = Study.load(path)
        if not NAME.fullmatch(study.name):
            raise StudyError(f"no folder can be called {study.name!r}",
                             where=f"{path.name}, [study] name",
                             expected="letters, digits, - and _, like kota-padang-2026")
        return District(study.name, study, _input_files(study))
    except REPORTED as error:
        return District(path.stem, error=error)
    except OSError as error:
        unread = StudyError(f"cannot be read: {error.strerror}", where=path.name)
        return District(path.stem, error=unread)


def _input_files(study: Study) -> tuple[tuple[str, bytes], ...]:
    """Return a study's input files; of a reconstruction the claims, not the respondents."""
    written = tomllib.loads(study.path.read_text(encoding="utf-8"))["data"]
    paths = {study.path}
    for key, path in vars(study.data).items():
        if not isinstance(path, Path):
            continue
        inside = Path(os.path.normpath(path))
        if Path(written[key]).is_absolute() or not inside.is_relative_to(study.root):
            raise StudyError(f"{key} lies outside the project: {path.name}",
                             where=f"{study.path.name}, [data] {key}",
                             expected="a path below the project's folder, not beginning with /",
                             fix="move the file into data/raw/, where the study is swept from")
        if key != "respondents":
            paths |= set(inside.glob("*.csv")) if inside.is_dir() else {inside}
    if not study.reconstructed:
        paths.add(study.answers)
    files = []
    for path in sorted(paths):
        below = path.relative_to(study.root).as_posix()
        try:
            files.append((below, path.read_bytes()))
        except OSError as error:
            raise InputError(f"a file of the study cannot be read: {error.strerror}",
                             where=f"study {study.name}, {below}",
                             fix="put it there, or correct the study file") from error
    return tuple(files)


def _refuse_shared_names(found: list[District]) -> list[District]:
    """Refuse studies of one name: their results would lie in one file."""
    times = Counter(district.name.casefold() for district in found)
    for place, district in enumerate(found):
        if times[district.name.casefold()] > 1:
            file = district.study.path.name if district.study else district.name
            error = district.error or StudyError(
                f"another study of this sweep is called {district.name!r} too",
                where=f"{file}, [study] name",
                expected="a name of its own for each study",
                fix="rename one of them, or sweep them into two folders (--out)")
            found[place] = District(f"{district.name}@{place + 1}", error=error)
    return found


def _place(district: District) -> tuple[object, ...]:
    study = district.study
    kind = (ORDER.index(study.data.origin), study.sampling.design) if study else (len(ORDER), "")
    parts = re.split(r"(\d+)", district.name.casefold())
    return (*kind, [(len(part), part) if part.isdigit() else (0, part) for part in parts])
