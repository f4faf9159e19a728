module

public import ToyModels.Foundations.Matrix
public import ToyModels.Recovery.MatchedFilter
public import ToyModels.Superposition.Relu

/-!
# Recovery of active features by a threshold

Boolean features in superposition can be read back without any error: compare each matched-filter read-out with one
half, or subtract the worst interference and rectify. All this needs is that few features are active at once, compared
with one over the coherence of their directions.

## Main statements

* `threshold_support_recovery`: with `k` active Boolean features and `2 k μ ≤ 1` the threshold `1/2` finds them exactly.
* `threshold_recovery_dynamicRange`: a real feature larger than `(2 k - 1) μ M` is read above every inactive one.
* `relu_bias_inactive`, `relu_bias_active`: the bias `-k μ M` silences inactive features, and lets strong ones through.
* `relu_bias_support`: on Boolean features with `(2 k - 1) μ < 1` the biased rectifier finds exactly the active ones.

## Proof idea

An active feature reads at least `1 - (k - 1) μ`, an inactive one at most `k μ`: the bounds of the matched filter.

## What is not claimed

Nothing about features in the gap between the two bounds; a nonlinear decoder may do better than a threshold.

## References

* [tropp2004]; [donoho2003]; [elhage2022], on superposition as compressed sensing and on negative biases.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- Two unit vectors in space of dimension four, `(1, 0, 0, 0)` and `(1/2, 1/2, 1/2, 1/2)`, at an angle of 60
degrees. -/
def sixtyDegrees : Fin 2 → Vec Rat 4 := fun i a => if i.val = 1 then 1 / 2 else if a.val = 0 then 1 else 0

/-- Two unit vectors in the plane, `(1, 0)` and `(33/65, 56/65)`, at an angle of just less than 60 degrees. -/
def nearlySixtyDegrees : Fin 2 → Vec Rat 2 := Mat.ofTwo 1 0 (33 / 65) (56 / 65)

/-- Two unit vectors in the plane, `(1, 0)` and `(-7/25, 24/25)`, at an obtuse angle. -/
def obtusePair : Fin 2 → Vec Rat 2 := Mat.ofTwo 1 0 (-7 / 25) (24 / 25)

/-- The three unit vectors `(1, 0)`, `(3/5, 4/5)`, `(0, 1)` in the plane. -/
def maskedTriple : Fin 3 → Vec Rat 2 := fun i a =>
  if i.val = 1 then if a.val = 0 then 3 / 5 else 4 / 5 else if i.val = 2 * a.val then 1 else 0

/-- A strong, an inactive and a weak feature: `(1, 0, 1/10)`. -/
def unequalActivations : Vec Rat 3 := fun i => if i.val = 0 then 1 else if i.val = 1 then 0 else 1 / 10

private theorem indicator_bounds (S : Fin n → Bool) (j : Fin n) :
    -(1 : α) ≤ indicator S j ∧ (indicator S : Vec α n) j ≤ 1 := by
  unfold indicator
  grind

/-- Of Boolean features along unit directions with coherence `μ`, of which `k` are active with `2 k μ ≤ 1`, the active
ones are exactly those whose matched-filter read-out exceeds `1/2`.
Source: tropp2004, on the coherence of a dictionary; elhage2022, on superposition as compressed sensing.
Why: sparse Boolean features are recovered without any error in spite of superposition, by a linear probe each.
Measure: the active features times twice the coherence against one.
Tight: `threshold_support_recovery_tight`, equality in the hypothesis with an inactive read-out of exactly `1/2`. -/
theorem threshold_support_recovery {V : Fin n → Vec α m} {S : Fin n → Bool} {μ : α} (hu : ∀ i, normSq (V i) = 1)
    (hμ : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j) ∧ dot (V i) (V j) ≤ μ) (hk : 2 * (count S : α) * μ ≤ 1) (i : Fin n) :
    1 / 2 < matchedFilter V (indicator S) i ↔ S i = true := by
  have h := matchedFilter_bounds (S := S) hu hμ (fun _ => indicator_of_false) (indicator_bounds S) i
  cases hS : S i
  · simp only [indicator_of_false hS, hS] at h
    grind
  · have h1 := (natCast_le_natCast (α := α) 1 (count S)).mpr (one_le_count hS)
    have h2 := mul_nonneg (a := (count S : α) - 1) (b := -μ) (by grind)
    simp only [indicator_of_true hS, hS, if_true] at h
    grind

