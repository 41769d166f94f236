"""The respondents, reconstructed if there is no survey; the cleaning log; and the plan of what is withheld."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ppks_study.build.making import place
from ppks_study.build.respondents import secret, write_csv, write_reconstruction
from ppks_study.output.disclosure import write_plan
from ppks_study.sections.survey import load
from ppks_study.study import Study


def make(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Make what every section starts from."""
    processed = place(study, folder, "data", "processed", study.name)
    if study.data.origin == "reconstructed":
        path = folder / "out" / study.data.respondents.relative_to(study.root)
        write_reconstruction(study, path)
        study = replace(study, data=replace(study.data, respondents=path))
    survey = load(study, key=secret(study))
    write_csv(survey.respondents.assign(origin=study.data.origin), processed / "respondents.csv")
    write_csv(survey.log, processed / "cleaning_log.csv")
    write_plan(survey, processed / "withheld.json")
