module

public import ToyModels.Capacity.TightFrame

/-!
# Efficient arrangements are block-semi-orthogonal

Features in `m` dimensions are efficient if they use the whole budget, that is if their capacities add up to `m`. This
happens exactly if the features fall into blocks, orthogonal to each other, each of which spreads evenly over its own
subspace. What is missing to the full budget is here computed exactly, as a sum of squares that measures how far the
features are from such blocks.

## Main definitions

* `featureScale W i`: `aᵢ = (Wᵢ · Wᵢ) / Σⱼ (Wᵢ · Wⱼ)²`, the scale of the block of feature `i`.
* `weightedFrame s W`: the `m × m` matrix `Σᵢ sᵢ Wᵢ Wᵢᵀ`.
* `scaleSpread W`: `Σᵢⱼ (aᵢ - aⱼ)² (Wᵢ · Wⱼ)²`, how much the scale varies between features that interfere.
* `shearedPair`, `axesAndSum`: two families that are not efficient.

## Main statements

* `capacity_deficit`: `m - Σᵢ capacity Wᵢ` is `‖Σᵢ aᵢ Wᵢ Wᵢᵀ - 1‖²` plus half the spread of the scales.
* `efficient_imp_blockSemiOrthogonal`: if the capacities add up to `m` then `aᵢ Wᵢ · Wⱼ` is a symmetric idempotent
  matrix of trace `m`, and features that interfere have the same scale.
* `efficient_iff_blockSemiOrthogonal`: the capacities add up to `m` exactly if `Σᵢ aᵢ Wᵢ Wᵢᵀ = 1` and features that
  interfere have the same scale.
* `sum_capacity_eq_of_blockSemiOrthogonal`: for the converse any scales will do.
* `efficient_frameOperator_mulVec`: efficient features are eigenvectors of their frame operator.
* `tight_blocks_saturate`: so orthogonal blocks of tight frames that fill the space are efficient.

## Proof idea

Let `T = Σᵢ aᵢ Wᵢ Wᵢᵀ`. Its trace is the total capacity `C`, and `‖T‖² = Σᵢⱼ aᵢ aⱼ (Wᵢ · Wⱼ)²`, while
`Σᵢⱼ aᵢ² (Wᵢ · Wⱼ)²` is `C` again. So the spread of the scales is `2 (C - ‖T‖²)`, and `‖T - 1‖² = ‖T‖² - 2 C + m`. No
eigenvalue and no projector is needed.

## What is not claimed

That training finds efficient arrangements, or that they are always best: that depends on what capacity is worth. The
blocks themselves, one for each scale and of a whole dimension, are in `Capacity.BlockDimensions`.

## References

* [scherlis2022], on efficient and block-semi-orthogonal embeddings; [elhage2022], on the geometry of features.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {k m n : Nat}

open Mat

/-- The scale of feature `i`: `aᵢ = (Wᵢ · Wᵢ) / Σⱼ (Wᵢ · Wⱼ)²`. -/
def featureScale (W : Fin n → Vec α m) (i : Fin n) : α := normSq (W i) / overlapEnergy W W i

/-- The frame operator with weights, `Σᵢ sᵢ Wᵢ Wᵢᵀ`. -/
def weightedFrame (s : Fin n → α) (W : Fin n → Vec α m) : Mat α m m := fun a b => sum fun i => s i * (W i a * W i b)

/-- How much the scale varies between features that interfere: `Σᵢⱼ (aᵢ - aⱼ)² (Wᵢ · Wⱼ)²`. -/
def scaleSpread (W : Fin n → Vec α m) : α :=
  sum fun i => sum fun j => (featureScale W i - featureScale W j) ^ 2 * dot (W i) (W j) ^ 2

/-- The vectors `(1, 0)` and `(1, 1)`. -/
def shearedPair : Fin 2 → Vec Rat 2 := ofTwo 1 0 1 1

/-- The vectors `(1, 0)`, `(0, 1)` and `(1, 1)`. -/
def axesAndSum : Fin 3 → Vec Rat 2 := fun i a => if i.val = 2 ∨ i.val = a.val then 1 else 0

