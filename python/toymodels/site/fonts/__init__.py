"""Fonts that the site brings along."""
