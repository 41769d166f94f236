"""Draw the gallery's pictures, or some: `.venv/bin/python docs/pictures/gallery.py [plot_likert …]`.

Run `ppks reconstruct` first.

Each is drawn as the notebooks draw it, so that note, source and how the data came about stand inside the picture.
"""

import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from PIL import Image

import ppks_study as ppks
from ppks_study import figures

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
    "plot_budgets": ("payakumbuh-2019", "incentive", "scenario_bill", {}),
    "plot_matrix": ("simulasi-2026", "interviews", "matrix", {}),
    "plot_agreement": ("simulasi-2026", "interviews", "by_code", {}),
    "plot_joint": ("payakumbuh-2019", "competence", "joint", {"table": "voices"}),
}
COLOURS = 64


def draw(shown, page, folder: Path, lang: str) -> None:
    """Draw figures of a page, in few colours so that the files stay small."""
    for name, section, figure, options in shown:
        given = {key: page.floors if key == "floors" else value for key, value in options.items()}
        page.figure(figure, getattr(figures, name), **given)
        picture = Image.open(folder / "figures" / f"{section}-{figure}.png").convert("RGB")
        small = picture.resize((840, round(picture.height * 840 / picture.width)), Image.Resampling.LANCZOS)
        small.quantize(COLOURS, dither=Image.Dither.NONE).save(HERE / f"{name}.{lang}.png", optimize=True)


def main() -> None:
    """Compute each section once, and draw its figures in both languages."""
    for study, section in dict.fromkeys((study, section) for study, section, *_ in SHOWN.values()):
        shown = [(name, section, *rest) for name, (of, own, *rest) in SHOWN.items() if (of, own) == (study, section)]
        shown = [row for row in shown if row[0] in (sys.argv[1:] or SHOWN)]
        if not shown:
            continue
        survey = ppks.load(study)
        computed = getattr(ppks, section)(survey)
        for lang in ("id", "en"):
            with tempfile.TemporaryDirectory() as folder:
                os.environ["PPKS_OUTPUT"] = folder
                draw(shown, ppks.Page(replace(survey, lang=lang), computed), Path(folder), lang)


if __name__ == "__main__":
    main()
