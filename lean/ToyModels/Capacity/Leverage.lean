module

public import ToyModels.Capacity.Meaning
public import ToyModels.Foundations.Projection

/-!
# The best linear probe and statistical leverage

How much of a feature can any linear read-out recover? Its leverage: the diagonal entry of the orthogonal projector on
the span of the weights. So the best total capacity over all read-outs is the rank of the weights, and the least total
error is the number of features minus that rank; both are known from one projector.

## Main definitions

* `bestReadout W i`: the read-out whose overlaps with the features are row `i` of the projector.
* `unevenTriple`: three features of the plane.

## Main statements

* `untiedCapacity_le_leverage`: no read-out of feature `i` has a capacity above the leverage `Pᵢᵢ`.
* `best_capacity_eq_leverage`: `bestReadout` has it.
* `sum_untiedCapacity_le_trace`: the total capacity of any read-outs is at most the trace of the projector.
* `total_readoutError_ge_trace`: the errors of all features add up to at least `n` minus that trace, and
  `total_readoutError_ge_trace_tight`: those of `bestReadout` do so.

## Proof idea

What a read-out sees of the features is a vector `g` in the span of the weights, so the projector `P` fixes it, and
`gᵢ` is its inner product with row `i` of `P`. By Cauchy-Schwarz `gᵢ² ≤ Pᵢᵢ (g · g)`.

## What is not claimed

That the trace is the rank is true but not stated, as in `Foundations.Projection`.

## References

* [scherlis2022], on capacity; [horn2013], for projectors; [steele2004], on Cauchy-Schwarz.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n K : Nat}

open Mat

/-- The read-outs whose overlaps with the features `W` are the rows of the projector on the span of `W`. -/
def bestReadout (W : Fin n → Vec α m) : Fin n → Vec α m := fun i a => projectorCoeff W a i

/-- The vectors `(1, 0)`, `(3, 4)` and `(0, 2)`. -/
def unevenTriple : Fin 3 → Vec Rat 2 := fun i a =>
  if i.val = 0 then if a.val = 0 then 1 else 0
  else if i.val = 1 then if a.val = 0 then 3 else 4
  else if a.val = 0 then 0 else 2

/-! ### One feature -/

private theorem normSq_orthProjector (W : Fin n → Vec α m) (i : Fin n) :
    normSq (orthProjector W i) = orthProjector W i i := by
  have h := congrFun (congrFun (orthProjector_mul_self W) i) i
  have ht : ∀ k, orthProjector W k i = orthProjector W i k := fun k =>
    congrFun (congrFun (orthProjector_transpose W) i) k
  rw [← h]
  exact sum_congr fun k => by rw [ht k]; grind

private theorem dot_orthProjector_overlaps (r : Vec α m) (W : Fin n → Vec α m) (i : Fin n) :
    dot (orthProjector W i) (fun j => dot r (W j)) = dot r (W i) := by
  have h : (orthProjector W).mulVec (mulVec W r) = mulVec W r := by rw [mulVec_mulVec, orthProjector_mul]
  have e : (fun j => dot r (W j)) = mulVec W r := funext fun j => dot_comm _ _
  rw [e]
  exact (congrFun h i).trans (dot_comm _ _)

/-- The capacity of feature `i`, whatever its read-out, is at most its leverage: entry `i i` of the orthogonal
projector on the span of the weights.
Source: scherlis2022, on capacity, for the read-out along the feature itself.
Why: how well the best linear probe of a feature can do is known from the weights, before any probe is trained.
Measure: the capacity of a feature along its read-out against its leverage.
Tight: `best_capacity_eq_leverage`, for all weights. -/
theorem untiedCapacity_le_leverage (R W : Fin n → Vec α m) (i : Fin n) :
    untiedCapacity R W i ≤ orthProjector W i i := by
  have h := dot_sq_le (orthProjector W i) fun j => dot (R i) (W j)
  rw [dot_orthProjector_overlaps, normSq_orthProjector] at h
  change _ ≤ _ * overlapEnergy R W i at h
  have hE := sum_nonneg fun j => sq_nonneg (dot (R i) (W j))
  change 0 ≤ overlapEnergy R W i at hE
  have hP := normSq_nonneg (orthProjector W i)
  rw [normSq_orthProjector] at hP
  rw [untiedCapacity]
  by_cases h0 : overlapEnergy R W i = 0
  · rw [h0]
    grind
  · rwa [div_le_iff (by grind)]

