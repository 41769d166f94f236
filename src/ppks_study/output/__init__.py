"""Tidy results to tables, figures, numbers and the article."""