/-- Equality in `threshold_support_recovery`: at 60 degrees `2 k μ = 1`, and the inactive feature reads exactly
`1/2`. -/
theorem threshold_support_recovery_tight :
    (∀ i, normSq (sixtyDegrees i) = 1) ∧ dot (sixtyDegrees 0) (sixtyDegrees 1) = 1 / 2 ∧
      2 * (count (firstOnly : Fin 2 → Bool) : Rat) * (1 / 2) = 1 ∧
      matchedFilter sixtyDegrees (indicator firstOnly) 1 = 1 / 2 := by
  decide +kernel

/-- `threshold_support_recovery` needs sparsity: at `2 k μ = 66/65` an inactive feature already reads above `1/2`. -/
theorem threshold_support_recovery_needs_sparsity :
    (∀ i, normSq (nearlySixtyDegrees i) = 1) ∧ dot (nearlySixtyDegrees 0) (nearlySixtyDegrees 1) = 33 / 65 ∧
      2 * (count (firstOnly : Fin 2 → Bool) : Rat) * (33 / 65) = 66 / 65 ∧
      1 / 2 < matchedFilter nearlySixtyDegrees (indicator firstOnly) 1 ∧ firstOnly (1 : Fin 2) = false := by
  decide +kernel

/-- Of `k` active features of absolute value at most `M`, along unit directions with coherence `μ`, each that is larger
than `(2 k - 1) μ M` has a larger read-out than every inactive feature.
Source: tropp2004, on the coherence of a dictionary.
Why: weak features are masked by the interference of strong ones, and this is how weak they may be.
Tight: `threshold_recovery_dynamicRange_tight`, equality in the hypothesis with equal read-outs. -/
theorem threshold_recovery_dynamicRange {V : Fin n → Vec α m} {x : Vec α n} {S : Fin n → Bool} {μ M : α}
    (hu : ∀ i, normSq (V i) = 1) (hμ : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j) ∧ dot (V i) (V j) ≤ μ)
    (hx : ∀ j, S j = false → x j = 0) (hM : ∀ j, -M ≤ x j ∧ x j ≤ M) {i j : Fin n} (hi : S i = true)
    (hj : S j = false) (hlo : (2 * (count S : α) - 1) * μ * M < x i) :
    matchedFilter V x j < matchedFilter V x i := by
  have := matchedFilter_gap_ge hu hμ hx hM hi hj
  grind

/-- Equality in `threshold_recovery_dynamicRange`: of two parallel features, `(2 k - 1) μ M = 1` is the size of the
active one, and both read alike. -/
theorem threshold_recovery_dynamicRange_tight :
    (2 * (count (firstOnly : Fin 2 → Bool) : Rat) - 1) * 1 * 1 = indicator (firstOnly : Fin 2 → Bool) 0 ∧
      matchedFilter parallelPair (indicator firstOnly) 1 = matchedFilter parallelPair (indicator firstOnly) 0 := by
  decide +kernel

/-- `threshold_recovery_dynamicRange` needs its bound: among `(1, 0)`, `(3/5, 4/5)`, `(0, 1)` with activations `1`, `0`,
`1/10` the inactive second feature reads `17/25`, more than the weak third. -/
theorem threshold_recovery_dynamicRange_needs_bound :
    (∀ i, normSq (maskedTriple i) = 1) ∧ matchedFilter maskedTriple unequalActivations 2 = 1 / 10 ∧
      matchedFilter maskedTriple unequalActivations 1 = 17 / 25 := by
  decide +kernel

/-! ### The biased rectifier -/

variable [DecidableLE α]

/-- With `k` active features of absolute value at most `M`, along directions whose inner products lie between `-μ` and
`μ`, the rectifier with bias `-k μ M` is silent on every inactive feature.
Source: elhage2022, on negative biases as interference filters.
Why: a negative bias removes interference altogether, and this is the bias that suffices.
Tight: `relu_bias_inactive_tight`, interference of exactly `k μ M`; `relu_bias_inactive_needs_count`. -/
theorem relu_bias_inactive {V : Fin n → Vec α m} {x : Vec α n} {S : Fin n → Bool} {μ M : α}
    (hμ : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j) ∧ dot (V i) (V j) ≤ μ)
    (hx : ∀ j, S j = false → x j = 0) (hM : ∀ j, -M ≤ x j ∧ x j ≤ M) {i : Fin n} (hi : S i = false) :
    relu (matchedFilter V x i - (count S : α) * μ * M) = 0 := by
  have h := (interference_bounds hμ hx hM i).2
  rw [indicator_of_false hi] at h
  rw [matchedFilter_eq, hx i hi]
  exact relu_of_nonpos (by grind)

