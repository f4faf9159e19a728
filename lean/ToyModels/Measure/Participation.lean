module

public import ToyModels.Capacity.Efficient
public import ToyModels.Superposition.ExpectedLoss

/-!
# What activations tell of capacity

Total capacity is defined by the features, which are not known for a trained network; its activations are. If the
features are uncorrelated then the matrix of second moments of the activations is the frame operator of the features,
and its participation ratio, a dimension that any set of activations has, is at most the total capacity. So of a layer
one knows how much capacity its features use without having found one of them.

## Main definitions

* `participationRatio W`: `(Σᵢ ‖Wᵢ‖²)² / Σᵢⱼ (Wᵢ · Wⱼ)²`, the squared trace of the frame operator over its squared norm.

## Main statements

* `activation_moment_eq_interference`: the second moments of the activations are the frame operator, times the variance
  of a feature; `activation_moment_trace`, `activation_moment_frobSq` are what can be measured of it.
* `participation_le_sum_capacity`: the participation ratio is at most the total capacity, and so at most the dimension.
* `activation_participation_le_sum_capacity`: the same bound for activations.

## Proof idea

A feature's capacity is `‖Wᵢ‖⁴ / Eᵢ` with its overlap energy `Eᵢ`, and the energies add up to the frame potential. For
every `c` the capacity is at least `2 c ‖Wᵢ‖² - c² Eᵢ`. Add up, and choose the best `c`.

## What is not claimed

That features are uncorrelated; of correlated ones the activations tell less
(`activation_moment_needs_uncorrelated`). Means are not subtracted: features count as uncorrelated here if the mean
products of different ones vanish, and the variance is the mean square.

## References

* [scherlis2022], on capacity; [benedetto2003], on frame operators; [elhage2022], on dimensions of features.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {K m n : Nat}

open Mat

/-- The participation ratio of a family of vectors, `(Σᵢ ‖Wᵢ‖²)² / Σᵢⱼ (Wᵢ · Wⱼ)²`: how many dimensions its frame
operator has, each counted by its share. -/
def participationRatio (W : Fin n → Vec α m) : α := (sum fun i => normSq (W i)) ^ 2 / framePotential W

/-- Two inputs of two features: both are on, and both are off. -/
def bothOrNeither : Fin 2 → Vec Rat 2 := fun k _ => if k.val = 0 then 1 else 0

/-! ### From activations to features -/

/-- If the features are uncorrelated and of variance `v`, then the second moments of the activations `h = Σⱼ xⱼ Wⱼ` are
`v` times the entries of the frame operator `Σᵢ Wᵢ Wᵢᵀ`.
Source: benedetto2003, for the frame operator.
Why: a matrix that needs no dictionary, only activations, knows the total interference of the hidden features.
Tight: an identity; `activation_moment_needs_uncorrelated`. -/
theorem activation_moment_eq_interference {p : Fin K → α} {X : Fin K → Vec α n} {v : α}
    (hX : ∀ j l, (expectation p fun k => X k j * X k l) = if j = l then v else 0) (W : Fin n → Vec α m) (a b : Fin m) :
    secondMoments p (fun k => lincomb (X k) W) a b = v * frameOperator W a b := by
  have e : ∀ k, lincomb (X k) W a * lincomb (X k) W b =
      sum fun j => sum fun l => W j a * W l b * (X k j * X k l) := fun k => by
    rw [lincomb, lincomb, sum_mul_sum]
    exact sum_congr fun j => sum_congr fun l => by grind
  rw [secondMoments, expectation_congr e, expectation_sum, frameOperator, mul_sum]
  refine sum_congr fun j => ?_
  rw [expectation_sum, ← sum_ite_eq j fun l => v * (W j a * W l b)]
  refine sum_congr fun l => ?_
  rw [expectation_smul, hX]
  split <;> grind

private theorem secondMoments_eq {p : Fin K → α} {X : Fin K → Vec α n} {v : α}
    (hX : ∀ j l, (expectation p fun k => X k j * X k l) = if j = l then v else 0) (W : Fin n → Vec α m) :
    secondMoments p (fun k => lincomb (X k) W) = smul v (frameOperator W) :=
  funext fun a => funext fun b => activation_moment_eq_interference hX W a b

