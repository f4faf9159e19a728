module

public import ToyModels.Capacity.Vulnerability
public import ToyModels.Superposition.ReluCircuits

/-!
# The side effects of steering

Adding a multiple of a feature's direction to the activation moves that feature's read-out, and also every other
read-out whose direction is not orthogonal to it. How large the unwanted part is beside the wanted one is known
from the weights: one over the feature's capacity, minus one, with the roles of read-outs and directions exchanged. So
the budget on capacity is a budget on clean steering, and steering several features at once adds their side effects.

## Main definitions

* `sideEffects R W j`: the squared effects of steering along `Wⱼ` on all read-outs but the one of feature `j`.

## Main statements

* `steering_change`: what steering changes, linearly.
* `steering_side_effect_ratio`: side effects over effect are one over capacity, minus one.
* `steering_total_side_effect_ge`: over all features these ratios add up to at least `n² / m - n`.
* `steering_several_error_le`: steering several features at once misses each target by at most coherence times the
  strength spent on the others.

## Proof idea

Linearity, and the bound on the sum of inverse capacities for read-outs and directions exchanged.

## What is not claimed

Read-outs are linear; what a network does after them is not looked at.

## References

* [turner2023], on steering by adding vectors; [scherlis2022], on capacity.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- The sum of the squares of what one unit of steering along `Wⱼ` changes in the read-outs of all features but `j`. -/
def sideEffects (R W : Fin n → Vec α m) (j : Fin n) : α := sum fun i => if i = j then 0 else dot (R i) (W j) ^ 2

/-! ### One direction -/

/-- Steering with strength `cⱼ` along each `Wⱼ` changes the read-out of feature `i` by `Σⱼ cⱼ (Rᵢ · Wⱼ)`.
Source: turner2023.
Why: the side effects of steering are the columns of the matrix of overlaps.
Tight: an identity. -/
theorem steering_change (R W : Fin n → Vec α m) (x : Vec α m) (c : Vec α n) (i : Fin n) :
    dot (R i) (fun a => x a + lincomb c W a) - dot (R i) x = sum fun j => c j * dot (R i) (W j) := by
  rw [dot_add, dot_lincomb]
  grind

/-- In units of its squared effect on its own read-out, the squared side effects of steering along `Wⱼ` add up to one
over the capacity, minus one: the capacity with read-outs and directions exchanged.
Source: turner2023, on steering; scherlis2022, on capacity.
Why: the price of a clean effect is capacity, and it can be read off the weights before any experiment.
Tight: an identity; `steering_side_effect_ratio_example`, `steering_side_effect_ratio_needs_effect`. -/
theorem steering_side_effect_ratio {R W : Fin n → Vec α m} {j : Fin n} (h : dot (R j) (W j) ≠ 0) :
    sideEffects R W j / dot (R j) (W j) ^ 2 = 1 / untiedCapacity W R j - 1 := by
  have e : overlapEnergy W R j = sideEffects R W j + dot (R j) (W j) ^ 2 := by
    have h₁ := sum_ite_eq' j fun i => dot (R i) (W j) ^ 2
    rw [← h₁, sideEffects, ← sum_add, overlapEnergy]
    exact sum_congr fun i => by rw [dot_comm]; split <;> grind
  have hs : 0 ≤ sideEffects R W j := sum_nonneg fun i => by
    have := sq_nonneg (dot (R i) (W j))
    split <;> grind
  have := sq_nonneg (dot (R j) (W j))
  have hne : sideEffects R W j + dot (R j) (W j) ^ 2 ≠ 0 := by
    have := sq_eq_zero_iff (dot (R j) (W j))
    grind
  rw [untiedCapacity, e, dot_comm (W j)]
  grind

/-- A direction of the tetrahedron has squared side effects of a third of its squared effect. -/
theorem steering_side_effect_ratio_example :
    sideEffects tetrahedron tetrahedron 0 / dot (tetrahedron 0) (tetrahedron 0) ^ 2 = 1 / 3 ∧
      untiedCapacity tetrahedron tetrahedron 0 = 3 / 4 := by
  decide +kernel

/-- `steering_side_effect_ratio` needs an effect: by `x / 0 = 0` a direction that is zero has the ratio zero, not minus
one. -/
theorem steering_side_effect_ratio_needs_effect :
    sideEffects oneAndZero oneAndZero 1 / dot (oneAndZero 1) (oneAndZero 1) ^ 2 = 0 ∧
      1 / untiedCapacity oneAndZero oneAndZero 1 - 1 = -1 := by
  decide +kernel

/-! ### All directions -/

/-- If each of `n` directions in `m` dimensions moves its own read-out, then the ratios of squared side effects to
squared effects add up to at least `n² / m - n`.
Source: turner2023, on steering; scherlis2022, for the bound on total capacity.
Why: the mean ratio is at least `n / m - 1`, for any read-outs and any steering vectors: superposition costs control.
Measure: the side effects that the number of features forces on steering against those of all features together.
Tight: `steering_total_side_effect_ge_tight`, the tetrahedron; `steering_total_side_effect_ge_needs_effect`. -/
theorem steering_total_side_effect_ge {R W : Fin n → Vec α m} (h : ∀ j, dot (R j) (W j) ≠ 0) :
    (n : α) * ((n : α) - (m : α)) ≤ (m : α) * sum fun j => sideEffects R W j / dot (R j) (W j) ^ 2 := by
  have hv := total_vulnerability_ge (R := W) (W := R) fun j => by rw [dot_comm]; exact h j
  rw [sum_congr fun j => steering_side_effect_ratio (h j), sum_sub, sum_const]
  grind

