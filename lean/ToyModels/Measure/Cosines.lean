module

public import ToyModels.Capacity.Efficient

/-!
# Cosines between trained features

The Welch bounds are about unit vectors, or vectors of one norm, and the directions of a trained model have neither.
But cosines do not see norms: squared cosines between any `n` features in `m` dimensions add up to as much as Welch
says, without normalising anything first. So of a histogram of cosines one knows in advance what it cannot avoid. The
same holds for the crosstalk of an encoder with a decoder, in units of the signal of each read-out.

## Main definitions

* `cosSq x y`: the squared cosine between two vectors, `(x · y)² / ((x · x) (y · y))`.
* `totalCosSq W`, `totalCrosstalk R W`: sums over all pairs `i ≠ j` of the squared cosines, and of
  `(Rᵢ · Wⱼ)² / (Rᵢ · Wᵢ)²`.
* `visiblePairs τ W`: the number of pairs `i ≠ j` with a squared cosine above `τ`.
* `scaledTetrahedron`, `twoDigons`, `oneThenZero`: for the examples.

## Main statements

* `sum_cosSq_ge`: `n (n - m) ≤ m Σ_{i ≠ j} cos²`, for any vectors but zero.
* `cosSq_coherence_ge`: so squared cosines of at most `μ₂` have `n - m ≤ m (n - 1) μ₂`.
* `interfering_pairs_ge`: and how many pairs must interfere visibly.
* `sum_crosstalk_ge`: the same floor for encoders and decoders that differ.

## Proof idea

`Σᵢ Wᵢ Wᵢᵀ / ‖Wᵢ‖²` has the trace `n`, and its squared Frobenius norm is the sum of all squared cosines. It is an
`m × m` matrix. The division needs no square root.

## What is not claimed

That trained features come near the floor; how far above it they are is what there is to measure.

## References

* [welch1974]; [alon2003], for encoders and decoders; [elhage2022], on interference.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

open Mat

/-- The squared cosine of the angle between two vectors, `(x · y)² / ((x · x) (y · y))`; zero if one of them is zero. -/
def cosSq (x y : Vec α m) : α := dot x y ^ 2 / (normSq x * normSq y)

/-- The sum of the squared cosines over all pairs of different features, in both orders. -/
def totalCosSq (W : Fin n → Vec α m) : α := sum fun i => sum fun j => if i = j then 0 else cosSq (W i) (W j)

/-- The crosstalk of read-outs, each in units of its own signal: `Σ_{i ≠ j} (Rᵢ · Wⱼ)² / (Rᵢ · Wᵢ)²`. -/
def totalCrosstalk (R W : Fin n → Vec α m) : α :=
  sum fun i => sum fun j => if i = j then 0 else dot (R i) (W j) ^ 2 / dot (R i) (W i) ^ 2

/-- The number of pairs of different features, in both orders, with a squared cosine above `τ`. -/
def visiblePairs [DecidableLE α] (τ : α) (W : Fin n → Vec α m) : α :=
  sum fun i => sum fun j => if i = j then 0 else if cosSq (W i) (W j) ≤ τ then 0 else 1

/-- The vertices of the tetrahedron, stretched by `1`, `2`, `3` and `4`. -/
def scaledTetrahedron : Fin 4 → Vec Rat 3 := fun i a => ((i.val : Rat) + 1) * tetrahedron i a

/-- The four vectors `(1, 0)`, `(-1, 0)`, `(0, 1)` and `(0, -1)`: two antipodal pairs. -/
def twoDigons : Fin 4 → Vec Rat 2 := fun i a => if i.val / 2 = a.val then if i.val % 2 = 0 then 1 else -1 else 0

/-- The numbers `1` and `0` as vectors in one dimension. -/
def oneThenZero : Fin 2 → Vec Rat 1 := fun i _ => if i.val = 0 then 1 else 0

/-! ### Squared cosines -/

/-- A squared cosine is not negative. -/
theorem cosSq_nonneg (x y : Vec α m) : 0 ≤ cosSq x y :=
  div_nonneg (sq_nonneg _) (mul_nonneg (normSq_nonneg x) (normSq_nonneg y))

/-- A squared cosine is at most one. -/
theorem cosSq_le_one (x y : Vec α m) : cosSq x y ≤ 1 := by
  have h := dot_sq_le x y
  have h0 := mul_nonneg (normSq_nonneg x) (normSq_nonneg y)
  unfold cosSq
  by_cases hz : normSq x * normSq y = 0
  · rw [hz]
    grind
  · rw [div_le_iff (by grind)]
    grind

