"""A verdict on every published claim: computed, shown as a page, told on a terminal."""
