module

public import ToyModels.Superposition.ReluLoss

/-!
# The phase change of two features

The smallest instance of superposition: two features and one hidden dimension. One can drop the less important feature,
or store both as an antipodal pair. Which of these two codes is better depends on how sparse the features are and how
important, and the answer changes at a sharp threshold.

The pair has no bias here. It would gain from one, so these thresholds are not those of a trained model: the fair
comparison, in which each code has its best biases, is `phase_diagram_best_bias` in `Superposition.PhaseDiagram`.

## Main definitions

* `antipodalCode`, `droppingCode`: the directions `(1)`, `(-1)` and `(1)`, `(0)` in one dimension.
* `constantBias c`: the bias `c` on the second feature alone.

## Main statements

* `antipodal_loss_joint`: an antipodal pair loses exactly when both features are active, for every joint distribution.
* `dropping_loss_joint`: dropping the second feature, with a constant output in its place.
* `phase_change_two_features`: for independent features, active with probability `p`, and without biases, the pair is
  better iff `p (I₀ + I₁) < I₁`.
* `phase_change_biased_drop`: iff `p (I₀ + 2 I₁) < I₁`, if only the code that drops has a bias, the mean.

## Proof idea

Expand the expectation over the four patterns of activity.

## What is not claimed

That these are the only two candidates, or that either is at its best: the pair without a bias is not, by
`unbiased_pair_not_least`.

## References

* [elhage2022], on superposition as a phase change and on correlated features.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α]

/-- Two features in opposite directions of one dimension. -/
def antipodalCode : Fin 2 → Vec α 1 := fun i _ => if i.val = 0 then 1 else -1

/-- The first of two features along the one dimension, and the second dropped. -/
def droppingCode : Fin 2 → Vec α 1 := fun i _ => if i.val = 0 then 1 else 0

/-- The bias `c` on the second of two features, and none on the first. -/
def constantBias (c : α) : Vec α 2 := fun i => if i.val = 0 then 0 else c

/-- The pattern of two features that are both active. -/
def bothActive : Fin (2 ^ 2) := ⟨3, by decide⟩

/-- The pattern of two features of which only the second is active. -/
def secondActive : Fin (2 ^ 2) := ⟨2, by decide⟩

/-! ### Patterns of two features -/

/-- A sum over the four patterns of two features. -/
theorem sum_two_patterns (f : Fin (2 ^ 2) → α) :
    sum f = f ⟨0, by decide⟩ + f ⟨1, by decide⟩ + f ⟨2, by decide⟩ + f ⟨3, by decide⟩ := by
  change sum (n := 3 + 1) f = _
  rw [sum_succ, sum_succ, sum_succ, sum_succ, sum_zero]
  have z : ∀ x : α, 0 + x = x := by grind
  rw [z]
  rfl

/-- The four patterns of two features. -/
theorem indicator_two_patterns :
    ((indicator (pattern 0) : Vec α 2) 0 = 0 ∧ (indicator (pattern 0) : Vec α 2) 1 = 0) ∧
      ((indicator (pattern 1) : Vec α 2) 0 = 1 ∧ (indicator (pattern 1) : Vec α 2) 1 = 0) ∧
      ((indicator (pattern 2) : Vec α 2) 0 = 0 ∧ (indicator (pattern 2) : Vec α 2) 1 = 1) ∧
      (indicator (pattern 3) : Vec α 2) 0 = 1 ∧ (indicator (pattern 3) : Vec α 2) 1 = 1 :=
  ⟨⟨rfl, rfl⟩, ⟨rfl, rfl⟩, ⟨rfl, rfl⟩, rfl, rfl⟩

/-- The probabilities of the four patterns of two independent features. -/
theorem bernoulliWeight_two (p : α) :
    bernoulliWeight p 2 0 = (1 - p) * (1 - p) ∧ bernoulliWeight p 2 1 = p * (1 - p) ∧
      bernoulliWeight p 2 2 = (1 - p) * p ∧ bernoulliWeight p 2 3 = p * p := by
  simp only [bernoulliWeight]
  refine ⟨?_, ?_, ?_, ?_⟩ <;> simp <;> grind

