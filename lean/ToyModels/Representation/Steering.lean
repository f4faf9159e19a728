module

public import ToyModels.Capacity.Invariance
public import ToyModels.Representation.Erasure

/-!
# Directions as concepts: steering, probing, analogies

If a concept is a direction then a number of practices have exact answers: which vector moves a logit most cheaply,
which probe separates two classes best, when differences of vectors solve analogies, and which inner products may be
trusted. Most of it is Cauchy-Schwarz, once in the norm of the space and once in that of the data.

## Main definitions

* `steeringVector u s`: the multiple of `u` that moves the read-out along `u` by `s`.
* `causalInner L x y`: the inner product `Σᵢ (Lᵢ · x) (Lᵢ · y)` that a family of read-outs defines.
* `shear`, `axisPoints`, `signedWeights`: for the counterexamples.

## Main statements

* `steering_shift`, `steering_pythagoras`, `steering_min_norm`: the cheapest steering vector.
* `fisher_ratio_le`: the best probe is the difference of means, divided by the covariance.
* `causalInner_dual`, `causalInner_orthonormal`: an inner product that unifies probes and steering vectors.
* `unembedding_gauge_invariance`: logits do not depend on the basis, inner products do.
* `analogy_iff_additive`: parallelograms close exactly if two concepts add up.
* `probe_not_causal`: what can be read need not be used.

## Proof idea

The first two are Cauchy-Schwarz, for the norm and for covariances. The others are linearity.

## What is not claimed

Nothing says that a trained network represents its concepts by directions.

## References

* [park2024], on the linear representation hypothesis; [marks2024], on mass-mean probing; [fisher1936], on
  discriminants; [mikolov2013], on analogies; [elazar2021], on what probes do not show.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {K a b d m n : Nat}

open Mat

/-- The multiple of the direction `u` that moves the read-out along `u` by `s`. -/
def steeringVector (u : Vec α d) (s : α) : Vec α d := fun i => s / normSq u * u i

/-- The inner product `Σᵢ (Lᵢ · x) (Lᵢ · y)` that is defined by a family of read-outs. -/
def causalInner (L : Fin n → Vec α d) (x y : Vec α d) : α := sum fun i => dot (L i) x * dot (L i) y

/-- The matrix with rows `(1, 1)` and `(0, 1)`, a change of basis that is no isometry. -/
def shear : Mat Rat 2 2 := ofTwo 1 1 0 1

/-- The points `(1, 0)`, `(0, 1)`, `(-1, 0)` and `(0, -1)` of the plane. -/
def axisPoints : Fin 4 → Vec Rat 2 := fun k i => if k.val = i.val then 1 else if k.val = i.val + 2 then -1 else 0

/-- Weights of `axisPoints`: `1/2` on the first axis and `-1/2` on the second. -/
def signedWeights : Fin 4 → Rat := fun k => if k.val % 2 = 0 then 1 / 2 else -1 / 2

/-! ### Steering -/

/-- Adding `t` times a vector moves a read-out by `t` times their inner product.
Source: park2024, on intervention.
Why: the effect of a steering vector on a logit is read off its inner product with the unembedding.
Tight: an identity. -/
theorem steering_shift (u x v : Vec α d) (t : α) : dot u (fun i => x i + t * v i) = dot u x + t * dot u v := by
  rw [dot_add, dot_smul]

/-- The steering vector along `u` moves the read-out along `u` by exactly what is asked.
Source: park2024, on intervention.
Why: the unembedding direction itself steers.
Tight: an identity; the direction must not be zero. -/
theorem dot_steeringVector {u : Vec α d} (hu : ∃ i, u i ≠ 0) (s : α) : dot u (steeringVector u s) = s := by
  have h := normSq_pos hu
  have e : dot u (steeringVector u s) = s / normSq u * dot u u := dot_smul _ _ _
  rw [e, dot_self]
  grind

