"""Columns that collection tools add of their own accord: they answer no question."""

import re

from ppks_study.intake.heading import plain

#: By `plain` header: KoboToolbox, ODK Central, SurveyCTO; Google Forms in English and Indonesian; pandas.
NAMES = frozenset({
    "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "_tags", "_index",
    "_parent_index", "_parent_table_name", "_geolocation", "_attachments", "_xform_id_string", "_bamboo_dataset_id",
    "_submission_date", "_date_modified", "_media_count", "_total_media", "_duration", "__version", "__version__",
    "_version_", "_version", "formhub/uuid", "formhub-uuid", "formhub.uuid", "meta/instanceid", "meta-instanceid",
    "meta.instanceid", "meta/rootuuid", "meta-rootuuid", "meta.rootuuid", "meta/instancename", "meta-instancename",
    "meta/deprecatedid", "meta/audit", "meta-audit", "instanceid", "instancename", "rootuuid", "start", "end", "today",
    "deviceid", "device_id", "username", "simserial", "subscriberid", "audit", "starttime", "endtime", "key",
    "parent_key", "submissiondate", "completiondate", "submitterid", "submittername", "attachmentspresent",
    "attachmentsexpected", "reviewstate", "edits", "formversion", "formdef_version", "caseid",
    "timestamp", "cap waktu", "stempel waktu", "email address", "alamat email", "nama pengguna",
    "total score", "skor total", "untitled", "__index_level_0__"})
_PATTERNS = re.compile(r"_submission__\w+|_?_?version_*\d*|unnamed: \d+(_level_\d+)?|set-of-.+"
                       r"|_?geolocation_(latitude|longitude|altitude|precision)")
_PART_OF_A_PLACE = re.compile(r"(?:.+/(?=_))?_?(.+)[_\-](latitude|longitude|altitude|precision|accuracy)|(.+)_url")


def adds(header: str) -> bool:
    """Whether a tool adds a column of this header to every table.

    Examples
    --------
    >>> adds("_submission_time"), adds("Cap waktu"), adds("Usia")
    (True, True, False)
    """
    name = plain(header)
    return name in NAMES or bool(_PATTERNS.fullmatch(name))


def whole(header: str) -> str:
    """Return the place or picture that a column is a part of, as tools split them, or nothing.

    Examples
    --------
    >>> whole("_home_latitude"), whole("identity/_home_latitude"), whole("photo_URL"), whole("sex")
    ('home', 'home', 'photo', '')
    """
    found = _PART_OF_A_PLACE.fullmatch(plain(header))
    return (found[1] or found[3]) if found else ""
