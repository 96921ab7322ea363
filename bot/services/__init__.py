"""Floor 1: async use cases over ports."""
