"""What may happen to a cell, a row or a column on its way in.

Each rule with its effect and its reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One rule of cleaning.

    Attributes
    ----------
    name : str
        As the log and the report write it.
    effect : str
        ``changed`` (the answer is kept, written in one way), ``refused`` (the cell becomes
        missing), ``required`` (an answer is missing where one is asked for), ``row`` (the row is
        left out) or ``column`` (no cell of the column is read).
    reason : mapping of str to str
        Why, in Indonesian (``id``) and English (``en``).
    """

    name: str
    effect: str
    reason: Mapping[str, str]


_REASONS = {
    "changed": {
        "spelling": ("disamakan dengan pilihan pertanyaan ini",
                     "spelled like a choice of this question"),
        "number": ("dibaca sebagai bilangan", "read as a number"),
        "date": ("dibaca sebagai tanggal atau waktu", "read as a date or time"),
        "missing_mark": ("tanda bahwa tidak ada jawaban", "a mark that there is no answer"),
        "missing_code": ("kode untuk tidak ada jawaban", "a code for no answer"),
        "not_applicable": ("pertanyaan ini tidak berlaku bagi responden",
                           "this question does not apply to the respondent"),
    },
    "refused": {
        "unknown_choice": ("bukan pilihan pertanyaan ini", "not a choice of this question"),
        "two_answers": ("dua jawaban, padahal hanya satu yang diminta",
                        "two answers where one is asked for"),
        "forms_disagree": ("kolom gabungan dan kolom 0/1 pertanyaan ini tidak sama",
                           "the joined column and the 0/1 columns of this question differ"),
        "not_a_number": ("bukan bilangan", "not a number"),
        "ambiguous_number": ("dapat dibaca sebagai lebih dari satu bilangan",
                             "can be read as more than one number"),
        "not_whole": ("bukan bilangan bulat", "not a whole number"),
        "birth_year": ("tahun kalender, padahal yang ditanyakan jumlah tahun",
                       "a calendar year where a number of years is asked for"),
        "not_a_date": ("bukan tanggal atau waktu", "not a date or time"),
        "ambiguous_date": ("dapat dibaca sebagai lebih dari satu tanggal",
                           "can be read as more than one date"),
        "not_a_place": ("bukan lintang dan bujur", "not a latitude and a longitude"),
        "out_of_range": ("di luar batas pertanyaan ini", "outside this question's limits"),
        "impossible_combination": ("tidak mungkin bersama jawaban lain di baris ini",
                                   "impossible together with another answer in this row"),
        "not_relevant": ("dijawab, padahal menurut jawaban lain tidak ditanyakan",
                         "answered, though other answers say that it was not asked"),
        "excel_error": ("pesan galat lembar kerja, bukan jawaban",
                        "a spreadsheet's error message, not an answer"),
        "formula": ("rumus yang belum dihitung, bukan jawaban",
                    "a formula that was not calculated, not an answer"),
    },
    "required": {
        "required": ("wajib dijawab, tetapi kosong", "an answer is required, but there is none"),
    },
    "row": {
        "header_row": ("pengulangan baris judul kolom", "the column headings again"),
        "totals_row": ("baris jumlah atau rata-rata, bukan responden",
                       "a row of totals or means, not a respondent"),
        "note_row": ("catatan di bawah tabel, bukan responden",
                     "a note below the table, not a respondent"),
        "empty_row": ("tidak ada satu pun jawaban di baris ini", "no answer at all in this row"),
        "test_row": ("isian percobaan", "a test entry"),
        "no_consent": ("responden tidak bersedia ikut serta", "the respondent did not consent"),
        "duplicate_row": ("isian yang sama sudah ada", "the same submission is already there"),
        "duplicate_code": ("kode ini sudah dipakai baris lain dengan jawaban berbeda",
                           "another row with other answers already has this code"),
    },
    "column": {
        "column_twice": ("beberapa kolom berisi pertanyaan ini dan isinya berbeda; tidak satu pun dibaca",
                         "several columns hold this question and differ; none of them is read"),
    },
}

#: Every rule by name, in the order of their effects.
RULES: Mapping[str, Rule] = {
    name: Rule(name, effect, {"id": indonesian, "en": english})
    for effect, reasons in _REASONS.items() for name, (indonesian, english) in reasons.items()}


# What one cell answers, and what became of it.

@dataclass(frozen=True)
class Answer:
    """One cell, cleaned.

    Attributes
    ----------
    value : str, int, float or None
        None for no answer.
    rule : str
        What changed or refused it, one of `rules.RULES`; empty where nothing did.
    suggestion : str
        What may have been meant.
    column : str
        The column of the file that holds the cell, where it is not the question's own.
    skipped : bool
        Whether there is no answer because the question was not asked.
    """

    value: str | int | float | None
    rule: str = ""
    suggestion: str = ""
    column: str = ""
    skipped: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether something was answered that is not used."""
        return bool(self.rule) and RULES[self.rule].effect == "refused"


#: A cell without an answer.
NOTHING = Answer(None)
