"""Figures: ``plot_x(table, *, ax=None, lang="en") -> Axes`` draws a table of estimates.

Nothing is computed or saved inside; without axes a figure of its own is made in the house style.
"""

from ppks_study.figures.heatmap import (
    plot_agreement,
    plot_heatmap,
    plot_indicators,
    plot_levels,
    plot_matrix,
)
from ppks_study.figures.intervals import (
    plot_bands,
    plot_items,
    plot_ranges,
    plot_scores,
    plot_shares,
)
from ppks_study.figures.joint_display import plot_joint
from ppks_study.figures.likert import plot_likert
from ppks_study.figures.money import plot_amounts, plot_budgets, plot_envelope, plot_pay
from ppks_study.figures.pyramid import plot_pyramid

__all__ = ["plot_agreement", "plot_amounts", "plot_bands", "plot_budgets", "plot_envelope",
           "plot_heatmap", "plot_indicators", "plot_items", "plot_joint", "plot_levels",
           "plot_likert", "plot_matrix", "plot_pay", "plot_pyramid", "plot_ranges", "plot_scores",
           "plot_shares"]
