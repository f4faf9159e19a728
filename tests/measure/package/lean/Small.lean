module

public section

namespace Small

/-- No weight is above a bound of all weights.
Measure: a weight against the largest weight. -/
theorem le_largest {n m : Nat} {W : Fin n → Fin m → Rat} {c : Rat} (h : ∀ i a, W i a ≤ c) (i : Fin n) (a : Fin m) :
    W i a ≤ c := h i a

/-- Where all weights are one, so are their squares.
Measure: the square of a weight against one. -/
theorem sq_of_one {n m : Nat} {W : Fin n → Fin m → Rat} (h : ∀ i a, W i a = 1) (i : Fin n) (a : Fin m) :
    W i a * W i a = 1 := by rw [h i a, Rat.mul_one]

/-- A square matrix is itself.
Measure: an entry against itself. -/
theorem square_self {n : Nat} (A : Fin n → Fin n → Rat) (i j : Fin n) : A i j = A i j := rfl

/-- More features than dimensions are as many features as there are.
Measure: the features against themselves. -/
theorem wide_self {n m : Nat} (W : Fin n → Fin m → Rat) (h : m < n) (i : Fin n) (a : Fin m) : W i a ≤ W i a :=
  Rat.le_refl

/-- This is about no weights at all. -/
theorem nothing (x : Rat) : x ≤ x := Rat.le_refl

end Small
