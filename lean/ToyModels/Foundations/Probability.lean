module

public import ToyModels.Foundations.Vector

/-!
# Finite probability

Data is a finite list of outcomes with weights. A quantity is a function of the outcome; its expectation is the
weighted sum, and its variance is what remains of the mean square around the mean. Everything that the library says
about features "on average", and about losses "in expectation", is said in these words.

## Main definitions

* `IsDistribution p`: the weights `p` are non-negative and add up to one.
* `expectation p f`: the expectation `Σ_k p_k f_k` over finitely many outcomes with weights `p`.
* `variance p f`, `covariance p f g`: the central second moments.
* `covarianceMatrix p X`: the covariances of the coordinates of a random vector.
* `probability p S`: the weight of the outcomes in `S`.
* `Independent p f g`: two labels of the outcomes are independent.

## Main statements

* `expectation_add`, `expectation_smul`, `expectation_const`, `expectation_le`: expectations are linear and monotone.
* `expectation_sq_sub`: the mean square around `c` is the variance plus the squared distance of `c` from the mean.
* `covariance_sq_le`: the Cauchy-Schwarz inequality of covariance.
* `variance_dot`: the variance of a linear function is the quadratic form of the covariance matrix.
* `expectation_mul_of_independent`: expectations of independent quantities multiply.

## Proof idea

Expectations are sums. The central moments expand into moments, because the weights add up to one.

## What is not claimed

Nothing about infinitely many outcomes, hence no laws of large numbers, and no densities. The algebra needs no more than
that the weights add up to one, so it is stated for such weights; positivity enters with inequalities.

## References

* [alon2016], for the use of expectations; [steele2004], on Cauchy-Schwarz.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {K m n : Nat}

/-- The weights of `K` outcomes are a probability distribution: non-negative, and one in total. -/
def IsDistribution (p : Fin K → α) : Prop := (∀ k, 0 ≤ p k) ∧ sum p = 1

/-- The expectation of `f` over `K` outcomes with weights `p`: `Σ_k p_k f_k`. -/
def expectation (p f : Fin K → α) : α := sum fun k => p k * f k

/-- The variance of `f`, its mean squared distance from its mean. -/
def variance (p f : Fin K → α) : α := expectation p fun k => (f k - expectation p f) ^ 2

/-- The covariance of `f` and `g`, the mean product of their distances from their means. -/
def covariance (p f g : Fin K → α) : α :=
  expectation p fun k => (f k - expectation p f) * (g k - expectation p g)

/-- The covariances of the coordinates of a random vector that has the value `X k` at the outcome `k`. -/
def covarianceMatrix (p : Fin K → α) (X : Fin K → Vec α n) (i j : Fin n) : α :=
  covariance p (fun k => X k i) fun k => X k j

/-- The probability of a set of outcomes. -/
def probability (p : Fin K → α) (S : Fin K → Bool) : α := expectation p fun k => if S k then 1 else 0

/-- Two labels of the outcomes are independent: each pair of labels is as probable as the product of their
probabilities says. -/
def Independent (p : Fin K → α) (f : Fin K → Fin m) (g : Fin K → Fin n) : Prop :=
  ∀ a b, (probability p fun k => decide (f k = a) && decide (g k = b)) =
    (probability p fun k => decide (f k = a)) * probability p fun k => decide (g k = b)

/-! ### Expectation -/

/-- Quantities that agree at all outcomes have the same expectation. -/
theorem expectation_congr {p f g : Fin K → α} (h : ∀ k, f k = g k) : expectation p f = expectation p g :=
  congrArg (expectation p) (funext h)

/-- The expectation of a sum is the sum of the expectations. -/
theorem expectation_add (p f g : Fin K → α) :
    (expectation p fun k => f k + g k) = expectation p f + expectation p g := by
  simp only [expectation, ← sum_add]
  exact sum_congr fun k => by grind

/-- The expectation of a difference is the difference of the expectations. -/
theorem expectation_sub (p f g : Fin K → α) :
    (expectation p fun k => f k - g k) = expectation p f - expectation p g := by
  simp only [expectation, ← sum_sub]
  exact sum_congr fun k => by grind

/-- A constant factor moves out of an expectation. -/
theorem expectation_smul (p : Fin K → α) (c : α) (f : Fin K → α) :
    (expectation p fun k => c * f k) = c * expectation p f := by
  simp only [expectation, mul_sum]
  exact sum_congr fun k => by grind

/-- The expectation of a finite sum is the sum of the expectations. -/
theorem expectation_sum (p : Fin K → α) (f : Fin n → Fin K → α) :
    (expectation p fun k => sum fun i => f i k) = sum fun i => expectation p (f i) := by
  simp only [expectation, mul_sum]
  exact sum_comm _

