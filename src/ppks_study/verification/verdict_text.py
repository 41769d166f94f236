"""Verdicts in words: name, meaning, sign and colours of each; the report on a terminal."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.report import ALARMS, Clash, Report
from paperbuild.errors import OutputError
from ppks_study.errors import nearest
from ppks_study.numbers import LANGUAGES, number
from ppks_study.phrases import Phrases

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

#: Look of an alarm on a terminal.
COLOURS = {"impossible": "bold red", "contradicted": "red", "strained": "yellow",
           "differs": "magenta"}
#: Letters in a line where nothing tells it: in a file, through a pipe.
WIDTH = 120


@dataclass(frozen=True)
class Verdict:
    """One verdict.

    Attributes
    ----------
    name, means : mapping of str to str
        By language.
    sign : str
        One letter, on its square.
    fill, ink : str
        Colours of the square and of the sign.
    """

    name: Mapping[str, str]
    means: Mapping[str, str]
    sign: str
    fill: str
    ink: str


def _verdict(key: str, sign: str, fill: str, ink: str) -> Verdict:
    name, means = {}, {}
    for lang in LANGUAGES:
        phrases = Phrases("verification", lang)
        name[lang] = phrases.text("verdict", key, "name")
        means[lang] = phrases.text("verdict", key, "means")
    return Verdict(name, means, sign, fill, ink)


#: Gravest first. Colours are safe for colour-blind readers; in grey print the signs tell them apart.
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

    Parameters
    ----------
    key : str
        One of `VERDICTS`.

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
        raise OutputError(f"no verdict {key!r}", where="verdicts of a report",
                          expected=nearest(key, VERDICTS))
    return VERDICTS[key]


def counted(keys: Iterable[str]) -> dict[str, int]:
    """Return how many claims have each verdict that occurs, gravest first.

    Parameters
    ----------
    keys : iterable of str
        The verdict of each claim.

    Raises
    ------
    OutputError
        A verdict is unknown.

    Examples
    --------
    >>> counted(["bounded", "impossible", "bounded"])
    {'impossible': 1, 'bounded': 2}
    """
    counts = Counter(keys)
    for key in counts:
        verdict(key)
    return {key: counts[key] for key in VERDICTS if key in counts}


def summary(keys: Iterable[str], lang: str) -> str:
    """Return how many claims there are, and how many of each verdict, in one line.

    Parameters
    ----------
    keys : iterable of str
        The verdict of each claim.
    lang : str
        ``id`` or ``en``.

    Examples
    --------
    >>> summary(["bounded", "impossible", "bounded"], "en")
    '3 claims: 1 impossible, 2 bounded'
    """
    counts = counted(keys)
    claims = number(sum(counts.values()), lang)
    total = Phrases("verification", lang).text("text", "n_claims").format(claims)
    parts = [f"{number(count, lang)} {VERDICTS[key].name[lang]}" for key, count in counts.items()]
    return f"{total}: {', '.join(parts)}" if parts else total


def show(report: Report, lang: str, console: "Console | None" = None) -> None:
    """Print a report: alarms, conflicts in plain words, how many claims have which verdict.

    Parameters
    ----------
    report : Report
        Of `ppks verify`.
    lang : str
        ``id`` or ``en``.
    console : Console, optional
        By default standard output.
    """
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    words = Phrases("verification", lang)
    out = console or Console(highlight=False)
    if console is None and not out.is_terminal:
        out = Console(highlight=False, width=WIDTH)
    out.print(_alarms(report, lang, words))
    for place, clash in enumerate(report.clashes, start=1):
        out.print()
        out.print(Text(f"{words.text('text', 'conflict').format(place)}. {clash.reason[lang]}"))
        for line in _notes(clash, lang, words):
            out.print(Padding(Text(line, style="dim"), (0, 0, 0, 2)))
    verdicts = summary([judged.verdict for judged in report.judged], lang)
    conflicts = f"{words.text('text', 'conflicts')}: {number(len(report.clashes), lang)}"
    out.print()
    out.print(Text(f"{verdicts}. {conflicts}.", style="bold"))
    out.print(Text(words.text("text", "conduct"), style="dim"))


def _alarms(report: Report, lang: str, words: Phrases) -> "Table":
    """Return the alarms as a table, gravest first."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(words.text("text", "col_verdict"), no_wrap=True)
    table.add_column(words.text("text", "col_id"), overflow="fold", ratio=3)
    table.add_column(words.text("text", "col_published"), overflow="fold", ratio=2)
    table.add_column(words.text("text", "col_reason"), overflow="fold", ratio=6)
    for key in ALARMS:
        for judged in report.judged:
            if judged.verdict == key:
                table.add_row(Text(VERDICTS[key].name[lang], style=COLOURS[key]),
                              Text(judged.claim.id), Text(judged.claim.published),
                              Text(judged.reason[lang]))
    return table


def _notes(clash: Clash, lang: str, words: Phrases) -> list[str]:
    """Return the kindest reading of a conflict, and what one slip of a digit would explain."""
    notes = [reading.reason[lang] for reading in clash.charitable[:1]]
    slips = []
    for name, near in clash.neighbours.items():
        slips += [f"{name}: {value}" for value in near.misprint]
    if slips:
        notes.append(f"{words.text('text', 'misprint')}: {'; '.join(slips)}")
    return notes
