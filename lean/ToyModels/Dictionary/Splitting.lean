module

public import ToyModels.Foundations.Vector

/-!
# Feature splitting

A latent of a sparse autoencoder writes along one direction. What it stands for need not: the occurrences of a feature
differ, and two that are not parallel cannot both be written by one latent. How much is lost has a lower bound that only
depends on the occurrences, and two latents lose nothing, with as few of them active at a time. So a larger dictionary
always splits a feature whose occurrences differ.

## Main definitions

* `oneLatentError q₁ q₂ h₁ h₂ d f₁ f₂`: the error of two vectors, with weights, if both are written along `d`.
* `squaredArea h₁ h₂`: the squared area of their parallelogram, zero if they are parallel.
* `bestActivation h d`: the activation with which the direction `d` comes closest to `h`.
* `latentEnergy q₁ q₂ h₁ h₂ d`: what the direction writes of them with the best activations.
* `quarterTurned d`: a vector of the plane, turned by a right angle.
* `axisTilt q₁ q₂ h₁ h₂ d`: how far a direction of the plane is from the principal axes of the two vectors.

## Main statements

* `feature_splitting_gain`: the error times the total energy is at least the product of the weights times the squared
  area.
* `oneLatentError_ge`: no activations have less error than the best ones.
* `feature_splitting_plane`: in the plane, the error times the explained energy is the product of the weights times the
  squared area, plus the square of the tilt.
* `feature_splitting_example`: one feature, two occurrences, and what they cost.

## Proof idea

What two errors along one direction have in common is that `f₂` times the first less `f₁` times the second does not
depend on the direction. Cauchy-Schwarz, with weights, bounds its norm by the errors from above, and by the area from
below.

## What is not claimed

The bound by the total energy is attained for parallel vectors only. The best direction is a principal axis, and its
error is the second largest eigenvalue of the weighted sum of `hᵢ hᵢᵀ`, which is at most twice the bound. Of that only
the plane is here.

## References

* [bricken2023], on feature splitting; [chanin2024].
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m : Nat}

/-- The error of the vectors `h₁` and `h₂`, with weights, if one latent writes both along `d`, with the activations `f₁`
and `f₂`. -/
def oneLatentError (q₁ q₂ : α) (h₁ h₂ d : Vec α m) (f₁ f₂ : α) : α :=
  q₁ * normSq (fun i => h₁ i - f₁ * d i) + q₂ * normSq fun i => h₂ i - f₂ * d i

/-- The squared area of the parallelogram of two vectors. -/
def squaredArea (h₁ h₂ : Vec α m) : α := normSq h₁ * normSq h₂ - dot h₁ h₂ ^ 2

/-- The activation with which `d` comes closest to `h`. -/
def bestActivation (h d : Vec α m) : α := dot h d / normSq d

/-- The energy of two vectors, with weights, along the direction `d`. -/
def latentEnergy (q₁ q₂ : α) (h₁ h₂ d : Vec α m) : α := (q₁ * dot h₁ d ^ 2 + q₂ * dot h₂ d ^ 2) / normSq d

/-- A vector of the plane, turned by a right angle. -/
def quarterTurned (d : Vec α 2) : Vec α 2 := fun i => if i.val = 0 then -d 1 else d 0

/-- What the parts of two vectors of the plane along `d` and across it have in common, zero if and only if `d` is a
principal axis of the two. -/
def axisTilt (q₁ q₂ : α) (h₁ h₂ d : Vec α 2) : α :=
  (q₁ * (dot h₁ d * dot h₁ (quarterTurned d)) + q₂ * (dot h₂ d * dot h₂ (quarterTurned d))) / normSq d

private theorem normSq_combination (s t : α) (x y : Vec α m) :
    normSq (fun i => s * x i + t * y i) = s ^ 2 * normSq x + 2 * (s * t) * dot x y + t ^ 2 * normSq y := by
  simp only [normSq, dot, mul_sum, ← sum_add]
  exact sum_congr fun i => by grind

private theorem normSq_sub_mul (x d : Vec α m) (f : α) :
    normSq (fun i => x i - f * d i) = normSq x - 2 * f * dot x d + f ^ 2 * normSq d := by
  have h := normSq_combination 1 (-f) x d
  have e : (fun i => 1 * x i + -f * d i) = fun i => x i - f * d i := funext fun i => by grind
  rw [e] at h
  grind

private theorem dot_sub_mul (x y d : Vec α m) (f g : α) :
    dot (fun i => x i - f * d i) (fun i => y i - g * d i) =
      dot x y - g * dot x d - f * dot y d + f * g * normSq d := by
  simp only [normSq, dot, mul_sum, ← sum_add, ← sum_sub]
  exact sum_congr fun i => by grind

