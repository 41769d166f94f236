"""Office files are zip archives that hold the clock; here they hold none, so that same input gives same bytes."""

import io
import zipfile
from datetime import datetime

#: What an archive says of each of its files, and a document of itself.
MOMENT = datetime(2000, 1, 1)
EARLIEST = (1980, 1, 1, 0, 0, 0)


def repacked(content: bytes) -> bytes:
    """Return a zip archive with the same files in the same order, all of one fixed time."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return out.getvalue()
