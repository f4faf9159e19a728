module

public import ToyModels.Capacity.Efficient

/-!
# Overlap of subspaces

Components of a network meet in subspaces: what one writes and what another reads, the span of a probe's directions and
that of some features, the principal components of two layers. The overlap of two subspaces is `tr (P Q)` for their
projectors, the sum of the squared cosines of their principal angles, and it lies between bounds that count dimensions
only. So of a measured overlap one knows how much could not be otherwise.

A subspace is given by any vectors that span it, as the columns of a matrix.

## Main definitions

* `subspaceOverlap A B`: `tr (P Q)` for the projectors on the spans of the columns of `A` and of `B`.
* `subspaceEnergy B W`: `Σᵢ ‖P Wᵢ‖²`, what of the features `W` lies in the span of the columns of `B`.
* `twoColumns`, `lastColumns`, `diagonals`: for the examples.

## Main statements

* `subspaceOverlap_nonneg`, `subspaceOverlap_le`: the overlap lies between zero and the smaller dimension.
* `subspaceOverlap_ge`: it is at least the sum of the dimensions minus `m`.
* `frobSq_orthProjector_sub`: the larger it is, the smaller is the distance of the two projectors.
* `explained_energy_sq_le`: how much of the features a subspace can hold.

## Proof idea

For projectors `tr (P Q) = ‖P Q‖²`, and `tr P - tr (P Q) = ‖P - P Q‖²`: all differences are squared norms.

## What is not claimed

Principal angles themselves are roots of polynomials, and do not appear.

## References

* [horn2013], section 0.6 and chapter 2; [elhage2021], on subspaces of the residual stream.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n r s : Nat}

open Mat

/-- The overlap of the spans of the columns of `A` and of `B`: the Frobenius inner product of their projectors, which is
the trace of the product. It is the dimension for two equal subspaces, and zero for orthogonal ones. -/
def subspaceOverlap (A : Mat α m r) (B : Mat α m s) : α := (orthProjector A).frobInner (orthProjector B)

/-- What of the features `W` lies in the span of the columns of `B`: `Σᵢ ‖P Wᵢ‖²`. -/
def subspaceEnergy (B : Mat α m r) (W : Fin n → Vec α m) : α :=
  sum fun i => normSq ((orthProjector B).mulVec (W i))

/-- The columns `(1, 0, 0)` and `(0, 1, 0)`. -/
def twoColumns : Mat Rat 3 2 := fun a k => if a.val = k.val then 1 else 0

/-- The columns `(0, 1, 0)` and `(0, 0, 1)`. -/
def lastColumns : Mat Rat 3 2 := fun a k => if a.val = k.val + 1 then 1 else 0

/-- The vectors `(1, 1, 0)` and `(1, -1, 0)`. -/
def diagonals : Fin 2 → Vec Rat 3 := fun i a => if a.val = 2 then 0 else if i.val = 1 ∧ a.val = 1 then -1 else 1

/-! ### Two subspaces -/

private theorem frobSq_mul_projector {P Q : Mat α m m} (hP : P.transpose = P) (hP2 : P.mul P = P)
    (hQ : Q.transpose = Q) (hQ2 : Q.mul Q = Q) : (P.mul Q).frobSq = P.frobInner Q := by
  rw [← trace_transpose_mul_self, transpose_mul, hP, hQ, ← mul_assoc, mul_assoc Q P P, hP2, trace_mul_comm, ← mul_assoc,
    hQ2, trace_mul_comm, ← trace_mul_transpose, hQ]

private theorem one_sub_transpose {P : Mat α m m} (hP : P.transpose = P) : (one.sub P).transpose = one.sub P := by
  funext i j
  have h := congrFun (congrFun hP i) j
  simp only [transpose, sub, one] at h ⊢
  rw [h]
  grind

private theorem one_sub_mul_self {P : Mat α m m} (hP2 : P.mul P = P) : (one.sub P).mul (one.sub P) = one.sub P := by
  rw [sub_mul, one_mul, mul_sub, mul_one, hP2]
  funext i j
  simp only [sub]
  grind

