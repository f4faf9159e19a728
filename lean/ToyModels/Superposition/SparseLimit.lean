module

public import ToyModels.Foundations.Probability
public import ToyModels.Superposition.ReluLoss

/-!
# The limit of sparsity, from both sides

If features are rarely active then at most one of them is, nearly always, and the loss is that of single active features
to first order. Here this is an inequality on both sides, with constants: the pairs of features that are active together
carry all that is left. So what is proved of one active feature at a time is about the loss itself.

## Main definitions

* `inputLoss I W b x`: the loss on the input `x`; `patternLoss` and `oneSparseLoss` are sums of it.
* `activeProb P j`, `jointProb P i j`: the probability that feature `j`, or both `i` and `j`, are active.

## Main statements

* `patternLoss_le_oneSparse`: for biases that are not positive, the loss is at most that of single active features plus
  the probability of each pair times the largest loss.
* `patternLoss_ge_of_pairs`: it is at least that of single active features less what the pairs take away.
* `patternLoss_bernoulli_le`, `patternLoss_bernoulli_ge`: both for independent features, with `p` and `p²`.

## Proof idea

Both inequalities hold for every pattern of activity: with none active all sides vanish, with one they agree, and with
more there is an active pair. Then take expectations.

## What is not claimed

Nothing about second order in `p`, where the pairs matter.

## References

* [elhage2022], on the ReLU output model in the limit of sparsity.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- The probability that feature `j` is active, if the pattern of activity `k` has probability `P k`. -/
def activeProb (P : Vec α (2 ^ n)) (j : Fin n) : α := probability P fun k => pattern k.val j

/-- The probability that the features `i` and `j` are both active. -/
def jointProb (P : Vec α (2 ^ n)) (i j : Fin n) : α := probability P fun k => pattern k.val i && pattern k.val j

/-! ### Independent features -/

/-- The expectation over one more independent feature splits by whether it is active. -/
private theorem expectation_bernoulli_succ (p : α) (f : Fin (2 ^ (n + 1)) → α) :
    (expectation (fun k => bernoulliWeight p (n + 1) k.val) f) =
      (1 - p) * (expectation (fun k => bernoulliWeight p n k.val) fun k => f (lastOff k)) +
        p * expectation (fun k => bernoulliWeight p n k.val) fun k => f (lastOn k) := by
  rw [expectation, sum_two_pow_succ, expectation, expectation, mul_sum, mul_sum, ← sum_add]
  refine sum_congr fun k => ?_
  obtain ⟨h₁, h₂⟩ := bernoulliWeight_lastOff_lastOn p k
  rw [h₁, h₂]
  grind

private theorem pattern_lasts (k : Fin (2 ^ n)) :
    ((pattern (lastOff k).val : Fin (n + 1) → Bool) (Fin.last n) = false ∧
      (pattern (lastOn k).val : Fin (n + 1) → Bool) (Fin.last n) = true) ∧
      ∀ i : Fin n, (pattern (lastOff k).val : Fin (n + 1) → Bool) i.castSucc = pattern k.val i ∧
        (pattern (lastOn k).val : Fin (n + 1) → Bool) i.castSucc = pattern k.val i :=
  ⟨⟨pattern_last k.isLt, pattern_two_pow_add_last k.isLt⟩, fun i => ⟨rfl, pattern_two_pow_add k.val i⟩⟩

/-- Each feature is active with probability `p`. -/
theorem activeProb_bernoulli (p : α) (j : Fin n) : activeProb (fun k => bernoulliWeight p n k.val) j = p := by
  induction n with
  | zero => exact j.elim0
  | succ n ih =>
    rw [activeProb, probability, expectation_bernoulli_succ]
    cases j using Fin.lastCases with
    | last =>
      simp only [(pattern_lasts _).1.1, (pattern_lasts _).1.2, Bool.false_eq_true, if_false, if_true,
        expectation_const (sum_bernoulliWeight p n)]
      grind
    | cast j =>
      have h := ih j
      rw [activeProb, probability] at h
      simp only [((pattern_lasts _).2 j).1, ((pattern_lasts _).2 j).2, h]
      grind

