"""A build of any project: steps are functions, and only what is stale is made."""

import json

import pytest

from paperbuild.errors import BuildError
from paperbuild.pipeline import Build, Step

MODULE = '''import json, os
def double(job):
    rows = open(job.root / "in.csv").read()
    (job.place("results") / "double.txt").write_text(rows * job.parameters["times"])
def length(job):
    text = open("results/double.txt").read()
    (job.place("results") / "length.json").write_text(json.dumps([len(text), os.environ["TZ"], job.context["who"]]))
def secretly(job):
    open("other.csv").read()
    (job.place("results") / "x.txt").write_text("x")
def fail(job):
    (job.place("results") / "double.txt").write_text("half")
    raise ValueError("no")
'''


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a folder with an input, and a module of steps that Python finds."""
    (tmp_path / "in.csv").write_text("a\n")
    (tmp_path / "other.csv").write_text("b\n")
    library = tmp_path / "library" / "stepsofatest"
    library.mkdir(parents=True)
    (library / "__init__.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(library.parent))
    return tmp_path


def build(root, times=2, first="double", **options):
    steps = [Step("double", f"stepsofatest:{first}", {"times": times}, (root / "in.csv",)),
             Step("length", "stepsofatest:length", after=("double",))]
    return Build(root, steps, root / "results" / "manifest.json", packages=("stepsofatest",), context={"who": "me"},
                 **options)


def test_only_what_is_stale_is_made_and_in_order(project):
    assert build(project).stale() == ["double", "length"]
    assert build(project).run() == ["double", "length"]
    assert json.loads((project / "results" / "length.json").read_text()) == [4, "UTC", "me"]
    assert build(project).run() == []
    assert build(project, times=3).run() == ["double", "length"]
    (project / "results" / "length.json").write_text("by hand")
    assert build(project, times=3).run() == ["length"]


def test_same_outputs_make_nothing_after_them_stale(project):
    build(project).run()
    (project / "in.csv").write_bytes(b"a\r\n")
    assert build(project).stale() == []
    path = project / "library" / "stepsofatest" / "__init__.py"
    path.write_text(f"{MODULE}\n")
    assert build(project).stale() == ["double", "length"]


@pytest.mark.parametrize(("first", "told"), [("secretly", "reads other.csv, which is not declared"),
                                             ("fail", "step double: ended with status 1")])
def test_a_step_that_fails_or_reads_secretly_leaves_the_last_results(project, first, told):
    build(project).run()
    before = (project / "results" / "double.txt").read_text()
    with pytest.raises(BuildError, match=told):
        build(project, first=first, force=True).run()
    assert (project / "results" / "double.txt").read_text() == before
    assert not (project / ".build" / "steps").exists()


def test_what_is_no_longer_a_step_takes_its_outputs_with_it(project):
    build(project).run()
    whole = build(project)
    whole.steps = whole.steps[:1]
    assert whole.run() == []
    assert not (project / "results" / "length.json").exists()
