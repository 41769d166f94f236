"""The terminal view of an answer: every part that says something, in both languages, markup of texts as it is."""

import io

import pytest
from rich.console import Console
from tests.support.shelves import opened

from paperbuild.origins import Words
from paperbuild.provenance import answer
from paperbuild.provenance_view import _parts, show
from paperbuild.targets import find, nearest


def printed(project, target, lang="en"):
    known, out = opened(project), Console(file=io.StringIO(), width=200, highlight=False)
    matches = find(known, target)
    told = answer(known, matches[0], lang) if len(matches) == 1 else None
    show(target, known, matches, told, [] if matches else nearest(known, target), lang, out)
    return out.file.getvalue()


def test_an_answer_has_three_parts_and_their_rows(finished):
    text = printed(finished, "profile.sex.female.share")
    lines = text.splitlines()
    assert lines[0].split() == ["number", "profile.sex.female.share", "71.1%"]
    assert [line.split(" ─")[0] for line in lines if "──" in line] == [
        "Established", "Not established: taken as given", "Printed in"]
    for start in ("Value              71.1% when built, 71.1% now: the same",
                  "Notebook cell      notebooks/profile.ipynb#profile-6 [7] page.table(\"composition\")",
                  "Step               profile.en: current", "Commit             not known: no git clone",
                  "Rests on           ● imposed", "article            paper/published.en.typ:"):
        assert any(line.startswith(start) for line in lines), start
    assert "Nilai" in printed(finished, "profile.sex.female.share", "id")


@pytest.mark.parametrize(("target", "first"), [
    ("profile-composition", "table profile-composition"), ("profile-age.svg", "figure profile-age"),
    ("front.abstract_id.incentive.mean", "claim front.abstract_id.incentive.mean   Rp 2.507.668"),
    ("Women are 71.1% of", "sentence profile-composition"), ("paper.en.typ:8", "line of the article paper/published"),
    ("Rp 2.507.668", '"Rp 2.507.668" can mean'), ("nothing.like.this", 'Nothing matches "nothing.like.this"')])
def test_each_kind_of_thing_has_its_head(finished, target, first):
    assert printed(finished, target).startswith(first)


def test_a_changed_input_and_another_version_are_told_first(project):
    (project / "notebooks" / "profile.ipynb").write_text("{", encoding="utf-8")
    lock = project / "requirements.lock"
    lock.write_text(lock.read_text().replace("pandas==", "pandas==9.9"))
    text = printed(project, "profile.sex.female.share")
    assert "STALE, run ppks paper" in text
    assert "inputs changed: notebooks/profile.ipynb, requirements.lock" in text
    assert "notebooks/profile.ipynb CHANGED:" in text
    assert "(locked 9.9" in text


def test_a_file_that_was_altered_is_named(project):
    path = next((project / "figures").rglob("en/profile-age.svg"))
    path.write_text("other")
    text = printed(project, "profile-age")
    assert f"{path.relative_to(project).as_posix()}: no longer as the build left it" in text


def test_brackets_of_a_text_are_no_markup(finished):
    known = opened(finished)
    whole = answer(known, find(known, "profile.sex.female.share")[0], "en")
    whole.established.cells = [{"notebook": "a", "cell": "b", "number": 1, "source": "x[bold]y"}]
    [(_, rows), *_] = _parts(whole, known, Words("en"), 120)
    assert dict(rows)["cell"][0].endswith("x\\[bold]y[/]")
