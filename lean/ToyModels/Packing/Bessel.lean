module

public import ToyModels.Foundations.Vector

/-!
# Orthogonal families: Bessel's inequality and the dimension bound

Features without interference are pairwise orthogonal directions. Together they explain no more of an activation than
there is (Bessel), and there are no more of them than dimensions. So more features than
dimensions means that some pair interferes: this is superposition.

## Main definitions

* `orthogonalProjection u x`: the projection of `x` on the span of pairwise orthogonal vectors `u`.
* `explainedEnergy u x`: its squared norm, `Σᵢ (uᵢ · x)² / (uᵢ · uᵢ)`.

## Main statements

* `bessel_inequality`: `Σᵢ (uᵢ · x)² / (uᵢ · uᵢ) ≤ x · x` for pairwise orthogonal `uᵢ`.
* `orthogonal_family_card_le`: pairwise orthogonal non-zero vectors in `m` dimensions number at most `m`.

## Proof idea

Bessel: the residual `x - p` of the combination `p = Σᵢ (uᵢ · x) / (uᵢ · uᵢ) uᵢ` has squared norm
`x · x - Σᵢ (uᵢ · x)² / (uᵢ · uᵢ)`. Dimension: sum Bessel's inequality over the standard basis vectors.

## What is not claimed

Nothing about families that are only nearly orthogonal; of those there can be many more than dimensions.

## References

* [horn2013], on orthogonal sets; [elhage2022], on superposition.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {k m n : Nat}

/-- The projection of `x` on the span of pairwise orthogonal vectors `u`: `Σᵢ (uᵢ · x) / (uᵢ · uᵢ) uᵢ`. -/
def orthogonalProjection (u : Fin k → Vec α m) (x : Vec α m) : Vec α m :=
  lincomb (fun i => dot (u i) x / normSq (u i)) u

/-- The energy of `x` that pairwise orthogonal vectors `u` explain: `Σᵢ (uᵢ · x)² / (uᵢ · uᵢ)`. -/
def explainedEnergy (u : Fin k → Vec α m) (x : Vec α m) : α :=
  sum fun i => dot (u i) x ^ 2 / normSq (u i)

/-- The orthogonal vectors `(3, 4)` and `(-4, 3)`. -/
def tiltedPair : Fin 2 → Vec Rat 2 := fun i a => if i = a then 3 else if i < a then 4 else -4

/-- The inner product of a vector with its projection is the explained energy. -/
theorem dot_orthogonalProjection (u : Fin k → Vec α m) (x : Vec α m) :
    dot x (orthogonalProjection u x) = explainedEnergy u x := by
  simp only [orthogonalProjection, dot_lincomb, explainedEnergy]
  exact sum_congr fun i => by rw [dot_comm x (u i)]; grind

/-- The squared norm of the projection on pairwise orthogonal vectors is the explained energy. -/
theorem normSq_orthogonalProjection (u : Fin k → Vec α m) (ho : ∀ i j, i ≠ j → dot (u i) (u j) = 0) (x : Vec α m) :
    normSq (orthogonalProjection u x) = explainedEnergy u x := by
  simp only [orthogonalProjection, normSq_lincomb, explainedEnergy]
  refine sum_congr fun i => ?_
  rw [← sum_ite_eq i fun _ => dot (u i) x ^ 2 / normSq (u i)]
  refine sum_congr fun j => ?_
  by_cases h : i = j
  · subst h
    rw [dot_self, if_pos rfl]
    by_cases h0 : normSq (u i) = 0 <;> grind
  · rw [ho i j h, if_neg h]
    grind

/-- Pairwise orthogonal directions explain no more energy than there is: `Σᵢ (uᵢ · x)² / (uᵢ · uᵢ) ≤ x · x`.
Source: horn2013, on orthogonal sets.
Why: explained variances of orthogonal feature directions add up, and never to more than the whole activation.
Tight: `bessel_inequality_tight`, a vector in the span. -/
theorem bessel_inequality (u : Fin k → Vec α m) (ho : ∀ i j, i ≠ j → dot (u i) (u j) = 0) (x : Vec α m) :
    explainedEnergy u x ≤ normSq x := by
  have h := normSq_nonneg fun a => x a - orthogonalProjection u x a
  rw [normSq_sub, dot_orthogonalProjection, normSq_orthogonalProjection u ho] at h
  grind

/-- Equality in `bessel_inequality`: the orthogonal vectors `(3, 4)` and `(-4, 3)` explain all of `(1, 2)`. -/
theorem bessel_inequality_tight :
    (∀ i j, i ≠ j → dot (tiltedPair i) (tiltedPair j) = 0) ∧
      explainedEnergy tiltedPair (fun a => (a.val : Rat) + 1) = normSq fun a : Fin 2 => (a.val : Rat) + 1 := by
  decide +kernel

/-- Pairwise orthogonal non-zero vectors in `m` dimensions number at most `m`.
Source: elhage2022, on superposition.
Why: features that do not interfere are at most as many as dimensions; more features force superposition.
Tight: `orthogonal_family_card_le_tight`, the standard basis. -/
theorem orthogonal_family_card_le (u : Fin n → Vec α m) (ho : ∀ i j, i ≠ j → dot (u i) (u j) = 0)
    (hn : ∀ i, ∃ a, u i a ≠ 0) : n ≤ m := by
  have h := sum_le_sum fun a => bessel_inequality u ho (basisVec a)
  simp only [explainedEnergy, dot_basisVec, normSq_basisVec, sum_const] at h
  rw [sum_comm] at h
  have e : ∀ i, (sum fun a => u i a ^ 2 / normSq (u i)) = 1 := fun i => by
    have hi := normSq_pos (hn i)
    simp only [Lean.Grind.Field.div_eq_mul_inv, ← sum_mul]
    exact Lean.Grind.Field.mul_inv_cancel (a := normSq (u i)) (by grind)
  simp only [e, sum_const] at h
  exact (natCast_le_natCast (α := α) n m).mp (by grind)

/-- Equality in `orthogonal_family_card_le`: in `m` dimensions the standard basis is such a family of `m` vectors. -/
theorem orthogonal_family_card_le_tight :
    (∀ i j : Fin m, i ≠ j → dot (basisVec i : Vec α m) (basisVec j) = 0) ∧
      ∀ i : Fin m, ∃ a, (basisVec i : Vec α m) a ≠ 0 := by
  refine ⟨fun i j h => ?_, fun i => ⟨i, ?_⟩⟩
  · rw [dot_basisVec, basisVec, if_neg h]
  · rw [basisVec, if_pos rfl]
    grind

end ToyModels
