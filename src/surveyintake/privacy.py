"""Who somebody is: questions that ask for it, texts that tell it, and pseudonyms in its place."""

import base64
import hashlib
import hmac
import re
from collections.abc import Collection, Iterable

from surveyintake.answer import key as spelled
from surveyintake.instrument import Instrument, Variable

MASK = "•••"
#: Length of a pseudonym: 65 bits, so that two of a million people share one with a chance below 1
#: in 10 million.
PSEUDONYM_LENGTH = 13
_TYPES = frozenset({"phonenumber", "email", "username", "geopoint", "geotrace", "geoshape", "image",
                    "audio", "video"})
_KINDS = {
    "nik": frozenset({"nik", "ktp", "kependudukan"}),
    "kk": frozenset({"kk", "kartu"}),
    "email": frozenset({"email", "surel"}),
    "phone": frozenset({"hp", "telepon", "telp", "telpon", "handphone", "whatsapp", "wa", "phone",
                        "ponsel", "mobile"}),
    "address": frozenset({"alamat", "address"}),
    "name": frozenset({"nama", "name"}),
}
#: Words beside which these still ask for a person's own: a name of a product or a number of phones
#: is none.
_BESIDE = frozenset({
    "no", "nomor", "number", "induk", "keluarga", "lengkap", "panggilan", "responden", "respondent",
    "anda",
    "saudara", "bapak", "ibu", "your", "full", "first", "last", "middle", "family", "depan",
    "belakang", "kepala",
    "siapa", "apa", "what", "is", "the", "are", "of", "and", "or", "dan", "atau", "yang", "bisa",
    "dapat",
    "dihubungi", "aktif", "gelar", "sesuai", "pewawancara", "petugas", "interviewer", "enumerator",
    "surveyor",
    "orang", "person", "pribadi", "sendiri", "own", "rumah", "tempat", "tinggal", "sekarang",
    "kandung", "ayah", "suami", "istri", "anak", "wali", "peserta", "penerima", "manfaat", "kpm",
    "kader", "informan",
    "domisili", "home", "contact", "kontak", "digit", "mohon", "isi", "tuliskan", "masukkan",
    "please", "enter",
    "write", "id"})
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?<![\d.,])(?:\+\s?62|62(?=[ -]?8)|0(?=8))[ .-]?\(?\d{2,4}\)?(?:[ .-]?\d{2,5}){1,4}(?![\d.,]?\d)")
_SIXTEEN = re.compile(r"(?<![\d.,])\d(?:[ .-]?\d){15}(?![.,]?\d)")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?")
#: What programs number submissions with: its digits tell nobody.
_UUID = re.compile(r"(?<!\w)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?!\w)", re.IGNORECASE)
_PAIR = re.compile(r"(?<![\d.])(-?\d{1,2}\.\d{3,})\s*[,; ]\s*(\d{2,3}\.\d{3,})(?![\d.])")
_PROVINCES = frozenset({*range(11, 22), *range(31, 37), 51, 52, 53, *range(61, 66), *range(71, 77),
                        81, 82,
                        *range(91, 98)})


def looks_private(text: str) -> str | None:
    """Return what a text tells of a person: ``nik``, ``kk``, ``phone``, ``email``, ``gps``, or
    None.

    Parameters
    ----------
    text : str
        The content of a cell.

    Notes
    -----
    A NIK is 16 digits: a province, two more levels of place, a birth date ``ddmmyy`` with 40 added
    to the day of a woman, and a serial number. A number of a family card (KK) is built likewise;
    without a date that can be, 16 digits of a province count as one. An amount in rupiah is none of
    these.

    Examples
    --------
    >>> looks_private("1376014508850001"), looks_private("0812-3456-7890"), looks_private("Rp 2.507.668")
    ('nik', 'phone', None)
    """
    if len(text) < 8 or _GROUPED.fullmatch(text.strip()):
        return None
    text = _UUID.sub(" ", text)
    if _EMAIL.search(text):
        return "email"
    sixteen = _SIXTEEN.search(text)
    if sixteen:
        return _card(re.sub(r"\D", "", sixteen[0]))
    phone = _PHONE.search(text)
    if phone and 10 <= len(re.sub(r"\D", "", phone[0])) <= 14:
        return "phone"
    pair = _PAIR.search(text)
    return "gps" if pair and -11.5 <= float(pair[1]) <= 6.5 and 94.5 <= float(pair[2]) <= 141.5 else None