/-! ### The weighted frame operator -/

/-- The weighted frame operator acts by `x ↦ Σᵢ sᵢ (Wᵢ · x) Wᵢ`. -/
private theorem weightedFrame_mulVec (s : Fin n → α) (W : Fin n → Vec α m) (x : Vec α m) (a : Fin m) :
    (weightedFrame s W).mulVec x a = sum fun i => s i * dot (W i) x * W i a := by
  simp only [weightedFrame, mulVec, dot, sum_mul, mul_sum]
  rw [sum_comm]
  exact sum_congr fun i => sum_congr fun b => by grind

/-- The bilinear form of the weighted frame operator. -/
private theorem dot_weightedFrame_mulVec (s : Fin n → α) (W : Fin n → Vec α m) (x y : Vec α m) :
    dot x ((weightedFrame s W).mulVec y) = sum fun i => s i * dot (W i) x * dot (W i) y := by
  have h : (weightedFrame s W).mulVec y = lincomb (fun i => s i * dot (W i) y) W :=
    funext (weightedFrame_mulVec s W y)
  rw [h, dot_lincomb]
  exact sum_congr fun i => by rw [dot_comm (W i) x]; grind

/-- The Frobenius inner product with the weighted frame operator. -/
theorem frobInner_weightedFrame (s : Fin n → α) (W : Fin n → Vec α m) (X : Mat α m m) :
    (weightedFrame s W).frobInner X = sum fun i => s i * dot (W i) (X.mulVec (W i)) := by
  simp only [weightedFrame, frobInner, mulVec, dot, sum_mul, mul_sum]
  rw [sum_congr fun a => sum_comm _, sum_comm]
  exact sum_congr fun i => sum_congr fun a => sum_congr fun b => by grind

/-- The squared Frobenius norm of the weighted frame operator is `Σᵢⱼ sᵢ sⱼ (Wᵢ · Wⱼ)²`. -/
theorem frobSq_weightedFrame (s : Fin n → α) (W : Fin n → Vec α m) :
    (weightedFrame s W).frobSq = sum fun i => sum fun j => s i * s j * dot (W i) (W j) ^ 2 := by
  rw [← frobInner_self, frobInner_weightedFrame]
  simp only [dot_weightedFrame_mulVec, mul_sum]
  exact sum_congr fun i => sum_congr fun j => by rw [dot_comm (W j)]; grind

/-- The trace of the weighted frame operator is `Σᵢ sᵢ (Wᵢ · Wᵢ)`. -/
theorem trace_weightedFrame (s : Fin n → α) (W : Fin n → Vec α m) :
    (weightedFrame s W).trace = sum fun i => s i * normSq (W i) := by
  rw [← frobInner_one, frobInner_weightedFrame]
  simp only [one_mulVec, dot_self]

/-! ### The deficit -/

/-- A feature's scale times its squared norm is its capacity. -/
theorem featureScale_mul_normSq (W : Fin n → Vec α m) (i : Fin n) :
    featureScale W i * normSq (W i) = capacity W i := by
  rw [featureScale, capacity]
  grind

private theorem featureScale_sq_mul (W : Fin n → Vec α m) (i : Fin n) :
    featureScale W i ^ 2 * overlapEnergy W W i = capacity W i := by
  rw [featureScale, capacity]
  by_cases h0 : overlapEnergy W W i = 0 <;> grind

