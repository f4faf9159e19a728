module

/-! Theorems whose checks have a known power. -/

@[expose] public section

/-- The first hypothesis is needed, the second is idle. -/
theorem idle_hypothesis (x y : Rat) (needed : x ≤ y) (idle : 0 ≤ x) : x ≤ y + 1 := by grind

/-- The docstring is wrong: equality holds at one.
Tight: never attained. -/
theorem false_tight (x : Rat) (h : 1 ≤ x) : 2 ≤ x + 1 := by grind

/-- Since `x` is not negative, `x ≤ 0` says the same as `x = 0`: a mutant that no instance can kill. -/
theorem surviving_mutant (x : Rat) (h : 0 ≤ x) : x = 0 ↔ 2 * x = 0 := by grind
