module

public import ToyModels.Packing.ObtuseFamilies
public import ToyModels.Superposition.ReluModel

/-!
# One active feature at a time

In the limit of extreme sparsity at most one feature is active. This file says exactly how many features the ReLU model
can then represent without any error, and what the answer hangs on: with tied weights and no bias two features a
dimension; with a bias, or with untied weights, arbitrarily many in two or three dimensions.

## Main definitions

* `circleFeatures n`: `n` directions of equal norm in the plane.
* `parabolaFeatures`, `parabolaReadout`: `(1, j, j²)` and `(1 - i², 2 i, -1)` in three dimensions.

## Main statements

* `relu_onesparse_exact_iff`: without bias the model is exact on single features iff the directions are unit vectors
  with pairwise non-positive inner products.
* `relu_onesparse_card_le`: so there are at most `2 m` features, and `antipodalAxes` are that many.
* `relu_onesparse_bias_exact_iff`: the same question with a bias, for Boolean features.
* `relu_circle_exact`: two dimensions hold any number of Boolean features with one active at a time, given a bias.
* `relu_untied_three_dims_exact`: three dimensions hold any number of real ones, given untied weights.

## Proof idea

On one active feature the output is `relu (t (Wᵢ · Wⱼ) + bᵢ)`. For the parabola `Rᵢ · Wⱼ = 1 - (i - j)²`, which is one
for `i = j` and at most zero otherwise; for the circle the same happens up to scale.

## What is not claimed

Nothing about two features active at once. The parabola then fails (`relu_untied_needs_one_sparse`); antipodal axes
still reproduce two features of different axes, but not two of the same one (`relu_antipodalAxes_two_active`).

## References

* [elhage2022], on the ReLU output model in the limit of sparsity.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- The directions `n² (1 - i², 2 i) / (1 + i²)`, of norm `n²`, in the plane. -/
def circleFeatures (n : Nat) : Fin n → Vec α 2 := fun i a =>
  (n : α) ^ 2 * (if a.val = 0 then 1 - (i.val : α) ^ 2 else 2 * (i.val : α)) / (1 + (i.val : α) ^ 2)

/-- The directions `(1, j, j²)` in three dimensions. -/
def parabolaFeatures : Fin n → Vec α 3 := fun j a =>
  if a.val = 0 then 1 else if a.val = 1 then j.val else (j.val : α) ^ 2

/-- The read-outs `(1 - i², 2 i, -1)` in three dimensions. -/
def parabolaReadout : Fin n → Vec α 3 := fun i a =>
  if a.val = 0 then 1 - (i.val : α) ^ 2 else if a.val = 1 then 2 * (i.val : α) else -1

/-! ### The antipodal axes -/

/-- The vectors `±eₐ` are unit vectors. -/
theorem normSq_antipodalAxes (i : Fin (2 * m)) : normSq (antipodalAxes m i : Vec α m) = 1 := by
  have hm : (if i.val < m then i.val else i.val - m) < m := by split <;> omega
  have h : ∀ a : Fin m, (antipodalAxes m i a : α) ^ 2 = if (⟨_, hm⟩ : Fin m) = a then 1 else 0 := fun a => by
    simp only [antipodalAxes, Fin.ext_iff]
    grind
  exact (sum_congr h).trans (sum_ite_eq _ fun _ => 1)

private theorem natCast_sub_sq_ge {i j : Nat} (h : i ≠ j) : 1 ≤ ((i : α) - (j : α)) ^ 2 := by
  have hi := natCast_le_natCast (α := α) (i + 1) j
  have hj := natCast_le_natCast (α := α) (j + 1) i
  have h₁ := sq_nonneg ((i : α) - j - 1)
  have h₂ := sq_nonneg ((i : α) - j + 1)
  grind

/-! ### Exactness on one active feature -/

variable [DecidableLE α]

