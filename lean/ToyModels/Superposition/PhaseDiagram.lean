module

public import ToyModels.Superposition.PhaseChange

/-!
# The phase diagram of two features, each code with its best bias

Two features that are active independently with probability `p` share one dimension. They can be stored as an antipodal
pair, or the dimension can be dedicated to one of them. The comparison is fair only if each code has the biases that are
best for it, as in a trained model. The antipodal pair gains from a positive bias too: it then answers a little when
both features are active, at the price of answering a little when neither is. With both biased the pair wins exactly if
`p (I₀ + I₁) < I (1 - p + p²)`, where `I` is the importance of the feature that would be dropped: at equal importance
for `p` below `(3 - √5) / 2 ≈ 0.38`, not `1/2` as without a bias, nor `1/3` as with a bias on one side.

## Main definitions

* `pairFeatureLoss p s c b`: what a feature loses whose own response is `s`, with cross-talk `c` and bias `b`.
* `pairBias p`: the best bias of the antipodal pair, `p² / (1 - p + p²)`.
* `dedicatedCode k`, `dedicatedBias p k`: feature `k` along the one dimension, the other replaced by its mean.

## Main statements

* `patternLoss_two`: the loss of two features in any dimension, in terms of their three overlaps.
* `antipodal_loss_ge`, `antipodal_loss_eq`: the least loss of the pair is `(I₀ + I₁) p² (1 - p) / (1 - p + p²)`.
* `dedicated_loss_ge`, `dedicated_loss_eq`: that of a dedicated code is `Iₗ p (1 - p)`, if feature `l` is dropped.
* `zero_loss_ge`, `zero_loss_eq`: with both features dropped it is `(I₀ + I₁) p (1 - p)`.
* `phase_diagram_best_bias`: the comparison of the first two.
* `unbiased_pair_not_least`: without its bias the pair is not at a minimum.

## Proof idea

The expectation has four patterns. On the side `b ≥ 0` the loss of a feature of the pair is at least a quadratic
function of the bias, whose square is completed; on the other side the pattern with both features costs `p²`.

## What is not claimed

That no other code is better: directions between the antipodal and the dedicated one are not considered, so that the
border is one between these codes only, and no phase diagram of all models.

## References

* [elhage2022], on superposition as a phase change.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m : Nat}

/-- The best bias of an antipodal pair: `p² / (1 - p + p²)` for both features. -/
def pairBias (p : α) : Vec α 2 := fun _ => p ^ 2 / (1 - p + p ^ 2)

/-- Feature `k` of two along the one dimension, and the other dropped. -/
def dedicatedCode (k : Fin 2) : Fin 2 → Vec α 1 := fun i _ => if i = k then 1 else 0

/-- The best biases of a dedicated code: none for feature `k`, and the mean `p` for the other. -/
def dedicatedBias (p : α) (k : Fin 2) : Vec α 2 := fun i => if i = k then 0 else p

variable [DecidableLE α]

/-- The expected squared error of one of two features that are active with probability `p`, if its read-out responds to
it with `s` and to the other one with `c`, and has the bias `b`. -/
def pairFeatureLoss (p s c b : α) : α :=
  (1 - p) ^ 2 * relu b ^ 2 + p * (1 - p) * (1 - relu (s + b)) ^ 2 + p * (1 - p) * relu (c + b) ^ 2 +
    p ^ 2 * (1 - relu (s + c + b)) ^ 2

