"""The points that each answer to an item gives."""

from ppks_study.errors import InstrumentError
from ppks_study.question import Variable

#: The indicators that each qualification class is asked; the highest class is asked none.
QUALIFICATION = {"asisten": "assistant", "generalis": "generalist"}


def points(item: Variable) -> dict[str, float]:
    """Return the points of each answer to an item by choice name; a reversed item is flipped.

    An answer without points ("does not apply") is left out.

    Raises
    ------
    InstrumentError
        None of the item's choices has points, or the best has 0 or less: there is no percent of that.
    """
    given = {choice.name: choice.points for choice in item.choices if choice.points is not None}
    if not given:
        raise InstrumentError(f"the item {item.name!r} of {item.dimension!r} gives no points",
                              where="instrument, choices", expected="a number in column points for each scored choice")
    if max(given.values()) <= 0:
        raise InstrumentError(f"the best answer to the item {item.name!r} gives {max(given.values()):g} points",
                              where="instrument, choices", expected="more than 0 points for the best answer")
    if not item.reversed:
        return given
    turned = min(given.values()) + max(given.values())
    return {name: turned - value for name, value in given.items()}
