"""Edits of every kind that a build must notice, chosen by a seed: each changes one thing in a project."""

import json
import random
import re
import shutil

from tests.support.projects import STUDY

from paperbuild.digests import digest
from paperbuild.manifest import seal


def _digit(path, rng):
    """Change one digit of a text file."""
    text = path.read_text(encoding="utf-8")
    place = rng.choice([match.start() for match in re.finditer(r"[0-9]", text)])
    path.write_text(f"{text[:place]}{(int(text[place]) + 1) % 10}{text[place + 1:]}", encoding="utf-8")


def _byte(path, rng):
    """Change one byte of any file."""
    content = bytearray(path.read_bytes())
    place = rng.randrange(len(content))
    content[place] ^= 1
    path.write_bytes(bytes(content))


def _one(project, rng, *patterns):
    found = (path for pattern in patterns for path in project.glob(pattern))
    return rng.choice(sorted(path for path in found if path.is_file() and path.stat().st_size))


def data(project, rng):
    _digit(_one(project, rng, f"data/raw/{STUDY}/claims.csv", f"data/raw/{STUDY}/programmes.csv"), rng)


def questionnaire(project, rng):
    _byte(_one(project, rng, "instrument/*.csv"), rng)


def study_file(project, rng):
    _digit(project / "studies" / f"{STUDY}.toml", rng)


def notebook(project, rng):
    path = _one(project, rng, "notebooks/*.ipynb")
    told = json.loads(path.read_text(encoding="utf-8"))
    rng.choice(told["cells"])["source"] += f"\n# {rng.random()}"
    path.write_text(json.dumps(told), encoding="utf-8")


def lock(project, rng):
    _digit(project / "requirements.lock", rng)


def output_edited(project, rng):
    _byte(_one(project, rng, "figures/*/*/*", "results/*/*", "results/*/*/*", "results/*/*/*/*",
               "data/processed/*/*"), rng)


def output_swapped(project, rng):
    """Let two outputs take each other's place."""
    found = sorted(project.glob("results/*/*/*/*.json"))
    one = rng.choice(found)
    content = one.read_bytes()
    other = rng.choice([path for path in found if path.read_bytes() != content])
    shutil.copyfile(other, one)
    other.write_bytes(content)


def output_deleted(project, rng):
    _one(project, rng, "figures/*/*/*", "results/*/*/*", "results/*/*/*/*").unlink()


def numbers_swapped(project, rng):
    """Let two digits of a page that tells the numbers take each other's place."""
    path = rng.choice(sorted(project.glob("results/*/*/*.html")))
    text = path.read_text(encoding="utf-8")
    places = [match.start() for match in re.finditer(r"[0-9]", text)]
    first = rng.choice(places)
    other = rng.choice([place for place in places if text[place] != text[first]])
    letters = list(text)
    letters[first], letters[other] = letters[other], letters[first]
    path.write_text("".join(letters), encoding="utf-8")


def manifest_edited(project, rng):
    """Edit an output, and write its new hash into the manifest by hand."""
    edited = _one(project, rng, "figures/*/*/*.svg", "results/*/*/*.html")
    before = digest(edited)
    _byte(edited, rng)
    path = project / "results" / STUDY / "manifest.json"
    told = path.read_text(encoding="utf-8")
    path.write_text(told.replace(before, digest(edited)), encoding="utf-8")


def manifest_spoilt(project, rng):
    _byte(project / "results" / STUDY / "manifest.json", rng)


def manifest_without_a_step(project, rng):
    """Take a step out of the manifest, and seal it again."""
    path = project / "results" / STUDY / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    del told["steps"][rng.choice(sorted(told["steps"]))]
    path.write_text(json.dumps(told | {"seal": seal(told["steps"])}), encoding="utf-8")


def notebook_added(project, rng):
    path = project / "notebooks" / "profile.ipynb"
    shutil.copyfile(path, path.with_name(f"more{rng.choice('xyz')}.ipynb"))


KINDS = (data, questionnaire, study_file, notebook, lock, output_edited, output_swapped, output_deleted,
         numbers_swapped, manifest_edited, manifest_spoilt, manifest_without_a_step, notebook_added)


def seeded(n):
    """Return kinds and random generators of so many edits."""
    return [(KINDS[number % len(KINDS)], random.Random(number)) for number in range(n)]
