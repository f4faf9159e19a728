module

public import ToyModels.Foundations.Matrix

/-!
# The Welch bounds

Feature directions in `m` dimensions that number more than `m` must interfere. Welch's bounds say how much: in total
(the frame potential, a sum of squared inner products), and for the worst pair (the coherence).

## Main definitions

* `framePotential V`: the total squared interference `Σᵢⱼ (Vᵢ · Vⱼ)²`.
* `tetrahedron`: four vectors in three dimensions that attain both bounds.

## Main statements

* `welch_frame_potential`: `(Σᵢ Vᵢ · Vᵢ)² ≤ m Σᵢⱼ (Vᵢ · Vⱼ)²`.
* `welch_coherence`: if `n` unit vectors have `(Vᵢ · Vⱼ)² ≤ μ₂` for `i ≠ j` then `n - m ≤ m (n - 1) μ₂`.
* `welch_bound`: the same as a lower bound on `μ₂`.

## Proof idea

The Gram matrices of the rows and of the columns of `V` have the same trace and the same squared Frobenius norm. The
second is only `m × m`, and the squared trace of an `m × m` matrix is at most `m` times its squared Frobenius norm, by
Cauchy-Schwarz on its diagonal. The coherence bound puts the assumed bound on each pair into the first one.

## What is not claimed

These are the bounds of order one. The order-two bound, which is stronger for many vectors, has another constant over
the reals than over the complex numbers.

## References

* [welch1974]; [benedetto2003] for the frame potential; [elhage2022], on superposition as compressed sensing.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- The frame potential of a family, its total squared interference: `Σᵢⱼ (Vᵢ · Vⱼ)²`. -/
def framePotential (V : Fin n → Vec α m) : α := sum fun i => sum fun j => dot (V i) (V j) ^ 2

/-- The vertices `(1, 1, 1)`, `(1, -1, -1)`, `(-1, 1, -1)`, `(-1, -1, 1)` of a regular tetrahedron. -/
def tetrahedron : Fin 4 → Vec Rat 3 := fun i a => if i.val = 0 ∨ i.val = a.val + 1 then 1 else -1

/-- The two unit vectors `1` and `-1` in one dimension. -/
def antipodalPair : Fin 2 → Vec Rat 1 := fun i _ => if i.val = 0 then 1 else -1

/-- Welch's bound on total interference: `(Σᵢ Vᵢ · Vᵢ)² ≤ m Σᵢⱼ (Vᵢ · Vⱼ)²`.
Source: welch1974; benedetto2003.
Why: with more features than dimensions the total squared interference cannot be avoided, whatever the geometry.
Measure: the squared energy of the features against the hidden dimension times their total interference.
Tight: `welch_frame_potential_tight`, the tetrahedron. -/
theorem welch_frame_potential (V : Fin n → Vec α m) :
    (sum fun i => normSq (V i)) ^ 2 ≤ (m : α) * framePotential V := by
  have h := Mat.trace_sq_le (gram (Mat.transpose V))
  rwa [Mat.trace_gram_transpose, Mat.frobSq_gram_transpose, Mat.trace_gram] at h

/-- Equality in `welch_frame_potential`: both sides are `144` for the tetrahedron. -/
theorem welch_frame_potential_tight :
    (sum fun i => normSq (tetrahedron i)) ^ 2 = 3 * framePotential tetrahedron := by
  decide +kernel

