"""What the build's server process imports once, before it is forked: all that steps and notebooks use.

Importing this module takes seconds; nothing but the server does. It starts no thread, and opens no socket.
"""

import gc
import importlib
import sys

#: Modules beyond our own library's imports.
THIRD = ("IPython.core.interactiveshell", "PIL.BmpImagePlugin", "PIL.GifImagePlugin", "PIL.JpegImagePlugin",
         "PIL.PpmImagePlugin", "babel.dates", "babel.numbers", "bs4", "docx", "fontTools.subset", "ipykernel.ipkernel",
         "ipykernel.kernelapp", "ipykernel.zmqshell", "jinja2.ext", "matplotlib.backends.backend_agg",
         "matplotlib.backends.backend_pdf", "matplotlib.backends.backend_svg", "matplotlib.pyplot", "matplotlib.style",
         "nbclient", "nbconvert", "nbconvert.exporters.html", "papermill", "pyarrow.pandas_compat",
         "pygments.formatters", "scipy.optimize", "scipy.stats", "seaborn", "typst", "xlsxwriter")
#: Our own, by the steps that use them.
OWN = ("paperbuild.engine", "paperbuild.kernels", "claimcheck.reconstruction", "ppks_study.step_outputs",
       "ppks_study.figures", "ppks_study.page", "ppks_study.guard", "paperbuild.table_excel", "paperbuild.table_word",
       "ppks_study.sections.competence", "ppks_study.sections.incentive", "ppks_study.sections.interviews",
       "ppks_study.sections.profile", "ppks_study.sections.qualification")

#: Not to be imported: jsonschema builds a grammar of it, in 2 seconds, for a kind of text that no notebook has.
NEEDLESS = "rfc3987_syntax"
#: Objects made before Python looks for cycles again: notebooks make many, and keep them.
BETWEEN_COLLECTIONS = 50_000

gc.disable()
sys.modules.setdefault(NEEDLESS, None)  # type: ignore[arg-type]
for name in (*THIRD, *OWN):
    importlib.import_module(name)
importlib.import_module("paperbuild.notebooks").rehearse()
gc.collect()
gc.freeze()  # what is imported stays: collections in the forks leave it alone, and its memory shared
gc.set_threshold(BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
gc.enable()
