"""The answer about where a thing comes from on a terminal, or as plain lines in a pipe."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from paperbuild.origins import SHORT, Words
from paperbuild.provenance import Answer
from paperbuild.record import Record
from paperbuild.targets import Match, as_printed

#: Width where nothing tells it: a file, a pipe; and of the labels.
_WIDTH, _LABEL = 120, 17
#: How many of several matches, and of claims, keys or places, are told.
_MOST, _FEW = 40, 8
_LONGEST_LINE = 90
_BASES = {"imposed": "cyan", "determined": "green", "bounded": "yellow", "computed": "blue",
          "withheld": "magenta"}
_COLOURS = {"established": "green", "given": "yellow", "printed": "cyan"}
#: How an entry of each list of an answer is told, by `_entry`; after | a second line, if there is one.
_LINES = {
    "names": "[dim]{kind_word} [/]{name}  [bold]{text}[/]  {basis_word}",
    "template": "[cyan]{at}[/]", "verdict": "{verdict}: {reason}",
    "made_by": "{name}  [cyan]{at}[/]", "drawn_by": "{name}  [cyan]{at}[/]",
    "cell": "{notebook}#{cell} [dim]\\[{number}] [/][italic]{source}[/]",
    "results": "[bold red]{path}: {altered}[/]", "rests_on": "{means}",
    "claims": "[cyan]{at}[/]  {id}  [bold]{published}[/]  {says} ({where}); {strength_word}; "
              "{imposed_word}|  [yellow]{note}[/]",
    "study_file": "[cyan]{at}[/]  {text}|  [yellow]{why}[/]",
    "transcribed": "[cyan]{file}[/]  {is}",
}

Rows = list[tuple[str, list[str]]]


def show(target: str, record: Record, matches: list[Match], answer: Answer | None,
         near: list[str], lang: str, console: Console | None = None) -> None:
    """Print an answer, the matches when there are several, or the nearest names when there is none.

    Parameters
    ----------
    target : str
        What was asked.
    record : Record
        What a build left.
    matches : list of Match
        All that the target may mean.
    answer : Answer, optional
        About the only match.
    near : list of str
        The names nearest to a target that matches nothing.
    lang : str
        ``id`` or ``en``.
    console : Console, optional
        Where to print; standard output without one.
    """
    out = console or Console(highlight=False)
    out = out if console or out.is_terminal else Console(highlight=False, width=_WIDTH)
    words = Words(lang)
    if answer:
        for line in _head(answer, words):
            out.print(line)
        for part, rows in _parts(answer, record, words, out.width):
            out.print()
            out.print(Rule(Text(words.say(part), style=f"bold {_COLOURS[part]}"), align="left",
                           style=_COLOURS[part]))
            out.print(_grid(rows, words))
    elif matches:
        _several(out, target, record, matches, words)
    else:
        out.print(Text(words.say("nothing", target), style="bold"))
        for name in near:
            out.print(Padding(Text(name), (0, 0, 0, 2)))


def _parts(answer: Answer, record: Record, words: Words, width: int) -> list[tuple[str, Rows]]:
    """Return the parts of an answer: heading, and rows of a label and lines of markup."""
    about, known, given = answer.about, answer.established, answer.given
    altered: list[dict[str, Any]] = []
    for files in about.get("made", {}).values():
        altered += [file for file in files if not file["intact"]]
    established = {
        "names": about.get("names", []), "value": _value(about.get("number"), words),
        "states": [", ".join(about["states"])] if about.get("states") else [],
        "verdict": [about["judged"]] if about.get("judged") else [],
        "quotes": _some(about.get("keys", []), words),
        "template": [about["words"]] if "words" in about else [], "made_by": known.functions,
        "drawn_by": known.plots, "cell": known.cells, "step": _step(known.step, record, words),
        "results": altered, "parameters": _parameters(known.step),
        "files": _files(known.files, words, width), "packages": _packages(known.packages, words),
        "commit": _commit(known.code, words)}
    if about.get("names") == []:
        established["names"] = [f"[dim]{words.say('nothing_named')}[/]"]
    assumed = {
        "rests_on": given.bases, "respondents": [given.origin[words.lang]] if given.origin else [],
        "claims": given.claims[:_FEW], "may_bound": _may_bound(given.may_bound, words),
        "study_file": given.study, "transcribed": given.files,
        "package": list(dict.fromkeys(escape(file["came"]) for file in given.files))}
    places = [f"{place['file']}:{place['line']}" for place in answer.printed.get("article", [])]
    printed: dict[str, list[Any]] = {}
    for kind in ("table", "figure", "sentence"):
        printed[f"kind_{kind}"] = _some(answer.printed.get(kind, []), words)
    printed["in_article"] = _some(places, words)
    parts = {"established": established, "given": assumed, "printed": printed}
    told = []
    for part, entries in parts.items():
        rows = []
        for label, values in entries.items():
            if values:
                rows.append((label, _lines(label, values, words)))
        if rows:
            told.append((part, rows))
    return told


def _lines(label: str, values: Iterable[Any], words: Words) -> list[str]:
    lines: list[str] = []
    for value in values:
        if isinstance(value, str):
            lines.append(value)
            continue
        entry = _entry(value, words)
        first, _, second = _LINES[label].partition("|")
        lines.append(first.format_map(entry))
        if second and (entry.get("note") or entry.get("why")):
            lines.append(second.format_map(entry))
    return lines


def _entry(value: Mapping[str, Any], words: Words) -> dict[str, str]:
    """Return an entry in a language, with all that the templates of `_LINES` may say of it."""
    entry = {}
    for name, content in value.items():
        entry[name] = escape(str(content[words.lang] if isinstance(content, dict) else content))
    lines = f"{value.get('line')}–{value['last']}" if "last" in value else value.get("line")
    entry["at"] = f"{entry.get('file')}:{lines}" if value.get("file") else words.say("not_there")
    entry["altered"] = words.say("altered")
    if "source" in value:
        entry["source"] = escape(value["source"].splitlines()[0])
    if "strength" in value:
        entry["strength_word"] = words.say(f"strength_{value['strength']}")
        entry["imposed_word"] = words.say("is_imposed" if value["imposed"] else "not_imposed")
    if "kind" in value:
        entry["kind_word"] = words.say(f"kind_{value['kind']}")
    if "basis" in value:
        colour = _BASES.get(value["basis"], "default")
        entry["basis_word"] = f"[{colour}]{_basis(value['basis'], words)}[/]"
        entry["means"] = f"[{colour}]{entry.get('means', '')}[/]"
    return entry


def _head(answer: Answer, words: Words) -> list[Any]:
    """Return what a thing is, in lines."""
    about, kind, lang = answer.about, answer.kind, words.lang
    forms = " + ".join(words.say(f"kind_{form}") for form in about.get("forms", [kind]))
    value = ""
    texts: list[Any] = []
    if kind == "number":
        number = about["number"]
        value = number["text"][lang]
        sizes = [f"{code}: {text}" for code, text in number["text"].items()]
        sizes += [f"{words.say(size)} {number[size]}" for size in ("n", "missing", "denominator")
                  if number.get(size) is not None]
        texts.append(Text("  ·  ".join(sizes), style="dim"))
        if number["basis"] == "bounded":
            texts.append(Text(words.say("range", number["lower"], number["upper"]), style="yellow"))
    elif kind == "claim":
        claim = about["claim"]
        value = claim["published"]
        texts.append(_indented(f"{claim['says'][lang]} ({claim['where']})"))
    elif kind == "sentence":
        texts.append(_indented(about["text"].get(lang, "").replace("**", "")))
    elif kind == "line":
        texts.append(_indented(about["line"]["told"]))
    elif kind == "file" and not about["intact"]:
        value = words.say("altered")
    name = Text.assemble((f"{forms} ", "dim"), (answer.name, "bold"), "   ", (value, "bold cyan"))
    return [name, *texts]


def _indented(text: str) -> Padding:
    return Padding(Text(text), (0, 0, 0, 2))


def _grid(rows: Rows, words: Words) -> Table:
    grid = _table(min_width=_LABEL)
    grid.add_column(overflow="fold", ratio=1)
    for label, lines in rows:
        for place, line in enumerate(lines):
            grid.add_row("" if place else words.say(label), Text.from_markup(line))
    return grid


def _table(**options: Any) -> Table:
    """Return a table without lines, whose first column holds labels."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True, **options)
    return table


