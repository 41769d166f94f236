"""What a benchmark ran on: the processor, memory, system and versions."""

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("ipykernel", "ipython", "matplotlib", "nbclient", "nbconvert", "numpy", "pandas", "papermill", "pyarrow",
            "scipy", "typst", "distributed")


def machine() -> str:
    """Return the machine in one line."""
    return (f"{_processor()}, {os.cpu_count()} cores, {_memory()}; {platform.system()} {platform.release()}; load "
            f"at the start {os.getloadavg()[0]:.1f}")


def versions() -> str:
    """Return the versions that matter in one line."""
    return ", ".join([f"{platform.python_implementation()} {platform.python_version()}",
                      *(f"{name} {found}" for name in PACKAGES if (found := _version(name)))])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.is_file() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")),
                platform.processor() or platform.machine())


def _memory() -> str:
    if sys.platform == "win32":
        return "memory unknown"
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"
