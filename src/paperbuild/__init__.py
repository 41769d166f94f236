"""Notebooks through papermill, what is stale, where a number came from."""
