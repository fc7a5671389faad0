"""Putting a return right: cells by hand, the annotated file, what a new return changes, many files at once."""
