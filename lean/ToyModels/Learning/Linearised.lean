module

public import ToyModels.Foundations.Matrix

/-!
# Gradient descent on a linear model

Near its initial parameters a wide network is linear in them, with the gradients of its outputs as features. What
gradient descent does to such a model can be said without calculus and without eigenvalues: it moves only in the span
of the training features, its errors are a power of one matrix times the initial errors, and where it interpolates it
has found the interpolating parameters nearest to where it started. Weight decay makes the minimiser unique.

## Main definitions

* `linearError X y w`: the errors of the parameters `w` on examples with features `X` and targets `y`.
* `gradientDescent η X y w t`: the parameters after `t` steps from `w` with the learning rate `η`.
* `descentCoeff η X y w t`: how much of each training feature those steps have added.
* `errorStep η X`: the matrix `1 - η X Xᵀ`, which is one step on the errors.
* `ridgeLoss μ X y w`: the squared error with a penalty of `μ` on the squared norm of the parameters.

## Main statements

* `dot_gram_mulVec`: the kernel `X Xᵀ` is positive semidefinite.
* `gradientDescent_in_span`: gradient descent stays in the span of the training features.
* `gradientDescent_prediction`: so its predictions are those of a kernel machine.
* `gradientDescent_error`: the errors after `t` steps are `(1 - η X Xᵀ)ᵗ` times the first.
* `errorStep_contracts`: the errors do not grow if `η ‖X‖² ≤ 2`.
* `min_norm_interpolant`: Pythagoras for interpolants; `gradientDescent_nearest`: so gradient descent moves least.
* `ridge_pythagoras`, `ridge_unique_minimiser`: with weight decay.

## Proof idea

The gradient is a combination of the rows of `X`. The contraction is Cauchy-Schwarz row by row: `‖X g‖² ≤ ‖X‖² ‖g‖²`
for the gradient `g`, whose squared norm is what the kernel takes from the errors to first order.

## What is not claimed

Nothing about networks whose features move, nor that the steps converge; `η ‖X‖² ≤ 2` is sufficient, the sharp
threshold needs the largest eigenvalue.

## References

* [jacot2018] and [roberts2022], on linearised networks; [zhang2017], on the interpolant of least norm; [hoerl1970], on
  ridge regression.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {n p : Nat}

open Mat

/-- The errors `X w - y` of a linear model with the parameters `w`, on `n` examples whose features are the rows of `X`
and whose targets are `y`. -/
def linearError (X : Mat α n p) (y : Vec α n) (w : Vec α p) : Vec α n := fun i => dot (X i) w - y i

/-- One step of gradient descent on half the squared error: `w - η Σᵢ rᵢ Xᵢ` with the errors `r`. -/
def gradientStep (η : α) (X : Mat α n p) (y : Vec α n) (w : Vec α p) : Vec α p := fun a =>
  w a - η * lincomb (linearError X y w) X a

/-- The parameters after `t` steps of gradient descent from `w` with the learning rate `η`. -/
def gradientDescent (η : α) (X : Mat α n p) (y : Vec α n) (w : Vec α p) : (t : Nat) → Vec α p
  | 0 => w
  | t + 1 => gradientStep η X y (gradientDescent η X y w t)

/-- How much of the features of each example `t` steps of gradient descent have added: `-η` times the sum of its
errors. -/
def descentCoeff (η : α) (X : Mat α n p) (y : Vec α n) (w : Vec α p) : (t : Nat) → Vec α n
  | 0 => fun _ => 0
  | t + 1 => fun i => descentCoeff η X y w t i - η * linearError X y (gradientDescent η X y w t) i

/-- One step of gradient descent on the errors: the matrix `1 - η X Xᵀ`. -/
def errorStep (η : α) (X : Mat α n p) : Mat α n n := one.sub (smul η (gram X))

/-- The squared error of a linear model with weight decay: `‖X w - y‖² + μ ‖w‖²`. -/
def ridgeLoss (μ : α) (X : Mat α n p) (y : Vec α n) (w : Vec α p) : α :=
  normSq (linearError X y w) + μ * normSq w

/-- The features of a single example, the vector `(1, 0)`. -/
def oneExample : Mat Rat 1 2 := fun _ => basisVec 0