private theorem scaleSpread_eq (W : Fin n → Vec α m) :
    scaleSpread W = 2 * (sum (capacity W) - (weightedFrame (featureScale W) W).frobSq) := by
  have e : ∀ i j, (featureScale W i - featureScale W j) ^ 2 * dot (W i) (W j) ^ 2 =
      featureScale W i ^ 2 * dot (W i) (W j) ^ 2 + featureScale W j ^ 2 * dot (W j) (W i) ^ 2 +
        -2 * (featureScale W i * featureScale W j * dot (W i) (W j) ^ 2) := fun i j => by
    rw [dot_comm (W j) (W i)]
    grind
  have hr : (sum fun i => sum fun j => featureScale W i ^ 2 * dot (W i) (W j) ^ 2) = sum (capacity W) :=
    sum_congr fun i => by rw [← mul_sum]; exact featureScale_sq_mul W i
  have hc := sum_comm fun i j => featureScale W j ^ 2 * dot (W j) (W i) ^ 2
  have hm : (sum fun i => sum fun j => -2 * (featureScale W i * featureScale W j * dot (W i) (W j) ^ 2)) =
      -2 * sum fun i => sum fun j => featureScale W i * featureScale W j * dot (W i) (W j) ^ 2 := by simp only [mul_sum]
  simp only [scaleSpread, e, sum_add]
  rw [hm, hr, hc, hr, frobSq_weightedFrame]
  grind

/-- What the capacities lack to the full budget `m` is the squared distance of `Σᵢ aᵢ Wᵢ Wᵢᵀ` from the identity, plus
half the spread of the scales `aᵢ`.
Source: scherlis2022, on efficient embeddings, for the case without a deficit.
Why: the budget is wasted in exactly two ways: unevenly covered dimensions, and interference between unequal scales.
Measure: the capacity that is not used against uneven coverage and the spread of the scales.
Tight: an identity; `capacity_deficit_example`. -/
theorem capacity_deficit (W : Fin n → Vec α m) :
    2 * ((m : α) - sum (capacity W)) = 2 * ((weightedFrame (featureScale W) W).sub one).frobSq + scaleSpread W := by
  rw [frobSq_sub, frobInner_one, frobSq_one, trace_weightedFrame, scaleSpread_eq,
    sum_congr (featureScale_mul_normSq W)]
  grind

/-- For `(1, 0)` and `(1, 1)` both kinds of waste occur: the capacities add up to `13/10`, the squared distance from the
identity is `69/100`, and the spread of the scales is `1/50`. -/
theorem capacity_deficit_example :
    sum (capacity shearedPair) = 13 / 10 ∧
      ((weightedFrame (featureScale shearedPair) shearedPair).sub one).frobSq = 69 / 100 ∧
        scaleSpread shearedPair = 1 / 50 := by
  decide +kernel

/-! ### Efficient arrangements -/

private theorem weightedFrame_mulVec_self_of_resolution {s : Fin n → α} {W : Fin n → Vec α m}
    (h : ∀ a b, weightedFrame s W a b = if a = b then 1 else 0) (x : Vec α m) (a : Fin m) :
    (sum fun i => s i * dot (W i) x * W i a) = x a := by
  have hT : weightedFrame s W = one := funext fun a => funext fun b => h a b
  rw [← weightedFrame_mulVec, hT, one_mulVec]

/-- If there are scales that agree on features that interfere, and `Σᵢ sᵢ Wᵢ Wᵢᵀ` is the identity, then the capacities
add up to the dimension.
Source: scherlis2022, on block-semi-orthogonal embeddings.
Why: every block-semi-orthogonal arrangement is efficient; for non-zero features the scales are those of `featureScale`.
Tight: `efficient_iff_blockSemiOrthogonal` is the converse. -/
theorem sum_capacity_eq_of_blockSemiOrthogonal {s : Fin n → α} {W : Fin n → Vec α m}
    (hs : ∀ i j, dot (W i) (W j) ≠ 0 → s i = s j)
    (hT : ∀ a b, weightedFrame s W a b = if a = b then 1 else 0) : sum (capacity W) = (m : α) := by
  have hone : weightedFrame s W = one := funext fun a => funext fun b => hT a b
  have hE : ∀ i, s i * overlapEnergy W W i = normSq (W i) := fun i => by
    have h := dot_weightedFrame_mulVec s W (W i) (W i)
    rw [hone, one_mulVec, dot_self] at h
    rw [h, overlapEnergy, mul_sum]
    exact sum_congr fun j => by have := hs i j; rw [dot_comm (W j)]; grind
  have hc : ∀ i, capacity W i = s i * normSq (W i) := fun i => by
    have := hE i
    rw [capacity]
    by_cases h0 : overlapEnergy W W i = 0 <;> grind
  rw [sum_congr hc, ← trace_weightedFrame, hone, trace_one]

