"""Tables of the article that belong to no results section: method, mentoring model, recommendations."""

import json
from pathlib import Path

from ppks_study.output.phrases import Phrases
from ppks_study.output.tables import Table, of_text
from ppks_study.sections.method import left_out, scales
from ppks_study.sections.survey import Survey

COLUMNS = {
    "left_out": ("says", "published", "strength_label", "reason_label"),
    "scales": ("claim", "published", "n", "items", "rounding", "maxima"),
    "stages": ("model_label", "stage_label", "activity"),
    "recommendations": ("number", "says", "note"),
}


def supplement(survey: Survey) -> dict[str, Table]:
    """Return the article's own tables by name, in the survey's language."""
    lang, phrases = survey.lang, Phrases("method", survey.lang)

    def named(value: str) -> str:
        return phrases.label(value) or value

    frames = {"left_out": left_out(survey), "scales": scales(survey)} if survey.claims else {}
    frames |= {name: survey.tables[name] for name in ("stages", "recommendations") if not survey.tables[name].empty}
    for name, frame in frames.items():
        frame = frame.rename(columns={f"{c}_{lang}": c for c in ("says", "note", "activity")})
        if name == "stages":
            frame = frame.drop(columns=["activity"], errors="ignore").assign(
                activity=survey.tables[name][f"activity_{lang}"], stage_label=survey.tables[name][f"label_{lang}"],
                model_label=[named(m) for m in survey.tables[name]["model"]])
        for column in ("strength", "reason"):
            if column in frame and name == "left_out":
                frame[f"{column}_label"] = [named(value) for value in frame[column]]
        if name == "scales":
            frame = frame.astype({"n": "str", "items": "str"}).assign(claim=[named(c) for c in frame["claim"]])
        frames[name] = frame
    return {name: of_text(frame, {c: phrases.text("head", c) for c in COLUMNS[name]},
                          title=phrases.text("table", name, "title"), lang=lang) for name, frame in frames.items()}


def write_supplement(survey: Survey, folder: Path) -> list[Path]:
    """Write the article's own tables as ``method-<name>.json`` and ``.csv``; return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, table in supplement(survey).items():
        for kind, content in (("json", json.dumps(table.json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"),
                              ("csv", table.csv())):
            paths.append(folder / f"method-{name}.{kind}")
            paths[-1].write_text(content, encoding="utf-8", newline="\n")
    return paths
