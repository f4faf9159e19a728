module

public import ToyModels.Capacity.Budget

/-!
# What capacity measures

A feature has capacity one exactly if it is orthogonal to all others, and capacity zero exactly if it is not
represented at all. And the capacity of one paper is the feature dimensionality of another.

## Main definitions

* `featureDimensionality W i`: `(Wᵢ · Wᵢ) / Σⱼ (Ŵᵢ · Wⱼ)²`, where `Ŵᵢ` is the unit vector along `Wᵢ`.
* `zeroAndOne`: two features in one dimension, the first of them zero.

## Main statements

* `capacity_eq_one_iff`: capacity one means monosemantic.
* `capacity_eq_zero_iff`: capacity zero means not represented.
* `featureDimensionality_eq_capacity`: feature dimensionality is capacity.

## Proof idea

The denominator of the capacity is its numerator plus the squared overlaps with the other features.

## What is not claimed

Capacity says how much interference there is, not whether a nonlinear read-out can remove it.

## References

* [scherlis2022], on capacity; [elhage2022], on feature dimensionality.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- The dimensionality of feature `i`: `(Wᵢ · Wᵢ) / Σⱼ (Ŵᵢ · Wⱼ)²`, where `Ŵᵢ` is the unit vector along `Wᵢ`, so that
`(Ŵᵢ · Wⱼ)² = (Wᵢ · Wⱼ)² / (Wᵢ · Wᵢ)`. -/
def featureDimensionality (W : Fin n → Vec α m) (i : Fin n) : α :=
  normSq (W i) / sum fun j => dot (W i) (W j) ^ 2 / normSq (W i)

/-- A family of two features in one dimension, the first of which is zero. -/
def zeroAndOne : Fin 2 → Vec Rat 1 := fun i _ => if i.val = 0 then 0 else 1

/-- The energy of a feature is the square of its squared norm plus its squared overlaps with the other features. -/
private theorem overlapEnergy_self (W : Fin n → Vec α m) (i : Fin n) :
    overlapEnergy W W i = normSq (W i) ^ 2 + sum fun j => if j = i then 0 else dot (W i) (W j) ^ 2 := by
  rw [← dot_self, ← sum_ite_eq' i fun j => dot (W i) (W j) ^ 2, ← sum_add]
  exact sum_congr fun j => by grind

/-- A non-zero feature has positive energy. -/
private theorem overlapEnergy_pos {W : Fin n → Vec α m} {i : Fin n} (h : ∃ a, W i a ≠ 0) : 0 < overlapEnergy W W i := by
  have hp := normSq_pos h
  have hpp := mul_pos hp hp
  have hle : dot (W i) (W i) ^ 2 ≤ overlapEnergy W W i := single_le_sum (fun j => sq_nonneg (dot (W i) (W j))) i
  rw [dot_self] at hle
  grind

/-- A feature has capacity zero exactly if its direction is zero.
Source: scherlis2022, on capacity.
Why: zero capacity means that the feature is ignored.
Tight: an equivalence. -/
theorem capacity_eq_zero_iff (W : Fin n → Vec α m) (i : Fin n) : capacity W i = 0 ↔ ∀ a, W i a = 0 := by
  rw [← normSq_eq_zero_iff, capacity]
  refine ⟨fun h => ?_, fun h => by rw [h]; grind⟩
  by_cases h0 : ∃ a, W i a ≠ 0
  · have := overlapEnergy_pos h0
    grind
  · exact (normSq_eq_zero_iff (W i)).mpr fun a => by grind

/-- A non-zero feature has capacity one exactly if it is orthogonal to all others.
Source: scherlis2022, on capacity.
Why: capacity one means monosemantic: a dimension of its own, and no interference.
Tight: an equivalence; `capacity_eq_one_iff_needs_nonzero`. -/
theorem capacity_eq_one_iff {W : Fin n → Vec α m} {i : Fin n} (h : ∃ a, W i a ≠ 0) :
    capacity W i = 1 ↔ ∀ j, j ≠ i → dot (W i) (W j) = 0 := by
  have hpos := overlapEnergy_pos h
  have hiff := sum_eq_zero_iff (f := fun j => if j = i then 0 else dot (W i) (W j) ^ 2) fun j => by
    have := sq_nonneg (dot (W i) (W j))
    grind
  have hs := overlapEnergy_self W i
  rw [capacity]
  refine ⟨fun h1 j hj => ?_, fun h0 => ?_⟩
  · have := hiff.mp (by grind) j
    grind
  · have := hiff.mpr fun j => by have := h0 j; grind
    grind

/-- A zero vector is orthogonal to everything, yet has capacity zero and not one. -/
theorem capacity_eq_one_iff_needs_nonzero :
    (∀ j, j ≠ 0 → dot (zeroAndOne 0) (zeroAndOne j) = 0) ∧ capacity zeroAndOne 0 ≠ 1 := by
  decide +kernel

/-- Feature dimensionality is capacity.
Source: elhage2022, on feature dimensionality; scherlis2022, on capacity.
Why: two papers measure the same quantity, so that bounds on capacity are bounds on dimensionality.
Tight: an identity. -/
theorem featureDimensionality_eq_capacity (W : Fin n → Vec α m) (i : Fin n) :
    featureDimensionality W i = capacity W i := by
  have h : (sum fun j => dot (W i) (W j) ^ 2 / normSq (W i)) = overlapEnergy W W i / normSq (W i) := by
    simp only [Lean.Grind.Field.div_eq_mul_inv, ← sum_mul, overlapEnergy]
  rw [featureDimensionality, capacity, h]
  by_cases h0 : normSq (W i) = 0 <;> by_cases h1 : overlapEnergy W W i = 0 <;> grind

end ToyModels
