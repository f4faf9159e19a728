module

public import ToyModels.Foundations.TraceLemma

/-!
# The linear model

The toy model without its nonlinearity: features are embedded in `m` dimensions and read back linearly. Its loss, for
features that are uncorrelated and of the same variance, is what the feature gains by being represented and what it
suffers from interference. What cannot be avoided is counted by dimensions, however many layers the model has.

## Main definitions

* `linearLoss I G`: the loss `Σᵢ Iᵢ Σⱼ (δᵢⱼ - Gᵢⱼ)²` of the linear map `G` as a reconstruction of features of the
  importances `I`.
* `layerProduct L`: the product of the matrices of several linear layers of the same width.

## Main statements

* `linearLoss_feature_benefit_interference`: the loss of tied weights is feature benefit and interference.
* `frobSq_one_sub_mul_ge`: a map through `d` dimensions is at squared distance at least `n - d` from the identity.
* `frobSq_one_sub_gram_ge`: so is the Gram matrix of features in `d` dimensions.
* `deep_linear_bottleneck_ge`: so is a deep linear network with a bottleneck of width `d`.

## Proof idea

The first is a splitting of sums. The others are the trace lemma, in its form `2 tr G ≤ ‖G‖² + d`.

## What is not claimed

Nothing about networks with a nonlinearity, which do better: that is superposition.

## References

* [elhage2022], on the linear model and on feature benefit and interference.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d k l m n w : Nat}

open Mat

/-- The loss `Σᵢ Iᵢ Σⱼ (δᵢⱼ - Gᵢⱼ)²` of the linear map `G` on `n` uncorrelated features of the importances `I`. -/
def linearLoss (I : Fin n → α) (G : Mat α n n) : α :=
  sum fun i => I i * sum fun j => ((if i = j then 1 else 0) - G i j) ^ 2

/-- The product `L₀ L₁ ⋯` of the matrices of linear layers of the width `w`. -/
def layerProduct : {k : Nat} → (Fin k → Mat α w w) → Mat α w w
  | 0, _ => one
  | _ + 1, L => (layerProduct fun i => L i.castSucc).mul (L (Fin.last _))

/-- The loss of tied weights splits, feature by feature, into `(1 - ‖Wᵢ‖²)²` and the interference
`Σ_{j ≠ i} (Wⱼ · Wᵢ)²`.
Source: elhage2022, on feature benefit and interference.
Why: the two forces on each feature: to be represented with norm one, and to be orthogonal to the others.
Tight: an identity. -/
theorem linearLoss_feature_benefit_interference (W : Fin n → Vec α m) (I : Fin n → α) :
    linearLoss I (gram W) =
      sum fun i => I i * ((1 - normSq (W i)) ^ 2 + sum fun j => if j = i then 0 else dot (W j) (W i) ^ 2) := by
  refine sum_congr fun i => congrArg _ ?_
  rw [← dot_self, ← sum_ite_eq i fun j => (1 - dot (W i) (W j)) ^ 2, ← sum_add]
  exact sum_congr fun j => by rw [dot_comm (W j)]; simp only [gram]; grind

/-- A linear map of `n` features through `d` dimensions is at squared distance at least `n - d` from the identity.
Source: horn2013, for the distance to matrices of lower rank.
Why: at equal importance every feature beyond the number of dimensions costs a whole unit of loss, tied weights or not.
Measure: the features beyond the dimension against the distance of a model's map from the identity.
Tight: `frobSq_one_sub_mul_ge_tight`, a coordinate projection. -/
theorem frobSq_one_sub_mul_ge (B : Mat α n d) (C : Mat α d n) : (n : α) - (d : α) ≤ (one.sub (B.mul C)).frobSq := by
  have h := two_mul_trace_le B C
  have hc : one.frobInner (B.mul C) = (B.mul C).trace := by
    rw [← frobInner_one]
    exact sum_congr fun i => sum_congr fun j => by grind
  rw [frobSq_sub, frobSq_one, hc]
  grind

/-- Equality in `frobSq_one_sub_mul_ge`: the projection of three coordinates on two. -/
theorem frobSq_one_sub_mul_ge_tight : (one.sub (mul inclusion inclusion.transpose)).frobSq = 3 - 2 := by
  decide +kernel

/-- The Gram matrix of `n` features in `m` dimensions is at squared distance at least `n - m` from the identity:
`frobSq_one_sub_mul_ge` for tied weights.
Source: elhage2022, on the linear model.
Why: the least loss of tied weights at equal importance, and the lowest step of the ladder of losses.
Measure: the features beyond the dimension against the distance of the Gram matrix from the identity.
Tight: `frobSq_one_sub_mul_ge_tight`, whose two factors are tied: two standard basis vectors and a zero. -/
theorem frobSq_one_sub_gram_ge (W : Fin n → Vec α m) : (n : α) - (m : α) ≤ (one.sub (gram W)).frobSq :=
  frobSq_one_sub_mul_ge W (transpose W)

/-- A deep linear network with a layer of width `d` anywhere is at squared distance at least `n - d` from the identity.
Here `E` embeds `n` features into the width `w`, the layers `L` and `R` stand before and after the bottleneck `B C`,
and `D` reads out; layers narrower than `w` are included, padded with zeros. It is `frobSq_one_sub_mul_ge` for the
product of all layers.
Source: elhage2022, on the linear model.
Why: depth does not buy superposition without a nonlinearity.
Tight: `deep_linear_bottleneck_ge_tight`. -/
theorem deep_linear_bottleneck_ge (E : Mat α n w) (L : Fin k → Mat α w w) (B : Mat α w d) (C : Mat α d w)
    (R : Fin l → Mat α w w) (D : Mat α w n) :
    (n : α) - (d : α) ≤
      (one.sub (E.mul ((layerProduct L).mul ((B.mul C).mul ((layerProduct R).mul D))))).frobSq := by
  have h := frobSq_one_sub_mul_ge (E.mul ((layerProduct L).mul B)) (C.mul ((layerProduct R).mul D))
  simpa only [mul_assoc] using h

/-- Equality in `deep_linear_bottleneck_ge`: identities around a coordinate projection. -/
theorem deep_linear_bottleneck_ge_tight :
    (one.sub (one.mul ((layerProduct fun _ : Fin 2 => one).mul
      ((inclusion.mul inclusion.transpose).mul ((layerProduct fun _ : Fin 1 => one).mul one))))).frobSq = 3 - 2 := by
  decide +kernel

end ToyModels
