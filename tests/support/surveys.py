"""Small forms and files of answers, written by hand."""

import pandas as pd

from surveyintake.answer_file import Raw
from surveyintake.cleaning import clean, cleaned
from surveyintake.instrument import Choice, Instrument, Variable
from surveyintake.matching import Matching
from surveyintake.sources import letters

LIKERT = tuple(Choice(name, {"id": indonesian, "en": english}, float(place)) for place, (name, indonesian, english) in
               enumerate([("sd", "Sangat tidak setuju", "Strongly disagree"), ("d", "Tidak setuju", "Disagree"),
                          ("a", "Setuju", "Agree"), ("sa", "Sangat setuju", "Strongly agree")], start=1))
YES_NO = (Choice("1", {"id": "Ya", "en": "Yes"}), Choice("0", {"id": "Tidak", "en": "No"}))
PROGRAMMES = (Choice("pkh", {"id": "PKH", "en": "PKH"}, aliases=("Program Keluarga Harapan",)),
              Choice("bpnt", {"id": "BPNT, sembako", "en": "BPNT, food"}), Choice("psm", {"id": "PSM", "en": "PSM"}))


def ask(name, kind="text", choices=(), **more):
    labels = more.pop("labels", {"id": name, "en": name})
    return Variable(name, kind, labels, {"id": "", "en": ""}, choices, **more)


def form(*variables):
    return Instrument({variable.name: variable for variable in variables}, {})


def raw(columns, *rows, numeric=(), missing=()):
    cells = pd.DataFrame(list(rows), columns=columns, index=range(2, len(rows) + 2), dtype="str")
    return Raw(cells, "answers.xlsx", "Sheet1", {name: letters(place) for place, name in enumerate(columns)},
               frozenset(numeric), frozenset(missing))


def log_of(instrument, columns, *rows, **more):
    """Return address and rule of each entry."""
    _, log = clean(raw(columns, *rows, **more), instrument)
    return log[["cell", "rule"]].to_numpy().tolist()


def matched(instrument, answers, *, ignored=(), chosen=None, twice=None):
    """Return a file after cleaning, its columns matched by name as given."""
    chosen, twice = chosen or {}, twice or {}
    columns = {name: name for name in instrument.variables if name in answers.cells.columns and name not in twice}
    taken = {*columns, *ignored, *(column for flags in chosen.values() for column in flags.values())}
    unmatched = {column: () for column in answers.cells.columns if column not in taken}
    return cleaned(answers, instrument, Matching(columns, chosen, unmatched, twice, tuple(ignored), ()))


def told(found):
    return found.log[["cell", "rule"]].to_numpy().tolist()
