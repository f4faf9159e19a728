module

public import ToyModels.Foundations.TraceLemma
public import ToyModels.Superposition.OneSparse
public import ToyModels.Superposition.ReluLoss

/-!
# Degenerate parameters

Different parameters compute the same function, and so the minima of a loss are not isolated points. This file writes
down the standard reasons, exactly and without calculus: a change of basis between two linear layers, the scale of a
neuron, two equal neurons, and rotations of the hidden space. For the linear toy model it finds all critical points:
their losses form a ladder of whole numbers, a step for each feature that is stored.

## Main definitions

* `twoLayer V W x`: a network of one hidden layer of rectifiers, `Σⱼ relu (Wⱼ · x) Vⱼ`.
* `tiedLoss W`: the loss `‖1 - W Wᵀ‖²` of the linear model, at equal importances.
* `tiedGradient W`: its gradient, `-4 (1 - W Wᵀ) W`.
* `moveOutput V i j c`: the output vector `c` taken from neuron `j` and given to neuron `i`.
* `evenTriangle`, `wideTriangle`: two triangles of unit vectors with obtuse angles.
* `square`, `squareTilt`: four features on a square, and a direction in which its plane tilts.

## Main statements

* `linear_layers_fibre`, `twoLayer_rescale`, `twoLayer_duplicate`: parameters with the same function.
* `tiedLoss_add_smul`: the loss along a line is a polynomial of degree four, with `tiedGradient` as linear term.
* `tiedGradient_rotation`, `tiedLoss_rotation`: infinitesimal rotations are null directions.
* `tied_critical_iff`: critical points are the partial isometries; `tied_critical_loss`: their losses are `n - k`.
* `tiedLoss_square`: at a square the loss grows with the fourth power along some directions, and with the square along
  others.
* `tiedLoss_ray`, `tiedLoss_lt_of_small`: at the origin every direction goes down, with no linear term.
* `oneSparseLoss_eq_zero_iff`, `oneSparseLoss_pos`: when the ReLU model has no loss on single features.
* `product_loss_regular`, `product_loss_singular`: the smallest example of a singular point.

## Proof idea

Everything is an identity of matrices. At a critical point `W Wᵀ` is symmetric and idempotent, hence the orthogonal
projector of `W`, whose trace is a natural number of at most `m`.

## What is not claimed

No learning coefficients. The straight line along a rotation is flat to the first order only, the loss on it falls or
rises with the square; the curve of the rotation is flat altogether (`tiedLoss_mul_orthogonal`).

## References

* [chen2023], on the phases of the toy model; [watanabe2009], on singular models.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d h k l m n : Nat}

open Mat

/-- A network with one hidden layer of rectifiers: `Σⱼ relu (Wⱼ · x) Vⱼ`. -/
def twoLayer [DecidableLE α] (V : Fin h → Vec α m) (W : Fin h → Vec α d) (x : Vec α d) : Vec α m :=
  lincomb (fun j => relu (dot (W j) x)) V

/-- The output vector `c` taken from neuron `j` and given to neuron `i`. -/
def moveOutput (V : Fin h → Vec α m) (i j : Fin h) (c : Vec α m) : Fin h → Vec α m := fun q a =>
  V q a + (if i = q then c a else 0) - if j = q then c a else 0

/-- The loss `‖1 - W Wᵀ‖²` of the linear model on features of the same importance. -/
def tiedLoss (W : Mat α n m) : α := (one.sub (gram W)).frobSq

/-- The gradient `-4 (1 - W Wᵀ) W` of the loss of the linear model. -/
def tiedGradient (W : Mat α n m) : Mat α n m := smul (-4) ((one.sub (gram W)).mul W)

/-- The change `W Dᵀ + D Wᵀ` of the Gram matrix to first order in the direction `D`. -/
def gramChange (W D : Mat α n m) : Mat α n n := (W.mul D.transpose).add (D.mul W.transpose)

/-- Four features at the corners of a square, of length `1 / √2` so that `Wᵀ W = 1`. -/
def square : Mat Rat 4 2 := fun i a =>
  if i.val = 0 then 1 / 2 else if i.val = 2 then -1 / 2 else if i.val = 1 + 2 * a.val then -1 / 2 else 1 / 2

/-- The direction that moves two opposite corners of `square` along the first axis, and the other two back. -/
def squareTilt : Mat Rat 4 2 := fun i a => if a.val = 0 then if i.val % 2 = 0 then 1 else -1 else 0

