"""What can be asked of a registry, and what it answers: plain values, the same for every door."""
