"""Tables of the article outside of its results: method, mentoring model, recommendations."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from paperbuild.origins import outside
from ppks_study.guard import guard_sources, guard_strata, report, unique_respondents
from ppks_study.lineage import project
from ppks_study.numbers import DASH, LANGUAGES, number, text
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
    """Return the article's own tables by name, in the survey's language.

    Parameters
    ----------
    survey : Survey
        Of a reconstruction the tables tell of its claims, of a survey of sample and cleaning.
    """
    phrases = Phrases("method", survey.lang)
    if survey.reconstructed:
        frames = {"counted": counted(survey), "left_out": left_out(survey),
                  "scales": scales(survey)}
    else:
        frames = _of_survey(survey, phrases)
    for name in ("stages", "recommendations"):
        frames[name] = survey.tables[name]
    frames["sources"] = guard_sources(survey)
    made = {}
    for name, frame in frames.items():
        if not frame.empty:
            heads = {column: phrases.text("head", column) for column in COLUMNS[name]}
            made[name] = of_text(_worded(frame, phrases), heads, lang=survey.lang,
                                 title=phrases.text("table", name, "title"),
                                 origin=_origin(survey, name))
    return made


def _origin(survey: Survey, name: str) -> str:
    """Return where a table's rows come from: the study's transcribed tables, or a simulation."""
    if name in survey.tables:
        return word("transcribed_short", survey.lang)
    simulated = survey.study.data.origin == "simulated"
    return word("simulated", survey.lang) if simulated else ""


def _of_survey(survey: Survey, phrases: Phrases) -> dict[str, pd.DataFrame]:
    """Return how a survey's respondents were chosen and their answers cleaned, in words."""
    chosen, parts, done = sample(survey), guard_strata(survey), cleaned(survey)
    facts = zip(chosen["fact"], chosen["value"], strict=True)
    chosen["value"] = [_value(fact, value, phrases) for fact, value in facts]
    choices = survey.instrument.variable(survey.stratum).choices
    known = {choice.name: choice.labels[phrases.lang] for choice in choices}
    parts["stratum_label"] = [known.get(name, name) for name in parts["stratum"]]
    done["rule_label"] = [RULES[name].reason[phrases.lang] for name in done["rule"]]
    return {"sample": chosen, "strata": parts, "cleaning": done,
            "disclosure": _disclosure(survey, phrases)}


def _disclosure(survey: Survey, phrases: Phrases) -> pd.DataFrame:
    """Return what was withheld, and how far quasi-identifiers single respondents out."""
    lang, fewest, withheld = phrases.lang, survey.study.disclosure.fewest, report(survey)
    rows = [(phrases.say("fewest"), number(fewest, lang)),
            (phrases.say("numbers"), number(withheld.numbers, lang)),
            (phrases.say("primary", fewest), number(withheld.primary, lang)),
            (phrases.say("secondary"), number(withheld.secondary, lang))]
    for row in unique_respondents(survey).to_dict("records"):
        names = [survey.instrument.variable(name).labels[lang] for name in row["columns"]]
        singled = phrases.say("singled", number(row["alone"], lang), number(row["few"], lang),
                              fewest, number(row["combinations"], lang))
        rows.append((phrases.say("quasi", row["size"], ", ".join(names)), singled))
    return pd.DataFrame(rows, columns=["fact_label", "value"])


def _value(fact: str, value: object, phrases: Phrases) -> str:
    if fact in ("response", "confidence"):
        return text(100 * float(str(value)), "percent", phrases.lang)
    if fact == "wage_floor":
        return text(float(str(value)), "idr_per_month", phrases.lang)
    if isinstance(value, int):
        return number(value, phrases.lang)
    return phrases.label(str(value)) or str(value)


def _worded(frame: pd.DataFrame, phrases: Phrases) -> pd.DataFrame:
    """Return a frame with the columns of one language, and names of codes in ``<column>_label``."""
    mine, dropped = {}, []
    for column in map(str, frame):
        name, underscore, lang = column.rpartition("_")
        if underscore and lang == phrases.lang:
            mine[column] = name
        elif underscore and lang in LANGUAGES:
            dropped.append(column)
    dropped += frame.columns.intersection(list(mine.values())).tolist()
    frame = frame.drop(columns=dropped).rename(columns=mine)
    for column in NAMED:
        if column in frame:
            frame[f"{column}_label"] = [phrases.label(code) or code for code in frame[column]]
    for column in ("role", "stage"):
        if column in frame:
            frame[f"{column}_label"] = frame["label"]
    if "rounding" in frame:
        frame["rounding_label"] = [_rules(rules, phrases) for rules in frame["rounding"]]
    if "merged_into" in frame:
        merged = frame["merged_into"].fillna("").ne("")
        answers = merged.map({True: phrases.text("word", "yes"), False: phrases.text("word", "no")})
        frame["merged_label"] = answers.where(frame["kind"].eq("respondent"), DASH)
    return frame


def _rules(rounding: str, phrases: Phrases) -> str:
    """Return rounding rules in words; those that differ only in halves are one if all agree."""
    names = rounding.split(", ")
    if set(HALVES) <= set(names):
        names = ["ordinary", *(name for name in names if name not in HALVES)]
    return ", ".join(phrases.label(name) or name for name in names)


def write_supplement(survey: Survey, folder: Path) -> list[Path]:
    """Write the article's own tables in every format, and as one workbook and one document.

    Parameters
    ----------
    survey : Survey
        As in `supplement`.
    folder : Path
        Where the files lie; their names begin with ``method``.
    """
    made = {}
    for name, table in supplement(survey).items():
        chain = outside(project(survey.study), f"method-{name}", f"{__name__}.supplement")
        made[name] = replace(table, chain=chain)
    return sorted(write_section(made, folder / "method"))