/-- Weighted Cauchy-Schwarz for the two errors: the weights of the activations times the error bound what the two errors
have in common, which does not depend on the direction. -/
private theorem mul_normSq_le (q₁ q₂ : α) (h₁ h₂ d : Vec α m) (f₁ f₂ : α) :
    q₁ * q₂ * (f₂ ^ 2 * normSq h₁ - 2 * f₁ * f₂ * dot h₁ h₂ + f₁ ^ 2 * normSq h₂) ≤
      (q₁ * f₁ ^ 2 + q₂ * f₂ ^ 2) * oneLatentError q₁ q₂ h₁ h₂ d f₁ f₂ := by
  have h := normSq_nonneg fun i => q₁ * f₁ * (h₁ i - f₁ * d i) + q₂ * f₂ * (h₂ i - f₂ * d i)
  rw [normSq_combination, normSq_sub_mul, normSq_sub_mul, dot_sub_mul] at h
  rw [oneLatentError, normSq_sub_mul, normSq_sub_mul]
  grind

private theorem area_mul_le {q₁ q₂ : α} (hq₁ : 0 ≤ q₁) (hq₂ : 0 ≤ q₂) (h₁ h₂ : Vec α m) (f₁ f₂ : α) :
    squaredArea h₁ h₂ * (q₁ * f₁ ^ 2 + q₂ * f₂ ^ 2) ≤
      (f₂ ^ 2 * normSq h₁ - 2 * f₁ * f₂ * dot h₁ h₂ + f₁ ^ 2 * normSq h₂) * (q₁ * normSq h₁ + q₂ * normSq h₂) := by
  have e₁ := mul_nonneg hq₁ (sq_nonneg (f₂ * normSq h₁ - f₁ * dot h₁ h₂))
  have e₂ := mul_nonneg hq₂ (sq_nonneg (f₁ * normSq h₂ - f₂ * dot h₁ h₂))
  rw [squaredArea]
  grind

private theorem eq_zero_of_mul_sq {q f : α} (hq : 0 ≤ q) (h0 : q ≠ 0) (h : q * f ^ 2 = 0) : f = 0 := by
  have hf := sq_nonneg f
  refine Classical.byContradiction fun hne => ?_
  have hne' : f ^ 2 ≠ 0 := fun e => hne ((sq_eq_zero_iff f).mp e)
  generalize f ^ 2 = x at h hf hne'
  have := mul_pos (a := q) (b := x) (by grind) (by grind)
  grind

/-- If one latent writes two vectors, with weights, then its error times their total energy is at least the product of
the weights times the squared area of their parallelogram, whatever its direction and its activations are.
Source: bricken2023, on feature splitting.
Why: two latents, of which one is active at a time, write both vectors without error. So splitting gains at least this
much, divided by the total energy, and costs no sparsity.
Tight: for parallel vectors, which one latent writes without error; `feature_splitting_example`. -/
theorem feature_splitting_gain {q₁ q₂ : α} (hq₁ : 0 ≤ q₁) (hq₂ : 0 ≤ q₂) (h₁ h₂ d : Vec α m) (f₁ f₂ : α) :
    q₁ * q₂ * squaredArea h₁ h₂ ≤ oneLatentError q₁ q₂ h₁ h₂ d f₁ f₂ * (q₁ * normSq h₁ + q₂ * normSq h₂) := by
  have ha := normSq_nonneg h₁
  have hb := normSq_nonneg h₂
  have hT : 0 ≤ q₁ * normSq h₁ + q₂ * normSq h₂ := by
    have := mul_nonneg hq₁ ha
    have := mul_nonneg hq₂ hb
    grind
  have hE : 0 ≤ oneLatentError q₁ q₂ h₁ h₂ d f₁ f₂ := by
    have := mul_nonneg hq₁ (normSq_nonneg fun i => h₁ i - f₁ * d i)
    have := mul_nonneg hq₂ (normSq_nonneg fun i => h₂ i - f₂ * d i)
    rw [oneLatentError]
    grind
  have hf₁ := mul_nonneg hq₁ (sq_nonneg f₁)
  have hf₂ := mul_nonneg hq₂ (sq_nonneg f₂)
  by_cases hN : q₁ * f₁ ^ 2 + q₂ * f₂ ^ 2 = 0
  · by_cases h₀ : q₁ * q₂ = 0
    · have := mul_nonneg hE hT
      rw [h₀]
      grind
    · have z₁ := eq_zero_of_mul_sq hq₁ (fun e => h₀ (by rw [e]; grind)) (f := f₁) (by grind)
      have z₂ := eq_zero_of_mul_sq hq₂ (fun e => h₀ (by rw [e]; grind)) (f := f₂) (by grind)
      have e : oneLatentError q₁ q₂ h₁ h₂ d f₁ f₂ = q₁ * normSq h₁ + q₂ * normSq h₂ := by
        rw [oneLatentError, normSq_sub_mul, normSq_sub_mul, z₁, z₂]
        grind
      have s₁ := sq_nonneg (q₁ * normSq h₁)
      have s₂ := sq_nonneg (q₂ * normSq h₂)
      have s₃ := mul_nonneg (mul_nonneg hq₁ hq₂) (mul_nonneg ha hb)
      have s₄ := mul_nonneg (mul_nonneg hq₁ hq₂) (sq_nonneg (dot h₁ h₂))
      rw [e, squaredArea]
      grind
  · have h₁' := mul_normSq_le q₁ q₂ h₁ h₂ d f₁ f₂
    have h₂' := mul_le_mul_of_nonneg_left (area_mul_le hq₁ hq₂ h₁ h₂ f₁ f₂) (mul_nonneg hq₁ hq₂)
    have h₃' := mul_le_mul_of_nonneg_left h₁' hT
    exact le_of_mul_le_mul_left (c := q₁ * f₁ ^ 2 + q₂ * f₂ ^ 2) (by grind) (by grind)

