"""Answers to percent scores, classes and KKNI levels; n, shares, means."""
