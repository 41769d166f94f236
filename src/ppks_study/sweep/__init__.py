"""Many districts at once: each district's sections as tasks of a Dask cluster, and what they give side by side."""
