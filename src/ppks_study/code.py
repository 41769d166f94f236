"""What our code says, comments, docstrings and layout apart; and which of it a step reaches through its imports."""

import ast
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import ppks_study
from ppks_study.errors import BuildError

PACKAGE = "ppks_study"
LIBRARY = Path(__file__).parent
#: Stands for all modules.
EVERYTHING = "*"


def library(root: Path) -> "Code":
    """Return the library's code; what was read of each file is kept in a project's ``.build``."""
    return Code(LIBRARY, ppks_study._HOMES, root / ".build" / "code.json")


@dataclass(frozen=True)
class Module:
    """One module: what it says, by a hash, and which names of the package it imports, not yet resolved."""

    says: str
    imports: tuple[str, ...]


@dataclass
class Code:
    """The code of the library.

    Attributes
    ----------
    library : Path
        The package's folder.
    homes : mapping of str to str
        Names that the package offers, and the module of each.
    known : Path
        Where what was read of each file is kept, by the hash of its bytes, so that only what changed is parsed.
    """

    library: Path
    homes: Mapping[str, str]
    known: Path
    modules: dict[str, Module] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kept, used = _kept(self.known), {}
        for below, content in _contents(str(self.library)):
            sealed = hashlib.sha256(content).hexdigest()
            if not below.endswith(".py"):
                self.data[below] = sealed
                continue
            name = f"{PACKAGE}.{below[:-3].replace('/', '.')}".removesuffix(".__init__")
            module = kept.get(sealed) or read(content, name, below.endswith("__init__.py"), below)
            used[sealed] = self.modules[name] = module
        if used != kept:
            _keep(self.known, used)

    def reached(self, entries: Iterable[str], apart: Iterable[str] = ()) -> str:
        """Return one hash of all that some modules reach: modules by their imports, and the data files beside those."""
        modules = self.closure(entries, apart)
        told = [f"{name} {self.modules[name].says}" for name in sorted(modules)]
        told += [f"{name} {self.data[name]}" for name in sorted(self.beside(modules))]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()

    def closure(self, entries: Iterable[str], apart: Iterable[str] = ()) -> set[str]:
        """Return some modules and all that they import, directly or not, within functions too.

        Parameters
        ----------
        entries : iterable of str
            Modules, or names in them.
        apart : iterable of str
            Modules to leave out, with what only they import.
        """
        left_out = set(apart)
        found: set[str] = set()
        waiting = [module for name in entries for module in self._resolved(name)]
        while waiting:
            name = waiting.pop()
            if name not in found and name not in left_out:
                found.add(name)
                waiting += [module for wanted in self.modules[name].imports for module in self._resolved(wanted)]
        return found

    def beside(self, modules: Iterable[str]) -> set[str]:
        """Return the data files of the packages that hold these modules: what code of a package may read of it."""
        reached = {parent for name in modules for parent in _packages(name, self.modules)}
        return {name for name in self.data if self._holder(name) in reached}

    def _holder(self, name: str) -> str:
        """Return the package that holds a data file: the nearest folder above it with modules."""
        parts = Path(name).parts[:-1]
        held = (".".join((PACKAGE, *parts[:end])) for end in range(len(parts), -1, -1))
        return next(package for package in held if package in self.modules)

    def _resolved(self, name: str) -> set[str]:
        """Return the modules that a name stands for: itself and what holds it, or the home of a public name."""
        if name == EVERYTHING:
            return set(self.modules)
        public = name.removeprefix(f"{PACKAGE}.")
        if public in self.homes:
            name = f"{PACKAGE}.{self.homes[public]}"
        parts = name.split(".")
        return {held for end in range(1, len(parts) + 1) if (held := ".".join(parts[:end])) in self.modules}


def _contents(folder: str, above: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield the path below a folder and the bytes of each file in it; caches and hidden files left out."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        if entry.is_dir():
            yield from _contents(entry.path, f"{above}{entry.name}/")
        else:
            with open(entry.path, "rb", buffering=0) as file:
                yield f"{above}{entry.name}", file.read()


def _packages(name: str, modules: Mapping[str, Module]) -> set[str]:
    """Return the packages that a module lies in directly: its own, and itself if it is one."""
    return {name, name.rpartition(".")[0]} & set(modules)


def read(content: bytes, name: str, is_package: bool, where: str) -> Module:
    """Return what a module says and imports.

    Parameters
    ----------
    content : bytes
        Its source.
    name : str
        Its name with the package's.
    is_package : bool
        Whether it is an ``__init__``.
    where : str
        For an error.

    Raises
    ------
    BuildError
        It is no Python.
    """
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError) as error:
        raise BuildError(f"a module of the library is no Python: {error}", where=f"src/{PACKAGE}/{where}") from error
    imports = sorted(set(imported(tree, name if is_package else name.rpartition(".")[0])))
    _without_docstrings(tree)
    return Module(hashlib.sha256(ast.dump(tree).encode()).hexdigest(), tuple(imports))


def imported(tree: ast.AST, package: str) -> Iterable[str]:
    """Yield the names of our package that a tree imports or takes from it (``ppks.profile``), within functions too."""
    aliases: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == PACKAGE)
            aliases |= {alias.asname or alias.name for alias in node.names if alias.name == PACKAGE}
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, package)
            if base.split(".")[0] == PACKAGE:
                yield from (f"{base}.{alias.name}" for alias in node.names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
            yield f"{PACKAGE}.{node.attr}"


def _base(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join((*parts, node.module or "")).rstrip(".")


def _without_docstrings(tree: ast.AST) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            said = first.value if isinstance(first, ast.Expr) else None
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                node.body = node.body[1:]


def _kept(path: Path) -> dict[str, Module]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {seal: Module(says, tuple(imports)) for seal, (says, imports) in told.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _keep(path: Path, modules: Mapping[str, Module]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_suffix(".part")
    waiting.write_text(json.dumps({seal: [m.says, m.imports] for seal, m in sorted(modules.items())}), encoding="utf-8")
    waiting.replace(path)
