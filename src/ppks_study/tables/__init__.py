"""Tables to read: one object, tidy inside, in two languages and six file formats."""

from paperbuild.table import BOOKS, SUFFIXES, Table, tidy, write_all, write_book, write_section
from ppks_study.tables.estimate_table import (
    MARKS,
    cell,
    marks,
    note_of,
    of_estimates,
    of_matrix,
    of_text,
)
from ppks_study.tables.grouped_table import of_groups

__all__ = ["BOOKS", "MARKS", "SUFFIXES", "Table", "cell", "marks", "note_of", "of_estimates",
           "of_groups", "of_matrix", "of_text", "tidy", "write_all", "write_book",
           "write_section"]
