module

public import ToyModels.Capacity.Efficient
public import ToyModels.Packing.Equiangular
public import ToyModels.Packing.FourthOrder
public import ToyModels.Packing.ObtuseFamilies
public import ToyModels.Packing.RankLemma
public import ToyModels.Recovery.Threshold
public import ToyModels.Superposition.EckartYoung
public import ToyModels.Superposition.MomentCurve
public import ToyModels.Superposition.OneSparse

/-!
# The headlines in one sitting

What the main theorems say, each restated so that its meaning can be checked from six definitions alone. Lean checks
that every restatement is the theorem that is named beside it, with its definitions unfolded.

## Main definitions

To be read beforehand, a line each:

* `sum f` in `Foundations.Sum`: `f 0 + ⋯ + f (n - 1)`.
* `Vec`, `dot`, `normSq` in `Foundations.Vector`: vectors are functions of an index; the inner product; `x · x`.
* `count` in `Foundations.BooleanSet`: how many elements a set `S : Fin n → Bool` has.
* `relu` in `Superposition.Relu`: `x` if `0 ≤ x`, else `0`.

`OrderedField` in `Foundations.OrderedField` means any ordered field, such as the rational numbers, with `x / 0 = 0`.

## Main statements

In the order of the paper's questions: how many features fit (packing), what each keeps (capacity), what a linear model
does with them, what a rectifier adds, when they can be read back.

## Proof idea

Every example is proved by the theorem's name: the two statements are equal by definition.

## What is not claimed

Nothing new. Sources and reasons stand at each theorem.

## References

* [elhage2022], [scherlis2022] and the sources named at each theorem.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d k m n : Nat}

/-! ### How many features fit -/

/-- `welch_frame_potential`: total squared interference cannot be avoided. -/
example (V : Fin n → Fin m → α) :
    (sum fun i => normSq (V i)) ^ 2 ≤ (m : α) * sum fun i => sum fun j => dot (V i) (V j) ^ 2 :=
  welch_frame_potential V

/-- `welch_fourth_order_sharp`: the same for the fourth powers, with the sharp real constant. -/
example (V : Fin n → Fin m → α) :
    3 * (sum fun i => normSq (V i) ^ 2) ^ 2 ≤
      (m : α) * ((m : α) + 2) * sum fun i => sum fun j => dot (V i) (V j) ^ 4 :=
  welch_fourth_order_sharp V

/-- `gerzon_equiangular_le`: features that all interfere equally number at most `m (m + 1) / 2`. -/
example (V : Fin n → Fin m → α) (a c : α) (ha : ∀ i, normSq (V i) = a)
    (hc : ∀ i j, i ≠ j → dot (V i) (V j) ^ 2 = c) (h0 : 0 ≤ c) (hlt : c < a ^ 2) : 2 * n ≤ m * (m + 1) :=
  gerzon_equiangular_le V ha hc h0 hlt

/-- `nonpos_family_le_two_mul`: features that never agree number at most two a dimension. -/
example (V : Fin n → Fin m → α) (h0 : ∀ i, ∃ a, V i a ≠ 0) (hp : ∀ i j, i ≠ j → dot (V i) (V j) ≤ 0) : n ≤ 2 * m :=
  nonpos_family_le_two_mul V h0 hp

/-- `alon_rank_bound`: a perturbed identity matrix that factors through `d` dimensions. -/
example (B : Fin n → Fin d → α) (C : Fin d → Fin n → α) (ε₂ : α) (h1 : ∀ i, (sum fun l => B i l * C l i) = 1)
    (hε : ∀ i j, i ≠ j → (sum fun l => B i l * C l j) ^ 2 ≤ ε₂) (hn : 1 ≤ n) :
    (n : α) ≤ (d : α) * (1 + ((n : α) - 1) * ε₂) :=
  alon_rank_bound B C h1 hε hn

/-- `linear_readout_dim_ge`: the dimension that linear read-outs with cross-talk at most `ε` cost. -/
example (R W : Fin n → Fin d → α) (ε : α) (h1 : ∀ i, dot (R i) (W i) = 1)
    (hl : ∀ i j, i ≠ j → -ε ≤ dot (R i) (W j)) (hu : ∀ i j, i ≠ j → dot (R i) (W j) ≤ ε) (hn : 1 ≤ n) :
    (n : α) / (1 + ((n : α) - 1) * ε ^ 2) ≤ (d : α) :=
  linear_readout_dim_ge R W h1 hl hu hn

