"""Everything that is measured, side by side in one run; writes what it finds into README.md.

``python -m benchmarks [--only NAME …] [--repeat N]``; a few hours of nobody else's processor are best.
"""

import argparse
import importlib
import sys
import time
from pathlib import Path

from benchmarks.machine import machine, versions
from benchmarks.report import put

README = Path(__file__).with_name("README.md")
NAMES = ("building", "asking", "scoring", "sweeping", "evidence")


def main(arguments: list[str] | None = None) -> None:
    """Run the benchmarks that are asked for, and write each one's section when it is done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", choices=NAMES, help="only this one; may be given several times")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="runs that count, of each way (3)")
    parser.add_argument("--readme", type=Path, default=README, help="the file whose sections are replaced")
    options = parser.parse_args(arguments)
    for name in options.only or NAMES:
        module, start, on = importlib.import_module(f"benchmarks.{name}"), time.monotonic(), machine()
        print(f"{name}: {module.TITLE}", file=sys.stderr)
        body = module.run(options.repeat)
        measured = f"Median (least–most) of {options.repeat} runs in turn. {on}. {versions()}."
        print(body)
        put(options.readme, {name: f"## {module.TITLE}\n\n{body}\n\n{measured}"})
        print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