/-- Equality in `relu_bias_inactive`: `(1, 0)` reads `6/5 = k μ M` from the other two tilted vectors, with `k = 2`, `M =
1` and overlaps of `μ = 3/5`. -/
theorem relu_bias_inactive_tight :
    (∀ i, normSq (tiltedTriple i) = 1) ∧ dot (tiltedTriple 2) (tiltedTriple 0) = 3 / 5 ∧
      dot (tiltedTriple 2) (tiltedTriple 1) = 3 / 5 ∧
      matchedFilter tiltedTriple (indicator fun i => decide (i.val ≤ 1)) 2 = 2 * (3 / 5) * 1 := by
  decide +kernel

/-- `relu_bias_inactive` needs the full count: with the bias `-μ` for one active feature an inactive one stays on. -/
theorem relu_bias_inactive_needs_count :
    relu (matchedFilter tiltedTriple (indicator fun i => decide (i.val ≤ 1)) 2 - 1 * (3 / 5) * 1) = 3 / 5 := by
  decide +kernel

/-- With `k` active features of absolute value at most `M`, along unit directions with coherence `μ`, the rectifier with
bias `-k μ M` lets at least `xᵢ - (2 k - 1) μ M` of an active feature through.
Source: elhage2022, on negative biases as interference filters.
Why: the bias that filters interference costs the active features a bounded part of their size.
Tight: `relu_bias_active_tight`, two obtuse features that cancel in part. -/
theorem relu_bias_active {V : Fin n → Vec α m} {x : Vec α n} {S : Fin n → Bool} {μ M : α}
    (hu : ∀ i, normSq (V i) = 1) (hμ : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j) ∧ dot (V i) (V j) ≤ μ)
    (hx : ∀ j, S j = false → x j = 0) (hM : ∀ j, -M ≤ x j ∧ x j ≤ M) {i : Fin n} (hi : S i = true) :
    x i - (2 * (count S : α) - 1) * μ * M ≤ relu (matchedFilter V x i - (count S : α) * μ * M) := by
  have h := matchedFilter_bounds hu hμ hx hM i
  have hr := le_relu (matchedFilter V x i - (count S : α) * μ * M)
  simp only [hi, if_true] at h
  grind

/-- Equality in `relu_bias_active`: of two obtuse features, both active, with `μ = 7/25`, each passes
`4/25 = 1 - 3 μ`. -/
theorem relu_bias_active_tight :
    (∀ i, normSq (obtusePair i) = 1) ∧ dot (obtusePair 0) (obtusePair 1) = -(7 / 25) ∧
      ∀ i, relu (matchedFilter obtusePair (indicator fun _ => true) i -
          (count fun _ : Fin 2 => true : Rat) * (7 / 25) * 1) =
        1 - (2 * (count fun _ : Fin 2 => true : Rat) - 1) * (7 / 25) * 1 := by
  decide +kernel

/-- Of Boolean features along unit directions with coherence `μ`, of which `k` are active with `(2 k - 1) μ < 1`, the
rectifier with bias `-k μ` passes exactly the active ones.
Source: elhage2022, on negative biases as interference filters.
Why: one layer of biased rectifiers, such as the encoder of a sparse autoencoder, finds the active features exactly.
Tight: `relu_bias_support_tight`, equality in the hypothesis with a silent active feature. -/
theorem relu_bias_support {V : Fin n → Vec α m} {S : Fin n → Bool} {μ : α} (hu : ∀ i, normSq (V i) = 1)
    (hμ : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j) ∧ dot (V i) (V j) ≤ μ) (hk : (2 * (count S : α) - 1) * μ < 1)
    (i : Fin n) : 0 < relu (matchedFilter V (indicator S) i - (count S : α) * μ) ↔ S i = true := by
  have e : (count S : α) * μ = (count S : α) * μ * 1 := by grind
  rw [e]
  cases hS : S i
  · rw [relu_bias_inactive (S := S) hμ (fun _ => indicator_of_false) (indicator_bounds S) hS]
    grind
  · have h := relu_bias_active (S := S) hu hμ (fun _ => indicator_of_false) (indicator_bounds S) hS
    rw [indicator_of_true hS] at h
    grind

/-- Equality in the hypothesis of `relu_bias_support`: at `(2 k - 1) μ = 1` an active one of two parallel features is
silenced along with the other. -/
theorem relu_bias_support_tight :
    (2 * (count (firstOnly : Fin 2 → Bool) : Rat) - 1) * 1 = 1 ∧
      relu (matchedFilter parallelPair (indicator firstOnly) 0 - (count (firstOnly : Fin 2 → Bool) : Rat) * 1) = 0 := by
  decide +kernel

end ToyModels
