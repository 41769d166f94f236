"""Every text stands in both languages; a caller's own takes its place; numbers are written by language."""

from surveyintake.wording import Words, read_words


def test_every_text_stands_in_both_languages():
    for entry in read_words("check")["text"].values():
        assert set(entry) == {"id", "en"}
    for section in read_words("form").values():
        for entry in section.values():
            assert set(entry) == {"id", "en"}


def test_a_text_is_filled_with_values_and_numbers():
    assert Words("en").say("sheet", "Form 1") == "sheet Form 1"
    assert Words("id").count("more", 1245) == "dan 1.245 lagi"
    assert Words("en").count("more", 1245) == "and 1,245 more"


def test_a_callers_own_text_comes_first():
    assert Words("en", {"next_ready": "Go on."}).say("next_ready") == "Go on."
