"""Functions are found in the text of packages, which is neither imported nor run."""

import pytest

from paperbuild.definitions import Library

SECTION = """
from house.parts import height as tall

def floor(survey): ...

def wall(survey): ...

def room(survey):
    tables = {"floor": floor(survey), "either": wall(survey) if survey else floor(survey), **more(survey)}
    tables["x"] = 1
    return Section("room", {**tables, "tall": tall(survey), "own": survey.crossed("a")})
"""


@pytest.fixture
def library(tmp_path):
    for path, text in {"house/sections/room.py": SECTION, "house/parts.py": "def height(): ...",
                       "house/survey.py": "class Survey:\n    def crossed(self): ...",
                       "house/bad.py": "raise 1"}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return Library(tmp_path, ("house",), "house.sections.{0}.{0}", "house.survey.Survey")


@pytest.mark.parametrize(("table", "makers"), [
    ("floor", ["sections.room.floor"]), ("either", ["sections.room.wall", "sections.room.floor"]),
    ("tall", ["parts.height"]), ("own", ["survey.Survey.crossed"]), ("unknown", [])])
def test_what_makes_a_table_is_what_the_section_calls(library, table, makers):
    assert library.makers("room", table) == tuple(f"house.{name}" for name in makers)


def test_a_place_is_a_file_and_a_line(library):
    assert library.place("house.sections.room.wall") == ("src/house/sections/room.py", 6)
    assert library.place("house.survey.Survey.crossed") == ("src/house/survey.py", 2)
    assert library.place("house.none.at_all") is None
    assert library.place("elsewhere.wall") is None


def test_a_section_without_a_function_has_none(library):
    assert library.section_function("room") == "house.sections.room.room"
    assert library.section_function("cellar") == library.section_function("not a name") == ""
    assert library.makers("cellar", "floor") == ()
