"""Tables to read: one object, tidy inside, in two languages and six file formats."""

from ppks_study.output.tables.crossed import named, of_groups
from ppks_study.output.tables.estimates import MARKS, cell, marks, note_of, of_estimates
from ppks_study.output.tables.table import Table, tidy
from ppks_study.output.tables.text import of_text
from ppks_study.output.tables.writing import BOOKS, SUFFIXES, write, write_all, write_book, write_section

__all__ = ["BOOKS", "MARKS", "SUFFIXES", "Table", "cell", "marks", "named", "note_of", "of_estimates", "of_groups",
           "of_text", "tidy", "write", "write_all", "write_book", "write_section"]