private theorem jointProb_last (p : α) (j : Fin n) :
    jointProb (fun k => bernoulliWeight p (n + 1) k.val) (Fin.last n) j.castSucc = p ^ 2 := by
  have h := activeProb_bernoulli p j
  rw [activeProb, probability] at h
  rw [jointProb, probability, expectation_bernoulli_succ]
  simp only [(pattern_lasts _).1.1, (pattern_lasts _).1.2, ((pattern_lasts _).2 j).2, Bool.true_and, Bool.false_and, h]
  simp only [Bool.false_eq_true, if_false, expectation_const (sum_bernoulliWeight p n)]
  grind

/-- Two different features are both active with probability `p²`. -/
theorem jointProb_bernoulli (p : α) {i j : Fin n} (hij : i ≠ j) :
    jointProb (fun k => bernoulliWeight p n k.val) i j = p ^ 2 := by
  induction n with
  | zero => exact i.elim0
  | succ n ih =>
    have hsymm : ∀ i j : Fin (n + 1), jointProb (fun k => bernoulliWeight p (n + 1) k.val) i j =
        jointProb (fun k => bernoulliWeight p (n + 1) k.val) j i := fun i j =>
      expectation_congr fun k => by simp only [Bool.and_comm (pattern k.val i)]
    cases i using Fin.lastCases with
    | last =>
      cases j using Fin.lastCases with
      | last => exact absurd rfl hij
      | cast j => exact jointProb_last p j
    | cast i =>
      cases j using Fin.lastCases with
      | last => rw [hsymm]; exact jointProb_last p i
      | cast j =>
        have h := ih (i := i) (j := j) fun e => hij (congrArg Fin.castSucc e)
        rw [jointProb, probability] at h
        rw [jointProb, probability, expectation_bernoulli_succ]
        simp only [((pattern_lasts _).2 i).1, ((pattern_lasts _).2 i).2, ((pattern_lasts _).2 j).1,
          ((pattern_lasts _).2 j).2, h]
        grind

/-! ### Single features and pairs -/

variable [DecidableLE α]

/-- The loss of the ReLU model on the input `x`, weighted by importance `I`. -/
def inputLoss (I : Vec α n) (W : Fin n → Vec α m) (b x : Vec α n) : α :=
  sum fun i => I i * (x i - reluModel W b x i) ^ 2

private theorem inputLoss_nonneg {I : Vec α n} (hI : ∀ i, 0 ≤ I i) (W : Fin n → Vec α m) (b x : Vec α n) :
    0 ≤ inputLoss I W b x :=
  sum_nonneg fun i => mul_nonneg (hI i) (sq_nonneg _)

omit [DecidableLE α] in
private theorem pair_le_sum {f : Fin n → α} (hf : ∀ a, 0 ≤ f a) {i j : Fin n} (hij : i ≠ j) : f i + f j ≤ sum f := by
  rw [← sum_ite_eq i f, ← sum_ite_eq j f, ← sum_add]
  exact sum_le_sum fun a => by have := hf a; grind

private theorem inputLoss_empty {I b : Vec α n} (hb : ∀ i, b i ≤ 0) (W : Fin n → Vec α m) {x : Vec α n}
    (hx : ∀ i, x i = 0) : inputLoss I W b x = 0 :=
  sum_eq_zero fun i => by
    have h : reluModel W b x i = 0 := by
      rw [reluModel, dot_lincomb, sum_eq_zero fun j => by rw [hx j]; grind]
      exact relu_of_nonpos (by have := hb i; grind)
    rw [h, hx i]
    grind

