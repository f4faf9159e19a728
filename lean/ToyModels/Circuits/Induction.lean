module

public import ToyModels.Circuits.Attention
public import ToyModels.Foundations.BooleanSet

/-!
# Induction heads, exactly

The best known circuit of a transformer completes a pattern that it has seen before: after `… A B … A` it predicts `B`.
It takes two heads. The first one reads, at each token, the token before it; the second one looks for a token that
came after the current one, and copies it. With hard attention, which divides itself evenly among the tokens of
the largest score, such a transformer computes a statistic: its logits are the frequencies with which each token came
after the current one so far. Here its matrices are written down, and that it does so is proved.

The residual stream has three parts: the token, its position, and a slot for the token before it.

## Main definitions

* `attended s q`: the tokens up to `q` of the largest score for the query `q`.
* `hardAttention s`: the pattern that divides attention evenly among them.
* `embedding t`: the residual stream of the tokens `t`, in `V + L + V` dimensions for `V` tokens and `L` positions.
* `previousQK`, `previousOV`: the matrices of a head that copies the token before into the slot.
* `inductionQK`, `inductionOV`: those of a head that looks for the token in the slots of others, and outputs theirs.
* `before k`: the position before.
* `previousHead t`, `inductionLogits t`: the stream after the first head; the output of the second one.
* `matchLogits t q v`: the same without vectors, by comparing tokens.
* `exampleText`: a text of six tokens.
* `followsMatch t q`: the positions up to `q` whose token came after the token at `q`.

## Main statements

* `hardAttention_isPattern`, `hardAttention_isCausal`: hard attention is a causal attention pattern.
* `previous_token_head`: the first head attends to the token before.
* `inductionLogits_eq_matchLogits`: the circuit compares tokens.
* `induction_head_bigram`: the second one outputs the frequencies of what came after the current token.

## Proof idea

All vectors are sums of basis vectors, so that scores are sums of entries of zero-one matrices. The score of the second
head is one where the token in the slot is the current token, and zero elsewhere.

## What is not claimed

Nothing about how such heads arise in training. Hard attention stands for an attention whose scores are scaled up.

## References

* [elhage2021] and [olsson2022], on induction heads.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {n L V : Nat}

open Mat

/-- The tokens that the query `q` attends to: those up to `q` with the largest score. -/
def attended [DecidableLE α] (s : Fin n → Fin n → α) (q : Fin n) : Fin n → Bool :=
  fun k => decide (k.val ≤ q.val ∧ ∀ l, l.val ≤ q.val → s q l ≤ s q k)

/-- Hard attention, divided evenly among the tokens with the largest score. -/
def hardAttention [DecidableLE α] (s : Fin n → Fin n → α) : Mat α n n :=
  fun q k => if attended s q k = true then 1 / (count (attended s q) : α) else 0


/-- The residual stream: at each position a one for its token and a one for the position. -/
def embedding (t : Fin L → Fin V) : Fin L → Vec α (V + L + V) :=
  fun k a => if a.val = (t k).val ∨ a.val = V + k.val then 1 else 0

/-- The QK matrix that gives the score one to the position before the query. -/
def previousQK : Mat α (V + L + V) (V + L + V) :=
  fun a b => if V ≤ b.val ∧ a.val = b.val + 1 ∧ a.val < V + L then 1 else 0

/-- The OV matrix that writes a token into the slot. -/
def previousOV : Mat α (V + L + V) (V + L + V) := fun a b => if a.val = V + L + b.val then 1 else 0

/-- The QK matrix that compares the token of the query with the slot of the key. -/
def inductionQK : Mat α (V + L + V) (V + L + V) := fun a b => if b.val = V + L + a.val then 1 else 0

/-- The OV matrix, to the logits, that outputs the token. -/
def inductionOV : Mat α V (V + L + V) := fun v b => if b.val = v.val then 1 else 0

/-- The residual stream after the head that copies the token before. -/
def previousHead [DecidableLE α] (t : Fin L → Fin V) : Fin L → Vec α (V + L + V) := fun k a =>
  embedding t k a +
    headOutput (hardAttention fun q k => attentionScore previousQK (embedding t q) (embedding t k)) previousOV
      (embedding t) k a

/-- What the induction head writes to the logits. -/
def inductionLogits [DecidableLE α] (t : Fin L → Fin V) : Fin L → Vec α V :=
  headOutput (hardAttention fun q k => attentionScore inductionQK (previousHead t q) (previousHead t k)) inductionOV
    (previousHead t)