/-- A constant is its own expectation, if the weights add up to one. -/
theorem expectation_const {p : Fin K → α} (hp : sum p = 1) (c : α) : (expectation p fun _ => c) = c := by
  rw [expectation, ← sum_mul, hp]
  grind

/-- A non-negative quantity has a non-negative expectation. -/
theorem expectation_nonneg {p f : Fin K → α} (hp : ∀ k, 0 ≤ p k) (hf : ∀ k, 0 ≤ f k) : 0 ≤ expectation p f :=
  sum_nonneg fun k => mul_nonneg (hp k) (hf k)

/-- A larger quantity has a larger expectation. -/
theorem expectation_le {p f g : Fin K → α} (hp : ∀ k, 0 ≤ p k) (h : ∀ k, f k ≤ g k) :
    expectation p f ≤ expectation p g :=
  sum_le_sum fun k => mul_le_mul_of_nonneg_left (h k) (hp k)

/-- The expectation of a linear function of a random vector is that function of the means. -/
theorem expectation_dot (p : Fin K → α) (u : Vec α n) (X : Fin K → Vec α n) :
    (expectation p fun k => dot u (X k)) = dot u fun j => expectation p fun k => X k j := by
  simp only [dot, expectation_sum, expectation_smul]

/-! ### Variance and covariance -/

/-- The covariance is the mean product minus the product of the means. -/
theorem covariance_eq {p : Fin K → α} (hp : sum p = 1) (f g : Fin K → α) :
    covariance p f g = (expectation p fun k => f k * g k) - expectation p f * expectation p g := by
  have e : ∀ k, (f k - expectation p f) * (g k - expectation p g) =
      f k * g k - expectation p f * g k - (expectation p g * f k - expectation p f * expectation p g) := by grind
  rw [covariance, expectation_congr e, expectation_sub, expectation_sub, expectation_sub, expectation_smul,
    expectation_smul, expectation_const hp]
  grind

/-- Covariance is symmetric. -/
theorem covariance_comm (p f g : Fin K → α) : covariance p f g = covariance p g f :=
  expectation_congr fun k => by grind

/-- The covariance of a quantity with itself is its variance. -/
theorem covariance_self (p f : Fin K → α) : covariance p f f = variance p f :=
  expectation_congr fun k => by grind

/-- The variance is the mean square minus the squared mean. -/
theorem variance_eq {p : Fin K → α} (hp : sum p = 1) (f : Fin K → α) :
    variance p f = (expectation p fun k => f k ^ 2) - expectation p f ^ 2 := by
  have e : (expectation p fun k => f k * f k) = expectation p fun k => f k ^ 2 := expectation_congr fun k => by grind
  rw [← covariance_self, covariance_eq hp, e]
  grind

/-- The variance is non-negative. -/
theorem variance_nonneg {p : Fin K → α} (hp : ∀ k, 0 ≤ p k) (f : Fin K → α) : 0 ≤ variance p f :=
  expectation_nonneg hp fun _ => sq_nonneg _

/-- The mean squared distance of a quantity from `c` is its variance plus the squared distance of its mean from `c`. -/
theorem expectation_sq_sub {p : Fin K → α} (hp : sum p = 1) (f : Fin K → α) (c : α) :
    (expectation p fun k => (f k - c) ^ 2) = variance p f + (expectation p f - c) ^ 2 := by
  have e : ∀ k, (f k - c) ^ 2 = f k ^ 2 - 2 * c * f k + c ^ 2 := by grind
  rw [expectation_congr e, expectation_add, expectation_sub, expectation_smul, expectation_const hp, variance_eq hp]
  grind

/-- The Cauchy-Schwarz inequality of expectations: the squared mean product is at most the product of the mean
squares. -/
theorem expectation_mul_sq_le {p : Fin K → α} (hp : ∀ k, 0 ≤ p k) (f g : Fin K → α) :
    (expectation p fun k => f k * g k) ^ 2 ≤ (expectation p fun k => f k ^ 2) * expectation p fun k => g k ^ 2 := by
  have h := sum_nonneg fun k => sum_nonneg fun l =>
    mul_nonneg (mul_nonneg (hp k) (hp l)) (sq_nonneg (f k * g l - f l * g k))
  have e : ∀ k l, p k * p l * (f k * g l - f l * g k) ^ 2 = p k * f k ^ 2 * (p l * g l ^ 2) +
      p k * g k ^ 2 * (p l * f l ^ 2) + p k * (f k * g k) * (-2 * (p l * (f l * g l))) := by grind
  simp only [e, sum_add, ← mul_sum, ← sum_mul] at h
  simp only [expectation]
  grind

/-- The squared covariance is at most the product of the variances. -/
theorem covariance_sq_le {p : Fin K → α} (hp : ∀ k, 0 ≤ p k) (f g : Fin K → α) :
    covariance p f g ^ 2 ≤ variance p f * variance p g :=
  expectation_mul_sq_le hp _ _

