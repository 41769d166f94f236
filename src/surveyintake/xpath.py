"""The XPath of an XLSForm's `constraint`, `relevant` and `required`: a named subset, judged in
three values.

Comparison, ``and or not``, arithmetic, the functions of `FUNCTIONS`, ``.`` for the answer itself
and ``${x}`` for another one. Everything else is refused aloud. Dates count as days, so that they
compare and subtract.
"""

import datetime
import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from surveyintake.errors import InstrumentError, nearest

# The functions that a form's conditions may call, and how texts, numbers and dates turn into each
# other there.

Value = str | float | bool | None


class _Missing(str):
    """The empty text of a question that was asked and not answered."""


#: An answer that was asked for and not given: equal to the empty text, and otherwise not known.
MISSING = _Missing()
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{2}):(\d{2}).*)?")
_EPOCH = datetime.datetime(1970, 1, 1)


def boolean(value: Value) -> bool | None:
    """Return whether a value counts as true; unknown stays unknown.

    Parameters
    ----------
    value : str, float, bool or None
        A value of an expression; None is unknown.
    """
    if value is None or value is MISSING:
        return None
    return not math.isnan(value) and value != 0 if isinstance(value, float) else bool(value)


def number(value: Value) -> float:
    """Return a value as a number, a date as its days since 1970; nan for any other text.

    Parameters
    ----------
    value : str, float, bool or None
        A value of an expression.

    Examples
    --------
    >>> number("2.5"), number("1970-01-03")
    (2.5, 2.0)
    """
    if not isinstance(value, str):
        return math.nan if value is None else float(value)
    try:
        return float(value) if value.strip().lower() not in ("inf", "infinity", "-inf",
                                                             "-infinity") else math.nan
    except ValueError:
        return _days(value.strip())


