module

public import ToyModels.Recovery.Interference

/-!
# What capacity means: one minus the least error

Capacity is defined by overlaps. Its meaning is statistical: if the features are uncorrelated and of equal variance,
then the best rescaled read-out of a feature recovers exactly the share of its variance that is the feature's
capacity. What a probe achieves on data can thus be computed from the weights alone, and the budget on capacities
becomes a bound on errors: `n` features in `m` dimensions leave at least the variance of `n - m` features unexplained.

## Main definitions

* `readoutError p X R W c i`: the mean squared error of `c` times the read-out of feature `i`.
* `evenSigns`, `unevenSigns`: outcomes for the counterexamples.

## Main statements

* `capacity_eq_explained_variance`: the error is one minus the capacity, plus a square that measures how far the scale
  is from the best one, both in units of the variance.
* `readoutError_ge`, `readoutError_ge_tight`: so the least error is one minus the capacity.
* `total_readoutError_ge`: the errors of all features add up to at least `n - m`.
* `sum_sign_readoutError`: the same for all patterns of signs.

## Proof idea

The error is the mean square of one linear function of the features, `xᵢ - c Σⱼ (Rᵢ · Wⱼ) xⱼ`. For uncorrelated features
of variance `v` that is `v` times the sum of its squared coefficients, which is a square in `c` to complete.

## What is not claimed

Nothing about correlated features, for which a read-out can do better:
`capacity_eq_explained_variance_needs_uncorrelated`. Means need not be zero, but there is no bias: `v` is the mean
square.

## References

* [scherlis2022], on capacity.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n K : Nat}

/-- The mean squared error, over `K` outcomes with weights `p`, of reading feature `i` along `R i` at the scale `c`,
if the features have the values `X` and are written along `W`: the mean of `(xᵢ - c (Rᵢ · Σⱼ xⱼ Wⱼ))²`. -/
def readoutError (p : Fin K → α) (X : Fin K → Vec α n) (R W : Fin n → Vec α m) (c : α) (i : Fin n) : α :=
  expectation p fun k => (X k i - c * dot (R i) (lincomb (X k) W)) ^ 2

/-- Two outcomes, `(1, 1)` and `(1, -1)`, of two uncorrelated features of equal variance. -/
def evenSigns : Fin 2 → Vec Rat 2 := Mat.ofTwo 1 1 1 (-1)

/-- Two outcomes, `(1, 2)` and `(1, -2)`, of two uncorrelated features. -/
def unevenSigns : Fin 2 → Vec Rat 2 := Mat.ofTwo 1 2 1 (-2)

/-! ### One feature -/

/-- The mean square of a linear function of uncorrelated features of variance `v` is `v` times the squared norm of its
coefficients. -/
theorem expectation_dot_sq {p : Fin K → α} {X : Fin K → Vec α n} {v : α}
    (hX : ∀ j l, (expectation p fun k => X k j * X k l) = if j = l then v else 0) (g : Vec α n) :
    (expectation p fun k => dot g (X k) ^ 2) = v * normSq g := by
  have e : ∀ k, p k * dot g (X k) ^ 2 = sum fun j => sum fun l => g j * g l * (p k * (X k j * X k l)) := fun k => by
    rw [show dot g (X k) ^ 2 = dot g (X k) * dot g (X k) by grind, dot, sum_mul_sum, mul_sum]
    exact sum_congr fun j => by rw [mul_sum]; exact sum_congr fun l => by grind
  rw [expectation, sum_congr e, sum_comm, normSq, mul_sum]
  refine sum_congr fun j => ?_
  rw [sum_comm, ← sum_ite_eq j fun l => v * g l ^ 2]
  refine sum_congr fun l => ?_
  have h := hX j l
  rw [expectation] at h
  rw [← mul_sum, h]
  grind

private theorem readoutError_eq {p : Fin K → α} {X : Fin K → Vec α n} {v : α}
    (hX : ∀ j l, (expectation p fun k => X k j * X k l) = if j = l then v else 0) (R W : Fin n → Vec α m) (c : α)
    (i : Fin n) :
    readoutError p X R W c i = v * (1 - 2 * c * dot (R i) (W i) + c ^ 2 * overlapEnergy R W i) := by
  have e : ∀ k, X k i - c * dot (R i) (lincomb (X k) W) =
      dot (fun j => basisVec i j - c * dot (R i) (W j)) (X k) := fun k => by
    rw [dot_comm _ (X k), dot_sub, dot_basisVec, dot_smul, dot_lincomb]
    rfl
  have h := normSq_sub (basisVec i) fun j => c * dot (R i) (W j)
  rw [dot_smul, dot_comm, dot_basisVec, normSq_basisVec, ← dot_self fun j => c * dot (R i) (W j)] at h
  have hE : dot (fun j => c * dot (R i) (W j)) (fun j => c * dot (R i) (W j)) = c ^ 2 * overlapEnergy R W i := by
    rw [overlapEnergy, mul_sum]
    exact sum_congr fun j => by grind
  simp only [readoutError, e]
  rw [expectation_dot_sq hX, h, hE]
  grind

