"""What Python computed, put to Lean's kernel: counterexamples, and the values of definitions."""
