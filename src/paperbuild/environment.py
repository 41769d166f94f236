"""What a step sees of the machine: fixed values, folders of its own, and little else."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

LIBRARY = Path(__file__).parents[1]
#: Everything else that could change a byte is left out.
FIXED = {
    "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC", "COLUMNS": "80", "SOURCE_DATE_EPOCH": "0",
    "PYTHONHASHSEED": "0", "PYTHONNOUSERSITE": "1", "PYTHONUTF8": "1", "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    "JUPYTER_PREFER_ENV_PATH": "1", "JUPYTER_NO_CONFIG": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
KEPT = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV")


def environment(build: Path, folder: Path) -> dict[str, str]:
    """Return the environment of a step: its own home and settings folders, our library, fixed values.

    Parameters
    ----------
    build : Path
        The project's ``.build``, where matplotlib keeps its list of fonts.
    folder : Path
        The step's own.
    """
    own = {"HOME": folder, "IPYTHONDIR": folder / "ipython", "JUPYTER_DATA_DIR": folder / "jupyter",
           "JUPYTER_CONFIG_DIR": folder / "jupyter", "JUPYTER_RUNTIME_DIR": folder / "jupyter",
           "MPLCONFIGDIR": build / "matplotlib", "PYTHONPATH": LIBRARY}
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | FIXED | {name: str(path) for name, path in own.items()}


@contextmanager
def environed(values: Mapping[str, str]) -> Iterator[None]:
    """Let processes that start meanwhile have just these environment variables."""
    before = dict(os.environ)
    _set(values)
    try:
        yield
    finally:
        _set(before)


def _set(values: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(values)