/-- The position before, or the first one itself. -/
def before (k : Fin L) : Fin L := ⟨k.val - 1, Nat.lt_of_le_of_lt (Nat.sub_le _ _) k.isLt⟩

/-- The logits of an attention that compares the token before each position with the current token, and outputs the
tokens of the largest score. -/
def matchLogits [DecidableLE α] (t : Fin L → Fin V) (q : Fin L) (v : Fin V) : α := sum fun k =>
  hardAttention (fun q k => if t (before k) = t q then (1 : α) else 0) q k * if t k = v then 1 else 0

/-- The positions up to `q`, not the first one, whose token came after a token like that at `q`. -/
def followsMatch (t : Fin L → Fin V) (q : Fin L) : Fin L → Bool :=
  fun k => decide (k.val ≠ 0 ∧ k.val ≤ q.val ∧ t (before k) = t q)

/-- The text `0 1 2 1 3 1`. -/
def exampleText : Fin 6 → Fin 4 := fun k => if k.val = 0 then 0 else if k.val = 2 then 2 else if k.val = 4 then 3 else 1

/-! ### Sums of basis vectors -/

private def place (a : Nat) : Vec α n := fun b => if b.val = a then 1 else 0

private theorem dot_place (x : Vec α n) {a : Nat} (h : a < n) : dot x (place a) = x ⟨a, h⟩ := by
  rw [← dot_basisVec x ⟨a, h⟩]
  exact congrArg (dot x) (funext fun b => by simp only [place, basisVec, Fin.ext_iff, eq_comm])

private theorem score_place (M : Mat α n n) {a b : Nat} (ha : a < n) (hb : b < n) :
    attentionScore M (place a) (place b) = M ⟨a, ha⟩ ⟨b, hb⟩ := by
  rw [attentionScore, dot_comm, dot_place _ ha]
  exact dot_place _ hb