/-- If the features are uncorrelated and of variance `v`, then the mean squared norm of the activations is `v` times the
sum of the squared norms of the features.
Source: benedetto2003, for the frame operator.
Why: if the features have unit norm, the mean energy of the activations counts them, up to the factor `v`.
Tight: an identity. -/
theorem activation_moment_trace {p : Fin K → α} {X : Fin K → Vec α n} {v : α}
    (hX : ∀ j l, (expectation p fun k => X k j * X k l) = if j = l then v else 0) (W : Fin n → Vec α m) :
    (secondMoments p fun k => lincomb (X k) W).trace = v * sum fun i => normSq (W i) := by
  rw [secondMoments_eq hX, trace_smul, trace_frameOperator]

/-- If the features are uncorrelated and of variance `v`, then the squared Frobenius norm of the second moments of the
activations is `v²` times the total squared interference of the features.
Source: benedetto2003, for the frame operator.
Why: superposition can be measured on activations, before any feature is known.
Tight: an identity. -/
theorem activation_moment_frobSq {p : Fin K → α} {X : Fin K → Vec α n} {v : α}
    (hX : ∀ j l, (expectation p fun k => X k j * X k l) = if j = l then v else 0) (W : Fin n → Vec α m) :
    (secondMoments p fun k => lincomb (X k) W).frobSq = v ^ 2 * framePotential W := by
  rw [secondMoments_eq hX, frobSq_smul, frobSq_frameOperator]

/-- `activation_moment_eq_interference` and what follows from it need uncorrelated features: of the features `1` and
`-1`, always on together, the activation is always zero, and so are its second moments. -/
theorem activation_moment_needs_uncorrelated :
    secondMoments (fun _ => 1 / 2) (fun k => lincomb (bothOrNeither k) antipodalPair) 0 0 = 0 ∧
      frameOperator antipodalPair 0 0 = 2 := by
  decide +kernel

/-! ### The bound -/

private theorem two_mul_normSq_le (W : Fin n → Vec α m) (c : α) (i : Fin n) :
    2 * c * normSq (W i) ≤ capacity W i + c ^ 2 * overlapEnergy W W i := by
  have h0 := sum_nonneg fun j => sq_nonneg (dot (W i) (W j))
  have h1 := single_le_sum (fun j => sq_nonneg (dot (W i) (W j))) i
  change 0 ≤ overlapEnergy W W i at h0
  change dot (W i) (W i) ^ 2 ≤ overlapEnergy W W i at h1
  rw [dot_self] at h1
  rw [capacity]
  by_cases hz : overlapEnergy W W i = 0
  · have := sq_nonneg (normSq (W i))
    have : normSq (W i) = 0 := (sq_eq_zero_iff _).mp (by grind)
    rw [this, hz]
    grind
  · have h := div_nonneg (sq_nonneg (normSq (W i) - c * overlapEnergy W W i)) h0
    have e : (normSq (W i) - c * overlapEnergy W W i) ^ 2 / overlapEnergy W W i =
        normSq (W i) ^ 2 / overlapEnergy W W i - 2 * c * normSq (W i) + c ^ 2 * overlapEnergy W W i := by grind
    grind

private theorem sum_normSq_eq_zero {W : Fin n → Vec α m} (h : framePotential W = 0) :
    (sum fun i => normSq (W i)) = 0 := by
  have h0 := welch_frame_potential W
  have := sq_nonneg (sum fun i => normSq (W i))
  rw [h] at h0
  exact (sq_eq_zero_iff _).mp (by grind)

/-- The squared sum of the squared norms is at most the total capacity times the frame potential.
Source: scherlis2022, for capacity; the inequality is that of Cauchy and Schwarz.
Why: total capacity is bounded from below by two numbers that do not need the features one by one.
Measure: the squared energy of all features against their total capacity times their total interference.
Tight: `participation_le_sum_capacity_tight`, the tetrahedron; `participation_le_sum_capacity_needs_all`. -/
theorem participation_le_sum_capacity (W : Fin n → Vec α m) :
    (sum fun i => normSq (W i)) ^ 2 ≤ sum (capacity W) * framePotential W := by
  by_cases hF : framePotential W = 0
  · rw [sum_normSq_eq_zero hF, hF]
    grind
  · have h := sum_le_sum (two_mul_normSq_le W ((sum fun i => normSq (W i)) / framePotential W))
    rw [← mul_sum, sum_add, ← mul_sum] at h
    change _ ≤ sum (capacity W) + _ * framePotential W at h
    have h0 : 0 ≤ framePotential W := sum_nonneg fun i => sum_nonneg fun j => sq_nonneg (dot (W i) (W j))
    have h1 := mul_le_mul_of_nonneg_left h h0
    generalize (sum fun i => normSq (W i)) = s at h1 ⊢
    have e₁ : framePotential W * (2 * (s / framePotential W) * s) = 2 * s ^ 2 := by grind
    have e₂ : framePotential W * (sum (capacity W) + (s / framePotential W) ^ 2 * framePotential W) =
        sum (capacity W) * framePotential W + s ^ 2 := by grind
    grind

