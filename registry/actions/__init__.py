"""What a registry does: one verb on one object, one file."""
