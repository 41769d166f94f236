"""A table as HTML: a figure in a notebook, or a page of its own."""

from html import escape

from ppks_study.output.tables.table import Table
from ppks_study.output.tables.widths import LONGEST_NUMBER

STYLE = "body{font:16px/1.4 system-ui,sans-serif;margin:1.5rem}td,th{padding:.2rem .6rem;vertical-align:top}"


def figure(table: Table) -> str:
    """Return a table with caption and note; it asks for no style of the page around it."""
    body = "".join(f"<tr>{_cells('td', row, table.numeric)}</tr>" for row in table.rows)
    head = _cells('th scope="col"', table.columns, table.numeric)
    return (f'<figure class="ppks-table" lang="{table.lang}" style="overflow-x:auto"><table>'
            f"<caption>{_text(table.title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"<figcaption><small>{_text(table.note)}</small></figcaption></figure>")


def page(table: Table) -> str:
    """Return a table as a page that needs nothing else."""
    chain = "".join(f'<meta name="ppks:origin" content="{escape(line)}">' for line in table.chain)
    return (f'<!DOCTYPE html>\n<html lang="{table.lang}">\n<head><meta charset="utf-8"><title>{escape(table.title)}'
            f"</title>{chain}<style>{STYLE}</style></head>\n<body>{figure(table)}</body>\n</html>\n")


def _cells(tag: str, values: tuple[str, ...], numeric: tuple[bool, ...]) -> str:
    return "".join(f'<{tag} style="{_style(value, is_number)}">{_text(value)}</{tag.split()[0]}>'
                   for is_number, value in zip(numeric, values, strict=True))


def _style(value: str, is_number: bool) -> str:
    """Return how a cell is set: numbers to the right; a cell of several numbers may be broken between them."""
    if not is_number:
        return "text-align:left"
    return "text-align:right;white-space:normal" if len(value) > LONGEST_NUMBER else "text-align:right"


def _text(value: str) -> str:
    return escape(value).replace("\n", "<br>")
