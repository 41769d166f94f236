"""The index leads to everything that is there, and to nothing else."""

import json
import re

from ppks_study.index_page import index_page
from ppks_study.study import Study


def project(tmp_path, study):
    """Return a study whose results hold one section in one language."""
    from dataclasses import replace

    moved: Study = replace(study, root=tmp_path)
    results, figures = tmp_path / "results" / study.name, tmp_path / "figures" / study.name / "id"
    for folder in (results / "id" / "figures", results / "id" / "tables", figures):
        folder.mkdir(parents=True)
    for path in (results / "id" / "profile.html", results / "paper.id.pdf", results / "numbers.json",
                 *(results / "id" / "tables" / f"profile-sex.{kind}" for kind in ("csv", "xlsx", "docx")),
                 *(results / "id" / "tables" / f"profile.{kind}" for kind in ("xlsx", "docx")),
                 *(figures / f"profile-sex.{kind}" for kind in ("svg", "pdf", "png"))):
        path.write_text("x")
    (results / "id" / "tables" / "profile-sex.json").write_text(json.dumps({"title": "Jenis kelamin & usia"}))
    (results / "id" / "figures" / "profile.json").write_text(json.dumps({"sex": {"title": "Usia", "alt": 'a "b" <c>'}}))
    return moved, results


def test_every_link_leads_to_a_file_and_every_result_is_linked(tmp_path, study):
    moved, results = project(tmp_path, study)
    page = index_page(moved, ["profile"], ["id"])
    links = set(re.findall(r'(?:href|src)="([^"#]+)"', page))
    assert all((results / link).is_file() for link in links)
    assert len(links) == 11
    assert 'alt="a &quot;b&quot; &lt;c&gt;"' in page
    assert "Jenis kelamin &amp; usia" in page


def test_reconstructed_data_are_called_so(tmp_path, study):
    moved, _ = project(tmp_path, study)
    assert "bukan surveinya" in index_page(moved, ["profile"], ["id"])
