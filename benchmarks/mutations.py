"""Does a test notice when a line is broken? Seeded single changes of the library, and which of them survive.

``python -m benchmarks.mutations [--n 20] [--seed 1] [--package NAME]``; exit status 1 where one survives.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
#: What is copied, so that nothing is broken where somebody works.
COPIED = ("src", "tests", "benchmarks", "data", "instrument", "notebooks", "studies", "paper", "docs")
#: Each comparison, and what it is changed into.
OTHER = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
         ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is}
SIGNS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult}
#: Seconds that the tests of one mutation may take.
LIMIT = 900


@dataclass(frozen=True)
class Mutation:
    """One changed line: the file below the project, the line's number, and its text before and after."""

    file: str
    line: int
    before: str
    after: str


def mutations(path: Path) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Yield the places of a module that can be broken, each with what takes its place.

    Parameters
    ----------
    path : Path
        A module.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            yield node, ast.Compare(node.left, [OTHER[type(node.ops[0])]()], node.comparators)
        elif isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
            yield node, ast.BinOp(node.left, SIGNS[type(node.op)](), node.right)
        elif isinstance(node, ast.BoolOp):
            other = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
            yield node, ast.BoolOp(other, node.values)
        elif isinstance(node, ast.IfExp):
            yield node, ast.IfExp(node.test, node.orelse, node.body)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node, node.operand


def broken(path: Path, rng: random.Random) -> tuple[str, Mutation] | None:
    """Return a module's text with one place broken, and what was done; None where nothing can be.

    Parameters
    ----------
    path : Path
        A module below `ROOT`.
    rng : random.Random
        Chooses the place.
    """
    source = path.read_text(encoding="utf-8")
    places = list(mutations(path))
    if not places:
        return None
    node, other = rng.choice(places)
    lines = source.splitlines(keepends=True)
    before = lines[node.lineno - 1]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    content = source.encode()
    start = starts[node.lineno - 1] + node.col_offset
    end = starts[node.end_lineno - 1] + node.end_col_offset
    text = (content[:start] + f"({ast.unparse(other)})".encode() + content[end:]).decode()
    after = text.splitlines()[node.lineno - 1]
    return text, Mutation(path.relative_to(ROOT).as_posix(), node.lineno, before.strip(), after.strip())


def mirrored_tests(project: Path, module: Path) -> list[list[str]]:
    """Return the tests of a module, those that mirror it first, then those of its package.

    Parameters
    ----------
    project : Path
        Where the tests lie.
    module : Path
        The module, below ``src``.
    """
    mirrored = sorted(str(path) for path in (project / "tests").rglob(f"test_{module.stem}.py"))
    package = str(project / "tests" / module.parts[0])
    return [tests for tests in (mirrored, [package]) if tests]


def is_noticed(project: Path, module: Path) -> bool:
    """Whether a test fails; the package's tests are run where those of the module do not.

    Parameters
    ----------
    project : Path
        A copy with one place broken.
    module : Path
        The broken module, below ``src``.
    """
    environment = {**os.environ, "PYTHONPATH": str(project / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    for tests in mirrored_tests(project, module):
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
        try:
            run = subprocess.run(command, cwd=project, env=environment, capture_output=True, timeout=LIMIT)
        except subprocess.TimeoutExpired:
            return True  # a loop without end is noticed by whoever waits
        if run.returncode:
            return True
    return False


def main(arguments: list[str] | None = None) -> None:
    """Break one place after another, and report which no test notices."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutations", description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=20, help="how many places are broken (20)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--package", default="", help="only modules of this package")
    options = parser.parse_args(arguments)
    rng = random.Random(options.seed)
    modules = [path for path in sorted((ROOT / "src" / options.package).rglob("*.py")) if path.name[0] != "_"]
    survivors = []
    with TemporaryDirectory(prefix="mutations-") as folder:
        project = Path(folder) / "project"
        for name in COPIED:
            shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
        for path in ROOT.iterdir():
            if path.is_file():
                shutil.copy(path, project / path.name)
        done = 0
        while done < options.n:
            path = rng.choice(modules)
            found = broken(path, rng)
            if found is None:
                continue
            text, mutation = found
            target = project / path.relative_to(ROOT)
            target.write_text(text, encoding="utf-8")
            start, done = time.monotonic(), done + 1
            noticed = is_noticed(project, path.relative_to(ROOT / "src"))
            shutil.copy(path, target)
            print(f"{done:3} {'noticed ' if noticed else 'SURVIVED'} {mutation.file}:{mutation.line} "
                  f"{mutation.before}  →  {mutation.after} ({time.monotonic() - start:.0f} s)", flush=True)
            survivors += [] if noticed else [mutation]
    print(f"{options.n - len(survivors)} of {options.n} noticed")
    sys.exit(bool(survivors))


if __name__ == "__main__":
    main()
