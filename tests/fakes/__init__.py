"""Servers and peers that behave like the real ones."""
