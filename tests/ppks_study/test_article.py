"""The article, compiled on small made-up results that hold every name which it shows."""

import json
import re
import shutil
from dataclasses import replace

import pandas as pd
import pytest
from pypdf import PdfReader
from tests.conftest import ROOT

from paperbuild.errors import OutputError
from ppks_study.article import calls, compile_paper, sources, typed_digits
from ppks_study.study import Study
from ppks_study.tables import of_text

STUDY = Study.load(ROOT / "studies" / "payakumbuh-2019.toml")
PARTS = {"published": ("published", "verification"), "survey": ("survey",)}
PROSE = [ROOT / "paper" / f"{part}.{lang}.typ" for part in ("published", "survey", "verification")
         for lang in ("id", "en")]
#: What the notebooks show here, in order; two sentences of the survey's words are among it.
OUTLINE = {
    "profile": [("sentence", "question"), ("table", "age"), ("figure", "envelope"), ("sentence", "envelope"),
                ("sentence", "composition"), ("table", "voices"), ("table", "table_one"), ("table", "comparisons"),
                ("table", "sensitivity")],
    "competence": [("table", "sensitivity"), ("sentence", "scores"), ("sentence", "people"), ("table", "comparisons")],
    "qualification": [("table", "sensitivity")],
    "incentive": [("table", "sensitivity"), ("table", "scenarios")],
    "interviews": [("table", "joint")],
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="{}"><rect width="40" height="9"/></svg>'
TABLE = of_text(pd.DataFrame({"name": ["a"], "value": ["x"]}), {"name": "Name", "value": "Value"}, title="A table",
                lang="en").typst()


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def by_section(names, content):
    """Return names like ``profile-age`` as one mapping a section."""
    found = {}
    for name in sorted(names):
        section, rest = name.split("-", 1)
        found.setdefault(section, {})[rest] = content
    return found


def lay_out(root, study=STUDY):
    """Put the article's source and small results into a folder."""
    shutil.copytree(ROOT / "paper", root / "paper")
    study = replace(study, root=root)
    results, figures, named = root / "results" / study.name, root / "figures" / study.name, calls(sources(study))
    write(results / "numbers.json", {key: {"text": {"id": "7 orang", "en": "7 people"}} for key in named["num"]})
    outlined = {kind: {f"{section}-{name}" for section, shown in OUTLINE.items() for k, name in shown if k == kind}
                for kind in ("table", "figure", "sentence")}
    for lang in ("id", "en"):
        told = results / lang
        for section, shown in OUTLINE.items():
            write(told / "outline" / f"{section}.json", [{"kind": kind, "name": name} for kind, name in shown])
        for name in named["table-of"] | outlined["table"]:
            write(told / "tables" / f"{name}.typ", TABLE)
        for section, said in by_section(outlined["sentence"], "**So** it is.").items():
            write(told / "sentences" / f"{section}.json", said)
        for section in ("qualification", "incentive", "interviews"):
            write(told / "sentences" / f"{section}.json", {})
        pictured = named["fig"] | outlined["figure"]
        for section, shown in by_section(pictured, {"title": "A figure", "alt": "A bar.", "note": ""}).items():
            write(told / "figures" / f"{section}.json", shown)
        for name in pictured:
            write(figures / lang / f"{name}.svg", SVG.format(10))
    return study


def make(study, lang="en"):
    return compile_paper(study, lang, results=study.root / "results" / study.name,
                         figures=study.root / "figures" / study.name)


@pytest.fixture
def project(tmp_path):
    return lay_out(tmp_path / "a project")


def edit(path, **entries):
    write(path, json.loads(path.read_text(encoding="utf-8")) | entries)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_article_is_a_tagged_pdf_in_its_language(project, lang):
    pdf = PdfReader(make(project, lang))
    assert pdf.trailer["/Root"]["/Lang"].startswith(lang)
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in pdf.trailer["/Root"]["/Metadata"].get_data()
    assert project.title[lang] in pdf.metadata.title
    assert pdf.metadata.creation_date is None


def test_another_folder_gives_the_same_bytes(project, tmp_path):
    other = lay_out(tmp_path / "elsewhere" / "plain")
    assert make(project).read_bytes() == make(other).read_bytes()


def test_every_page_says_that_the_data_are_reconstructed_when_they_are(project):
    pages = [page.extract_text() for page in PdfReader(make(project)).pages]
    assert all("Reconstructed data, not survey data" in page for page in pages)


@pytest.mark.parametrize(("origin", "label"), [("survey", ""), ("simulated", "Simulated data, not survey data")])
def test_a_survey_has_an_article_in_its_own_words(tmp_path, origin, label):
    data = replace(STUDY.data, origin=origin, claims=None)
    pages = [page.extract_text() for page in PdfReader(make(lay_out(tmp_path / "a", replace(STUDY, data=data)))).pages]
    assert all(label in page for page in pages)
    assert not any("econstruct" in page or "laim" in page for page in pages)
    assert "So it is." in pages[0]


def test_a_section_shows_what_its_notebook_shows_and_says_it_first(project):
    text = "".join(page.extract_text() for page in PdfReader(make(project)).pages)
    said, table = text.index("So it is."), text.index("A table", text.index("Profile"))
    assert said < table


def test_numbers_come_from_the_build(project):
    edit(project.root / "results" / STUDY.name / "numbers.json",
         **{"competence.knowledge.mean": {"text": {"id": "12,34%", "en": "12.34%"}}})
    assert "12.34%" in PdfReader(make(project)).pages[0].extract_text()
    assert "12,34%" in PdfReader(make(project, "id")).pages[0].extract_text()


@pytest.mark.parametrize(("call", "near"), [('num("profile.sex.femal.share")', "profile.sex.female.share"),
                                            ('table-of("profile-ages")', "profile-age"),
                                            ('fig("profile-envelop")', "profile-envelope"),
                                            ('say("profile-envelop")', "profile-envelope")])
def test_an_unknown_name_fails_the_build_and_names_the_nearest(project, call, near):
    article = project.root / "paper" / "article.typ"
    article.write_text(f"{article.read_text(encoding='utf-8')}\n#{call}\n", encoding="utf-8")
    with pytest.raises(OutputError, match=re.escape(call.split('"')[1])) as refused:
        make(project)
    assert near in refused.value.expected
    assert not list((project.root / "results").rglob("paper.*"))


def test_an_unused_number_fails_the_build(project):
    numbers = project.root / "results" / STUDY.name / "numbers.json"
    edit(numbers, **{"profile.lonely.count": {"text": {"id": "1", "en": "1"}}})
    with pytest.raises(OutputError, match=r"leaves out the number 'profile\.lonely\.count'"):
        make(project)


def test_a_number_that_a_notebook_shows_is_used(project):
    results = project.root / "results" / STUDY.name
    edit(results / "numbers.json", **{"profile.shown.count": {"text": {"id": "1", "en": "1"}}})
    write(results / "en" / "numbers" / "profile.json", {"profile.shown.count": {}})
    assert make(project).is_file()


@pytest.mark.parametrize("kind", ["tables", "sentences", "figures"])
def test_what_a_notebook_shows_the_article_must_show(project, kind):
    folder = project.root / "results" / STUDY.name / "en" / kind
    if kind == "tables":
        write(folder / "profile-lonely.typ", TABLE)
    else:
        edit(folder / "profile.json", lonely={"title": "", "alt": "", "note": ""})
        write(project.root / "figures" / STUDY.name / "en" / "profile-lonely.svg", SVG.format(10))
    with pytest.raises(OutputError, match="leaves out .* 'profile-lonely'"):
        make(project)


def test_a_figure_file_that_is_missing_fails_the_build(project):
    (project.root / "figures" / STUDY.name / "en" / "profile-envelope.svg").unlink()
    with pytest.raises(OutputError, match="profile-envelope"):
        make(project)


def test_a_figure_without_alternative_text_fails_the_build(project):
    path = project.root / "results" / STUDY.name / "en" / "figures" / "profile.json"
    figures = json.loads(path.read_text(encoding="utf-8"))
    edit(path, envelope=figures["envelope"] | {"alt": None})
    with pytest.raises(OutputError, match="alt"):
        make(project)


def test_a_figure_higher_than_a_page_is_shrunk_and_not_cut(project):
    write(project.root / "figures" / STUDY.name / "en" / "profile-envelope.svg", SVG.format(400))
    places = []
    for page in PdfReader(make(project)).pages:
        page.extract_text(visitor_text=lambda text, cm, *_: places.append((cm[5], text)))
    bottom = 2.4 / 2.54 * 72
    assert min(height for height, text in places if text.startswith("Figure")) > bottom - 1


def test_a_comment_names_nothing(tmp_path):
    (tmp_path / "a.typ").write_text('// #num("a.b")\n#link("https://a.b")#num("c.d") // say("e-f")\n')
    assert calls([tmp_path / "a.typ"])["num"] == {"c.d"}
    assert calls([tmp_path / "a.typ"])["say"] == set()


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_no_result_is_typed_by_hand(path):
    """Digits stand only in the names of numbers and of references, and in the code of a table's name."""
    text = re.sub(r'"[\w.\-]+\.[\w.\-]+"|@[\w\-]+|<[\w\-]+>', "", path.read_text(encoding="utf-8"))
    assert re.findall(r".*\d.*", text) == []


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_the_build_finds_no_typed_digit_in_the_prose(path):
    assert list(typed_digits(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("text", ["73%", "#strong[73%]", "#if true [73] else [b]", '#link("https://a.b/1")[7 of them]',
                                  "#let a = [\n 7\n]", "#fig(caption: [7])"])
def test_a_digit_typed_in_prose_is_found_wherever_it_stands(text):
    assert list(typed_digits(f"A line.\n{text}\n")) != []


@pytest.mark.parametrize("text", ['#num("a.b2.share")', "@who2019", "<part-2>", "#v(2em)", "#set text(size: 9pt)",
                                  "// 73", "/* 7 */", "#image(\"a1.svg\", width: 80%)", "https://a.b/10.1",
                                  "#table-of(\n 2,\n)"])
def test_digits_of_code_references_and_addresses_are_no_prose(text):
    assert list(typed_digits(f"A line {text} goes on.\n")) == []


def test_a_digit_typed_in_the_prose_fails_the_build(project):
    path = project.root / "paper" / "published.en.typ"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("#let byline = [", "#let byline = [73% agree. ", 1), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    with pytest.raises(OutputError, match=r"published\.en\.typ, line 4: .*73% agree"):
        make(project)


@pytest.mark.parametrize("part", ["published", "survey", "verification"])
def test_both_languages_have_the_same_parts_numbers_and_references(part):
    texts = [path.read_text(encoding="utf-8") for path in PROSE if path.name.startswith(part)]
    for pattern in (r"#let ([\w-]+)", r'#(?:num|told|table-if)\("([^"]+)"', r"@([\w-]+)|<([\w-]+)>"):
        one, two = (set(re.findall(pattern, text)) for text in texts)
        assert one == two


def test_every_reference_is_cited_and_every_citation_is_listed():
    listed = set(re.findall(r"(?m)^(\w+):", (ROOT / "paper" / "references.yml").read_text(encoding="utf-8")))
    for kind, parts in PARTS.items():
        for lang in ("id", "en"):
            texts = [(ROOT / "paper" / f"{part}.{lang}.typ").read_text(encoding="utf-8") for part in parts]
            cited = set(re.findall(r"[@<](\w+\d{4}|frictionless)", "".join(texts)))
            assert cited == listed if kind == "published" else cited < listed