/-- The ReLU model without bias reproduces every single active feature, at an activation `t > 0`, exactly if its
directions are unit vectors whose pairwise inner products are non-positive.
Source: elhage2022, on the ReLU output model in the limit of sparsity.
Why: one activation decides about all, and the only cost-free superposition with tied weights is antipodal or obtuse.
Tight: an equivalence; `relu_onesparse_antipodalAxes` attains it with `2 m` features. -/
theorem relu_onesparse_exact_iff (W : Fin n → Vec α m) {t : α} (ht : 0 < t) :
    (∀ j i, reluModel W (fun _ => 0) (fun k => t * basisVec j k) i = t * basisVec j i) ↔
      (∀ i, normSq (W i) = 1) ∧ ∀ i j, i ≠ j → dot (W i) (W j) ≤ 0 := by
  have e : ∀ i j, reluModel W (fun _ => 0) (fun k => t * basisVec j k) i = t * relu (dot (W i) (W j)) := fun i j => by
    rw [reluModel_smul_basisVec, ← relu_mul_of_nonneg (Std.le_of_lt ht)]
    congr 1
    grind
  have hc : ∀ x y : α, t * x = t * y ↔ x = y := fun x y => by
    have h0 : t ≠ 0 := by grind
    exact ⟨fun h => by grind, fun h => by rw [h]⟩
  simp only [e, hc]
  constructor
  · refine fun h => ⟨fun i => ?_, fun i j hij => ?_⟩
    · have hi := h i i
      rwa [dot_self, relu_of_nonneg (normSq_nonneg (W i)), basisVec, if_pos rfl] at hi
    · have hi := h j i
      have := le_relu (dot (W i) (W j))
      rw [basisVec, if_neg fun hji => hij hji.symm] at hi
      grind
  · intro ⟨hu, hn⟩ j i
    by_cases hij : i = j
    · subst hij
      rw [dot_self, hu, basisVec, if_pos rfl, relu_of_nonneg (by grind)]
    · rw [relu_of_nonpos (hn i j hij), basisVec, if_neg fun hji => hij hji.symm]

/-- Unit directions with non-positive inner products reproduce a single active feature of any size `t ≥ 0`.
Source: elhage2022, on the ReLU output model in the limit of sparsity.
Why: the half of `relu_onesparse_exact_iff` that gives codes, for all activations at once.
Tight: `relu_onesparse_antipodalAxes`, with `2 m` features. -/
theorem relu_onesparse_exact {W : Fin n → Vec α m} (hu : ∀ i, normSq (W i) = 1)
    (hn : ∀ i j, i ≠ j → dot (W i) (W j) ≤ 0) {t : α} (ht : 0 ≤ t) (j i : Fin n) :
    reluModel W (fun _ => 0) (fun k => t * basisVec j k) i = t * basisVec j i := by
  by_cases h0 : t = 0
  · rw [reluModel_smul_basisVec, h0, relu_of_nonneg (by grind)]
    grind
  · exact (relu_onesparse_exact_iff W (by grind)).mpr ⟨hu, hn⟩ j i

/-- The axes `±eₐ` store `2 m` features in `m` dimensions without any error while one is active at a time.
Source: elhage2022, on antipodal pairs.
Why: twice as many features as dimensions, for free, in the limit of sparsity.
Tight: no tied directions store more, by `relu_onesparse_card_le`. -/
theorem relu_onesparse_antipodalAxes {t : α} (ht : 0 ≤ t) (j i : Fin (2 * m)) :
    reluModel (antipodalAxes m : Fin (2 * m) → Vec α m) (fun _ => 0) (fun k => t * basisVec j k) i = t * basisVec j i :=
  relu_onesparse_exact normSq_antipodalAxes nonpos_family_le_two_mul_tight.2 ht j i

/-- Two active features of different axes come back exactly too; an antipodal pair that is active together vanishes. -/
theorem relu_antipodalAxes_two_active :
    (∀ i, reluModel (antipodalAxes 2 : Fin (2 * 2) → Vec Rat 2) (fun _ => 0) (fun j => if j.val < 2 then 1 else 0) i =
        if i.val < 2 then 1 else 0) ∧
      ∀ i, reluModel (antipodalAxes 2 : Fin (2 * 2) → Vec Rat 2) (fun _ => 0)
        (fun j => if j.val % 2 = 0 then 1 else 0) i = 0 := by
  decide +kernel

