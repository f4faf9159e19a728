module

public import ToyModels.Capacity.Budget

/-!
# Capacity does not depend on the basis

Capacity is made of inner products, so an isometry of the hidden space leaves it alone, and so does a common change of
scale. It therefore sees no privileged basis.

## Main definitions

* `stretch`: the matrix `diag(1, 2)`; `diagonalPair`: the vectors `(1, 1)` and `(1, -1)`.

## Main statements

* `dot_mulVec_mulVec`: an isometry preserves inner products.
* `capacity_orthogonal_invariant`: `Wᵢ ↦ c Q Wᵢ` preserves all capacities if `Qᵀ Q = 1` and `c ≠ 0`.

## Proof idea

All inner products are multiplied by `c²`, so the numerator and the denominator of the capacity are multiplied by `c⁴`.

## What is not claimed

Features may not be scaled one by one: that changes the capacities of the others.

## References

* [scherlis2022], on capacity; [elhage2022], on privileged bases.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {k m n : Nat}

/-- The matrix `diag(1, 2)`, which stretches the second axis. -/
def stretch : Mat Rat 2 2 := Mat.ofTwo 1 0 0 2

/-- The orthogonal vectors `(1, 1)` and `(1, -1)`. -/
def diagonalPair : Fin 2 → Vec Rat 2 := Mat.ofTwo 1 1 1 (-1)

/-- An isometry preserves inner products. -/
theorem dot_mulVec_mulVec {Q : Mat α k m} (hQ : Q.transpose.mul Q = Mat.one) (x y : Vec α m) :
    dot (Q.mulVec x) (Q.mulVec y) = dot x y := by
  rw [Mat.dot_mulVec, Mat.mulVec_mulVec, hQ, Mat.one_mulVec]

/-- Scaling both vectors scales their inner product by the square. -/
theorem dot_smul_smul (c : α) (x y : Vec α m) : dot (fun a => c * x a) (fun a => c * y a) = c ^ 2 * dot x y := by
  rw [dot_smul, dot_comm, dot_smul, dot_comm]
  grind

private theorem capacity_of_dot_eq {V : Fin n → Vec α k} {W : Fin n → Vec α m} {c : α} (hc : c ≠ 0)
    (h : ∀ i j, dot (V i) (V j) = c * dot (W i) (W j)) (i : Fin n) : capacity V i = capacity W i := by
  have hE : overlapEnergy V V i = c ^ 2 * overlapEnergy W W i := by
    simp only [overlapEnergy, mul_sum, h]
    exact sum_congr fun j => by grind
  have hi := h i i
  rw [dot_self, dot_self] at hi
  rw [capacity, capacity, hE, hi]
  by_cases h0 : overlapEnergy W W i = 0 <;> grind

/-- An isometry `Q` of the hidden space and a common scale `c ≠ 0` leave all capacities alone.
Source: scherlis2022, on capacity.
Why: capacity does not see a privileged basis; the columns of `Q` need not even span the space that it maps to.
Tight: an identity; `capacity_orthogonal_invariant_needs_orthogonal`. -/
theorem capacity_orthogonal_invariant {Q : Mat α k m} (hQ : Q.transpose.mul Q = Mat.one) {c : α} (hc : c ≠ 0)
    (W : Fin n → Vec α m) (i : Fin n) : capacity (fun i a => c * Q.mulVec (W i) a) i = capacity W i :=
  capacity_of_dot_eq (c := c ^ 2) (by grind) (fun i j => by rw [dot_smul_smul, dot_mulVec_mulVec hQ]) i

/-- A linear map that is no isometry changes capacities: `diag(1, 2)` takes those of `(1, 1)` and `(1, -1)` from `1` to
`25/34`. -/
theorem capacity_orthogonal_invariant_needs_orthogonal :
    ∀ i, capacity diagonalPair i = 1 ∧ capacity (fun i => stretch.mulVec (diagonalPair i)) i = 25 / 34 := by
  decide +kernel

/-- The scale zero changes capacities: it takes them to zero. -/
theorem capacity_orthogonal_invariant_needs_scale :
    ∀ i, capacity diagonalPair i = 1 ∧ capacity (fun i a => 0 * diagonalPair i a) i = 0 := by
  decide +kernel

end ToyModels
