module

public import ToyModels.Foundations.BooleanSet
public import ToyModels.Foundations.Probability
public import ToyModels.Superposition.ReluModel

/-!
# The loss of the ReLU model

The expected loss of the ReLU model over patterns of Boolean features, weighted by importance. It splits exactly into
what active features lose and what inactive features pick up. The patterns with a single active feature give a lower
bound with both terms in closed form: feature benefit and interference.

## Main definitions

* `patternLoss P I W b`: the expected loss `Σₖ Pₖ Σᵢ Iᵢ (xᵢ - yᵢ)²` over all patterns of activity `k`.
* `missLoss`, `falseAlarmLoss`: its parts from active and from inactive features.
* `bernoulliWeight p n k`: the probability of pattern `k` if each feature is active with probability `p`.
* `singleActive j`: the pattern in which feature `j` alone is active.
* `oneSparseLoss I W b`: the loss summed over the `n` patterns with one active feature.

## Main statements

* `patternLoss_eq_miss_add_falseAlarm`: the loss is the sum of the two parts.
* `oneSparseLoss_eq`: feature benefit `Σᵢ Iᵢ (1 - relu (Wᵢ · Wᵢ + bᵢ))²` plus interference
  `Σᵢ Iᵢ Σ_{j ≠ i} relu (Wᵢ · Wⱼ + bᵢ)²`.
* `patternLoss_ge_oneSparse`: a multiple of it bounds the expected loss from below.
* `relu_loss_le_linear_loss`: on non-negative features the rectifier never hurts.
* `ignored_feature_optimal_bias`: a feature that is not represented costs its variance, at the bias that is its mean.

## Proof idea

For Boolean `x` one has `(x - y)² = x (1 - y)² + (1 - x) y²`.

## What is not claimed

Nothing about the minimisers of the loss.

## References

* [elhage2022], on the loss of the ReLU output model and its limit of sparsity.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {K m n : Nat}

/-- The probability of the pattern of activity `k` if each of `n` features is active with probability `p`. -/
def bernoulliWeight (p : α) : Nat → Nat → α
  | 0, _ => 1
  | n + 1, k => bernoulliWeight p n k * if k / 2 ^ n % 2 = 1 then p else 1 - p

/-- The number of the pattern in which feature `j` alone is active. -/
def singleActive (j : Fin n) : Fin (2 ^ n) := ⟨2 ^ j.val, Nat.pow_lt_pow_right (by decide) j.isLt⟩

private theorem bernoulliWeight_congr (p : α) {n k l : Nat} (h : ∀ j, j < n → k / 2 ^ j % 2 = l / 2 ^ j % 2) :
    bernoulliWeight p n k = bernoulliWeight p n l := by
  induction n with
  | zero => rfl
  | succ n ih => rw [bernoulliWeight, bernoulliWeight, ih fun j hj => h j (by omega), h n (by omega)]

/-- One more independent feature multiplies the probability of a pattern by `1 - p` if it is off, and by `p` if on. -/
theorem bernoulliWeight_lastOff_lastOn (p : α) (k : Fin (2 ^ n)) :
    bernoulliWeight p (n + 1) (lastOff k).val = (1 - p) * bernoulliWeight p n k.val ∧
      bernoulliWeight p (n + 1) (lastOn k).val = p * bernoulliWeight p n k.val := by
  have h₁ : k.val / 2 ^ n % 2 = 0 := by rw [Nat.div_eq_of_lt k.isLt]
  have h₂ : (2 ^ n + k.val) / 2 ^ n % 2 = 1 := by
    rw [Nat.add_div_left _ (Nat.two_pow_pos n), Nat.div_eq_of_lt k.isLt]
  have h₃ : bernoulliWeight p n (2 ^ n + k.val) = bernoulliWeight p n k.val := bernoulliWeight_congr p fun j hj => by
    have h := pattern_two_pow_add k.val (⟨j, hj⟩ : Fin n)
    simp only [pattern, decide_eq_decide] at h
    omega
  simp only [lastOff, lastOn]
  rw [bernoulliWeight, bernoulliWeight, h₁, h₂, h₃]
  constructor <;> simp <;> grind

