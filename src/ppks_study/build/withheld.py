"""What a build says of numbers that it withheld."""

import json
from collections.abc import Iterator

from ppks_study.study import Study


def withheld(study: Study) -> Iterator[str]:
    """Yield in one line how many of a survey's numbers are withheld; nothing of a reconstruction."""
    path = study.root / "results" / study.name / "numbers.json"
    if study.reconstructed or not path.is_file():
        return
    told = json.loads(path.read_text(encoding="utf-8")).values()
    secret = sum(entry["basis"] == "withheld" for entry in told)
    yield (f"{secret} of {len(told)} numbers withheld: none tells of fewer than {study.disclosure.fewest} people; "
           "see the article's table method-disclosure")