private theorem normSq_sub_bestActivation (h d : Vec α m) (f : α) :
    normSq (fun i => h i - f * d i) =
      normSq (fun i => h i - bestActivation h d * d i) + (f - bestActivation h d) ^ 2 * normSq d := by
  rw [normSq_sub_mul, normSq_sub_mul, bestActivation]
  by_cases hd : normSq d = 0
  · have h0 : dot h d = 0 := by
      have h₁ := dot_sq_le h d
      have h₂ := sq_nonneg (dot h d)
      exact (sq_eq_zero_iff _).mp (by rw [hd] at h₁; grind)
    rw [hd, h0]
    grind
  · grind

/-- One latent along a given direction has the least error with the best activations.
Source: bricken2023, on feature splitting.
Why: so what `feature_splitting_plane` says of the best activations bounds all others.
Tight: with the best activations. -/
theorem oneLatentError_ge {q₁ q₂ : α} (hq₁ : 0 ≤ q₁) (hq₂ : 0 ≤ q₂) (h₁ h₂ d : Vec α m) (f₁ f₂ : α) :
    oneLatentError q₁ q₂ h₁ h₂ d (bestActivation h₁ d) (bestActivation h₂ d) ≤
      oneLatentError q₁ q₂ h₁ h₂ d f₁ f₂ := by
  have e₁ := mul_nonneg hq₁ (mul_nonneg (sq_nonneg (f₁ - bestActivation h₁ d)) (normSq_nonneg d))
  have e₂ := mul_nonneg hq₂ (mul_nonneg (sq_nonneg (f₂ - bestActivation h₂ d)) (normSq_nonneg d))
  rw [oneLatentError, oneLatentError, normSq_sub_bestActivation h₁ d f₁, normSq_sub_bestActivation h₂ d f₂]
  grind

private theorem dot_two (x y : Vec α 2) : dot x y = x 0 * y 0 + x 1 * y 1 := sum_fin_two _

