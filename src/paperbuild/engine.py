"""The papermill engine ``warm``: papermill's own, with forked kernels where that is safe.

``papermill --engine warm notebooks/profile.ipynb out.ipynb`` uses it too. papermill loads its engines while it is being
imported itself, so that this module imports nothing of it before it is used.
"""

from functools import cache
from typing import Any

from paperbuild.forking import can_fork


class WarmEngine:
    """Runs a notebook as papermill does, in a forked kernel; says in which cell a kernel died or took too long."""

    @staticmethod
    def execute_notebook(nb: Any, kernel_name: str, **options: Any) -> Any:
        """Run a notebook; see papermill."""
        return _engine().execute_notebook(nb, kernel_name, **options)

    @staticmethod
    def nb_kernel_name(nb: Any, name: str | None = None) -> str:
        """Return the name of a notebook's kernel; see papermill."""
        return str(_engine().nb_kernel_name(nb, name))

    @staticmethod
    def nb_language(nb: Any, language: str | None = None) -> str:
        """Return a notebook's language; see papermill."""
        return str(_engine().nb_language(nb, language))


@cache
def _engine() -> Any:
    """Return papermill's own engine with our kernels."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.engines import NBClientEngine

    from paperbuild.kernels import WarmKernelManager

    class Warm(NBClientEngine):
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, *args: Any, **options: Any) -> Any:
            warm = {"kernel_manager_class": WarmKernelManager} if can_fork() else {}
            try:
                return super().execute_managed_notebook(nb_man, kernel_name, *args, **{**warm, **options})
            except (CellTimeoutError, DeadKernelError) as error:
                error.add_note(f"code cell {_begun(nb_man)}")
                raise

    return Warm


def _begun(nb_man: Any) -> int:
    """Return which code cell was begun last, counted from 1 without papermill's own; 0 is before the first."""
    code = [cell for cell in nb_man.nb.cells if cell.cell_type == "code"
            and "injected-parameters" not in cell.metadata.get("tags", [])]
    begun = [number for number, cell in enumerate(code, 1)
             if cell.metadata.get("papermill", {}).get("status", nb_man.PENDING) != nb_man.PENDING]
    return max(begun, default=0)
