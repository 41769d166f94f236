"""Every table of both studies, in both languages, tells n, denominator and missing answers, and reads back whole."""

import openpyxl
import pytest
from docx import Document
from tests.conftest import spoken
from tests.support.reading import READERS

from ppks_study.page import Page
from ppks_study.phrases import read, word
from ppks_study.supplement import supplement
from ppks_study.verification.verdict_page import report_tables

SECTIONS = ("profile", "competence", "qualification", "incentive")
#: Tables of what the study file states, of no respondent.
TOLD_BY_STUDY = {"scenarios", "scenario_rules"}


@pytest.fixture(scope="module")
def surveys(english, simulated):
    return {(survey.study.name, lang): spoken(survey, lang) for survey in (english, simulated)
            for lang in ("id", "en")}


@pytest.fixture(scope="module")
def computed(english, simulated, section_of):
    return {(study.study.name, name): section_of(survey, name) for survey, study in
            (("english", english), ("simulated", simulated)) for name in SECTIONS}


@pytest.fixture(scope="module")
def tables(surveys, computed, verdicts):
    """All tables by study, language, section and name, as pages and steps of the build lay them out."""
    made = {}
    for (study, lang), survey in surveys.items():
        for section in SECTIONS:
            made |= _named((study, lang, section), _shown(Page(survey, computed[study, section])))
        made |= _named((study, lang, "method"), supplement(survey))
        if survey.claims:
            made |= _named((study, lang, "verification"), report_tables(verdicts.as_dict(), lang))
    return made


def _named(place, tables):
    return {(*place, name): table for name, table in tables.items()}


def _shown(page):
    names = [name for name in page.section.tables if name in read(page.section.name)["table"]]
    frames = {name: page.frame(name) for name in names}
    return {name: page.laid_out(name, frame) for name, frame in frames.items() if not frame.empty}


def test_there_are_as_many_tables_as_the_studies_can_fill(tables):
    made = tables
    assert len(made) >= 90
    kinds = {(study, section) for study, _, section, _ in made}
    assert len(kinds) == 2 * 5 + 1
    assert len({key for key in made if key[1] == "id"}) == len({key for key in made if key[1] == "en"})


def told(table):
    """Return what a reader finds of n, denominator and missing answers: headings and note."""
    heads = set(table.columns) | {part for head in table.columns for part in head.replace("(", "( ").split()}
    return heads, table.note


def test_no_table_is_without_n_denominator_and_missing_count(tables):
    for key, table in tables.items():
        heads, note = told(table)
        lang = key[1]
        cells = {cell for row in table.rows for cell in row}
        told_n = "n = " in note or "n" in heads
        told_of = (f" {word('of', lang)} " in note or word("of", lang) in heads or word("denominator", lang) in note
                   or word("own_n", lang) in note or word("table_one_note", lang) in note
                   or word("table_one_note_all", lang) in note)
        missing = (word("missing", lang), word("no_content", lang), word("head_missing", lang))
        told_missing = any(one in note or one in heads or one in cells for one in missing)
        assert (told_n, told_of, told_missing) == (True, True, True), key


def test_every_number_has_its_sizes(tables):
    for key, table in tables.items():
        open_ones = table.numbers[table.numbers["basis"] != "withheld"]
        sizes = open_ones[["n", "denominator", "missing"]]
        assert not sizes.isna().any().any(), key
        assert (sizes >= 0).all().all(), key
        assert (open_ones["denominator"] >= open_ones["n"]).all(), key


def test_methods_of_intervals_are_named_in_words(tables):
    named = {method for table in tables.values() for method in table.numbers["interval"].dropna() if method}
    assert {"korn_graubard", "t_stratified", "feldt"} <= named
    for key, table in tables.items():
        assert not [method for method in named if "_" in method and method in table.note], key


def test_what_was_made_up_or_reconstructed_says_so_in_its_note(tables):
    for (study, lang, section, name), table in tables.items():
        if section in SECTIONS:
            words = ["simulated"] if study == "simulasi-2026" else ["reconstructed", "transcribed_short"]
            words = ["told_by_study"] if name in TOLD_BY_STUDY else words
            assert any(word(one, lang) in table.note for one in words), (study, section, name)


def test_both_languages_show_the_same_numbers_in_the_same_places(tables):
    for key, table in tables.items():
        other = tables[key[0], "en", *key[2:]]
        assert table.keys == other.keys
        assert len(table.rows) == len(other.rows)
        sizes = ["row", "column", "value", "lower", "upper", "n", "denominator", "missing"]
        assert table.numbers[sizes].equals(other.numbers[sizes]), key


@pytest.mark.parametrize("name", ["payakumbuh-2019", "simulasi-2026"])
def test_what_a_page_saves_reads_back_cell_by_cell(surveys, computed, name, monkeypatch, tmp_path):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    page = Page(surveys[name, "en"], computed[name, "profile"])
    shown = _shown(page)
    for one in shown:
        page.table(one)
    page.together()
    stem = tmp_path / "tables" / "profile"
    book, grids = openpyxl.load_workbook(stem.with_suffix(".xlsx")), Document(str(stem.with_suffix(".docx"))).tables
    assert book.sheetnames == [*shown, "numbers"]
    assert book["numbers"].max_row == 1 + sum(len(table.numbers) for table in shown.values())
    for (one, table), grid in zip(shown.items(), grids, strict=True):
        cells = [list(table.columns), *map(list, table.rows)]
        sheet = book[one].iter_rows(min_row=3, max_row=2 + len(cells), values_only=True)
        assert [["" if cell is None else cell for cell in row] for row in sheet] == cells
        assert [[cell.text for cell in row.cells] for row in grid.rows] == cells
        for suffix, reader in READERS.items():
            assert reader(stem.with_name(f"profile-{one}{suffix}")) == cells
