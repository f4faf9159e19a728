module

public import ToyModels.Foundations.TraceLemma
public import ToyModels.Packing.Welch

/-!
# The capacity budget

The capacity of a feature is the share of a dimension that it has to itself: one if nothing interferes with it, less
if its direction is shared. However the features are arranged, their capacities add up to at most the number of
dimensions.

## Main definitions

* `overlapEnergy R W i`: `Σⱼ (Rᵢ · Wⱼ)²`, all that the read-out `Rᵢ` sees of the features `W`.
* `capacity W i`: `(Wᵢ · Wᵢ)² / Σⱼ (Wᵢ · Wⱼ)²`.
* `untiedCapacity R W i`: `(Rᵢ · Wᵢ)² / Σⱼ (Rᵢ · Wⱼ)²`, for features written along `W` and read along `R`.

## Main statements

* `sum_capacity_le_dim_untied`: the untied capacities add up to at most the dimension.
* `sum_capacity_le_dim`: so do the capacities of tied features.
* `capacity_nonneg`, `capacity_le_one`: each lies between zero and one.

## Proof idea

Let `Gᵢⱼ = Rᵢ · Wⱼ` and scale row `i` by `aᵢ = Gᵢᵢ / Σⱼ Gᵢⱼ²`. The scaled matrix factors through dimension `m`, and its
trace and its squared Frobenius norm are both the total capacity `C`. The trace lemma says `C² ≤ m C`.

## What is not claimed

That training allocates capacity in this way, or that the budget is spent in full.

## References

* [scherlis2022], on capacity and its bound; [elhage2022], on feature dimensionality.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- The energy of read-out `i` over all features: `Σⱼ (Rᵢ · Wⱼ)²`. -/
def overlapEnergy (R W : Fin n → Vec α m) (i : Fin n) : α := sum fun j => dot (R i) (W j) ^ 2

/-- The capacity of a feature that is written along `W i` and read along `R i`, the share of the read-out's energy that
comes from the feature itself: `(Rᵢ · Wᵢ)² / Σⱼ (Rᵢ · Wⱼ)²`. It is zero if the read-out sees no feature. -/
def untiedCapacity (R W : Fin n → Vec α m) (i : Fin n) : α :=
  dot (R i) (W i) ^ 2 / overlapEnergy R W i

/-- The capacity of feature `i`, the share of a dimension that it has to itself: `(Wᵢ · Wᵢ)² / Σⱼ (Wᵢ · Wⱼ)²`. -/
def capacity (W : Fin n → Vec α m) (i : Fin n) : α := normSq (W i) ^ 2 / overlapEnergy W W i

/-- The dual basis of `obliquePair`: `(-5, 3)`, `(2, -1)`. -/
def obliqueDual : Fin 2 → Vec Rat 2 := Mat.ofTwo (-5) 3 2 (-1)

/-- The oblique basis `(1, 2)`, `(3, 5)` of the plane. -/
def obliquePair : Fin 2 → Vec Rat 2 := Mat.ofTwo 1 2 3 5

/-- The capacity of a tied feature is its untied capacity with the feature's direction as read-out. -/
theorem untiedCapacity_self (W : Fin n → Vec α m) (i : Fin n) : untiedCapacity W W i = capacity W i := by
  rw [untiedCapacity, capacity, dot_self]

/-- An untied capacity is non-negative. -/
theorem untiedCapacity_nonneg (R W : Fin n → Vec α m) (i : Fin n) : 0 ≤ untiedCapacity R W i :=
  div_nonneg (sq_nonneg _) (sum_nonneg fun j => sq_nonneg (dot (R i) (W j)))

/-- An untied capacity is at most one. -/
theorem untiedCapacity_le_one (R W : Fin n → Vec α m) (i : Fin n) : untiedCapacity R W i ≤ 1 := by
  have h := single_le_sum (fun j => sq_nonneg (dot (R i) (W j))) i
  have h0 := sum_nonneg fun j => sq_nonneg (dot (R i) (W j))
  change dot (R i) (W i) ^ 2 ≤ overlapEnergy R W i at h
  change 0 ≤ overlapEnergy R W i at h0
  unfold untiedCapacity
  by_cases hz : overlapEnergy R W i = 0
  · rw [hz]
    grind
  · rw [div_le_iff (by grind)]
    grind

