"""Parts of a workbook's archive are parsed within limits, and nothing outside the archive is opened."""

import zipfile

import pytest

from surveyintake import archive
from surveyintake.archive import Package, resolve
from surveyintake.errors import InputError


class Seen:
    def __init__(self):
        self.tags, self.texts = [], []

    def start(self, tag, attributes):
        self.tags.append((tag, attributes))

    def end(self, tag):
        self.tags.append(("/" + tag, {}))

    def text(self, data):
        self.texts.append(data)


def package(path, **parts):
    with zipfile.ZipFile(path, "w") as file:
        for name, text in parts.items():
            file.writestr(f"{name}.xml", text)
    return Package(path)


def test_elements_come_by_their_local_names_with_their_text(tmp_path):
    seen = Seen()
    package(tmp_path / "a.xlsx", one='<x:a xmlns:x="u"><x:b n="1">hi</x:b></x:a>').read("ONE.xml", seen)
    assert [tag for tag, _ in seen.tags] == ["a", "b", "/b", "/a"]
    assert (seen.tags[1][1], "".join(seen.texts)) == ({"n": "1"}, "hi")


@pytest.mark.parametrize(("text", "told"), [
    ("<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", "entities"), ("<a>", "not a readable workbook")])
def test_entities_and_damage_are_refused(tmp_path, text, told):
    with pytest.raises(InputError, match=told):
        package(tmp_path / "a.xlsx", one=text).read("one.xml", Seen())


def test_a_part_that_is_too_large_or_missing_is_refused(tmp_path, monkeypatch):
    opened = package(tmp_path / "a.xlsx", one="<a/>")
    with pytest.raises(InputError, match="the part is missing"):
        opened.read("two.xml", Seen())
    monkeypatch.setattr(archive, "LARGEST_PART", 3)
    with pytest.raises(InputError, match="too large"):
        opened.read("one.xml", Seen())


def test_a_relationship_leads_within_the_archive():
    assert resolve("xl/workbook.xml", "../../etc/passwd") == "etc/passwd"
