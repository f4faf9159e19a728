"""Elaborated Lean terms as statements: lowering, and printing as mathematics or as Lean."""

from toymodels.statements.language import Definition, Statement, Term, Unsupported
from toymodels.statements.lean import term_to_lean, to_lean
from toymodels.statements.lower import lower_definition, lower_theorem
from toymodels.statements.signature import to_json
from toymodels.statements.text import sort_to_text, to_text

__all__ = [
    "Definition",
    "Statement",
    "Term",
    "Unsupported",
    "lower_definition",
    "lower_theorem",
    "sort_to_text",
    "term_to_lean",
    "to_json",
    "to_lean",
    "to_text",
]
