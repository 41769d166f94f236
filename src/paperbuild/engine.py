"""The papermill engine ``here``: runs a notebook's cells in this very process, one after the other, without a kernel.

The process of a build's step is made for one notebook and ends with it, so that a kernel, which is one more process,
would keep nothing apart. Papermill's own engine gives the same outputs.
"""

import base64
import faulthandler
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from papermill.engines import Engine, papermill_engines
from traitlets.config import Config

#: The name by which papermill knows it.
NAME = "here"
#: Seconds after which a cell that cannot be interrupted ends its process.
_GRACE = 10


class _Outputs:
    """The outputs of the cell that runs, as a notebook holds them."""

    def __init__(self) -> None:
        self.cell: Any = None

    def add(self, kind: str, **content: Any) -> None:
        """Append one output of a kind."""
        self.cell.outputs.append(nbformat.v4.new_output(kind, **content))

    def write(self, stream: str, text: str) -> None:
        """Append printed text, to what was printed on the same stream since anything was shown."""
        for output in reversed(self.cell.outputs):
            if output["output_type"] != "stream":
                break
            if output["name"] == stream:
                output["text"] += text
                return
        if text:
            self.add("stream", name=stream, text=text)


class _Stream:
    """Standard output or standard error of the cell that runs."""

    encoding, errors = "utf-8", "strict"

    def __init__(self, outputs: _Outputs, name: str) -> None:
        self._outputs, self.name = outputs, name

    def write(self, text: str) -> int:
        """Take a text."""
        self._outputs.write(self.name, text)
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Take several texts."""
        self.write("".join(lines))

    def flush(self) -> None:
        """Do nothing: nothing waits."""

    def isatty(self) -> bool:
        """Whether it is a terminal, which it is not."""
        return False


class _Publisher(DisplayPublisher):
    """Takes what ``display`` shows."""

    shell: Any

    def publish(self, data: Any, metadata: Any = None, *args: Any, **kwargs: Any) -> None:
        self.shell.outputs.add("display_data", data=_as_text(data), metadata=metadata or {})


class _Hook(DisplayHook):
    """Takes the value of a cell's last line."""

    shell: Any

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.shell.outputs.add("execute_result", data=_as_text(format_dict), metadata=md_dict or {},
                               execution_count=self.shell.outputs.cell.execution_count)

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Shell(InteractiveShell):
    """A Python prompt that shows everything in a notebook's cell."""

    outputs = _Outputs()

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self.outputs.add("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb))


def _as_text(data: dict[str, Any]) -> dict[str, Any]:
    """Return what is shown by media type, pictures in base64 as notebooks hold them."""
    return {kind: base64.b64encode(content).decode() if isinstance(content, bytes) else content
            for kind, content in data.items()}


class HereEngine(Engine):
    """Runs a notebook in this process; papermill is told of errors as by its own engine."""

    #: Called with the number of each code cell, counted from 1 without papermill's own, and its source.
    begun: Callable[[int, str], None] = staticmethod(lambda number, source: None)

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, execution_timeout: int | None = None,
                                 **options: Any) -> None:
        """Run the cells in order until one fails.

        Parameters
        ----------
        nb_man : NotebookExecutionManager
            Papermill's, with the notebook.
        kernel_name : str
            Not used.
        execution_timeout : int, optional
            Seconds that a cell may take.
        **options
            What papermill's own engine takes; not used.
        """
        shell = _Shell.instance(config=Config({"HistoryAccessor": {"enabled": False}}),
                                displayhook_class=_Hook, display_pub_class=_Publisher)
        number = 0
        for place, cell in enumerate(nb_man.nb.cells):
            injected = "injected-parameters" in cell.metadata.get("tags", [])
            number += cell.cell_type == "code" and not injected
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            cls.begun(number, cell.source)
            nb_man.cell_start(cell, place)
            shell.outputs.cell = cell
            cell.outputs, cell.execution_count = [], shell.execution_count
            with _captured(shell.outputs), _ended_after(execution_timeout):
                result = shell.run_cell(cell.source, store_history=True)
            if not result.success:
                nb_man.cell_exception(cell, place)
                return
            nb_man.cell_complete(cell, place)


@contextmanager
def _captured(outputs: _Outputs) -> Iterator[None]:
    """Let what is printed be the cell's."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Stream(outputs, "stdout"), _Stream(outputs, "stderr")
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


@contextmanager
def _ended_after(seconds: int | None) -> Iterator[None]:
    """Interrupt a block after so many seconds; end the process where that does not help."""
    if not seconds:
        yield
        return
    alarmed = hasattr(signal, "SIGALRM")
    faulthandler.dump_traceback_later(seconds + _GRACE, exit=True, file=2)
    if alarmed:
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        if alarmed:
            signal.setitimer(signal.ITIMER_REAL, 0)
        faulthandler.cancel_dump_traceback_later()


papermill_engines.register(NAME, HereEngine)
