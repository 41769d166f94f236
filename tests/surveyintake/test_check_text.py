"""The report on a file of answers reads well at every width, in both languages, and shows nothing it should hide."""

import io

import pytest
from rich.console import Console
from tests.support.answers import NOTHING, PROBLEMS, problem, report

from surveyintake.check_text import alike, plain, show_report
from surveyintake.wording import Words, read_words


def shown(found, lang="id", width=100, **options):
    out = io.StringIO()
    show_report(found, lang, console=Console(file=out, width=width, highlight=False), **options)
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_problem_is_told_with_cell_reason_and_suggestion(lang, width):
    text = shown(report(), lang, width)
    said = " ".join(text.split())
    assert max(map(len, text.splitlines())) <= width
    assert all(one["cell"] in said and one["reason"][lang].split()[0] in said for one in PROBLEMS)
    assert "Perempuan, Laki-laki" in said


def test_the_report_is_told_in_the_language_asked_for():
    assert "Yang ditolak" in shown(report(), "id")
    assert "What was refused" in shown(report(), "en")


def test_every_word_stands_in_both_languages():
    assert all(set(entry) == {"id", "en"} for entry in read_words("check")["text"].values())


def test_rows_and_cells_are_counted_on_one_line():
    text = shown(report(rows_in=1245, rows_out=1244), "id", 140)
    assert ("baris: 1.245 masuk, 1.244 dipakai, 1 ditolak · sel: 1 diseragamkan, 2 ditolak, "
            "1 wajib diisi tetapi kosong") in text


def test_what_became_of_columns_is_told():
    text = shown(report(), "en")
    for said in ("E1    Catatan  note, contract", "education: Ijazah; Pendidikan", "_id, _uuid", "income", "tenure",
                 "phone number"):
        assert said in text


def test_a_file_that_git_tracks_is_warned_about_with_what_to_do():
    assert "git rm --cached data/a.xlsx" in shown(report(), "en", untrack="data/a.xlsx")
    assert "git rm" not in shown(report(), "en")


def test_cells_with_one_value_are_one_line_and_many_values_end_in_a_count():
    same = [problem(f"B{row}", "sex", "X", "unknown_choice") for row in range(2, 40)]
    many = [problem(f"C{row}", "age", f"{row} th?", "not_a_number") for row in range(2, 40)]
    lines = alike([*same, *many], Words("en"))
    assert [len(line.cells) for line in lines] == [38, 1, 1, 1, 35]
    assert "35 more" in shown(report([*same, *many]), "en", 140)


def test_a_long_list_ends_in_a_count_and_a_hint():
    problems = [problem(f"A{row}", f"column {row}", "?", "not_a_number") for row in range(2, 102)]
    text = shown(report(problems), "en")
    assert "Not shown: 60 more cells" in text
    assert "--json" in text
    assert len(text.splitlines()) < 140


def test_a_value_cannot_command_the_terminal():
    text = shown(report([problem("A2", "[red]x[/red]", "\x1b[31mred\x07", "unknown_choice")]), "en")
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[red]x[/red]" in text
    assert len(plain("x" * 500)) == 60


def test_nothing_refused_says_what_to_do_next():
    text = shown(report([], NOTHING), "en", own={"next_ready": "Run the analysis."})
    assert "Nothing was refused" in text
    assert "Run the analysis." in text
    assert "ready to be used" in shown(report([], NOTHING), "en")


def test_the_copy_that_was_written_is_named():
    text = shown(report(), "en", written="scratch/marked.xlsx")
    assert "scratch/marked.xlsx" in text
    assert "--xlsx" not in text


def test_a_pipe_gets_plain_text(capsys):
    show_report(report(), "id")
    text = capsys.readouterr().out
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 120