omit [DecidableLE α] in
private theorem indicator_single {S : Fin n → Bool} {j : Fin n} (hj : S j = true) (h : ∀ i, S i = true → i = j) :
    (indicator S : Vec α n) = basisVec j :=
  funext fun i => by
    by_cases hi : j = i
    · rw [← hi, indicator, if_pos hj, basisVec, if_pos rfl]
    · rw [indicator, basisVec, if_neg hi, if_neg fun hS => hi (h i hS).symm]

omit [DecidableLE α] in
private theorem sum_single {S : Fin n → Bool} {j : Fin n} (hj : S j = true) (h : ∀ i, S i = true → i = j)
    (f : Fin n → α) : (sum fun i => if S i = true then f i else 0) = f j := by
  rw [← sum_ite_eq j f]
  exact sum_congr fun i => by have := h i; grind

private theorem inputLoss_le {I b : Vec α n} {M : α} (hI : ∀ i, 0 ≤ I i) (hb : ∀ i, b i ≤ 0) (W : Fin n → Vec α m)
    (S : Fin n → Bool) (hM : inputLoss I W b (indicator S) ≤ M) :
    2 * inputLoss I W b (indicator S) ≤ 2 * (sum fun j => if S j = true then inputLoss I W b (basisVec j) else 0) +
      M * sum fun i => sum fun j => if i = j then 0 else if (S i && S j) = true then 1 else 0 := by
  have hf := inputLoss_nonneg hI W b (indicator S)
  have h₁ := sum_nonneg fun j => show 0 ≤ if S j = true then inputLoss I W b (basisVec j) else 0 by
    have := inputLoss_nonneg hI W b (basisVec j); grind
  have hT : ∀ i j, (0 : α) ≤ if i = j then 0 else if (S i && S j) = true then 1 else 0 := fun i j => by grind
  have h₂ := sum_nonneg fun i => sum_nonneg fun j => hT i j
  have h₃ := mul_nonneg (Std.le_trans hf hM) h₂
  by_cases h0 : ∀ i, S i = false
  · rw [inputLoss_empty (x := indicator S) hb W fun i => indicator_of_false (h0 i)]
    grind
  obtain ⟨j, hj⟩ : ∃ j, S j = true := Classical.byContradiction fun hn =>
    h0 fun i => Bool.eq_false_iff.mpr fun e => hn ⟨i, e⟩
  by_cases hs : ∀ i, S i = true → i = j
  · rw [indicator_single hj hs, sum_single hj hs fun j => inputLoss I W b (basisVec j)]
    grind
  · obtain ⟨i, hi, hij⟩ : ∃ i, S i = true ∧ i ≠ j := Classical.byContradiction fun hn =>
      hs fun i hi => Classical.byContradiction fun e => hn ⟨i, hi, e⟩
    have hp := pair_le_sum (fun a => sum_nonneg fun b => hT a b) hij
    have hi₁ := single_le_sum (hT i) j
    have hj₁ := single_le_sum (hT j) i
    rw [if_neg hij, hi, hj, Bool.and_self, if_pos rfl] at hi₁
    rw [if_neg (Ne.symm hij), hi, hj, Bool.and_self, if_pos rfl] at hj₁
    generalize (sum fun i => sum fun j => if i = j then (0 : α) else if (S i && S j) = true then 1 else 0) = T at *
    have h₄ := mul_le_mul_of_nonneg_left (a := 2) (b := T) (by grind) (Std.le_trans hf hM)
    grind

