"""The parameters of the notebooks: what each takes, and of which type; checked before a kernel starts."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paperbuild.errors import ParameterError, nearest

_LINE = re.compile(r"(\w+)\s*=\s*(.+?)\s*#\s*type:\s*(\w+)\s*(.*)")
FORMS = {"int": r"-?(0|[1-9][0-9]*)", "float": r"-?(0|[1-9][0-9]*)(\.[0-9]+)?(e-?[0-9]+)?", "bool": "true|false",
         "str": "(?s:.*)"}
EXPECTED = {"int": "digits only, without a leading zero, like 2289228",
            "float": "a number with a decimal point, like 0.8", "bool": "true or false", "str": "text"}
TYPES: dict[str, type] = {"int": int, "float": float, "str": str}
#: Parameters that the build itself sets.
OWN = ("study", "lang")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook: name, default (as code), type, and its help."""

    name: str
    default: str
    type: str
    help: str


def parameters(notebook: Path) -> dict[str, Parameter]:
    """Return the parameters of a notebook by name, from its cell tagged ``parameters``.

    Raises
    ------
    ParameterError
        The file is no notebook.
    """
    cells = _cells(notebook)
    tagged = [cell for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    lines = "".join(tagged[0]["source"]).splitlines() if tagged else []
    return {match[1]: Parameter(*match.groups()) for line in lines if (match := _LINE.fullmatch(line.strip()))}


def _cells(notebook: Path) -> list[dict[str, Any]]:
    try:
        return list(json.loads(notebook.read_text(encoding="utf-8"))["cells"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ParameterError("this is no notebook", where=f"notebooks/{notebook.name}: {error}",
                             expected="a notebook saved by JupyterLab", fix="git checkout brings back the last one"
                             ) from error


def given(pairs: Iterable[str], notebooks: Iterable[Mapping[str, Parameter]]) -> dict[str, object]:
    """Return ``name=value`` texts as typed parameters.

    Parameters
    ----------
    pairs : iterable of str
        Like ``floor_idr=2289228``; ``None`` as a value is the study file's.
    notebooks : iterable of mapping
        The parameters of each notebook; a name need be known to one of them.

    Raises
    ------
    ParameterError
        A name is unknown or given twice, or a value is not of the parameter's type.

    Examples
    --------
    >>> given(["floor_idr=2289228"], [{"floor_idr": Parameter("floor_idr", "None", "int", "Wage floor")}])
    {'floor_idr': 2289228}
    """
    known = {name: parameter for notebook in notebooks for name, parameter in notebook.items()}
    found: dict[str, object] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if name in OWN:
            raise ParameterError(f"{name} is set by the build", where=f"-p {pair}",
                                 expected="ppks paper STUDY --lang LANG")
        if name not in known:
            settable = [other for other in known if other not in OWN]
            raise ParameterError(f"no notebook has a parameter {name!r}", where=f"-p {pair}",
                                 expected=nearest(name, settable))
        if not equals or name in found:
            raise ParameterError("the parameter has no value" if not equals else f"{name} is given twice",
                                 where=f"-p {pair}", expected=f"-p {name}=VALUE, once")
        found[name] = typed(value, known[name])
    return found


def typed(value: str, parameter: Parameter) -> object:
    """Return a text as a value of a parameter's type; raise a ParameterError when it is none."""
    if value == "None" and parameter.default == "None":
        return None
    kind = parameter.type if parameter.type in FORMS else "str"
    wrong = ParameterError(f"{value!r} is not of type {kind}", where=f"-p {parameter.name}={value}",
                           expected=f"{EXPECTED[kind]} ({parameter.help})")
    if not re.fullmatch(FORMS[kind], value):
        raise wrong
    if kind == "float" and not math.isfinite(float(value)):
        raise wrong
    return value == "true" if kind == "bool" else TYPES[kind](value)