/-- Powers of a matrix multiply by adding their exponents. -/
theorem matrixPower_add (A : Mat α n n) (s t : Nat) :
    (matrixPower A s).mul (matrixPower A t) = matrixPower A (s + t) := by
  induction s with
  | zero => rw [matrixPower, one_mul, Nat.zero_add]
  | succ s ih => rw [matrixPower, mul_assoc, ih, Nat.succ_add, matrixPower]

/-! ### The kernel -/

/-- The quadratic form of the kernel `X Xᵀ` is a squared norm, `c · (X Xᵀ c) = ‖Xᵀ c‖²`, hence never negative.
Source: jacot2018, on the neural tangent kernel.
Why: a kernel that is made of the features of a network is positive semidefinite, whatever the network.
Tight: an identity. -/
theorem dot_gram_mulVec (X : Mat α n p) (c : Vec α n) :
    dot c ((gram X).mulVec c) = normSq (lincomb c X) := by
  rw [normSq_lincomb]
  refine sum_congr fun i => ?_
  rw [mulVec, dot, mul_sum]
  exact sum_congr fun j => by simp only [gram]; grind

private theorem dot_row_lincomb (X : Mat α n p) (c : Vec α n) (i : Fin n) :
    dot (X i) (lincomb c X) = (gram X).mulVec c i := by
  rw [dot_lincomb, mulVec, dot]
  exact sum_congr fun j => by simp only [gram]; grind

/-- A matrix stretches a vector at most by its Frobenius norm: `‖A x‖² ≤ ‖A‖² ‖x‖²`. -/
theorem normSq_mulVec_le (A : Mat α n p) (x : Vec α p) : normSq (A.mulVec x) ≤ A.frobSq * normSq x := by
  have h : A.frobSq * normSq x = sum fun i => normSq (A i) * normSq x := sum_mul _ _
  rw [h]
  exact sum_le_sum fun i => dot_sq_le (A i) x

/-! ### Gradient descent -/

/-- After any number of steps the parameters are the initial ones plus a combination of the training features.
Source: roberts2022, on linear models.
Why: lazy training moves only in the span of the features of its examples; everything orthogonal stays as initialised.
Tight: an identity. -/
theorem gradientDescent_in_span (η : α) (X : Mat α n p) (y : Vec α n) (w : Vec α p) (t : Nat) (a : Fin p) :
    gradientDescent η X y w t a = w a + lincomb (descentCoeff η X y w t) X a := by
  induction t with
  | zero =>
    have h : lincomb (descentCoeff η X y w 0) X a = 0 := sum_eq_zero fun i => by simp only [descentCoeff]; grind
    rw [h, gradientDescent]
    grind
  | succ t ih =>
    rw [gradientDescent, gradientStep, ih]
    simp only [lincomb, descentCoeff, mul_sum]
    have h := sum_sub (fun i => descentCoeff η X y w t i * X i a)
      fun i => η * (linearError X y (gradientDescent η X y w t) i * X i a)
    have e : (sum fun i => (descentCoeff η X y w t i - η * linearError X y (gradientDescent η X y w t) i) * X i a) =
        sum fun i => descentCoeff η X y w t i * X i a -
          η * (linearError X y (gradientDescent η X y w t) i * X i a) := sum_congr fun i => by grind
    grind

/-- The prediction on a new example is the initial one plus a combination of its inner products with the training
features.
Source: jacot2018; roberts2022, on kernel machines.
Why: a network trained in its linear regime is a kernel machine: it predicts by similarity to its training examples.
Tight: an identity. -/
theorem gradientDescent_prediction (η : α) (X : Mat α n p) (y : Vec α n) (w x : Vec α p) (t : Nat) :
    dot x (gradientDescent η X y w t) = dot x w + sum fun i => descentCoeff η X y w t i * dot x (X i) := by
  rw [← dot_lincomb, ← dot_add]
  exact sum_congr fun a => by rw [gradientDescent_in_span]

/-- The matrix `1 - η X Xᵀ` acts on errors by subtracting `η` times the kernel. -/
theorem errorStep_mulVec (η : α) (X : Mat α n p) (r : Vec α n) (i : Fin n) :
    (errorStep η X).mulVec r i = r i - η * (gram X).mulVec r i := by
  have h := dot_sub r (basisVec i) fun j => η * gram X i j
  rw [dot_basisVec, dot_smul] at h
  rw [mulVec, dot_comm, mulVec, dot_comm _ r]
  exact h

