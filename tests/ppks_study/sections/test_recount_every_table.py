"""No table of a section slips by: each is recounted, and no word of it is left unfilled."""

import json
import re
from dataclasses import replace

import pytest
from tests.conftest import section as computed
from tests.conftest import spoken
from tests.ppks_study.sections.test_recount_competence import RECOUNTED as OF_COMPETENCE
from tests.ppks_study.sections.test_recount_incentive import RECOUNTED as OF_INCENTIVE
from tests.ppks_study.sections.test_recount_interviews import RECOUNTED as OF_INTERVIEWS
from tests.ppks_study.sections.test_recount_profile import RECOUNTS as OF_PROFILE
from tests.ppks_study.sections.test_recount_qualification import RECOUNTED as OF_QUALIFICATION
from tests.support.recounting import ROOT

import ppks_study as ppks

#: The tables of each section that a test recounts.
RECOUNTED = {
    "profile": OF_PROFILE,
    "competence": OF_COMPETENCE,
    "qualification": OF_QUALIFICATION,
    "incentive": OF_INCENTIVE,
    "interviews": OF_INTERVIEWS,
}
#: What is put together of all sections at once, which takes long: its title alone is read here.
OF_ALL = ("joint",)
UNFILLED = re.compile(r"[{}]|\[\[|\]\]|<<|>>")


def quoted(name, verb):
    """Return the names of what a section's notebook shows by a verb of its page."""
    notebook = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    found = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            found += re.findall(rf'page\.{verb}\("(\w+)"', "".join(cell["source"]))
    return found


def told_all(survey):
    """Return the survey as one that withholds nothing: each word of its tables is there."""
    disclosure = replace(survey.study.disclosure, fewest=1)
    return replace(survey, study=replace(survey.study, disclosure=disclosure))


@pytest.fixture(scope="module", params=["id", "en"])
def lang(request):
    """Each language."""
    return request.param


@pytest.fixture(scope="module", params=RECOUNTED)
def page(request, lang, simulated, section_of, tmp_path_factory):
    """Each section of the simulated survey on a page, in each language."""
    survey = told_all(spoken(simulated, lang))
    section = section_of("simulated", request.param)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PPKS_OUTPUT", str(tmp_path_factory.mktemp("page")))
        yield ppks.Page(survey, section)


@pytest.mark.parametrize("name", RECOUNTED)
def test_a_notebook_shows_tables_of_its_section_alone(name, section_of):
    shown = quoted(name, "table")
    assert len(shown) > 3
    assert set(shown) <= set(section_of("simulated", name).tables)


@pytest.mark.parametrize("name", RECOUNTED)
def test_every_table_of_a_section_is_recounted(name, section_of):
    assert sorted(section_of("simulated", name).tables) == sorted(RECOUNTED[name])


def test_no_word_of_a_table_or_a_sentence_is_left_unfilled(page):
    section, found = page.section, []
    for name in quoted(section.name, "table"):
        frame = section.tables[name] if name in OF_ALL else page.frame(name)
        if name in OF_ALL:
            title = page.phrases.text("table", name, "title")
            found += [(name, title)] if UNFILLED.search(title) else []
        elif len(frame):
            table = page.laid_out(name, frame)
            said = [table.title, table.note, *table.columns]
            for row in table.rows:
                said += row
            found += [(name, text) for text in said if UNFILLED.search(text)]
    for name in quoted(section.name, "say"):
        text = page.say(name).data
        found += [(name, text)] if UNFILLED.search(text) else []
    assert not found


def test_table_1_is_titled_by_its_grouping(simulated, lang):
    survey = told_all(spoken(simulated, lang))
    page = ppks.Page(survey, computed(simulated, "profile"))
    title = page.laid_out("table_one", page.frame("table_one")).title
    assert title.endswith({"id": ": Jenis kelamin", "en": ": Sex"}[lang])