def _several(out: Console, target: str, record: Record, matches: list[Match], words: Words) -> None:
    """List what the target may mean, one line each."""
    out.print(Text(words.say("several", target, len(matches)), style="bold"))
    rows = _table()
    rows.add_column(overflow="fold")
    rows.add_column(overflow="fold", ratio=1)
    for match in matches[:_MOST]:
        kind = words.say(f"kind_{match.kind}")
        rows.add_row(kind, Text(match.name), _brief(match, record, words))
    out.print(rows)
    if len(matches) > _MOST:
        out.print(Text(words.say("more", len(matches) - _MOST), style="dim"))
    command = record.project.ask.format(matches[0].name)
    out.print(Text(words.say("ask_one", command), style="dim"))


def _brief(match: Match, record: Record, words: Words) -> Text:
    if match.kind == "number":
        number = record.numbers[match.name]
        return Text.assemble((number["text"][words.lang], "bold"), " ",
                             (_basis(number["basis"], words), _BASES.get(number["basis"], "")))
    if match.kind == "claim":
        claim = record.claims[match.name]
        return Text.assemble((as_printed(claim), "bold"), f" {claim[f'says_{words.lang}']}")
    line = match.line.printed(record.numbers) if match.line else ""
    return Text(line if len(line) < _LONGEST_LINE else f"{line[:_LONGEST_LINE - 1]}…")