/-- The capacities add up to the dimension exactly if `Σᵢ aᵢ Wᵢ Wᵢᵀ` is the identity and features that interfere have
the same scale `aᵢ`.
Source: scherlis2022, on efficient and block-semi-orthogonal embeddings.
Why: to spend the whole budget is to tile the space by orthogonal blocks, each covered evenly by its features.
Tight: an equivalence; `efficient_example`. -/
theorem efficient_iff_blockSemiOrthogonal (W : Fin n → Vec α m) :
    sum (capacity W) = (m : α) ↔
      (∀ a b, weightedFrame (featureScale W) W a b = if a = b then 1 else 0) ∧
        ∀ i j, dot (W i) (W j) ≠ 0 → featureScale W i = featureScale W j := by
  refine ⟨fun h => ?_, fun ⟨hT, hs⟩ => sum_capacity_eq_of_blockSemiOrthogonal hs hT⟩
  have hd := capacity_deficit W
  have h₁ := frobSq_nonneg ((weightedFrame (featureScale W) W).sub one)
  have hn : ∀ i j, 0 ≤ (featureScale W i - featureScale W j) ^ 2 * dot (W i) (W j) ^ 2 := fun i j =>
    mul_nonneg (sq_nonneg _) (sq_nonneg _)
  have h₂ : 0 ≤ scaleSpread W := sum_nonneg fun i => sum_nonneg fun j => hn i j
  have hF := (frobSq_eq_zero_iff ((weightedFrame (featureScale W) W).sub one)).mp (by grind)
  have hS := (sum_eq_zero_iff fun i => sum_nonneg fun j => hn i j).mp (by unfold scaleSpread at *; grind)
  refine ⟨fun a b => ?_, fun i j hij => ?_⟩
  · have := hF a b
    simp only [sub, one] at this
    grind
  · have := (sum_eq_zero_iff (hn i)).mp (hS i) j
    grind

/-- An entry of the scaled overlap matrix of tied features. -/
theorem scaledOverlap_self (W : Fin n → Vec α m) (i j : Fin n) :
    scaledOverlap W W i j = featureScale W i * dot (W i) (W j) := by
  have h := mul_sum (featureScale W i) fun a => W i a * W j a
  refine (sum_congr fun a => ?_).trans h.symm
  simp only [transpose, featureScale, dot_self]
  grind

/-- If the capacities add up to the dimension `m` then the matrix with the entries `aᵢ Wᵢ · Wⱼ` is symmetric,
idempotent and of trace `m`, and features that interfere have the same scale `aᵢ`.
Source: scherlis2022, on efficient and block-semi-orthogonal embeddings.
Why: a model that wastes nothing stores its features in orthogonal blocks, each a tight frame of its own subspace.
Tight: `efficient_example`; `efficient_imp_blockSemiOrthogonal_needs_efficient`. -/
theorem efficient_imp_blockSemiOrthogonal {W : Fin n → Vec α m} (h : sum (capacity W) = (m : α)) :
    (scaledOverlap W W).transpose = scaledOverlap W W ∧
      (scaledOverlap W W).mul (scaledOverlap W W) = scaledOverlap W W ∧ (scaledOverlap W W).trace = (m : α) ∧
        ∀ i j, dot (W i) (W j) ≠ 0 → featureScale W i = featureScale W j := by
  obtain ⟨hT, hs⟩ := (efficient_iff_blockSemiOrthogonal W).mp h
  refine ⟨funext fun j => funext fun i => ?_, funext fun i => funext fun j => ?_, ?_, hs⟩
  · rw [transpose, scaledOverlap_self, scaledOverlap_self, dot_comm]
    have := hs j i
    grind
  · have hone : weightedFrame (featureScale W) W = one := funext fun a => funext fun b => hT a b
    have hd := dot_weightedFrame_mulVec (featureScale W) W (W i) (W j)
    rw [hone, one_mulVec] at hd
    simp only [mul, scaledOverlap_self]
    rw [hd, mul_sum]
    exact sum_congr fun k => by rw [dot_comm (W k) (W i)]; grind
  · rw [trace_scaledOverlap, sum_congr fun i => untiedCapacity_self W i, h]