/-- The triangle `(1, 0)`, `(-3/5, 4/5)`, `(-3/5, -4/5)` of unit vectors. -/
def evenTriangle : Fin 3 → Vec Rat 2 := fun i a =>
  if i.val = 0 then if a.val = 0 then 1 else 0 else if a.val = 0 then -3 / 5 else if i.val = 1 then 4 / 5 else -4 / 5

/-- The triangle `(1, 0)`, `(-5/13, 12/13)`, `(-5/13, -12/13)` of unit vectors. -/
def wideTriangle : Fin 3 → Vec Rat 2 := fun i a =>
  if i.val = 0 then if a.val = 0 then 1 else 0
  else if a.val = 0 then -5 / 13 else if i.val = 1 then 12 / 13 else -12 / 13

/-! ### Parameters with the same function -/

/-- A change of basis between two linear layers does not change their product: `(W₂ T) (S W₁) = W₂ W₁` if `T S = 1`.
Source: watanabe2009, on non-identifiable models.
Why: hidden directions of a linear layer mean nothing by themselves; `d²` parameters are redundant.
Tight: an identity; `linear_layers_fibre_needs_inverse`. -/
theorem linear_layers_fibre {S T : Mat α d d} (hT : ∀ i j, T.mul S i j = one i j) (V : Mat α m d) (W : Mat α d n)
    (i : Fin m) (j : Fin n) : (V.mul T).mul (S.mul W) i j = V.mul W i j := by
  have h : T.mul S = one := funext fun i => funext (hT i)
  rw [mul_assoc, ← mul_assoc T, h, one_mul]

/-- `linear_layers_fibre` needs an inverse: twice and twice again is four times. -/
theorem linear_layers_fibre_needs_inverse :
    ((one : Mat Rat 1 1).mul (smul 2 one)).mul ((smul 2 one : Mat Rat 1 1).mul one) 0 0 = 4 ∧
      (one : Mat Rat 1 1).mul one 0 0 = 1 := by
  decide +kernel

section Neurons

variable [DecidableLE α]

/-- Scaling the input weights of each neuron by a positive number and its output by the inverse changes nothing.
Source: watanabe2009, on non-identifiable models.
Why: the norm of a neuron's input weights is no measure of its importance.
Tight: an identity; `twoLayer_rescale_needs_pos`. -/
theorem twoLayer_rescale {t : Fin h → α} (ht : ∀ j, 0 < t j) (V : Fin h → Vec α m) (W : Fin h → Vec α d) (x : Vec α d)
    (a : Fin m) : twoLayer (fun j b => V j b / t j) (fun j b => t j * W j b) x a = twoLayer V W x a := by
  refine sum_congr fun j => ?_
  have hj := ht j
  have hd : dot (fun b => t j * W j b) x = t j * dot (W j) x := by rw [dot_comm, dot_smul, dot_comm]
  change relu (dot (fun b => t j * W j b) x) * (V j a / t j) = relu (dot (W j) x) * V j a
  rw [hd, relu_mul_of_nonneg (Std.le_of_lt hj)]
  grind

/-- `twoLayer_rescale` needs positive factors: a rectifier is not linear. -/
theorem twoLayer_rescale_needs_pos :
    twoLayer (fun (_ _ : Fin 1) => (1 / -1 : Rat)) (fun (_ _ : Fin 1) => -1 * 1) (fun _ => 1) 0 = 0 ∧
      twoLayer (fun (_ _ : Fin 1) => (1 : Rat)) (fun (_ _ : Fin 1) => 1) (fun _ => 1) 0 = 1 := by
  decide +kernel

/-- If two neurons have the same input weights then output may be moved from one to the other.
Source: watanabe2009, on non-identifiable models.
Why: a network that is wider than it needs to be has whole planes of equal parameters.
Tight: an identity; `twoLayer_duplicate_needs_equal`. -/
theorem twoLayer_duplicate {W : Fin h → Vec α d} {i j : Fin h} (hW : ∀ b, W i b = W j b) (V : Fin h → Vec α m)
    (c : Vec α m) (x : Vec α d) (a : Fin m) : twoLayer (moveOutput V i j c) W x a = twoLayer V W x a := by
  have hr : W i = W j := funext hW
  have hi := sum_ite_eq i fun q => relu (dot (W q) x) * c a
  have hj := sum_ite_eq j fun q => relu (dot (W q) x) * c a
  have e : twoLayer (moveOutput V i j c) W x a = sum fun q => relu (dot (W q) x) * V q a +
      (if i = q then relu (dot (W q) x) * c a else 0) - if j = q then relu (dot (W q) x) * c a else 0 :=
    sum_congr fun q => by simp only [moveOutput]; grind
  rw [e, sum_sub, sum_add, hi, hj, hr, twoLayer, lincomb]
  grind

