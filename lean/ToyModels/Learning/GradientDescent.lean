module

public import ToyModels.Foundations.Matrix

/-!
# Conservation and descent

Two exact statements about gradient descent with a finite step. In a network of two linear layers the difference of the
Gram matrices of its layers, at the hidden units that they share, does not change to first order; a step changes it by
a multiple of the squared step. And on a quadratic loss a step lowers the loss by what the slope promises, except for a
term of curvature.

## Main definitions

* `balance W₁ W₂`: the matrix `W₁ W₁ᵀ - W₂ᵀ W₂` of two consecutive linear layers.
* `firstGradient W₂ G`, `secondGradient W₁ G`: the gradients of the layers, if `G` is that of their product.
* `quadraticObjective H c w`: the loss `w · H w / 2 - c · w`; `quadraticGradient H c w`: its gradient.

## Main statements

* `balancedness_gradient_identity`: gradients keep the balance to first order.
* `balancedness_discrete_drift`: a step with the rate `η` changes it by exactly `η²` times the balance of the gradients.
* `quadratic_descent_identity`: the loss after a step; `quadratic_descent`: the descent lemma.

## Proof idea

Both sides of the first are `W₂ᵀ G W₁ᵀ`. The others are expansions of squares.

## What is not claimed

Nothing about gradient flow, in which the balance is constant: that is a limit of these steps. Nothing about losses that
are not quadratic.

## References

* [du2018], on balancedness; [saxe2014], on deep linear networks; [nesterov2018], on the descent lemma.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d h m n : Nat}

open Mat

/-- The balance `W₁ W₁ᵀ - W₂ᵀ W₂` of two consecutive linear layers at the hidden units between them. -/
def balance (W₁ : Mat α h d) (W₂ : Mat α m h) : Mat α h h := (W₁.mul W₁.transpose).sub (W₂.transpose.mul W₂)

/-- The gradient `W₂ᵀ G` of the first layer, if `G` is the gradient of the product `W₂ W₁`. -/
def firstGradient (W₂ : Mat α m h) (G : Mat α m d) : Mat α h d := W₂.transpose.mul G

/-- The gradient `G W₁ᵀ` of the second layer, if `G` is the gradient of the product `W₂ W₁`. -/
def secondGradient (W₁ : Mat α h d) (G : Mat α m d) : Mat α m h := G.mul W₁.transpose

/-- The quadratic loss `w · H w / 2 - c · w`. -/
def quadraticObjective (H : Mat α n n) (c w : Vec α n) : α := dot w (H.mulVec w) / 2 - dot c w

/-- The gradient `H w - c` of the quadratic loss, for a symmetric `H`. -/
def quadraticGradient (H : Mat α n n) (c w : Vec α n) : Vec α n := fun i => H.mulVec w i - c i

/-- The matrix whose only entry, `2`, is above the diagonal. -/
def upperTwo : Mat Rat 2 2 := ofTwo 0 2 0 0

/-! ### Balance -/

/-- The gradients of two consecutive linear layers change the Gram matrices of both, at the units between them, by the
same: `D₁ W₁ᵀ + W₁ D₁ᵀ = D₂ᵀ W₂ + W₂ᵀ D₂`.
Source: du2018; saxe2014.
Why: under gradient flow the balance of two layers is conserved, so small initial weights stay balanced.
Tight: an identity. -/
theorem balancedness_gradient_identity (W₁ : Mat α h d) (W₂ : Mat α m h) (G : Mat α m d) (i j : Fin h) :
    ((firstGradient W₂ G).mul W₁.transpose).add (W₁.mul (firstGradient W₂ G).transpose) i j =
      ((secondGradient W₁ G).transpose.mul W₂).add (W₂.transpose.mul (secondGradient W₁ G)) i j := by
  have e₁ : (firstGradient W₂ G).mul W₁.transpose = W₂.transpose.mul (secondGradient W₁ G) := mul_assoc _ _ _
  have e₂ : W₁.mul (firstGradient W₂ G).transpose = (secondGradient W₁ G).transpose.mul W₂ := by
    have h := congrArg transpose e₁
    rw [transpose_mul, transpose_mul] at h
    exact h
  rw [e₁, e₂]
  simp only [add]
  grind

