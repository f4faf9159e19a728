module

public import Ranges.Sums

/-! A class hierarchy of one's own, structures that carry proofs, and what an ordered field does not decide. -/

@[expose] public noncomputable section

universe u

namespace Ranges

/-- Scalars, in two steps. -/
class Scalar (K : Type u) extends Lean.Grind.Field K, LE K, LT K

class OrderedScalar (K : Type u) extends Scalar K, Std.LawfulOrderLT K, Std.IsLinearOrder K, Lean.Grind.OrderedRing K

instance : Scalar Rat := {}

instance : OrderedScalar Rat := {}

/-- Weights that are nowhere negative and add up to one below `n`. -/
structure Weights (K : Type u) [OrderedScalar K] (n : Nat) where
  at' : Fin n → K
  nonneg : ∀ i, 0 ≤ at' i
  total : sumBelow (fun i => if h : i < n then at' ⟨i, h⟩ else 0) n = 1

section

variable {K : Type u} [OrderedScalar K]

/-- A single weight is one. -/
theorem Weights.single (w : Weights K 1) : w.at' 0 = 1 := by
  have := w.total
  simp only [sumBelow] at this
  grind

/-- False: the first of two weights need not be the larger one. -/
theorem Weights.first_larger (w : Weights K 2) : w.at' 1 ≤ w.at' 0 := sorry

end

/-- A class that no ordered field has to be an instance of. -/
class Marked (K : Type u) where
  mark : K

/-- Not a statement about every ordered field. -/
theorem mark_eq {K : Type u} [OrderedScalar K] [Marked K] (x : K) (h : x = Marked.mark) : Marked.mark = x := h.symm

end Ranges
