"""Candidates for counterexamples that come from somewhere else than chance: a file a means, and their registry."""