/-- If the patterns of activity have the probabilities `P`, biases are not positive and importances not negative, and no
pattern loses more than `M`, then the loss is at most the sum of the losses of single active features, each times the
probability that it is active, plus `M` times the probabilities of all pairs. Both sides are doubled, so that each pair
is counted twice.
Source: elhage2022, on the ReLU output model in the limit of sparsity.
Why: for every law of activity the loss is that of single features up to what occurs together.
Tight: `patternLoss_le_oneSparse_tight`, an antipodal pair; `patternLoss_le_oneSparse_needs_bias`. -/
theorem patternLoss_le_oneSparse {P : Vec α (2 ^ n)} {I b : Vec α n} {M : α} (hP : ∀ k, 0 ≤ P k)
    (hI : ∀ i, 0 ≤ I i) (hb : ∀ i, b i ≤ 0) (W : Fin n → Vec α m)
    (hM : ∀ k : Fin (2 ^ n), inputLoss I W b (indicator (pattern k.val)) ≤ M) :
    2 * patternLoss P I W b ≤ 2 * (sum fun j => activeProb P j * inputLoss I W b (basisVec j)) +
      M * sum fun i => sum fun j => if i = j then 0 else jointProb P i j := by
  have h := expectation_le hP fun k => inputLoss_le hI hb W (pattern k.val) (hM k)
  rw [expectation_smul, expectation_add, expectation_smul, expectation_smul, expectation_sum, expectation_sum] at h
  have e₁ : (sum fun j => expectation P fun k => if pattern k.val j = true then inputLoss I W b (basisVec j) else 0) =
      sum fun j => activeProb P j * inputLoss I W b (basisVec j) := sum_congr fun j => by
    rw [activeProb, probability, show ∀ a c : α, a * c = c * a by grind, ← expectation_smul]
    exact expectation_congr fun k => by split <;> grind
  have e₂ : (sum fun i => expectation P fun k => sum fun j =>
      if i = j then 0 else if (pattern k.val i && pattern k.val j) = true then (1 : α) else 0) =
      sum fun i => sum fun j => if i = j then 0 else jointProb P i j := sum_congr fun i => by
    rw [expectation_sum]
    refine sum_congr fun j => ?_
    by_cases hij : i = j
    · simp only [if_pos hij]
      exact sum_eq_zero fun k => by grind
    · simp only [if_neg hij]
      rfl
  rw [e₁, e₂] at h
  exact h

/-- Equality in `patternLoss_le_oneSparse`: an antipodal pair without a bias, whose two features are active with
probability `1/3` each, independently. Single features cost nothing, both together cost `M = 2`. -/
theorem patternLoss_le_oneSparse_tight :
    (∀ k : Fin (2 ^ 2), inputLoss (fun _ => 1) (fun (i : Fin 2) (_ : Fin 1) => if i.val = 0 then 1 else -1)
        (fun _ => 0) (indicator (pattern k.val)) ≤ (2 : Rat)) ∧
      2 * patternLoss (fun k : Fin (2 ^ 2) => bernoulliWeight (1 / 3 : Rat) 2 k.val) (fun _ => 1)
        (fun (i : Fin 2) (_ : Fin 1) => if i.val = 0 then 1 else -1) (fun _ => 0) = 2 * (2 * (1 / 3) ^ 2) := by
  decide +kernel

/-- `patternLoss_le_oneSparse` needs biases that are not positive: a bias of one costs `1` if nothing is ever active. -/
theorem patternLoss_le_oneSparse_needs_bias :
    patternLoss (fun k : Fin (2 ^ 1) => bernoulliWeight (0 : Rat) 1 k.val) (fun _ => 1) (fun _ (_ : Fin 1) => 0)
      (fun _ => 1) = 1 := by
  decide +kernel

