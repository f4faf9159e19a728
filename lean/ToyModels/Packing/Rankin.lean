module

public import ToyModels.Packing.Welch

/-!
# The simplex bound of Rankin

Feature directions cannot all point away from each other: of `n` unit vectors some two have an inner product of at
least `-1 / (n - 1)`, in every dimension. The regular simplex attains this.

## Main statements

* `rankin_simplex`: if `n` unit vectors have `Vᵢ · Vⱼ ≤ c` for `i ≠ j` then `-1 ≤ (n - 1) c`.
* `rankin_simplex_of_normSq_eq`: the same for vectors of any common squared norm.

## Proof idea

The sum of the vectors has a non-negative squared norm, which is at most `n + n (n - 1) c`.

## What is not claimed

The second bound of Rankin, that more than `m + 1` vectors cannot all have negative inner products, is another theorem.

## References

* [rankin1955].
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- If `n` vectors have the same squared norm `s` and `Vᵢ · Vⱼ ≤ c` for `i ≠ j`, then `-s ≤ (n - 1) c`.
Source: rankin1955.
Why: features cannot all be anticorrelated with each other by more than `1 / (n - 1)` of their energy.
Tight: `rankin_simplex_of_normSq_eq_tight`, the tetrahedron. -/
theorem rankin_simplex_of_normSq_eq (V : Fin n → Vec α m) {s c : α} (hs : ∀ i, normSq (V i) = s)
    (hc : ∀ i j, i ≠ j → dot (V i) (V j) ≤ c) (hn : 1 ≤ n) : -s ≤ ((n : α) - 1) * c := by
  have h0 := normSq_nonneg (lincomb (fun _ => 1) V)
  have h : normSq (lincomb (fun _ => 1) V) ≤ sum fun i : Fin n => sum fun j : Fin n => if i = j then s else c := by
    rw [normSq_lincomb]
    refine sum_le_sum fun i => sum_le_sum fun j => ?_
    by_cases hij : i = j
    · subst hij
      have := dot_self (V i)
      grind
    · have := hc i j hij
      grind
  simp only [sum_ite_const, sum_const] at h
  exact le_of_mul_le_mul_left (c := (n : α)) (by grind) ((natCast_pos n).mpr hn)

/-- Equality in `rankin_simplex_of_normSq_eq`: the tetrahedron, with `s = 3` and `c = -1`. -/
theorem rankin_simplex_of_normSq_eq_tight :
    (∀ i, normSq (tetrahedron i) = 3) ∧ (∀ i j, i ≠ j → dot (tetrahedron i) (tetrahedron j) ≤ -1) ∧
      -(3 : Rat) = (4 - 1) * -1 := by
  decide +kernel

/-- If `n` unit vectors have `Vᵢ · Vⱼ ≤ c` for `i ≠ j`, then `-1 ≤ (n - 1) c`.
Source: rankin1955.
Why: `n` features cannot all repel each other by more than a regular simplex does.
Tight: `rankin_simplex_tight`, the antipodal pair. -/
theorem rankin_simplex (V : Fin n → Vec α m) {c : α} (hu : ∀ i, normSq (V i) = 1)
    (hc : ∀ i j, i ≠ j → dot (V i) (V j) ≤ c) (hn : 1 ≤ n) : -1 ≤ ((n : α) - 1) * c :=
  rankin_simplex_of_normSq_eq V hu hc hn

/-- Equality in `rankin_simplex`: the antipodal pair in one dimension, with `c = -1`. -/
theorem rankin_simplex_tight :
    (∀ i, normSq (antipodalPair i) = 1) ∧ (∀ i j, i ≠ j → dot (antipodalPair i) (antipodalPair j) ≤ -1) ∧
      -(1 : Rat) = (2 - 1) * -1 := by
  decide +kernel

end ToyModels
