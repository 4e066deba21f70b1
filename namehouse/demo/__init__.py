"""The demo: an installation that has lived a while, a bulk of names to measure with, a guided minute."""
