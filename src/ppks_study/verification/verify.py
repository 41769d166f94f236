"""Verification: the verdicts on a study's claims, and the conflicts between them as a tidy table."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from claimcheck.claims import read_claims, size
from claimcheck.report import VERDICTS, Report
from claimcheck.space import Space
from claimcheck.verdicts import verify
from ppks_study.phrases import read
from ppks_study.published import claims_and_codebook
from ppks_study.study import Study


def verify_study(study: Study | str) -> Report:
    """Return the verdicts on the claims of a study, or of the study of a name; against its survey, where it has one.

    Raises
    ------
    ClaimError
        The study has no claims.
    """
    study = Study.load(study) if isinstance(study, str) else study
    claims, codebook = claims_and_codebook(study)
    known = codebook.space(size(claims))
    known = Space(known.size, {name: column for name, column in known.columns.items() if column.choices})
    survey = _respondents(study) if study.data.origin == "survey" else None
    report = verify(claims, known, references=_rows(study.data.references),
                    regulations=_rows(study.data.regulations), survey=survey,
                    partitions=read("verification")["partition"])
    return replace(report, study=study.name)


def _respondents(study: Study) -> pd.DataFrame:
    from ppks_study.survey import load

    return load(study).respondents


def verify_file(path: Path, *, n_respondents: int | None = None) -> Report:
    """Return the verdicts on a file of claims, with references.csv and regulations.csv beside it, if they are there.

    How many answered is the n that most claims about everybody state, unless told.
    """
    claims = read_claims(path)
    return verify(claims, Space(n_respondents or size(claims)),
                  references=_rows(path.with_name("references.csv")),
                  regulations=_rows(path.with_name("regulations.csv")),
                  partitions=read("verification")["partition"])


def _rows(path: Path | None) -> list[dict[str, str]]:
    if path is None or not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(file)]


def conflicts(report: Mapping[str, Any], lang: str) -> pd.DataFrame:
    """Return the conflicts of a report (`Report.as_dict`), one row each.

    Returns
    -------
    DataFrame
        ``number`` (text, from 1); ``reason``; ``kind`` (of `clash.KINDS`); ``strength`` (``printed`` or ``reading``);
        ``charitable``: the kindest reading under which it dissolves, empty where none is known.
    """
    rows = [(str(number), clash["reason"][lang], clash["kind"], clash["strength"],
             clash["charitable"][0]["reason"][lang] if clash["charitable"] else "")
            for number, clash in enumerate(report["conflicts"], start=1)]
    return pd.DataFrame(rows, columns=["number", "reason", "kind", "strength", "charitable"])


def counts(report: Mapping[str, Any]) -> pd.DataFrame:
    """Return how many claims of each section have which verdict; the last row is all of them."""
    sections, verdicts = (pd.Series([claim[key] for claim in report["claims"]], name=key, dtype=object)
                          for key in ("section", "verdict"))
    table = pd.crosstab(sections, verdicts)
    found = set(verdicts)
    table = table.reindex(index=sections.unique(), columns=[verdict for verdict in VERDICTS if verdict in found])
    table.insert(0, "claims", table.sum(axis=1))
    table.loc["all"] = table.sum()
    return table.rename_axis(index="section", columns=None).reset_index()
