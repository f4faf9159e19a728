module

public import ToyModels.Representation.Erasure

/-!
# Erasers as projections

An eraser that is linear should be a projection: what has been erased once is not there to be erased again, and what
the erasure leaves alone it leaves alone twice. This holds of ablation and of LEACE. Behind the optimality of LEACE, and
behind that of the best probe, are facts on symmetric forms with no data in them.

## Main definitions

* `leaceChange U A B`: the matrix `U B Aᵀ`, which LEACE subtracts.
* `changeCost S D v`: how much the change `D` changes the read-out `v`, in the form `S`.

## Main statements

* `ablation_idempotent`, `ablation_difference`: ablation is a projection, and makes two means agree.
* `leaceChange_idempotent`, `leace_idempotent`: LEACE is a projection of affine space.
* `leaceChange_pythagoras`: LEACE changes every read-out least, in any form that is positive semidefinite.
* `fisher_ratio_le_of_form`: the best probe, for any symmetric form.

## Proof idea

The matrix `U B Aᵀ` takes `U` to itself, so it is idempotent, and cross terms vanish. For the probe, the form is not
negative at one combination of the two probes.

## What is not claimed

The form need not be the covariance matrix of any data; costs are never negative only if it is positive semidefinite.

## References

* [belrose2023], on least-squares concept erasure; [arditi2024], on ablating a difference of means; [fisher1936];
  [marks2024], on mass-mean probing.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {K c d : Nat}

open Mat

/-- The size that the form `S` gives to `Dᵀ v`: the mean square of `v · (D x)`, if `x` has the covariances `S`. -/
def changeCost (S D : Mat α d d) (v : Vec α d) : α := dot (D.transpose.mulVec v) (S.mulVec (D.transpose.mulVec v))

/-- The matrix `U B Aᵀ`: what LEACE subtracts, if `U` are the cross-covariances. -/
def leaceChange (U A : Mat α d c) (B : Mat α c c) : Mat α d d := U.mul (B.mul A.transpose)

/-! ### Ablation -/

private theorem ablation_symm (u : Vec α d) (i j : Fin d) : ablation u i j = ablation u j i := by
  simp only [ablation]
  grind

/-- Ablating a direction twice is ablating it once.
Source: arditi2024, on ablating a direction.
Why: an ablation is a projection: what it leaves it leaves alone.
Tight: an identity, also for the zero vector. -/
theorem ablation_idempotent (u : Vec α d) (i j : Fin d) : (ablation u).mul (ablation u) i j = ablation u i j := by
  have h := ablation_mulVec_self u j
  have e : ∀ k, ablation u i k * ablation u k j =
      (if i = k then ablation u k j else 0) - u i / normSq u * (ablation u j k * u k) := fun k => by
    rw [ablation_symm u j k]
    conv => lhs; arg 1; rw [ablation]
    grind
  rw [mul, sum_congr e, sum_sub, sum_ite_eq i fun k => ablation u k j, ← mul_sum]
  change ablation u i j - u i / normSq u * mulVec (ablation u) u j = _
  rw [h]
  grind

/-- Ablating the difference of two vectors makes them equal.
Source: belrose2023, on the equality of class means; arditi2024, on ablating a difference of means.
Why: after the ablation of the difference of two class means there is no difference of the means left.
Tight: an identity. -/
theorem ablation_difference (x y : Vec α d) (i : Fin d) :
    (ablation fun j => x j - y j).mulVec x i = (ablation fun j => x j - y j).mulVec y i := by
  have h := ablation_mulVec_self (fun j => x j - y j) i
  rw [mulVec, dot_sub] at h
  rw [mulVec, mulVec]
  grind

/-! ### LEACE -/

private theorem leaceChange_mul {U A : Mat α d c} {B : Mat α c c}
    (hB : ∀ i j, U.mul (B.mul (A.transpose.mul U)) i j = U i j) : (leaceChange U A B).mul U = U := by
  rw [leaceChange, mul_assoc, mul_assoc]
  exact funext fun i => funext (hB i)

/-- The change that LEACE makes is a projection: applied twice it is applied once.
Source: belrose2023, on least-squares concept erasure.
Why: LEACE removes a part of the space, of at most as many dimensions as there are concepts, and nothing of the rest.
Tight: an identity; `leaceChange_idempotent_needs_inverse`. -/
theorem leaceChange_idempotent {U A : Mat α d c} {B : Mat α c c}
    (hB : ∀ i j, U.mul (B.mul (A.transpose.mul U)) i j = U i j) (i j : Fin d) :
    (leaceChange U A B).mul (leaceChange U A B) i j = leaceChange U A B i j := by
  have h : (leaceChange U A B).mul (leaceChange U A B) = leaceChange U A B := by
    conv => lhs; arg 2; rw [leaceChange]
    rw [← mul_assoc, leaceChange_mul hB]
    rfl
  rw [h]