private theorem gram_sub_smul (W D : Mat α h d) (t : α) (i j : Fin h) :
    (W.sub (smul t D)).mul (W.sub (smul t D)).transpose i j = W.mul W.transpose i j -
      t * (D.mul W.transpose).add (W.mul D.transpose) i j + t ^ 2 * D.mul D.transpose i j := by
  simp only [mul, sub, smul, add, transpose, ← sum_add, mul_sum, ← sum_sub]
  exact sum_congr fun a => by grind

/-- A step of gradient descent with the rate `η` changes the balance by exactly `η²` times that of the gradients.
Source: du2018, on gradient descent with a finite step.
Why: the conservation law drifts with the square of the learning rate.
Tight: an identity; `balancedness_discrete_drift_example`. -/
theorem balancedness_discrete_drift (W₁ : Mat α h d) (W₂ : Mat α m h) (G : Mat α m d) (η : α) (i j : Fin h) :
    balance (W₁.sub (smul η (firstGradient W₂ G))) (W₂.sub (smul η (secondGradient W₁ G))) i j =
      balance W₁ W₂ i j + η ^ 2 * balance (firstGradient W₂ G) (secondGradient W₁ G) i j := by
  have h₀ := balancedness_gradient_identity W₁ W₂ G i j
  have h₁ := gram_sub_smul W₁ (firstGradient W₂ G) η i j
  have h₂ := gram_sub_smul W₂.transpose (secondGradient W₁ G).transpose η i j
  change (W₂.sub (smul η (secondGradient W₁ G))).transpose.mul (W₂.sub (smul η (secondGradient W₁ G))) i j =
    W₂.transpose.mul W₂ i j - η * ((secondGradient W₁ G).transpose.mul W₂).add (W₂.transpose.mul
      (secondGradient W₁ G)) i j + η ^ 2 * (secondGradient W₁ G).transpose.mul (secondGradient W₁ G) i j at h₂
  simp only [balance, sub] at h₁ h₂ ⊢
  rw [h₁, h₂, h₀]
  grind

/-- The balance of the weights `1` and `2` with the gradient `1` of their product goes from `-3` to `0` in a step of the
rate one. -/
theorem balancedness_discrete_drift_example :
    balance (fun (_ _ : Fin 1) => (1 : Rat)) (fun (_ _ : Fin 1) => 2) 0 0 = -3 ∧
      balance (sub (fun _ _ => 1) (smul 1 (firstGradient (fun (_ _ : Fin 1) => (2 : Rat)) fun (_ _ : Fin 1) => 1)))
        (sub (fun _ _ => 2) (smul 1 (secondGradient (fun (_ _ : Fin 1) => (1 : Rat)) fun (_ _ : Fin 1) => 1))) 0 0 =
          0 := by
  decide +kernel

/-! ### Descent -/

