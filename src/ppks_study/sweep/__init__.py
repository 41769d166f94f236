"""Many districts at once: sections run side by side as Dask tasks, results kept and compared."""