/-- If the features are uncorrelated and of variance `v`, then the read-out of feature `i` at the scale `c` has the
error `v (1 - capacity)`, plus `v` times the energy of the read-out times the squared distance of `c` from the best
scale.
Source: scherlis2022, on capacity, where it is motivated in this way.
Why: capacity is the share of its variance that a feature's linear probe recovers, known from the weights alone.
Measure: the error of a rescaled read-out against the share of the variance that capacity leaves.
Tight: an identity; `capacity_eq_explained_variance_needs_uncorrelated`,
`capacity_eq_explained_variance_needs_equal_variance`. -/
theorem capacity_eq_explained_variance {p : Fin K → α} {X : Fin K → Vec α n} {v : α}
    (hX : ∀ j l, (expectation p fun k => X k j * X k l) = if j = l then v else 0) (R W : Fin n → Vec α m) (c : α)
    (i : Fin n) :
    readoutError p X R W c i = v * (1 - untiedCapacity R W i) +
      v * (overlapEnergy R W i * (c - dot (R i) (W i) / overlapEnergy R W i) ^ 2) := by
  have h := single_le_sum (fun j => sq_nonneg (dot (R i) (W j))) i
  change _ ≤ overlapEnergy R W i at h
  rw [readoutError_eq hX, untiedCapacity]
  by_cases h0 : overlapEnergy R W i = 0
  · have := sq_nonneg (dot (R i) (W i))
    have hg : dot (R i) (W i) = 0 := (sq_eq_zero_iff _).mp (by grind)
    rw [h0, hg]
    grind
  · grind

/-- `capacity_eq_explained_variance` needs uncorrelated features: of two parallel features that are always equal half
the sum is each of them, although their capacities are `1/2`. -/
theorem capacity_eq_explained_variance_needs_uncorrelated :
    readoutError (fun _ : Fin 1 => 1) (fun _ _ => 1) parallelPair parallelPair (1 / 2) 0 = 0 ∧
      capacity parallelPair 0 = 1 / 2 := by
  decide +kernel

/-- `capacity_eq_explained_variance` needs equal variances: beside a parallel feature of variance four a feature of
variance one has the error `5/4` at the scale `1/2`, not `1/2`. -/
theorem capacity_eq_explained_variance_needs_equal_variance :
    (∀ j l, (expectation (fun _ => 1 / 2) fun k => unevenSigns k j * unevenSigns k l) =
        if j = l then if j.val = 0 then 1 else 4 else 0) ∧
      readoutError (fun _ => 1 / 2) unevenSigns parallelPair parallelPair (1 / 2) 0 = 5 / 4 := by
  decide +kernel

/-- If the features are uncorrelated and of variance `v` then no rescaled read-out along `Rᵢ` has an error below
`v (1 - capacity)`.
Source: scherlis2022, on capacity.
Why: capacity is the best share of its variance that a linear probe along a given direction can explain.
Measure: the share of the variance that capacity leaves against the error of a rescaled read-out.
Tight: `readoutError_ge_tight`, at the scale `(Rᵢ · Wᵢ) / Σⱼ (Rᵢ · Wⱼ)²`. -/
theorem readoutError_ge {p : Fin K → α} {X : Fin K → Vec α n} {v : α} (hv : 0 ≤ v)
    (hX : ∀ j l, (expectation p fun k => X k j * X k l) = if j = l then v else 0) (R W : Fin n → Vec α m) (c : α)
    (i : Fin n) : v * (1 - untiedCapacity R W i) ≤ readoutError p X R W c i := by
  have hE := sum_nonneg fun j => sq_nonneg (dot (R i) (W j))
  change 0 ≤ overlapEnergy R W i at hE
  have := mul_nonneg hv (mul_nonneg hE (sq_nonneg (c - dot (R i) (W i) / overlapEnergy R W i)))
  rw [capacity_eq_explained_variance hX]
  grind

