"""The tidy tables of each results section."""
