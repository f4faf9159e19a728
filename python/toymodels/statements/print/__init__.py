"""Statements as text, as Lean, as MathML and as data for other programs."""
