"""The demo: an installation that has lived a while, a bulk of names, a guided minute, a clearinghouse to practise with."""
