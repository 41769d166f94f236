"""Tables of the article that belong to no results section: method, mentoring model, recommendations."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from paperbuild.origins import outside
from ppks_study.guard import guard_sources, guard_strata, report, unique_respondents
from ppks_study.numbers import LANGUAGES, number, text
from ppks_study.phrases import Phrases, word
from ppks_study.sections.method import cleaned, counted, left_out, sample, scales
from ppks_study.survey import Survey
from ppks_study.tables import Table, of_text, write_section
from surveyintake.rules import RULES

#: Rounding rules that differ only in what they do with halves.
HALVES = ("up_or_down", "up", "down", "even")
COLUMNS = {
    "sources": ("role_label", "kind_label", "count", "merged_label"),
    "counted": ("section_label", "claims", "imposed", "contradicts", "set_aside", "other"),
    "left_out": ("says", "published", "strength_label", "reason_label"),
    "scales": ("claim_label", "published", "n", "items", "rounding_label", "maxima"),
    "sample": ("fact_label", "value"),
    "strata": ("stratum_label", "population", "respondents"),
    "disclosure": ("fact_label", "value"),
    "cleaning": ("rule_label", "effect_label", "times"),
    "stages": ("model_label", "stage_label", "activity"),
    "recommendations": ("number", "says", "note"),
}
#: Columns whose values are looked up among the words, and shown as ``<column>_label``.
NAMED = ("section", "kind", "strength", "reason", "claim", "model", "fact", "effect")


def supplement(survey: Survey) -> dict[str, Table]:
    """Return the article's own tables by name, in the survey's language."""
    lang, phrases = survey.lang, Phrases("method", survey.lang)
    frames = ({"counted": counted(survey), "left_out": left_out(survey), "scales": scales(survey)}
              if survey.reconstructed else _of_survey(survey, phrases))
    frames |= {name: survey.tables[name] for name in ("stages", "recommendations")}
    frames["sources"] = guard_sources(survey)
    return {name: of_text(worded(frame, phrases), {c: phrases.text("head", c) for c in COLUMNS[name]},
                          title=phrases.text("table", name, "title"), lang=lang, origin=_origin(survey, name))
            for name, frame in frames.items() if not frame.empty}


def _origin(survey: Survey, name: str) -> str:
    """Return where a table's rows come from: the study's transcribed tables, or made-up respondents."""
    if name in survey.tables:
        return word("transcribed_short", survey.lang)
    return word("simulated", survey.lang) if survey.study.data.origin == "simulated" else ""


def _of_survey(survey: Survey, phrases: Phrases) -> dict[str, pd.DataFrame]:
    """Return how a survey's respondents were chosen and their answers cleaned, in words of the language."""
    chosen, parts, done = sample(survey), guard_strata(survey), cleaned(survey)
    facts = zip(chosen["fact"], chosen["value"], strict=True)
    chosen["value"] = [_value(fact, value, phrases) for fact, value in facts]
    known = {choice.name: choice.labels[phrases.lang] for choice in survey.instrument.variable("programme").choices}
    parts["stratum_label"] = [known.get(name, name) for name in parts["stratum"]]
    done["rule_label"] = [RULES[name].reason[phrases.lang] for name in done["rule"]]
    return {"sample": chosen, "strata": parts, "cleaning": done, "disclosure": _disclosure(survey, phrases)}


def _disclosure(survey: Survey, phrases: Phrases) -> pd.DataFrame:
    """Return what was withheld, and how far quasi-identifiers single respondents out, one row a fact."""
    fewest, told = survey.study.disclosure.fewest, report(survey)
    rows = [(phrases.say("fewest"), fewest), (phrases.say("numbers"), told.numbers),
            (phrases.say("primary", fewest), told.primary), (phrases.say("secondary"), told.secondary)]
    found = [(name, number(count, phrases.lang)) for name, count in rows]
    for row in unique_respondents(survey).to_dict("records"):
        labels = ", ".join(survey.instrument.variable(name).labels[phrases.lang] for name in row["columns"])
        counts = [number(row[name], phrases.lang) for name in ("alone", "few", "combinations")]
        found.append((phrases.say("quasi", row["size"], labels), phrases.say("singled", counts[0], counts[1], fewest,
                                                                             counts[2])))
    return pd.DataFrame(found, columns=["fact_label", "value"])


def _value(fact: str, value: object, phrases: Phrases) -> str:
    if fact in ("response", "confidence"):
        return text(100 * float(str(value)), "percent", phrases.lang)
    if fact == "wage_floor":
        return text(float(str(value)), "idr_per_month", phrases.lang)
    return number(value, phrases.lang) if isinstance(value, int) else phrases.label(str(value)) or str(value)


def worded(frame: pd.DataFrame, phrases: Phrases) -> pd.DataFrame:
    """Return a frame with the columns of one language, and words for codes in ``<column>_label``."""
    other = tuple(f"_{lang}" for lang in LANGUAGES if lang != phrases.lang)
    mine = {c: str(c).removesuffix(f"_{phrases.lang}") for c in frame if str(c).endswith(f"_{phrases.lang}")}
    dropped = [c for c in frame if str(c).endswith(other) or c in mine.values()]
    frame = frame.drop(columns=dropped).rename(columns=mine)
    for column in (c for c in NAMED if c in frame):
        frame[f"{column}_label"] = [phrases.label(value) or value for value in frame[column]]
    for code in ("role", "stage"):
        if code in frame:
            frame[f"{code}_label"] = frame["label"]
    if "rounding" in frame:
        frame["rounding_label"] = [_rules(value, phrases) for value in frame["rounding"]]
    if "merged_into" in frame:
        merged = {True: phrases.text("word", "yes"), False: phrases.text("word", "no")}
        frame["merged_label"] = ["–" if kind != "respondent" else merged[bool(into)] for kind, into
                                 in zip(frame["kind"], frame["merged_into"].fillna(""), strict=True)]
    return frame


def _rules(rounding: str, phrases: Phrases) -> str:
    """Return rounding rules in words; the rules that differ only in the halves stand together when all agree."""
    names = rounding.split(", ")
    if set(HALVES) <= set(names):
        names = ["ordinary", *(name for name in names if name not in HALVES)]
    return ", ".join(phrases.label(name) or name for name in names)


def write_supplement(survey: Survey, folder: Path) -> list[Path]:
    """Write the article's own tables in every format, and all of them as one workbook and one document."""
    made = {name: replace(table, chain=outside(survey.study, f"method-{name}", f"{__name__}.supplement"))
            for name, table in supplement(survey).items()}
    return sorted(write_section(made, folder / "method"))
