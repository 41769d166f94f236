"""Words of the study: what is filled in, left out, repeated; and that nothing shown is unfilled."""

import pytest
from tests.conftest import section, spoken
from tests.support.drawn import walk

from paperbuild.errors import OutputError
from ppks_study.page import Page
from ppks_study.phrases import Phrases, fill, read, repeat, settle, without, word

SECTIONS = ("profile", "competence", "qualification", "incentive", "interviews")
#: Signs of words that were not filled in, repeated or left out.
UNFILLED = ("{", "}", "[[", "]]", "<<", ">>", ".*.")


def unfilled(texts):
    return [text for text in texts if any(sign in text for sign in UNFILLED)]


@pytest.fixture(params=["payakumbuh-2019.id", "payakumbuh-2019.en", "simulasi-2026.id",
                        "simulasi-2026.en"])
def survey(request, english, simulated):
    study, lang = request.param.split(".")
    return spoken({"payakumbuh-2019": english, "simulasi-2026": simulated}[study], lang)


def base(survey, english, simulated):
    return english if survey.study.name == english.study.name else simulated


@pytest.mark.parametrize("name", SECTIONS)
def test_no_title_note_heading_cell_or_sentence_is_left_unfilled(survey, name, english, simulated):
    page = Page(survey, section(base(survey, english, simulated), name))
    texts = []
    for table in read(name)["table"]:
        frame = page.frame(table) if table in page.section.tables else None
        if frame is not None and not frame.empty:
            made = page.laid_out(table, frame)
            texts += [made.title, made.note, *made.columns]
            for row in made.rows:
                texts += row
    for sentence in read(name)["sentence"]:
        about = page.section.tables.get(sentence)
        if about is None or not about.empty:
            texts.append(page._sentence(sentence))
    assert len(texts) > 10
    assert unfilled(texts) == []


def test_no_figure_is_shown_with_unfilled_words(survey, english, simulated):
    for stem, drawn in walk(base(survey, english, simulated), survey.lang).items():
        title = drawn.figure.get_suptitle()
        assert unfilled([title, drawn.alt, drawn.note, *(text for text, _ in drawn.texts)]) == [], stem


def test_a_text_says_something_else_of_a_survey_where_it_has_words_for_it():
    own = [name for name, entry in read("profile")["sentence"].items() if "survey" in entry]
    texts = {Phrases("profile", "en", surveyed=s).text("sentence", own[0]) for s in (True, False)}
    assert len(texts) == 2


def test_parts_are_filled_left_out_and_repeated_together():
    template = repeat("Cost<<; @: {pay.*.mean}>>[[ of {n}]].", {"a": "First", "b": "Second"})
    known = {"pay.a.mean": "1", "pay.b.mean": "2"}
    assert fill(settle(template, known), known.__getitem__) == "Cost; First: 1; Second: 2."
    assert without("One {a}. Two {b}.", {"b"}) == "One {a}."


def test_unknown_words_and_entries_are_refused_with_the_nearest():
    with pytest.raises(OutputError, match="withheld"):
        word("witheld", "en")
    with pytest.raises(OutputError, match="words/profile.toml"):
        Phrases("profile", "en").entry("table", "composishun")
