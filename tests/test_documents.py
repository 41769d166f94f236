"""The documents lead where they say: links, pictures, the other language, the commands that they name."""

import re

import pytest
from click import Context

from ppks_study.__main__ import cli
from tests.conftest import ROOT

#: Folders that hold documents of the project; what is generated, and other people's, is not looked at.
FOLDERS = (".", "data", "docs", "docs/statistics", "figures", "instrument", "notebooks", "paper", "results")
PAGES = sorted({path for folder in FOLDERS for path in (ROOT / folder).glob("*.md")}
               | set((ROOT / "data").glob("*/README.md"))
               | {ROOT / "data/raw" / name / "README.md" for name in ("payakumbuh-2019", "simulasi-2026")})
GUIDES = ("docs/guide.md", "docs/guide.id.md")
GALLERIES = ("docs/gallery.md", "docs/gallery.id.md")
#: Bytes that a picture may have, so that a clone stays small.
LARGEST_PICTURE = 150_000
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)")
_COMMAND = re.compile(r"(?:^|`)(?:\.venv/bin/)?ppks ([a-z]+)((?: [^\n`]+)?)", re.MULTILINE)


def text(page):
    return (ROOT / page).read_text(encoding="utf-8")


def fences(page):
    return "\n".join(re.findall(r"^```\n(.*?)^```", text(page), re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(page):
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_in_indonesian_stands_beside_its_english_one_and_each_names_the_other(page):
    english = page.with_name(page.name.replace(".id.md", ".md"))
    indonesian = english.with_name(f"{english.stem}.id.md")
    if not indonesian.exists():
        assert "*Bahasa Indonesia: [" not in english.read_text(encoding="utf-8")
        return
    assert f"]({indonesian.name})" in english.read_text(encoding="utf-8")
    assert f"]({english.name})" in indonesian.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_that_a_page_names_is_a_verb_with_those_options(page):
    for verb, rest in _COMMAND.findall(page.read_text(encoding="utf-8")):
        command = cli.get_command(Context(cli), verb)
        assert command is not None, f"ppks {verb}"
        known = {option for one in command.params for option in one.opts}
        asked = set(re.findall(r"(?<=\s)--?[a-z][a-z-]*", re.sub(r"#.*", "", rest)))
        assert asked <= known | {"--help"}, f"ppks {verb}{rest}"


@pytest.mark.parametrize("page", GUIDES)
def test_the_guide_asks_make_for_targets_that_it_has(page):
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    asked = re.findall(r"(?:^|`)make ([a-z]+)(?=[ `\n])", text(page), re.MULTILINE)
    assert asked
    assert set(asked) <= targets


@pytest.mark.parametrize("page", GUIDES)
def test_the_studies_that_the_guide_builds_are_there_or_begun_in_it(page):
    begun = set(re.findall(r"ppks new (\S+)", text(page)))
    named = set(re.findall(r"STUDY=studies/(\S+?)\.toml", text(page)))
    assert {name for name in named if not (ROOT / f"studies/{name}.toml").is_file()} == begun


def test_both_guides_give_the_same_commands_in_the_same_order():
    plain = [re.findall(r"^(?:\.venv/bin/ppks|git|cd|make)(?: [a-z]+)?", fences(page), re.MULTILINE) for page in GUIDES]
    assert plain[0] == plain[1]
    assert len(plain[0]) == 8


def test_every_picture_is_shown_in_the_guide_or_the_gallery_described_and_small():
    shown = {name for pages, least in ((GUIDES, 20), (GALLERIES, 4)) for page in pages
             for name in re.findall(rf"!\[[^\]]{{{least},}}\]\(pictures/([^)]+)\)", text(page))}
    there = {path.name: path.stat().st_size for path in (ROOT / "docs/pictures").glob("*.png")}
    assert shown == there.keys()
    assert [name for name, size in there.items() if size > LARGEST_PICTURE] == []
