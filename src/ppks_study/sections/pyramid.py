"""Age by sex, in bands of five years."""

import pandas as pd

from ppks_study.evidence.estimates import Quantity
from ppks_study.sections.survey import Survey

#: Years of a band; the first and the last age that are asked about where only claims are known.
BAND, YOUNGEST, OLDEST = 5, 15, 79


def pyramid(survey: Survey) -> pd.DataFrame:
    """Return how many of each sex lie in each band of five years of age; in a reconstruction, the ranges left open.

    Returns
    -------
    DataFrame
        Estimate frame of counts, of each sex: ``n`` tells whose age is known, ``missing`` whose is not. With
        ``label_<lang>`` (the sex), ``side`` (its name), ``from_age`` and ``to_age`` (years). Bands begin with the
        lowest and end with the highest in which somebody can be.
    """
    sexes = survey.instrument.variable("sex").choices[:2]
    wanted = [(sex, start) for start in _starts(survey) for sex in sexes]
    found = survey.estimate(
        Quantity(f"profile.pyramid.{sex.name}.from_{start}.count", "count", of=f"sex={sex.name}", unit="people",
                 condition=f"age_years>={start} & age_years<={start + BAND - 1}") for sex, start in wanted)
    found = found.assign(side=[sex.name for sex, _ in wanted], from_age=[start for _, start in wanted],
                         to_age=[start + BAND - 1 for _, start in wanted],
                         **{f"label_{lang}": [sex.labels[lang] for sex, _ in wanted] for lang in ("id", "en")})
    held = found.loc[(found["upper"] > 0).fillna(True), "from_age"]
    return found[found["from_age"].between(held.min(), held.max())].reset_index(drop=True)


def _starts(survey: Survey) -> range:
    """Return the first ages of the bands: of a survey, as far as its respondents' ages reach."""
    ages = survey.respondents["age_years"].dropna()
    low, high = (YOUNGEST, OLDEST) if survey.reconstructed or ages.empty else (int(ages.min()), int(ages.max()))
    return range(BAND * (low // BAND), high + 1, BAND)
