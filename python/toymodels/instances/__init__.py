"""Instances that satisfy a statement's hypotheses, by construction wherever possible."""