/-- The probabilities of all patterns of activity add up to one.
Source: elhage2022, on the distribution of sparse features.
Why: the weights of `bernoulliWeight` are a probability distribution.
Tight: an identity. -/
theorem sum_bernoulliWeight (p : α) (n : Nat) : (sum fun k : Fin (2 ^ n) => bernoulliWeight p n k.val) = 1 := by
  induction n with
  | zero =>
    have h : (sum fun k : Fin 1 => bernoulliWeight p 0 k.val) = 1 := by
      simp only [sum_succ, sum_zero, bernoulliWeight]
      grind
    exact h
  | succ n ih =>
    rw [sum_two_pow_succ, ← ih]
    refine sum_congr fun k => ?_
    rw [(bernoulliWeight_lastOff_lastOn p k).1, (bernoulliWeight_lastOff_lastOn p k).2]
    grind

/-- The probability of a pattern is non-negative for `0 ≤ p ≤ 1`. -/
theorem bernoulliWeight_nonneg {p : α} (h0 : 0 ≤ p) (h1 : p ≤ 1) (n k : Nat) : 0 ≤ bernoulliWeight p n k := by
  induction n with
  | zero => rw [bernoulliWeight]; grind
  | succ n ih =>
    rw [bernoulliWeight]
    split
    · exact mul_nonneg ih h0
    · exact mul_nonneg ih (by grind)

/-- The mean squared distance from `c` is the variance plus the squared distance of `c` from the mean, for weights `p`
that add up to one.
Source: elhage2022, on features that are not represented.
Why: the best constant output for an ignored feature is its mean, and the price of ignoring it is its variance.
Tight: an identity; `ignored_feature_needs_weights`. -/
theorem ignored_feature_optimal_bias {p : Vec α K} (hp : sum p = 1) (x : Vec α K) (c : α) :
    (expectation p fun k => (x k - c) ^ 2) = variance p x + (expectation p x - c) ^ 2 :=
  expectation_sq_sub hp x c

/-- `ignored_feature_optimal_bias` needs weights that add up to one: with the weight `2`, `x = 1` and `c = 0` it
fails. -/
theorem ignored_feature_needs_weights :
    (expectation (fun _ : Fin 1 => 2) fun _ => ((1 : Rat) - 0) ^ 2) ≠
      variance (fun _ : Fin 1 => 2) (fun _ => 1) + (expectation (fun _ : Fin 1 => 2) (fun _ => (1 : Rat)) - 0) ^ 2 := by
  decide +kernel

