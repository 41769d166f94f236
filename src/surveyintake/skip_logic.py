"""When a question is asked, in plain words: "Only if the answer to question 11 is “Yes”."."""

import re
from collections.abc import Mapping

from surveyintake.instrument import Variable
from surveyintake.wording import read_words

_NAME = r"\$\{([\w.\-]+)\}"
_QUOTED = r"(?:'([^']*)'|\"([^\"]*)\")"
_COMPARED = re.compile(rf"{_NAME}\s*(<=|>=|!=|=|<|>)\s*(?:{_QUOTED}|(-?[\d.]+))")
_HAS = re.compile(rf"(not\s*\(\s*)?selected\(\s*{_NAME}\s*,\s*{_QUOTED}\s*\)(?(1)\s*\))")
_ONE_OF = re.compile(rf"selected\(\s*{_QUOTED}\s*,\s*{_NAME}\s*\)")
_TOKEN = re.compile(rf"{_QUOTED}|[()]|\s(?:and|or)\s")

#: A question's number on paper, and the question.
Numbered = Mapping[str, tuple[int, Variable]]


def in_words(relevant: str, asked: Numbered, lang: str, given: frozenset[str] = frozenset()) -> str:
    """Return a skip instruction as one sentence, empty when the question is asked of everybody.

    Parameters
    ----------
    relevant : str
        A question's XPath.
    asked : mapping of str to (int, Variable)
        The questions on paper by name, each with its number.
    given : frozenset of str
        Questions that are settled before: a condition on these alone is left out, such as consent.

    Examples
    --------
    >>> training = Variable("training", "select_one", {"en": "Trained"}, {})
    >>> in_words("${training} = 'yes'", {"training": (11, training)}, "en")
    'Only if the answer to question 11 is “yes”.'
    """
    told = _told(_unwrapped(relevant.strip()), asked, lang, given)
    return _word("only", lang).format(told) if told else ""


def _told(expression: str, asked: Numbered, lang: str, given: frozenset[str]) -> str:
    names = set(re.findall(_NAME, expression))
    if not expression or (names and names <= given):
        return ""
    for word in ("or", "and"):
        parts = _split(expression, word)
        if len(parts) > 1:
            return _joined([_told(part, asked, lang, given) for part in parts], word, lang)
    if (inner := _unwrapped(expression)) != expression:
        told = _told(inner, asked, lang, given)
        return f"({told})" if len(_split(inner, "or")) > 1 else told
    return _single(expression, asked, lang) or _rule(expression, asked, lang)


def _unwrapped(expression: str) -> str:
    """Return an expression without brackets around the whole of it."""
    inner, depth = expression[1:-1], 0
    if not (expression.startswith("(") and expression.endswith(")")):
        return expression
    for token in _TOKEN.finditer(inner):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth < 0:
            return expression
    return inner.strip()


def _joined(parts: list[str], word: str, lang: str) -> str:
    told = [part for part in parts if part]
    first = told[0] if told else ""
    for part in told[1:]:
        first = _word(word, lang).format(first, part)
    return first


def _split(expression: str, word: str) -> list[str]:
    """Part an expression at a word that stands in no brackets and no quotation."""
    depth, start, parts = 0, 0, []
    for token in _TOKEN.finditer(expression):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth == 0 and token[0].strip() == word:
            parts.append(expression[start:token.start()].strip())
            start = token.end()
    return [*parts, expression[start:].strip()]


def _single(expression: str, asked: Numbered, lang: str) -> str:
    """Return one comparison in words, empty when it is none that has words."""
    if found := _COMPARED.fullmatch(expression):
        name, sign, value = found[1], found[2], found[3] or found[4] or found[5] or ""
        if not value:
            return _word("answered" if sign == "!=" else "unanswered", lang).format(_question(name, asked, lang))
        return _word(sign, lang).format(_question(name, asked, lang), _label(name, value, asked, lang))
    if found := _HAS.fullmatch(expression):
        key, name, value = "has_not" if found[1] else "has", found[2], found[3] or found[4] or ""
        return _word(key, lang).format(_question(name, asked, lang), _label(name, value, asked, lang))
    if found := _ONE_OF.fullmatch(expression):
        labels = [_label(found[3], value, asked, lang) for value in (found[1] or found[2] or "").split()]
        return _word("one_of", lang).format(_question(found[3], asked, lang), ", ".join(labels))
    return ""


def _rule(expression: str, asked: Numbered, lang: str) -> str:
    return _word("rule", lang).format(re.sub(_NAME, lambda found: _question(found[1], asked, lang), expression))


def _question(name: str, asked: Numbered, lang: str) -> str:
    return _word("question", lang).format(asked[name][0]) if name in asked else name


def _label(name: str, value: str, asked: Numbered, lang: str) -> str:
    choices = asked[name][1].choices if name in asked else ()
    return next((choice.labels[lang] for choice in choices if choice.name == value), value)


def _word(key: str, lang: str) -> str:
    return str(read_words("form")["skip"][key][lang])
