"""Rows of a file made into objects, by the deed that makes one: what was sent, what its columns are, what came of each row."""
