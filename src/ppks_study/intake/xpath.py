"""The XPath of an XLSForm's `constraint` and `relevant`: a named subset, evaluated by lxml.

Comparison, ``and or not``, arithmetic, ``selected``, ``count-selected``, ``regex``, ``if``, ``coalesce``, ``.`` for
the answer itself and ``${x}`` for another one. Everything else is refused aloud.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from lxml import etree

from ppks_study.errors import InstrumentError

FUNCTIONS = ("selected", "count-selected", "regex", "if", "coalesce", "not", "true", "false", "string-length", "number")
OPERATORS = ("and", "or", "div", "mod")
_REFERENCE = re.compile(r"\$\{([A-Za-z_][\w.\-]*)\}")
_LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")
_QUOTED_OR_REFERENCE = re.compile(rf"{_LITERAL.pattern}|{_REFERENCE.pattern}")
_WORD = re.compile(r"(?<![\w.\-])[A-Za-z_][\w.\-]*+(?!\s*\()")
_ANY_CHILD = re.compile(r"(^|[(,=<>+*\-]|\b(?:and|or|div|mod)\b)\s*\*")
_CALL = re.compile(r"([A-Za-z][\w:\-]*)\s*\(")
_FOREIGN = re.compile(r"[/@\[\]|]|::")


def _text(value: object) -> str:
    if isinstance(value, list):
        return "".join(str(getattr(node, "text", node) or "") for node in value)
    return str(value)


def _own_functions() -> dict[tuple[None, str], object]:
    def call(function):  # type: ignore[no-untyped-def]
        return lambda _, *arguments: function(*arguments)

    return {
        (None, "selected"): call(lambda chosen, one: _text(one) in _text(chosen).split()),
        (None, "count-selected"): call(lambda chosen: float(len(_text(chosen).split()))),
        (None, "regex"): call(lambda text, pattern: re.fullmatch(_text(pattern), _text(text)) is not None),
        (None, "if"): call(lambda test, yes, no: yes if test else no),
        (None, "coalesce"): call(lambda first, other: _text(first) or _text(other)),
    }


def _refuse_foreign(expression: str) -> None:
    """Refuse functions outside the subset, and paths: steps, axes, predicates, names of children."""
    bare = _REFERENCE.sub("1", _LITERAL.sub("''", expression))
    unknown = [name for name in _CALL.findall(bare) if name not in (*FUNCTIONS, *OPERATORS)]
    children = [name for name in _WORD.findall(bare) if name not in OPERATORS]
    if unknown or children or _FOREIGN.search(bare) or _ANY_CHILD.search(bare):
        what = f"the function {unknown[0]}()" if unknown else f"the name {children[0]}" if children else "a path"
        raise InstrumentError(f"{what} is not supported", where=expression,
                              expected=f"{', '.join(FUNCTIONS)}, another answer as ${{name}}, the answer itself as .")


@lru_cache(maxsize=512)
def _compiled(expression: str) -> tuple[etree.XPath, tuple[str, ...]]:
    _refuse_foreign(expression)
    names = [found[1] for found in _QUOTED_OR_REFERENCE.finditer(expression) if found[1]]
    own = _QUOTED_OR_REFERENCE.sub(lambda found: f"${found[1]}" if found[1] else found[0], expression)
    try:
        xpath = etree.XPath(own, extensions=_own_functions(), smart_strings=False)
    except etree.XPathSyntaxError as error:
        raise InstrumentError(f"not a valid expression: {error}", where=expression,
                              expected="XPath, as '. >= 0'") from error
    return xpath, tuple(dict.fromkeys(names))


def references(expression: str) -> tuple[str, ...]:
    """Return the names of the other answers that an expression reads.

    Examples
    --------
    >>> references("selected('sltp slta', ${education}) and ${age} > 18")
    ('education', 'age')
    """
    return _compiled(expression)[1] if expression.strip() else ()


def holds(expression: str, answers: Mapping[str, object], value: object = "") -> bool:
    """Whether an expression is true of an answer, given the other answers; an empty expression always is.

    Parameters
    ----------
    expression : str
        A `constraint` or `relevant`.
    answers : mapping
        Other answers by name; a missing one (None) is the empty text, as in ODK.
    value : object
        What ``.`` stands for.

    Raises
    ------
    InstrumentError
        The expression is not in the subset, or not valid.

    Examples
    --------
    >>> holds(". >= 15 and . <= 80", {}, 32), holds("${training} = 'yes'", {"training": "no"})
    (True, False)
    """
    if not expression.strip():
        return True
    xpath, names = _compiled(expression)
    node = etree.Element("answer")
    node.text = "" if value is None else str(value)
    given = {name: "" if answers.get(name) is None else str(answers[name]) for name in names}
    try:
        return bool(xpath(node, **given))
    except (etree.XPathEvalError, TypeError, re.error) as error:
        raise InstrumentError(f"cannot be evaluated: {error}", where=expression) from error