/-- An antipodal pair and a tetrahedron in four dimensions are efficient, with the scales `1/2` and `1/4`. -/
theorem efficient_example :
    sum (capacity (directSum antipodalPair tetrahedron)) = 4 ∧
      ∀ i, featureScale (directSum antipodalPair tetrahedron) i = if i.val < 2 then 1 / 2 else 1 / 4 := by
  decide +kernel

/-- Without efficiency the conclusion fails: `(1, 0)` and `(1, 1)` interfere but have the scales `1/2` and `2/5`. -/
theorem efficient_imp_blockSemiOrthogonal_needs_efficient :
    sum (capacity shearedPair) < 2 ∧ dot (shearedPair 0) (shearedPair 1) ≠ 0 ∧
      featureScale shearedPair 0 ≠ featureScale shearedPair 1 := by
  decide +kernel

/-- Efficient features are eigenvectors of their frame operator: `Wᵢ` has the eigenvalue `1 / aᵢ`.
Source: scherlis2022, on efficient and block-semi-orthogonal embeddings.
Why: the blocks are eigenspaces of `Σⱼ Wⱼ Wⱼᵀ`, so that they can be read off from the weights.
Tight: an identity. -/
theorem efficient_frameOperator_mulVec {W : Fin n → Vec α m} (h : sum (capacity W) = (m : α)) (i : Fin n) (a : Fin m) :
    featureScale W i * (frameOperator W).mulVec (W i) a = W i a := by
  obtain ⟨hT, hs⟩ := (efficient_iff_blockSemiOrthogonal W).mp h
  rw [← weightedFrame_mulVec_self_of_resolution hT (W i) a, frameOperator_mulVec, mul_sum]
  exact sum_congr fun j => by have := hs i j; rw [dot_comm (W i)] at this; grind

/-- Blocks of features, orthogonal to each other, whose frame operators with one scale for each block add up to the
identity, use all dimensions: `sum_capacity_eq_of_blockSemiOrthogonal` with the blocks given by labels.
Source: scherlis2022, on block-semi-orthogonal embeddings.
Why: any mixture of polytopes, each in its own subspace, is efficient once the subspaces fill the space.
Tight: an identity; `tight_blocks_saturate_needs_resolution`. -/
theorem tight_blocks_saturate {label : Fin n → Fin k} {s : Fin k → α} {W : Fin n → Vec α m}
    (horth : ∀ i j, label i ≠ label j → dot (W i) (W j) = 0)
    (hT : ∀ a b, weightedFrame (fun i => s (label i)) W a b = if a = b then 1 else 0) :
    sum (capacity W) = (m : α) :=
  sum_capacity_eq_of_blockSemiOrthogonal (fun i j h => by have := horth i j; grind) hT

/-- The blocks must fill the space in `tight_blocks_saturate`: the vector `(1, 0)` alone has total capacity `1` in two
dimensions. -/
theorem tight_blocks_saturate_needs_resolution : sum (capacity fun _ : Fin 1 => firstAxis) = 1 := by
  decide +kernel

/-- The blocks must be orthogonal in `tight_blocks_saturate`: with the scales `1`, `1`, `0` the vectors `(1, 0)`,
`(0, 1)`, `(1, 1)` resolve the identity, but their total capacity is `5/3`. -/
theorem tight_blocks_saturate_needs_orthogonal :
    (∀ a b, weightedFrame (fun i : Fin 3 => if i.val < 2 then 1 else 0) axesAndSum a b = if a = b then 1 else 0) ∧
      sum (capacity axesAndSum) = 5 / 3 := by
  decide +kernel

end ToyModels