private theorem frobInner_sub_sub (A P B Q : Mat α m m) :
    (A.sub P).frobInner (B.sub Q) = A.frobInner B - A.frobInner Q - P.frobInner B + P.frobInner Q := by
  simp only [frobInner, sub, ← sum_sub, ← sum_add]
  exact sum_congr fun i => sum_congr fun j => by grind

/-- The overlap is the squared Frobenius norm of the product of the projectors. -/
theorem frobSq_projector_mul (A : Mat α m r) (B : Mat α m s) :
    ((orthProjector A).mul (orthProjector B)).frobSq = subspaceOverlap A B :=
  frobSq_mul_projector (orthProjector_transpose A) (orthProjector_mul_self A) (orthProjector_transpose B)
    (orthProjector_mul_self B)

/-- The overlap does not depend on the order of the subspaces. -/
theorem subspaceOverlap_comm (A : Mat α m r) (B : Mat α m s) : subspaceOverlap A B = subspaceOverlap B A :=
  sum_congr fun i => sum_congr fun j => by grind

/-- The overlap of two subspaces is not negative.
Source: horn2013.
Why: subspaces cannot overlap less than orthogonal ones.
Measure: zero against the overlap of two subspaces.
Tight: orthogonal subspaces. -/
theorem subspaceOverlap_nonneg (A : Mat α m r) (B : Mat α m s) : 0 ≤ subspaceOverlap A B := by
  rw [← frobSq_projector_mul]
  exact frobSq_nonneg _

/-- The overlap of two subspaces is at most the dimension of the first, here the trace of its projector.
Source: horn2013.
Why: a component of `r` dimensions can share at most these with another; a larger number is an error of measurement.
Measure: the overlap of two subspaces against the dimension of either.
Tight: `subspaceOverlap_self`. -/
theorem subspaceOverlap_le (A : Mat α m r) (B : Mat α m s) : subspaceOverlap A B ≤ (orthProjector A).trace := by
  have h := frobSq_nonneg ((orthProjector A).sub ((orthProjector A).mul (orthProjector B)))
  have e : (orthProjector A).frobInner ((orthProjector A).mul (orthProjector B)) = subspaceOverlap A B := by
    rw [subspaceOverlap, ← trace_mul_transpose, transpose_mul, orthProjector_transpose, orthProjector_transpose,
      trace_mul_comm, mul_assoc, orthProjector_mul_self, trace_mul_comm, ← trace_mul_transpose, orthProjector_transpose]
  rw [frobSq_sub, e, frobSq_projector_mul, orthProjector_frobSq] at h
  grind

/-- The overlap of two subspaces is at most the number of vectors that span either.
Source: horn2013.
Why: the same without a rank: what the components' widths allow.
Measure: the overlap of the spans of two matrices against their numbers of columns.
Tight: `subspaceOverlap_ge_tight`. -/
theorem subspaceOverlap_le_columns (A : Mat α m r) (B : Mat α m s) :
    subspaceOverlap A B ≤ (r : α) ∧ subspaceOverlap A B ≤ (s : α) := by
  refine ⟨Std.le_trans (subspaceOverlap_le A B) (orthProjector_trace_le A), ?_⟩
  rw [subspaceOverlap_comm]
  exact Std.le_trans (subspaceOverlap_le B A) (orthProjector_trace_le B)

/-- Equality in `subspaceOverlap_le`: a subspace overlaps with itself in all its dimensions. -/
theorem subspaceOverlap_self (A : Mat α m r) : subspaceOverlap A A = (orthProjector A).trace := by
  rw [subspaceOverlap, frobInner_self, orthProjector_frobSq]

/-- The squared distance of two projectors is the sum of the dimensions minus twice the overlap.
Source: horn2013.
Why: how far two subspaces are apart and how much they overlap is one measurement.
Tight: an identity. -/
theorem frobSq_orthProjector_sub (A : Mat α m r) (B : Mat α m s) :
    ((orthProjector A).sub (orthProjector B)).frobSq =
      (orthProjector A).trace + (orthProjector B).trace - 2 * subspaceOverlap A B := by
  rw [frobSq_sub, orthProjector_frobSq, orthProjector_frobSq, subspaceOverlap]
  grind