private theorem dot_bestReadout (W : Fin n → Vec α m) (i j : Fin n) :
    dot (bestReadout W i) (W j) = orthProjector W i j := by
  have h := congrFun (congrFun (orthProjector_eq_mul W) j) i
  have ht : orthProjector W j i = orthProjector W i j := congrFun (congrFun (orthProjector_transpose W) i) j
  rw [← ht, h, dot_comm]
  rfl

private theorem overlapEnergy_bestReadout (W : Fin n → Vec α m) (i : Fin n) :
    overlapEnergy (bestReadout W) W i = orthProjector W i i := by
  rw [← normSq_orthProjector]
  exact sum_congr fun j => by rw [dot_bestReadout]

/-- Read along `bestReadout` every feature has a capacity equal to its leverage.
Source: scherlis2022, on capacity.
Why: the best linear probes of all features at once, from one projector.
Measure: the capacity of a feature along its best read-out against its leverage.
Tight: no read-out does better, by `untiedCapacity_le_leverage`; `best_capacity_eq_leverage_example`. -/
theorem best_capacity_eq_leverage (W : Fin n → Vec α m) (i : Fin n) :
    untiedCapacity (bestReadout W) W i = orthProjector W i i := by
  rw [untiedCapacity, dot_bestReadout, overlapEnergy_bestReadout]
  by_cases h0 : orthProjector W i i = 0
  · rw [h0]
    grind
  · grind

/-- The leverages of `(1, 0)`, `(3, 4)` and `(0, 2)` add up to the dimension, two; the tied capacities fall short of
it. -/
theorem best_capacity_eq_leverage_example :
    sum (untiedCapacity (bestReadout unevenTriple) unevenTriple) = 2 ∧ sum (capacity unevenTriple) < 2 := by
  decide +kernel

/-! ### All features -/

/-- The capacities of any read-outs of the features `W` add up to at most the trace of the projector on their span.
Source: scherlis2022, on the bound on total capacity.
Why: the capacity budget of given weights is their rank, which can be less than the dimension.
Measure: the total capacity of the features against the rank of the weights.
Tight: `best_capacity_eq_leverage`. -/
theorem sum_untiedCapacity_le_trace (R W : Fin n → Vec α m) : sum (untiedCapacity R W) ≤ (orthProjector W).trace :=
  sum_le_sum (untiedCapacity_le_leverage R W)

/-- If `n` features are uncorrelated and of variance `v`, then the errors of linear read-outs, at whatever scales, add
up to at least `v` times `n` minus the trace of the projector on the span of the weights.
Source: scherlis2022, on the bound on total capacity.
Why: no set of linear probes explains more variance than the rank of the weights has dimensions.
Tight: `total_readoutError_ge_trace_tight`, for all weights. -/
theorem total_readoutError_ge_trace {p : Fin K → α} {X : Fin K → Vec α n} {v : α} (hv : 0 ≤ v)
    (hX : ∀ j l, (expectation p fun k => X k j * X k l) = if j = l then v else 0) (R W : Fin n → Vec α m)
    (c : Fin n → α) : v * ((n : α) - (orthProjector W).trace) ≤ sum fun i => readoutError p X R W (c i) i := by
  have h := sum_le_sum fun i => readoutError_ge hv hX R W (c i) i
  have hC := mul_le_mul_of_nonneg_left (sum_untiedCapacity_le_trace R W) hv
  rw [← mul_sum, sum_sub, sum_const] at h
  grind

/-- Equality in `total_readoutError_ge_trace` for every arrangement: read along `bestReadout`, as they are. -/
theorem total_readoutError_ge_trace_tight {p : Fin K → α} {X : Fin K → Vec α n} {v : α}
    (hX : ∀ j l, (expectation p fun k => X k j * X k l) = if j = l then v else 0) (W : Fin n → Vec α m) :
    (sum fun i => readoutError p X (bestReadout W) W 1 i) = v * ((n : α) - (orthProjector W).trace) := by
  have e : ∀ i, readoutError p X (bestReadout W) W 1 i = v * (1 - orthProjector W i i) := fun i => by
    rw [capacity_eq_explained_variance hX, best_capacity_eq_leverage, dot_bestReadout, overlapEnergy_bestReadout]
    by_cases h0 : orthProjector W i i = 0
    · rw [h0]
      grind
    · grind
  have h : (n : α) * 1 = (n : α) := by grind
  rw [sum_congr e, ← mul_sum, sum_sub, sum_const, h]
  rfl

end ToyModels
