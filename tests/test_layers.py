"""A step imports only from the steps above it."""

import subprocess
import sys

from tests.conftest import ROOT


def test_the_layers_hold():
    code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_the_command_alone_imports_nothing_heavy():
    code = ("import sys; import ppks_study.__main__, ppks_study.commands.paper; "
            "print([m for m in ('pandas', 'papermill', 'scipy', 'matplotlib') if m in sys.modules])")
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_nothing_of_the_package_is_named_for_nothing():
    vague = {"utils", "helpers", "common", "misc"}
    assert not vague & {path.stem for path in (ROOT / "src").rglob("*.py")}


def test_no_folder_of_ours_is_passed_over_by_the_tests(request):
    passed_over = set(request.config.getini("norecursedirs"))
    folders = {path.name for top in ("src", "tests") for path in (ROOT / top).rglob("*") if path.is_dir()}
    assert not passed_over & folders