/-- One step of gradient descent multiplies the errors by `1 - η X Xᵀ`. -/
theorem linearError_gradientStep (η : α) (X : Mat α n p) (y : Vec α n) (w : Vec α p) (i : Fin n) :
    linearError X y (gradientStep η X y w) i = (errorStep η X).mulVec (linearError X y w) i := by
  have h : dot (X i) (gradientStep η X y w) = dot (X i) w - η * dot (X i) (lincomb (linearError X y w) X) := by
    rw [← dot_smul, ← dot_sub]
    rfl
  rw [errorStep_mulVec, ← dot_row_lincomb, linearError, h, linearError]
  grind

/-- The errors after `t` steps are `(1 - η X Xᵀ)ᵗ` times the errors at the start.
Source: jacot2018; roberts2022, on the dynamics of linear models.
Why: in the linear regime training is solved: the kernel alone says which errors vanish, and how fast.
Tight: an identity. -/
theorem gradientDescent_error (η : α) (X : Mat α n p) (y : Vec α n) (w : Vec α p) (t : Nat) (i : Fin n) :
    linearError X y (gradientDescent η X y w t) i =
      (matrixPower (errorStep η X) t).mulVec (linearError X y w) i := by
  have h : linearError X y (gradientDescent η X y w t) =
      (matrixPower (errorStep η X) t).mulVec (linearError X y w) := by
    induction t with
    | zero => rw [gradientDescent, matrixPower, one_mulVec]
    | succ t ih =>
      rw [matrixPower, ← mulVec_mulVec, ← ih, gradientDescent]
      exact funext (linearError_gradientStep η X y _)
  rw [h]

/-- A step of gradient descent does not increase the squared errors if `0 ≤ η` and `η ‖X‖² ≤ 2`.
Source: roberts2022, on the choice of the learning rate.
Why: a stable learning rate without the spectrum of the kernel: two over the sum of the squared norms of the features.
Tight: `errorStep_contracts_tight`; `errorStep_contracts_needs_small`, `errorStep_contracts_needs_nonneg`. -/
theorem errorStep_contracts {η : α} {X : Mat α n p} (hη : 0 ≤ η) (h : η * X.frobSq ≤ 2) (r : Vec α n) :
    normSq ((errorStep η X).mulVec r) ≤ normSq r := by
  have e : (errorStep η X).mulVec r = fun i => r i - η * (gram X).mulVec r i := funext (errorStep_mulVec η X r)
  have hK : (gram X).mulVec r = X.mulVec (lincomb r X) := funext fun i => (dot_row_lincomb X r i).symm
  have hle := normSq_mulVec_le X (lincomb r X)
  have hs : normSq (fun i => η * (gram X).mulVec r i) = η ^ 2 * normSq ((gram X).mulVec r) := by
    rw [normSq, normSq, mul_sum]
    exact sum_congr fun i => by grind
  rw [e, normSq_sub, dot_smul, dot_gram_mulVec, hs, hK]
  have h₁ := mul_le_mul_of_nonneg_left hle (mul_nonneg hη hη)
  have h₂ := mul_le_mul_of_nonneg_left h (mul_nonneg hη (normSq_nonneg (lincomb r X)))
  grind

/-- Equality in `errorStep_contracts`: one feature of norm one at the learning rate two turns its error round. -/
theorem errorStep_contracts_tight :
    2 * frobSq oneExample = 2 ∧ normSq ((errorStep 2 oneExample).mulVec fun _ => 1) = normSq fun _ : Fin 1 => 1 := by
  decide +kernel

/-- `errorStep_contracts` needs the bound on the learning rate: at three the error of that feature doubles. -/
theorem errorStep_contracts_needs_small :
    normSq (fun _ : Fin 1 => 1) < normSq ((errorStep 3 oneExample).mulVec fun _ => 1) := by
  decide +kernel

