module

public import ToyModels.Capacity.Efficient
public import ToyModels.Foundations.BooleanSet
public import ToyModels.Foundations.Projection

/-!
# Blocks have whole dimensions

Features that spend the whole capacity budget fall into groups that do not interfere with each other. Each group uses a
whole number of dimensions: its capacities add up to a natural number. In particular the features of one scale do, so
that the space splits into mutually orthogonal blocks, one for each scale, and this is why feature geometries come as
separate polytopes.

## Main definitions

* `restrictTo B H`: the square matrix `H` with the rows and columns outside the set `B` set to zero.

## Main statements

* `trace_natural_of_idempotent`: the trace of a symmetric idempotent matrix is a natural number.
* `block_capacity_natural`: in an efficient arrangement the capacities of a set of features that is closed under
  interference add up to a natural number.
* `scale_block_natural`: so do those of all features of one scale.

## Proof idea

The matrix of the entries `aᵢ Wᵢ · Wⱼ` is symmetric and idempotent if the budget is spent. It stays so when it is
restricted to a set that is closed under interference. A symmetric idempotent matrix is the projector of its own
columns, whose trace is a natural number.

## What is not claimed

Which numbers occur, or that training finds such arrangements.

## References

* [scherlis2022], on block-semi-orthogonal embeddings; [elhage2022], on the geometry of features; [horn2013], for
  idempotent matrices.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

open Mat

/-- The square matrix `H` with the rows and columns outside the set `B` set to zero. -/
def restrictTo (B : Fin n → Bool) (H : Mat α n n) : Mat α n n := fun i j =>
  if B i = true ∧ B j = true then H i j else 0

/-! ### Symmetric idempotent matrices -/

private theorem orthProjector_of_idempotent {H : Mat α n n} (hs : H.transpose = H) (hi : H.mul H = H) :
    orthProjector H = H := by
  have h := congrArg transpose (mul_orthProjector H H hi)
  rw [transpose_mul, hs, orthProjector_transpose, orthProjector_mul] at h
  exact h.symm

/-- The trace of a symmetric idempotent matrix is a natural number, at most its size.
Source: horn2013, on orthogonal projections.
Why: rank without eigenvalues: dimensions are counted by traces.
Tight: an equality, with the identity matrix for `n`. -/
theorem trace_natural_of_idempotent {H : Mat α n n} (hs : H.transpose = H) (hi : H.mul H = H) :
    ∃ k : Fin (n + 1), H.trace = (k.val : α) := by
  have h := orthProjector_trace H
  rwa [orthProjector_of_idempotent hs hi] at h

/-! ### Blocks -/

private theorem restrictTo_transpose {H : Mat α n n} (hs : H.transpose = H) (B : Fin n → Bool) :
    (restrictTo B H).transpose = restrictTo B H := by
  funext i j
  have h : H j i = H i j := congrFun (congrFun hs i) j
  simp only [transpose, restrictTo, h]
  grind

private theorem restrictTo_mul_self {H : Mat α n n} (hi : H.mul H = H) {B : Fin n → Bool}
    (hB : ∀ i j, H i j ≠ 0 → B i = B j) : (restrictTo B H).mul (restrictTo B H) = restrictTo B H := by
  funext i j
  have h : (sum fun k => H i k * H k j) = H i j := congrFun (congrFun hi i) j
  by_cases hij : B i = true ∧ B j = true
  · rw [restrictTo, if_pos hij, ← h]
    exact sum_congr fun k => by have := hB i k; simp only [restrictTo]; grind
  · rw [restrictTo, if_neg hij]
    exact sum_eq_zero fun k => by simp only [restrictTo]; grind

