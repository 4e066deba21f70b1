"""The rules, one sentence each, and how they are asked."""
