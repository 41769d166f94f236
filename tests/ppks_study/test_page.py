import json
import re
import zipfile

import pandas as pd
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from paperbuild.errors import OutputError
from ppks_study.figures import plot_shares
from ppks_study.page import Page, destination
from ppks_study.phrases import OPTIONAL, PLACEHOLDER, read, settle
from ppks_study.tables import SUFFIXES, of_estimates, of_text


@pytest.fixture
def page(english, section_of, monkeypatch, tmp_path):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    return Page(english, section_of("english", "qualification"))


def test_what_is_shown_is_saved_in_every_form(page, tmp_path):
    page.table("classes")
    page.figure("classes", plot_shares)
    page.say("classes")
    page.together()
    stem = "qualification-classes"
    written = {f"{stem}{suffix}" for suffix in SUFFIXES} | {"qualification.xlsx", "qualification.docx"}
    assert {p.name for p in (tmp_path / "tables").iterdir()} == written
    assert {p.suffix for p in (tmp_path / "figures").glob(f"{stem}.*")} == {".svg", ".pdf", ".png"}
    alt = json.loads((tmp_path / "figures" / "qualification.json").read_text())["classes"]["alt"]
    svg = (tmp_path / "figures" / f"{stem}.svg").read_text()
    assert f"<desc>{alt}</desc>" in svg
    assert svg.count('role="img"') == 1
    numbers = json.loads((tmp_path / "numbers" / "qualification.json").read_text())
    assert numbers["qualification.class.generalis.share"]["text"] == {"id": "75,6%", "en": "75.6%"}
    assert numbers["qualification.class.generalis.share"]["basis"] == "imposed"


def test_where_a_thing_comes_from_stands_below_it_in_its_files_and_in_origins(page, tmp_path, monkeypatch):
    told = tmp_path / "inputs.json"
    told.write_text(json.dumps({"library": "1" * 64, "requirements.lock": "2" * 64, "data/<a>.csv": "3" * 64}))
    monkeypatch.setenv("PPKS_INPUTS", str(told))
    page = Page(page.survey, page.section)
    shown = {"table": page.table("classes").data, "figure": page.figure("classes", plot_shares).data}
    page.say("classes")
    names = ("ppks_study.sections.qualification.qualification", "ppks_study.sections.qualification.classes")
    for kind, html in shown.items():
        assert f'id="{kind}-qualification-classes"' in html
        assert all(f"<code>{name}</code>" in html for name in names)
        assert "ppks why qualification-classes --lang en" in html
        assert "&lt;a&gt;.csv" in html
        assert "1" * 10 not in html and "2" * 10 not in html
    assert "<code>ppks_study.figures." in shown["figure"]
    assert "notebooks/qualification.ipynb#" in shown["table"]
    origins = json.loads((tmp_path / "origins" / "qualification.json").read_text())
    assert origins["inputs"] == {"data/<a>.csv": "3" * 64}
    entry = origins["shown"]["table"]["classes"]
    assert (entry["functions"], entry["bases"]) == (list(names), ["imposed", "determined"])
    assert "qualification.class.generalis.share" in entry["keys"]
    assert "qualification.class.generalis.share" in origins["shown"]["sentence"]["classes"]["keys"]
    assert origins["questions"]["qualification.class.generalis.share"][0] == "share"


def test_the_files_of_a_thing_say_where_it_comes_from_and_not_when_or_on_which_line(page, tmp_path):
    page.table("classes")
    page.figure("classes", plot_shares)
    stem, name = "qualification-classes", b"ppks_study.sections.qualification.classes"
    for path in [*(tmp_path / "figures").glob(f"{stem}.*"), *(tmp_path / "tables").glob(f"{stem}.*")]:
        if path.suffix != ".csv":
            content = _unpacked(path)
            assert name in content, path.name
            assert str(page.survey.study.root).encode() not in content, path.name
    for suffix in (".svg", ".png", ".pdf"):
        said = _unpacked(tmp_path / "figures" / f"{stem}{suffix}")
        assert re.search(rb"data/raw/payakumbuh-2019/claims.csv sha256:[0-9a-f]{64}", said), suffix


def _unpacked(path):
    """Return what a file says: of an Office file, its properties; of a picture, its texts."""
    if path.suffix in (".xlsx", ".docx"):
        return zipfile.ZipFile(path).read("docProps/core.xml")
    if path.suffix == ".pdf":
        return str(PdfReader(path).metadata).encode()
    return path.read_bytes()


def test_all_tables_stand_in_one_workbook_and_one_document_in_the_order_shown(page, tmp_path):
    assert page.together().data == ""
    page.table("levels")
    page.table("classes")
    assert page.together().data == ("All tables of this section: [Excel](tables/qualification.xlsx) · "
                                    "[Word](tables/qualification.docx)")
    assert load_workbook(tmp_path / "tables" / "qualification.xlsx").sheetnames == ["levels", "classes", "numbers"]


