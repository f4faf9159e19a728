module

public import ToyModels.Capacity.Budget
public import ToyModels.Packing.ObtuseFamilies

/-!
# What ablating a trained direction costs

To ablate a feature one projects everything off its direction, and what other features have along that direction goes
with it. How much that is in total was settled when the features were arranged: it is the feature's norm times one over
its capacity, less one. Clean ablations are those of features that have a dimension to themselves. Conversely, if the
ablated direction is only an estimate of a concept's own, then the part that it misses can still be read.

## Main statements

* `ablation_collateral_eq`: what all other features lose together.
* `erasure_leakage_le`: what a probe can still read of a concept after an estimate of its direction has been erased;
  `erasure_leakage_attained`: and does, along the residual.

## Proof idea

A feature loses the square of its component along the ablated direction: the Gram-Schmidt step and Pythagoras. The sum
of these is in the denominator of capacity.

## What is not claimed

That a network suffers by as much as its features lose.

## References

* [arditi2024], on ablating a direction; [scherlis2022], on capacity; [belrose2023], on erasure.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- The directions `(2, 0)`, `(1, 1)` and `(0, 3)`. -/
def obliqueChain : Fin 3 → Vec Rat 2 := fun i a =>
  if i.val = 0 then if a.val = 0 then 2 else 0 else if i.val = 1 then 1 else if a.val = 0 then 0 else 3

private theorem normSq_smul (c : α) (v : Vec α m) : normSq (fun a => c * v a) = c ^ 2 * normSq v := by
  simp only [normSq, mul_sum]
  exact sum_congr fun a => by grind

/-- Projecting off a direction removes the square of the component along it from the squared norm. -/
private theorem normSq_projectOff (v x : Vec α m) : normSq (projectOff v x) = normSq x - dot x v ^ 2 / normSq v := by
  have h : normSq (projectOff v x) =
      normSq x - 2 * dot x (fun a => dot x v / normSq v * v a) + normSq fun a => dot x v / normSq v * v a :=
    normSq_sub x _
  rw [h, normSq_smul, dot_smul]
  by_cases h0 : normSq v = 0
  · rw [h0]
    grind
  · grind

/-- If the direction of feature `i` is ablated, then the squared norms of all other features fall by
`‖Wᵢ‖² (1 / capacity - 1)` in total.
Source: scherlis2022, for capacity; arditi2024, for the ablation.
Why: the collateral damage of an ablation is known from the weights, and is the inverse of what capacity measures.
Measure: what all other features lose if one is ablated against its norm and its capacity.
Tight: an identity; `ablation_collateral_eq_example`. -/
theorem ablation_collateral_eq (W : Fin n → Vec α m) (i : Fin n) :
    (sum fun j => if j = i then 0 else normSq (W j) - normSq (projectOff (W i) (W j))) =
      normSq (W i) * (1 / capacity W i - 1) := by
  have e : ∀ j, (if j = i then 0 else normSq (W j) - normSq (projectOff (W i) (W j))) =
      1 / normSq (W i) * dot (W i) (W j) ^ 2 - if j = i then dot (W j) (W i) ^ 2 / normSq (W i) else 0 := fun j => by
    rw [normSq_projectOff, dot_comm (W i)]
    grind
  rw [sum_congr e, sum_sub, ← mul_sum, sum_ite_eq' i fun j => dot (W j) (W i) ^ 2 / normSq (W i), dot_self]
  change 1 / normSq (W i) * overlapEnergy W W i - _ = _
  have h := single_le_sum (fun j => sq_nonneg (dot (W i) (W j))) i
  change dot (W i) (W i) ^ 2 ≤ overlapEnergy W W i at h
  rw [dot_self] at h
  rw [capacity]
  by_cases h0 : normSq (W i) = 0
  · rw [h0]
    grind
  · have : overlapEnergy W W i ≠ 0 := by
      have := sq_nonneg (normSq (W i))
      have := sq_eq_zero_iff (normSq (W i))
      grind
    grind

/-- Ablating one vertex of the tetrahedron costs the other three `1/3` each: `1 = 3 (4/3 - 1)`. The other example shows
that it is the capacity of the ablated feature that counts: `(2, 0)` costs `1`, but `(1, 1)` has the capacity `4/17`. -/
theorem ablation_collateral_eq_example :
    (sum fun j => if j = 0 then 0 else
        normSq (tetrahedron j) - normSq (projectOff (tetrahedron 0) (tetrahedron j))) = 1 ∧
      (sum fun j => if j = 0 then 0 else
        normSq (obliqueChain j) - normSq (projectOff (obliqueChain 0) (obliqueChain j))) = 1 ∧
      normSq (obliqueChain 0) * (1 / capacity obliqueChain 0 - 1) = 1 ∧
      normSq (obliqueChain 0) * (1 / capacity obliqueChain 1 - 1) = 13 := by
  decide +kernel

/-- If a direction `v` is erased in place of the concept's own direction `u`, then a probe `r` reads of the concept at
most what Cauchy-Schwarz allows for the part of `u` that is orthogonal to `v`.
Source: belrose2023, on erasure; the inequality is that of Cauchy and Schwarz.
Why: erasing an estimate whose squared cosine with the truth is `0.98` leaves two percent of the variance to be read.
Measure: what a probe reads of a concept after an estimate was erased against the part that the estimate misses.
Tight: `erasure_leakage_attained`, for every `u` and `v`; `erasure_leakage_le_needs_division`. -/
theorem erasure_leakage_le (u v r : Vec α m) :
    dot r (projectOff v u) ^ 2 ≤ normSq r * (normSq u - dot u v ^ 2 / normSq v) := by
  have h := dot_sq_le r (projectOff v u)
  rwa [normSq_projectOff] at h

/-- Equality in `erasure_leakage_le` for the probe along what erasure has left. -/
theorem erasure_leakage_attained (u v : Vec α m) :
    dot (projectOff v u) (projectOff v u) ^ 2 =
      normSq (projectOff v u) * (normSq u - dot u v ^ 2 / normSq v) := by
  rw [dot_self, ← normSq_projectOff]
  grind

/-- `erasure_leakage_le` needs the division by `‖v‖²`: subtracting `(u · v) v` for `u = 1` and `v = 2` leaves `-3`,
which is read, although the bound is zero. -/
theorem erasure_leakage_le_needs_division :
    dot (fun _ : Fin 1 => (1 : Rat)) (fun _ => 1 - 1 * 2 * 2) ^ 2 = 9 ∧
      normSq (fun _ : Fin 1 => (1 : Rat)) * (1 - 2 ^ 2 / 4) = 0 := by
  decide +kernel

end ToyModels
