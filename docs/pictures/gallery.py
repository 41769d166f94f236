"""Draw the gallery's pictures again: `.venv/bin/python docs/pictures/gallery.py`. Run `ppks reconstruct` first.

Each is drawn as the notebooks draw it, so that note, source and how the data came about stand inside the picture.
"""

import os
import sys
import tempfile
from pathlib import Path

from PIL import Image

import ppks_study as ppks
from ppks_study.output import figures

HERE = Path(__file__).resolve().parent
#: Plot function -> study, section, figure, and what the notebook's call has beside them.
SHOWN = {
    "plot_likert": ("simulasi-2026", "qualification", "answers", {}),
    "plot_heatmap": ("simulasi-2026", "qualification", "tasks_within", {}),
    "plot_ranges": ("simulasi-2026", "competence", "groups", {"rows": "group == 'knowledge'"}),
    "plot_scores": ("simulasi-2026", "competence", "scores", {"lowest": 86}),
    "plot_items": ("simulasi-2026", "competence", "items_knowledge",
                   {"table": "items", "rows": "group == 'knowledge'"}),
    "plot_shares": ("simulasi-2026", "profile", "composition", {}),
    "plot_pyramid": ("simulasi-2026", "profile", "pyramid", {}),
    "plot_bands": ("payakumbuh-2019", "profile", "age", {"rows": "category != 'all'"}),
    "plot_envelope": ("payakumbuh-2019", "profile", "envelope", {"floors": True}),
    "plot_pay": ("payakumbuh-2019", "incentive", "ranges", {"floors": True}),
    "plot_amounts": ("payakumbuh-2019", "incentive", "need",
                     {"rows": "key in ['incentive.need.needed', 'incentive.need.present']"}),
    "plot_indicators": ("payakumbuh-2019", "qualification", "indicators", {}),
    "plot_levels": ("payakumbuh-2019", "qualification", "levels", {}),
    "plot_joint": ("payakumbuh-2019", "competence", "joint", {"table": "voices"}),
}
COLOURS = 64


def pages(lang: str):
    """Return the page of each section that is shown, saving below a folder that is then thrown away."""
    surveys = {study: ppks.load(study, lang=lang) for study, *_ in SHOWN.values()}
    return {(study, section): ppks.Page(surveys[study], getattr(ppks, section)(surveys[study]))
            for study, section, *_ in SHOWN.values()}


def draw(lang: str, folder: Path) -> None:
    """Draw each figure in a language, in few colours so that the file stays small."""
    known = pages(lang)
    for name, (study, section, figure, options) in SHOWN.items():
        page = known[study, section]
        given = {key: page.floors if key == "floors" else value for key, value in options.items()}
        page.figure(figure, getattr(figures, name), **given)
        picture = Image.open(folder / "figures" / f"{section}-{figure}.png").convert("RGB")
        small = picture.resize((840, round(picture.height * 840 / picture.width)), Image.Resampling.LANCZOS)
        small.quantize(COLOURS, dither=Image.Dither.NONE).save(HERE / f"{name}.{lang}.png", optimize=True)


if __name__ == "__main__":
    for language in sys.argv[1:] or ("id", "en"):
        with tempfile.TemporaryDirectory() as scratch:
            os.environ["PPKS_OUTPUT"] = scratch
            draw(language, Path(scratch))
