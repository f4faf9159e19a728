"""From elaborated Lean terms to statements."""