def tells(text: str, *, header: str) -> str | None:
    """Return what a text tells of a person below a header.

    The header tells a family card, or a phone number that lost its zero.

    Parameters
    ----------
    text : str
        The content of a cell.
    header : str
        The header of its column.

    Examples
    --------
    >>> tells("81234567890", header="No. HP"), tells("81234567890", header="Anggaran")
    ('phone', None)
    """
    found, asked = looks_private(text), asks_for(header)
    if asked == "phone" and found is None:
        return looks_private(f"0{text}")
    return "kk" if asked == "kk" and found == "nik" else found


def _card(digits: str) -> str | None:
    if int(digits[:2]) not in _PROVINCES:
        return None
    day, month = int(digits[6:8]), int(digits[8:10])
    born = (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12
    return "nik" if born else "kk"


def masked(text: str, *, identifier: bool = False) -> str:
    """Return a text as it may be printed.

    Parameters
    ----------
    text : str
        The content of a cell.
    identifier : bool
        Whether it tells who somebody is, whatever it looks like.
    """
    return MASK if text and (identifier or looks_private(text)) else text


def asks_for(text: str, respondents: Collection[str] = ()) -> str | None:
    """Return what of a person a name or label plainly asks for: name, nik, kk, phone, email,
    address; or None.

    Parameters
    ----------
    text : str
        A question's name or label, or a column's header.
    respondents : collection of str
        What this survey calls those who answer, in small letters: ``nama perawat`` asks for a name.

    Examples
    --------
    >>> asks_for("nama_lengkap"), asks_for("Nomor HP/WA"), asks_for("nama_program"), asks_for("Jumlah HP")
    ('name', 'phone', None, None)
    """
    words = set(re.findall(r"[a-z]+", text.casefold().replace("e-mail", "email")))
    if not words <= _BESIDE.union(*_KINDS.values(), respondents):
        return None
    return next((kind for kind, known in _KINDS.items() if words & known), None)


def identifiers(instrument: Instrument) -> frozenset[str]:
    """Return the variables that tell who somebody is: by role or type, or by what they ask.

    Parameters
    ----------
    instrument : Instrument
        The questions.

    Notes
    -----
    What a question asks counts where it has no role of its own and the form names no identifier at
    all.
    """
    named, asking = set(), set()
    for name, variable in instrument.variables.items():
        if variable.role == "identifier":
            named.add(name)
        elif variable.type in _TYPES or (not variable.role and not variable.choices
                                         and variable.type in ("text", "integer", "barcode")
                                         and _asked(variable, instrument.respondents)):
            asking.add(name)
    if named:
        asking = {name for name in asking if instrument.variables[name].type in _TYPES}
    return frozenset(named | asking)


def _asked(variable: Variable, respondents: Collection[str]) -> set[str]:
    """Return what of a person a question's name and labels plainly ask for."""
    asked = set()
    for text in (variable.name, *variable.labels.values()):
        asked.add(asks_for(text, respondents) or "")
    return asked - {""}


def unique(instrument: Instrument) -> frozenset[str]:
    """Return the variables that are another for each respondent: by role, or by asking for a NIK.

    Parameters
    ----------
    instrument : Instrument
        The questions.
    """
    personal, once = identifiers(instrument), set()
    for name, variable in instrument.variables.items():
        if variable.role == "code" or name in personal and "nik" in _asked(variable, instrument.respondents):
            once.add(name)
    return frozenset(once)


def pseudonym(key: bytes, values: Iterable[str]) -> str:
    """Return the same 13 letters and digits for the same person, whatever the row, spaces and
    capitals.

    Parameters
    ----------
    key : bytes
        Secret: who has it can test a guess of who somebody is.
    values : iterable of str
        A person's identifiers, always in the same order.

    Notes
    -----
    HMAC-SHA256 (RFC 2104), the first 65 bits in base32 (RFC 4648).

    Examples
    --------
    >>> pseudonym(b"k", ["Budi  Santoso"]) == pseudonym(b"k", ["budi santoso "])
    True
    """
    joined = "\x1f".join("".join(spelled(value).split()) for value in values)
    digest = hmac.new(key, joined.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode()[:PSEUDONYM_LENGTH]
