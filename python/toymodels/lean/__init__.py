"""Lean: finding or installing one, building modules with it, reading compiled modules as Python data."""
