module

public import Ranges.Sums

/-! Points and vectors as structures. -/

@[expose] public noncomputable section

universe u

namespace Ranges

structure Point (K : Type u) where
  x : K
  y : K

structure Vector (K : Type u) (n : Nat) where
  entry : Fin n → K

section

variable {K : Type u} [Lean.Grind.Field K]

namespace Point

def inner (p q : Point K) : K := p.x * q.x + p.y * q.y

def plus (p q : Point K) : Point K := ⟨p.x + q.x, p.y + q.y⟩

def minus (p q : Point K) : Point K := ⟨p.x - q.x, p.y - q.y⟩

/-- The parallelogram law. -/
theorem parallelogram (p q : Point K) :
    (p.plus q).inner (p.plus q) + (p.minus q).inner (p.minus q) = 2 * (p.inner p + q.inner q) := by
  simp only [inner, plus, minus]
  grind

/-- Cauchy and Schwarz in the plane. -/
theorem inner_sq_le [LE K] [LT K] [Std.LawfulOrderLT K] [Std.IsLinearOrder K] [Lean.Grind.OrderedRing K]
    (p q : Point K) : p.inner q ^ 2 ≤ p.inner p * q.inner q := by
  have := Lean.Grind.OrderedRing.sq_nonneg (a := p.x * q.y - p.y * q.x)
  simp only [inner]
  grind

end Point

namespace Vector

def inner {n : Nat} (v w : Vector K n) : K :=
  sumBelow (fun i => if h : i < n then v.entry ⟨i, h⟩ * w.entry ⟨i, h⟩ else 0) n

/-- Inner products are symmetric. -/
theorem inner_comm {n : Nat} (v w : Vector K n) : v.inner w = w.inner v := by
  have (a b : K) : a * b = b * a := by grind
  simp only [inner, this]

end Vector

end

end Ranges
