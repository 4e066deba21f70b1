"""Contacts of clients as the registry knows them: which of its contacts they are, and the names that they hold there."""
