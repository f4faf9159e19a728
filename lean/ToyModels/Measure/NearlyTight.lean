module

public import ToyModels.Capacity.Efficient

/-!
# Nearly efficient weights

Features that use all dimensions in full fall into orthogonal blocks, each a tight frame. Trained weights never use
them in full, but nearly. What is missing from the budget, the deficit, can be computed, and it bounds everything that
can be wrong: how far the scaled frame operator is from the identity, how much features of different scales interfere,
and how much two groups of features overlap if their scales are apart.

## Main definitions

* `capacityDeficit W`: the dimension minus the total capacity.
* `crossOverlap b W`: the sum of the squared overlaps between features of different groups `b`.

## Main statements

* `weightedFrame_sub_one_le`: the squared distance of `Σᵢ aᵢ Wᵢ Wᵢᵀ` from the identity is at most the deficit.
* `scale_gap_overlap_le`: so is `(aᵢ - aⱼ)² (Wᵢ · Wⱼ)²`, for each pair of features.
* `crossOverlap_le`: groups whose scales differ by `g` overlap, in squares, by at most twice the deficit over `g²`.

## Proof idea

`capacity_deficit` is an identity of non-negative terms. Each is at most the sum of all.

## What is not claimed

That weights with a small deficit are close to efficient ones, which would need a compactness argument.

## References

* [scherlis2022], on efficient and block-semi-orthogonal embeddings.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {k m n : Nat}

open Mat

/-- The part of the dimension that the capacities leave: `m - Σᵢ capacity`. -/
def capacityDeficit (W : Fin n → Vec α m) : α := (m : α) - sum (capacity W)

/-- The squared overlaps between features of different groups, in both orders: `Σ (Wᵢ · Wⱼ)²` over `b i ≠ b j`. -/
def crossOverlap (b : Fin n → Fin k) (W : Fin n → Vec α m) : α :=
  sum fun i => sum fun j => if b i = b j then 0 else dot (W i) (W j) ^ 2

private theorem deficit_eq (W : Fin n → Vec α m) :
    2 * capacityDeficit W = 2 * ((weightedFrame (featureScale W) W).sub one).frobSq + scaleSpread W :=
  capacity_deficit W

private theorem pair_nonneg (W : Fin n → Vec α m) (i j : Fin n) :
    0 ≤ (featureScale W i - featureScale W j) ^ 2 * dot (W i) (W j) ^ 2 :=
  mul_nonneg (sq_nonneg _) (sq_nonneg _)

private theorem scaleSpread_nonneg (W : Fin n → Vec α m) : 0 ≤ scaleSpread W :=
  sum_nonneg fun i => sum_nonneg fun j => pair_nonneg W i j

/-- The squared distance of `Σᵢ aᵢ Wᵢ Wᵢᵀ`, with the scales `aᵢ`, from the identity is at most the deficit.
Source: scherlis2022, on efficient embeddings.
Why: weights that waste little cover the dimensions nearly evenly.
Measure: the distance of the scaled frame operator from the identity against the capacity that is not used.
Tight: `nearlyTight_example`, where `69/100 ≤ 7/10`; without a deficit both are zero. -/
theorem weightedFrame_sub_one_le (W : Fin n → Vec α m) :
    ((weightedFrame (featureScale W) W).sub one).frobSq ≤ capacityDeficit W := by
  have h := deficit_eq W
  have := scaleSpread_nonneg W
  grind