/-- The squared mean is at most the mean square. -/
theorem sq_expectation_le {p : Fin K → α} (hp : IsDistribution p) (f : Fin K → α) :
    expectation p f ^ 2 ≤ expectation p fun k => f k ^ 2 := by
  have h := variance_nonneg hp.1 f
  rw [variance_eq hp.2] at h
  grind

/-- The variance of the linear function `u · x` of a random vector is the quadratic form `Σᵢⱼ uᵢ uⱼ Cᵢⱼ` of its
covariance matrix. -/
theorem variance_dot (p : Fin K → α) (u : Vec α n) (X : Fin K → Vec α n) :
    (variance p fun k => dot u (X k)) = sum fun i => sum fun j => u i * u j * covarianceMatrix p X i j := by
  have e : ∀ k, (dot u (X k) - dot u fun j => expectation p fun k => X k j) ^ 2 = sum fun i => sum fun j =>
      u i * u j * ((X k i - expectation p fun k => X k i) * (X k j - expectation p fun k => X k j)) := fun k => by
    rw [← dot_sub, show ∀ a : α, a ^ 2 = a * a by grind, dot, sum_mul_sum]
    exact sum_congr fun i => sum_congr fun j => by grind
  rw [variance, expectation_dot, expectation_congr e, expectation_sum]
  exact sum_congr fun i => by rw [expectation_sum]; exact sum_congr fun j => expectation_smul ..

/-- The variance of a linear function of uncorrelated coordinates of variance `v` is `v` times its squared norm. -/
theorem variance_dot_of_uncorrelated {p : Fin K → α} {X : Fin K → Vec α n} {v : α}
    (hX : ∀ i j, covarianceMatrix p X i j = if i = j then v else 0) (u : Vec α n) :
    (variance p fun k => dot u (X k)) = v * normSq u := by
  rw [variance_dot, normSq, mul_sum]
  refine sum_congr fun i => ?_
  rw [← sum_ite_eq i fun j => v * u j ^ 2]
  exact sum_congr fun j => by rw [hX]; grind

/-! ### Probability and independence -/

/-- A probability is non-negative. -/
theorem probability_nonneg {p : Fin K → α} (hp : ∀ k, 0 ≤ p k) (S : Fin K → Bool) : 0 ≤ probability p S :=
  expectation_nonneg hp fun k => by split <;> grind

/-- A probability is at most one. -/
theorem probability_le_one {p : Fin K → α} (hp : IsDistribution p) (S : Fin K → Bool) : probability p S ≤ 1 := by
  rw [← expectation_const hp.2 1]
  exact expectation_le hp.1 fun k => by split <;> grind

/-- The expectation of a function of a label is the sum of its values, weighted by the probabilities of the labels. -/
theorem expectation_label (p : Fin K → α) (f : Fin K → Fin m) (F : Fin m → α) :
    (expectation p fun k => F (f k)) = sum fun a => F a * probability p fun k => decide (f k = a) := by
  simp only [probability, ← expectation_smul, ← expectation_sum]
  refine expectation_congr fun k => ?_
  rw [← sum_ite_eq (f k) F]
  exact sum_congr fun a => by by_cases h : f k = a <;> simp [h] <;> grind

/-- The expectation of a product of functions of independent labels is the product of their expectations. -/
theorem expectation_mul_of_independent {p : Fin K → α} {f : Fin K → Fin m} {g : Fin K → Fin n}
    (h : Independent p f g) (F : Fin m → α) (G : Fin n → α) :
    (expectation p fun k => F (f k) * G (g k)) =
      (expectation p fun k => F (f k)) * expectation p fun k => G (g k) := by
  have e : ∀ k, F (f k) * G (g k) = sum fun a => sum fun b =>
      F a * G b * if decide (f k = a) && decide (g k = b) then 1 else 0 := fun k => by
    rw [← sum_ite_eq (f k) F, ← sum_ite_eq (g k) G, sum_mul_sum]
    exact sum_congr fun a => sum_congr fun b => by
      by_cases h : f k = a <;> by_cases h' : g k = b <;> simp [h, h'] <;> grind
  rw [expectation_congr e, expectation_sum, expectation_label, expectation_label, sum_mul_sum]
  refine sum_congr fun a => ?_
  rw [expectation_sum]
  refine sum_congr fun b => ?_
  have hab := h a b
  rw [expectation_smul]
  rw [probability] at hab
  rw [hab]
  grind

/-- Functions of independent labels are uncorrelated. -/
theorem covariance_eq_zero_of_independent {p : Fin K → α} (hp : sum p = 1) {f : Fin K → Fin m} {g : Fin K → Fin n}
    (h : Independent p f g) (F : Fin m → α) (G : Fin n → α) :
    (covariance p (fun k => F (f k)) fun k => G (g k)) = 0 := by
  rw [covariance_eq hp, expectation_mul_of_independent h]
  grind

end ToyModels
