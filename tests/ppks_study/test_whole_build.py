"""The whole build, as a stranger runs it: twice, elsewhere, with another clock, locale and hash seed."""

import json
import os
import re
import shutil
import subprocess
import sys
import time

import pytest
from pypdf import PdfReader
from tests.conftest import copy_project

from paperbuild.provenance import answer as answered
from paperbuild.targets import Match, find
from ppks_study.commands.provenance import record_of
from ppks_study.lineage import LIBRARY
from ppks_study.study import Study

STUDY = "payakumbuh-2019"
SETTINGS = [("one", {}), ("two words", {"TZ": "Asia/Jakarta", "LC_ALL": "C", "PYTHONHASHSEED": "7", "MPLBACKEND": "svg",
                                         "COLUMNS": "40", "PPKS_OUTPUT": "nowhere"})]


def ppks(project, *arguments, **environment):
    run = subprocess.run([sys.executable, "-m", "ppks_study", *arguments], cwd=project, capture_output=True, text=True,
                         env={**os.environ, **environment}, check=False, timeout=600)
    return run


def contents(project):
    found = {}
    for folder in ("figures", "results", "data/processed"):
        for path in sorted((project / folder).rglob("*")):
            if path.is_file():
                found[path.relative_to(project).as_posix()] = path.read_bytes()
    return found


@pytest.fixture(scope="session")
def builds(tmp_path_factory):
    """Return two projects, built in different surroundings."""
    made = []
    for name, environment in SETTINGS:
        project = copy_project(_folder(tmp_path_factory, name))
        run = ppks(project, "paper", STUDY, **environment)
        assert run.returncode == 0, run.stderr[-3000:]
        made.append(project)
    return made


def _folder(factory, name):
    folder = factory.mktemp("build") / name
    folder.mkdir()
    return folder


def test_two_builds_in_different_surroundings_are_the_same_bytes(builds):
    one, two = map(contents, builds)
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


def test_a_build_leaves_everything_that_it_promises(builds):
    made = contents(builds[0])
    for lang in ("id", "en"):
        figures = {name.rsplit(".", 1)[0] for name in made if name.startswith(f"figures/{STUDY}/{lang}/")}
        assert len(figures) >= 12
        assert all(f"{stem}.{kind}" in made for stem in figures for kind in ("svg", "pdf", "png"))
        for section in ("profile", "competence", "qualification", "incentive", "interviews"):
            assert {f"results/{STUDY}/{lang}/{section}.ipynb", f"results/{STUDY}/{lang}/{section}.html"} <= set(made)
        assert made[f"results/{STUDY}/paper.{lang}.pdf"].startswith(b"%PDF")
    assert {f"results/{STUDY}/numbers.json", f"results/{STUDY}/index.html"} <= set(made)


def test_no_page_asks_the_network_for_anything(builds):
    for name, content in contents(builds[0]).items():
        if name.endswith(".html"):
            for mark in (b'src="http', b"<script src", b'<link rel="stylesheet" href="http', b"@import", b"url(http"):
                assert mark not in content, f"{name}: {mark!r}"


def test_no_output_tells_where_it_was_made(builds):
    for name, content in contents(builds[0]).items():
        assert str(builds[0]).encode() not in content, name


def test_the_index_leads_to_every_figure_table_page_and_article_and_to_nothing_else(builds):
    results = builds[0] / "results" / STUDY
    links = set(re.findall(r'(?:href|src)="([^"#]+)"', (results / "index.html").read_text(encoding="utf-8")))
    assert [link for link in links if not (results / link).is_file()] == []
    linked = {(results / link).resolve().relative_to(builds[0].resolve()).as_posix() for link in links}
    shown = (".svg", ".pdf", ".png", ".html", ".csv")
    made = {name for name in contents(builds[0]) if name.endswith(shown) and not name.startswith("data/")}
    assert {name for name in made - linked if "/tables/" not in name or name.endswith(".csv")} == {
        f"results/{STUDY}/index.html"}


def test_every_number_says_what_it_rests_on(builds):
    numbers = json.loads((builds[0] / "results" / STUDY / "numbers.json").read_text(encoding="utf-8"))
    assert len(numbers) > 150
    for key, number in numbers.items():
        assert number["basis"] in ("imposed", "determined", "bounded", "computed"), key
        assert {"value", "n", "missing", "text", "from", "lower", "upper"} <= set(number), key
        assert number["basis"] != "bounded" or number["value"] is None, key


