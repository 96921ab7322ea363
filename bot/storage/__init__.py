"""Floor 3: the edge to data."""
