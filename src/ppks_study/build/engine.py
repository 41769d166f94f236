"""The papermill engine ``warm``: papermill's own, with forked kernels where that is safe.

``papermill --engine warm notebooks/profile.ipynb out.ipynb`` uses it too. It stands apart from the kernels, as
papermill imports its engines while it is itself being imported.
"""

from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import NBClientEngine

from ppks_study.build.forking import can_fork
from ppks_study.build.kernels import WarmKernelManager


class WarmEngine(NBClientEngine):
    """Runs a notebook as papermill does, in a forked kernel; says in which cell a kernel died or took too long."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, *args: Any, **kwargs: Any) -> Any:
        """Run a managed notebook; see papermill."""
        warm = {"kernel_manager_class": WarmKernelManager} if can_fork() else {}
        try:
            return super().execute_managed_notebook(nb_man, kernel_name, *args, **{**warm, **kwargs})
        except (CellTimeoutError, DeadKernelError) as error:
            error.add_note(cls._where(nb_man))
            raise

    @staticmethod
    def _where(nb_man: Any) -> str:
        """Return which code cell was begun last, counted from 1 without papermill's own; 0 is before the first."""
        code = [cell for cell in nb_man.nb.cells if cell.cell_type == "code"
                and "injected-parameters" not in cell.metadata.get("tags", [])]
        begun = [number for number, cell in enumerate(code, 1)
                 if cell.metadata.get("papermill", {}).get("status", nb_man.PENDING) != nb_man.PENDING]
        return f"code cell {max(begun, default=0)}"