/-- `errorStep_contracts` needs a learning rate that is not negative: gradient ascent doubles the error. -/
theorem errorStep_contracts_needs_nonneg :
    (-1) * frobSq oneExample ≤ 2 ∧
      normSq (fun _ : Fin 1 => 1) < normSq ((errorStep (-1) oneExample).mulVec fun _ => 1) := by
  decide +kernel

/-- The training error after `t` steps is at most that at the start, if `0 ≤ η` and `η ‖X‖² ≤ 2`.
Source: roberts2022, on the choice of the learning rate.
Why: with a small learning rate training does not diverge, however many steps it takes.
Tight: `errorStep_contracts_tight`, one step at the learning rate two. -/
theorem gradientDescent_error_le {η : α} {X : Mat α n p} (hη : 0 ≤ η) (h : η * X.frobSq ≤ 2) (y : Vec α n)
    (w : Vec α p) (t : Nat) :
    normSq (linearError X y (gradientDescent η X y w t)) ≤ normSq (linearError X y w) := by
  induction t with
  | zero => exact Std.le_refl _
  | succ t ih =>
    have e := funext (linearError_gradientStep η X y (gradientDescent η X y w t))
    rw [gradientDescent, e]
    exact Std.le_trans (errorStep_contracts hη h _) ih

/-! ### The nearest interpolant -/

/-- If `w` makes the same predictions on the examples as `w₀ + Σᵢ cᵢ Xᵢ`, then its squared distance from `w₀` is that of
the latter plus the squared distance of the two.
Source: zhang2017, on linear models.
Why: what gradient descent reaches from `w₀` by adding training features is the interpolant nearest to `w₀`.
Tight: an identity; `min_norm_interpolant_needs_span`. -/
theorem min_norm_interpolant {X : Mat α n p} {w w₀ : Vec α p} {c : Vec α n}
    (h : ∀ i, dot (X i) w = dot (X i) fun a => w₀ a + lincomb c X a) :
    normSq (fun a => w a - w₀ a) =
      normSq (lincomb c X) + normSq fun a => w a - (w₀ a + lincomb c X a) := by
  have h0 : dot (lincomb c X) (fun a => w a - (w₀ a + lincomb c X a)) = 0 := by
    rw [lincomb_dot]
    exact sum_eq_zero fun i => by rw [dot_sub, h i]; grind
  have e : normSq (fun a => w a - w₀ a) =
      normSq (lincomb c X) + 2 * dot (lincomb c X) (fun a => w a - (w₀ a + lincomb c X a)) +
        normSq fun a => w a - (w₀ a + lincomb c X a) := by
    simp only [normSq, dot, mul_sum, ← sum_add]
    exact sum_congr fun a => by grind
  grind

/-- `min_norm_interpolant` needs a combination of the training features: `(1, 5)` has the prediction of `(1, 0)` on the
features `(1, 0)` and is further from the origin. -/
theorem min_norm_interpolant_needs_span :
    (∀ i, dot (oneExample i) (basisVec 0) = dot (oneExample i) fun a => if a.val = 0 then 1 else 5) ∧
      normSq (basisVec 0 : Vec Rat 2) < normSq fun a : Fin 2 => if a.val = 0 then 1 else 5 := by
  decide +kernel