def _basis(basis: str, words: Words) -> str:
    return words.of("basis", basis).partition(":")[0] if basis else ""


def _value(number: Mapping[str, Any] | None, words: Words) -> list[str]:
    if number is None:
        return []
    then, now = number["then"], number["text"][words.lang]
    if then is None:
        return [f"[yellow]{words.say('then_unknown', now)}[/]"]
    same = then["text"] == number["text"] and then["value"] == number["value"]
    said = words.say("then_same" if same else "then_other", then["text"][words.lang], now)
    lines = [f"[{'green' if same else 'bold red'}]{said}[/]"]
    return lines if number["intact"] else [*lines, f"[bold red]{words.say('numbers_altered')}[/]"]


def _some(names: list[str], words: Words) -> list[str]:
    """Return the first of some names in a line, and how many more there are."""
    more = [f"[dim]{words.say('more', len(names) - _FEW)}[/]"] if len(names) > _FEW else []
    return [", ".join(names[:_FEW]), *more] if names else []


def _step(step: Mapping[str, Any], record: Record, words: Words) -> list[str]:
    if not step:
        return []
    rebuild = record.project.rebuild
    if not step["noted"]:
        return [f"[bold red]{words.say('step_unknown', step['name'], rebuild)}[/]"]
    if step["current"] is None:
        return [f"[yellow]{words.say('step_unsure', step['name'])}[/]"]
    if step["current"]:
        return [f"[green]{words.say('step_current', step['name'])}[/]"]
    lines = [f"[bold red]{words.say('step_stale', step['name'], rebuild)}[/]"]
    for what in ("changed", "altered"):
        if step[what]:
            paths = ", ".join(step[what][:_FEW]) + (" …" if len(step[what]) > _FEW else "")
            lines.append(f"[red]{words.say(f'step_{what}')}: {escape(paths)}[/]")
    return lines


def _parameters(step: Mapping[str, Any]) -> list[str]:
    values = [f"{name} = {value!r}" for name, value in step.get("parameters", {}).items()]
    return [escape(", ".join(values))] if values else []


def _files(files: list[dict[str, Any]], words: Words, width: int) -> list[str]:
    """Return files by folder, each with the beginning of its hash; what changed stands first."""
    lines: list[str] = []
    folders: dict[str, list[str]] = {}
    for file in files:
        path, now = PurePosixPath(file["path"]), file["now"][:SHORT]
        if file["same"]:
            folders.setdefault(path.parent.as_posix(), []).append(f"{path.name} {now}")
        else:
            change = words.say("file_changed", file["path"], file["then"][:SHORT], now)
            lines.append(f"[bold red]{change}[/]")
    for folder, names in folders.items():
        first = f"[green]✓ [/][cyan]{'' if folder == '.' else f'{folder}/'}[/]"
        lines += [f"{first}{names[0]}"] if len(names) == 1 else [first, *_wrapped(names, width)]
    return lines


def _wrapped(names: list[str], width: int) -> list[str]:
    """Return names in lines, none of them broken."""
    lines = [f"  {names[0]}"]
    for name in names[1:]:
        longer = f"{lines[-1]} · {name}"
        if len(longer) > width - _LABEL - 2:
            lines.append(f"  {name}")
        else:
            lines[-1] = longer
    return lines


def _packages(packages: list[dict[str, Any]], words: Words) -> list[str]:
    line = ""
    for package in packages:
        text = f"{package['name']} {package['installed'] or '–'}"
        if package["locked"] in ("", package["installed"]):
            line += f"{text}  "
        else:
            line += f"[bold red]{text} ({words.say('locked')} {package['locked']})[/]  "
    return [line] if line else []


def _commit(code: Mapping[str, Any], words: Words) -> list[str]:
    commit, changed = code["commit"][:SHORT], code["changed"]
    if not commit:
        return [f"[dim]{words.say('foreign' if 'refused' in code else 'no_git')}[/]"]
    if not changed:
        return [words.say("clean", commit)]
    said = words.say("dirty", commit, len(changed), ", ".join(changed[:3]))
    return [f"[yellow]{escape(said)}[/]"]


def _may_bound(may: Mapping[str, Any] | None, words: Words) -> list[str]:
    if may is None:
        return []
    more = " …" if len(may["claims"]) > _FEW else ""
    lines = [words.say("may_bound_said", len(may["claims"]), ", ".join(may["columns"])),
             f"[dim]{', '.join(may['claims'][:_FEW])}{more}[/]"]
    return [*lines, f"[italic]{escape(may['ask'])}[/]"] if may["ask"] else lines