private theorem sum_kronecker (n : Nat) : (sum fun i : Fin n => sum fun j => if i = j then (1 : α) else 0) = n := by
  rw [sum_congr fun i => sum_ite_eq i fun _ => (1 : α), sum_const]
  grind

/-- If none of `n` vectors in `m` dimensions is zero, then `n (n - m)` is at most `m` times the sum of the squared
cosines between different ones.
Source: welch1974, there for unit vectors.
Why: the floor for the mean squared cosine of a dictionary or an embedding as it is, whatever its norms; what a trained
one has above the floor is structure, or waste.
Measure: the number of features times their excess over the dimension against the dimension times their squared cosines.
Tight: `sum_cosSq_ge_tight`, a tetrahedron of four norms; `sum_cosSq_ge_needs_nonzero`. -/
theorem sum_cosSq_ge {W : Fin n → Vec α m} (h0 : ∀ i, ∃ a, W i a ≠ 0) :
    (n : α) * ((n : α) - (m : α)) ≤ (m : α) * totalCosSq W := by
  have hn : ∀ i, normSq (W i) ≠ 0 := fun i => by have := normSq_pos (h0 i); grind
  have h := trace_sq_le (weightedFrame (fun i => 1 / normSq (W i)) W)
  have ht : ∀ i, 1 / normSq (W i) * normSq (W i) = 1 := fun i => by have := hn i; grind
  have hf : ∀ i j, 1 / normSq (W i) * (1 / normSq (W j)) * dot (W i) (W j) ^ 2 =
      (if i = j then 1 else 0) + if i = j then 0 else cosSq (W i) (W j) := fun i j => by
    by_cases hij : i = j
    · subst hij
      have := hn i
      rw [dot_self]
      grind
    · rw [if_neg hij, if_neg hij, cosSq]
      have := hn i
      have := hn j
      grind
  simp only [trace_weightedFrame, frobSq_weightedFrame, ht, hf, sum_add, sum_const, sum_kronecker] at h
  rw [totalCosSq]
  grind

/-- Equality in `sum_cosSq_ge`: four vertices of a tetrahedron, stretched by different factors, have `12` pairs with the
squared cosine `1/9`. -/
theorem sum_cosSq_ge_tight : 4 * (4 - 3) = 3 * totalCosSq scaledTetrahedron := by
  decide +kernel

/-- `sum_cosSq_ge` needs vectors that are not zero: `1` and `0` in one dimension have no cosine, and `2 > 0`. -/
theorem sum_cosSq_ge_needs_nonzero : totalCosSq oneThenZero = 0 := by
  decide +kernel

/-- If none of `n` vectors in `m` dimensions is zero and all squared cosines between different ones are at most `μ₂`,
then `n - m ≤ m (n - 1) μ₂`.
Source: welch1974, there for unit vectors.
Why: the worst cosine of an embedding cannot be below this, whatever the norms.
Measure: the excess of features over the dimension against what the largest squared cosine allows.
Tight: `sum_cosSq_ge_tight`, where all are `1/9`. -/
theorem cosSq_coherence_ge {W : Fin n → Vec α m} {μ₂ : α} (h0 : ∀ i, ∃ a, W i a ≠ 0)
    (hμ : ∀ i j, i ≠ j → cosSq (W i) (W j) ≤ μ₂) (hn : 1 ≤ n) :
    (n : α) - (m : α) ≤ (m : α) * ((n : α) - 1) * μ₂ := by
  have h : totalCosSq W ≤ sum fun i : Fin n => sum fun j => if i = j then 0 else μ₂ :=
    sum_le_sum fun i => sum_le_sum fun j => by
      by_cases hij : i = j
      · simp only [hij, if_true]
        exact Std.le_refl _
      · rw [if_neg hij, if_neg hij]
        exact hμ i j hij
  simp only [sum_ite_const, sum_const] at h
  have h' := mul_le_mul_of_nonneg_left h (natCast_nonneg (α := α) m)
  have := sum_cosSq_ge h0
  exact le_of_mul_le_mul_left (c := (n : α)) (by grind) ((natCast_pos n).mpr hn)

