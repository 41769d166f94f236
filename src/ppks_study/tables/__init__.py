"""Tables to read: one object, tidy inside, in two languages and six file formats."""

from paperbuild.table import BOOKS, SUFFIXES, Table, tidy, write_all, write_book, write_section
from ppks_study.tables.crossed import named, of_groups
from ppks_study.tables.estimate_table import MARKS, cell, marks, note_of, of_estimates
from ppks_study.tables.text_table import of_text

__all__ = ["BOOKS", "MARKS", "SUFFIXES", "Table", "cell", "marks", "named", "note_of", "of_estimates", "of_groups",
           "of_text", "tidy", "write_all", "write_book", "write_section"]