/-- If the capacities of features in `m` dimensions add up to `m`, then those of a set `B` of features that is closed
under interference add up to a natural number.
Source: scherlis2022, on block-semi-orthogonal embeddings.
Why: an efficient model splits its hidden space into blocks with whole dimensions, so geometries are separate polytopes.
Tight: `block_capacity_natural_example`; `block_capacity_natural_needs_efficient`,
`block_capacity_natural_needs_closed`. -/
theorem block_capacity_natural {W : Fin n → Vec α m} (h : sum (capacity W) = (m : α)) {B : Fin n → Bool}
    (hB : ∀ i j, dot (W i) (W j) ≠ 0 → B i = B j) :
    ∃ k : Fin (m + 1), (sum fun i => if B i = true then capacity W i else 0) = (k.val : α) := by
  obtain ⟨hs, hi, -, -⟩ := efficient_imp_blockSemiOrthogonal h
  have hH : ∀ i j, scaledOverlap W W i j ≠ 0 → B i = B j := fun i j hij => hB i j fun h0 => hij (by
    rw [scaledOverlap_self, h0]
    grind)
  obtain ⟨k, hk⟩ := trace_natural_of_idempotent (restrictTo_transpose hs B) (restrictTo_mul_self hi hH)
  have ht : (restrictTo B (scaledOverlap W W)).trace = sum fun i => if B i = true then capacity W i else 0 :=
    sum_congr fun i => by
      simp only [restrictTo, and_self, scaledOverlap_self, dot_self, featureScale_mul_normSq]
  have hle : (sum fun i => if B i = true then capacity W i else 0) ≤ (m : α) := by
    rw [← h]
    exact sum_le_sum fun i => by have := capacity_nonneg W i; grind
  rw [← ht, hk, natCast_le_natCast] at hle
  exact ⟨⟨k.val, by omega⟩, by rw [← ht, hk]⟩

/-- If the capacities of features in `m` dimensions add up to `m`, then those of the features whose scale is `s` add
up to a natural number.
Source: scherlis2022, on block-semi-orthogonal embeddings.
Why: the blocks can be read off the weights: one for each scale, of a whole dimension, orthogonal to the others.
Tight: `block_capacity_natural_example`. -/
theorem scale_block_natural [DecidableEq α] {W : Fin n → Vec α m} (h : sum (capacity W) = (m : α)) (s : α) :
    ∃ k : Fin (m + 1), (sum fun i => if featureScale W i = s then capacity W i else 0) = (k.val : α) := by
  have hB : ∀ i j, dot (W i) (W j) ≠ 0 → decide (featureScale W i = s) = decide (featureScale W j = s) :=
    fun i j hij => by rw [(efficient_imp_blockSemiOrthogonal h).2.2.2 i j hij]
  obtain ⟨k, hk⟩ := block_capacity_natural h hB
  simp only [decide_eq_true_eq] at hk
  exact ⟨k, hk⟩

/-- An antipodal pair and a tetrahedron in four dimensions are two blocks, of one and of three dimensions. -/
theorem block_capacity_natural_example :
    sum (capacity (directSum antipodalPair tetrahedron)) = 4 ∧
      (sum fun i => if featureScale (directSum antipodalPair tetrahedron) i = 1 / 2 then
        capacity (directSum antipodalPair tetrahedron) i else 0) = 1 ∧
      (sum fun i => if featureScale (directSum antipodalPair tetrahedron) i = 1 / 4 then
        capacity (directSum antipodalPair tetrahedron) i else 0) = 3 := by
  decide +kernel

/-- `block_capacity_natural` needs efficiency: the vectors `(1, 0)` and `(1, 1)` together have the capacity `13/10`. -/
theorem block_capacity_natural_needs_efficient : sum (capacity shearedPair) = 13 / 10 := by
  decide +kernel

/-- `block_capacity_natural` needs a set that is closed under interference: one vertex of the tetrahedron has `3/4`. -/
theorem block_capacity_natural_needs_closed :
    (sum fun i => if firstOnly i = true then capacity tetrahedron i else 0) = 3 / 4 := by
  decide +kernel

end ToyModels
