"""What the server of a build imports once is named by an environment variable."""

import subprocess
import sys


def run(preload):
    code = "import paperbuild.preload, faulthandler, sys; print('colorsys' in sys.modules, faulthandler.is_enabled())"
    done = subprocess.run([sys.executable, "-c", code], env={"PPKS_PRELOAD": preload, "PATH": ""},
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_modules_are_imported_and_functions_are_called():
    assert run("colorsys faulthandler:enable") == ["True", "True"]


def test_without_names_nothing_is_imported_or_called():
    assert run("") == ["False", "False"]
