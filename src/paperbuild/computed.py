"""What was computed before, by what it was computed of: one language of a notebook finds what the other computed.

Results lie in the folder that the environment variable ``PPKS_COMPUTED`` names, which a build makes anew for other code
or other installed packages; without it nothing is kept. An entry is written whole or not at all, and one that was
truncated or edited is computed again.
"""

import hashlib
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

#: The environment variable that names the folder.
FOLDER = "PPKS_COMPUTED"
#: How many results are kept from build to build.
_ENTRIES = 500
_Result = TypeVar("_Result")


def remembered(name: str, of: object, compute: Callable[[], _Result]) -> _Result:
    """Return what a function computes, or computed before of the same.

    Parameters
    ----------
    name : str
        The function's name.
    of : object
        All that the result depends on beside code and packages, as anything that can be pickled: values, and the
        digests of files.
    compute : callable
        Called without arguments where nothing is kept. Its result must be one that can be pickled.

    Examples
    --------
    >>> remembered("sum", (1, 2), lambda: 1 + 2)
    3
    """
    folder = os.environ.get(FOLDER)
    if not folder:
        return compute()
    key = hashlib.sha256(pickle.dumps((name, of), protocol=5)).hexdigest()
    path = Path(folder) / f"{name}-{key}.pickle"
    content = _kept(path)
    if content is None:
        result = compute()
        content = pickle.dumps(result, protocol=5)
        _keep(path, content)
    # Always the copy: what a cell changes in it is nobody else's, and both ways give the same.
    copy: _Result = pickle.loads(content)
    return copy


def _kept(path: Path) -> bytes | None:
    """Return the content of an entry; None where there is none, or where its seal is not that of its content."""
    try:
        seal, content = path.read_bytes().split(b"\n", 1)
    except (OSError, ValueError):
        return None
    return content if hashlib.sha256(content).hexdigest().encode() == seal else None


def _keep(path: Path, content: bytes) -> None:
    """Write an entry, whole or not at all; do without where it cannot be written."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        number, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(number, "wb") as file:
                file.write(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
            os.replace(part, path)
        finally:
            with suppress(OSError):
                os.unlink(part)


def tidied(folder: Path, state: str) -> Path:
    """Return the folder of what one state of the code computed, having removed those of others and its oldest entries.

    Parameters
    ----------
    folder : Path
        Holds one folder for each state.
    state : str
        The name of the state that counts now.
    """
    for other in folder.iterdir() if folder.is_dir() else ():
        if other.name != state:
            shutil.rmtree(other, ignore_errors=True)
    entries = sorted((folder / state).glob("*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in entries[_ENTRIES:]:
        path.unlink(missing_ok=True)
    return folder / state
