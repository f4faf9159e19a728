module

public import ToyModels.Foundations.Projection

/-!
# The trace lemma

A matrix that factors through dimension `d` cannot have a large trace without a large Frobenius norm: `(tr G)² ≤ d
‖G‖²`. In this one inequality lie the bounds of Welch, of the capacity budget and of every other place where features
outnumber dimensions, for the trace counts features, the norm counts interference, and `d` counts dimensions.

## Main definitions

* `inclusion`: the `3 × 2` matrix that includes the plane into space, a witness of equality.

## Main statements

* `trace_sq_le_rank_mul_frobSq`: `(tr G)² ≤ d ‖G‖²` for `G = B C` with inner dimension `d`.
* `two_mul_trace_le`: `2 tr G ≤ ‖G‖² + d`.
* `frobSq_orthProjector_sub_transpose`: the exact defect of the second inequality.

## Proof idea

The projector `P` of `B` fixes `G`, so the trace of `G` is the Frobenius inner product of `P` and `Gᵀ`. Now use
Cauchy-Schwarz and `‖P‖² = tr P ≤ d`. No symmetry of `G` is needed, and no eigenvalue.

## What is not claimed

"Rank at most `d`" is said by a factorisation; the library has no rank function.

## References

* [alon2003], for the symmetric case and its use; [horn2013], on traces.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d n : Nat}

open Mat

/-- The inclusion of the plane into space, with rows `(1, 0)`, `(0, 1)`, `(0, 0)`. -/
def inclusion : Mat Rat 3 2 := fun i j => if i.val = j.val then 1 else 0

/-- The trace of a product is its Frobenius inner product with the projector of the left factor, transposed. -/
theorem trace_mul_eq_frobInner (B : Mat α n d) (C : Mat α d n) :
    (B.mul C).trace = (orthProjector B).frobInner (B.mul C).transpose := by
  have h : (orthProjector B).mul (B.mul C) = B.mul C := by rw [← mul_assoc, orthProjector_mul]
  rw [← trace_mul_transpose]
  exact congrArg trace h.symm

/-- A matrix `G = B C` with inner dimension `d` has `(tr G)² ≤ d ‖G‖²`.
Source: alon2003, the rank lemma, there for symmetric matrices.
Why: features (the trace) in `d` dimensions cost interference (the norm), with encoder and decoder tied or not.
Tight: `trace_sq_le_rank_mul_frobSq_tight`. -/
theorem trace_sq_le_rank_mul_frobSq (B : Mat α n d) (C : Mat α d n) :
    (B.mul C).trace ^ 2 ≤ (d : α) * (B.mul C).frobSq := by
  have h := frobInner_sq_le (orthProjector B) (B.mul C).transpose
  rw [← trace_mul_eq_frobInner, frobSq_transpose, orthProjector_frobSq] at h
  have h' := mul_le_mul_of_nonneg_left (orthProjector_trace_le B) (frobSq_nonneg (B.mul C))
  grind

/-- Equality in `trace_sq_le_rank_mul_frobSq`: `diag(1, 1, 0)` factors through dimension `2`, and `4 = 2 · 2`. -/
theorem trace_sq_le_rank_mul_frobSq_tight :
    (mul inclusion inclusion.transpose).trace ^ 2 = 2 * (mul inclusion inclusion.transpose).frobSq := by
  decide +kernel

/-- The distance of `Gᵀ` from the projector is the defect of `2 tr G ≤ ‖G‖² + tr P`, for `G = B C`. -/
theorem frobSq_orthProjector_sub_transpose (B : Mat α n d) (C : Mat α d n) :
    ((orthProjector B).sub (B.mul C).transpose).frobSq =
      (B.mul C).frobSq - 2 * (B.mul C).trace + (orthProjector B).trace := by
  rw [frobSq_sub, orthProjector_frobSq, ← trace_mul_eq_frobInner, frobSq_transpose]
  grind

/-- A matrix `G = B C` with inner dimension `d` has `2 tr G ≤ ‖G‖² + d`.
Source: alon2003, the rank lemma.
Why: the linear form of the trace lemma, for sums of losses.
Tight: `two_mul_trace_le_tight`. -/
theorem two_mul_trace_le (B : Mat α n d) (C : Mat α d n) : 2 * (B.mul C).trace ≤ (B.mul C).frobSq + (d : α) := by
  have h := frobSq_nonneg ((orthProjector B).sub (B.mul C).transpose)
  rw [frobSq_orthProjector_sub_transpose] at h
  have := orthProjector_trace_le B
  grind

/-- Equality in `two_mul_trace_le`: `diag(1, 1, 0)` factors through dimension `2`, and `4 = 2 + 2`. -/
theorem two_mul_trace_le_tight :
    2 * (mul inclusion inclusion.transpose).trace = (mul inclusion inclusion.transpose).frobSq + 2 := by
  decide +kernel

end ToyModels
