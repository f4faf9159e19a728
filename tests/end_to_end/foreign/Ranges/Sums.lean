module

/-! Sums over the natural numbers below a bound, of functions on all natural numbers; no bundled class. -/

@[expose] public noncomputable section

universe u

variable {K : Type u} [Lean.Grind.Field K]

namespace Ranges

attribute [scoped instance] Lean.Grind.Semiring.natCast

/-- `f 0 + f 1 + ⋯ + f (n - 1)`. -/
def sumBelow (f : Nat → K) : Nat → K
  | 0 => 0
  | n + 1 => sumBelow f n + f n

/-- The sum of a pointwise sum. -/
theorem sumBelow_add (f g : Nat → K) (n : Nat) :
    sumBelow (fun i => f i + g i) n = sumBelow f n + sumBelow g n := by
  induction n with
  | zero => simp only [sumBelow]; grind
  | succ n ih => simp only [sumBelow, ih]; grind

/-- Smaller terms have a smaller sum. -/
theorem sumBelow_mono [LE K] [LT K] [Std.LawfulOrderLT K] [Std.IsLinearOrder K] [Lean.Grind.OrderedRing K]
    (f g : Nat → K) (n : Nat) (h : ∀ i, i < n → f i ≤ g i) : sumBelow f n ≤ sumBelow g n := by
  induction n with
  | zero => simp only [sumBelow]; grind
  | succ n ih =>
    have := ih fun i hi => h i (by omega)
    have := h n (by omega)
    simp only [sumBelow]
    grind

/-- Gauss's sum. -/
theorem two_mul_sumBelow_id (n : Nat) : 2 * sumBelow (fun i => (i : K)) n + n = (n : K) ^ 2 := by
  induction n with
  | zero => simp only [sumBelow]; grind
  | succ n ih => simp only [sumBelow]; grind

/-- A sum of differences telescopes. -/
theorem sumBelow_succ_sub (f : Nat → K) (n : Nat) : sumBelow (fun i => f (i + 1) - f i) n = f n - f 0 := by
  induction n with
  | zero => simp only [sumBelow]; grind
  | succ n ih => simp only [sumBelow, ih]; grind

/-- False: it is the cubes that sum to a square. -/
theorem sumBelow_sq (n : Nat) :
    sumBelow (fun i => (i : K) ^ 2) n = sumBelow (fun i => (i : K)) n ^ 2 := sorry

/-- Of a function that is not read. -/
theorem log2_le (n : Nat) : Nat.log2 n ≤ n := Nat.log2_le_self n

end Ranges
