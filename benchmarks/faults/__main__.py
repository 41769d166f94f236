"""Thousands of faults, seeded one by one into surveys on seven forms in files of every kind: each is to be found once.

``python -m benchmarks.faults [--n FAULTS] [--clean FILES]`` prints for each kind of fault how many were found exactly
once at their cell, told otherwise, or missed, and what was told though nothing is wrong.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.faults.run import compare, print_table, run


def main() -> int:
    """Run, print, and return the number of what went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--n", type=int, default=2000, help="faults")
    parser.add_argument("--clean", type=int, default=200, help="files without a fault")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder), options.n, options.clean, options.seed)
        differing = compare(Path(folder), options.seed)
    return print_table(result, differing)


if __name__ == "__main__":
    sys.exit(bool(main()))
