"""The mean of a survey, weighted by a slow, literal reading of its strata."""


def weighted(survey, values):
    """Return the mean of what is there, each stratum standing for the people that the study file says it has."""
    known, strata = values.dropna().astype(float), survey.respondents["programme"]
    people = survey.study.sampling.strata
    listed = strata.isin(list(people))
    weight = strata.map(people) / strata.map(strata.value_counts())
    weight = weight.fillna(sum(people.values()) / listed.sum())
    return (known * weight[known.index]).sum() / weight[known.index].sum()
