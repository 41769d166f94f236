"""Many simulated districts, to sweep, to score, to measure: each another draw of the simulated survey.

``districts(root, count)`` writes a project with ``count`` study files ``studies/district-NNN.toml``; or, from the
project's folder, ``python -m benchmarks.districts FOLDER COUNT [ROWS]``.
"""

import importlib
import re
import shutil
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "data/raw/simulasi-2026"
#: How districts are said to have been sampled, in turn.
DESIGNS = ("random", "purposive", "census")
#: Files of the simulated study that every district takes over as they are.
SHARED = ("programmes.csv", "sources.csv", "interviews.csv", "codes.csv", "segments.csv")


def districts(root: Path, count: int, *, rows: int | None = None, first_seed: int = 1,
              designs: tuple[str, ...] = DESIGNS) -> list[Path]:
    """Write a project of simulated districts and return their study files.

    Parameters
    ----------
    root : Path
        The project's folder, made if need be; nothing of it is read.
    count : int
        How many districts; each has some 300 respondents of its own, drawn with its own seed.
    rows : int, optional
        Keep only the first rows of each file of answers: a district for tests.
    first_seed : int
        Seed of the first district; the next one has the next.
    designs : tuple of str
        How respondents are said to have been chosen, in turn: districts of one design can be read side by side.

    Returns
    -------
    list of Path
        ``studies/district-001.toml`` and so on; origin ``simulated``, the same bytes each time.
    """
    (root / "studies").mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "instrument/simulasi-2026", root / "instrument/simulasi-2026", dirs_exist_ok=True)
    (root / "data/raw/shared").mkdir(parents=True, exist_ok=True)
    for name in SHARED:
        shutil.copy(SOURCE / name, root / "data/raw/shared" / name)
    return [_district(root, number, first_seed + number - 1, rows, designs[(number - 1) % len(designs)])
            for number in range(1, count + 1)]


def _district(root: Path, number: int, seed: int, rows: int | None, design: str) -> Path:
    name = f"district-{number:03}"
    answers = root / "data/raw" / name / "answers.xlsx"
    answers.parent.mkdir(parents=True, exist_ok=True)
    _write_answers(answers, seed, rows)
    path = root / "studies" / f"{name}.toml"
    path.write_text(_study(name, number, design, whole=rows is None), encoding="utf-8")
    return path


def _study(name: str, number: int, design: str, *, whole: bool) -> str:
    """Return a study file: that of the simulated study, of another name and design."""
    text = (ROOT / "studies/simulasi-2026.toml").read_text(encoding="utf-8")
    text = text.replace('"data/raw/simulasi-2026/answers"', f'"data/raw/{name}/answers.xlsx"')
    text = text.replace("data/raw/simulasi-2026/", "data/raw/shared/").replace('"simulasi-2026"', f'"{name}"', 1)
    text = text.replace('"instrument/district', '"instrument/simulasi-2026').replace(
        "Kabupaten Simulasi (fiktif)", f"Kabupaten Simulasi {number} (fiktif)").replace(
        "Kabupaten Simulasi (fictitious)", f"Kabupaten Simulasi {number} (fictitious)")
    text = text.replace('design = "random"', f'design = "{design}"')
    if design == "random" and whole:
        return text
    return re.sub(r"\[sampling\.strata\].*?(?=\n\[data\])", "", text, flags=re.DOTALL)


def _write_answers(path: Path, seed: int, rows: int | None) -> None:
    """Write one draw of the simulated respondents, without the slips that are set by hand for the first."""
    if str(SOURCE) not in sys.path:
        sys.path.insert(0, str(SOURCE))
    export, people = importlib.import_module("export"), importlib.import_module("people")
    rng, asked = np.random.default_rng(seed), export.questions()
    found = people.people(rng, frozenset(question.name for question in asked if question.reversed))
    sent = export.submissions(rng, len(found))
    export.write_workbook([{**export.exported(asked, person), **about}
                           for person, about in zip(found, sent, strict=True)][:rows], path)


if __name__ == "__main__":
    kept = int(sys.argv[3]) if len(sys.argv) > 3 else None
    print(f"{len(districts(Path(sys.argv[1]), int(sys.argv[2]), rows=kept))} districts")
