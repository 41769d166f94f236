"""Damaged files of every kind through `read`: a table or a refusal, within ten seconds of the processor and a gigabyte.

``.venv/bin/python benchmarks/readers.py [--minutes 10]`` lets Hypothesis damage valid files (bits, lengths, parts of a
workbook and their XML, headers) and make up text, and prints how many files of each kind were read and refused. The
first other outcome ends it, made as small as Hypothesis can, with the file kept.
"""

import argparse
import io
import resource
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ppks_study.errors import REPORTED
from surveyintake.answer_file import read
from surveyintake.instrument import Instrument
from surveyintake.matching import known, match

SECONDS, BYTES = 10, 1_000_000_000
FORM = Instrument.load(Path(__file__).parents[1] / "instrument")
KNOWN = known(FORM)
TABLE = pd.DataFrame({"sex": ["female", "male", ""] * 4, "Usia (tahun)": [32.0, 40.5, 99.0] * 4,
                      "programmes": ["pkh tagana", "NA", "Ćé"] * 4, "K01": ["x" * 300, "1", "2"] * 4,
                      "date": pd.to_datetime(["2019-05-01 00:00", "2019-05-02 13:30", "2019-05-03 00:00"] * 4)})
#: What a number in a file is replaced by.
NUMBERS = [b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x40", b"\x01\0\0\x10", b"\xff\0"]
#: What a piece of a workbook's XML is replaced by.
PIECES = [b"", b"<", b"&x;", b'r="XFD1048576"', b'r="A0"', b'r="9999999"', b't="s"', b't="e"', b't="d"', b"-1",
          b"1e999", b"nan", b"99999999999999999999", b"<!DOCTYPE x [<!ENTITY x 'y'>]>", b"<f>A1+B1</f>", b"</row>",
          b"<c/>", b"_xD83D_", b"\xff\xfe", b"../../../etc/passwd", b'encoding="cp037"', b'encoding="utf-7"']


def valid(kind: str) -> bytes:
    """Return a valid file of a kind."""
    import pyreadstat

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{kind}"
        if kind == "xlsx":
            TABLE.to_excel(path, index=False)
        elif kind == "parquet":
            TABLE.assign(several=[["a", "b"]] * len(TABLE), sex=TABLE["sex"].astype("category")).to_parquet(path)
        elif kind == "csv":
            TABLE.to_csv(path, index=False)
        else:
            pyreadstat.write_sav(TABLE.rename(columns={"Usia (tahun)": "age_years"}), path, compress=kind == "zsav",
                                 variable_value_labels={"age_years": {99: "none"}}, missing_ranges={"age_years": [99]})
        return path.read_bytes()


VALID = {kind: valid(kind) for kind in ("xlsx", "csv", "sav", "zsav", "parquet")}


@st.composite
def damaged(draw, content, pieces=NUMBERS):
    """Change, insert or delete bytes; cut the end off; mostly near the beginning, where headers are, or the end."""
    found = bytearray(content)
    for _ in range(draw(st.integers(1, 6))):
        size = len(found)
        near = st.one_of(st.integers(0, min(size, 2_500)), st.integers(0, size), st.integers(max(0, size - 500), size))
        place, action = draw(near), draw(st.sampled_from(["bit", "piece", "insert", "delete", "repeat", "cut"]))
        if action == "bit" and place < size:
            found[place] ^= 1 << draw(st.integers(0, 7))
        elif action in ("piece", "insert"):
            piece = draw(st.one_of(st.sampled_from(pieces), st.binary(max_size=8)))
            found[place:place + (len(piece) if action == "piece" else 0)] = piece
        elif action == "delete":
            del found[place:place + draw(st.integers(1, 300))]
        elif action == "repeat":
            found[place:place] = found[place:place + draw(st.integers(1, 300))] * draw(st.integers(1, 50))
        elif action == "cut" and draw(st.booleans()):
            del found[place:]
    return bytes(found)


@st.composite
def repacked(draw):
    """Damage, drop or rename one part of a workbook, and pack it again."""
    source, out = zipfile.ZipFile(io.BytesIO(VALID["xlsx"])), io.BytesIO()
    target = draw(st.sampled_from(source.namelist()))
    packing = draw(st.sampled_from([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_LZMA]))
    with zipfile.ZipFile(out, "w", packing) as new:
        for name in source.namelist():
            content = source.read(name)
            if name == target:
                action = draw(st.sampled_from(["damage", "damage", "damage", "drop", "rename"]))
                if action == "drop":
                    continue
                name = name.upper() + "x" if action == "rename" else name
                content = draw(damaged(content, PIECES)) if action == "damage" else content
            new.writestr(name, content)
    return out.getvalue()


TEXTS = st.one_of(
    st.text(alphabet='ab1,;\t|"\n\r \0é\ufeff=<', max_size=300).map(lambda text: text.encode("utf-8")),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    st.text(max_size=100).map(lambda text: text.encode("utf-16", "replace")), st.binary(max_size=300))
MADE = {"csv": st.one_of(TEXTS, damaged(VALID["csv"], [b'"', b"\n", b";", b"\0"])),
        "xlsx": st.one_of(damaged(VALID["xlsx"]), *[repacked()] * 5),
        **{kind: damaged(VALID[kind]) for kind in ("sav", "zsav", "parquet")}}
#: Readers in this process are tried more often than those that take a process of their own.
FILES = st.sampled_from(["csv"] * 40 + ["xlsx"] * 60 + ["sav", "zsav", "parquet"]).flatmap(
    lambda kind: st.tuples(st.just(kind), MADE[kind]))


def outcome(path: Path) -> str:
    """Read and match a file; return what became of it."""
    try:
        match(read(path, known=KNOWN), FORM)
    except REPORTED as error:
        return "refused" if error.where and error.expected else "refused without a reason"
    return "read"


def too_long(*_: object) -> None:
    raise TimeoutError(f"more than {SECONDS} seconds")


def main(minutes: float) -> None:
    """Try files until the time is over, and print the figures."""
    counts: Counter[tuple[str, str]] = Counter()
    slowest = 0.0
    end, folder = time.monotonic() + 60 * minutes, Path(tempfile.mkdtemp(prefix="readers-"))
    signal.signal(signal.SIGPROF, too_long)

    @settings(max_examples=400, deadline=None, database=None, suppress_health_check=list(HealthCheck),
              phases=[Phase.generate, Phase.shrink])
    @given(FILES)
    def try_one(file: tuple[str, bytes]) -> None:
        nonlocal slowest
        if time.monotonic() > end:
            return
        path = folder / f"last.{file[0]}"
        path.write_bytes(file[1])
        start = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            found = outcome(path)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, time.process_time() - start)
        counts[file[0], found] += 1
        assert found in ("read", "refused"), found
        assert peak() < BYTES, f"{peak():,} bytes"

    try:
        while time.monotonic() < end:
            try_one()
    finally:
        for (kind, found), count in sorted(counts.items()):
            print(f"{kind:8} {found:8} {count:8,}")
        print(f"{counts.total():,} files; slowest {slowest:.1f} s; peak {peak() / 1e6:,.0f} MB; last ones in {folder}")


def peak() -> int:
    """Return the most memory that this process, or a child of it, has taken, in bytes."""
    return 1024 * max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    sys.exit(main(parser.parse_args().minutes))
