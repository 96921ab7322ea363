"""Floor 3: edges to offices that take feedback."""
