"""Clients: to whom the house and its resellers sell, and who stands below whom."""