/-- If `n` vectors have the same squared norm `s` and `(Vᵢ · Vⱼ)² ≤ μ₂` for `i ≠ j`, then
`(n - m) s² ≤ m (n - 1) μ₂`.
Source: welch1974.
Why: the worst interference between two features is bounded below once there are more features than dimensions.
Tight: `welch_coherence_of_normSq_eq_tight`, the tetrahedron. -/
theorem welch_coherence_of_normSq_eq (V : Fin n → Vec α m) {s μ₂ : α} (hs : ∀ i, normSq (V i) = s)
    (hμ : ∀ i j, i ≠ j → dot (V i) (V j) ^ 2 ≤ μ₂) (hn : 1 ≤ n) :
    ((n : α) - (m : α)) * s ^ 2 ≤ (m : α) * ((n : α) - 1) * μ₂ := by
  have hpot : framePotential V ≤ sum fun i => sum fun j => if i = j then s ^ 2 else μ₂ :=
    sum_le_sum fun i => sum_le_sum fun j => by
      by_cases h : i = j
      · subst h
        rw [if_pos rfl, dot_self, hs i]
        exact Std.le_refl _
      · rw [if_neg h]
        exact hμ i j h
  have hw := welch_frame_potential V
  simp only [hs, sum_ite_const, sum_const] at hw hpot
  have hm := mul_le_mul_of_nonneg_left hpot (natCast_nonneg (α := α) m)
  exact le_of_mul_le_mul_left (c := (n : α)) (by grind) ((natCast_pos n).mpr hn)

/-- Equality in `welch_coherence_of_normSq_eq`: the tetrahedron, with `s = 3` and `μ₂ = 1`. -/
theorem welch_coherence_of_normSq_eq_tight :
    (∀ i, normSq (tetrahedron i) = 3) ∧ (∀ i j, i ≠ j → dot (tetrahedron i) (tetrahedron j) ^ 2 ≤ 1) ∧
      ((4 : Rat) - 3) * 3 ^ 2 = 3 * (4 - 1) * 1 := by
  decide +kernel

/-- If `n` unit vectors in `m` dimensions have `(Vᵢ · Vⱼ)² ≤ μ₂` for `i ≠ j`, then `n - m ≤ m (n - 1) μ₂`:
`welch_coherence_of_normSq_eq` with `s = 1`.
Source: welch1974.
Why: a lower bound on the worst interference between any two features; equality is an equiangular tight frame.
Tight: `welch_coherence_of_normSq_eq_tight`, the tetrahedron, if it is scaled; `welch_coherence_tight`, the antipodal
pair, needs no square root. -/
theorem welch_coherence (V : Fin n → Vec α m) {μ₂ : α} (hu : ∀ i, normSq (V i) = 1)
    (hμ : ∀ i j, i ≠ j → dot (V i) (V j) ^ 2 ≤ μ₂) (hn : 1 ≤ n) :
    (n : α) - (m : α) ≤ (m : α) * ((n : α) - 1) * μ₂ := by
  have h := welch_coherence_of_normSq_eq V hu hμ hn
  grind

/-- Equality in `welch_coherence`: the antipodal pair in one dimension, with `μ₂ = 1`. -/
theorem welch_coherence_tight :
    (∀ i, normSq (antipodalPair i) = 1) ∧ (∀ i j, i ≠ j → dot (antipodalPair i) (antipodalPair j) ^ 2 ≤ 1) ∧
      (2 : Rat) - 1 = 1 * (2 - 1) * 1 := by
  decide +kernel

/-- The Welch bound: at least two unit vectors in `m` dimensions with `(Vᵢ · Vⱼ)² ≤ μ₂` for `i ≠ j` have
`(n - m) / (m (n - 1)) ≤ μ₂`: `welch_coherence` as a quotient.
Source: welch1974.
Why: the form in which the bound is usually quoted.
Tight: as for `welch_coherence`. -/
theorem welch_bound (V : Fin n → Vec α m) {μ₂ : α} (hu : ∀ i, normSq (V i) = 1)
    (hμ : ∀ i j, i ≠ j → dot (V i) (V j) ^ 2 ≤ μ₂) (hn : 2 ≤ n) :
    ((n : α) - (m : α)) / ((m : α) * ((n : α) - 1)) ≤ μ₂ := by
  have h := welch_coherence V hu hμ (by omega)
  have hm : 1 ≤ m := Nat.pos_of_ne_zero fun h0 => by
    have h1 := hu ⟨0, by omega⟩
    subst h0
    rw [normSq, sum_zero] at h1
    grind
  have hm' := (natCast_le_natCast (α := α) 1 m).mpr hm
  have hn' := (natCast_le_natCast (α := α) 2 n).mpr hn
  rw [div_le_iff (mul_pos (by grind) (by grind))]
  grind

end ToyModels