private theorem inputLoss_ge {I : Vec α n} (hI : ∀ i, 0 ≤ I i) (W : Fin n → Vec α m) (b : Vec α n)
    (S : Fin n → Bool) :
    (sum fun j => inputLoss I W b (basisVec j) * ((if S j = true then 1 else 0) -
      sum fun i => if j = i then 0 else if (S j && S i) = true then 1 else 0)) ≤ inputLoss I W b (indicator S) := by
  have hl := fun j => inputLoss_nonneg hI W b (basisVec j)
  have hT : ∀ j i, (0 : α) ≤ if j = i then 0 else if (S j && S i) = true then 1 else 0 := fun j i => by grind
  by_cases hs : ∃ j, S j = true ∧ ∀ i, S i = true → i = j
  · obtain ⟨j, hj, hs⟩ := hs
    rw [indicator_single hj hs, ← sum_single hj hs fun j => inputLoss I W b (basisVec j)]
    refine sum_le_sum fun a => ?_
    have := mul_nonneg (hl a) (sum_nonneg (hT a))
    generalize (sum fun i => if a = i then (0 : α) else if (S a && S i) = true then 1 else 0) = T at this ⊢
    generalize inputLoss I W b (basisVec a) = l at this ⊢
    by_cases ha : S a = true
    · rw [if_pos ha, if_pos ha]; grind
    · rw [if_neg ha, if_neg ha]; grind
  · refine Std.le_trans (sum_le_sum (g := fun _ => 0) fun j => ?_) ?_
    · have h₁ := mul_nonneg (hl j) (sum_nonneg (hT j))
      by_cases hj : S j = true
      · obtain ⟨i, hi, hij⟩ : ∃ i, S i = true ∧ i ≠ j := Classical.byContradiction fun hn =>
          hs ⟨j, hj, fun i hi => Classical.byContradiction fun e => hn ⟨i, hi, e⟩⟩
        have h₂ := single_le_sum (hT j) i
        rw [if_neg (Ne.symm hij), hi, hj, Bool.and_self, if_pos rfl] at h₂
        have := mul_le_mul_of_nonneg_left h₂ (hl j)
        rw [if_pos hj]
        grind
      · rw [if_neg hj]
        grind
    · rw [sum_eq_zero fun _ => rfl]
      exact inputLoss_nonneg hI W b _

/-- The loss is at least the sum of the losses of single active features, each times the probability that the feature is
active less the probabilities that it is active together with another one.
Source: elhage2022, on the ReLU output model in the limit of sparsity.
Why: the other side of `patternLoss_le_oneSparse`: for every law of activity, and with any biases.
Tight: `patternLoss_ge_of_pairs_tight`, one feature. -/
theorem patternLoss_ge_of_pairs {P : Vec α (2 ^ n)} {I : Vec α n} (hP : ∀ k, 0 ≤ P k) (hI : ∀ i, 0 ≤ I i)
    (W : Fin n → Vec α m) (b : Vec α n) :
    (sum fun j => inputLoss I W b (basisVec j) *
      (activeProb P j - sum fun i => if j = i then 0 else jointProb P j i)) ≤ patternLoss P I W b := by
  have h := expectation_le hP fun k => inputLoss_ge hI W b (pattern k.val)
  rw [expectation_sum] at h
  refine Eq.mpr (congrArg (· ≤ patternLoss P I W b) (sum_congr fun j => ?_)) h
  rw [expectation_smul, expectation_sub, expectation_sum]
  refine congrArg (inputLoss I W b (basisVec j) * ·) (congrArg (activeProb P j - ·) (sum_congr fun i => ?_))
  by_cases hij : j = i
  · simp only [if_pos hij]
    exact (sum_eq_zero fun k => by grind).symm
  · simp only [if_neg hij]
    rfl

/-- Equality in `patternLoss_ge_of_pairs`: one feature, active with probability `1/3` and dropped. -/
theorem patternLoss_ge_of_pairs_tight :
    (sum fun j => inputLoss (fun _ => 1) (fun _ (_ : Fin 1) => 0) (fun _ => 0) (basisVec j) *
      (activeProb (fun k : Fin (2 ^ 1) => bernoulliWeight (1 / 3 : Rat) 1 k.val) j - 0)) =
        patternLoss (fun k : Fin (2 ^ 1) => bernoulliWeight (1 / 3 : Rat) 1 k.val) (fun _ => 1)
          (fun _ (_ : Fin 1) => 0) (fun _ => 0) := by
  decide +kernel

