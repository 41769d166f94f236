"""The whole build of the published study: complete, and the same bytes in another place and on another machine."""

import re

import pytest

from tests.build.projects import STUDY, contents, made, ppks
from tests.conftest import copy_project

SECTIONS = ("profile", "competence", "qualification", "incentive")
ELSEWHERE = {"TZ": "Asia/Jakarta", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "7", "MPLBACKEND": "svg",
             "COLUMNS": "40", "PPKS_OUTPUT": "nowhere"}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Return the real project, built."""
    root = copy_project(tmp_path_factory.mktemp("plain") / "project")
    made(ppks(root, "paper"))
    return root


@pytest.fixture(scope="module")
def results(project):
    """Return the generated files by path."""
    return contents(project, "figures", "results")


def test_two_builds_give_the_same_bytes_whatever_folder_zone_locale_seed_and_jobs(results, tmp_path_factory):
    other = copy_project(tmp_path_factory.mktemp("other") / "a project elsewhere")
    made(ppks(other, "paper", "--jobs", "3", **ELSEWHERE))
    again = contents(other, "figures", "results")
    assert [path for path in results if results[path] != again.get(path)] == []
    assert set(again) == set(results)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_section_has_notebook_page_tables_and_three_figures_in_three_formats(results, lang):
    for section in SECTIONS:
        for suffix in ("ipynb", "html"):
            assert f"results/{STUDY}/{lang}/{section}.{suffix}" in results
        assert [path for path in results if path.startswith(f"results/{STUDY}/{lang}/tables/{section}-")]
        for kind in ("svg", "pdf", "png"):
            drawn = [path for path in results if re.match(f"figures/{STUDY}/{lang}/{section}-.*[.]{kind}", path)]
            assert len(drawn) >= 3
    assert results[f"results/{STUDY}/paper.{lang}.pdf"].startswith(b"%PDF")


def test_no_page_asks_the_network_for_anything(results):
    pages = {path: content.decode() for path, content in results.items() if path.endswith(".html")}
    asks = re.compile(r"""(?:src|href)=["']?(?:https?:)?//|url\(["']?(?:https?:)?//|@import|<script""")
    assert {path: asks.findall(page) for path, page in pages.items() if asks.search(page)} == {}


def test_no_output_names_a_folder_of_this_computer(results, project):
    texts = {path: content for path, content in results.items() if not path.endswith((".png", ".pdf"))}
    assert [path for path, content in texts.items() if str(project).encode() in content] == []


def test_every_link_of_the_index_leads_to_a_file(results, project):
    page = results[f"results/{STUDY}/index.html"].decode()
    links = set(re.findall(r'(?:href|src)="([^"#]+)"', page))
    assert [link for link in links if not (project / "results" / STUDY / link).is_file()] == []
    shown = {path.rsplit("/", 1)[1] for path in results if path.startswith("figures/")}
    assert shown <= {link.rsplit("/", 1)[-1] for link in links}