/-- Equality in `steering_total_side_effect_ge`: four directions of the tetrahedron, with the ratio `1/3` each. -/
theorem steering_total_side_effect_ge_tight :
    (4 : Rat) * (4 - 3) =
      3 * sum fun j => sideEffects tetrahedron tetrahedron j / dot (tetrahedron j) (tetrahedron j) ^ 2 := by
  decide +kernel

/-- `steering_total_side_effect_ge` needs directions that move their read-outs: the family `(1)`, `(0)` has no side
effects, and the second direction no effect. -/
theorem steering_total_side_effect_ge_needs_effect :
    1 * (sum fun j => sideEffects oneAndZero oneAndZero j / dot (oneAndZero j) (oneAndZero j) ^ 2) <
      (2 : Rat) * (2 - 1) := by
  decide +kernel

/-! ### Several at once -/

/-- If the overlaps of the read-out of feature `i` with the other directions are at most `μ` in absolute value, then
steering with the strengths `c` moves it by `cᵢ (Rᵢ · Wᵢ)`, up to `μ` times the sum of the absolute strengths of the
others.
Source: turner2023.
Why: steering many features at once is as clean as coherence allows, and no cleaner in the worst case.
Tight: `steering_several_error_le_tight`. -/
theorem steering_several_error_le [DecidableLE α] {R W : Fin n → Vec α m} {i : Fin n} {μ : α}
    (hμ : ∀ j, j ≠ i → abs (dot (R i) (W j)) ≤ μ) (x : Vec α m) (c : Vec α n) :
    abs (dot (R i) (fun a => x a + lincomb c W a) - dot (R i) x - c i * dot (R i) (W i)) ≤
      μ * sum fun j => if j = i then 0 else abs (c j) := by
  have e : dot (R i) (fun a => x a + lincomb c W a) - dot (R i) x - c i * dot (R i) (W i) =
      sum fun j => if j = i then 0 else c j * dot (R i) (W j) := by
    rw [steering_change, ← sum_ite_eq' i fun j => c j * dot (R i) (W j), ← sum_sub]
    exact sum_congr fun j => by split <;> grind
  have term : ∀ j, j ≠ i → c j * dot (R i) (W j) ≤ μ * abs (c j) ∧ -(c j * dot (R i) (W j)) ≤ μ * abs (c j) :=
    fun j hj => by
      have h : dot (R i) (W j) ≤ μ ∧ -dot (R i) (W j) ≤ μ := by
        have := hμ j hj
        unfold abs at this
        split at this <;> grind
      unfold abs
      split
      · have h₁ := mul_nonneg (a := c j) (b := μ - dot (R i) (W j)) (by assumption) (by grind)
        have h₂ := mul_nonneg (a := c j) (b := μ + dot (R i) (W j)) (by assumption) (by grind)
        grind
      · have h₁ := mul_nonneg (a := -c j) (b := μ - dot (R i) (W j)) (by grind) (by grind)
        have h₂ := mul_nonneg (a := -c j) (b := μ + dot (R i) (W j)) (by grind) (by grind)
        grind
  have up := sum_le_sum (f := fun j => if j = i then 0 else c j * dot (R i) (W j))
    (g := fun j => μ * if j = i then 0 else abs (c j)) fun j => by
      by_cases hj : j = i
      · simp [hj]
        grind
      · have := (term j hj).1
        simp [hj, this]
  have down := sum_le_sum (f := fun j => -if j = i then 0 else c j * dot (R i) (W j))
    (g := fun j => μ * if j = i then 0 else abs (c j)) fun j => by
      by_cases hj : j = i
      · simp [hj]
        grind
      · have := (term j hj).2
        simp [hj, this]
  rw [sum_neg, ← mul_sum] at down
  rw [← mul_sum] at up
  rw [e]
  conv => lhs; unfold abs
  split <;> assumption

/-- Equality in `steering_several_error_le`: of three directions of the tetrahedron that are steered at once the
read-out of the fourth sees three overlaps of one. -/
theorem steering_several_error_le_tight :
    (∀ j : Fin 4, j ≠ 0 → abs (dot (tetrahedron 0) (tetrahedron j)) ≤ 1) ∧
      abs (dot (tetrahedron 0) (fun a => 0 + lincomb (fun j => if j = 0 then 0 else 1) tetrahedron a) -
        dot (tetrahedron 0) (fun _ => 0) - 0 * dot (tetrahedron 0) (tetrahedron 0)) =
        1 * sum fun j : Fin 4 => if j = 0 then 0 else abs (1 : Rat) := by
  decide +kernel

end ToyModels
