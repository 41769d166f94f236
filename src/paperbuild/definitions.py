"""Where names of our library are defined: by its text, so that nothing has to be imported or run."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

PACKAGE = "ppks_study"
PACKAGES = ("surveyintake", "surveystats", "claimcheck", "paperbuild", PACKAGE)
LIBRARY = Path(__file__).parents[1]


def place(name: str) -> tuple[str, int] | None:
    """Return the file (below ``src``) and the line of a qualified name, None where it is not there.

    Examples
    --------
    >>> place("paperbuild.definitions.place")[0], place("ppks_study.nothing")
    ('src/paperbuild/definitions.py', None)
    """
    line = getattr(body(name), "lineno", None)
    file = _path(_split(name)[0]).relative_to(LIBRARY).as_posix() if line else ""
    return (f"src/{file}", line) if line else None


def body(name: str) -> ast.AST | None:
    """Return the definition of a qualified name, None where it is not there."""
    module, _, rest = _split(name)
    node: ast.AST | None = _tree(module) if module else None
    for part in filter(None, rest.split(".")):
        node = next((child for child in getattr(node, "body", ()) if getattr(child, "name", None) == part), None)
    return node


def imported(module: str, name: str) -> str:
    """Return the qualified name that a module means by a name: imported, or defined there; empty for neither."""
    for node in _tree(module).body if _path(module).is_file() else ():
        if isinstance(node, ast.ImportFrom) and any((alias.asname or alias.name) == name for alias in node.names):
            return f"{node.module}.{name}"
    return f"{module}.{name}" if place(f"{module}.{name}") else ""


def section_function(section: str) -> str:
    """Return the qualified name of the function that makes a section's tables; empty for a section of somebody's own.

    Examples
    --------
    >>> section_function("profile"), section_function("mine")
    ('ppks_study.sections.profile.profile', '')
    """
    name = f"{PACKAGE}.sections.{section}.{section}"
    return name if section.isidentifier() and place(name) else ""


@cache
def makers(section: str, table: str) -> tuple[str, ...]:
    """Return the qualified names of the functions that make a table of a section, as its function calls them.

    Two where the section chooses between them; empty where the text does not tell.

    Examples
    --------
    >>> makers("profile", "age"), makers("profile", "sex")
    (('ppks_study.sections.profile.age',), ('ppks_study.sections.profile.frequencies',))
    """
    name = section_function(section)
    if not name:
        return ()
    tree = _tree(name.rpartition(".")[0])
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == section)
    named, generic = _entries(function)
    found = [call for value in named.get(table, generic) for call in _calls(value, function)]
    told = (_qualified(call, name.rpartition(".")[0]) for call in found)
    return tuple(dict.fromkeys(filter(None, told)))


def _split(name: str) -> tuple[str, str, str]:
    """Return the longest module that a name begins with, a dot, and the rest."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        module = ".".join(parts[:end])
        if parts[0] in PACKAGES and _path(module).is_file():
            return module, ".", ".".join(parts[end:])
    return "", "", name


def _path(module: str) -> Path:
    below = LIBRARY.joinpath(*module.split("."))
    return below / "__init__.py" if below.is_dir() else below.with_suffix(".py")


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(_path(module).read_text(encoding="utf-8"))


def _entries(function: ast.FunctionDef) -> tuple[dict[str, list[ast.expr]], list[ast.expr]]:
    """Return what a section's function gives for each table, and for tables that it does not name one by one."""
    named: dict[str, list[ast.expr]] = {}
    generic: list[ast.expr] = []
    waiting = [call.args[1] for call in ast.walk(function) if isinstance(call, ast.Call)
               and isinstance(call.func, ast.Name) and call.func.id == "Section" and len(call.args) > 1]
    while waiting:
        value = waiting.pop()
        if isinstance(value, ast.Dict):
            for key, entry in zip(value.keys, value.values, strict=True):
                if isinstance(key, ast.Constant):
                    named.setdefault(str(key.value), []).append(entry)
                else:
                    waiting += [entry] if key is None else []
        elif isinstance(value, ast.Name):
            waiting += _assigned(value.id, function)
        else:
            generic.append(value)
    return named, generic


def _assigned(name: str, function: ast.FunctionDef) -> list[ast.expr]:
    """Return what a name is given in a function."""
    found = []
    for node in ast.walk(function):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            found.append(node.value)
        elif isinstance(node, ast.Assign):
            found += [value for target in node.targets for value in _paired(target, node.value, name)]
    return found


def _paired(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, given in zip(target.elts, value.elts, strict=False):
            yield from _paired(one, given, name)


def _calls(value: ast.expr, function: ast.FunctionDef) -> Iterable[ast.expr]:
    """Return the functions that an expression calls outermost."""
    if isinstance(value, ast.Call):
        return [value.func]
    if isinstance(value, ast.IfExp):
        return [*_calls(value.body, function), *_calls(value.orelse, function)]
    if isinstance(value, ast.DictComp):
        return _calls(value.value, function)
    if isinstance(value, ast.Name):
        return [call for given in _assigned(value.id, function) for call in _calls(given, function)]
    return []


def _qualified(called: ast.expr, module: str) -> str:
    """Return the qualified name of what is called: defined here, imported, or a method of the survey."""
    if isinstance(called, ast.Attribute):
        name = f"{PACKAGE}.survey.Survey.{called.attr}"
        return name if place(name) else ""
    return imported(module, called.id) if isinstance(called, ast.Name) else ""