/-- If none of `n` vectors in `m` dimensions is zero, and `N` pairs of different ones, in both orders, have a squared
cosine above `τ`, then `n (n - m) ≤ m (N (1 - τ) + n (n - 1) τ)`.
Source: welch1974, there for unit vectors.
Why: how many pairs of features must interfere visibly follows from their number and the dimension; only what goes
beyond is a finding.
Measure: the number of features times their excess over the dimension against what the pairs above a level allow.
Tight: `interfering_pairs_ge_tight`, two antipodal pairs; `interfering_pairs_ge_needs_nonzero`. -/
theorem interfering_pairs_ge [DecidableLE α] {W : Fin n → Vec α m} (h0 : ∀ i, ∃ a, W i a ≠ 0) (τ : α) :
    (n : α) * ((n : α) - (m : α)) ≤ (m : α) * (visiblePairs τ W * (1 - τ) + (n : α) * ((n : α) - 1) * τ) := by
  have h : totalCosSq W ≤ sum fun i => sum fun j => (1 - τ) * (if i = j then 0 else
      if cosSq (W i) (W j) ≤ τ then 0 else 1) + if i = j then 0 else τ :=
    sum_le_sum fun i => sum_le_sum fun j => by
      have := cosSq_le_one (W i) (W j)
      by_cases hij : i = j
      · simp only [hij, if_true]
        grind
      · simp only [if_neg hij]
        split <;> grind
  simp only [sum_add, ← mul_sum, sum_ite_const, sum_const] at h
  have h' := mul_le_mul_of_nonneg_left h (natCast_nonneg (α := α) m)
  have := sum_cosSq_ge h0
  rw [visiblePairs]
  grind

/-- Equality in `interfering_pairs_ge` with `τ = 0`: of `(±1, 0)` and `(0, ±1)` four of the twelve pairs interfere. -/
theorem interfering_pairs_ge_tight :
    visiblePairs 0 twoDigons = 4 ∧ (4 : Rat) * (4 - 2) = 2 * (4 * (1 - 0) + 4 * (4 - 1) * 0) := by
  decide +kernel

/-- `interfering_pairs_ge` needs vectors that are not zero: `1` and `0` in one dimension do not interfere, and
`2 > 0`. -/
theorem interfering_pairs_ge_needs_nonzero : visiblePairs 0 oneThenZero = 0 := by
  decide +kernel

/-! ### Encoders and decoders -/

/-- If each of `n` read-outs from `m` dimensions sees its own feature, then `n (n - m)` is at most `m` times the sum of
the squared crosstalk `(Rᵢ · Wⱼ)²` with the others, in units of the squared signal `(Rᵢ · Wᵢ)²`.
Source: alon2003, the rank lemma, in the form of a sum.
Why: the floor for the total crosstalk of a sparse autoencoder, encoder and decoder as they are.
Measure: the number of features times their excess over the dimension against the dimension times their crosstalk.
Tight: `sum_crosstalk_ge_tight`, the tetrahedron; `sum_crosstalk_ge_needs_signal`. -/
theorem sum_crosstalk_ge {R W : Fin n → Vec α m} (h0 : ∀ i, dot (R i) (W i) ≠ 0) :
    (n : α) * ((n : α) - (m : α)) ≤ (m : α) * totalCrosstalk R W := by
  have h := trace_sq_le_rank_mul_frobSq (fun i a => 1 / dot (R i) (W i) * R i a) (transpose W)
  have e : ∀ i j, mul (fun i a => 1 / dot (R i) (W i) * R i a) (transpose W) i j =
      1 / dot (R i) (W i) * dot (R i) (W j) := fun i j => by
    have h : mul (fun i a => 1 / dot (R i) (W i) * R i a) (transpose W) i j =
        dot (W j) fun a => 1 / dot (R i) (W i) * R i a := dot_comm _ _
    rw [h, dot_smul, dot_comm (W j)]
  have ht : ∀ i, 1 / dot (R i) (W i) * dot (R i) (W i) = 1 := fun i => by have := h0 i; grind
  have hf : ∀ i j, (1 / dot (R i) (W i) * dot (R i) (W j)) ^ 2 =
      (if i = j then 1 else 0) + if i = j then 0 else dot (R i) (W j) ^ 2 / dot (R i) (W i) ^ 2 := fun i j => by
    by_cases hij : i = j
    · subst hij
      rw [ht]
      grind
    · rw [if_neg hij, if_neg hij]
      have := h0 i
      grind
  simp only [trace, frobSq, e, ht, hf, sum_add, sum_const, sum_kronecker] at h
  rw [totalCrosstalk]
  grind

/-- Equality in `sum_crosstalk_ge`: the tetrahedron, read along its vertices with four different strengths. -/
theorem sum_crosstalk_ge_tight : 4 * (4 - 3) = 3 * totalCrosstalk scaledTetrahedron tetrahedron := by
  decide +kernel

/-- `sum_crosstalk_ge` needs read-outs that see their features: two read-outs that are zero have no crosstalk in one
dimension, and `2 > 0`. -/
theorem sum_crosstalk_ge_needs_signal : totalCrosstalk (fun _ _ => 0) oneThenZero = 0 := by
  decide +kernel

end ToyModels
