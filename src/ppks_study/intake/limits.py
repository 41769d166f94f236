"""Simple constraints in plain words: ". >= 15 and . <= 80" is "15 to 80"."""

import re

_BOUND = re.compile(r"\.\s*(?P<sign><=|>=|<|>|!=|=)\s*(?P<value>-?\d+(?:\.\d+)?|'[^']*'|date\('[^']*'\)|today\(\))"
                    r"|count-selected\(\s*\.\s*\)\s*(?P<counted><=|>=|<|>|=)\s*(?P<count>\d+)")
_WORDS = {"id": {"<": "kurang dari {}", ">": "lebih dari {}", "<=": "paling banyak {}", ">=": "paling sedikit {}",
                 "=": "sama dengan {}", "!=": "bukan {}", "range": "{} sampai {}", "choices": "{} pilihan",
                 "today()": "hari pengisian", "and": " dan "},
          "en": {"<": "less than {}", ">": "more than {}", "<=": "at most {}", ">=": "at least {}", "=": "equal to {}",
                 "!=": "not {}", "range": "{} to {}", "choices": "{} choices", "today()": "the day of the answers",
                 "and": " and "}}


def in_words(constraint: str, lang: str) -> str:
    """Return a constraint in words, empty where it is not simple.

    Examples
    --------
    >>> in_words(". >= 15 and . <= 80", "id"), in_words(".>0", "en"), in_words("regex(., '[a-z]')", "en")
    ('15 sampai 80', 'more than 0', '')
    """
    parts = [part.strip().removeprefix("(").removesuffix(")") if part.strip().startswith("(.") else part.strip()
             for part in re.split(r"\band\b", constraint)]
    found = [_BOUND.fullmatch(part) for part in parts]
    if not all(found):
        return ""
    words = _WORDS[lang]
    bounds = {one["sign"] or one["counted"]: _shown(one["value"] or one["count"], words) for one in found if one}
    counted = any(one["counted"] for one in found if one)
    if set(bounds) == {">=", "<="} and len(found) == 2:
        told = words["range"].format(bounds[">="], bounds["<="])
    else:
        told = words["and"].join(words[sign].format(value) for sign, value in bounds.items())
    return words["choices"].format(told) if counted else told


def _shown(value: str, words: dict[str, str]) -> str:
    return words.get(value) or re.sub(r"^date\(|[')]", "", value).strip()
