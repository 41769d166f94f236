"""Files as people have them to one valid row per pendamping."""