def text(value: Value) -> str:
    """Return a value as XPath writes it: whole numbers without a point.

    Parameters
    ----------
    value : str, float, bool or None
        A value of an expression.

    Examples
    --------
    >>> text(3.0), text(True)
    ('3', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value or ""


def _days(written: str) -> float:
    found = _DATE.fullmatch(written)
    if not found:
        return math.nan
    try:
        moment = datetime.datetime(*(int(part)
                                     for part in found.groups(default="0")))  # type: ignore[arg-type]
    except ValueError:
        return math.nan
    return (moment - _EPOCH) / datetime.timedelta(days=1)


def _date(value: Value) -> Value:
    """Return the day that a text or a number of days names, as ISO text."""
    days = number(value)
    if math.isnan(days):
        return math.nan
    return (_EPOCH + datetime.timedelta(days=math.floor(days))).date().isoformat()


def _format_date(value: Value, pattern: Value) -> Value:
    days = number(value)
    if math.isnan(days):
        return ""
    day = _EPOCH + datetime.timedelta(days=days)
    own = {"%n": str(day.month), "%e": str(day.day), "%h": str(day.hour)}
    return day.strftime(re.sub(r"%[neh]", lambda found: own[found[0]], text(pattern)))


def _round(value: Value, places: Value = 0.0) -> Value:
    """Round halves up, as XPath does."""
    scale = 10.0 ** number(places)
    return math.floor(number(value) * scale
                      + 0.5) / scale if math.isfinite(number(value)) else math.nan


def _coalesce(*values: Value) -> Value:
    """Return the first answer that was given; not known where one before it is not."""
    for value in values[:-1]:
        if value is None or text(value):
            return value
    return values[-1]


def _selected_at(chosen: Value, place: Value) -> Value:
    names, at = text(chosen).split(), int(number(place))
    return names[at] if 0 <= at < len(names) else ""


def _between(value: Value, start: Value, end: Value = None) -> Value:
    return text(value)[int(number(start)):None if end is None else int(number(end))]


def _part(value: Value, start: Value, length: Value = None) -> Value:
    first = int(number(start)) - 1
    return text(value)[max(first, 0):None if length is None
                       else max(first + int(number(length)), 0)]


@dataclass(frozen=True)
class Function:
    """One function: what computes it, how many arguments it takes, whether it judges what is not known itself."""

    of: Callable[..., Value]
    fewest: int
    most: int
    judges_unknown: bool = False


FUNCTIONS: Mapping[str, Function] = {
    "selected": Function(lambda chosen, one: text(one) in text(chosen).split(), 2, 2),
    "count-selected": Function(lambda chosen: float(len(text(chosen).split())), 1, 1),
    "selected-at": Function(_selected_at, 2, 2),
    "regex": Function(lambda value, pattern: re.fullmatch(text(pattern), text(value)) is not None,
                      2, 2),
    "if": Function(lambda test, yes, no: None if boolean(test) is None else yes if boolean(test)
                   else no, 3, 3, True),
    "coalesce": Function(_coalesce, 1, 99, True),
    "not": Function(lambda one: not boolean(one), 1, 1),
    "true": Function(lambda: True, 0, 0),
    "false": Function(lambda: False, 0, 0),
    "boolean": Function(boolean, 1, 1),
    "string": Function(text, 1, 1),
    "string-length": Function(lambda one: None if one is None else float(len(text(one))), 1, 1,
                              True),
    "contains": Function(lambda one, part: text(part) in text(one), 2, 2),
    "starts-with": Function(lambda one, part: text(one).startswith(text(part)), 2, 2),
    "ends-with": Function(lambda one, part: text(one).endswith(text(part)), 2, 2),
    "concat": Function(lambda *parts: "".join(map(text, parts)), 1, 99),
    "substr": Function(_between, 2, 3),
    "substring": Function(_part, 2, 3),
    "normalize-space": Function(lambda one: " ".join(text(one).split()), 1, 1),
    "number": Function(number, 1, 1),
    "int": Function(lambda one: float(math.trunc(number(one))) if math.isfinite(number(one))
                    else math.nan, 1, 1),
    "round": Function(_round, 1, 2),
    "floor": Function(lambda one: float(math.floor(number(one))), 1, 1),
    "ceiling": Function(lambda one: float(math.ceil(number(one))), 1, 1),
    "abs": Function(lambda one: abs(number(one)), 1, 1),
    "pow": Function(lambda one, other: number(one) ** number(other), 2, 2),
    "sqrt": Function(lambda one: math.sqrt(number(one)), 1, 1),
    "min": Function(lambda *values: min(map(number, values)), 1, 99),
    "max": Function(lambda *values: max(map(number, values)), 1, 99),
    "sum": Function(lambda *values: math.fsum(map(number, values)), 1, 99),
    "date": Function(_date, 1, 1),
    "date-time": Function(_date, 1, 1),
    "decimal-date-time": Function(number, 1, 1),
    "format-date": Function(_format_date, 2, 2),
}


#: What stands for the day of the answers among the other answers; only a form with ``today()`` or
#: ``now()`` reads it.
TODAY = "today()"
Known = Mapping[str, object]
Node = Callable[[Known, Value], Value]

_TOKEN = re.compile(r"""\s*(?:
    (?P<reference>\$\{\s*[A-Za-z_][\w.\-]*\s*\}) | (?P<literal>'[^']*'|"[^"]*") | (?P<number>\d+(?:\.\d+)?|\.\d+)
    | (?P<word>and|or|div|mod)(?![\w.\-]) | (?P<call>[A-Za-z][\w:\-]*)\s*(?=\() | (?P<sign><=|>=|!=|[=<>+*(),]|-)
    | (?P<self>\.)(?![\w./]) | (?P<foreign>\S+))""", re.VERBOSE)
_LEVELS: tuple[tuple[str, ...], ...] = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="),
                                        ("+", "-"),
                                        ("*", "div", "mod"))
_COMPARED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def references(expression: str) -> tuple[str, ...]:
    """Return the names of the other answers that an expression reads.

    Parameters
    ----------
    expression : str
        A condition of a form.

    Examples
    --------
    >>> references("selected('sltp slta', ${education}) and ${age} > 18")
    ('education', 'age')
    """
    return _compiled(expression)[1] if expression.strip() else ()


def holds(expression: str, answers: Mapping[str, object], value: object = "") -> bool:
    """Whether an expression is true of an answer, given the other answers; an empty expression
    always is.

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
    names = references(expression)
    return truth(expression,
                 {name: "" if answers.get(name) is None else answers[name] for name in names},
                 "" if value is None else value) is True


def truth(expression: str, answers: Mapping[str, object], value: object = "") -> bool | None:
    """Return whether an expression is true of an answer, None where that cannot be known.

    Parameters
    ----------
    answers : mapping
        Other answers by name. One that is not there is unknown; one that was asked for and not
        given is `MISSING`, which only ``coalesce``, ``string-length`` and a comparison with the
        empty text can judge.

    Examples
    --------
    >>> truth(". >= 15 and . <= ${age}", {}, 10), truth(". <= ${age}", {}, 10)
    (False, None)
    """
    if not expression.strip():
        return True
    try:
        return boolean(_compiled(expression)[0](answers, _value(value)))
    except (TypeError, ValueError, OverflowError, re.error) as error:
        raise InstrumentError(f"cannot be evaluated: {error}", where=expression) from error


def _value(found: object) -> Value:
    if isinstance(found, bool) or found is None:
        return found
    return float(found) if isinstance(found, (int, float)) else found if isinstance(found,
                                                                                    str) else str(found)


@lru_cache(maxsize=2048)
def _compiled(expression: str) -> tuple[Node, tuple[str, ...]]:
    parser = _Parser(expression)
    node = parser.level(0)
    if parser.kind:
        raise parser.error("not a valid expression")
    return node, tuple(dict.fromkeys(parser.names))


class _Parser:
    """Recursive descent over the tokens of one expression, to nested functions of the answers."""

    def __init__(self, expression: str) -> None:
        self.expression, self.names = expression, list[str]()
        self._tokens = iter([(found.lastgroup or "", found[found.lastgroup or 0])
                             for found in _TOKEN.finditer(expression.strip())])
        self.advance()

    def advance(self) -> str:
        taken = getattr(self, "token", "")
        self.kind, self.token = next(self._tokens, ("", ""))
        return taken

    def error(self, what: str) -> InstrumentError:
        return InstrumentError(what, where=self.expression,
                               expected=f"{', '.join(FUNCTIONS)}, another answer as "
                               "${name}, the answer itself as .")

    def level(self, depth: int) -> Node:
        if depth == len(_LEVELS):
            return self.signed()
        left = self.level(depth + 1)
        while self.kind in ("sign", "word") and self.token in _LEVELS[depth]:
            left = _joined(self.advance(), left, self.level(depth + 1))
        return left

    def signed(self) -> Node:
        if self.token != "-" or self.kind != "sign":
            return self.primary()
        self.advance()
        return _called(lambda one: -number(one), (self.signed(),))

    def primary(self) -> Node:
        kind, token = self.kind, self.advance()
        if kind == "reference":
            return self.reference(token[2:-1].strip())
        if kind in ("literal", "number"):
            constant: Value = token[1:-1] if kind == "literal" else float(token)
            return lambda answers, value: constant
        if kind == "self":
            return lambda answers, value: value
        if kind == "call":
            return self.call(token)
        if token == "(":
            inner = self.level(0)
            self.close()
            return inner
        what = f"a path, or the name of a node ({token!r}), is not supported"
        raise self.error(what if kind == "foreign" or token == "*" else "not a valid expression")

    def reference(self, name: str) -> Node:
        self.names.append(name)
        return lambda answers, value: _value(answers.get(name))

    def close(self) -> None:
        if self.token != ")":
            raise self.error("not a valid expression: a bracket is not closed")
        self.advance()

    def call(self, name: str) -> Node:
        if name in ("today", "now"):
            self.arguments()
            return self.reference(TODAY)
        if name not in FUNCTIONS:
            raise InstrumentError(f"the function {name}() is not supported", where=self.expression,
                                  expected=nearest(name, FUNCTIONS))
        function = FUNCTIONS[name]
        arguments = self.arguments()
        if not function.fewest <= len(arguments) <= function.most:
            raise self.error(f"{name}() takes another number of arguments")
        return _called(function.of, arguments, unknown=function.judges_unknown)

    def arguments(self) -> tuple[Node, ...]:
        self.advance()
        found: list[Node] = []
        while self.token != ")":
            found.append(self.level(0))
            if self.token == "," and self.kind == "sign":
                self.advance()
            elif self.token != ")":
                raise self.error("not a valid expression: a bracket is not closed")
        self.close()
        return tuple(found)


def _called(function: Callable[..., Value], arguments: tuple[Node, ...], *,
            unknown: bool = False) -> Node:
    """Return a call that is unknown where an argument is, unless the function judges that itself."""
    def node(answers: Known, value: Value) -> Value:
        given = [argument(answers, value) for argument in arguments]
        return None if not unknown and any(one is None or one is MISSING
                                           for one in given) else function(*given)

    return node


def _joined(sign: str, left: Node, right: Node) -> Node:
    if sign in ("and", "or"):
        return _logical(sign == "or", left, right)
    if sign in ("=", "!="):
        return _called(lambda one, other: _equal(one, other, sign == "="), (left, right),
                       unknown=True)
    if sign in _COMPARED:
        return _called(lambda one, other: _COMPARED[sign](number(one), number(other)),
                       (left, right))
    return _called(lambda one, other: _calculated(sign, number(one), number(other)), (left, right))


def _logical(decisive: bool, left: Node, right: Node) -> Node:
    """Return ``or`` (decided by a true side) or ``and`` (decided by a false one)."""
    def node(answers: Known, value: Value) -> Value:
        sides = [boolean(left(answers, value)), boolean(right(answers, value))]
        if decisive in sides:
            return decisive
        return None if None in sides else not decisive

    return node


def _equal(one: Value, other: Value, wanted: bool) -> Value:
    missing = [side for side in (one, other) if side is MISSING]
    if one is None or other is None or (missing
                                        and not all(side == ""
                                                    for side in (one, other))) or len(missing) == 2:
        return None
    if isinstance(one, bool) or isinstance(other, bool):
        return (boolean(one) == boolean(other)) is wanted
    if isinstance(one, float) or isinstance(other, float):
        return (number(one) == number(other)) is wanted
    return (text(one) == text(other)) is wanted


def _calculated(sign: str, one: float, other: float) -> float:
    if sign in ("div", "mod") and other == 0:
        return float("nan")
    return {"+": one + other, "-": one - other, "*": one * other,
            "div": one / other if other else 0.0,
            "mod": one - other * int(one / other) if other else 0.0}[sign]
