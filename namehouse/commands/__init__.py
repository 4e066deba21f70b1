"""Commands that act on a registry, one group per object."""