def test_every_number_table_and_figure_leads_to_a_function_and_a_cell(builds):
    known = record_of(Study.load(builds[0] / "studies" / f"{STUDY}.toml"))
    for key, number in known.numbers.items():
        assert find(known, key) == [Match("number", key)]
        _, section, table = number["from"].split(".", 2)
        assert LIBRARY.place(LIBRARY.section_function(section)), key
        assert all(LIBRARY.place(name) for name in LIBRARY.makers(section, table)), key
    quoted = {key for kinds in known.shown.values() for langs in kinds.values() for entry in langs.values()
              for key in entry["keys"]} | {name for line in known.lines for _, name in line.names}
    assert set(known.numbers) <= quoted
    for name, kinds in known.shown.items():
        for entry in (entry for langs in kinds.values() for entry in langs.values()):
            assert entry["cell"], name
    answer = answered(known, Match("number", "profile.sex.female.share"), "en").as_dict()
    assert answer["established"]["step"]["current"]
    assert answer["number"]["intact"]
    assert answer["number"]["then"]["text"] == answer["number"]["text"]


def test_each_caption_of_the_article_links_to_its_place_in_a_page(builds):
    results = builds[0] / "results" / STUDY
    links = [link for link in _links(results / "paper.en.pdf") if not link.startswith("http")]
    assert len(links) > 30
    for link in links:
        page, _, anchor = link.partition("#")
        assert (results / page).is_file(), link
        assert not anchor or f'id="{anchor}"' in (results / page).read_text(encoding="utf-8"), link


def _links(path):
    """Return the addresses that a PDF's pages link to."""
    notes = [note.get_object() for page in PdfReader(path).pages for note in page.get("/Annots", [])]
    actions = [note["/A"].get_object() for note in notes if "/A" in note]
    return [action["/URI"] for action in actions if "/URI" in action]


def test_a_second_build_does_nothing_and_at_once(builds):
    start = time.perf_counter()
    run = ppks(builds[0], "paper", STUDY)
    assert "nothing to do" in run.stdout
    assert time.perf_counter() - start < 5


def test_an_edited_or_deleted_output_is_restored(builds):
    before = contents(builds[0])
    (builds[0] / f"figures/{STUDY}/en/incentive-need.svg").write_text("edited by hand")
    (builds[0] / f"figures/{STUDY}/id/incentive-load.png").unlink()
    run = ppks(builds[0], "paper", STUDY)
    assert run.returncode == 0, run.stderr
    assert "profile" not in run.stderr
    assert contents(builds[0]) == before


def test_an_edit_of_one_notebook_rebuilds_that_section_and_what_follows(builds):
    notebook = builds[1] / "notebooks" / "incentive.ipynb"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace("# Insentif · Incentive", "# Insentif"), encoding="utf-8")
    run = ppks(builds[1], "paper", STUDY)
    assert run.returncode == 0, run.stderr
    assert "incentive.id" in run.stderr
    assert not any(f"made {name}." in run.stderr for name in ("profile", "competence", "qualification"))


def test_a_broken_notebook_is_one_screen_and_the_last_good_outputs_stay(builds):
    project = builds[1]
    notebook, before = project / "notebooks" / "incentive.ipynb", contents(project)
    good = notebook.read_text(encoding="utf-8")
    notebook.write_text(good.replace('page.say(\\"need\\")', 'page.say(\\"ned\\")'), encoding="utf-8")
    run = ppks(project, "paper", STUDY)
    notebook.write_text(good, encoding="utf-8")
    assert run.returncode == 2
    assert "incentive.ipynb" in run.stderr
    assert "need" in run.stderr
    assert "Traceback" not in run.stderr
    assert len(run.stderr.splitlines()) <= 25
    after = contents(project)
    assert [name for name in before if after.get(name) != before[name] and "manifest" not in name] == []


@pytest.mark.parametrize(("given", "message"), [
    ("flor_idr=1", "did you mean floor_idr"), ("floor_idr=010", "floor_idr"), ("floor_idr=a", "floor_idr")])
def test_a_wrong_parameter_is_refused_before_a_kernel_starts(builds, given, message):
    run = ppks(builds[0], "paper", STUDY, "-p", given)
    assert run.returncode == 2
    assert message in run.stderr
    assert "Traceback" not in run.stderr


def test_an_article_that_quotes_an_unknown_number_fails_by_its_name(builds, tmp_path):
    project = copy_project(tmp_path)
    for folder in ("figures", "results", "data/processed"):
        shutil.copytree(builds[0] / folder, project / folder, dirs_exist_ok=True)
    prose = project / "paper" / "published.en.typ"
    prose.write_text(prose.read_text(encoding="utf-8").replace('"incentive.need.ratio"', '"incentive.need.ration"'),
                     encoding="utf-8")
    run = ppks(project, "paper", STUDY)
    assert run.returncode == 2
    assert "incentive.need.ration" in run.stderr
