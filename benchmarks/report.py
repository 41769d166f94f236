"""What was measured, as Markdown: tables, and a README whose sections are replaced one by one."""

import re
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.measuring import Cost, ratio

#: Where a section that is measured begins and ends in the README.
_MARKS = "<!-- begin {name} -->\n{text}\n<!-- end {name} -->"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table.

    Examples
    --------
    >>> print(table(["a", "b"], [["1", "2"]]))
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines).replace("| --- ", "|---").replace("--- |", "---|")


def compared(costs: Mapping[str, Sequence[Cost]], base: str, *, times: str) -> str:
    """Return a table of several ways of one thing: seconds, how many times the base's, processor, memory."""
    rows = [[f"`{name}`" if name.startswith(("ppks", "papermill")) else name, seconds(found),
             "1" if name == base else str(ratio(found, costs[base])),
             f"{statistics.median(cost.processor for cost in found):.2f}", *memory(found)]
            for name, found in costs.items()]
    return table(["way", "seconds", times, "processor, s", "largest process, MB", "all processes, MB"], rows)


def seconds(costs: Sequence[Cost]) -> str:
    """Return median and spread of the seconds."""
    found = [cost.seconds for cost in costs]
    return f"{statistics.median(found):.2f} ({min(found):.2f}–{max(found):.2f})"


def memory(costs: Sequence[Cost]) -> tuple[str, str]:
    """Return the peaks of the largest process and of all together, in megabytes; a dash where it is not known."""
    peak, together = max(cost.peak for cost in costs), max(cost.together for cost in costs)
    return f"{peak / 1e6:,.0f}", f"{together / 1e6:,.0f}" if together else "–"


def put(path: Path, sections: Mapping[str, str]) -> None:
    """Replace sections of a README by name; one that is not there yet goes to its end."""
    text = path.read_text(encoding="utf-8") if path.is_file() else "# Benchmarks\n"
    for name, body in sections.items():
        new = _MARKS.format(name=name, text=body.strip())
        old = re.compile(re.escape(f"<!-- begin {name} -->") + ".*?" + re.escape(f"<!-- end {name} -->"), re.DOTALL)
        text = old.sub(lambda _, new=new: new, text) if old.search(text) else f"{text.rstrip()}\n\n{new}\n"
    path.write_text(text, encoding="utf-8", newline="\n")
