module

public import ToyModels.Foundations.Vector
public import ToyModels.Superposition.Relu

/-!
# The ReLU-output model

The toy model of superposition: features `x` are written into few dimensions as `h = Σⱼ xⱼ Wⱼ`, read back along the same
directions, shifted by a bias and rectified. In the notation of [elhage2022], where `W` is the matrix with columns `Wⱼ`,
the output is `ReLU(Wᵀ W x + b)`.

## Main definitions

* `reluModel W b x i`: the `i`-th output, `relu (Wᵢ · Σⱼ xⱼ Wⱼ + bᵢ)`.
* `untiedReluModel R W b x i`: the same with a read-out `R` that differs from `W`.

## Main statements

* `reluModel_smul_basisVec`: the output on a single active feature.
* `correlated_merge_lossless`: features in fixed proportions share one dimension without loss.

## Proof idea

Linearity of the inner product.

## What is not claimed

Nothing about training.

## References

* [elhage2022], on the ReLU output model and on correlated features.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] [DecidableLE α] {m n : Nat}

/-- The output of the ReLU model for feature `i`: `relu (Wᵢ · Σⱼ xⱼ Wⱼ + bᵢ)`. -/
def reluModel (W : Fin n → Vec α m) (b x : Vec α n) (i : Fin n) : α := relu (dot (W i) (lincomb x W) + b i)

/-- The output for feature `i` if features are read along other directions than they are written:
`relu (Rᵢ · Σⱼ xⱼ Wⱼ + bᵢ)`. -/
def untiedReluModel (R W : Fin n → Vec α m) (b x : Vec α n) (i : Fin n) : α := relu (dot (R i) (lincomb x W) + b i)

omit [DecidableLE α] in
/-- With a single active feature `j` of size `t`, what is written into the hidden layer is `t Wⱼ`. -/
theorem dot_lincomb_smul_basisVec (x : Vec α m) (W : Fin n → Vec α m) (t : α) (j : Fin n) :
    dot x (lincomb (fun k => t * basisVec j k) W) = t * dot x (W j) := by
  rw [dot_lincomb, ← sum_ite_eq j fun k => t * dot x (W k)]
  exact sum_congr fun k => by simp only [basisVec]; split <;> grind

/-- The output of the untied model on a single active feature `j` of size `t` is `relu (t (Rᵢ · Wⱼ) + bᵢ)`. -/
theorem untiedReluModel_smul_basisVec (R W : Fin n → Vec α m) (b : Vec α n) (t : α) (i j : Fin n) :
    untiedReluModel R W b (fun k => t * basisVec j k) i = relu (t * dot (R i) (W j) + b i) := by
  rw [untiedReluModel, dot_lincomb_smul_basisVec]

/-- The output of the model on a single active feature `j` of size `t` is `relu (t (Wᵢ · Wⱼ) + bᵢ)`. -/
theorem reluModel_smul_basisVec (W : Fin n → Vec α m) (b : Vec α n) (t : α) (i j : Fin n) :
    reluModel W b (fun k => t * basisVec j k) i = relu (t * dot (W i) (W j) + b i) :=
  untiedReluModel_smul_basisVec W W b t i j

/-- Features that occur only in the fixed proportions `c`, with `c · c = 1`, are recovered exactly from one dimension,
if they are non-negative.
Source: elhage2022, on correlated features.
Why: perfectly correlated features are one feature to the model, and need no superposition.
Tight: an identity; `correlated_merge_lossless_example` has the proportions `3/5` and `4/5`. -/
theorem correlated_merge_lossless {c : Vec α n} (hc : normSq c = 1) (z : α) (i : Fin n) (hi : 0 ≤ z * c i) :
    reluModel (fun j (_ : Fin 1) => c j) (fun _ => 0) (fun j => z * c j) i = z * c i := by
  have e : dot (fun _ : Fin 1 => c i) (lincomb (fun j => z * c j) fun j (_ : Fin 1) => c j) = z * c i := by
    rw [dot_lincomb]
    have h : ∀ j, z * c j * dot (fun _ : Fin 1 => c i) (fun _ : Fin 1 => c j) = z * c i * c j ^ 2 := fun j => by
      simp only [dot, sum_succ, sum_zero]
      grind
    rw [sum_congr h, ← mul_sum]
    change z * c i * normSq c = z * c i
    grind
  rw [reluModel, e, relu_of_nonneg (by grind)]
  grind

/-- Two features in the proportions `3/5` and `4/5`, with `z = 5`, are `3` and `4`, and come back. -/
theorem correlated_merge_lossless_example :
    reluModel (fun (j : Fin 2) (_ : Fin 1) => if j.val = 0 then (3 : Rat) / 5 else 4 / 5) (fun _ => 0)
      (fun j => if j.val = 0 then 3 else 4) 1 = 4 := by
  decide +kernel

end ToyModels
