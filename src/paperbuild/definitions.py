"""Where functions of packages are defined, by their text: nothing is imported or run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Library:
    """The packages whose functions make results.

    Attributes
    ----------
    folder : Path
        Where the packages' folders lie.
    packages : tuple of str
        Their names.
    section : str
        The qualified name of the function that makes a section's tables: ``{}`` stands for the
        section's name.
    owner : str
        The qualified name of the class whose methods a section's function may call.
    """

    folder: Path
    packages: tuple[str, ...]
    section: str = ""
    owner: str = ""

    def place(self, name: str) -> tuple[str, int] | None:
        """Return the file (``src/…``) and line of a function or class, None if not there.

        Parameters
        ----------
        name : str
            Its qualified name.

        Examples
        --------
        >>> library = Library(Path(__file__).parents[1], ("paperbuild",))
        >>> library.place("paperbuild.definitions.Library.place")[0], library.place("paperbuild.no")
        ('src/paperbuild/definitions.py', None)
        """
        line = getattr(self.body(name), "lineno", None)
        if line is None:
            return None
        path = self._path(self._module(name))
        return f"src/{path.relative_to(self.folder).as_posix()}", line

    def body(self, name: str) -> ast.AST | None:
        """Return the definition of a function or class, None where it is not there.

        Parameters
        ----------
        name : str
            Its qualified name.
        """
        module = self._module(name)
        node: ast.AST | None = _tree(self._path(module)) if module else None
        for part in name.removeprefix(module).strip(".").split(".") if name != module else ():
            children = getattr(node, "body", ())
            node = next((child for child in children if getattr(child, "name", None) == part), None)
        return node

    def imported(self, module: str, name: str) -> str:
        """Return the qualified name that a module means by a name; empty where it has none.

        Parameters
        ----------
        module : str
            The module's qualified name.
        name : str
            Imported by the module, or defined there.
        """
        path = self._path(module)
        for node in _tree(path).body if path.is_file() else ():
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if (alias.asname or alias.name) == name:
                        return f"{node.module}.{alias.name}"
        return f"{module}.{name}" if self.place(f"{module}.{name}") else ""

    def section_function(self, section: str) -> str:
        """Return the qualified name of the function that makes a section's tables, if any.

        Parameters
        ----------
        section : str
            The section's name; one of somebody's own has no function.
        """
        name = self.section.format(section)
        return name if section.isidentifier() and self.place(name) else ""

    def makers(self, section: str, table: str) -> tuple[str, ...]:
        """Return the qualified names of the functions that a section's function calls for a table.

        Parameters
        ----------
        section, table : str
            Names. Two functions make a table where the section chooses between them; none is told
            where the text does not tell.
        """
        name = self.section_function(section)
        function = self.body(name) if name else None
        if not isinstance(function, ast.FunctionDef):
            return ()
        named, generic = _entries(function)
        makers: dict[str, None] = {}
        for value in named.get(table, generic):
            for call in _calls(value, function):
                makers[self._qualified(call, name.rpartition(".")[0])] = None
        makers.pop("", None)
        return tuple(makers)

    def _qualified(self, called: ast.expr, module: str) -> str:
        """Return the qualified name of what is called: a function, or a method of the owner."""
        if isinstance(called, ast.Attribute):
            name = f"{self.owner}.{called.attr}"
            return name if self.place(name) else ""
        return self.imported(module, called.id) if isinstance(called, ast.Name) else ""

    def _module(self, name: str) -> str:
        """Return the longest module that a name begins with, empty for none of ours."""
        while name.partition(".")[0] in self.packages:
            if self._path(name).is_file():
                return name
            name = name.rpartition(".")[0]
        return ""

    def _path(self, module: str) -> Path:
        below = self.folder.joinpath(*module.split("."))
        return below / "__init__.py" if below.is_dir() else below.with_suffix(".py")


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _entries(function: ast.FunctionDef) -> tuple[dict[str, list[ast.expr]], list[ast.expr]]:
    """Return what a section's function gives for each table, and for tables without a name."""
    named: dict[str, list[ast.expr]] = {}
    generic: list[ast.expr] = []
    waiting: list[ast.expr] = []
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Section":
            waiting += call.args[1:2]
    while waiting:
        value = waiting.pop()
        if isinstance(value, ast.Dict):
            for key, entry in zip(value.keys, value.values, strict=True):
                if isinstance(key, ast.Constant):
                    named.setdefault(str(key.value), []).append(entry)
                elif key is None:
                    waiting.append(entry)
        elif isinstance(value, ast.Name):
            waiting += _assigned(value.id, function)
        else:
            generic.append(value)
    return named, generic


def _assigned(name: str, function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Yield what a name is given in a function."""
    for node in ast.walk(function):
        if isinstance(node, ast.AugAssign) and getattr(node.target, "id", "") == name:
            yield node.value
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _paired(target, node.value, name)


def _paired(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, given in zip(target.elts, value.elts, strict=False):
            yield from _paired(one, given, name)


def _calls(value: ast.expr, function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Yield the functions that an expression calls outermost."""
    if isinstance(value, ast.Call):
        yield value.func
    elif isinstance(value, ast.IfExp):
        yield from _calls(value.body, function)
        yield from _calls(value.orelse, function)
    elif isinstance(value, ast.DictComp):
        yield from _calls(value.value, function)
    elif isinstance(value, ast.Name):
        for given in _assigned(value.id, function):
            yield from _calls(given, function)
