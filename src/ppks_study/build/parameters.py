"""The parameters of the notebooks: what each takes, and of which type; checked before a kernel starts."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ppks_study.errors import ParameterError, nearest

_LINE = re.compile(r"(\w+)\s*=\s*(.+?)\s*#\s*type:\s*(\w+)\s*(.*)")
TYPES = {"str": str, "int": int, "float": float}


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook: name, default (as code), type, and its help."""

    name: str
    default: str
    type: str
    help: str


def parameters(notebook: Path) -> dict[str, Parameter]:
    """Return the parameters of a notebook by name, from its cell tagged ``parameters``."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    tagged = [c for c in cells if "parameters" in c.get("metadata", {}).get("tags", [])]
    lines = "".join(tagged[0]["source"]).splitlines() if tagged else []
    return {match[1]: Parameter(*match.groups()) for line in lines if (match := _LINE.fullmatch(line.strip()))}


def given(pairs: list[str], known: Mapping[str, Parameter]) -> dict[str, object]:
    """Return ``name=value`` texts as typed parameters.

    Raises
    ------
    ParameterError
        A name is unknown, or a value is not of the parameter's type.
    """
    found: dict[str, object] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or name not in known:
            raise ParameterError(f"no parameter {name!r}", where=f"-p {pair}", expected=nearest(name, known))
        if name in ("study", "lang"):
            raise ParameterError(f"{name} is set by the build", where=f"-p {pair}",
                                 expected="ppks paper STUDY builds both languages")
        found[name] = _typed(value, known[name], pair)
    return found


def _typed(value: str, parameter: Parameter, pair: str) -> object:
    if parameter.type == "int" and not re.fullmatch(r"-?(0|[1-9][0-9]*)", value):
        raise ParameterError(f"{value!r} is no whole number", where=f"-p {pair}",
                             expected="digits only, without a leading zero, like 2289228")
    try:
        return TYPES[parameter.type](value)
    except ValueError:
        raise ParameterError(f"{value!r} is no {parameter.type}", where=f"-p {pair}", expected=parameter.help) from None
