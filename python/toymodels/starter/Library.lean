/-! Sums of squares: replace this by what you want to prove. -/

/-- The sum of the squares of `f 0`, …, `f (n - 1)`. -/
def sumOfSquares : (n : Nat) → (Fin n → Rat) → Rat
  | 0, _ => 0
  | n + 1, f => f 0 ^ 2 + sumOfSquares n fun i => f i.succ

/-- A sum of squares is never negative. -/
theorem sumOfSquares_nonneg (n : Nat) (f : Fin n → Rat) : 0 ≤ sumOfSquares n f := by
  induction n with
  | zero => grind [sumOfSquares]
  | succ n ih =>
    have head : 0 ≤ f 0 ^ 2 := Lean.Grind.OrderedRing.sq_nonneg
    have tail := ih fun i => f i.succ
    simp only [sumOfSquares]
    grind
