"""Which districts a sweep is of: study files as given on the command line, each one once, in an order of its own."""

import glob
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ppks_study.errors import REPORTED, StudyError
from ppks_study.study import Study, find
from ppks_study.sweep.bundle import Bundle, pack

#: What a study's name must be, as folders are called by it.
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
    bundle : Bundle or None
        The bytes of all that its tasks read.
    error : ValueError or None
        Why nothing can be run.
    """

    name: str
    study: Study | None = None
    bundle: Bundle | None = None
    error: ValueError | None = None


def districts(given: Iterable[str]) -> list[District]:
    """Return the districts of study names, files and patterns, sorted: those alike in origin and design together.

    Raises
    ------
    StudyError
        There is none.
    """
    files, lost = _files(given)
    found = [*map(_district, files), *lost]
    if not found:
        raise StudyError("no study files", where="ppks sweep", expected="studies/*.toml",
                         fix="name at least one study, or run in the project's folder")
    return sorted(_told_apart(found), key=_place)


def _files(given: Iterable[str]) -> tuple[list[Path], list[District]]:
    """Return the study files that are meant, each once, and a district for each that is not there."""
    files: dict[Path, None] = {}
    lost: dict[str, District] = {}
    for text in (one for told in given for one in _expanded(told)):
        try:
            files[find(text)] = None
        except StudyError as error:
            lost[Path(text).stem] = District(Path(text).stem, error=error)
    return list(files), list(lost.values())


def _expanded(text: str) -> list[str]:
    """Return the files of a pattern that no shell has expanded; nothing if none fits."""
    return sorted(glob.glob(text)) if set(text) & set("*?[") and not Path(text).exists() else [text]


def _district(path: Path) -> District:
    try:
        study = Study.load(path)
        if not NAME.fullmatch(study.name):
            raise StudyError(f"no folder can be called {study.name!r}", where=f"{path.name}, [study] name",
                             expected="letters, digits, - and _, like kota-padang-2026")
        return District(study.name, study, pack(study))
    except REPORTED as error:
        return District(path.stem, error=error)
    except OSError as error:
        return District(path.stem, error=StudyError(f"cannot be read: {error.strerror}", where=path.name))


def _told_apart(found: list[District]) -> list[District]:
    """Refuse studies of one name: their results would lie in one folder."""
    times = Counter(district.name.casefold() for district in found)
    return [district if times[district.name.casefold()] == 1 else _twice(district, place)
            for place, district in enumerate(found, 1)]


def _twice(district: District, place: int) -> District:
    file = district.study.path.name if district.study else district.name
    error = district.error or StudyError(
        f"another study of this sweep is called {district.name!r} too", where=f"{file}, [study] name",
        expected="a name of its own for each study", fix="rename one of them, or sweep them into two folders (--out)")
    return replace(district, name=f"{district.name}@{place}", study=None, bundle=None, error=error)


def _place(district: District) -> tuple[object, ...]:
    study = district.study
    kind = (ORDER.index(study.data.origin), study.sampling.design) if study else (len(ORDER), "")
    return (*kind, [(len(part), part) if part.isdigit() else (0, part)
                    for part in re.split(r"(\d+)", district.name.casefold())])
