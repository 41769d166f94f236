"""A table as a Typst file."""

from collections.abc import Iterable

from ppks_study.output.tables.table import Table
from ppks_study.output.tables.widths import widths

#: The look that the table has wherever it stands; size and colour of the text are the page's.
BODY = """#let body = table(
  columns: widths,
  align: numeric.map(is-number => if is-number { right } else { left }),
  stroke: (_, y) => if y == 0 { (top: 0.8pt, bottom: 0.4pt) },
  inset: (x: 4pt, y: 3.2pt),
  table.header(..columns),
  ..rows.flatten(),
  table.hline(stroke: 0.8pt),
)

#figure(kind: table, caption: figure.caption(position: top, title))[
  #body
  #align(left, text(size: 0.85em, note))
]
"""


def source(table: Table) -> str:
    """Return a Typst file that shows the table; ``title``, ``note``, ``rows``, ``body`` … can be imported from it.

    Texts stand as strings, in which no sign means anything to Typst.
    """
    shares = (f"{100 * share:.2f}fr" for share in widths(table.columns, table.rows, table.numeric))
    rows = ",\n  ".join(_array(map(quoted, row)) for row in table.rows)
    chain = "".join(f"// {line}\n" for line in table.chain)
    return (f"{chain}#let title = {quoted(table.title)}\n#let note = {quoted(table.note)}\n"
            f"#let columns = {_array(map(quoted, table.columns))}\n"
            f"#let numeric = {_array(str(is_number).lower() for is_number in table.numeric)}\n"
            f"#let widths = {_array(shares)}\n#let rows = (\n  {rows},\n)\n{BODY}")


def quoted(text: str) -> str:
    r"""Return a text as a Typst string.

    Examples
    --------
    >>> print(quoted('a "b" \\ #c'))
    "a \"b\" \\ #c"
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _array(values: Iterable[str]) -> str:
    """Return an array; the last comma makes one of a single value too."""
    return f"({', '.join(values)},)"
