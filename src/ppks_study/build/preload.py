"""What the build's server process imports once, before it is forked: all that steps and notebooks use.

Importing this module takes seconds; nothing but the server does. It starts no thread, and opens no socket.
"""

import importlib

from ppks_study.build.notebook import rehearse

#: Modules beyond our own library's imports.
THIRD = ("IPython.core.interactiveshell", "PIL.BmpImagePlugin", "PIL.GifImagePlugin", "PIL.JpegImagePlugin",
         "PIL.PpmImagePlugin", "babel.dates", "babel.numbers", "bs4", "docx", "fontTools.subset", "ipykernel.ipkernel",
         "ipykernel.kernelapp", "ipykernel.zmqshell", "jinja2.ext", "matplotlib.backends.backend_agg",
         "matplotlib.backends.backend_pdf", "matplotlib.backends.backend_svg", "matplotlib.pyplot", "matplotlib.style",
         "nbclient", "nbconvert", "nbconvert.exporters.html", "papermill", "pyarrow.pandas_compat",
         "pygments.formatters", "scipy.optimize", "scipy.stats", "seaborn", "typst", "xlsxwriter")
#: Our own, by the steps that use them.
OWN = ("build.engine", "build.kernels", "build.making.article", "build.making.data", "build.making.index",
       "build.making.method", "build.making.numbers", "build.making.section", "build.making.verdicts",
       "build.making.verification", "evidence.reconstruct", "output.disclosure", "output.figures", "output.page",
       "output.paper", "output.supplement", "output.tables.excel", "output.tables.word", "output.verified",
       "sections.competence", "sections.incentive", "sections.interviews", "sections.profile",
       "sections.qualification", "sections.verification")

for name in (*THIRD, *(f"ppks_study.{name}" for name in OWN)):
    importlib.import_module(name)
rehearse()