private theorem pattern_singleActive (j i : Fin n) : pattern (singleActive j).val i = decide (j = i) := by
  have h : ∀ a b : Nat, 2 ^ a / 2 ^ b % 2 = if a = b then 1 else 0 := fun a b => by
    rcases Nat.lt_trichotomy a b with h | h | h
    · rw [Nat.div_eq_of_lt (Nat.pow_lt_pow_right (by decide) h), if_neg (by omega)]
    · rw [h, Nat.div_self (Nat.two_pow_pos b), if_pos rfl]
    · rw [Nat.pow_div (by omega) (by decide), if_neg (by omega)]
      have e : 2 ^ (a - b) = 2 * 2 ^ (a - b - 1) := by rw [← Nat.pow_succ']; congr 1; omega
      omega
  simp only [pattern, singleActive, h, Fin.ext_iff]
  by_cases hij : j.val = i.val <;> simp [hij]

private theorem sum_comp_le {N : Nat} {f : Fin N → α} (hf : ∀ k, 0 ≤ f k) {s : Fin n → Fin N}
    (hs : ∀ i j, s i = s j → i = j) : sum (fun j => f (s j)) ≤ sum f := by
  have e : sum (fun j => f (s j)) = sum fun k => sum fun j => if s j = k then f k else 0 := by
    rw [sum_comm]
    exact sum_congr fun j => (sum_ite_eq (s j) f).symm
  rw [e]
  refine sum_le_sum fun k => ?_
  by_cases h : ∃ j, s j = k
  · obtain ⟨j₀, h₀⟩ := h
    have e' : (sum fun j => if s j = k then f k else 0) = sum fun j => if j₀ = j then f k else 0 :=
      sum_congr fun j => by have := hs j₀ j; grind
    rw [e', sum_ite_eq j₀ fun _ => f k]
    exact Std.le_refl _
  · rw [sum_eq_zero fun j => if_neg fun hj => h ⟨j, hj⟩]
    exact hf k

variable [DecidableLE α]

/-- On a non-negative feature the rectified output has no more loss than the linear one.
Source: elhage2022, on the linear and the ReLU output model.
Why: upper bounds on the loss of linear models carry over to the ReLU model.
Tight: equality if `y ≥ 0`; `relu_loss_needs_nonneg`. -/
theorem relu_loss_le_linear_loss {x : α} (hx : 0 ≤ x) (y : α) : (x - relu y) ^ 2 ≤ (x - y) ^ 2 := by
  unfold relu
  split
  · exact Std.le_refl _
  · have := mul_nonneg (a := -y) (b := 2 * x - y) (by grind) (by grind)
    grind

/-- `relu_loss_le_linear_loss` needs a non-negative feature: `x = y = -1` is lost by the rectifier only. -/
theorem relu_loss_needs_nonneg : ¬ ((-1 : Rat) - relu (-1)) ^ 2 ≤ (-1 - -1) ^ 2 := by
  decide +kernel

/-- The expected loss of the ReLU model, weighted by importance `I`, if the pattern of activity `k` has probability `P
k`. -/
def patternLoss (P : Vec α (2 ^ n)) (I : Vec α n) (W : Fin n → Vec α m) (b : Vec α n) : α :=
  sum fun k => P k * sum fun i => I i *
    (indicator (pattern k.val) i - reluModel W b (indicator (pattern k.val)) i) ^ 2

/-- The part of the expected loss that comes from active features. -/
def missLoss (P : Vec α (2 ^ n)) (I : Vec α n) (W : Fin n → Vec α m) (b : Vec α n) : α :=
  sum fun k => P k * sum fun i => I i *
    if pattern k.val i = true then (1 - reluModel W b (indicator (pattern k.val)) i) ^ 2 else 0

/-- The part of the expected loss that comes from inactive features. -/
def falseAlarmLoss (P : Vec α (2 ^ n)) (I : Vec α n) (W : Fin n → Vec α m) (b : Vec α n) : α :=
  sum fun k => P k * sum fun i => I i *
    if pattern k.val i = true then 0 else reluModel W b (indicator (pattern k.val)) i ^ 2

/-- The loss of the ReLU model, weighted by importance `I`, summed over the patterns with one active feature. -/
def oneSparseLoss (I : Vec α n) (W : Fin n → Vec α m) (b : Vec α n) : α :=
  sum fun j => sum fun i => I i * (basisVec j i - reluModel W b (basisVec j) i) ^ 2

/-- The expected loss is what active features miss plus what inactive features pick up.
Source: elhage2022, on the loss of the ReLU output model.
Why: representing a feature pays in the first term and costs in the second.
Tight: an identity. -/
theorem patternLoss_eq_miss_add_falseAlarm (P : Vec α (2 ^ n)) (I : Vec α n) (W : Fin n → Vec α m) (b : Vec α n) :
    patternLoss P I W b = missLoss P I W b + falseAlarmLoss P I W b := by
  rw [patternLoss, missLoss, falseAlarmLoss, ← sum_add]
  refine sum_congr fun k => ?_
  rw [← Lean.Grind.Semiring.left_distrib, ← sum_add]
  congr 1
  exact sum_congr fun i => by
    unfold indicator
    split <;> grind

/-- The loss over single active features is feature benefit plus interference:
`Σᵢ Iᵢ (1 - relu (Wᵢ · Wᵢ + bᵢ))² + Σᵢ Iᵢ Σ_{j ≠ i} relu (Wᵢ · Wⱼ + bᵢ)²`.
Source: elhage2022, on the ReLU output model in the limit of sparsity.
Why: the two terms with which the toy models' geometry is explained, exactly as the loss has them.
Tight: an identity. -/
theorem oneSparseLoss_eq (I : Vec α n) (W : Fin n → Vec α m) (b : Vec α n) :
    oneSparseLoss I W b = (sum fun i => I i * (1 - relu (normSq (W i) + b i)) ^ 2) +
      sum fun i => I i * sum fun j => if i = j then 0 else relu (dot (W i) (W j) + b i) ^ 2 := by
  have e : ∀ i j, reluModel W b (basisVec j) i = relu (dot (W i) (W j) + b i) := fun i j => by
    have h := reluModel_smul_basisVec W b 1 i j
    simp only [Lean.Grind.Semiring.one_mul] at h
    exact h
  rw [oneSparseLoss, sum_comm, ← sum_add]
  refine sum_congr fun i => ?_
  have h : ∀ j, I i * (basisVec j i - reluModel W b (basisVec j) i) ^ 2 =
      (if i = j then I i * (1 - relu (normSq (W i) + b i)) ^ 2 else 0) +
        I i * if i = j then 0 else relu (dot (W i) (W j) + b i) ^ 2 := fun j => by
    rw [e, basisVec]
    by_cases hij : i = j
    · subst hij
      rw [dot_self]
      grind
    · grind
  rw [sum_congr h, sum_add, sum_ite_eq i fun _ => I i * (1 - relu (normSq (W i) + b i)) ^ 2, ← mul_sum]

/-- If every pattern with a single active feature has a probability of at least `q`, then the expected loss is at least
`q` times the loss over single active features.
Source: elhage2022, on the ReLU output model in the limit of sparsity.
Why: feature benefit and interference of single features bound the loss from below at every level of sparsity.
Tight: `patternLoss_ge_oneSparse_tight`, a distribution on single features. -/
theorem patternLoss_ge_oneSparse {P : Vec α (2 ^ n)} {I : Vec α n} {q : α} (hP : ∀ k, 0 ≤ P k) (hI : ∀ i, 0 ≤ I i)
    (hq : ∀ j, q ≤ P (singleActive j)) (W : Fin n → Vec α m) (b : Vec α n) :
    q * oneSparseLoss I W b ≤ patternLoss P I W b := by
  have hx : ∀ j : Fin n, (indicator (pattern (singleActive j).val) : Vec α n) = basisVec j := fun j => by
    funext i
    simp only [indicator, pattern_singleActive, basisVec, decide_eq_true_eq]
  have hL : ∀ x : Vec α n, 0 ≤ sum fun i => I i * (x i - reluModel W b x i) ^ 2 := fun x =>
    sum_nonneg fun i => mul_nonneg (hI i) (sq_nonneg _)
  have h := sum_comp_le (fun k : Fin (2 ^ n) => mul_nonneg (hP k) (hL (indicator (pattern k.val)))) (s := singleActive)
    fun i j hij => by
      have h1 := pattern_singleActive i i
      rw [hij, pattern_singleActive] at h1
      grind
  refine Std.le_trans ?_ h
  rw [oneSparseLoss, mul_sum]
  refine sum_le_sum fun j => ?_
  rw [hx]
  have := mul_le_mul_of_nonneg_left (hq j) (hL (basisVec j))
  grind

/-- Equality in `patternLoss_ge_oneSparse`: two features, of which one is active, each with probability `1/2`. -/
theorem patternLoss_ge_oneSparse_tight :
    (1 : Rat) / 2 * oneSparseLoss (fun _ => 1) (fun (_ : Fin 2) (_ : Fin 1) => 1) (fun _ => 0) =
      patternLoss (fun k => if k.val = 1 ∨ k.val = 2 then 1 / 2 else 0) (fun _ => 1)
        (fun (_ : Fin 2) (_ : Fin 1) => 1) (fun _ => 0) := by
  decide +kernel

end ToyModels