/-- If gradient descent makes the predictions of `w` on the training examples, then it is at least as near to where it
started as `w`.
Source: zhang2017, on linear models.
Why: the implicit bias of gradient descent: among all solutions it finds the one that moves least.
Tight: `w` may be where gradient descent has arrived. -/
theorem gradientDescent_nearest {η : α} {X : Mat α n p} {y : Vec α n} {w w₀ : Vec α p} {t : Nat}
    (h : ∀ i, dot (X i) w = dot (X i) (gradientDescent η X y w₀ t)) :
    normSq (fun a => gradientDescent η X y w₀ t a - w₀ a) ≤ normSq fun a => w a - w₀ a := by
  have e : gradientDescent η X y w₀ t = fun a => w₀ a + lincomb (descentCoeff η X y w₀ t) X a :=
    funext (gradientDescent_in_span η X y w₀ t)
  have hp := min_norm_interpolant fun i => (h i).trans (congrArg (dot (X i)) e)
  have h0 := normSq_nonneg fun a => w a - (w₀ a + lincomb (descentCoeff η X y w₀ t) X a)
  have e' : normSq (fun a => w₀ a + lincomb (descentCoeff η X y w₀ t) X a - w₀ a) =
      normSq (lincomb (descentCoeff η X y w₀ t) X) := sum_congr fun a => by grind
  rw [e, e', hp]
  grind

/-! ### Weight decay -/

/-- If `(X Xᵀ + μ) c = y`, then the regularised loss at `w` is that at `v = Σᵢ cᵢ Xᵢ` plus `‖X (w - v)‖² + μ ‖w - v‖²`.
Source: hoerl1970; roberts2022, on kernel machines.
Why: the minimiser under weight decay is a combination of the training features, computed from the kernel alone.
Tight: an identity. -/
theorem ridge_pythagoras {μ : α} {X : Mat α n p} {y c : Vec α n}
    (h : ∀ i, (gram X).mulVec c i + μ * c i = y i) (w : Vec α p) :
    ridgeLoss μ X y w = ridgeLoss μ X y (lincomb c X) +
      normSq (X.mulVec fun a => w a - lincomb c X a) + μ * normSq fun a => w a - lincomb c X a := by
  have hr : ∀ i, linearError X y (lincomb c X) i = -μ * c i := fun i => by
    have := h i
    rw [linearError, dot_row_lincomb]
    grind
  have hw : ∀ i, linearError X y w i = linearError X y (lincomb c X) i + X.mulVec (fun a => w a - lincomb c X a) i :=
    fun i => by rw [linearError, linearError, mulVec, dot_sub]; grind
  have h₁ : normSq (linearError X y w) = normSq (linearError X y (lincomb c X)) -
      2 * (μ * dot c (X.mulVec fun a => w a - lincomb c X a)) + normSq (X.mulVec fun a => w a - lincomb c X a) := by
    simp only [normSq, dot, mul_sum, ← sum_sub, ← sum_add]
    exact sum_congr fun i => by have := hw i; have := hr i; grind
  have h₂ : normSq w = normSq (lincomb c X) + 2 * dot (lincomb c X) (fun a => w a - lincomb c X a) +
      normSq fun a => w a - lincomb c X a := by
    simp only [normSq, dot, mul_sum, ← sum_add]
    exact sum_congr fun a => by grind
  have h₃ : dot (lincomb c X) (fun a => w a - lincomb c X a) = dot c (X.mulVec fun a => w a - lincomb c X a) :=
    lincomb_dot c X _
  rw [ridgeLoss, ridgeLoss, h₁, h₂, h₃]
  grind

/-- If `μ > 0` and `(X Xᵀ + μ) c = y`, then all parameters but `Σᵢ cᵢ Xᵢ` have a larger regularised loss.
Source: hoerl1970.
Why: weight decay selects one linear probe among all that fit, and it is the kernel's.
Tight: `ridge_unique_minimiser_needs_pos`. -/
theorem ridge_unique_minimiser {μ : α} {X : Mat α n p} {y c : Vec α n} {w : Vec α p} (hμ : 0 < μ)
    (h : ∀ i, (gram X).mulVec c i + μ * c i = y i) (hw : ∃ a, w a ≠ lincomb c X a) :
    ridgeLoss μ X y (lincomb c X) < ridgeLoss μ X y w := by
  obtain ⟨a, ha⟩ := hw
  have hp := ridge_pythagoras h w
  have h₁ := normSq_nonneg (X.mulVec fun a => w a - lincomb c X a)
  have h₂ : 0 < normSq fun a => w a - lincomb c X a := normSq_pos ⟨a, by grind⟩
  have := mul_pos hμ h₂
  grind

/-- `ridge_unique_minimiser` needs weight decay: without it `(2, 1)` fits the target `2` at the features `(1, 0)` as
well as `(2, 0)` does. -/
theorem ridge_unique_minimiser_needs_pos :
    (∀ i, (gram oneExample).mulVec (fun _ => 2) i + 0 * 2 = 2) ∧
      ridgeLoss 0 oneExample (fun _ => 2) (fun a => if a.val = 0 then 2 else 1) =
        ridgeLoss 0 oneExample (fun _ => 2) (lincomb (fun _ => 2) oneExample) := by
  decide +kernel

end ToyModels
