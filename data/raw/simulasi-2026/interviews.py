"""Write the simulated interviews: segments.csv, who gave which code to which place of which interview.

Run ``python data/raw/simulasi-2026/interviews.py``; it needs numpy, reads codes.csv and sources.csv beside it, and
writes the same bytes each time. Nobody was interviewed, and there is no text: a segment is a number, a place and codes.
"""

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
SEED = 2026
COLUMNS = ("segment", "source", "location", "coder", "code")
CODERS = ("coder_a", "coder_b")
#: Segments of an interview, fewest and most; paragraphs between two of them, at most.
SEGMENTS, GAP = (4, 9), 6
#: How likely a coder sees the code that is meant; of these codes less, since others of their section are near.
SEES, SEES_LESS = 0.92, {"obstacles": 0.72, "guidance": 0.8, "fairness": 0.78, "respect": 0.8, "family_life": 0.75}
#: How likely a mistaken code is of the same section, and how likely a coder passes a segment over.
NEAR, PASSES = 0.85, 0.04
#: What each kind of people speaks of more than others do.
SPOKEN_OF = {"pendamping": ("motive", "other_work", "tasks", "obstacles", "enough", "workload"),
             "stakeholder": ("recruitment", "training", "guidance", "fairness", "continuity"),
             "beneficiary": ("respect", "doing", "change", "knowing")}
MORE = 4.0
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """Return a table beside this file."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def simulated() -> list[Row]:
    """Return one row for each code that a coder gave to a segment."""
    rng, codes, found = np.random.default_rng(SEED), rows("codes"), []
    sections = {row["code"]: row["section"] for row in codes}
    for source, kind in interviews(rows("sources")):
        for location, meant in spoken(rng, kind, list(sections)):
            name = f"s{len({row['segment'] for row in found}) + 1:03}"
            found += [{"segment": name, "source": source, "location": f"par. {location}", "coder": coder, "code": code}
                      for coder, code in coded(rng, meant, sections)]
    return found


def interviews(sources: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield each interview's source, a role with a number, and the kind of people that it is of."""
    for role in sources:
        for number in range(1, int(role["count"]) + 1):
            yield f"{role['role']}-{number:02}", role["kind"]


def spoken(rng: np.random.Generator, kind: str, codes: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the paragraph of each segment of an interview, and the code that is meant."""
    weights = np.array([MORE if code in SPOKEN_OF[kind] else 1.0 for code in codes])
    place = 0
    for _ in range(int(rng.integers(*SEGMENTS, endpoint=True))):
        place += int(rng.integers(1, GAP, endpoint=True))
        yield place, str(rng.choice(codes, p=weights / weights.sum()))


def coded(rng: np.random.Generator, meant: str, sections: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return which coder gave which code to a segment; at least one coder gave one."""
    near = [code for code in sections if sections[code] == sections[meant] and code != meant]
    far = [code for code in sections if code != meant]
    given = []
    for coder in CODERS:
        seen, close, passed = rng.random(3)
        wrong = str(rng.choice(near if near and close < NEAR else far))
        code = meant if seen < SEES_LESS.get(meant, SEES) else wrong
        given += [] if passed < PASSES else [(coder, code)]
    return given or [(CODERS[0], meant)]


def main(target: Path = HERE) -> None:
    """Write the coded segments."""
    with (target / "segments.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(simulated())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
