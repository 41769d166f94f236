"""Files as people have them, and an XLSForm: one clean table, and a log of every cell.

See README.md beside this file. Names are imported when they are first used.
"""

from importlib import import_module
from typing import Any

_PLACES = {
    "Instrument": "instrument", "IntakeError": "errors", "check": "check_report",
    "clean": "cleaning", "print_form": "printed_form", "read": "answer_file",
    "read_sheets": "xlsform", "show_report": "check_text",
    "write_check_workbook": "check_workbook", "write_form": "form_workbook"}

__all__ = ["Instrument", "IntakeError", "check", "clean", "print_form", "read", "read_sheets",
           "show_report", "write_check_workbook", "write_form"]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
