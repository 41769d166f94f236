"""Steps of the paper's method as a library."""
