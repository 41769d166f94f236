import re

import pytest
from pypdf import PdfReader

from surveyintake.instrument import Choice, Instrument, Variable
from surveyintake.printed_form import in_words, print_form, sheet_of
from surveyintake.xlsform import read_sheets


def squeezed(text):
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module", params=["id", "en"])
def printed(request, study, tmp_path_factory):
    """Return the language, the instrument, the PDF, and its pages' text."""
    form, lang = study.data.instrument, request.param
    path = tmp_path_factory.mktemp("printed") / f"{lang}.pdf"
    print_form(read_sheets(form), Instrument.load(form), lang, path, place="Kota Contoh")
    reader = PdfReader(path)
    return lang, Instrument.load(form), path, reader


def test_every_question_and_answer_stands_on_paper(printed):
    lang, instrument, _, reader = printed
    text = squeezed(" ".join(page.extract_text() for page in reader.pages))
    for variable in instrument.variables.values():
        assert squeezed(variable.labels[lang]) in text, variable.name
        assert all(squeezed(choice.labels[lang]) in text for choice in variable.choices)


def test_few_pages_are_enough_and_each_is_numbered(printed):
    lang, _, _, reader = printed
    assert len(reader.pages) <= 8
    last = {"id": "Halaman {0} dari {0}", "en": "Page {0} of {0}"}[lang].format(len(reader.pages))
    assert last in reader.pages[-1].extract_text()


def test_it_is_tagged_for_screen_readers_and_has_no_date(printed):
    lang, _, path, reader = printed
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"].lower().startswith(lang)
    assert b"CreationDate" not in path.read_bytes()


def test_the_same_form_gives_the_same_bytes(printed, study, tmp_path):
    lang, instrument, path, _ = printed
    again = print_form(read_sheets(study.data.instrument), instrument, lang, tmp_path / path.name, place="Kota Contoh")
    assert again.read_bytes() == path.read_bytes()


def form_of(folder, rows, choices="list_name,name,label\nyes_no,yes,Yes\nyes_no,no,No\n"):
    """Write a small form and return its survey sheet and instrument."""
    (folder / "survey.csv").write_text("type,name,label,relevant,constraint\n" + "\n".join(rows) + "\n")
    (folder / "choices.csv").write_text(choices)
    (folder / "settings.csv").write_text("form_title\nSmall\n")
    return read_sheets(folder)["survey"], Instrument.load(folder)


def test_items_on_one_scale_are_one_table_and_others_are_not(tmp_path):
    rows = [*(f"select_one yes_no,q{k},Item {k},," for k in range(3)), "select_one yes_no,alone,Alone,${q0} = 'yes',"]
    table, alone = sheet_of(*form_of(tmp_path, rows), "en").blocks
    assert (table["kind"], [row["number"] for row in table["rows"]]) == ("matrix", [1, 2, 3])
    assert (alone["number"], alone["only"]) == (4, "Only if the answer to question 1 is “Yes”.")


def test_a_group_says_when_it_is_asked_with_the_groups_around_it(tmp_path):
    rows = ["select_one yes_no,a,A,,", "begin group,outer,,${a} = 'yes',", "begin group,inner,Inner,,",
            "text,b,B,,", "end group,,,,", "end group,,,,"]
    _, heading, _ = sheet_of(*form_of(tmp_path, rows), "en").blocks
    assert (heading["text"], heading["only"]) == ("Inner", "Only if the answer to question 1 is “Yes”.")


def test_numbers_have_as_many_boxes_as_their_limit_has_digits(tmp_path):
    rows = ["integer,age,Age,,. >= 15 and . <= 80", "decimal,years,Years,,. < 100", "integer,people,People,,"]
    answers = [block["answer"] for block in sheet_of(*form_of(tmp_path, rows), "id").blocks]
    assert [(a["groups"], a["decimals"]) for a in answers] == [([2], 0), ([3], 1), ([3, 3], 0)]


# When a question is asked, in plain words.

YES_NO = (Choice("yes", {"id": "Ya", "en": "Yes"}), Choice("no", {"id": "Tidak", "en": "No"}))
ASKED = {name: (number, Variable(name, "select_one", {}, {}, YES_NO))
         for number, name in enumerate(("consent", "trained", "age"))}


@pytest.mark.parametrize(("relevant", "told"), [
    ("", ""), ("${consent} = 'yes'", ""),
    ("(${consent} = 'yes') and (${trained} = 'yes')", "the answer to question 1 is “Yes”"),
    ("selected('yes no', ${trained})", "the answer to question 1 is one of: Yes, No"),
    ("selected(${trained}, 'no')", "the answers to question 1 include “No”"),
    ("not(selected(${trained}, 'no'))", "the answers to question 1 do not include “No”"),
    ("${age} >= 18 or ${trained} != ''", "the answer to question 2 is at least 18 or question 1 is answered"),
    ("(${age} < 18 or ${age} > 60) and ${trained} != 'yes'",
     "(the answer to question 2 is less than 18 or the answer to question 2 is more than 60) "
     "and the answer to question 1 is not “Yes”"),
    ("${trained} = 'yes and no'", "the answer to question 1 is “yes and no”"),
    ("count-selected(${trained}) > 1", "this condition holds: count-selected(question 1) > 1"),
    ("(${age} - 1) * (2) > 3", "this condition holds: (question 2 - 1) * (2) > 3")])
def test_a_condition_is_told_in_plain_words(relevant, told):
    assert in_words(relevant, ASKED, "en", frozenset({"consent"})) == (f"Only if {told}." if told else "")


def test_it_is_told_in_indonesian_too():
    assert in_words("${trained} = 'yes'", ASKED, "id") == "Hanya bila jawaban nomor 1 adalah “Ya”."
