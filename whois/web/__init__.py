"""The web lookup: one page in words for people, one line on whether a name can be had for programs."""