/-- For any two features, the squared difference of their scales times their squared overlap is at most the deficit.
Source: scherlis2022, on block-semi-orthogonal embeddings, without a deficit.
Why: features that interfere must have nearly the same scale if little is wasted: blocks nearly form.
Measure: the overlap of two features times the difference of their scales against the capacity that is not used.
Tight: without a deficit both are zero; `nearlyTight_example`. -/
theorem scale_gap_overlap_le (W : Fin n → Vec α m) (i j : Fin n) :
    (featureScale W i - featureScale W j) ^ 2 * dot (W i) (W j) ^ 2 ≤ capacityDeficit W := by
  have hd := deficit_eq W
  have hF := frobSq_nonneg ((weightedFrame (featureScale W) W).sub one)
  by_cases hij : i = j
  · subst hij
    have := scaleSpread_nonneg W
    grind
  · have h : (sum fun l => (if l = i then (featureScale W i - featureScale W j) ^ 2 * dot (W i) (W j) ^ 2 else 0) +
        if l = j then (featureScale W i - featureScale W j) ^ 2 * dot (W i) (W j) ^ 2 else 0) ≤ scaleSpread W :=
      sum_le_sum fun l => by
        have h₁ := single_le_sum (pair_nonneg W l) i
        have h₂ := single_le_sum (pair_nonneg W l) j
        have h₃ := sum_nonneg (pair_nonneg W l)
        by_cases hi : l = i
        · have : ¬l = j := fun h => hij (hi ▸ h)
          rw [if_pos hi, if_neg this]
          subst hi
          grind
        · rw [if_neg hi]
          by_cases hj : l = j
          · subst hj
            rw [dot_comm] at h₁
            grind
          · grind
    rw [sum_add, sum_ite_eq' i fun _ => (featureScale W i - featureScale W j) ^ 2 * dot (W i) (W j) ^ 2,
      sum_ite_eq' j fun _ => (featureScale W i - featureScale W j) ^ 2 * dot (W i) (W j) ^ 2] at h
    grind

/-- If the scales of features of different groups differ by at least `g`, then `g²` times the squared overlaps between
the groups is at most twice the deficit.
Source: scherlis2022, on block-semi-orthogonal embeddings, without a deficit.
Why: polytopes of different shapes that are learnt side by side must lie in nearly orthogonal subspaces.
Measure: the overlaps between groups of features of different scale against the capacity that is not used.
Tight: without a deficit both are zero; `crossOverlap_le_needs_gap`. -/
theorem crossOverlap_le {W : Fin n → Vec α m} {b : Fin n → Fin k} {g : α}
    (hg : ∀ i j, b i ≠ b j → g ^ 2 ≤ (featureScale W i - featureScale W j) ^ 2) :
    g ^ 2 * crossOverlap b W ≤ 2 * capacityDeficit W := by
  have h : g ^ 2 * crossOverlap b W ≤ scaleSpread W := by
    simp only [crossOverlap, mul_sum]
    refine sum_le_sum fun i => sum_le_sum fun j => ?_
    have h₀ := pair_nonneg W i j
    by_cases hb : b i = b j
    · rw [if_pos hb]
      grind
    · have := mul_le_mul_of_nonneg_left (hg i j hb) (sq_nonneg (dot (W i) (W j)))
      rw [if_neg hb]
      grind
  have := deficit_eq W
  have := frobSq_nonneg ((weightedFrame (featureScale W) W).sub one)
  grind

/-- For `(1, 0)` and `(1, 1)` the deficit is `7/10`; the scaled frame operator is at the squared distance `69/100` from
the identity, and the scales `1/2` and `2/5` with the overlap `1` give `1/100`. -/
theorem nearlyTight_example :
    capacityDeficit shearedPair = 7 / 10 ∧
      ((weightedFrame (featureScale shearedPair) shearedPair).sub one).frobSq = 69 / 100 ∧
      (featureScale shearedPair 0 - featureScale shearedPair 1) ^ 2 * dot (shearedPair 0) (shearedPair 1) ^ 2 =
        1 / 100 := by
  decide +kernel

/-- `crossOverlap_le` needs groups of different scale: the four vertices of the tetrahedron have no deficit, but overlap
if each is a group of its own. -/
theorem crossOverlap_le_needs_gap :
    capacityDeficit tetrahedron = 0 ∧ crossOverlap (fun i => i) tetrahedron = 12 := by
  decide +kernel

end ToyModels
