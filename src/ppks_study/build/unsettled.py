"""What a study still holds of the example that it began with: told after a build, as results must not rest on it."""

from collections.abc import Iterator

from ppks_study.instrument import Instrument
from ppks_study.study import Study

#: How the study file and the questionnaire of `ppks new` mark what is to be replaced.
EXAMPLE, UNWRITTEN = "CONTOH", "tulis teks butir di sini"


def unsettled(study: Study) -> Iterator[str]:
    """Yield what is still to be settled before results are used, in one line each."""
    if study.profile.minimum_wage_source.startswith(EXAMPLE):
        yield ("[profile] minimum_wage_idr_per_month is still the example, "
               f"{study.profile.minimum_wage_idr_per_month}; every share below the floor rests on it")
    form = Instrument.load(study.data.instrument, study.data.choices)
    blank = sum(UNWRITTEN in variable.labels["id"] for variable in form.variables.values())
    if blank:
        yield f"{blank} items have no text yet in {study.data.instrument.name}"
