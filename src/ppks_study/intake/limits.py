"""Simple constraints in plain words: ". >= 15 and . <= 80" is "15 to 80"."""

import re

_BOUND = re.compile(r"\.\s*(?P<sign><=|>=|<|>|!=|=)\s*(?P<value>-?\d+(?:\.\d+)?|'[^']*'|date\('[^']*'\)|today\(\))"
                    r"|count-selected\(\s*\.\s*\)\s*(?P<counted><=|>=|<|>|=)\s*(?P<count>\d+)")
_WORDS = {"id": {"<": "kurang dari {}", ">": "lebih dari {}", "<=": "paling banyak {}", ">=": "paling sedikit {}",
                 "=": "sama dengan {}", "!=": "bukan {}", "range": "{} sampai {}", "choices": "{} pilihan",
                 "<= day": "paling lambat {}", ">= day": "paling awal {}", "< day": "sebelum {}",
                 "> day": "sesudah {}", "today()": "hari pengisian", "and": " dan "},
          "en": {"<": "less than {}", ">": "more than {}", "<=": "at most {}", ">=": "at least {}", "=": "equal to {}",
                 "!=": "not {}", "range": "{} to {}", "choices": "{} choices", "<= day": "not after {}",
                 ">= day": "not before {}", "< day": "before {}", "> day": "after {}",
                 "today()": "the day of the answers", "and": " and "}}


def in_words(constraint: str, lang: str) -> str:
    """Return a constraint in words, empty where it is not simple.

    Examples
    --------
    >>> in_words("(. >= 15) and (. <= 80)", "id"), in_words(".>0", "en"), in_words("regex(., '[a-z]')", "en")
    ('15 sampai 80', 'more than 0', '')
    >>> in_words("count-selected(.) >= 1 and count-selected(.) <= 7", "en"), in_words("(. <= today())", "id")
    ('1 to 7 choices', 'paling lambat hari pengisian')
    """
    bare = re.sub(r"^\(([^()]*)\)$", r"\1", constraint.strip())
    found = [_BOUND.fullmatch(re.sub(r"^\((\..*)\)$", r"\1", part.strip())) for part in re.split(r"\band\b", bare)]
    if not all(found):
        return ""
    words = _WORDS[lang]
    bounds = {one["sign"] or one["counted"]: _shown(one["value"] or one["count"], words) for one in found if one}
    counted = any(one["counted"] for one in found if one)
    if set(bounds) == {">=", "<="} and len(found) == 2:
        told = words["range"].format(bounds[">="], bounds["<="])
    else:
        day = " day" if "date(" in constraint or "today(" in constraint else ""
        told = words["and"].join(words.get(sign + day, words[sign]).format(value) for sign, value in bounds.items())
    return words["choices"].format(told) if counted else told


def _shown(value: str, words: dict[str, str]) -> str:
    return words.get(value) or re.sub(r"^date\(|[')]", "", value).strip()