/-! ### Losses -/

variable [DecidableLE α]

private theorem reluModel_antipodalCode (x : Vec α 2) :
    reluModel antipodalCode (fun _ => 0) x 0 = relu (x 0 - x 1) ∧
      reluModel antipodalCode (fun _ => 0) x 1 = relu (x 1 - x 0) := by
  simp only [reluModel, lincomb, sum_fin_two, dot, sum_succ, sum_zero, antipodalCode]
  constructor <;> congr 1 <;> simp <;> grind

private theorem reluModel_droppingCode (x : Vec α 2) (c : α) :
    reluModel droppingCode (constantBias c) x 0 = relu (x 0) ∧
      reluModel droppingCode (constantBias c) x 1 = relu c := by
  simp only [reluModel, lincomb, sum_fin_two, dot, sum_succ, sum_zero, droppingCode, constantBias]
  constructor <;> congr 1 <;> simp <;> grind

/-- An antipodal pair loses exactly when both features are active: its loss is `(I₀ + I₁)` times the probability of
that, for every joint distribution of activity.
Source: elhage2022, on correlated features.
Why: anticorrelated features make good antipodal pairs, correlated features bad ones.
Tight: an identity. -/
theorem antipodal_loss_joint (P : Vec α (2 ^ 2)) (I : Vec α 2) :
    patternLoss P I antipodalCode (fun _ => 0) = (I 0 + I 1) * P bothActive := by
  obtain ⟨⟨a0, a1⟩, ⟨b0, b1⟩, ⟨c0, c1⟩, d0, d1⟩ := indicator_two_patterns (α := α)
  have h0 : relu ((0 : α) - 0) = 0 := relu_of_nonpos (by grind)
  have h1 : relu ((1 : α) - 0) = 1 := (relu_of_nonneg (by grind)).trans (by grind)
  have h2 : relu ((0 : α) - 1) = 0 := relu_of_nonpos (by grind)
  have h3 : relu ((1 : α) - 1) = 0 := relu_of_nonpos (by grind)
  simp only [patternLoss, sum_two_patterns, sum_fin_two, reluModel_antipodalCode, bothActive, a0, a1, b0, b1, c0,
    c1, d0, d1, h0, h1, h2, h3]
  grind

/-- Dropping the second feature, with the constant output `c ≥ 0` in its place, costs `I₁ (c² (1 - q) + (1 - c)² q)`,
where `q` is the probability that it is active.
Source: elhage2022, on superposition as a phase change.
Why: the alternative to superposition, with and without a bias.
Tight: an identity. -/
theorem dropping_loss_joint {P : Vec α (2 ^ 2)} (hP : sum P = 1) (I : Vec α 2) {c : α} (hc : 0 ≤ c) :
    patternLoss P I droppingCode (constantBias c) =
      I 1 * (c ^ 2 * (1 - (P secondActive + P bothActive)) + (1 - c) ^ 2 * (P secondActive + P bothActive)) := by
  obtain ⟨⟨a0, a1⟩, ⟨b0, b1⟩, ⟨c0, c1⟩, d0, d1⟩ := indicator_two_patterns (α := α)
  have h0 : relu (0 : α) = 0 := relu_of_nonpos (by grind)
  have h1 : relu (1 : α) = 1 := relu_of_nonneg (by grind)
  rw [sum_two_patterns] at hP
  simp only [patternLoss, sum_two_patterns, sum_fin_two, reluModel_droppingCode, relu_of_nonneg hc]
  simp only [bothActive, secondActive, a0, a1, b0, b1, c0, c1, d0, d1] at *
  grind

