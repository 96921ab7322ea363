"""Floor 0: pure and synchronous; no clock, file, network or log."""