private theorem normSq_residual_two (h d : Vec α 2) (hd : normSq d ≠ 0) :
    normSq (fun i => h i - bestActivation h d * d i) * normSq d = dot h (quarterTurned d) ^ 2 := by
  have e : dot h (quarterTurned d) = h 1 * d 0 - h 0 * d 1 := by
    simp only [dot_two, quarterTurned, if_neg (show ¬(1 : Fin 2).val = 0 by decide),
      if_pos (show (0 : Fin 2).val = 0 from rfl)]
    grind
  have e' : normSq (fun i => h i - bestActivation h d * d i) * normSq d = normSq h * normSq d - dot h d ^ 2 := by
    rw [normSq_sub_mul, bestActivation]
    grind
  rw [e', e, ← dot_self, ← dot_self, dot_two, dot_two, dot_two]
  grind

/-- Two vectors of the plane, with weights, are written by one latent along `d ≠ 0` with the best activations. Then the
error times the energy that the latent explains is the product of the weights times the squared area of the
parallelogram, plus the square of the tilt, which is zero if and only if `d` is a principal axis.
Source: bricken2023, on feature splitting.
Why: what `feature_splitting_gain` bounds, exactly: there is no better direction than a principal axis for what it
explains.
Tight: an identity; `feature_splitting_plane_example`, with and without a tilt. -/
theorem feature_splitting_plane (q₁ q₂ : α) (h₁ h₂ d : Vec α 2) (hd : normSq d ≠ 0) :
    oneLatentError q₁ q₂ h₁ h₂ d (bestActivation h₁ d) (bestActivation h₂ d) * latentEnergy q₁ q₂ h₁ h₂ d =
      q₁ * q₂ * squaredArea h₁ h₂ + axisTilt q₁ q₂ h₁ h₂ d ^ 2 := by
  have r₁ := normSq_residual_two h₁ d hd
  have r₂ := normSq_residual_two h₂ d hd
  have hA : (dot h₁ d * dot h₂ (quarterTurned d) - dot h₂ d * dot h₁ (quarterTurned d)) ^ 2 =
      squaredArea h₁ h₂ * normSq d ^ 2 := by
    rw [squaredArea, ← dot_self, ← dot_self, ← dot_self]
    simp only [dot_two, quarterTurned, if_neg (show ¬(1 : Fin 2).val = 0 by decide),
      if_pos (show (0 : Fin 2).val = 0 from rfl)]
    grind
  rw [oneLatentError, latentEnergy, axisTilt]
  generalize normSq (fun i => h₁ i - bestActivation h₁ d * d i) = x at *
  generalize normSq (fun i => h₂ i - bestActivation h₂ d * d i) = y at *
  generalize dot h₁ (quarterTurned d) = c₁ at *
  generalize dot h₂ (quarterTurned d) = c₂ at *
  generalize dot h₁ d = a₁ at *
  generalize dot h₂ d = a₂ at *
  generalize squaredArea h₁ h₂ = A at *
  generalize normSq d = N at *
  have ex : x = c₁ ^ 2 / N := by grind
  have ey : y = c₂ ^ 2 / N := by grind
  have eA : A = (a₁ * c₂ - a₂ * c₁) ^ 2 / N ^ 2 := by grind
  rw [ex, ey, eA]
  grind

/-- The vectors `(2, 0)` and `(0, 1)` with weights one: along the first the error is `1` and the energy `4`, without a
tilt; along `(1, 1)` both are `5/2`, and the tilt is `3/2` in absolute value. -/
theorem feature_splitting_plane_example :
    (oneLatentError 1 1 (fun i : Fin 2 => if i.val = 0 then 2 else 0) (basisVec 1) (basisVec 0) 2 0 = (1 : Rat) ∧
      latentEnergy 1 1 (fun i : Fin 2 => if i.val = 0 then 2 else 0) (basisVec 1) (basisVec 0) = (4 : Rat) ∧
      axisTilt 1 1 (fun i : Fin 2 => if i.val = 0 then 2 else 0) (basisVec 1) (basisVec 0) = (0 : Rat)) ∧
      oneLatentError 1 1 (fun i : Fin 2 => if i.val = 0 then 2 else 0) (basisVec 1) (fun _ => 1) 1 (1 / 2) =
        (5 / 2 : Rat) ∧
      latentEnergy 1 1 (fun i : Fin 2 => if i.val = 0 then 2 else 0) (basisVec 1) (fun _ => 1) = (5 / 2 : Rat) ∧
      axisTilt 1 1 (fun i : Fin 2 => if i.val = 0 then 2 else 0) (basisVec 1) (fun _ => 1) ^ 2 = (9 / 4 : Rat) := by
  decide +kernel

/-- The vectors `(2, 0)` and `(0, 1)` with weights one have the squared area `4` and the energy `5`. One latent along
the first has the error `1`, where the bound is `4/5`; two have none. -/
theorem feature_splitting_example :
    squaredArea (fun i : Fin 2 => if i.val = 0 then 2 else 0) (basisVec 1) = (4 : Rat) ∧
      oneLatentError 1 1 (fun i : Fin 2 => if i.val = 0 then 2 else 0) (basisVec 1) (basisVec 0) 2 0 = (1 : Rat) ∧
      (normSq (fun i : Fin 2 => if i.val = 0 then 2 else 0) + normSq (basisVec 1 : Vec Rat 2)) = (5 : Rat) := by
  decide +kernel

/-- `feature_splitting_gain` needs weights that are not negative: with the weights `2` and `-1` of two unit vectors the
error is `-5` for some activations, and `-5 < -2`. -/
theorem feature_splitting_gain_needs_nonneg :
    oneLatentError 2 (-1) (basisVec 0) (basisVec 1) (basisVec 0 : Vec Rat 2) 1 2 = -5 ∧
      2 * (-1) * squaredArea (basisVec 0 : Vec Rat 2) (basisVec 1) = -2 ∧
      2 * normSq (basisVec 0 : Vec Rat 2) + -1 * normSq (basisVec 1 : Vec Rat 2) = 1 := by
  decide +kernel

end ToyModels