/-- `twoLayer_duplicate` needs equal input weights: of two neurons that see different coordinates one cannot speak for
the other. -/
theorem twoLayer_duplicate_needs_equal :
    twoLayer (moveOutput (fun (_ : Fin 2) (_ : Fin 1) => (1 : Rat)) 0 1 fun _ => 1) basisVec (basisVec 0) 0 = 2 ∧
      twoLayer (fun (_ : Fin 2) (_ : Fin 1) => (1 : Rat)) basisVec (basisVec 0) 0 = 1 := by
  decide +kernel

end Neurons

/-! ### The linear toy model along a line -/

private theorem gram_add_smul (W D : Mat α n m) (t : α) (i j : Fin n) :
    gram (W.add (smul t D)) i j = gram W i j + t * gramChange W D i j + t ^ 2 * gram D i j := by
  simp only [gram, gramChange, add, mul, transpose, smul, dot, mul_sum, ← sum_add]
  exact sum_congr fun a => by grind

private theorem frobInner_tiedGradient (W D : Mat α n m) :
    (tiedGradient W).frobInner D = -2 * (one.sub (gram W)).frobInner (gramChange W D) := by
  have h₁ : ∀ R : Mat α n n, (R.mul W).frobInner D = R.frobInner (D.mul W.transpose) := fun R => by
    simp only [frobInner, mul, transpose, sum_mul, mul_sum]
    refine sum_congr fun i => ?_
    rw [sum_comm]
    exact sum_congr fun j => sum_congr fun a => by grind
  have h₂ : (one.sub (gram W)).frobInner (W.mul D.transpose) = (one.sub (gram W)).frobInner (D.mul W.transpose) := by
    rw [frobInner, sum_comm]
    refine sum_congr fun i => sum_congr fun j => ?_
    have e : W.mul D.transpose j i = D.mul W.transpose i j := sum_congr fun a => by simp only [transpose]; grind
    have e' : (one.sub (gram W)) j i = (one.sub (gram W)) i j := by
      simp only [sub, one, gram, dot_comm (W j)]
      grind
    rw [e, e']
  have h₃ : (one.sub (gram W)).frobInner (gramChange W D) =
      (one.sub (gram W)).frobInner (W.mul D.transpose) + (one.sub (gram W)).frobInner (D.mul W.transpose) := by
    simp only [frobInner, gramChange, add, ← sum_add]
    exact sum_congr fun i => sum_congr fun j => by grind
  have h₄ : (tiedGradient W).frobInner D = -4 * ((one.sub (gram W)).mul W).frobInner D := by
    simp only [frobInner, tiedGradient, smul, mul_sum]
    exact sum_congr fun i => sum_congr fun j => by grind
  rw [h₄, h₁, h₃, h₂]
  grind

/-- Along the line `W + t D` the loss is a polynomial in `t`, whose linear coefficient is the inner product of
`tiedGradient W` with `D`.
Source: chen2023, on the potential of the toy model, here without its rectifier.
Why: the gradient and all higher derivatives of the loss, exactly; this is what makes `tiedGradient` the gradient.
Tight: an identity. -/
theorem tiedLoss_add_smul (W D : Mat α n m) (t : α) :
    tiedLoss (W.add (smul t D)) = tiedLoss W + t * (tiedGradient W).frobInner D +
      t ^ 2 * ((gramChange W D).frobSq - 2 * (one.sub (gram W)).frobInner (gram D)) +
      2 * t ^ 3 * (gramChange W D).frobInner (gram D) + t ^ 4 * (gram D).frobSq := by
  rw [frobInner_tiedGradient]
  simp only [tiedLoss, frobSq, frobInner, sub, gram_add_smul, mul_sum, ← sum_add, ← sum_sub]
  exact sum_congr fun i => sum_congr fun j => by grind

private theorem gramChange_rotation {A : Mat α m m} (hA : ∀ a b, A a b = -A b a) (W : Mat α n m) (i j : Fin n) :
    gramChange W (W.mul A) i j = 0 := by
  have h : (W.mul A).mul W.transpose i j = -W.mul (W.mul A).transpose i j := by
    simp only [mul, transpose, mul_sum, sum_mul, ← sum_neg]
    rw [sum_comm]
    exact sum_congr fun a => sum_congr fun b => by have := hA a b; grind
  rw [gramChange, add, h]
  grind

/-- The gradient of the loss is orthogonal to every infinitesimal rotation `W A` of the hidden space.
Source: chen2023, on the symmetries of the toy model.
Why: training never moves along a rotation, and the directions of rotations are null directions at every critical point.
Tight: an identity; `tiedGradient_rotation_needs_skew`. -/
theorem tiedGradient_rotation {A : Mat α m m} (hA : ∀ a b, A a b = -A b a) (W : Mat α n m) :
    (tiedGradient W).frobInner (W.mul A) = 0 := by
  have h : (one.sub (gram W)).frobInner (gramChange W (W.mul A)) = 0 :=
    sum_eq_zero fun i => sum_eq_zero fun j => by rw [gramChange_rotation hA]; grind
  rw [frobInner_tiedGradient, h]
  grind

/-- `tiedGradient_rotation` needs a skew matrix: the gradient at the one feature `1/2` has a component along it. -/
theorem tiedGradient_rotation_needs_skew :
    (tiedGradient fun (_ _ : Fin 1) => (1 / 2 : Rat)).frobInner (mul (fun _ _ => 1 / 2) one) ≠ 0 := by
  decide +kernel

/-- Along the straight line of an infinitesimal rotation the loss has no terms in `t` and `t³`.
Source: chen2023, on the symmetries of the toy model.
Why: where the residual `1 - W Wᵀ` vanishes, the line is flat to the third order: the Hessian is degenerate.
Tight: an identity. -/
theorem tiedLoss_rotation {A : Mat α m m} (hA : ∀ a b, A a b = -A b a) (W : Mat α n m) (t : α) :
    tiedLoss (W.add (smul t (W.mul A))) = tiedLoss W -
      2 * t ^ 2 * (one.sub (gram W)).frobInner (gram (W.mul A)) + t ^ 4 * (gram (W.mul A)).frobSq := by
  have h₁ : (gramChange W (W.mul A)).frobSq = 0 := (frobSq_eq_zero_iff _).mpr (gramChange_rotation hA W)
  have h₂ : (gramChange W (W.mul A)).frobInner (gram (W.mul A)) = 0 :=
    sum_eq_zero fun i => sum_eq_zero fun j => by rw [gramChange_rotation hA]; grind
  rw [tiedLoss_add_smul, tiedGradient_rotation hA, h₁, h₂]
  grind

/-- Rotations of the hidden space leave the loss as it is.
Source: chen2023, on the symmetries of the toy model.
Why: minima are never isolated: with `W` the whole orbit `W Q` is a minimum.
Tight: an identity. -/
theorem tiedLoss_mul_orthogonal {Q : Mat α m m} (hQ : ∀ a b, Q.mul Q.transpose a b = one a b) (W : Mat α n m) :
    tiedLoss (W.mul Q) = tiedLoss W := by
  have h : Q.mul Q.transpose = one := funext fun a => funext (hQ a)
  rw [tiedLoss, gram_eq_mul_transpose, transpose_mul, mul_assoc, ← mul_assoc Q, h, one_mul, tiedLoss,
    gram_eq_mul_transpose]

/-! ### Critical points -/

/-- The gradient vanishes exactly where `W Wᵀ` is idempotent, that is, at the partial isometries.
Source: chen2023, on the critical points of the toy model, here without its rectifier.
Why: at each critical point some directions of feature space are stored perfectly and the others not at all.
Tight: an equivalence. -/
theorem tied_critical_iff (W : Mat α n m) :
    (∀ i a, tiedGradient W i a = 0) ↔ ∀ i j, (gram W).mul (gram W) i j = gram W i j := by
  have hg : ∀ i a, tiedGradient W i a = -4 * (W i a - (gram W).mul W i a) := fun i a => by
    rw [tiedGradient, sub_mul, one_mul]
    rfl
  constructor
  · intro h i j
    have e : (gram W).mul W = W := funext fun i => funext fun a => by have := h i a; rw [hg] at this; grind
    rw [gram_eq_mul_transpose W, ← mul_assoc, ← gram_eq_mul_transpose W, e]
    rfl
  · intro h i a
    have e : (gram W).mul (gram W) = gram W := funext fun i => funext (h i)
    have hz : gram (W.sub ((gram W).mul W)) i i = 0 := by
      have ht : (W.sub ((gram W).mul W)).transpose = W.transpose.sub (W.transpose.mul (gram W)) := by
        have h' : ((gram W).mul W).transpose = W.transpose.mul (gram W) := by rw [transpose_mul, gram_transpose]
        rw [← h']
        rfl
      have h₂ : W.mul (W.transpose.mul (gram W)) = gram W := by rw [← mul_assoc, ← gram_eq_mul_transpose, e]
      have h₃ : ((gram W).mul W).mul W.transpose = gram W := by rw [mul_assoc, ← gram_eq_mul_transpose, e]
      have h₄ : ((gram W).mul W).mul (W.transpose.mul (gram W)) = gram W := by rw [mul_assoc, h₂, e]
      rw [gram_eq_mul_transpose, ht, sub_mul, mul_sub, mul_sub, h₂, h₃, h₄, ← gram_eq_mul_transpose]
      simp only [sub]
      grind
    rw [gram, dot_self, normSq_eq_zero_iff] at hz
    have := hz a
    rw [hg]
    simp only [sub] at this
    grind

/-- At every critical point the loss is `n - k` for a natural number `k ≤ m`.
Source: chen2023, on the phases of the toy model, here without its rectifier.
Why: the loss has a ladder of plateaus, a step for each feature that is stored.
Tight: `tied_critical_loss_tight`, all steps of the ladder for three features in the plane;
`tied_critical_loss_needs`. -/
theorem tied_critical_loss {W : Mat α n m} (hW : ∀ i a, tiedGradient W i a = 0) :
    ∃ k : Fin (m + 1), tiedLoss W = (n : α) - (k.val : α) := by
  have hi : (gram W).mul (gram W) = gram W := funext fun i => funext ((tied_critical_iff W).mp hW i)
  have hf : (gram W).mul W = W := funext fun i => funext fun a => by
    have := hW i a
    rw [tiedGradient, sub_mul, one_mul] at this
    simp only [smul, sub] at this
    grind
  have hp : orthProjector W = gram W := by
    have h₁ := mul_orthProjector W (gram W) hf
    have h₂ := congrArg transpose h₁
    rw [transpose_mul, gram_transpose, orthProjector_transpose, gram_eq_mul_transpose, ← mul_assoc,
      orthProjector_mul] at h₂
    exact h₂.symm
  obtain ⟨k, hk⟩ := orthProjector_trace W
  have hs : (gram W).frobSq = (gram W).trace := by rw [← trace_transpose_mul_self, gram_transpose, hi]
  have hc : one.frobInner (gram W) = (gram W).trace := by
    rw [← frobInner_one]
    exact sum_congr fun i => sum_congr fun j => by grind
  rw [hp] at hk
  refine ⟨k, ?_⟩
  rw [tiedLoss, frobSq_sub, frobSq_one, hc, hs, hk]
  grind

/-- Every step of the ladder in `tied_critical_loss` for three features in the plane: none, one or two of the features
stored, and the losses `3`, `2` and `1`. -/
theorem tied_critical_loss_tight :
    ∀ k : Fin 3, (∀ i a, tiedGradient (fun (i : Fin 3) (a : Fin 2) => if i.val = a.val ∧ i.val < k.val then (1 : Rat)
      else 0) i a = 0) ∧ tiedLoss (fun (i : Fin 3) (a : Fin 2) => if i.val = a.val ∧ i.val < k.val then (1 : Rat)
      else 0) = 3 - (k.val : Rat) := by
  decide +kernel

/-- `tied_critical_loss` needs a critical point: the one feature `1/2` has the loss `9/16`. -/
theorem tied_critical_loss_needs : tiedLoss (fun (_ _ : Fin 1) => (1 / 2 : Rat)) = 9 / 16 := by
  decide +kernel

/-- At four features on a square the gradient is zero. Along the rotation the loss `2` grows with the fourth power of
the step only, and so it does along the tilt, which is no rotation of the square; if the square grows then so does the
loss, with the square of the step.
Source: chen2023, on degenerate critical points at polygons, here without the rectifier.
Why: at one and the same point some directions are far flatter than others, and symmetry accounts for only some of
these: this is what the local learning coefficient counts.
Tight: identities. -/
theorem tiedLoss_square (t : Rat) :
    (∀ i a, tiedGradient square i a = 0) ∧
      tiedLoss (square.add (smul t (square.mul (ofTwo 0 (-1) 1 0)))) = 2 + 2 * t ^ 4 ∧
      tiedLoss (square.add (smul t squareTilt)) = 2 + 16 * t ^ 4 ∧
      tiedLoss (square.add (smul t square)) = 2 + 8 * t ^ 2 + 8 * t ^ 3 + 2 * t ^ 4 := by
  have h0 : tiedLoss square = 2 := by decide +kernel
  have key : ∀ (D : Mat Rat 4 2) (b c e : Rat), (tiedGradient square).frobInner D = 0 ∧
      (gramChange square D).frobSq - 2 * (one.sub (gram square)).frobInner (gram D) = b ∧
      (gramChange square D).frobInner (gram D) = c ∧ (gram D).frobSq = e →
      tiedLoss (square.add (smul t D)) = 2 + b * t ^ 2 + 2 * c * t ^ 3 + e * t ^ 4 := by
    rintro D b c e ⟨h₁, h₂, h₃, h₄⟩
    rw [tiedLoss_add_smul, h0, h₁, h₂, h₃, h₄]
    grind
  refine ⟨by decide +kernel, ?_, ?_, ?_⟩
  · rw [key _ 0 0 2 (by decide +kernel)]
    grind
  · rw [key _ 0 0 16 (by decide +kernel)]
    grind
  · rw [key _ 8 4 2 (by decide +kernel)]
    grind

/-- On the ray through `W` the loss is `n - 2 t² ‖W‖² + t⁴ ‖W Wᵀ‖²`.
Source: chen2023, on the potential of the toy model, here without its rectifier.
Why: training from small weights starts on a plateau, since the loss falls with the square only.
Tight: an identity. -/
theorem tiedLoss_ray (W : Mat α n m) (t : α) :
    tiedLoss (smul t W) = (n : α) - 2 * t ^ 2 * W.frobSq + t ^ 4 * (gram W).frobSq := by
  have hg : gram (smul t W) = smul (t ^ 2) (gram W) := funext fun i => funext fun j => by
    simp only [gram, smul, dot, mul_sum]
    exact sum_congr fun a => by grind
  have hc : one.frobInner (gram W) = W.frobSq := by
    have h : one.frobInner (gram W) = (gram W).trace := by
      rw [← frobInner_one]
      exact sum_congr fun i => sum_congr fun j => by grind
    rw [h, trace_gram]
    rfl
  rw [tiedLoss, hg, frobSq_sub, frobInner_smul, frobSq_smul, frobSq_one, hc]
  grind

/-- Any small step away from the origin lowers the loss.
Source: chen2023, on the potential of the toy model, here without its rectifier.
Why: the model that stores nothing is a local maximum, and a critical point: it is left slowly.
Tight: `tiedLoss_lt_of_small_tight`, where the step is just too large. -/
theorem tiedLoss_lt_of_small {W : Mat α n m} {t : α} (ht : t ≠ 0) (h : t ^ 2 * (gram W).frobSq < 2 * W.frobSq) :
    tiedLoss (smul t W) < (n : α) := by
  have h0 : 0 < t ^ 2 := by
    have := sq_nonneg t
    have := sq_eq_zero_iff t
    grind
  have := mul_pos (a := t ^ 2) (b := 2 * W.frobSq - t ^ 2 * (gram W).frobSq) h0 (by grind)
  rw [tiedLoss_ray]
  grind

/-- The bound on the step in `tiedLoss_lt_of_small` is sharp: for two features `1` in one dimension and `t = 1` both
sides are `4`, and the loss is `2`. -/
theorem tiedLoss_lt_of_small_tight :
    1 ^ 2 * (gram fun (_ : Fin 2) (_ : Fin 1) => (1 : Rat)).frobSq =
        2 * frobSq (fun (_ : Fin 2) (_ : Fin 1) => (1 : Rat)) ∧
      tiedLoss (smul 1 fun (_ : Fin 2) (_ : Fin 1) => (1 : Rat)) = 2 := by
  decide +kernel

/-! ### The ReLU model on single features -/

section Rectifier

variable [DecidableLE α]

/-- The ReLU model without bias has no loss on single features exactly if these are unit vectors of which no two have a
positive inner product.
Source: chen2023, on the phases of the toy model without bias.
Why: the zero set of the loss is a region of configurations, not a point: negative interference is free.
Tight: an equivalence; `oneSparseLoss_triangles`. -/
theorem oneSparseLoss_eq_zero_iff {I : Vec α n} (hI : ∀ i, 0 < I i) (W : Fin n → Vec α m) :
    oneSparseLoss I W (fun _ => 0) = 0 ↔
      (∀ i, normSq (W i) = 1) ∧ ∀ i j, i ≠ j → dot (W i) (W j) ≤ 0 := by
  rw [← relu_onesparse_exact_iff W (t := 1) (by grind), oneSparseLoss,
    sum_eq_zero_iff fun j => sum_nonneg fun i => mul_nonneg (Std.le_of_lt (hI i)) (sq_nonneg _)]
  have e : ∀ j : Fin n, (fun k => 1 * (basisVec j k : α)) = basisVec j := fun j => funext fun k => by grind
  refine forall_congr' fun j => ?_
  rw [sum_eq_zero_iff fun i => mul_nonneg (Std.le_of_lt (hI i)) (sq_nonneg _), e]
  exact forall_congr' fun i => by have := hI i; grind

/-- More than `2 m` features in `m` dimensions always have a loss on single features, without bias.
Source: chen2023, on the phases of the toy model without bias.
Why: two antipodal features a dimension are the last arrangement that is free; the pentagon needs a bias, or pays.
Tight: `oneSparseLoss_pos_tight`, four features in the plane. -/
theorem oneSparseLoss_pos {I : Vec α n} (hI : ∀ i, 0 < I i) (W : Fin n → Vec α m) (h : 2 * m < n) :
    0 < oneSparseLoss I W fun _ => 0 := by
  have h0 : 0 ≤ oneSparseLoss I W fun _ => 0 :=
    sum_nonneg fun j => sum_nonneg fun i => mul_nonneg (Std.le_of_lt (hI i)) (sq_nonneg _)
  have hne : oneSparseLoss I W (fun _ => 0) ≠ 0 := fun hz => by
    obtain ⟨hu, hn⟩ := (oneSparseLoss_eq_zero_iff hI W).mp hz
    have := nonpos_family_le_two_mul W (fun i => Classical.byContradiction fun hc => by
      have h1 := hu i
      rw [(normSq_eq_zero_iff (W i)).mpr fun a => Classical.byContradiction fun ha => hc ⟨a, ha⟩] at h1
      grind) hn
    omega
  grind

/-- The bound `2 m` in `oneSparseLoss_pos` is attained: two antipodal pairs in the plane have no loss. -/
theorem oneSparseLoss_pos_tight :
    oneSparseLoss (fun _ => 1) (antipodalAxes 2 : Fin 4 → Vec Rat 2) (fun _ => 0) = 0 := by
  decide +kernel

/-- Two triangles of different shape that both have no loss on single features: the zero set is larger than the orbit
of one configuration under rotations. -/
theorem oneSparseLoss_triangles :
    oneSparseLoss (fun _ => 1) evenTriangle (fun _ => 0) = 0 ∧
      oneSparseLoss (fun _ => 1) wideTriangle (fun _ => 0) = 0 ∧ gram evenTriangle 1 2 ≠ gram wideTriangle 1 2 := by
  decide +kernel

end Rectifier

/-! ### The smallest singular point -/

/-- Away from the origin the loss `(a b)²` of a product is quadratic in the distance from its zeros: at `(a, 0)` it is
`t² y² (a + t x)²` in the direction `(x, y)`.
Source: watanabe2009, on singularities.
Why: a network that computes a product of two weights, on the part of its zero set that is a smooth curve.
Tight: an identity. -/
theorem product_loss_regular (a x y t : α) : ((a + t * x) * (t * y)) ^ 2 = t ^ 2 * y ^ 2 * (a + t * x) ^ 2 := by
  grind

/-- At the origin the loss `(a b)²` of a product is of degree four.
Source: watanabe2009, on singularities.
Why: where two branches of zeros cross the loss is flatter, so that more parameters are nearly as good.
Tight: an identity. -/
theorem product_loss_singular (x y t : α) : ((t * x) * (t * y)) ^ 2 = t ^ 4 * (x * y) ^ 2 := by
  grind

end ToyModels