/-! ### Independent features in the limit -/

/-- For `n` independent features, each active with probability `p`, with biases that are not positive, the loss is at
most `p` times the loss over single active features plus `n (n - 1) / 2` times `p²` times the largest loss `M`.
Source: elhage2022, on the ReLU output model in the limit of sparsity.
Why: the first order in `p` is exact, which makes theorems about one active feature theorems about sparse features.
Tight: `patternLoss_le_oneSparse_tight`, an antipodal pair. -/
theorem patternLoss_bernoulli_le {p : α} (h0 : 0 ≤ p) (h1 : p ≤ 1) {I b : Vec α n} {M : α} (hI : ∀ i, 0 ≤ I i)
    (hb : ∀ i, b i ≤ 0) (W : Fin n → Vec α m)
    (hM : ∀ k : Fin (2 ^ n), inputLoss I W b (indicator (pattern k.val)) ≤ M) :
    2 * patternLoss (fun k => bernoulliWeight p n k.val) I W b ≤
      2 * (p * oneSparseLoss I W b) + M * ((n : α) * ((n : α) - 1) * p ^ 2) := by
  have h := patternLoss_le_oneSparse (fun k => bernoulliWeight_nonneg h0 h1 n k.val) hI hb W hM
  have e : (sum fun i : Fin n => sum fun j => if i = j then 0 else
      jointProb (fun k => bernoulliWeight p n k.val) i j) = (n : α) * ((n : α) - 1) * p ^ 2 := by
    have e' : ∀ i j : Fin n, (if i = j then 0 else jointProb (fun k => bernoulliWeight p n k.val) i j) =
        if i = j then 0 else p ^ 2 := fun i j => by
      by_cases hij : i = j
      · rw [if_pos hij, if_pos hij]
      · rw [if_neg hij, if_neg hij, jointProb_bernoulli p hij]
    simp only [e', sum_ite_const, sum_const]
    grind
  simp only [activeProb_bernoulli, ← mul_sum] at h
  rw [e] at h
  exact h

/-- For `n` independent features, each active with probability `p`, the loss is at least `p - (n - 1) p²` times the loss
over single active features.
Source: elhage2022, on the ReLU output model in the limit of sparsity.
Why: the other side of `patternLoss_bernoulli_le`: no code is better than its loss on single features suggests. By
`patternLoss_ge_oneSparse` it even is at least `p (1 - p)ⁿ⁻¹` times that loss; here the powers of `p` are apart.
Tight: `patternLoss_ge_of_pairs_tight`, one feature. -/
theorem patternLoss_bernoulli_ge {p : α} (h0 : 0 ≤ p) (h1 : p ≤ 1) {I : Vec α n} (hI : ∀ i, 0 ≤ I i)
    (W : Fin n → Vec α m) (b : Vec α n) :
    (p - ((n : α) - 1) * p ^ 2) * oneSparseLoss I W b ≤ patternLoss (fun k => bernoulliWeight p n k.val) I W b := by
  have h := patternLoss_ge_of_pairs (fun k => bernoulliWeight_nonneg h0 h1 n k.val) hI W b
  have e : ∀ j : Fin n, (sum fun i => if j = i then 0 else jointProb (fun k => bernoulliWeight p n k.val) j i) =
      ((n : α) - 1) * p ^ 2 := fun j => by
    have e' : ∀ i : Fin n, (if j = i then 0 else jointProb (fun k => bernoulliWeight p n k.val) j i) =
        if j = i then 0 else p ^ 2 := fun i => by
      by_cases hij : j = i
      · rw [if_pos hij, if_pos hij]
      · rw [if_neg hij, if_neg hij, jointProb_bernoulli p hij]
    simp only [e', sum_ite_const]
    grind
  simp only [activeProb_bernoulli, e, ← sum_mul] at h
  rw [show ∀ a c : α, a * c = c * a by grind] at h
  exact h

end ToyModels