/-- `leaceChange_idempotent` needs an inverse: twice the identity of the line is not a projection. -/
theorem leaceChange_idempotent_needs_inverse :
    leaceChange (fun (_ _ : Fin 1) => (2 : Rat)) one one 0 0 = 2 ∧
      (leaceChange (fun (_ _ : Fin 1) => (2 : Rat)) one one).mul (leaceChange (fun _ _ => 2) one one) 0 0 = 4 := by
  decide +kernel

/-- LEACE applied twice is LEACE applied once.
Source: belrose2023, on least-squares concept erasure.
Why: there is nothing left to erase.
Tight: an identity. -/
theorem leace_idempotent {p : Fin K → α} {X : Fin K → Vec α d} {Z : Fin K → Vec α c} {A : Mat α d c} {B : Mat α c c}
    (hB : ∀ i j, (crossCovariance p X Z).mul (B.mul (A.transpose.mul (crossCovariance p X Z))) i j =
      crossCovariance p X Z i j) (x : Vec α d) (i : Fin d) :
    leace p X Z A B (leace p X Z A B x) i = leace p X Z A B x i := by
  have hD : (leaceChange (crossCovariance p X Z) A B).mul (leaceChange (crossCovariance p X Z) A B) =
      leaceChange (crossCovariance p X Z) A B := funext fun i => funext (leaceChange_idempotent hB i)
  have e : ∀ x i, leace p X Z A B x i =
      x i - (leaceChange (crossCovariance p X Z) A B).mulVec (fun j => x j - meanVector p X j) i := fun _ _ => rfl
  have hx : (fun j => leace p X Z A B x j - meanVector p X j) = fun j => (x j - meanVector p X j) -
      (leaceChange (crossCovariance p X Z) A B).mulVec (fun j => x j - meanVector p X j) j :=
    funext fun j => by rw [e]; grind
  have hz : (leaceChange (crossCovariance p X Z) A B).mulVec
      (fun j => leace p X Z A B x j - meanVector p X j) i = 0 := by
    have h := congrFun (mulVec_mulVec (leaceChange (crossCovariance p X Z) A B)
      (leaceChange (crossCovariance p X Z) A B) fun j => x j - meanVector p X j) i
    rw [hD] at h
    rw [hx, mulVec, dot_sub]
    rw [mulVec, mulVec] at h
    rw [h]
    grind
  rw [e, hz]
  grind

