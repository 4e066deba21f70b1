"""Sealing: the files of a deposit become what leaves the house, and what came from a house becomes files again."""