/-- The overlap matrix `Rᵢ · Wⱼ` with each row scaled so that its energy and its diagonal entry are the capacity. -/
def scaledOverlap (R W : Fin n → Vec α m) : Mat α n n :=
  Mat.mul (fun i a => dot (R i) (W i) / overlapEnergy R W i * R i a) (Mat.transpose W)

/-- An entry of the scaled overlap matrix. -/
private theorem scaledOverlap_apply (R W : Fin n → Vec α m) (i k : Fin n) :
    scaledOverlap R W i k = dot (R i) (W i) / overlapEnergy R W i * dot (R i) (W k) := by
  have h := mul_sum (dot (R i) (W i) / overlapEnergy R W i) fun a => R i a * W k a
  exact (sum_congr fun a => by simp only [Mat.transpose]; grind).trans h.symm

/-- The trace of the scaled overlap matrix is the total capacity. -/
theorem trace_scaledOverlap (R W : Fin n → Vec α m) : (scaledOverlap R W).trace = sum (untiedCapacity R W) :=
  sum_congr fun i => by rw [scaledOverlap_apply, untiedCapacity]; grind

/-- The squared Frobenius norm of the scaled overlap matrix is the total capacity. -/
private theorem frobSq_scaledOverlap (R W : Fin n → Vec α m) :
    (scaledOverlap R W).frobSq = sum (untiedCapacity R W) := by
  refine sum_congr fun i => ?_
  have h := mul_sum ((dot (R i) (W i) / overlapEnergy R W i) ^ 2) fun k => dot (R i) (W k) ^ 2
  have e : (sum fun k => scaledOverlap R W i k ^ 2) =
      (dot (R i) (W i) / overlapEnergy R W i) ^ 2 * overlapEnergy R W i :=
    (sum_congr fun k => by rw [scaledOverlap_apply]; grind).trans h.symm
  rw [e, untiedCapacity]
  by_cases h0 : overlapEnergy R W i = 0 <;> grind

/-- Features written along `W` and read along `R` in `m` dimensions have total capacity at most `m`.
Source: scherlis2022, the bound on total capacity, there for tied features.
Why: the budget binds encoders and decoders that differ, such as probes, steering vectors and sparse autoencoders.
Measure: the total capacity of the features, along their read-outs, against the hidden dimension.
Tight: `sum_capacity_le_dim_untied_tight`, a dual basis. -/
theorem sum_capacity_le_dim_untied (R W : Fin n → Vec α m) : sum (untiedCapacity R W) ≤ (m : α) := by
  have h := trace_sq_le_rank_mul_frobSq
    (fun i a => dot (R i) (W i) / overlapEnergy R W i * R i a) (Mat.transpose W)
  change (scaledOverlap R W).trace ^ 2 ≤ (m : α) * (scaledOverlap R W).frobSq at h
  rw [trace_scaledOverlap, frobSq_scaledOverlap] at h
  exact le_of_sq_le_mul (natCast_nonneg m) h

/-- Equality in `sum_capacity_le_dim_untied`: an oblique basis read by its dual basis uses both dimensions in full. -/
theorem sum_capacity_le_dim_untied_tight : sum (untiedCapacity obliqueDual obliquePair) = 2 := by
  decide +kernel

/-- A tied capacity is non-negative. -/
theorem capacity_nonneg (W : Fin n → Vec α m) (i : Fin n) : 0 ≤ capacity W i := by
  rw [← untiedCapacity_self]
  exact untiedCapacity_nonneg W W i

/-- A tied capacity is at most one. -/
theorem capacity_le_one (W : Fin n → Vec α m) (i : Fin n) : capacity W i ≤ 1 := by
  rw [← untiedCapacity_self]
  exact untiedCapacity_le_one W W i

/-- The capacities of any features in `m` dimensions add up to at most `m`.
Source: scherlis2022, the bound on total capacity.
Why: capacity is a budget with a limit: once it is spent, what one feature gains others lose.
Measure: the total capacity of the features against the hidden dimension.
Tight: `sum_capacity_le_dim_tight`, the tetrahedron. -/
theorem sum_capacity_le_dim (W : Fin n → Vec α m) : sum (capacity W) ≤ (m : α) := by
  have h := sum_capacity_le_dim_untied W W
  rwa [sum_congr fun i => untiedCapacity_self W i] at h

/-- Equality in `sum_capacity_le_dim`: the four vertices of a tetrahedron have capacity `3/4` each. -/
theorem sum_capacity_le_dim_tight : (∀ i, capacity tetrahedron i = 3 / 4) ∧ sum (capacity tetrahedron) = 3 := by
  decide +kernel

end ToyModels