/-- On a quadratic loss a step of gradient descent with the rate `η` gains `η ‖g‖²` and loses `η² g · H g / 2`, with the
gradient `g`.
Source: nesterov2018, on the descent lemma, here exactly.
Why: what the slope promises, and what the curvature takes back: the whole trade-off of the learning rate.
Tight: an identity; `quadratic_descent_identity_needs_symmetric`. -/
theorem quadratic_descent_identity {H : Mat α n n} (hH : ∀ i j, H i j = H j i) (c w : Vec α n) (η : α) :
    quadraticObjective H c (fun i => w i - η * quadraticGradient H c w i) = quadraticObjective H c w -
      η * normSq (quadraticGradient H c w) +
        η ^ 2 * dot (quadraticGradient H c w) (H.mulVec (quadraticGradient H c w)) / 2 := by
  have hT : H.transpose = H := funext fun i => funext fun j => hH j i
  have hs : ∀ x y, dot x (H.mulVec y) = dot y (H.mulVec x) := fun x y => by rw [dot_mulVec, hT, dot_comm]
  have hl : ∀ x, dot x (fun i => w i - η * quadraticGradient H c w i) =
      dot x w - η * dot x (quadraticGradient H c w) := fun x => by rw [dot_sub, dot_smul]
  have hr : ∀ x, dot (fun i => w i - η * quadraticGradient H c w i) x =
      dot w x - η * dot (quadraticGradient H c w) x := fun x => by rw [dot_comm, hl, dot_comm x, dot_comm x]
  have hm : H.mulVec (fun i => w i - η * quadraticGradient H c w i) =
      fun i => H.mulVec w i - η * H.mulVec (quadraticGradient H c w) i := funext fun i => hl (H i)
  have hg : dot (quadraticGradient H c w) (H.mulVec w) - dot c (quadraticGradient H c w) =
      normSq (quadraticGradient H c w) := by
    rw [dot_comm c, ← dot_sub, ← dot_self]
    rfl
  have h₁ := hs w (quadraticGradient H c w)
  rw [quadraticObjective, hm, hr, dot_sub, dot_sub, dot_smul, dot_smul, hl, h₁, quadraticObjective]
  grind

/-- `quadratic_descent_identity` needs a symmetric matrix, for otherwise `H w - c` is not the gradient: with the only
entry `2` above the diagonal a step from `(1, 1)` takes the loss from `1` to `-1`, not to `-3`. -/
theorem quadratic_descent_identity_needs_symmetric :
    quadraticObjective upperTwo (fun _ => 0) (fun _ => 1) = 1 ∧
      quadraticObjective upperTwo (fun _ => 0)
        (fun i => 1 - 1 * quadraticGradient upperTwo (fun _ => 0) (fun _ => 1) i) = -1 ∧
      normSq (quadraticGradient upperTwo (fun _ => 0) fun _ => 1) = 4 ∧
      dot (quadraticGradient upperTwo (fun _ => 0) fun _ => 1)
        (upperTwo.mulVec (quadraticGradient upperTwo (fun _ => 0) fun _ => 1)) = 0 := by
  decide +kernel

/-- If the curvature along the gradient `g` is at most `ℓ`, then a step with the rate `η` lowers the loss by at least
`η (1 - η ℓ / 2) ‖g‖²`.
Source: nesterov2018, on the descent lemma.
Why: each step makes progress as long as the learning rate is below two over the curvature.
Tight: `quadratic_descent_tight`. -/
theorem quadratic_descent {H : Mat α n n} (hH : ∀ i j, H i j = H j i) {c w : Vec α n} {η ℓ : α}
    (hℓ : dot (quadraticGradient H c w) (H.mulVec (quadraticGradient H c w)) ≤ ℓ * normSq (quadraticGradient H c w)) :
    quadraticObjective H c (fun i => w i - η * quadraticGradient H c w i) ≤
      quadraticObjective H c w - η * (1 - η * ℓ / 2) * normSq (quadraticGradient H c w) := by
  have h := mul_le_mul_of_nonneg_left hℓ (sq_nonneg η)
  rw [quadratic_descent_identity hH]
  grind

/-- Equality in `quadratic_descent` for `w² / 2` at `w = 1`, of curvature one, at the rate `1/2`. -/
theorem quadratic_descent_tight :
    quadraticObjective (one : Mat Rat 1 1) (fun _ => 0)
        (fun i => 1 - 1 / 2 * quadraticGradient one (fun _ => 0) (fun _ => 1) i) =
      quadraticObjective (one : Mat Rat 1 1) (fun _ => 0) (fun _ => 1) -
        1 / 2 * (1 - 1 / 2 * 1 / 2) * normSq (quadraticGradient (one : Mat Rat 1 1) (fun _ => 0) fun _ => 1) := by
  decide +kernel

end ToyModels