/-- The loss of two independent features, each active with probability `p`, depends on their directions through the
three overlaps only.
Source: elhage2022, on superposition as a phase change.
Why: two features can be compared in every geometry, by what each responds to itself and to the other.
Tight: an identity. -/
theorem patternLoss_two (p : α) (I : Vec α 2) (W : Fin 2 → Vec α m) (b : Vec α 2) :
    patternLoss (fun k => bernoulliWeight p 2 k.val) I W b =
      I 0 * pairFeatureLoss p (dot (W 0) (W 0)) (dot (W 0) (W 1)) (b 0) +
        I 1 * pairFeatureLoss p (dot (W 1) (W 1)) (dot (W 1) (W 0)) (b 1) := by
  obtain ⟨⟨a0, a1⟩, ⟨b0, b1⟩, ⟨c0, c1⟩, d0, d1⟩ := indicator_two_patterns (α := α)
  obtain ⟨w0, w1, w2, w3⟩ := bernoulliWeight_two p
  have z : ∀ x : α, 0 * x = 0 := by grind
  have o : ∀ x : α, 1 * x = x := by grind
  have z' : ∀ x : α, 0 + x = x := by grind
  have z'' : ∀ x : α, x + 0 = x := by grind
  simp only [patternLoss, reluModel, dot_lincomb, sum_two_patterns, sum_fin_two, a0, a1, b0, b1, c0, c1, d0, d1, w0, w1,
    w2, w3, z, o, z', z'', pairFeatureLoss]
  rw [Lean.Grind.Semiring.add_comm (dot (W 1) (W 0)) (dot (W 1) (W 1))]
  grind

/-! ### The best biases -/

omit [DecidableLE α] in
private theorem denominator_pos (p : α) : 0 < 1 - p + p ^ 2 := by
  have := sq_nonneg (p - 1 / 2)
  grind

omit [DecidableLE α] in
private theorem quadratic_ge (p b : α) :
    p ^ 2 * (1 - p) / (1 - p + p ^ 2) ≤ (1 - p) * b ^ 2 + p ^ 2 * (1 - b) ^ 2 := by
  have hD := denominator_pos p
  have := sq_nonneg ((1 - p + p ^ 2) * b - p ^ 2)
  rw [div_le_iff hD]
  grind

private theorem pair_ge {p : α} (h0 : 0 ≤ p) (h1 : p ≤ 1) (b : α) :
    p ^ 2 * (1 - p) / (1 - p + p ^ 2) ≤ pairFeatureLoss p 1 (-1) b := by
  have hq : 0 ≤ p * (1 - p) := mul_nonneg h0 (by grind)
  have h₃ := mul_nonneg hq (sq_nonneg (relu (-1 + b)))
  have hs : (1 : α) + -1 + b = b := by grind
  rw [pairFeatureLoss, hs]
  rcases Std.le_total (a := 0) (b := b) with hb | hb
  · have := quadratic_ge p b
    rw [relu_of_nonneg hb, relu_of_nonneg (show 0 ≤ 1 + b by grind)]
    grind
  · have h₁ := quadratic_ge p 0
    have h₂ := mul_nonneg hq (sq_nonneg (1 - relu (1 + b)))
    rw [relu_of_nonpos hb]
    grind

private theorem pair_eq {p : α} (h1 : p ≤ 1) :
    pairFeatureLoss p 1 (-1) (p ^ 2 / (1 - p + p ^ 2)) = p ^ 2 * (1 - p) / (1 - p + p ^ 2) := by
  have hD := denominator_pos p
  have hb0 : 0 ≤ p ^ 2 / (1 - p + p ^ 2) := div_nonneg (sq_nonneg p) (Std.le_of_lt hD)
  have hb1 : p ^ 2 / (1 - p + p ^ 2) ≤ 1 := (div_le_iff hD).mpr (by grind)
  have hs : (1 : α) + -1 + p ^ 2 / (1 - p + p ^ 2) = p ^ 2 / (1 - p + p ^ 2) := by grind
  rw [pairFeatureLoss, hs, relu_of_nonneg hb0, relu_of_nonneg (show 0 ≤ 1 + p ^ 2 / (1 - p + p ^ 2) by grind),
    relu_of_nonpos (show -1 + p ^ 2 / (1 - p + p ^ 2) ≤ 0 by grind)]
  generalize hd : 1 - p + p ^ 2 = D at hD ⊢
  clear hb0 hb1 hs
  have : p ^ 2 / D * D = p ^ 2 := by grind
  have : p ^ 2 * (1 - p) / D = p ^ 2 / D * (1 - p) := by grind
  grind

omit [DecidableLE α] in
private theorem antipodal_overlaps :
    dot (antipodalCode 0 : Vec α 1) (antipodalCode 0) = 1 ∧ dot (antipodalCode 0 : Vec α 1) (antipodalCode 1) = -1 ∧
      dot (antipodalCode 1 : Vec α 1) (antipodalCode 1) = 1 ∧
      dot (antipodalCode 1 : Vec α 1) (antipodalCode 0) = -1 := by
  simp only [dot, sum_succ, sum_zero, antipodalCode]
  refine ⟨?_, ?_, ?_, ?_⟩ <;> simp <;> grind

/-- Whatever its biases, an antipodal pair of independent features, each active with probability `p`, loses at least
`(I₀ + I₁) p² (1 - p) / (1 - p + p²)`.
Source: elhage2022, on superposition as a phase change.
Why: the price of superposition in the fair comparison; to leading order `p²`, the probability of a collision.
Tight: `antipodal_loss_eq`, at the biases `pairBias p`. -/
theorem antipodal_loss_ge {p : α} (h0 : 0 ≤ p) (h1 : p ≤ 1) {I : Vec α 2} (hI : ∀ i, 0 ≤ I i) (b : Vec α 2) :
    (I 0 + I 1) * (p ^ 2 * (1 - p) / (1 - p + p ^ 2)) ≤
      patternLoss (fun k => bernoulliWeight p 2 k.val) I antipodalCode b := by
  obtain ⟨e₁, e₂, e₃, e₄⟩ := antipodal_overlaps (α := α)
  have h₁ := mul_le_mul_of_nonneg_left (pair_ge h0 h1 (b 0)) (hI 0)
  have h₂ := mul_le_mul_of_nonneg_left (pair_ge h0 h1 (b 1)) (hI 1)
  rw [patternLoss_two, e₁, e₂, e₃, e₄]
  grind

/-- Equality in `antipodal_loss_ge`, at the bias `p² / (1 - p + p²)` on both features. -/
theorem antipodal_loss_eq {p : α} (h1 : p ≤ 1) (I : Vec α 2) :
    patternLoss (fun k => bernoulliWeight p 2 k.val) I antipodalCode (pairBias p) =
      (I 0 + I 1) * (p ^ 2 * (1 - p) / (1 - p + p ^ 2)) := by
  obtain ⟨e₁, e₂, e₃, e₄⟩ := antipodal_overlaps (α := α)
  rw [patternLoss_two, e₁, e₂, e₃, e₄]
  simp only [pairBias, pair_eq h1]
  generalize p ^ 2 * (1 - p) / (1 - p + p ^ 2) = x
  grind

omit [DecidableLE α] in
private theorem dedicated_overlap (k i j : Fin 2) :
    dot (dedicatedCode k i : Vec α 1) (dedicatedCode k j) = if i = k ∧ j = k then 1 else 0 := by
  simp only [dot, sum_succ, sum_zero, dedicatedCode]
  grind

omit [DecidableLE α] in
private theorem zero_overlap : dot (fun _ => 0 : Vec α m) (fun _ => 0) = 0 :=
  sum_eq_zero fun _ => by grind

private theorem dropped_ge (p b : α) : p * (1 - p) ≤ pairFeatureLoss p 0 0 b := by
  have := sq_nonneg (relu b - p)
  rw [pairFeatureLoss, show (0 : α) + 0 + b = b by grind, show (0 : α) + b = b by grind]
  grind

private theorem dropped_eq {p : α} (h0 : 0 ≤ p) : pairFeatureLoss p 0 0 p = p * (1 - p) := by
  rw [pairFeatureLoss, show (0 : α) + 0 + p = p by grind, show (0 : α) + p = p by grind, relu_of_nonneg h0]
  grind

private theorem kept_nonneg {p : α} (h0 : 0 ≤ p) (h1 : p ≤ 1) (b : α) : 0 ≤ pairFeatureLoss p 1 0 b := by
  have hq : 0 ≤ p * (1 - p) := mul_nonneg h0 (by grind)
  have h₁ := mul_nonneg (sq_nonneg (1 - p)) (sq_nonneg (relu b))
  have h₂ := mul_nonneg hq (sq_nonneg (1 - relu (1 + b)))
  have h₃ := mul_nonneg hq (sq_nonneg (relu (0 + b)))
  have h₄ := mul_nonneg (sq_nonneg p) (sq_nonneg (1 - relu (1 + 0 + b)))
  rw [pairFeatureLoss]
  grind

private theorem kept_eq (p : α) : pairFeatureLoss p 1 0 0 = 0 := by
  have h0 : relu (0 : α) = 0 := relu_of_nonpos (by grind)
  have h1 : relu (1 : α) = 1 := relu_of_nonneg (by grind)
  rw [pairFeatureLoss, show (1 : α) + 0 + 0 = 1 by grind, show (1 : α) + 0 = 1 by grind, show (0 : α) + 0 = 0 by grind,
    h0, h1]
  grind

private theorem dedicated_loss {k l : Fin 2} (hkl : k ≠ l) (p : α) (I b : Vec α 2) :
    patternLoss (fun k => bernoulliWeight p 2 k.val) I (dedicatedCode k) b =
      I k * pairFeatureLoss p 1 0 (b k) + I l * pairFeatureLoss p 0 0 (b l) := by
  rw [patternLoss_two]
  simp only [dedicated_overlap]
  have : (k = 0 ∧ l = 1) ∨ (k = 1 ∧ l = 0) := by omega
  rcases this with ⟨rfl, rfl⟩ | ⟨rfl, rfl⟩ <;> simp
  grind

/-- Whatever the biases, a code that is dedicated to feature `k` of two, each active with probability `p`, loses at
least `Iₗ p (1 - p)` for the other feature `l`: its variance.
Source: elhage2022, on superposition as a phase change.
Why: the price of no superposition in the fair comparison.
Tight: `dedicated_loss_eq`, at the mean of the dropped feature. -/
theorem dedicated_loss_ge {p : α} (h0 : 0 ≤ p) (h1 : p ≤ 1) {I : Vec α 2} (hI : ∀ i, 0 ≤ I i) {k l : Fin 2}
    (hkl : k ≠ l) (b : Vec α 2) :
    I l * (p * (1 - p)) ≤ patternLoss (fun k => bernoulliWeight p 2 k.val) I (dedicatedCode k) b := by
  have h₁ := mul_le_mul_of_nonneg_left (dropped_ge p (b l)) (hI l)
  have h₂ := mul_nonneg (hI k) (kept_nonneg h0 h1 (b k))
  rw [dedicated_loss hkl]
  grind

/-- Equality in `dedicated_loss_ge`, with the mean `p` as the bias of the dropped feature and none on the other. -/
theorem dedicated_loss_eq {p : α} (h0 : 0 ≤ p) (I : Vec α 2) {k l : Fin 2} (hkl : k ≠ l) :
    patternLoss (fun k => bernoulliWeight p 2 k.val) I (dedicatedCode k) (dedicatedBias p k) = I l * (p * (1 - p)) := by
  have e₁ : dedicatedBias p k k = 0 := if_pos rfl
  have e₂ : dedicatedBias p k l = p := if_neg (Ne.symm hkl)
  rw [dedicated_loss hkl, e₁, e₂, kept_eq, dropped_eq h0]
  grind

/-- Whatever the biases, two features that are both dropped lose at least `(I₀ + I₁) p (1 - p)`, the variances.
Source: elhage2022, on superposition as a phase change.
Why: the third code of the phase diagram; a dedicated code is never worse, as it loses one of the two terms.
Tight: `zero_loss_eq`, at the means. -/
theorem zero_loss_ge (p : α) {I : Vec α 2} (hI : ∀ i, 0 ≤ I i) (b : Vec α 2) :
    (I 0 + I 1) * (p * (1 - p)) ≤
      patternLoss (fun k => bernoulliWeight p 2 k.val) I (fun _ _ => 0 : Fin 2 → Vec α m) b := by
  have h₀ := mul_le_mul_of_nonneg_left (dropped_ge p (b 0)) (hI 0)
  have h₁ := mul_le_mul_of_nonneg_left (dropped_ge p (b 1)) (hI 1)
  rw [patternLoss_two, zero_overlap]
  grind

/-- Equality in `zero_loss_ge`, with the mean `p` as the bias of both features. -/
theorem zero_loss_eq {p : α} (h0 : 0 ≤ p) (I : Vec α 2) :
    patternLoss (fun k => bernoulliWeight p 2 k.val) I (fun _ _ => 0 : Fin 2 → Vec α m) (fun _ => p) =
      (I 0 + I 1) * (p * (1 - p)) := by
  rw [patternLoss_two, zero_overlap, dropped_eq h0]
  grind

/-- `dedicated_loss_ge` and `antipodal_loss_ge` need importances that are not negative: a bias on a kept feature of the
importance `-1` brings the loss below zero. -/
theorem dedicated_loss_ge_needs_nonneg :
    patternLoss (fun k => bernoulliWeight (1 / 2 : Rat) 2 k.val) (fun i => if i.val = 0 then -1 else 0)
      (dedicatedCode 0) (fun _ => 1) < 0 := by
  decide +kernel

/-! ### The comparison -/

/-- For two independent features, each active with probability `0 < p < 1`, in one dimension, each code with its best
biases, the antipodal pair has a lower loss than the code that drops feature `l` exactly if
`p (I₀ + I₁) < Iₗ (1 - p + p²)`.
Source: elhage2022, on superposition as a phase change.
Why: the border of the phase diagram; at equal importance `p² - 3 p + 1 > 0`, that is `p < 0.38`.
Tight: an equivalence; `phase_diagram_tie` on the border, `phase_diagram_needs_active`. -/
theorem phase_diagram_best_bias {p : α} (h0 : 0 < p) (h1 : p < 1) (I : Vec α 2) {k l : Fin 2} (hkl : k ≠ l) :
    patternLoss (fun k => bernoulliWeight p 2 k.val) I antipodalCode (pairBias p) <
        patternLoss (fun k => bernoulliWeight p 2 k.val) I (dedicatedCode k) (dedicatedBias p k) ↔
      p * (I 0 + I 1) < I l * (1 - p + p ^ 2) := by
  have hD := denominator_pos p
  have hq : 0 < p * (1 - p) := mul_pos h0 (by grind)
  rw [antipodal_loss_eq (Std.le_of_lt h1), dedicated_loss_eq (Std.le_of_lt h0) I hkl]
  have e : (I 0 + I 1) * (p ^ 2 * (1 - p) / (1 - p + p ^ 2)) * (1 - p + p ^ 2) = p * (1 - p) * (p * (I 0 + I 1)) := by
    generalize 1 - p + p ^ 2 = D at hD ⊢
    grind
  rw [← Lean.Grind.Field.IsOrdered.mul_lt_mul_iff_of_pos_right hD, e,
    ← Lean.Grind.Field.IsOrdered.mul_lt_mul_iff_of_pos_left (a := p * (I 0 + I 1)) hq,
    show I l * (p * (1 - p)) * (1 - p + p ^ 2) = p * (1 - p) * (I l * (1 - p + p ^ 2)) by grind]

/-- On the border of `phase_diagram_best_bias`, with `p = 1/3` and the importances `4` and `3`, the pair and the code
that drops the second feature both lose `2/3`. -/
theorem phase_diagram_tie :
    patternLoss (fun k => bernoulliWeight (1 / 3 : Rat) 2 k.val) (fun i => if i.val = 0 then 4 else 3) antipodalCode
        (pairBias (1 / 3)) = 2 / 3 ∧
      patternLoss (fun k => bernoulliWeight (1 / 3 : Rat) 2 k.val) (fun i => if i.val = 0 then 4 else 3)
        (dedicatedCode 0) (dedicatedBias (1 / 3) 0) = 2 / 3 := by
  decide +kernel

/-- `phase_diagram_best_bias` needs `p > 0`: features that are never active cost nothing, though `0 < I₁`. -/
theorem phase_diagram_needs_active :
    patternLoss (fun k => bernoulliWeight (0 : Rat) 2 k.val) (fun _ => 1) antipodalCode (pairBias 0) = 0 ∧
      patternLoss (fun k => bernoulliWeight (0 : Rat) 2 k.val) (fun _ => 1) (dedicatedCode 0) (dedicatedBias 0 0) =
        0 := by
  decide +kernel

/-- An antipodal pair without a bias loses more than with the biases `pairBias p`, for `0 < p ≤ 1`.
Source: elhage2022, on superposition as a phase change.
Why: the pair `(1)`, `(-1)` with no bias, which is exact on one active feature, is no minimum of the loss.
Tight: `phase_change_tie` and `phase_diagram_best_bias` put a number on the difference. -/
theorem unbiased_pair_not_least {p : α} (h0 : 0 < p) (h1 : p ≤ 1) {I : Vec α 2} (hI : 0 < I 0 + I 1) :
    patternLoss (fun k => bernoulliWeight p 2 k.val) I antipodalCode (pairBias p) <
      patternLoss (fun k => bernoulliWeight p 2 k.val) I antipodalCode fun _ => 0 := by
  have hD := denominator_pos p
  have hp : bernoulliWeight p 2 bothActive.val = p * p := (bernoulliWeight_two p).2.2.2
  rw [antipodal_loss_eq h1, antipodal_loss_joint, hp,
    Lean.Grind.Field.IsOrdered.mul_lt_mul_iff_of_pos_left hI]
  refine Classical.byContradiction fun h => ?_
  have h' := mul_le_mul_of_nonneg_left (a := p * p) (b := p ^ 2 * (1 - p) / (1 - p + p ^ 2)) (by grind)
    (Std.le_of_lt hD)
  have e : (1 - p + p ^ 2) * (p ^ 2 * (1 - p) / (1 - p + p ^ 2)) = p ^ 2 * (1 - p) := by
    generalize 1 - p + p ^ 2 = D at hD ⊢
    grind
  have := mul_pos (mul_pos h0 h0) (mul_pos h0 h0)
  rw [e] at h'
  grind

end ToyModels