private theorem score_add_left (M : Mat α n n) (x x' y : Vec α n) :
    attentionScore M (fun a => x a + x' a) y = attentionScore M x y + attentionScore M x' y := by
  simp only [attentionScore, dot_comm _ (M.mulVec y), dot_add]

private theorem score_add_right (M : Mat α n n) (x y y' : Vec α n) :
    attentionScore M x (fun a => y a + y' a) = attentionScore M x y + attentionScore M x y' := by
  have e : (M.mulVec fun a => y a + y' a) = fun a => M.mulVec y a + M.mulVec y' a := funext fun a => dot_add _ _ _
  simp only [attentionScore, e, dot_add]

private theorem embedding_eq (t : Fin L → Fin V) (k : Fin L) :
    (embedding t k : Vec α (V + L + V)) = fun a => place (t k).val a + place (V + k.val) a := by
  funext a
  have := (t k).isLt
  unfold embedding place
  by_cases h : a.val = (t k).val
  · rw [if_pos (Or.inl h), if_pos h, if_neg (by omega)]
    grind
  · by_cases h' : a.val = V + k.val
    · rw [if_pos (Or.inr h'), if_neg h, if_pos h']
      grind
    · rw [if_neg (by omega), if_neg h, if_neg h']
      grind

/-! ### Hard attention -/

private theorem exists_largest (f : Fin n → α) (m : Nat) (hm : m < n) :
    ∃ k : Fin n, k.val ≤ m ∧ ∀ l : Fin n, l.val ≤ m → f l ≤ f k := by
  induction m with
  | zero =>
    refine ⟨⟨0, hm⟩, Nat.le_refl _, fun l hl => ?_⟩
    rw [show l = ⟨0, hm⟩ from Fin.ext (Nat.le_zero.mp hl)]
    exact Std.le_refl _
  | succ m ih =>
    obtain ⟨k, hk, hmax⟩ := ih (by omega)
    have hl : ∀ l : Fin n, l.val ≤ m + 1 → l.val ≤ m ∨ l = ⟨m + 1, hm⟩ := fun l hl => by
      by_cases h : l.val ≤ m
      · exact Or.inl h
      · exact Or.inr (Fin.ext (by simp only []; omega))
    rcases Std.le_total (a := f k) (b := f ⟨m + 1, hm⟩) with h | h
    · refine ⟨⟨m + 1, hm⟩, Nat.le_refl _, fun l h' => ?_⟩
      rcases hl l h' with h' | h'
      · exact Std.le_trans (hmax l h') h
      · rw [h']; exact Std.le_refl _
    · refine ⟨k, by omega, fun l h' => ?_⟩
      rcases hl l h' with h' | h'
      · exact hmax l h'
      · rw [h']; exact h

variable [DecidableLE α]

/-- Hard attention is an attention pattern.
Source: olsson2022, where attention is by softmax.
Why: attention never vanishes, which is what an induction head does with a token that it has not seen before.
Tight: an identity for the sums. -/
theorem hardAttention_isPattern (s : Fin n → Fin n → α) : IsPattern (hardAttention s) := by
  have hc : ∀ q, 1 ≤ count (attended s q) := fun q => by
    obtain ⟨k, hk, hmax⟩ := exists_largest (s q) q.val q.isLt
    exact one_le_count (i := k) (decide_eq_true ⟨hk, hmax⟩)
  refine ⟨fun q k => ?_, fun q => ?_⟩
  · unfold hardAttention
    split
    · exact div_nonneg (by grind) (natCast_nonneg _)
    · exact Std.le_refl _
  · have h := (natCast_pos (α := α) (count (attended s q))).mpr (hc q)
    exact (sum_ite_set _ _).trans (by grind)

/-- Hard attention is causal.
Source: elhage2021, on autoregressive attention.
Why: tokens are compared with earlier ones only, as in a language model.
Tight: an identity. -/
theorem hardAttention_isCausal (s : Fin n → Fin n → α) : IsCausal (hardAttention s) := fun q k h =>
  if_neg fun h' => by
    have := (of_decide_eq_true h').1
    omega

private theorem attended_eq {s : Fin n → Fin n → α} {q : Fin n} {S : Fin n → Bool} (hS : ∃ k, S k = true)
    (hq : ∀ k, S k = true → k.val ≤ q.val) (h : ∀ k, k.val ≤ q.val → s q k = if S k = true then 1 else 0) :
    attended s q = S := by
  obtain ⟨i, hi⟩ := hS
  funext k
  rw [Bool.eq_iff_iff]
  refine ⟨fun hk => ?_, fun hk => decide_eq_true ⟨hq k hk, fun l hl => ?_⟩⟩
  · have hk := of_decide_eq_true hk
    have h₁ := hk.2 i (hq i hi)
    rw [h k hk.1, h i (hq i hi), if_pos hi] at h₁
    by_cases hS : S k = true
    · exact hS
    · rw [if_neg hS] at h₁
      grind
  · rw [h k (hq k hk), h l hl, if_pos hk]
    split <;> grind

/-! ### The head that reads the token before -/

omit [DecidableLE α] in
private theorem previous_score (t : Fin L → Fin V) (q k : Fin L) :
    attentionScore previousQK (embedding t q : Vec α (V + L + V)) (embedding t k) =
      if q.val = k.val + 1 then 1 else 0 := by
  have h₁ := (t q).isLt
  have h₂ := (t k).isLt
  have h₃ := q.isLt
  have h₄ := k.isLt
  rw [embedding_eq, embedding_eq]
  simp only [score_add_left, score_add_right]
  rw [score_place _ (a := (t q).val) (b := (t k).val) (by omega) (by omega),
    score_place _ (a := (t q).val) (b := V + k.val) (by omega) (by omega),
    score_place _ (a := V + q.val) (b := (t k).val) (by omega) (by omega),
    score_place _ (a := V + q.val) (b := V + k.val) (by omega) (by omega)]
  simp only [previousQK]
  rw [if_neg (by omega), if_neg (by omega), if_neg (by omega)]
  by_cases h : q.val = k.val + 1
  · rw [if_pos (by omega), if_pos h]
    grind
  · rw [if_neg (by omega), if_neg h]
    grind

/-- The first head of the circuit attends to the position before, and at the first position to itself.
Source: elhage2021, on previous token heads.
Why: an attention pattern by position alone, from a QK matrix that shifts positions by one.
Tight: an identity. -/
theorem previous_token_head (t : Fin L → Fin V) (q k : Fin L) :
    hardAttention (fun q k => attentionScore previousQK (embedding t q : Vec α (V + L + V)) (embedding t k)) q k =
      if k = before q then 1 else 0 := by
  have hq := q.isLt
  have hS : attended (fun q k => attentionScore previousQK (embedding t q : Vec α (V + L + V)) (embedding t k)) q =
      fun k => decide (k = before q) := by
    by_cases h0 : q.val = 0
    · funext k
      rw [Bool.eq_iff_iff]
      simp only [attended, decide_eq_true_eq, previous_score, before, Fin.ext_iff]
      refine ⟨fun h => by omega, fun h => ⟨by omega, fun l hl => ?_⟩⟩
      rw [if_neg (by omega), if_neg (by omega)]
      exact Std.le_refl _
    · refine attended_eq ⟨before q, decide_eq_true rfl⟩ (fun k hk => ?_) fun k hk => ?_
      · rw [of_decide_eq_true hk]
        exact Nat.sub_le _ _
      · rw [previous_score]
        simp only [decide_eq_true_eq, before, Fin.ext_iff]
        by_cases h : q.val = k.val + 1
        · rw [if_pos h, if_pos (by omega)]
        · rw [if_neg h, if_neg (by omega)]
  have hc : (count (fun k => decide (k = before q)) : α) = 1 := by
    rw [← sum_indicator]
    refine (sum_congr fun k => ?_).trans (sum_ite_eq' (before q) fun _ => 1)
    simp only [indicator, decide_eq_true_eq]
  rw [hardAttention, hS, hc]
  simp only [decide_eq_true_eq]
  grind

private theorem previousHead_eq (t : Fin L → Fin V) (k : Fin L) (a : Fin (V + L + V)) :
    (previousHead t k a : α) =
      place (t k).val a + place (V + k.val) a + place (V + L + (t (before k)).val) a := by
  have h₁ := (t (before k)).isLt
  have h₂ := (before k).isLt
  have ha := a.isLt
  have e : lincomb
      (hardAttention (fun q k => attentionScore previousQK (embedding t q : Vec α (V + L + V)) (embedding t k)) k)
      (embedding t) = (embedding t (before k) : Vec α (V + L + V)) := by
    funext b
    rw [← sum_ite_eq' (before k) fun j => embedding t j b]
    exact sum_congr fun j => by rw [previous_token_head]; grind
  rw [previousHead, headOutput, e, mulVec, embedding_eq, embedding_eq, dot_add, dot_place _ (by omega),
    dot_place _ (by omega)]
  have h0 : previousOV a ⟨V + (before k).val, by omega⟩ = (0 : α) := if_neg (by simp only []; omega)
  rw [h0]
  change _ + ((if a.val = V + L + (t (before k)).val then 1 else 0) + 0) = _ + place _ a
  unfold place
  grind

/-! ### The induction head -/

private theorem induction_score (t : Fin L → Fin V) (q k : Fin L) :
    attentionScore inductionQK (previousHead t q : Vec α (V + L + V)) (previousHead t k) =
      if t (before k) = t q then 1 else 0 := by
  have h₁ := (t q).isLt
  have h₂ := (t k).isLt
  have h₃ := q.isLt
  have h₄ := k.isLt
  have h₅ := (t (before k)).isLt
  have h₆ := (t (before q)).isLt
  rw [show previousHead t q = _ from funext (previousHead_eq t q),
    show previousHead t k = _ from funext (previousHead_eq t k)]
  simp only [score_add_left, score_add_right]
  rw [score_place _ (a := (t q).val) (b := (t k).val) (by omega) (by omega),
    score_place _ (a := (t q).val) (b := V + k.val) (by omega) (by omega),
    score_place _ (a := (t q).val) (b := V + L + (t (before k)).val) (by omega) (by omega),
    score_place _ (a := V + q.val) (b := (t k).val) (by omega) (by omega),
    score_place _ (a := V + q.val) (b := V + k.val) (by omega) (by omega),
    score_place _ (a := V + q.val) (b := V + L + (t (before k)).val) (by omega) (by omega),
    score_place _ (a := V + L + (t (before q)).val) (b := (t k).val) (by omega) (by omega),
    score_place _ (a := V + L + (t (before q)).val) (b := V + k.val) (by omega) (by omega),
    score_place _ (a := V + L + (t (before q)).val) (b := V + L + (t (before k)).val) (by omega) (by omega)]
  simp only [inductionQK]
  rw [if_neg (show ¬(t k).val = V + L + (t q).val by omega), if_neg (show ¬V + k.val = V + L + (t q).val by omega),
    if_neg (show ¬(t k).val = V + L + (V + q.val) by omega), if_neg (show ¬V + k.val = V + L + (V + q.val) by omega),
    if_neg (show ¬V + L + (t (before k)).val = V + L + (V + q.val) by omega),
    if_neg (show ¬(t k).val = V + L + (V + L + (t (before q)).val) by omega),
    if_neg (show ¬V + k.val = V + L + (V + L + (t (before q)).val) by omega),
    if_neg (show ¬V + L + (t (before k)).val = V + L + (V + L + (t (before q)).val) by omega)]
  by_cases h : t (before k) = t q
  · rw [if_pos (by rw [h]), if_pos h]
    grind
  · rw [if_neg (fun e => h (Fin.ext (by omega))), if_neg h]
    grind

private theorem inductionOV_previousHead (t : Fin L → Fin V) (k : Fin L) (v : Fin V) :
    dot (inductionOV v) (previousHead t k : Vec α (V + L + V)) = if t k = v then 1 else 0 := by
  have h₁ := (t k).isLt
  have h₂ := v.isLt
  have h₃ := k.isLt
  have h₄ := (t (before k)).isLt
  rw [show previousHead t k = _ from funext (previousHead_eq t k), dot_add, dot_add, dot_place _ (by omega),
    dot_place _ (by omega), dot_place _ (by omega)]
  simp only [inductionOV, Fin.ext_iff]
  rw [if_neg (show ¬V + k.val = v.val by omega), if_neg (show ¬V + L + (t (before k)).val = v.val by omega)]
  grind

/-- On every text the circuit outputs the tokens at which it finds a match, evenly.
Source: elhage2021, on induction heads.
Why: two layers of heads on vectors amount to one comparison of tokens; also where they do not compute bigrams.
Tight: an identity. -/
theorem inductionLogits_eq_matchLogits (t : Fin L → Fin V) (q : Fin L) (v : Fin V) :
    (inductionLogits t q v : α) = matchLogits t q v := by
  rw [inductionLogits, headOutput, mulVec, dot_lincomb]
  simp only [inductionOV_previousHead, induction_score]
  rfl

/-- If the token at the first position does not come again and the current token has come before, then the logits of the
induction circuit are the frequencies, among the tokens that came after the current one so far, of each token.
Source: elhage2021 and olsson2022, on induction heads.
Why: the circuit of two heads is an exact estimate of bigrams in context, not a metaphor for one.
Tight: an identity; `induction_head_example`, `induction_head_needs_start`, `induction_head_needs_match`. -/
theorem induction_head_bigram (t : Fin L → Fin V) (ht : ∀ j k, j.val = 0 → k.val ≠ 0 → t k ≠ t j) {q : Fin L}
    (hq : q.val ≠ 0) (hm : ∃ k, followsMatch t q k = true) (v : Fin V) :
    (inductionLogits t q v : α) =
      (count fun k => decide (followsMatch t q k = true ∧ t k = v) : α) / (count (followsMatch t q) : α) := by
  have hA : attended (fun q k => if t (before k) = t q then (1 : α) else 0) q = followsMatch t q := by
    refine attended_eq hm (fun k hk => (of_decide_eq_true hk).2.1) fun k hk => ?_
    by_cases h : t (before k) = t q
    · have h0 : k.val ≠ 0 := fun h0 => ht (before k) q (by simp only [before]; omega) hq h.symm
      have hf : followsMatch t q k = true := decide_eq_true ⟨h0, hk, h⟩
      rw [if_pos h, if_pos hf]
    · rw [if_neg h, if_neg fun h' => h (of_decide_eq_true h').2.2]
  have e : ∀ k, (hardAttention (fun q k => if t (before k) = t q then (1 : α) else 0) q k * if t k = v then 1 else 0) =
      1 / (count (followsMatch t q) : α) *
        indicator (fun k => decide (followsMatch t q k = true ∧ t k = v)) k := fun k => by
    simp only [hardAttention, hA, indicator, decide_eq_true_eq]
    by_cases h₁ : followsMatch t q k = true <;> by_cases h₂ : t k = v <;> simp only [h₁, h₂] <;> grind
  rw [inductionLogits_eq_matchLogits, matchLogits, sum_congr e, ← mul_sum, sum_indicator]
  grind

/-- An instance of `induction_head_bigram`: in the text `0 1 2 1 3 1` the tokens `2` and `3` came after `1`, once
each. -/
theorem induction_head_example :
    ∀ v, matchLogits exampleText 5 v = if v.val = 2 ∨ v.val = 3 then (1 / 2 : Rat) else 0 := by
  decide +kernel

/-- `induction_head_bigram` needs a first token that does not come again: in the text `0 1 0` the first token, which has
no other before it and attends to itself, is taken for one that came after a `0`. -/
theorem induction_head_needs_start :
    (∀ v, matchLogits (fun k : Fin 3 => if k.val = 1 then 1 else 0 : Fin 3 → Fin 2) 2 v = (1 / 2 : Rat)) ∧
      ∀ k, followsMatch (fun k : Fin 3 => if k.val = 1 then 1 else 0 : Fin 3 → Fin 2) 2 k = decide (k.val = 1) := by
  decide +kernel

/-- `induction_head_bigram` needs a token that has come before: at a new token the circuit attends to all tokens
alike. -/
theorem induction_head_needs_match : ∀ v, matchLogits (fun k : Fin 3 => k) 2 v = (1 / 3 : Rat) := by
  decide +kernel

end ToyModels
