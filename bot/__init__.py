"""The Đà Nẵng citizen-guidance bot."""
