"""Statements: the language, reading them from elaborated Lean terms, and printing them as mathematics or as Lean."""
