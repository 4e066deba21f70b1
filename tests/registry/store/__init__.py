"""What the store promises to those who ask it at the same time."""
