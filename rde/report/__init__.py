"""What ICANN is told of a TLD: the reports of a month (registry agreement, specification 3)."""
