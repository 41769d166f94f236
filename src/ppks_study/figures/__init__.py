"""Figures: `plot_x(table, *, ax, lang) -> Axes`; nothing is computed, saved or styled inside them."""

from ppks_study.figures.heatmap import plot_heatmap, plot_indicators, plot_levels
from ppks_study.figures.intervals import plot_bands, plot_items, plot_ranges, plot_scores, plot_shares
from ppks_study.figures.joint_display import plot_joint
from ppks_study.figures.likert import plot_likert
from ppks_study.figures.matrix import plot_agreement, plot_matrix
from ppks_study.figures.money import plot_amounts, plot_budgets, plot_envelope, plot_pay
from ppks_study.figures.pyramid import plot_pyramid

__all__ = ["plot_agreement", "plot_amounts", "plot_bands", "plot_budgets", "plot_envelope", "plot_heatmap",
           "plot_indicators", "plot_items", "plot_joint", "plot_levels", "plot_likert", "plot_matrix", "plot_pay",
           "plot_pyramid", "plot_ranges", "plot_scores", "plot_shares"]
