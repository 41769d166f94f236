"""A project with hand-written results, as a build leaves them: a figure, a table, a sentence, four numbers."""

import json

from tests.conftest import copy_project

from paperbuild.manifest import Manifest
from paperbuild.provenance import answer
from paperbuild.targets import find
from ppks_study.commands.provenance import record_of
from ppks_study.steps import build
from ppks_study.study import Study

STUDY = "payakumbuh-2019"


def number(value, texts, basis, source, **more):
    """Return an entry of numbers.json."""
    text = dict(zip(("id", "en"), texts, strict=True))
    return {"value": value, "n": 45, "missing": 0, "denominator": 45, "text": text, "from": source, "basis": basis,
            "lower": value, "upper": value, **more}


NUMBERS = {
    "profile.sex.female.share": number(100 * 32 / 45, ("71,1%", "71.1%"), "imposed", "sections.profile.sex"),
    "profile.education.s1.count": number(34, ("34 orang", "34 people"), "imposed", "sections.profile.education"),
    "profile.income.all.mean": number(2507668, ("Rp2.507.668", "IDR\u00a02,507,668"), "imposed",
                                      "sections.profile.income"),
    "profile.age.all.mean": number(None, ("22,42–50,13 tahun", "22.42–50.13 years"), "bounded", "sections.profile.age",
                                   lower=22.42, upper=50.13),
}
SHOWN = {"table": {"composition": {"table": "composition", "functions": [], "plot": "", "cell": "profile-6",
                                   "keys": ["profile.sex.female.share", "profile.education.s1.count"],
                                   "bases": ["imposed"]}},
         "figure": {"age": {"table": "age", "functions": [], "plot": "ppks_study.figures.intervals.plot_bands",
                            "cell": "profile-age-figure", "keys": ["profile.age.all.mean"], "bases": ["bounded"]}},
         "sentence": {"composition": {"keys": ["profile.sex.female.share"], "cell": "profile-8"}}}
QUESTIONS = {"profile.sex.female.share": ["share", "sex=female", "", ""],
             "profile.age.all.mean": ["mean", "", "", "age_years"],
             "profile.income.all.mean": ["mean", "", "", "income_idr_per_month"]}
SENTENCES = {"id": "Perempuan **71,1%** dari semua pendamping.", "en": "Women are **71.1%** of all companions."}


def built(root):
    """Return a project with results, and its manifest recorded."""
    copy_project(root)
    study = Study.load(root / "studies" / f"{STUDY}.toml")
    results = root / "results" / STUDY
    for lang, said in SENTENCES.items():
        put(results / lang / "numbers" / "profile.json", NUMBERS)
        put(results / lang / "sentences" / "profile.json", {"composition": said})
        put(results / lang / "origins" / "profile.json", {"shown": SHOWN, "questions": QUESTIONS})
        put(results / lang / "tables" / "profile-composition.csv", "cells")
        put(root / "figures" / STUDY / lang / "profile-age.svg", "picture")
    put(results / "numbers.json", NUMBERS)
    record(root, study)
    return root


def record(root, study):
    """Write the manifest, as if every step had just run."""
    results = root / "results" / study.name
    whole = build(study)
    whole._look()
    whole.manifest = manifest = Manifest(results / "manifest.json", root)
    outputs = {f"profile.{lang}": [*(results / lang).rglob("*.*"), *(root / "figures" / study.name / lang).glob("*")]
               for lang in study.languages} | {"numbers": [results / "numbers.json"]}
    for step in whole.steps:
        made = sorted(path for path in outputs.get(step.name, []) if path.is_file())
        manifest.record(step.name, whole.inputs(step), step.parameters, made)


def put(path, content):
    """Write a text, or anything else as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def opened(project):
    """Return what the build of a project left."""
    return record_of(Study.load(project / "studies" / f"{STUDY}.toml"))


def told(project, target, lang="en"):
    """Return the answer about the only thing that a target means, as JSON has it."""
    known = opened(project)
    [match] = find(known, target)
    return answer(known, match, lang).as_dict()


def names(project, target):
    """Return kind and name of all that a target means."""
    return [(match.kind, match.name) for match in find(opened(project), target)]
