"""The verdicts on a study's claims, and the conflicts between the claims as a tidy table."""

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
    """Return the verdicts on a study's claims; held against its survey, where it has one.

    Parameters
    ----------
    study : Study or str
        One with claims, or its name.

    Raises
    ------
    ClaimError
        The study has no claims.
    """
    study = Study.load(study) if isinstance(study, str) else study
    claims, codebook = claims_and_codebook(study)
    space = codebook.space(size(claims))
    closed = {name: column for name, column in space.columns.items() if column.choices}
    survey = _respondents(study) if study.data.origin == "survey" else None
    report = verify(claims, Space(space.size, closed), references=_rows(study.data.references),
                    regulations=_rows(study.data.regulations), survey=survey,
                    partitions=read("verification")["partition"])
    return replace(report, study=study.name)


def _respondents(study: Study) -> pd.DataFrame:
    from ppks_study.survey import load

    return load(study).respondents


def verify_file(path: Path, *, n_respondents: int | None = None) -> Report:
    """Return the verdicts on a file of claims.

    Parameters
    ----------
    path : Path
        The claims; references.csv and regulations.csv beside it are used if they are there.
    n_respondents : int, optional
        How many answered; without it the n that most claims about everybody state.
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
        rows = []
        for row in csv.DictReader(file):
            rows.append({key: value or "" for key, value in row.items() if key})
        return rows


def conflicts(report: Mapping[str, Any], lang: str) -> pd.DataFrame:
    """Return the conflicts of a report, one row each.

    Parameters
    ----------
    report : mapping
        As `claimcheck.report.Report.as_dict` returns it.
    lang : str
        Language of the reasons, ``id`` or ``en``.

    Returns
    -------
    DataFrame
        ``number`` (text, from 1); ``reason``; ``kind`` (of `clash.KINDS`); ``strength``
        (``printed`` or ``reading``); ``charitable``: the kindest reading under which it dissolves,
        empty where none is known.
    """
    rows = []
    for number, clash in enumerate(report["conflicts"], start=1):
        kindest = clash["charitable"][0]["reason"][lang] if clash["charitable"] else ""
        rows.append((str(number), clash["reason"][lang], clash["kind"], clash["strength"], kindest))
    return pd.DataFrame(rows, columns=["number", "reason", "kind", "strength", "charitable"])


def counts(report: Mapping[str, Any]) -> pd.DataFrame:
    """Return how many claims of each section have which verdict; the last row is all of them.

    Parameters
    ----------
    report : mapping
        As in `conflicts`.
    """
    claims = pd.DataFrame(report["claims"], columns=["section", "verdict"], dtype=object)
    table = pd.crosstab(claims["section"], claims["verdict"])
    in_order = [verdict for verdict in VERDICTS if verdict in table]
    table = table.reindex(index=claims["section"].unique(), columns=in_order)
    table.insert(0, "claims", table.sum(axis=1))
    table.loc["all"] = table.sum()
    return table.rename_axis(index="section", columns=None).reset_index()
