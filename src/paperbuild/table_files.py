"""Tables as files: one in each format, and all of a section as one workbook and one document."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from paperbuild.errors import OutputError, nearest
from paperbuild.table import Table


def _html(table: Table) -> bytes:
    from paperbuild.table_markup import page

    return page(table).encode()


def _csv(table: Table) -> bytes:
    return table.csv().encode()


def _json(table: Table) -> bytes:
    return (json.dumps(table.json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _typst(table: Table) -> bytes:
    return table.typst().encode()


WRITERS: dict[str, Callable[[Table], bytes]] = {".html": _html, ".csv": _csv, ".json": _json, ".typ": _typst}
#: What a table can be written as; the last two hold several tables as well.
BOOKS = {".xlsx": "Excel", ".docx": "Word"}
SUFFIXES = (*WRITERS, *BOOKS)


def write(table: Table, path: Path) -> Path:
    """Write a table as the path's suffix says (`SUFFIXES`); return the path.

    Raises
    ------
    OutputError
        The suffix is none of these, or a cell is too long for a workbook.
    """
    if path.suffix in WRITERS:
        return _write(path, WRITERS[path.suffix](table))
    return write_book({path.stem: table}, path)


def write_all(table: Table, stem: Path) -> list[Path]:
    """Write a table in every format: ``stem`` with each suffix of `SUFFIXES`; return the paths."""
    return [write(table, _beside(stem, suffix)) for suffix in SUFFIXES]


def write_book(tables: Mapping[str, Table], path: Path) -> Path:
    """Write several tables of one language into one .xlsx (a sheet each, named as in the mapping) or .docx.

    Raises
    ------
    OutputError
        There are no tables, the suffix is another, or a cell is too long for a workbook.
    """
    if path.suffix not in SUFFIXES or (path.suffix in WRITERS):
        raise OutputError(f"no format {path.suffix!r}", where=path.name, expected=nearest(path.suffix, SUFFIXES))
    if not tables:
        raise OutputError("no tables", where=path.name, expected="one table or more")
    if path.suffix == ".xlsx":
        from paperbuild.table_excel import workbook

        return _write(path, workbook(tables))
    from paperbuild.table_word import document

    return _write(path, document(tables.values()))


def write_section(tables: Mapping[str, Table], stem: Path) -> list[Path]:
    """Write each of a section's tables in every format, and all of them as one workbook and one document.

    Parameters
    ----------
    tables : mapping of str to Table
        Those of the section, in order; nothing is written where there are none.
    stem : Path
        Of the workbook and the document; a table's is ``<stem>-<name>``.
    """
    written = [path for name, table in tables.items() for path in write_all(table, _beside(stem, f"-{name}"))]
    return [*written, *(write_book(tables, _beside(stem, suffix)) for suffix in BOOKS if tables)]


def _beside(stem: Path, end: str) -> Path:
    return stem.with_name(f"{stem.name}{end}")


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
