"""Items are shown in points, those of reversed items flipped."""

import pytest
from tests.support.weighted import weighted


def test_a_reversed_item_is_flipped_before_it_is_shown(simulated, section_of):
    item = next(v for v in simulated.instrument.items("knowledge") if v.reversed)
    points = {choice.name: choice.points for choice in item.choices}
    plain = weighted(simulated, simulated.respondents[item.name].map(points))
    shown = section_of("simulated", "competence").tables["items"].set_index("key")["value"]
    highest = max(p for p in points.values() if p)
    assert shown[f"competence.item.{item.name}.mean"] == pytest.approx(100 * (1 + highest - plain) / 5)
