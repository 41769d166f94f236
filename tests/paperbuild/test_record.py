"""What a build left, and the lines of the article that name it."""

from dataclasses import replace

import pytest
from tests.conftest import ROOT
from tests.support.shelves import STUDY, names, opened, told

from paperbuild.errors import OutputError
from paperbuild.record import Line
from paperbuild.targets import find, nearest
from ppks_study.commands.provenance import record_of
from ppks_study.study import Study


def test_a_line_of_the_article_is_found_by_place_and_by_words(finished):
    [line] = [number for number, text in enumerate(_article("en"), start=1) if text.startswith("  An evaluation of")]
    for target in (f"paper/published.en.typ:{line}", f"paper.en.typ:{line}", f"published.en.typ:{line}"):
        answer = told(finished, target)
        assert ("number", "profile.sex.female.count") in [(name["kind"], name["name"]) for name in answer["names"]]
    answer = told(finished, "hold a bachelor's degree")
    assert answer["name"].startswith("paper/published.en.typ:")
    assert {name["name"] for name in answer["names"]} >= {"profile.sex.female.share"}


def _article(lang):
    return (ROOT / "paper" / f"published.{lang}.typ").read_text(encoding="utf-8").splitlines()


def test_a_line_that_is_not_there_is_no_match_and_the_range_is_told(finished):
    assert names(finished, "paper/published.en.typ:9999") == []
    assert nearest(opened(finished), "paper/published.en.typ:9999") == [f"published.en.typ: 1–{len(_article('en'))}"]


def test_nothing_built_is_said_and_is_no_answer(tmp_path):
    study = Study.load(ROOT / "studies" / f"{STUDY}.toml")
    with pytest.raises(OutputError, match="nothing of this study is built"):
        find(record_of(replace(study, root=tmp_path)), "71,1")


def test_a_line_is_told_with_its_numbers_and_without_its_marks():
    line = Line("paper/a.en.typ", 3, 'Of *all*, #num("a.share") and #num("b.mean", bare: true) years; @table-a-b-')
    numbers = {"a.share": {"text": {"en": "71.1%"}}, "b.mean": {"text": {"en": "3 years"}}}
    assert line.printed(numbers) == "Of all , 71.1% and 3 years; table-a-b-"
    assert line.names == [("number", "a.share"), ("number", "b.mean"), ("table", "a-b")]


def test_a_comment_of_the_article_prints_nothing(project):
    before = opened(project).lines
    path = project / "paper" / "published.en.typ"
    path.write_text(path.read_text(encoding="utf-8") + '\n  // #num("profile.sex.female.share")\n', encoding="utf-8")
    assert opened(project).lines == before
