"""Constructions: ways to draw a variable that make some of its hypotheses true.

A recogniser looks at a variable and at the facts that it must satisfy given everything drawn before it, and answers
with a construction or with None; `registry` has them all, and the plan takes the construction that leaves the least to
rejection.
"""
