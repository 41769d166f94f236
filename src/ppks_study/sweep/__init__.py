"""Many districts at once: each district's sections as one task of a Dask cluster, then side by side."""
