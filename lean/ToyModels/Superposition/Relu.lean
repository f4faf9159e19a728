module

public import ToyModels.Foundations.OrderedField

/-!
# The rectifier and antipodal pairs

A toy model that stores two features in one dimension gives them opposite directions: the hidden value is `p - q`, and
the rectified outputs `relu (p - q)` and `relu (q - p)` are read off for `p` and `q`. This recovers both
features exactly as long as they are never active together.

## Main definitions

* `relu x`: the larger of `x` and zero.

## Main statements

* `relu_antipodal_exact`: an antipodal pair is lossless on features that are never active together.
* `relu_antipodal_exact_iff`: and only on those.
* `relu_sub_relu_neg`: `relu x - relu (-x) = x`.

## Proof idea

Case analysis on the sign of the argument of `relu`.

## What is not claimed

Nothing about training: that gradient descent finds antipodal pairs is an empirical finding of [elhage2022].

## References

* [elhage2022], on antipodal pairs and anticorrelated features.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] [DecidableLE α]

/-- The rectifier: `x` where `x` is non-negative, and zero elsewhere. -/
def relu (x : α) : α := if 0 ≤ x then x else 0

/-- The rectifier is the identity on non-negative arguments. -/
theorem relu_of_nonneg {x : α} (h : 0 ≤ x) : relu x = x := if_pos h

/-- The rectifier vanishes on non-positive arguments. -/
theorem relu_of_nonpos {x : α} (h : x ≤ 0) : relu x = 0 := by
  unfold relu
  split <;> grind

/-- The rectifier is non-negative. -/
theorem relu_nonneg (x : α) : 0 ≤ relu x := by
  unfold relu
  split <;> grind

/-- The rectifier is at least its argument. -/
theorem le_relu (x : α) : x ≤ relu x := by
  unfold relu
  split <;> grind

/-- Two opposite rectifiers together carry their argument linearly: `relu x - relu (-x) = x`. -/
theorem relu_sub_relu_neg (x : α) : relu x - relu (-x) = x := by
  unfold relu
  split <;> split <;> grind

/-- The rectifier commutes with non-negative factors. -/
theorem relu_mul_of_nonneg {c : α} (hc : 0 ≤ c) (x : α) : relu (c * x) = c * relu x := by
  rcases Std.le_total (a := 0) (b := x) with hx | hx
  · rw [relu_of_nonneg hx, relu_of_nonneg (mul_nonneg hc hx)]
  · have h := mul_le_mul_of_nonneg_left hx hc
    rw [relu_of_nonpos hx, relu_of_nonpos (by grind)]
    grind

/-- Two non-negative features that are never active together are recovered exactly from their difference.
Source: elhage2022, on antipodal pairs.
Why: an antipodal pair stores two features in one dimension without loss when the partners never co-occur.
Tight: `relu_antipodal_exact_iff` shows that every co-occurrence is lossy. -/
theorem relu_antipodal_exact {p q : α} (hp : 0 ≤ p) (hq : 0 ≤ q) (h : p * q = 0) :
    relu (p - q) = p ∧ relu (q - p) = q := by
  rcases (by grind : p = 0 ∨ q = 0) with rfl | rfl
  · exact ⟨relu_of_nonpos (by grind), (relu_of_nonneg (by grind)).trans (by grind)⟩
  · exact ⟨(relu_of_nonneg (by grind)).trans (by grind), relu_of_nonpos (by grind)⟩

/-- Two non-negative features are both recovered from their difference exactly if one of them is zero.
Source: elhage2022, on antipodal pairs.
Why: co-occurrence of the partners always costs reconstruction, so sparsity is what makes the pair pay.
Tight: an equivalence. -/
theorem relu_antipodal_exact_iff {p q : α} (hp : 0 ≤ p) (hq : 0 ≤ q) :
    relu (p - q) = p ∧ relu (q - p) = q ↔ p * q = 0 := by
  refine ⟨fun ⟨h₁, h₂⟩ => ?_, relu_antipodal_exact hp hq⟩
  rcases Std.le_total (a := p) (b := q) with h | h
  · rw [relu_of_nonpos (by grind)] at h₁
    grind
  · rw [relu_of_nonpos (by grind)] at h₂
    grind

/-- The features `2` and `0` satisfy the hypotheses of `relu_antipodal_exact`, and come back. -/
theorem relu_antipodal_exact_example :
    (2 : Rat) * 0 = 0 ∧ relu ((2 : Rat) - 0) = 2 ∧ relu ((0 : Rat) - 2) = 0 := by
  decide +kernel

end ToyModels
