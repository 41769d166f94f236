"""The answer of `ppks why` on a terminal, or as plain lines in a pipe."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from paperbuild.why.printed_numbers import as_printed
from paperbuild.why.shelf import Shelf
from paperbuild.why.targets import Match
from ppks_study.phrases import Phrases

#: Width where nothing tells it: a file, a pipe.
WIDTH = 120
#: How many of several matches, claims, files or places are told, and letters of a hash.
MOST, FEW, SHORT = 40, 8, 10
#: Width of the labels.
LABEL = 17
GOOD, BAD, QUIET = "green", "bold red", "dim"
BASIS = {"imposed": "cyan", "determined": "green", "bounded": "yellow", "computed": "blue", "withheld": "magenta"}


def show(target: str, shelf: Shelf, found: list[Match], answers: list[dict[str, Any]], near: list[str], lang: str,
         console: Console | None = None) -> None:
    """Print an answer, the matches when there are several, or the nearest names when there is none."""
    out = console or Console(highlight=False)
    out = out if console or out.is_terminal else Console(highlight=False, width=WIDTH)
    shown = _Shown(out, Phrases("why", lang), lang)
    if answers:
        shown.answer(answers[0])
    elif found:
        shown.several(target, shelf, found)
    else:
        shown.nothing(target, near)


class _Shown:
    def __init__(self, out: Console, words: Phrases, lang: str) -> None:
        self.out, self.words, self.lang = out, words, lang

    def say(self, name: str, *values: object) -> str:
        return self.words.say(name, *values)

    def nothing(self, target: str, near: list[str]) -> None:
        """Say that nothing is like the target, and what is nearest."""
        self.out.print(Text(self.say("nothing", target), style="bold"))
        for name in near:
            self.out.print(Padding(Text(name), (0, 0, 0, 2)))

    def several(self, target: str, shelf: Shelf, found: list[Match]) -> None:
        """List what the target may mean, one line each."""
        self.out.print(Text(self.say("several", target, len(found)), style="bold"))
        rows = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        rows.add_column(style=QUIET, no_wrap=True)
        rows.add_column(overflow="fold")
        rows.add_column(overflow="fold", ratio=1)
        claims = {claim["id"]: claim for claim in shelf.claims}
        for match in found[:MOST]:
            rows.add_row(Text(self.say(f"kind_{match.kind}")), Text(match.name), self._brief(match, shelf, claims))
        self.out.print(rows)
        if len(found) > MOST:
            self.out.print(Text(self.say("more", len(found) - MOST), style=QUIET))
        self.out.print(Text(self.say("ask_one", found[0].name), style=QUIET))

    def _brief(self, match: Match, shelf: Shelf, claims: dict[str, Any]) -> Text:
        if match.kind == "number":
            told = shelf.numbers[match.name]
            return Text.assemble((told["text"][self.lang], "bold"), " ",
                                 (self._basis(told["basis"]), BASIS.get(told["basis"], "")))
        if match.kind == "claim":
            claim = claims[match.name]
            return Text.assemble((as_printed(claim), "bold"), f" {claim[f'says_{self.lang}']}")
        if match.kind == "line" and match.line:
            line = match.line.told(shelf.numbers)
            return Text(line if len(line) < 90 else f"{line[:89]}…")
        return Text()

    def answer(self, told: dict[str, Any]) -> None:
        """Print one answer: what it is, what is established, what is given, where it is printed."""
        getattr(self, f"_{told['kind']}")(told)
        self._part("established", self._established(told), "green")
        self._part("given", self._given(told["given"]), "yellow")
        self._part("printed", self._printed(told["printed"]), "cyan")

    def _title(self, kind: str, name: str, text: str = "") -> None:
        label = f"{self.say(f'kind_{kind}')} "
        self.out.print(Text.assemble((label, QUIET), (name, "bold"), "   ", (text, "bold cyan")))

    def _number(self, told: dict[str, Any]) -> None:
        number = told["number"]
        self._title("number", told["name"], number["text"][self.lang])
        sizes = [f"{self.say(size)} {number[size]}" for size in ("n", "missing", "denominator")
                 if number.get(size) is not None]
        both = [f"{lang}: {text}" for lang, text in number["text"].items()]
        self.out.print(Text("  ·  ".join([*both, *sizes]), style=QUIET))
        if number["basis"] == "bounded":
            self.out.print(Text(self.say("range", number["lower"], number["upper"]), style="yellow"))

    def _shown(self, told: dict[str, Any]) -> None:
        kinds = " + ".join(self.say(f"kind_{form}") for form in told["forms"])
        self.out.print(Text.assemble((f"{kinds} ", QUIET), (told["name"], "bold")))

    def _sentence(self, told: dict[str, Any]) -> None:
        self._title("sentence", told["name"])
        self.out.print(Padding(Text(told["text"].get(self.lang, "").replace("**", "")), (0, 0, 0, 2)))

    def _claim(self, told: dict[str, Any]) -> None:
        claim = told["claim"]
        self._title("claim", told["name"], claim["published"])
        self.out.print(Padding(Text(f"{claim['says'][self.lang]} ({claim['where']})"), (0, 0, 0, 2)))

    def _line(self, told: dict[str, Any]) -> None:
        self._title("line", told["name"])
        self.out.print(Padding(Text(told["line"]["told"]), (0, 0, 0, 2)))

    def _file(self, told: dict[str, Any]) -> None:
        self._title("file", told["name"], "" if told["intact"] else self.say("altered"))

    def _part(self, name: str, rows: Iterable[tuple[str, list[Text]]], colour: str) -> None:
        grid = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        grid.add_column(style=QUIET, no_wrap=True, min_width=LABEL)
        grid.add_column(overflow="fold", ratio=1)
        filled = [(label, lines) for label, lines in rows if lines]
        for label, lines in filled:
            for place, line in enumerate(lines):
                grid.add_row(self.say(label) if place == 0 else "", line)
        if filled:
            self.out.print()
            self.out.print(Rule(Text(self.say(name), style=f"bold {colour}"), align="left", style=colour))
            self.out.print(grid)

    def _established(self, told: dict[str, Any]) -> Iterable[tuple[str, list[Text]]]:
        known = told["established"]
        unnamed = [Text(self.say("nothing_named"), style=QUIET)] if told.get("names") == [] else []
        yield "names", [*unnamed, *(self._named(entry) for entry in told.get("names", []))]
        yield "value", self._values(told.get("number"))
        yield "states", [Text(", ".join(told["states"]))] if told.get("states") else []
        yield "verdict", self._verdict(told.get("judged"))
        yield "quotes", self._keys(told.get("keys", []))
        yield "template", [self._at(told["words"])] if told.get("words") else []
        yield "made_by", [self._at(entry) for entry in known.get("functions", [])]
        yield "drawn_by", [self._at(entry) for entry in known.get("plots", [])]
        yield "cell", [Text.assemble(f"{cell['notebook']}#{cell['cell']} ", (f"[{cell['number']}] ", QUIET),
                                     (cell["source"].splitlines()[0], "italic")) for cell in known.get("cells", [])]
        yield "step", self._step(known.get("step"))
        yield "results", [self._file_state(entry) for made in told.get("made", {}).values() for entry in made
                          if not entry["intact"]]
        yield "parameters", self._parameters(known.get("step"))
        yield "files", self._files(known.get("files", []))
        yield "packages", self._packages(known.get("packages", []))
        yield "commit", self._commit(known.get("code", {}))

    def _named(self, entry: dict[str, Any]) -> Text:
        basis = (self._basis(entry["basis"]) if entry["basis"] else "", BASIS.get(entry["basis"], ""))
        return Text.assemble((f"{self.say('kind_' + entry['kind'])} ", QUIET), entry["name"], "  ",
                             (entry["text"], "bold"), "  ", basis)

    def _values(self, number: dict[str, Any] | None) -> list[Text]:
        if number is None:
            return []
        then, now = number["then"], number["text"][self.lang]
        if then is None:
            return [Text(self.say("then_unknown", now), style="yellow")]
        same = then["text"] == number["text"] and then["value"] == number["value"]
        lines = [Text(self.say("then_same" if same else "then_other", then["text"][self.lang], now),
                      style=GOOD if same else BAD)]
        return lines if number["intact"] else [*lines, Text(self.say("numbers_altered"), style=BAD)]

    def _verdict(self, judged: dict[str, Any] | None) -> list[Text]:
        if judged is None:
            return []
        return [Text(f"{judged['verdict']}: {judged['reason'][self.lang]}")]

    def _keys(self, keys: list[str]) -> list[Text]:
        if not keys:
            return []
        rest = [Text(self.say("more", len(keys) - FEW), style=QUIET)] if len(keys) > FEW else []
        return [Text(", ".join(keys[:FEW])), *rest]

    def _at(self, entry: dict[str, Any]) -> Text:
        at = f"{entry['file']}:{entry['line']}" if entry["file"] else self.say("not_there")
        return Text.assemble(f"{entry['name']}  " if "name" in entry else "", (at, "cyan"))

    def _step(self, step: dict[str, Any] | None) -> list[Text]:
        if step is None:
            return []
        if not step["noted"]:
            return [Text(self.say("step_unknown", step["name"]), style=BAD)]
        if step["current"] is None:
            return [Text(self.say("step_unsure", step["name"]), style="yellow")]
        if step["current"]:
            return [Text(self.say("step_current", step["name"]), style=GOOD)]
        lines = [(self.say("step_changed"), step["changed"]), (self.say("step_altered"), step["altered"])]
        return [Text(self.say("step_stale", step["name"]), style=BAD),
                *(Text(f"{what}: {', '.join(paths[:FEW])}{' …' * (len(paths) > FEW)}", style="red")
                  for what, paths in lines if paths)]

    def _file_state(self, entry: dict[str, Any]) -> Text:
        return Text(f"{entry['path']}: {self.say('altered')}", style=BAD)

    def _parameters(self, step: dict[str, Any] | None) -> list[Text]:
        told = (step or {}).get("parameters", {})
        return [Text(", ".join(f"{name} = {value!r}" for name, value in told.items()))] if told else []

    def _files(self, files: list[dict[str, Any]]) -> list[Text]:
        """Return files folder by folder, each with the beginning of its hash; what changed stands alone and in red."""
        same: dict[str, list[str]] = {}
        for entry in (entry for entry in files if entry["same"]):
            path = PurePosixPath(entry["path"])
            same.setdefault(path.parent.as_posix(), []).append(f"{path.name} {entry['now'][:SHORT]}")
        lines = [Text(self.say("file_changed", entry["path"], entry["then"][:SHORT], entry["now"][:SHORT]), style=BAD)
                 for entry in files if not entry["same"]]
        for folder, names in same.items():
            where = "" if folder == "." else f"{folder}/"
            lines += [Text.assemble(("✓ ", GOOD), (where, "cyan"))] if len(names) > 1 else []
            lines += [Text(line) for line in self._wrapped(names)] if len(names) > 1 else [
                Text.assemble(("✓ ", GOOD), (where, "cyan"), names[0])]
        return lines

    def _wrapped(self, names: list[str]) -> list[str]:
        """Return names in lines, none of them broken."""
        lines = [""]
        for name in names:
            longer = f"{lines[-1]} · {name}" if lines[-1] else f"  {name}"
            if len(longer) > self.out.width - LABEL - 2 and lines[-1]:
                lines.append(f"  {name}")
            else:
                lines[-1] = longer
        return lines

    def _packages(self, found: list[dict[str, Any]]) -> list[Text]:
        if not found:
            return []
        told = Text()
        for entry in found:
            same = entry["locked"] in ("", entry["installed"])
            other = "" if same else f" ({self.say('locked')} {entry['locked']})"
            told.append(f"{entry['name']} {entry['installed'] or '–'}{other}  ", style="" if same else BAD)
        return [told]

    def _commit(self, code: dict[str, Any]) -> list[Text]:
        if not code.get("commit"):
            return [Text(self.say("no_git"), style=QUIET)]
        changed = code["changed"]
        if not changed:
            return [Text(self.say("clean", code["commit"][:SHORT]))]
        return [Text(self.say("dirty", code["commit"][:SHORT], len(changed), ", ".join(changed[:3])), style="yellow")]

    def _given(self, given: dict[str, Any]) -> Iterable[tuple[str, list[Text]]]:
        bases = [Text(basis["means"][self.lang], style=BASIS.get(basis["basis"], ""))
                 for basis in given.get("bases", [])]
        yield "rests_on", bases
        yield "respondents", [Text(given["origin"][self.lang])] if given.get("origin") else []
        yield "claims", [line for claim in given.get("claims", [])[:FEW] for line in self._claimed(claim)]
        may = given.get("may_bound")
        yield "may_bound", self._may_bound(may) if may else []
        yield "study_file", [line for told in given.get("study", []) for line in self._assumed(told)]
        files = given.get("files", [])
        yield "transcribed", [Text.assemble((told["file"], "cyan"), f"  {told['is']}") for told in files]
        yield "package", [Text(came) for came in dict.fromkeys(told["came"] for told in files)]

    def _claimed(self, claim: dict[str, Any]) -> list[Text]:
        """Return a claim: where it is written, what it prints, and whether it is a reading of ours."""
        imposed = self.say("is_imposed") if claim["imposed"] else self.say("not_imposed")
        first = Text.assemble((f"{claim['file']}:{claim['line']}", "cyan"), f"  {claim['id']}  ",
                              (claim["published"], "bold"), f"  {claim['says'][self.lang]} ({claim['where']}); "
                              f"{self.say('strength_' + claim['strength'])}; {imposed}")
        return [first, *([Text(f"  {claim['note']}", style="yellow")] if claim["note"] else [])]

    def _may_bound(self, may: dict[str, Any]) -> list[Text]:
        lines = [Text(self.say("may_bound_said", len(may["claims"]), ", ".join(may["columns"])))]
        lines += [Text(", ".join(may["claims"][:FEW]) + " …" * (len(may["claims"]) > FEW), style=QUIET)]
        return [*lines, *([Text(may["ask"], style="italic")] if may["ask"] else [])]

    def _assumed(self, told: dict[str, Any]) -> list[Text]:
        lines = f"{told['line']}–{told['last']}" if "last" in told else told["line"]
        first = Text.assemble((f"{told['file']}:{lines}", "cyan"), f"  {told['text']}")
        return [first, *([Text(f"  {told['why']}", style="yellow")] if told["why"] else [])]

    def _printed(self, printed: dict[str, list[Any]]) -> Iterable[tuple[str, list[Text]]]:
        for kind in ("table", "figure", "sentence"):
            yield f"kind_{kind}", self._keys(printed.get(kind, []))
        places = [f"{place['file']}:{place['line']}" for place in printed.get("article", [])]
        yield "in_article", self._keys(places)

    def _basis(self, basis: str) -> str:
        return self.words.text("basis", basis).partition(":")[0]