/-! ### What each feature keeps -/

/-- `sum_capacity_le_dim_untied`: capacities, of any read-outs of any features, add up to at most the dimension. -/
example (R W : Fin n → Fin m → α) :
    (sum fun i => dot (R i) (W i) ^ 2 / sum fun j => dot (R i) (W j) ^ 2) ≤ (m : α) :=
  sum_capacity_le_dim_untied R W

/-- `efficient_iff_blockSemiOrthogonal`: the whole budget is used exactly by blocks of tight frames. -/
example (W : Fin n → Fin m → α) :
    (sum fun i => normSq (W i) ^ 2 / sum fun j => dot (W i) (W j) ^ 2) = (m : α) ↔
      (∀ a b, (sum fun i => normSq (W i) / (sum fun j => dot (W i) (W j) ^ 2) * (W i a * W i b)) =
        if a = b then 1 else 0) ∧
      ∀ i j, dot (W i) (W j) ≠ 0 →
        (normSq (W i) / sum fun l => dot (W i) (W l) ^ 2) = normSq (W j) / sum fun l => dot (W j) (W l) ^ 2 :=
  efficient_iff_blockSemiOrthogonal W

/-! ### What a linear model does -/

/-- `linear_optimum_no_superposition`: a linear model through `m` dimensions attains the least loss exactly when it
stores the `m` most important features and nothing else. -/
example (B : Fin n → Fin m → α) (C : Fin m → Fin n → α) (I : Fin n → α) (top : Fin n → Bool) (t : α)
    (hpos : ∀ i, 0 < I i) (hcard : m ≤ count top ∨ ∀ i, top i = true) (htop : ∀ i, top i = true → t < I i)
    (hoff : ∀ i, top i = false → I i < t) :
    (sum fun i => I i * sum fun j => ((if i = j then 1 else 0) - sum fun l => B i l * C l j) ^ 2) =
        (sum fun i => if top i = true then 0 else I i) ↔
      ∀ i j, (sum fun l => B i l * C l j) = if i = j ∧ top i = true then 1 else 0 :=
  linear_optimum_no_superposition B C hpos hcard htop hoff

/-! ### What a rectifier adds -/

/-- `relu_onesparse_exact_iff`: without bias, one active feature at a time is read back exactly if and only if the
features are unit vectors that never agree; so two a dimension, and no more. -/
example [DecidableLE α] (W : Fin n → Fin m → α) (t : α) (ht : 0 < t) :
    (∀ j i, relu (dot (W i) (fun a => sum fun l => (t * if j = l then 1 else 0) * W l a) + 0) =
        t * if j = i then 1 else 0) ↔
      (∀ i, normSq (W i) = 1) ∧ ∀ i j, i ≠ j → dot (W i) (W j) ≤ 0 :=
  relu_onesparse_exact_iff W ht

/-! ### When features can be read back -/

/-- `momentCurve_nonneg_sparse_unique`: `2 k + 1` dimensions determine `k` non-negative features out of any number. -/
example (t x y : Fin n → α) (S : Fin n → Bool) (ht : ∀ i j, i ≠ j → t i ≠ t j) (hk : count S ≤ k)
    (hx : ∀ j, S j = false → x j = 0) (hy : ∀ j, 0 ≤ y j) :
    (∀ a : Fin (2 * k + 1), (sum fun j => x j * t j ^ a.val) = sum fun j => y j * t j ^ a.val) ↔ ∀ j, x j = y j :=
  momentCurve_nonneg_sparse_unique ht hk hx hy

/-- `threshold_support_recovery`: up to `1 / (2 μ)` active features are found by one linear read-out and a threshold. -/
example (V : Fin n → Fin m → α) (S : Fin n → Bool) (μ : α) (hu : ∀ i, normSq (V i) = 1)
    (hμ : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j) ∧ dot (V i) (V j) ≤ μ) (hk : 2 * (count S : α) * μ ≤ 1) (i : Fin n) :
    1 / 2 < dot (V i) (fun a => sum fun j => (if S j = true then 1 else 0) * V j a) ↔ S i = true :=
  threshold_support_recovery hu hμ hk i

end ToyModels