/-- For two independent features, each active with probability `p > 0`, in one dimension and without biases, the
antipodal pair has a lower loss than dropping the second feature exactly if `p (I₀ + I₁) < I₁`.
Source: elhage2022, on superposition as a phase change.
Why: the better one of two codes changes at a sharp level of sparsity, which depends on the relative importance; with
biases the level is another one, see `phase_diagram_best_bias`.
Tight: an equivalence; `phase_change_tie` at the threshold, `phase_change_needs_active`. -/
theorem phase_change_two_features {p : α} (hp : 0 < p) (I : Vec α 2) :
    patternLoss (fun k => bernoulliWeight p 2 k.val) I antipodalCode (fun _ => 0) <
        patternLoss (fun k => bernoulliWeight p 2 k.val) I droppingCode (constantBias 0) ↔
      p * (I 0 + I 1) < I 1 := by
  have h₁ : bernoulliWeight p 2 secondActive.val = (1 - p) * p := (bernoulliWeight_two p).2.2.1
  have h₂ : bernoulliWeight p 2 bothActive.val = p * p := (bernoulliWeight_two p).2.2.2
  rw [antipodal_loss_joint, dropping_loss_joint (sum_bernoulliWeight p 2) I (Std.le_refl 0), h₁, h₂]
  have h := Lean.Grind.Field.IsOrdered.mul_lt_mul_iff_of_pos_left (a := p * (I 0 + I 1)) (b := I 1) hp
  rw [← h]
  constructor <;> intro h <;> grind

/-- For two independent features, each active with probability `0 < p`, in one dimension, the antipodal pair without a
bias has a lower loss than dropping the second feature for its mean exactly if `p (I₀ + 2 I₁) < I₁`.
Source: elhage2022, on superposition as a phase change.
Why: a bias on one side only makes dropping a feature cheaper; it favours that side, and `phase_diagram_best_bias` gives
the pair its best bias as well.
Tight: an equivalence; the mean is the best constant, by `ignored_feature_optimal_bias`. -/
theorem phase_change_biased_drop {p : α} (hp : 0 < p) (I : Vec α 2) :
    patternLoss (fun k => bernoulliWeight p 2 k.val) I antipodalCode (fun _ => 0) <
        patternLoss (fun k => bernoulliWeight p 2 k.val) I droppingCode (constantBias p) ↔
      p * (I 0 + 2 * I 1) < I 1 := by
  have h₁ : bernoulliWeight p 2 secondActive.val = (1 - p) * p := (bernoulliWeight_two p).2.2.1
  have h₂ : bernoulliWeight p 2 bothActive.val = p * p := (bernoulliWeight_two p).2.2.2
  rw [antipodal_loss_joint, dropping_loss_joint (sum_bernoulliWeight p 2) I (Std.le_of_lt hp), h₁, h₂]
  have h := Lean.Grind.Field.IsOrdered.mul_lt_mul_iff_of_pos_left (a := p * (I 0 + 2 * I 1)) (b := I 1) hp
  rw [← h]
  constructor <;> intro h <;> grind

/-- At the threshold of `phase_change_two_features`, `p = 1/2` for equal importance, both codes lose `1/2`. -/
theorem phase_change_tie :
    patternLoss (fun k => bernoulliWeight (1 / 2 : Rat) 2 k.val) (fun _ => 1) antipodalCode (fun _ => 0) = 1 / 2 ∧
      patternLoss (fun k => bernoulliWeight (1 / 2 : Rat) 2 k.val) (fun _ => 1) droppingCode (constantBias 0) =
        1 / 2 := by
  decide +kernel

/-- `phase_change_two_features` needs `p > 0`: features that are never active cost nothing, though `0 < I₁`. -/
theorem phase_change_needs_active :
    patternLoss (fun k => bernoulliWeight (0 : Rat) 2 k.val) (fun _ => 1) antipodalCode (fun _ => 0) = 0 ∧
      patternLoss (fun k => bernoulliWeight (0 : Rat) 2 k.val) (fun _ => 1) droppingCode (constantBias 0) = 0 := by
  decide +kernel

end ToyModels
