"""What the pages say of checking is what the library does."""

import re

import pytest

from surveyintake.check_report import examine
from surveyintake.instrument import Instrument
from surveyintake.rules import RULES
from tests.conftest import ROOT
from tests.support.answers import COLUMNS, PROBLEMS, report
from tests.support.districts import put
from tests.support.examples import EXAMPLES, FORM, answers

PAGES = {"en": "checking.md", "id": "checking.id.md"}


def page(name):
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("lang", "name"), PAGES.items())
def test_the_page_gives_every_rule_with_its_effect_and_reason(lang, name):
    effect, told = "", {}
    for line in page(name).splitlines():
        if heading := re.match(r"### .*\(`(\w+)`\)", line):
            effect = heading[1]
        elif effect and (row := re.fullmatch(r"\| `(\w+)` \| (.+) \| (.+) \|", line)):
            told[row[1]] = (effect, row[3])
    assert told == {name: (rule.effect, rule.reason[lang]) for name, rule in RULES.items()}


def test_each_example_of_a_cell_is_what_the_page_says(tmp_path):
    for name, text in FORM.items():
        put(tmp_path, f"form/{name}", text)
    _, log, _ = examine(put(tmp_path, "a.csv", answers()), Instrument.load(tmp_path / "form"))
    found = {(entry.row, entry.column): entry.rule for entry in log.itertuples()}
    expected = {(row, next(iter(cells))): rule for row, (rule, cells) in enumerate(EXAMPLES.items(), start=2)}
    assert expected.items() <= found.items()
    for name in PAGES.values():
        rows = page(name).splitlines()
        assert all(any(row.startswith(f"| `{rule}` |") and next(iter(cells.values())).split(",")[0] in row
                       for row in rows) for rule, cells in EXAMPLES.items())


@pytest.mark.parametrize("name", PAGES.values())
def test_the_page_gives_every_key_of_the_json(name):
    text = page(name)
    keys = [*report().as_dict().keys() - {"columns"}, *(f"columns.{key}" for key in COLUMNS), *PROBLEMS[0]]
    assert [key for key in keys if f"`{key}`" not in text] == []


@pytest.mark.parametrize("name", ["checking", "privacy"])
def test_each_page_is_there_in_both_languages_and_names_the_other(name):
    assert f"]({name}.id.md)" in page(f"{name}.md")
    assert f"]({name}.md)" in page(f"{name}.id.md")


@pytest.mark.parametrize("name", [*PAGES.values(), "privacy.md", "privacy.id.md", "README.md"])
def test_links_between_pages_lead_somewhere(name):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page(name))
    assert [link for link in links if not (ROOT / "docs" / link).is_file()] == []


def test_both_pages_on_privacy_name_the_same_articles():
    articles = [re.findall(r"^\|[^|(]*\(([\d–, ]+)\)", page(name), re.MULTILINE)
                for name in ("privacy.md", "privacy.id.md")]
    assert articles[0] == articles[1]
    assert len(articles[0]) == 12