def test_without_the_build_links_lead_from_where_the_notebook_runs(page, monkeypatch, tmp_path):
    monkeypatch.delenv("PPKS_OUTPUT")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    page.table("classes")
    assert "(../tables/qualification.docx)" in page.together().data


def test_numbers_are_saved_as_json_would_write_them(page, tmp_path):
    page.say("classes")
    page.table("classes")
    text = (tmp_path / "numbers" / "qualification.json").read_text()
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_a_sentence_is_filled_with_numbers(page):
    assert "75.6%" in page.say("classes").data
    assert "{" not in page.say("implied").data


@pytest.mark.parametrize(("kind", "name"), [("table", "clases"), ("say", "clases"), ("figure", "clases")])
def test_what_is_not_there_is_refused_with_the_nearest(page, kind, name):
    call = {"table": page.table, "say": page.say, "figure": lambda n: page.figure(n, plot_shares)}[kind]
    with pytest.raises(OutputError, match="classes"):
        call(name)


def test_without_the_build_everything_goes_to_scratch(english, monkeypatch):
    monkeypatch.delenv("PPKS_OUTPUT", raising=False)
    assert destination(english) == english.study.root / "scratch" / "payakumbuh-2019" / "en"


def test_groups_are_called_by_words_and_not_by_columns(english, monkeypatch, tmp_path, section_of):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    page = Page(english, section_of("english", "profile"))
    page.table("work")
    rows = json.loads((tmp_path / "tables" / "profile-work.json").read_text())["rows"]
    assert {"occupation", "tenure", "side_job", "training"} & {row[0] for row in rows} == set()


#: Numbers that only a survey has: of single items, of scales, of comparisons that are tested.
OF_SURVEYS = (".items.", ".reliability.", ".r_table.", ".compared.")


@pytest.mark.parametrize("name", ["profile", "competence", "qualification", "incentive", "interviews"])
def test_no_optional_part_is_left_out_for_the_published_study(section_of, name):
    named = {key for part in OPTIONAL.findall(json.dumps(read(name))) for key in PLACEHOLDER.findall(part)}
    of_surveys = {key for key in named if name == "interviews" or any(part in key for part in OF_SURVEYS)}
    assert named - of_surveys <= set(section_of("english", name).numbers["key"])
    surveyed = set(section_of("simulated", name).numbers["key"])
    small = {key: key.rpartition(".compared.")[2].removeprefix("under.") for key in of_surveys if ".compared." in key}
    assert of_surveys - set(small) <= surveyed
    assert {f"{name}.comparisons.{told}.effect" for told in small.values() if "_" in told} <= surveyed
    assert {told for told in small.values() if "_" not in told} <= {"count", "none", "under", "untested"}


def test_a_part_about_what_a_survey_lacks_is_left_out():
    template = "Women: {a}[[, bachelors: {b}]][[, men: {c}]]."
    assert settle(template, {"a", "c"}) == "Women: {a}, men: {c}."


def test_empty_cells_are_counted_as_missing():
    frame = pd.DataFrame({"name": ["x", None], "pay": [1_000_000.0, None]})
    table = of_text(frame, {"name": "Name", "pay": "Pay"}, title="t", lang="en", unit="idr_per_month")
    assert table.rows == (("x", "IDR\u00a01,000,000"), ("", ""))
    assert table.note == "n = 2 of 2 rows; cells without content 2."


def test_a_table_rounds_a_mean_as_its_sentence_does(english, monkeypatch, tmp_path, section_of):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    page = Page(english, section_of("english", "competence"))
    assert "92.81%" in page.say("scores").data
    assert "92.81% ●" in page.table("scores").data


def test_no_number_is_lost_in_a_table_that_claims_to_show_it(english, monkeypatch, tmp_path, section_of):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    for section in ("profile", "competence", "qualification", "incentive"):
        page = Page(english, section_of("english", section))
        for name, frame in page.section.tables.items():
            if frame.empty or "basis" not in frame or name not in read(page.section.name)["table"]:
                continue
            page.table(name)
            saved = json.loads((tmp_path / "tables" / f"{page.section.name}-{name}.json").read_text())
            assert sorted(one["key"] for one in saved["numbers"]) == sorted(saved["keys"]), name
            assert len(saved["keys"]) == len(frame), name
            for one in saved["numbers"]:
                told = saved["columns"][one["column"]]["label"] if one["row"] is None else (
                    saved["rows"][one["row"]][one["column"]])
                assert one["text"].split(" ")[0] in told, one["key"]


def test_two_numbers_for_one_cell_are_refused(english, section_of):
    frame = section_of("english", "incentive").tables["status"].assign(label="same")
    with pytest.raises(OutputError, match="share a cell"):
        of_estimates(frame.drop(columns="group"), title="x", lang="en")
