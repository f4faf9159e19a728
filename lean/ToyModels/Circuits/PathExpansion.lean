module

public import ToyModels.Foundations.Matrix

/-!
# Path expansion of residual layers

A residual layer adds its output to its input, so that a linear layer `A` acts as `1 + A`. Two such layers multiply out
into one term for each path through the network: the direct path, either layer alone, and both in their order.

## Main statements

* `residual_two_layer_path_expansion`: `(1 + A₂) (1 + A₁) = 1 + A₁ + A₂ + A₂ A₁`.
* `residual_mulVec_path_expansion`: the same for the output on one residual vector.
* `residual_layers_commute_iff`: two residual layers commute exactly if their matrices do.

## Proof idea

Distributivity of matrix multiplication; nothing else.

## What is not claimed

The layers are linear. An attention layer is linear in the residual stream only with its attention pattern held fixed,
and for a layer that is not linear the terms do not separate.

## References

* [elhage2021], on the path expansion trick.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d : Nat}

open Mat

/-- A residual layer: the identity plus the layer's matrix. -/
def residual (A : Mat α d d) : Mat α d d := one.add A

/-- Two linear residual layers expand into the sum over the four paths through them.
Source: elhage2021, on the path expansion trick.
Why: the end-to-end map is a sum of separately readable paths, and the term `A₂ A₁` is the composition of the layers.
Tight: an identity. -/
theorem residual_two_layer_path_expansion (A₁ A₂ : Mat α d d) :
    (residual A₂).mul (residual A₁) = ((one.add A₁).add A₂).add (A₂.mul A₁) := by
  simp only [residual, add_mul, mul_add, one_mul, mul_one]
  funext i j
  simp only [add]
  grind

/-- The output of two linear residual layers on a vector is the sum of the outputs of the four paths.
Source: elhage2021, on the path expansion trick.
Why: contributions to a logit can be attributed to paths, because each path's output is added to the residual stream.
Tight: an identity. -/
theorem residual_mulVec_path_expansion (A₁ A₂ : Mat α d d) (x : Vec α d) (a : Fin d) :
    (residual A₂).mulVec ((residual A₁).mulVec x) a =
      x a + A₁.mulVec x a + A₂.mulVec x a + A₂.mulVec (A₁.mulVec x) a := by
  simp only [mulVec_mulVec, residual_two_layer_path_expansion, add_mulVec, one_mulVec]

/-- Two linear residual layers commute exactly if their matrices do.
Source: elhage2021, on the path expansion trick.
Why: the order of two layers matters only through the composition term.
Tight: an equivalence. -/
theorem residual_layers_commute_iff (A B : Mat α d d) :
    (residual A).mul (residual B) = (residual B).mul (residual A) ↔ A.mul B = B.mul A := by
  simp only [residual_two_layer_path_expansion]
  constructor
  · intro h
    funext i j
    have := congrFun (congrFun h i) j
    simp only [add] at this
    grind
  · intro h
    funext i j
    have := congrFun (congrFun h i) j
    simp only [add]
    grind

end ToyModels