/-- If the ReLU model without bias reproduces every single active feature, then there are at most `2 m` of them.
Source: elhage2022, on the ReLU output model in the limit of sparsity; rankin1955, for the bound.
Why: the capacity of tied superposition without bias is two features a dimension, however sparse the features are.
Tight: `relu_onesparse_antipodalAxes`, with `n = 2 m`. -/
theorem relu_onesparse_card_le (W : Fin n → Vec α m) {t : α} (ht : 0 < t)
    (h : ∀ j i, reluModel W (fun _ => 0) (fun k => t * basisVec j k) i = t * basisVec j i) : n ≤ 2 * m := by
  obtain ⟨hu, hn⟩ := (relu_onesparse_exact_iff W ht).mp h
  refine nonpos_family_le_two_mul W (fun i => ?_) hn
  have h1 := hu i
  have h0 := normSq_eq_zero_iff (W i)
  grind

/-- `relu_onesparse_exact` needs the rectifier: the linear read-out of an antipodal pair is `-1` at the inactive
partner. -/
theorem relu_onesparse_exact_needs_relu :
    dot (antipodalAxes 1 1 : Vec Rat 1) (lincomb (basisVec 0) (antipodalAxes 1 : Fin (2 * 1) → Vec Rat 1)) = -1 := by
  decide +kernel

/-! ### With a bias -/

/-- With a bias the ReLU model reproduces every single active Boolean feature exactly if `bᵢ = 1 - Wᵢ · Wᵢ` and
`Wᵢ · Wⱼ ≤ Wᵢ · Wᵢ - 1` for all `j ≠ i`.
Source: elhage2022, on the ReLU output model in the limit of sparsity.
Why: a bias turns "pairwise obtuse" into "each direction sticks out of the others", which many more directions can do.
Tight: an equivalence; `relu_circle_exact`. -/
theorem relu_onesparse_bias_exact_iff (W : Fin n → Vec α m) (b : Vec α n) :
    (∀ j i, reluModel W b (basisVec j) i = basisVec j i) ↔
      (∀ i, b i = 1 - normSq (W i)) ∧ ∀ i j, i ≠ j → dot (W i) (W j) ≤ normSq (W i) - 1 := by
  have e : ∀ i j, reluModel W b (basisVec j) i = relu (dot (W i) (W j) + b i) := fun i j => by
    have h := reluModel_smul_basisVec W b 1 i j
    simp only [Lean.Grind.Semiring.one_mul] at h
    exact h
  simp only [e]
  constructor
  · intro h
    have hb : ∀ i, b i = 1 - normSq (W i) := fun i => by
      have hi := h i i
      rw [dot_self, basisVec, if_pos rfl] at hi
      unfold relu at hi
      grind
    refine ⟨hb, fun i j hij => ?_⟩
    have hi := h j i
    have := le_relu (dot (W i) (W j) + b i)
    rw [basisVec, if_neg fun hji => hij hji.symm, hb] at *
    grind
  · intro ⟨hb, hn⟩ j i
    rw [hb]
    by_cases hij : i = j
    · subst hij
      rw [dot_self, basisVec, if_pos rfl, relu_of_nonneg (by grind)]
      grind
    · have := hn i j hij
      rw [basisVec, if_neg fun hji => hij hji.symm, relu_of_nonpos (by grind)]

omit [DecidableLE α] in
private theorem dot_circleFeatures (i j : Fin n) : dot (circleFeatures n i : Vec α 2) (circleFeatures n j) =
    (n : α) ^ 4 * ((1 - (i.val : α) ^ 2) * (1 - (j.val : α) ^ 2) + 4 * (i.val : α) * (j.val : α)) /
      ((1 + (i.val : α) ^ 2) * (1 + (j.val : α) ^ 2)) := by
  have hi := sq_nonneg (i.val : α)
  have hj := sq_nonneg (j.val : α)
  simp only [dot, sum_succ, sum_zero, circleFeatures]
  simp
  grind

omit [DecidableLE α] in
private theorem one_add_sq_le {i n : Nat} (h : i < n) : 1 + (i : α) ^ 2 ≤ (n : α) ^ 2 := by
  have hi := natCast_nonneg (α := α) i
  have hn := (natCast_le_natCast (α := α) (i + 1) n).mpr h
  have := mul_nonneg (a := (n : α) - i - 1) (b := (n : α) + i + 1) (by grind) (by grind)
  grind

