"""Files as people have them, read in bounded time and memory: rows of texts, and nothing interpreted."""