/-- Any vector with the effect of the steering vector has its squared norm, plus that of the difference.
Source: steele2004, for the equality in Cauchy-Schwarz.
Why: whatever else a steering vector contains is wasted on the read-out, and may disturb others.
Tight: an identity. -/
theorem steering_pythagoras (u v : Vec α d) :
    normSq v = normSq (steeringVector u (dot u v)) + normSq fun i => v i - steeringVector u (dot u v) i := by
  have h₁ : dot v (steeringVector u (dot u v)) = dot u v / normSq u * dot v u := dot_smul _ _ _
  have h₂ : normSq (steeringVector u (dot u v)) = (dot u v / normSq u) ^ 2 * normSq u :=
    (dot_self _).symm.trans ((dot_smul_smul (dot u v / normSq u) u u).trans (by rw [dot_self]))
  rw [normSq_sub, h₁, h₂, dot_comm v u]
  by_cases h0 : normSq u = 0 <;> grind

/-- The steering vector along `u` is the shortest of all vectors with its effect on the read-out along `u`.
Source: park2024, on intervention; steele2004, on Cauchy-Schwarz.
Why: the cheapest way to move a logit is along its own unembedding.
Tight: `v` may be the steering vector; `dot_steeringVector`. -/
theorem steering_min_norm (u v : Vec α d) : normSq (steeringVector u (dot u v)) ≤ normSq v := by
  have h := normSq_nonneg fun i => v i - steeringVector u (dot u v) i
  rw [steering_pythagoras u v]
  grind

/-! ### Probing -/

/-- If `C w = δ` for the covariance matrix `C` then no probe `v` has a larger ratio `(v · δ)² / Var (v · x)` than `w`,
whose ratio is `w · δ`.
Source: fisher1936; marks2024, on mass-mean probing.
Why: the best linear separation of two classes is along the difference of their means, corrected by the covariance.
Tight: `fisher_ratio_le_tight`, with `v = w`; `fisher_ratio_le_needs_nonneg`. -/
theorem fisher_ratio_le {p : Fin K → α} (hp : ∀ k, 0 ≤ p k) {X : Fin K → Vec α d} {w δ : Vec α d}
    (hw : ∀ i, mulVec (covarianceMatrix p X) w i = δ i) (v : Vec α d) :
    dot v δ ^ 2 ≤ (variance p fun k => dot v (X k)) * dot w δ := by
  have h := covariance_sq_le hp (fun k => dot v (X k)) fun k => dot w (X k)
  rw [← covariance_self p fun k => dot w (X k), covariance_dot_dot, covariance_dot_dot, funext hw] at h
  exact h

/-- Equality in `fisher_ratio_le`, on six points of the plane, for the probe `(1/4, -1/4)`. -/
theorem fisher_ratio_le_tight :
    (∀ i, mulVec (covarianceMatrix (fun _ => 1 / 6) sixPoints) (fun i => if i.val = 0 then 1 / 4 else -1 / 4) i =
        if i.val = 0 then 1 / 3 else 0) ∧
      dot (fun i : Fin 2 => if i.val = 0 then 1 / 4 else -1 / 4) (fun i => if i.val = 0 then (1 / 3 : Rat) else 0) ^ 2 =
        (variance (fun _ => 1 / 6) fun k => dot (fun i => if i.val = 0 then 1 / 4 else -1 / 4) (sixPoints k)) *
          dot (fun i : Fin 2 => if i.val = 0 then 1 / 4 else -1 / 4) fun i =>
            if i.val = 0 then (1 / 3 : Rat) else 0 := by
  decide +kernel

/-- `fisher_ratio_le` needs weights that are not negative: with the weights `1/2` on `(±1, 0)` and `-1/2` on `(0, ±1)`
the probe `(1, 1)` has no variance, and yet it separates. -/
theorem fisher_ratio_le_needs_nonneg :
    (∀ i, mulVec (covarianceMatrix signedWeights axisPoints) (fun i => if i.val = 0 then 0 else 1) i =
        if i.val = 0 then 0 else -1) ∧
      (variance signedWeights fun k => dot (fun _ => 1) (axisPoints k)) = 0 ∧
      dot (fun _ => 1) (fun i : Fin 2 => if i.val = 0 then (0 : Rat) else -1) ^ 2 = 1 := by
  decide +kernel

/-! ### Inner products that mean something -/

