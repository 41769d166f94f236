"""What each verdict is called, what it means, and by which sign and colour it is known."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from paperbuild.errors import OutputError
from ppks_study.errors import nearest
from ppks_study.numbers import number
from ppks_study.phrases import Phrases


@dataclass(frozen=True)
class Verdict:
    """One verdict: its name and meaning by language, its sign, and the colours of its square and of the sign on it."""

    name: Mapping[str, str]
    means: Mapping[str, str]
    sign: str
    fill: str
    ink: str


def _verdict(key: str, sign: str, fill: str, ink: str) -> Verdict:
    phrases = {lang: Phrases("verification", lang) for lang in ("id", "en")}
    name, means = ({lang: words.text("verdict", key, part) for lang, words in phrases.items()}
                   for part in ("name", "means"))
    return Verdict(name, means, sign, fill, ink)


#: Gravest first. Colours are safe for colour-blind readers; the signs alone tell verdicts apart in grey print.
VERDICTS: dict[str, Verdict] = {key: _verdict(key, *look) for key, look in {
    "impossible": ("✕", "#7a1022", "#ffffff"),
    "contradicted": ("≠", "#c04f00", "#ffffff"),
    "differs": ("Δ", "#8f3f74", "#ffffff"),
    "strained": ("≈", "#e69f00", "#222222"),
    "implied": ("=", "#0072b2", "#ffffff"),
    "reproduced": ("≡", "#56b4e9", "#222222"),
    "consistent": ("✓", "#00805d", "#ffffff"),
    "bounded": ("≤", "#cfe3f1", "#222222"),
    "untestable": ("○", "#efefef", "#555555"),
}.items()}


def verdict(key: str) -> Verdict:
    """Return a verdict by its key.

    Raises
    ------
    OutputError
        There is no such verdict; names the nearest.

    Examples
    --------
    >>> verdict("implied").name["id"]
    'tersirat'
    """
    if key not in VERDICTS:
        raise OutputError(f"no verdict {key!r}", where="output/verdicts.py", expected=nearest(key, VERDICTS))
    return VERDICTS[key]


def counted(keys: Iterable[str]) -> dict[str, int]:
    """Return how many claims have each verdict that occurs, gravest first.

    Examples
    --------
    >>> counted(["bounded", "impossible", "bounded"])
    {'impossible': 1, 'bounded': 2}
    """
    found = Counter(keys)
    for key in found:
        verdict(key)
    return {key: found[key] for key in VERDICTS if key in found}


def summary(keys: Iterable[str], lang: str) -> str:
    """Return how many claims there are, and of which verdict, in one line.

    Examples
    --------
    >>> summary(["bounded", "impossible", "bounded"], "en")
    '3 claims: 1 impossible, 2 bounded'
    """
    found = counted(keys)
    total = Phrases("verification", lang).text("text", "n_claims").format(number(sum(found.values()), lang))
    parts = [f"{number(count, lang)} {VERDICTS[key].name[lang]}" for key, count in found.items()]
    return f"{total}: {', '.join(parts)}" if parts else total