/-- Let `S` be a symmetric form, `U = S A` and `U B Aᵀ U = U`. For every change `D` with `D U = U`, the size that `S`
gives to the change of a read-out `v` is that for LEACE's change plus that for the difference. (Here `U` is written
out.)
Source: belrose2023, on least-squares concept erasure.
Why: the closed form of LEACE with no data in it: if the form is positive semidefinite it changes every read-out least.
Tight: an identity; `leaceChange_pythagoras_needs_fixed`. -/
theorem leaceChange_pythagoras {S D : Mat α d d} {A : Mat α d c} {B : Mat α c c} (hS : ∀ i j, S i j = S j i)
    (hB : ∀ i j, (S.mul A).mul (B.mul (A.transpose.mul (S.mul A))) i j = S.mul A i j)
    (hD : ∀ i j, D.mul (S.mul A) i j = S.mul A i j) (v : Vec α d) :
    changeCost S D v = changeCost S (leaceChange (S.mul A) A B) v +
      changeCost S (D.sub (leaceChange (S.mul A) A B)) v := by
  have hS' : S.transpose = S := funext fun i => funext fun j => hS j i
  generalize hA' : S.mul A = U at *
  have hE : (D.sub (leaceChange U A B)).mul U = fun _ _ => 0 := by
    rw [sub_mul, funext fun i => funext (hD i), leaceChange_mul hB]
    funext i j
    simp only [sub]
    grind
  have hp : (leaceChange U A B).transpose.mulVec v = A.mulVec (B.transpose.mulVec (U.transpose.mulVec v)) := by
    rw [leaceChange, transpose_mul, transpose_mul, ← mulVec_mulVec, ← mulVec_mulVec]
    rfl
  have hz : dot ((D.sub (leaceChange U A B)).transpose.mulVec v)
      (S.mulVec ((leaceChange U A B).transpose.mulVec v)) = 0 := by
    rw [hp, mulVec_mulVec S A, hA', ← dot_mulVec, mulVec_mulVec, hE]
    have h0 : ∀ i : Fin d, mulVec (fun (_ : Fin d) (_ : Fin c) => (0 : α))
        (B.transpose.mulVec (U.transpose.mulVec v)) i = 0 := fun i => sum_eq_zero fun j => by grind
    exact sum_eq_zero fun i => by rw [h0]; grind
  have hs : D.transpose.mulVec v = fun i => (leaceChange U A B).transpose.mulVec v i +
      1 * (D.sub (leaceChange U A B)).transpose.mulVec v i := funext fun i => by
    have h : (D.sub (leaceChange U A B)).transpose.mulVec v i =
        D.transpose.mulVec v i - (leaceChange U A B).transpose.mulVec v i := by
      simp only [mulVec, dot, ← sum_sub]
      exact sum_congr fun j => by simp only [transpose, sub]; grind
    rw [h]
    grind
  rw [changeCost, changeCost, changeCost, hs]
  generalize (leaceChange U A B).transpose.mulVec v = p at *
  generalize (D.sub (leaceChange U A B)).transpose.mulVec v = q at *
  have hc : dot p (S.mulVec q) = dot q (S.mulVec p) := by rw [dot_mulVec, hS', dot_comm]
  have hlin : S.mulVec (fun i => p i + 1 * q i) = fun i => S.mulVec p i + 1 * S.mulVec q i :=
    funext fun i => mulVec_add_smul S p q 1 i
  have h₁ : ∀ x y z : Vec α d, dot z (fun i => x i + 1 * y i) = dot z x + dot z y := fun x y z => by
    rw [dot_add, dot_smul]
    grind
  have h₂ : ∀ x y z : Vec α d, dot (fun i => x i + 1 * y i) z = dot x z + dot y z := fun x y z => by
    rw [dot_comm, h₁, dot_comm z, dot_comm z]
  rw [hlin, h₂, h₁, h₁, hc, hz]
  grind

/-- `leaceChange_pythagoras` needs a change that takes `U` to itself: no change at all costs nothing. -/
theorem leaceChange_pythagoras_needs_fixed :
    changeCost (one : Mat Rat 1 1) (fun _ _ => 0) (fun _ => 1) = 0 ∧
      changeCost (one : Mat Rat 1 1) (leaceChange one one one) (fun _ => 1) = 1 := by
  decide +kernel

/-! ### The best probe -/

/-- Let `S` be a symmetric form and `S w = δ`. If `w · δ` is positive and the form is not negative at
`(w · δ) v - (v · δ) w`, as it is if it is positive semidefinite, then `(v · δ)² / (v · S v)` is at most `w · δ`, its
value for `w`; here without division.
Source: fisher1936; marks2024, on mass-mean probing.
Why: the best probe for any positive semidefinite form, whether or not it is the covariance of the data at hand.
Tight: `fisher_ratio_le_of_form_tight`, with `v = w`; `fisher_ratio_le_of_form_needs_nonneg`. -/
theorem fisher_ratio_le_of_form {S : Mat α d d} {v w : Vec α d} (hS : ∀ i j, S i j = S j i)
    (hw : 0 < dot w (S.mulVec w))
    (hv : 0 ≤ dot (fun i => dot w (S.mulVec w) * v i - dot v (S.mulVec w) * w i)
      (S.mulVec fun i => dot w (S.mulVec w) * v i - dot v (S.mulVec w) * w i)) :
    dot v (S.mulVec w) ^ 2 ≤ dot v (S.mulVec v) * dot w (S.mulVec w) := by
  have hS' : S.transpose = S := funext fun i => funext fun j => hS j i
  have hc : dot w (S.mulVec v) = dot v (S.mulVec w) := by rw [dot_mulVec, hS', dot_comm]
  have hlin : ∀ (x : Vec α d) (a b : α), dot x (S.mulVec fun i => a * v i - b * w i) =
      a * dot x (S.mulVec v) - b * dot x (S.mulVec w) := fun x a b => by
    simp only [dot_mulVec, dot_sub, dot_smul]
  have hlin' : ∀ (y : Vec α d) (a b : α), dot (fun i => a * v i - b * w i) y = a * dot v y - b * dot w y :=
    fun y a b => by rw [dot_comm, dot_sub, dot_smul, dot_smul, dot_comm y, dot_comm y]
  rw [hlin, hlin', hlin', hc] at hv
  generalize dot w (S.mulVec w) = s at *
  generalize dot v (S.mulVec w) = t at *
  generalize dot v (S.mulVec v) = q at *
  exact le_of_mul_le_mul_left (c := s) (by grind) hw

/-- Equality in `fisher_ratio_le_of_form` for the form with the diagonal `(2, 3)` and the probe `(1, 2)` itself. -/
theorem fisher_ratio_le_of_form_tight :
    dot (fun i : Fin 2 => if i.val = 0 then (1 : Rat) else 2)
        ((ofTwo 2 0 0 3).mulVec fun i => if i.val = 0 then 1 else 2) ^ 2 =
      dot (fun i : Fin 2 => if i.val = 0 then (1 : Rat) else 2)
          ((ofTwo 2 0 0 3).mulVec fun i => if i.val = 0 then 1 else 2) *
        dot (fun i : Fin 2 => if i.val = 0 then (1 : Rat) else 2)
          ((ofTwo 2 0 0 3).mulVec fun i => if i.val = 0 then 1 else 2) := by
  decide +kernel

/-- `fisher_ratio_le_of_form` needs a form that is not negative: for the diagonal `(1, -1)` the probe `(1, 1)` has no
size, and yet it separates. -/
theorem fisher_ratio_le_of_form_needs_nonneg :
    dot (fun _ : Fin 2 => (1 : Rat)) ((ofTwo 1 0 0 (-1)).mulVec (basisVec 0)) ^ 2 = 1 ∧
      dot (fun _ : Fin 2 => (1 : Rat)) ((ofTwo 1 0 0 (-1)).mulVec fun _ => 1) = 0 := by
  decide +kernel

end ToyModels