/-- If the read-outs are dual to the steering vectors then the inner product with a steering vector is the read-out.
Source: park2024, on the causal inner product.
Why: in this inner product the direction that steers a concept and the direction that reads it are one.
Tight: an identity; `causalInner_dual_needs_dual`. -/
theorem causalInner_dual {L G : Fin n → Vec α d} (h : ∀ i j, dot (L i) (G j) = if i = j then 1 else 0) (j : Fin n)
    (x : Vec α d) : causalInner L (G j) x = dot (L j) x := by
  rw [← sum_ite_eq' j fun i => dot (L i) x]
  exact sum_congr fun i => by rw [h]; grind

/-- If the read-outs are dual to the steering vectors then the steering vectors are orthonormal in the inner product of
the read-outs.
Source: park2024, on the causal inner product.
Why: concepts that can be changed separately are orthogonal, in the right inner product.
Tight: an identity; `causalInner_dual_needs_dual`. -/
theorem causalInner_orthonormal {L G : Fin n → Vec α d} (h : ∀ i j, dot (L i) (G j) = if i = j then 1 else 0)
    (i j : Fin n) : causalInner L (G i) (G j) = if i = j then 1 else 0 := by
  rw [causalInner_dual h, h]

/-- `causalInner_dual` needs dual families: the read-out `2` of the steering vector `1` gives `4`, not `2`. -/
theorem causalInner_dual_needs_dual :
    causalInner (fun _ : Fin 1 => fun _ : Fin 1 => (2 : Rat)) (fun _ => 1) (fun _ => 1) = 4 ∧
      dot (fun _ : Fin 1 => (2 : Rat)) (fun _ => 1) = 2 := by
  decide +kernel

/-- Changing the basis of the representations by `A` and that of the unembeddings by the transposed inverse leaves all
logits alone.
Source: park2024, on the non-identifiability of inner products.
Why: inner products of unembeddings with one another, and cosine similarities, depend on a basis that nothing fixes.
Tight: an identity; `unembedding_gauge_example`. -/
theorem unembedding_gauge_invariance {A B : Mat α d d} (h : ∀ i j, B.mul A i j = one i j) (x g : Vec α d) :
    dot (A.mulVec x) (B.transpose.mulVec g) = dot x g := by
  have h' : B.mul A = one := funext fun i => funext (h i)
  rw [dot_comm, ← dot_mulVec, mulVec_mulVec, h', one_mulVec, dot_comm]

/-- A shear, which leaves all logits alone if the unembeddings follow, makes the orthogonal basis vectors oblique. -/
theorem unembedding_gauge_example :
    dot (basisVec 0 : Vec Rat 2) (basisVec 1) = 0 ∧
      dot (shear.mulVec (basisVec 0)) (shear.mulVec (basisVec 1)) = 1 := by
  decide +kernel

/-! ### Analogies -/

/-- All parallelograms of a table of vectors close exactly if each vector is the sum of a part for its row and a part
for its column.
Source: mikolov2013, on analogies.
Why: "king - man + woman = queen" for all such words says exactly that two concepts are represented additively.
Tight: an equivalence. -/
theorem analogy_iff_additive (X : Fin (a + 1) → Fin (b + 1) → Vec α d) :
    (∀ i k j l q, X i j q - X k j q = X i l q - X k l q) ↔ ∀ i j q, X i j q = X i 0 q + (X 0 j q - X 0 0 q) := by
  refine ⟨fun h i j q => ?_, fun h i k j l q => ?_⟩
  · have := h i 0 j 0 q
    grind
  · have := h i j q
    have := h k j q
    have := h i l q
    have := h k l q
    grind

/-! ### Probes and causes -/

/-- Moving a representation by `t` along a direction `r` that is orthogonal to the output direction `u` changes the
read-out along `r` by `t ‖r‖²` and the output by nothing.
Source: elazar2021, on probing and behaviour.
Why: that a concept can be read does not show that it is used; that takes an intervention.
Tight: an identity; `probe_not_causal_needs_orthogonal`. -/
theorem probe_not_causal {u r : Vec α d} (h : dot u r = 0) (x : Vec α d) (t : α) :
    dot u (fun i => x i + t * r i) = dot u x ∧ dot r (fun i => x i + t * r i) = dot r x + t * normSq r := by
  rw [steering_shift, steering_shift, h, dot_self]
  grind

/-- `probe_not_causal` needs a direction that is orthogonal to the output: the output moves along its own direction. -/
theorem probe_not_causal_needs_orthogonal :
    dot (fun _ : Fin 1 => (1 : Rat)) (fun _ => 0 + 1 * 1) ≠ dot (fun _ : Fin 1 => (1 : Rat)) fun _ => 0 := by
  decide +kernel

end ToyModels
