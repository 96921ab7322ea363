"""Floor 3: edges to people."""
