"""Files with faults, one after the other, until so many faults are seeded."""

import random
import time
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.faults import cells, columns, conditions, kept, rows, several  # noqa: F401  (each registers its kinds)
from benchmarks.faults.files import write
from benchmarks.faults.forms import Form, forms
from benchmarks.faults.grid import STYLES, Grid, Style
from benchmarks.faults.score import FOUND, MISSED, Score, Scorer
from benchmarks.faults.seeds import KINDS, Seed, sow

from surveyintake.answer_file import read
from surveyintake.cleaning import clean
from surveyintake.matching import known

#: Columns come first, then rows; totals and notes stand below all others.
FIRST = ("typo in a header", "question twice", "question twice, alike", "unknown column", "submitted twice",
         "same code, other answers", "test entry", "no consent", "header again", "only a number")
LAST = ("totals, said", "totals, unsaid", "footnote")
#: Of these a file has one at most.
ONCE = frozenset({*FIRST[:4], "header again", *LAST})
#: Faults in one file.
FEWEST, MOST = 12, 30


@dataclass
class Result:
    """What became of all faults."""

    seeded: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    otherwise: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    alarms: int = 0
    broken: int = 0
    seconds: float = 0.0

    def add(self, score: Score, where: str) -> None:
        """Count what became of one file's faults."""
        for seed, outcome in score.outcomes:
            self.seeded[seed.kind] += 1
            counter = self.found if outcome == FOUND else self.missed if outcome == MISSED else self.otherwise
            counter[seed.kind] += 1
            if outcome != FOUND:
                self.notes.append(f"{where}: {seed.kind}: {outcome}")
        self.alarms += len(score.alarms)
        self.broken += len(score.broken)
        self.notes += [f"{where}: told: {one}" for one in score.alarms]
        self.notes += [f"{where}: broken: {one}" for one in score.broken]


def run(folder: Path, faults: int, clean_files: int, seed: int, names: Collection[str] = ()) -> Result:
    """Seed so many faults, check so many files without any, and return what became of all."""
    rng, result, known_forms = random.Random(seed), Result(), forms(folder, names)
    for form, style in _turns(known_forms, rng):
        left = faults - sum(result.seeded.values())
        if left <= 0:
            break
        _one(folder, result, form, style, rng, min(left, rng.randint(FEWEST, MOST)))
    for number, (form, style) in enumerate(_turns(known_forms, rng)):
        if number >= clean_files:
            break
        _one(folder, result, form, style, rng, 0)
    return result


def _turns(known_forms: dict[str, Form], rng: random.Random) -> Iterator[tuple[Form, Style]]:
    """Yield forms and styles for ever; the small forms come more often, for they are quickly read."""
    while True:
        turns = [(form, style) for name, form in known_forms.items() for style in STYLES
                 if name not in ("standard", "simulated") or rng.random() < 0.3]
        rng.shuffle(turns)
        yield from turns


def _one(folder: Path, result: Result, form: Form, style: Style, rng: random.Random, faults: int) -> None:
    typed = style.suffix in ("sav", "parquet")
    above = 0 if typed or style.tool == "kobo" else rng.choice([0, 0, 2])
    grid = Grid(form, style, rng.randint(25, 45), rng, above=above, numbered=not typed and rng.random() < 0.3)
    seeds = list(_sown(grid, faults, result.seeded))
    path = write(grid, folder / f"{form.name}-{rng.getrandbits(32):08x}")
    start = time.perf_counter()
    score = Scorer(grid, path, seeds).score()
    result.seconds += time.perf_counter() - start
    result.files["with faults" if faults else "without"] += 1
    result.add(score, f"{path.name} ({style.name})")


def _sown(grid: Grid, faults: int, seeded: Counter[str]) -> Iterator[Seed]:
    """Put the kinds into a table that are the rarest so far."""
    kinds = sorted(KINDS, key=lambda name: (seeded[name], grid.rng.random()))
    chosen = [*kinds, *(name for name in kinds if name not in ONCE)][:faults + 10]
    order = [*grid.rng.sample(FIRST[:3], 3), *FIRST[3:], *(name for name in KINDS if name not in FIRST + LAST),
             *grid.rng.sample(LAST[:2], 2), LAST[2]]
    columns_left = 1
    for name in sorted(chosen, key=order.index):
        if name in FIRST[:3]:
            columns_left -= 1
        seed = sow(grid, name) if faults > 0 and (columns_left >= 0 or name not in FIRST[:3]) else None
        if seed:
            faults -= 1
            yield seed


def compare(folder: Path, seed: int, names: Collection[str] = ()) -> list[str]:
    """Return the styles in which the same answers do not give the table that the first style gives."""
    differing = []
    for name, form in forms(folder, names).items():
        tables = {}
        for style in STYLES:
            path = write(Grid(form, style, 40, random.Random(f"{name} {seed}")), folder / f"same-{name}")
            tables[style.name] = clean(read(path, known=known(form.instrument)), form.instrument)[0]
        first = tables[STYLES[0].name]
        differing += [f"{name}, {style}" for style, table in tables.items() if not table.equals(first)]
    return differing


def print_table(result: Result, differing: list[str]) -> int:
    """Print what became of all faults, and return how much went wrong."""
    print("| kind | seeded | found once | otherwise | missed |\n|---|---|---|---|---|")
    for name in sorted(KINDS):
        counts = (result.seeded[name], result.found[name], result.otherwise[name], result.missed[name])
        print(f"| {name} | {' | '.join(map(str, counts))} |")
    total = [sum(counter.values()) for counter in (result.seeded, result.found, result.otherwise, result.missed)]
    print(f"| **{len(KINDS)} kinds** | {' | '.join(map(str, total))} |\n")
    print(f"{result.files['with faults']} files with faults, {result.files['without']} without; told though nothing is "
          f"wrong: {result.alarms}; promises of a report broken: {result.broken}; same answers, another table: "
          f"{len(differing)}; {result.seconds:.0f} s\n")
    print("\n".join([*result.notes, *differing]))
    return total[0] - total[1] + result.alarms + result.broken + len(differing)