/-- The participation ratio of features is at most their total capacity.
Source: scherlis2022, for capacity.
Why: between the participation ratio and the dimension, by `sum_capacity_le_dim`, lies what the features use.
Measure: the participation ratio of the features against their total capacity.
Tight: `participation_le_sum_capacity_tight`, where all three are `3`. -/
theorem participationRatio_le_sum_capacity (W : Fin n → Vec α m) : participationRatio W ≤ sum (capacity W) := by
  have h := participation_le_sum_capacity W
  have h0 : 0 ≤ framePotential W := sum_nonneg fun i => sum_nonneg fun j => sq_nonneg (dot (W i) (W j))
  have hC : 0 ≤ sum (capacity W) := sum_nonneg fun i => capacity_nonneg W i
  rw [participationRatio]
  by_cases hF : framePotential W = 0
  · rw [hF]
    grind
  · rwa [div_le_iff (by grind)]

/-- Equality in `participation_le_sum_capacity`, and `3` in `participationRatio_le_sum_capacity`: the tetrahedron. -/
theorem participation_le_sum_capacity_tight :
    (sum fun i => normSq (tetrahedron i)) ^ 2 = sum (capacity tetrahedron) * framePotential tetrahedron ∧
      participationRatio tetrahedron = 3 ∧ sum (capacity tetrahedron) = 3 := by
  decide +kernel

/-- `participation_le_sum_capacity` needs all capacities: without the last one of the tetrahedron the right side is
`9/4 · 48`, less than `144`. -/
theorem participation_le_sum_capacity_needs_all :
    (sum fun i => if i.val = 3 then 0 else capacity tetrahedron i) * framePotential tetrahedron <
      (sum fun i => normSq (tetrahedron i)) ^ 2 := by
  decide +kernel

/-- If the features are uncorrelated and of variance `v`, then the squared mean energy of the activations is at most the
total capacity of the features times the squared Frobenius norm of the second moments of the activations.
Source: scherlis2022, for capacity.
Why: the participation ratio of activations bounds the capacity that their features use, whatever these are.
Tight: for the tetrahedron, by `participation_le_sum_capacity_tight`; `activation_participation_needs_uncorrelated`. -/
theorem activation_participation_le_sum_capacity {p : Fin K → α} {X : Fin K → Vec α n} {v : α}
    (hX : ∀ j l, (expectation p fun k => X k j * X k l) = if j = l then v else 0) (W : Fin n → Vec α m) :
    (secondMoments p fun k => lincomb (X k) W).trace ^ 2 ≤
      sum (capacity W) * (secondMoments p fun k => lincomb (X k) W).frobSq := by
  have h := mul_le_mul_of_nonneg_left (participation_le_sum_capacity W) (sq_nonneg v)
  rw [activation_moment_trace hX, activation_moment_frobSq hX]
  grind

/-- `activation_participation_le_sum_capacity` needs uncorrelated features: `(1, 0)` and `(1, 1)`, with the values `1`,
`0` or `-1`, `1`, have activations that fill the plane evenly, with a ratio of `2`, but the total capacity `13/10`. -/
theorem activation_participation_needs_uncorrelated :
    (secondMoments (fun _ => 1 / 2) fun k => lincomb (ofTwo 1 0 (-1) 1 k) shearedPair).trace ^ 2 = 1 ∧
      sum (capacity shearedPair) *
        (secondMoments (fun _ => 1 / 2) fun k => lincomb (ofTwo 1 0 (-1) 1 k) shearedPair).frobSq = 13 / 20 := by
  decide +kernel

end ToyModels