/-- Equality in `readoutError_ge` for every arrangement, at the best scale. -/
theorem readoutError_ge_tight {p : Fin K → α} {X : Fin K → Vec α n} {v : α}
    (hX : ∀ j l, (expectation p fun k => X k j * X k l) = if j = l then v else 0) (R W : Fin n → Vec α m) (i : Fin n) :
    readoutError p X R W (dot (R i) (W i) / overlapEnergy R W i) i = v * (1 - untiedCapacity R W i) := by
  rw [capacity_eq_explained_variance hX]
  grind

/-- `readoutError_ge` needs a variance of at least zero: negative weights make the variance `-1` of two parallel
features, and at the scale zero the error is `-1`, below `-1/2`. -/
theorem readoutError_ge_needs_nonneg :
    (∀ j l, (expectation (fun _ => -1 / 2) fun k => evenSigns k j * evenSigns k l) = if j = l then -1 else 0) ∧
      readoutError (fun _ => -1 / 2) evenSigns parallelPair parallelPair 0 0 <
        -1 * (1 - untiedCapacity parallelPair parallelPair 0) := by
  decide +kernel

/-! ### All features -/

/-- If `n` features are uncorrelated and of variance `v`, then their read-outs from `m` dimensions, at whatever
scales, have errors that add up to at least `v (n - m)`.
Source: scherlis2022, on the bound on total capacity.
Why: the capacity budget in terms of data: each feature beyond the dimension costs the variance of one feature.
Measure: the variance of the features beyond the dimension against the total error of all read-outs.
Tight: `total_readoutError_ge_tight`, the tetrahedron. -/
theorem total_readoutError_ge {p : Fin K → α} {X : Fin K → Vec α n} {v : α} (hv : 0 ≤ v)
    (hX : ∀ j l, (expectation p fun k => X k j * X k l) = if j = l then v else 0) (R W : Fin n → Vec α m)
    (c : Fin n → α) : v * ((n : α) - (m : α)) ≤ sum fun i => readoutError p X R W (c i) i := by
  have h := sum_le_sum fun i => readoutError_ge hv hX R W (c i) i
  have hC := mul_le_mul_of_nonneg_left (sum_capacity_le_dim_untied R W) hv
  rw [← mul_sum, sum_sub, sum_const] at h
  grind

/-- Equality in `total_readoutError_ge`: if one feature of the tetrahedron is on at a time, of size two, then each has
the error `1/4` at the scale `1/4`. -/
theorem total_readoutError_ge_tight :
    (sum fun i => readoutError (fun _ : Fin 4 => 1 / 4) (fun k j => if k = j then 2 else 0) tetrahedron tetrahedron
      (1 / 4) i) = 4 - 3 := by
  decide +kernel

/-- `total_readoutError_ge` needs uncorrelated features: two features that are always equal are read from one dimension
without any error. -/
theorem total_readoutError_ge_needs_uncorrelated :
    (sum fun i => readoutError (fun _ : Fin 1 => 1) (fun _ _ => 1) parallelPair parallelPair (1 / 2) i) = 0 := by
  decide +kernel

/-! ### Features with independent signs -/

/-- Over all `2 ^ n` patterns of signs, the squared errors of reading feature `i` at the scale `c` add up to `2 ^ n`
times one minus the capacity plus the energy of the read-out times the squared distance of `c` from the best scale.
Source: scherlis2022, on capacity.
Why: features that are on with independent signs meet the hypotheses, so capacity is an explained variance in any
number.
Tight: an identity. -/
theorem sum_sign_readoutError (R W : Fin n → Vec α m) (c : α) (i : Fin n) :
    readoutError (fun _ : Fin (2 ^ n) => 1) (fun k => signVector k.val) R W c i =
      ((2 ^ n : Nat) : α) * (1 - untiedCapacity R W i) +
        ((2 ^ n : Nat) : α) * (overlapEnergy R W i * (c - dot (R i) (W i) / overlapEnergy R W i) ^ 2) := by
  refine capacity_eq_explained_variance (fun j l => ?_) R W c i
  by_cases h : j = l
  · subst h
    have e : ∀ k : Fin (2 ^ n), (1 : α) * (signVector k.val j * signVector k.val j) = 1 := fun k => by
      unfold signVector
      split <;> grind
    rw [expectation, sum_congr e, sum_const, if_pos rfl]
    grind
  · have e : ∀ k : Fin (2 ^ n), (1 : α) * (signVector k.val j * signVector k.val l) =
        signVector k.val j * signVector k.val l := fun k => by grind
    rw [expectation, sum_congr e, sum_signVector_mul h, if_neg h]

end ToyModels