/-- The overlap of two subspaces of `m` dimensions is at least the sum of their dimensions minus `m`.
Source: horn2013, section 0.1, on the dimension of an intersection.
Why: two components that are wide enough must meet, by at least this much, whether or not they were trained to.
Measure: what two dimensions exceed that of the space by against the overlap of the two subspaces.
Tight: `subspaceOverlap_ge_tight`, two planes in space. -/
theorem subspaceOverlap_ge (A : Mat α m r) (B : Mat α m s) :
    (orthProjector A).trace + (orthProjector B).trace - (m : α) ≤ subspaceOverlap A B := by
  have h := frobSq_nonneg ((one.sub (orthProjector A)).mul (one.sub (orthProjector B)))
  have e := frobInner_sub_sub one (orthProjector A) one (orthProjector B)
  have e' : one.frobInner (orthProjector B) = (orthProjector B).trace := by
    rw [← trace_mul_transpose, one_mul, orthProjector_transpose]
  rw [frobSq_mul_projector (one_sub_transpose (orthProjector_transpose A)) (one_sub_mul_self (orthProjector_mul_self A))
    (one_sub_transpose (orthProjector_transpose B)) (one_sub_mul_self (orthProjector_mul_self B)), e, e',
    frobInner_one, frobInner_one, trace_one] at h
  rw [subspaceOverlap]
  grind

/-- Equality in `subspaceOverlap_ge`: two of the coordinate planes of space overlap in one dimension, `2 + 2 - 3`. -/
theorem subspaceOverlap_ge_tight :
    subspaceOverlap twoColumns lastColumns = 1 ∧ (orthProjector twoColumns).trace = 2 ∧
      (orthProjector lastColumns).trace = 2 := by
  decide +kernel

/-! ### Features in a subspace -/

/-- The squared energy of features in a subspace that `r` vectors span is at most `r` times the frame potential.
Source: benedetto2003, for the frame potential; the inequality is that of Cauchy and Schwarz.
Why: no subspace of `r` dimensions, of principal components or of features of a dictionary, explains more.
Measure: the squared energy of the features in a subspace against its dimension times their total interference.
Tight: `explained_energy_sq_le_tight`. -/
theorem explained_energy_sq_le (B : Mat α m r) (W : Fin n → Vec α m) :
    subspaceEnergy B W ^ 2 ≤ (r : α) * framePotential W := by
  have e : ∀ i, normSq ((orthProjector B).mulVec (W i)) = 1 * dot (W i) ((orthProjector B).mulVec (W i)) := fun i => by
    have h := dot_mulVec ((orthProjector B).mulVec (W i)) (orthProjector B) (W i)
    rw [orthProjector_transpose, mulVec_mulVec, orthProjector_mul_self, dot_comm _ (W i), dot_self] at h
    grind
  have hW : (weightedFrame (fun _ => 1) W).frobSq = framePotential W := by
    rw [frobSq_weightedFrame]
    exact sum_congr fun i => sum_congr fun j => by grind
  have h := frobInner_sq_le (weightedFrame (fun _ => 1) W) (orthProjector B)
  have hI : (weightedFrame (fun _ => 1) W).frobInner (orthProjector B) = subspaceEnergy B W :=
    (frobInner_weightedFrame _ W _).trans (sum_congr fun i => (e i).symm)
  rw [hI, hW, orthProjector_frobSq] at h
  have h0 : 0 ≤ framePotential W := sum_nonneg fun i => sum_nonneg fun j => sq_nonneg (dot (W i) (W j))
  have := mul_le_mul_of_nonneg_left (orthProjector_trace_le B) h0
  grind

/-- Equality in `explained_energy_sq_le`: `(1, 1, 0)` and `(1, -1, 0)` in their plane, `4² = 2 · 8`. -/
theorem explained_energy_sq_le_tight :
    subspaceEnergy twoColumns diagonals = 4 ∧ framePotential diagonals = 8 := by
  decide +kernel

/-- `explained_energy_sq_le` needs a projector: twice the identity of the line gives the feature `1` the energy `4`, and
`16 > 1`. -/
theorem explained_energy_sq_le_needs_projector :
    normSq (mulVec (fun _ _ => 2 : Mat Rat 1 1) fun _ => 1) ^ 2 = 16 ∧
      framePotential (fun _ _ => 1 : Fin 1 → Vec Rat 1) = 1 := by
  decide +kernel

end ToyModels
