module

public import ToyModels.Foundations.Matrix

/-!
# The trace of an orthogonal matrix

A network that computes in a group through an orthogonal representation reads its answer from traces. The answer stands
out because among orthogonal matrices the identity, and only the identity, has the largest trace.

## Main definitions

* `rotation345`: the rotation of the plane by the angle with cosine `3/5`.

## Main statements

* `frobSq_sub_one_of_orthogonal`: `‖Q - 1‖² = 2 d - 2 tr Q` if `Qᵀ Q = 1`.
* `orthogonal_trace_le_dim`: then `tr Q ≤ d`, with equality exactly if `Q = 1`.
* `neg_dim_le_orthogonal_trace`: and `-d ≤ tr Q`.

## Proof idea

Expand the squared Frobenius norm of the difference; it is non-negative, and zero only for equal matrices.

## What is not claimed

How far the trace of another group element lies below `d` depends on the representation.

## References

* [chughtai2023], on group composition by representations.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d : Nat}

open Mat

/-- The rotation of the plane by the angle with cosine `3/5` and sine `4/5`. -/
def rotation345 : Mat Rat 2 2 := ofTwo (3 / 5) (-4 / 5) (4 / 5) (3 / 5)

/-- An orthogonal matrix has squared Frobenius norm `d`. -/
theorem frobSq_of_orthogonal {Q : Mat α d d} (hQ : Q.transpose.mul Q = one) : Q.frobSq = (d : α) := by
  rw [← trace_transpose_mul_self, hQ, trace_one]

/-- The squared distance of an orthogonal matrix from the identity is `2 d - 2 tr Q`. -/
theorem frobSq_sub_one_of_orthogonal {Q : Mat α d d} (hQ : Q.transpose.mul Q = one) :
    (Q.sub one).frobSq = 2 * (d : α) - 2 * Q.trace := by
  rw [frobSq_sub, frobSq_of_orthogonal hQ, frobInner_one, frobSq_one]
  grind

/-- The trace of an orthogonal `d × d` matrix is at most `d`, with equality exactly for the identity.
Source: chughtai2023, on the argument of maximal characters.
Why: logits that are characters of an orthogonal representation are largest exactly on the kernel of the representation.
Tight: `trace_one`; `orthogonal_trace_le_dim_example` is an orthogonal matrix below the bound. -/
theorem orthogonal_trace_le_dim {Q : Mat α d d} (hQ : Q.transpose.mul Q = one) :
    Q.trace ≤ (d : α) ∧ (Q.trace = (d : α) ↔ Q = one) := by
  have h := frobSq_sub_one_of_orthogonal hQ
  have h0 := frobSq_nonneg (Q.sub one)
  refine ⟨by grind, fun ht => ?_, fun hq => by rw [hq, trace_one]⟩
  have hz := (frobSq_eq_zero_iff (Q.sub one)).mp (by grind)
  funext i j
  have := hz i j
  simp only [sub] at this
  grind

/-- The trace of an orthogonal `d × d` matrix is at least `-d`.
Source: chughtai2023, on characters.
Why: no element of the group is suppressed by more than the dimension of the representation.
Tight: `neg_dim_le_orthogonal_trace_tight`, minus the identity. -/
theorem neg_dim_le_orthogonal_trace {Q : Mat α d d} (hQ : Q.transpose.mul Q = one) : -(d : α) ≤ Q.trace := by
  have h := frobSq_nonneg (Q.sub (smul (-1) one))
  rw [frobSq_sub, frobSq_of_orthogonal hQ, frobSq_smul, frobSq_one, frobInner_smul, frobInner_one] at h
  grind

/-- Equality in `neg_dim_le_orthogonal_trace`: minus the identity is orthogonal, of trace `-d`. -/
theorem neg_dim_le_orthogonal_trace_tight :
    (transpose (smul (-1) one)).mul (smul (-1) one) = (one : Mat α d d) ∧
      (smul (-1) one : Mat α d d).trace = -(d : α) := by
  constructor
  · funext i j
    have h := congrFun (congrFun (one_mul (one : Mat α d d)) i) j
    rw [← h]
    exact sum_congr fun k => by simp only [transpose, smul, one]; grind
  · rw [trace_smul, trace_one]
    grind

/-- The rotation by `(3/5, 4/5)` is orthogonal, and its trace `6/5` is below `2`. -/
theorem orthogonal_trace_le_dim_example :
    (∀ i j, (rotation345.transpose.mul rotation345) i j = one i j) ∧ rotation345.trace < 2 := by
  decide +kernel

end ToyModels
