"""Bringing sealed deposits to the agent, by SFTP."""