omit [DecidableLE α] in
private theorem dot_circleFeatures_le {i j : Fin n} (h : i ≠ j) :
    dot (circleFeatures n i : Vec α 2) (circleFeatures n j) ≤ (n : α) ^ 4 - 1 := by
  have hi := sq_nonneg (i.val : α)
  have hj := sq_nonneg (j.val : α)
  have hA : 0 < (1 + (i.val : α) ^ 2) * (1 + (j.val : α) ^ 2) := mul_pos (by grind) (by grind)
  have h₁ := mul_le_mul_of_nonneg_left (one_add_sq_le (α := α) i.isLt) (c := 1 + (j.val : α) ^ 2) (by grind)
  have h₂ := mul_le_mul_of_nonneg_left (one_add_sq_le (α := α) j.isLt) (c := (n : α) ^ 2) (sq_nonneg _)
  have hn : 0 ≤ (n : α) ^ 4 := by have := sq_nonneg ((n : α) ^ 2); grind
  have h₃ := mul_le_mul_of_nonneg_left (natCast_sub_sq_ge (α := α) fun e => h (Fin.ext e)) hn
  rw [dot_circleFeatures, div_le_iff hA]
  grind

/-- `n` directions on a circle in the plane, with the bias `1 - n⁴`, store `n` Boolean features without any error while
one is active at a time.
Source: elhage2022, on the ReLU output model in the limit of sparsity.
Why: with a bias the number of features is not limited by the dimension at all, only by the precision of the bias.
Tight: two dimensions for every `n`. -/
theorem relu_circle_exact (j i : Fin n) :
    reluModel (circleFeatures n) (fun _ => 1 - (n : α) ^ 4) (basisVec j) i = basisVec j i := by
  have hu : ∀ i : Fin n, normSq (circleFeatures n i : Vec α 2) = (n : α) ^ 4 := fun i => by
    have := sq_nonneg (i.val : α)
    have hA : 0 < (1 + (i.val : α) ^ 2) * (1 + (i.val : α) ^ 2) := mul_pos (by grind) (by grind)
    have e : (1 - (i.val : α) ^ 2) * (1 - (i.val : α) ^ 2) + 4 * (i.val : α) * (i.val : α) =
        (1 + (i.val : α) ^ 2) * (1 + (i.val : α) ^ 2) := by grind
    rw [← dot_self, dot_circleFeatures, e]
    grind
  refine (relu_onesparse_bias_exact_iff (circleFeatures n) _).mpr ⟨fun i => ?_, fun i j h => ?_⟩ j i
  · rw [hu]
  · rw [hu]
    exact dot_circleFeatures_le h

/-! ### With untied weights -/

/-- Three dimensions and untied weights store any number of features without any error while one is active at a time:
written along `(1, j, j²)` and read along `(1 - i², 2 i, -1)` a feature of size `t ≥ 0` comes back exactly.
Source: elhage2022, on the ReLU output model in the limit of sparsity.
Why: the limits of one-sparse superposition are limits of tying the decoder to the encoder, not of the dimension.
Tight: three dimensions for every `n`; `relu_untied_needs_one_sparse`. -/
theorem relu_untied_three_dims_exact {t : α} (ht : 0 ≤ t) (j i : Fin n) :
    untiedReluModel parabolaReadout parabolaFeatures (fun _ => 0) (fun k => t * basisVec j k) i = t * basisVec j i := by
  have e : dot (parabolaReadout i : Vec α 3) (parabolaFeatures j) = 1 - ((i.val : α) - j.val) ^ 2 := by
    simp only [dot, sum_succ, sum_zero, parabolaReadout, parabolaFeatures]
    simp
    grind
  rw [untiedReluModel_smul_basisVec, e]
  by_cases h : i = j
  · subst h
    rw [basisVec, if_pos rfl, relu_of_nonneg] <;> grind
  · have h₁ := mul_le_mul_of_nonneg_left (natCast_sub_sq_ge (α := α) fun e => h (Fin.ext e)) ht
    rw [basisVec, if_neg fun hji => h hji.symm, relu_of_nonpos] <;> grind

/-- `relu_untied_three_dims_exact` needs sparsity: of the active features `0` and `2` neither is read. -/
theorem relu_untied_needs_one_sparse :
    untiedReluModel parabolaReadout (parabolaFeatures : Fin 3 → Vec Rat 3) (fun _ => 0)
        (fun j => if j.val = 1 then 0 else 1) 0 = 0 ∧
      untiedReluModel parabolaReadout (parabolaFeatures : Fin 3 → Vec Rat 3) (fun _ => 0)
        (fun j => if j.val = 1 then 0 else 1) 2 = 0 := by
  decide +kernel

end ToyModels
