import {library}

/-! What is not proved yet. `toymodels refute Conjectures.lean` searches for counterexamples to each `sorry`. -/

/-- True, and not proved. -/
theorem sumOfSquares_two (f : Fin 2 → Rat) : 2 * f 0 * f 1 ≤ sumOfSquares 2 f := sorry

/-- False: find out where. -/
theorem le_sumOfSquares (f : Fin 1 → Rat) : f 0 ≤ sumOfSquares 1 f := sorry
