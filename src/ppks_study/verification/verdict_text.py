"""The report of `ppks verify` on a terminal: alarms, conflicts in plain words, how many claims have which verdict."""

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from claimcheck.report import ALARMS, Clash, Report
from ppks_study.numbers import number
from ppks_study.phrases import Phrases
from ppks_study.verification.verdict_words import VERDICTS, summary

COLOURS = {"impossible": "bold red", "contradicted": "red", "strained": "yellow", "differs": "magenta"}
#: Width where nothing tells it: a file, a pipe.
WIDTH = 120


def show(report: Report, lang: str, console: Console | None = None) -> None:
    """Print a report in a language."""
    words = Phrases("verification", lang)
    out = console or Console(highlight=False)
    out = out if console or out.is_terminal else Console(highlight=False, width=WIDTH)
    out.print(_alarms(report, lang, words))
    for place, clash in enumerate(report.clashes, start=1):
        out.print()
        out.print(Text(f"{words.text('text', 'conflict').format(place)}. {clash.reason[lang]}"))
        for line in _notes(clash, lang, words):
            out.print(Padding(Text(line, style="dim"), (0, 0, 0, 2)))
    out.print()
    out.print(Text(f"{summary([judged.verdict for judged in report.judged], lang)}. "
                   f"{words.text('text', 'conflicts')}: {number(len(report.clashes), lang)}.", style="bold"))
    out.print(Text(words.text("text", "conduct"), style="dim"))


def _alarms(report: Report, lang: str, words: Phrases) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(words.text("text", "col_verdict"), no_wrap=True)
    table.add_column(words.text("text", "col_id"), overflow="fold", ratio=3)
    table.add_column(words.text("text", "col_published"), overflow="fold", ratio=2)
    table.add_column(words.text("text", "col_reason"), overflow="fold", ratio=6)
    for judged in (judged for verdict in ALARMS for judged in report.judged if judged.verdict == verdict):
        table.add_row(Text(VERDICTS[judged.verdict].name[lang], style=COLOURS[judged.verdict]), Text(judged.claim.id),
                      Text(judged.claim.published), Text(judged.reason[lang]))
    return table


def _notes(clash: Clash, lang: str, words: Phrases) -> list[str]:
    """Return the kindest reading of a conflict, and what one slip of a digit would explain."""
    slips = [f"{name}: {value}" for name, near in clash.neighbours.items() for value in near.misprint]
    return [*(kind.reason[lang] for kind in clash.charitable[:1]),
            *([f"{words.text('text', 'misprint')}: {'; '.join(slips)}"] if slips else [])]
