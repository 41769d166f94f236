import re
import shutil

import pytest
from pyxform.xls2xform import convert
from tests.conftest import ROOT
from tests.support.projects import ppks

from paperbuild.errors import BuildError
from ppks_study import new_study as beginning
from ppks_study.commands.paper import unsettled
from ppks_study.new_study import begin
from ppks_study.study import Study
from ppks_study.survey import VOICES, coded
from surveyintake.coding import COLUMNS, RELATIONS, read_segments
from surveyintake.errors import InputError
from surveyintake.instrument import Instrument

NAME = "kota-padang-2026"


@pytest.fixture
def project(tmp_path):
    shutil.copytree(ROOT / "instrument", tmp_path / "instrument")
    (tmp_path / "studies").mkdir()
    return tmp_path


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """Return the study that the command begins, and what the command said."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "instrument", root / "instrument")
    (root / "studies").mkdir()
    run = ppks(root, "new", NAME, "--place", 'Kota "Padang", Sumatera Barat')
    assert run.returncode == 0, run.stderr
    return Study.load(root / "studies" / f"{NAME}.toml"), run.stdout


def files(root):
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_the_study_file_loads_at_once(begun):
    study, _ = begun
    assert (study.name, study.place, study.year) == (NAME, 'Kota "Padang", Sumatera Barat', 2026)
    assert study.data.origin == "survey"
    assert study.data.respondents.is_dir()
    assert study.columns == {}


def test_what_the_researcher_decides_is_marked_and_every_key_explained(begun):
    lines = begun[0].path.read_text(encoding="utf-8").splitlines()
    assert sum("TENTUKAN" in line and "DECIDE" in line for line in lines) >= 6
    kkni = lines.index("[qualification.kkni]")
    keys = [place for place, line in enumerate(lines) if re.match(r"(# )?[a-z_.]+ = ", line)
            and not kkni < place < lines.index("[incentive]")]
    blank = {place for place, line in enumerate(lines) if not line}
    for place in keys:
        above = lines[max(at for at in blank if at < place) + 1:place]
        assert any(line.startswith("# ") for line in above), lines[place]


def test_the_questionnaire_asks_for_item_texts_and_makes_none_up(begun):
    form = Instrument.load(begun[0].data.instrument)
    assert form.variables["K01"].labels == {"id": "Pengetahuan, butir 1: tulis teks butir di sini",
                                            "en": "Knowledge, item 1: write the item's text here"}
    base = Instrument.load(ROOT / "instrument")
    assert list(form.variables) == list(base.variables)
    assert not convert(str(begun[0].data.instrument)).warnings
    assert form.settings["form_id"] == "ppks_kota_padang_2026"


def test_interviews_codes_and_segments_are_what_the_package_reads(begun):
    found = coded(begun[0])
    assert (len(found["interviews"]), len(found["segments"])) == (0, 0)
    assert set(found["codes"]["section"]) == {"profile", "competence", "qualification", "incentive", "method"}
    assert "code" in found["interviews"]


@pytest.mark.parametrize("column", ["text", "quotation", "name"])
def test_segments_have_no_column_for_what_was_said_or_by_whom(begun, column, tmp_path):
    header = begun[0].data.segments.read_text(encoding="utf-8").strip()
    (tmp_path / "segments.csv").write_text(f"{header},{column}\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"unknown column '{column}'"):
        read_segments(tmp_path / "segments.csv", ["motive"])


@pytest.mark.parametrize("word", [*VOICES, *RELATIONS, *COLUMNS["codes"], *COLUMNS["segments"],
                                  *COLUMNS["interviews"]])
def test_the_readme_tells_every_column_and_value_in_both_languages(begun, word):
    one, two = (begun[0].data.codes.parent / "README.md").read_text(encoding="utf-8").split("## English")
    assert f"`{word}`" in one and f"`{word}`" in two


def test_the_command_says_what_comes_next(begun):
    for following in ("ppks instrument ", "ppks check ", f"make paper STUDY=studies/{NAME}.toml"):
        assert following in begun[1]


@pytest.mark.parametrize("name", ["Kota-Padang", "kota_padang", "-a", "a--b", "../a", "", "a" * 61])
def test_a_bad_name_is_refused(project, name):
    before = files(project)
    with pytest.raises(BuildError, match="no name for a study"):
        begin(project, name, year=2026)
    assert files(project) == before


@pytest.mark.parametrize("taken", [f"studies/{NAME}.toml", f"instrument/{NAME}.xlsx", f"data/raw/{NAME}/mine.csv"])
def test_nothing_that_is_there_is_touched(project, taken):
    (project / taken).parent.mkdir(parents=True, exist_ok=True)
    (project / taken).write_text("mine")
    before = files(project)
    with pytest.raises(BuildError, match="is there already"):
        begin(project, NAME)
    assert files(project) == before
    assert (project / taken).read_text() == "mine"


def test_a_failure_in_the_middle_leaves_nothing(project, monkeypatch):
    before = files(project)
    monkeypatch.setattr(beginning, "write_form", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        begin(project, NAME)
    assert files(project) == before


def test_a_run_killed_while_writing_is_begun_anew_and_one_killed_while_renaming_is_completed(project):
    waiting = project / f".ppks-new-{NAME}"
    (waiting / "studies").mkdir(parents=True)
    (waiting / "studies" / f"{NAME}.toml").write_text("half")
    raw, form, study = begin(project, NAME)
    whole = {path.name: path.read_bytes() for path in (form, study)}
    waiting.mkdir()
    for path in (form, study):
        (waiting / path.relative_to(project)).parent.mkdir(parents=True)
        path.rename(waiting / path.relative_to(project))
    (waiting / "ready").touch()
    begin(project, NAME)
    assert {path.name: path.read_bytes() for path in (form, study)} == whole
    assert not waiting.exists()
    waiting.mkdir()  # killed at the very end, while tidying up
    with pytest.raises(BuildError, match="is there already"):
        begin(project, NAME)
    assert not waiting.exists()
    assert raw.is_dir()


def test_a_year_is_given_or_stands_in_the_name(project):
    with pytest.raises(BuildError, match="--year"):
        begin(project, "sleman")
    assert Study.load(begin(project, "sleman", year=2027)[2]).place == "Sleman"


def test_the_command_writes_the_form_as_workbook_and_pdf(begun):
    root = begun[0].root
    for name in ("out.xlsx", "out.pdf"):
        run = ppks(root, "instrument", "--study", NAME, "--to", name)
        assert run.returncode == 0, run.stderr
    assert (root / "out.xlsx").read_bytes() == begun[0].data.instrument.read_bytes()
    run = ppks(root, "instrument", "--study", NAME, "--to", "out.doc")
    assert (run.returncode, "FILE.xlsx or FILE.pdf" in run.stderr) == (2, True)


def test_what_is_still_an_example_is_told(begun, study):
    found = list(unsettled(begun[0]))
    assert "minimum_wage_idr_per_month" in found[0] and "87 items" in found[1]
    assert list(unsettled(study)) == []
