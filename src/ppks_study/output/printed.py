"""The questionnaire on paper: an A4 PDF to print and fill in with a pen."""

import json
from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path

from ppks_study.errors import OutputError
from ppks_study.instrument import Instrument
from ppks_study.output.blocks import sheet_of
from ppks_study.output.phrases import read
from ppks_study.output.sheets import Rows


def print_form(sheets: dict[str, Rows], instrument: Instrument, lang: str, to: Path, *, title: str = "",
               place: str = "") -> Path:
    """Write the questionnaire in one language as a PDF/UA-1; the same form gives the same bytes.

    Parameters
    ----------
    sheets : dict of str to list of dict
        The form, as `read_sheets` returns it: gives title, groups and order.
    instrument : Instrument
        The same form: gives questions, choices and labels.
    lang : str
        ``id`` or ``en``.
    to : Path
        The PDF; it appears whole or not at all.
    title : str, optional
        In the language of the page; without it, the form's own title.
    place : str, optional
        Where and when the survey is, shown below the title.

    Raises
    ------
    OutputError
        Typst refuses.
    """
    import typst

    settings = sheets["settings"][0] if sheets["settings"] else {}
    words = {key: told[lang] for key, told in read("form")["print"].items()}
    content = {"title": title or settings.get("form_title") or to.stem, "place": place, "lang": lang, "words": words,
               **asdict(sheet_of(sheets["survey"], instrument, lang))}
    waiting = to.with_name(f"{to.name}.part")
    with as_file(files("ppks_study").joinpath("output", "templates")) as templates:
        try:
            typst.compile(str(templates / "questionnaire.typ"), output=str(waiting), root=str(templates), format="pdf",
                          sys_inputs={"content": json.dumps(content)}, ignore_system_fonts=True, pdf_standards="ua-1")
        except (RuntimeError, typst.TypstError) as error:
            raise OutputError(f"Typst: {str(error)[:500]}", where=f"questionnaire, {lang}",
                              fix="correct the form, then run again") from error
    return waiting.replace(to)
