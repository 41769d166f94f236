"""The parts of a workbook's archive, unpacked and parsed within limits.

A workbook is a zip of XML parts. Whatever the archive says of itself, no more than `LARGEST_PART`
of a part is unpacked; no document type, and so no entity, is taken; nothing outside the archive is
opened.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from xml.parsers import expat

from surveyintake.errors import InputError

MOST_PARTS = 5_000
MOST_UNPACKED = 1_000_000_000
LARGEST_PART = 150_000_000
MOST_TAGS = 25_000_000
#: A tag or comment longer than this makes the parser start over at each chunk.
LONGEST_TAG = 1_000_000
CHUNK = 1 << 16


class Target(Protocol):
    """What takes the elements of a part, by their local names."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element.

        Parameters
        ----------
        tag : str
            Local name of the element.
        attributes : dict of str to str
            Its attributes.
        """

    def end(self, tag: str) -> None:
        """Take the end of an element.

        Parameters
        ----------
        tag : str
            Local name of the element.
        """

    def text(self, data: str) -> None:
        """Take a piece of text.

        Parameters
        ----------
        data : str
            A piece of the text within an element.
        """


class Package:
    """A workbook's archive.

    Raises
    ------
    InputError
        It is damaged, encrypted, has macros, or is larger than a workbook of answers.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        _refuse_many_parts(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise damaged(path.name, str(error)) from error
        self._parts = {part.filename.replace("\\", "/").casefold(): part
                       for part in self._zip.infolist()}
        if sum(part.file_size for part in self._parts.values()) > MOST_UNPACKED:
            raise InputError("the workbook unpacks to more than it could hold: it may be a zip bomb", where=path.name,
                             expected=f"at most {MOST_UNPACKED:,} bytes")
        if any(name.endswith("vbaproject.bin") for name in self._parts):
            raise InputError("the workbook has macros", where=path.name,
                             expected="a workbook without macros",
                             fix="save it as .xlsx")

    def __contains__(self, part: str) -> bool:
        return part.casefold() in self._parts

    def parse(self, part: str, target: Target) -> Iterator[None]:
        """Give the elements of a part to a target, and yield after each chunk.

        Parameters
        ----------
        part : str
            Name of the part in the archive.
        target : Target
            What takes its elements.
        """
        parser = _parser(target, f"{self.name}, part {part}")
        fed = tags = 0
        try:
            for chunk in self._chunks(part):
                parser.Parse(chunk, False)
                fed += len(chunk)
                tags += chunk.count(b"<")
                if fed - parser.CurrentByteIndex > LONGEST_TAG or tags > MOST_TAGS:
                    raise InputError("the workbook is larger than a table of answers",
                                     where=f"{self.name}, part {part}",
                                     expected=f"at most {MOST_TAGS:,} tags")
                yield
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise damaged(f"{self.name}, part {part}", str(error)) from error
        yield

    def read(self, part: str, target: Target) -> None:
        """Give all elements of a part to a target.

        Parameters
        ----------
        part : str
            Name of the part in the archive.
        target : Target
            What takes its elements.
        """
        for _ in self.parse(part, target):
            pass

    def _chunks(self, part: str) -> Iterator[bytes]:
        where = f"{self.name}, part {part}"
        found = self._parts.get(part.casefold())
        if found is None:
            raise damaged(where, "the part is missing")
        usual = found.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if not usual or found.flag_bits & 1:
            raise damaged(where, "it is packed or encrypted in a way that no spreadsheet uses")
        if found.file_size > LARGEST_PART:
            raise InputError("a part of the workbook is too large: it may be a zip bomb",
                             where=where,
                             expected=f"at most {LARGEST_PART:,} bytes",
                             fix="keep the answers only")
        try:
            with self._zip.open(found) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError,
                RuntimeError) as error:
            raise damaged(where, str(error)) from error


def damaged(where: str, reason: str) -> InputError:
    """Return the error of a workbook that cannot be read.

    Parameters
    ----------
    where : str
        File, and part or row.
    reason : str
        What is wrong with it.
    """
    return InputError(f"not a readable workbook: {reason}", where=where, expected="an .xlsx file",
                      fix="open it in a spreadsheet and save it as .xlsx")


def resolve(base: str, target: str) -> str:
    """Return the name of the part that a relationship of another part leads to.

    Parameters
    ----------
    base : str
        Name of the part that holds the relationship.
    target : str
        Where it leads, as written there.

    Examples
    --------
    >>> resolve("xl/workbook.xml", "worksheets/sheet1.xml"), resolve("xl/workbook.xml", "/xl/styles.xml")
    ('xl/worksheets/sheet1.xml', 'xl/styles.xml')
    """
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), target)).lstrip("/")


def _refuse_many_parts(path: Path) -> None:
    """Refuse an archive whose directory alone would fill the memory, before it is read."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 65_600))
        end = file.read()
    at = end.rfind(b"PK\x05\x06")
    if at < 0:
        raise damaged(path.name, "its end is missing")
    parts = int.from_bytes(end[at + 10:at + 12], "little")
    size = int.from_bytes(end[at + 12:at + 16], "little")
    if parts > MOST_PARTS or size > 1_000 * MOST_PARTS:
        raise InputError("the archive has too many parts", where=path.name,
                         expected=f"at most {MOST_PARTS:,}")


def _parser(target: Target, where: str) -> expat.XMLParserType:
    def refuse(*_: object) -> None:
        raise InputError("the workbook declares entities of its own, which no spreadsheet does",
                         where=where,
                         expected="an .xlsx file",
                         fix="open it in a spreadsheet and save it as .xlsx")

    def first(tag: str, attributes: dict[str, str]) -> None:
        """Take the root, and hand all else to the target; where names have a prefix, without it."""
        if ":" in tag:
            parser.StartElementHandler = lambda tag, attributes: target.start(tag.rpartition(":")[2], attributes)
            parser.EndElementHandler = lambda tag: target.end(tag.rpartition(":")[2])
        else:
            parser.StartElementHandler, parser.EndElementHandler = target.start, target.end
        target.start(tag.rpartition(":")[2], attributes)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = first
    parser.CharacterDataHandler = target.text
    return parser
