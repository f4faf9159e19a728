"""Elaborated Lean terms as statements: lowering, and printing as mathematics or as Lean."""
