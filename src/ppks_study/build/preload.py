"""What the build's server process imports once, before it is forked: all that steps and notebooks use.

Importing this module takes seconds; nothing but the server does. It starts no thread, and opens no socket.
"""

import importlib

#: Modules beyond our own library's imports.
THIRD = ("IPython.core.interactiveshell", "babel.numbers", "ipykernel.ipkernel", "ipykernel.kernelapp",
         "ipykernel.zmqshell", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_pdf",
         "matplotlib.backends.backend_svg", "matplotlib.pyplot", "nbclient", "nbconvert", "nbconvert.exporters.html",
         "papermill", "pygments.formatters", "scipy.optimize", "scipy.stats", "seaborn", "typst")
#: Our own, by the steps that use them.
OWN = ("build.engine", "build.kernels", "build.making.article", "build.making.data", "build.making.index",
       "build.making.method", "build.making.numbers", "build.making.section", "build.making.verdicts",
       "build.making.verification", "evidence.reconstruct", "output.disclosure", "output.figures", "output.page",
       "output.paper", "output.supplement", "output.verified", "sections.competence", "sections.incentive",
       "sections.interviews", "sections.profile", "sections.qualification", "sections.verification")

for name in (*THIRD, *(f"ppks_study.{name}" for name in OWN)):
    importlib.import_module(name)
