module

public import ToyModels.Circuits.DeepPaths

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
* `copiedToken t`, `previousHead t`: what the first head writes, and the stream after it.
* `inductionLogits t`: the output of the second head.
* `copyingOV`, `inductionLayers`: an OV matrix that keeps the token; the two layers of a model of attention only.
* `matchLogits t q v`: the same without vectors, by comparing tokens.
* `exampleText`: a text of six tokens.
* `followsMatch t q`: the positions up to `q` whose token came after the token at `q`.

## Main statements

* `hardAttention_isPattern`, `hardAttention_isCausal`: hard attention is a causal attention pattern.
* `previous_token_head`: the first head attends to the token before.
* `induction_key_composition`: of the four terms of the second head's score only the one with the first head's key is
  left.
* `inductionLogits_eq_matchLogits`: the circuit compares tokens.
* `induction_head_bigram`: the second one outputs the frequencies of what came after the current token.
* `induction_path_isolated`, `induction_model_logits`: of the four paths through the model one is the induction head,
  one says the current token again, and two say nothing.

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

/-- The OV matrix that writes a token where the token is. -/
def copyingOV : Mat α (V + L + V) (V + L + V) := fun a b => if b.val = a.val ∧ a.val < V then 1 else 0

/-- The OV matrices of a model of two layers: its first head writes into the slot, and its second one copies. -/
def inductionLayers : Fin 2 → Fin 1 → Mat α (V + L + V) (V + L + V) :=
  fun l _ => if l.val = 0 then previousOV else copyingOV

/-- The OV matrix, to the logits, that outputs the token. -/
def inductionOV : Mat α V (V + L + V) := fun v b => if b.val = v.val then 1 else 0

/-- What the head that copies the token before writes: this token, into the slot. -/
def copiedToken [DecidableLE α] (t : Fin L → Fin V) : Fin L → Vec α (V + L + V) :=
  headOutput (hardAttention fun q k => attentionScore previousQK (embedding t q) (embedding t k)) previousOV
    (embedding t)

/-- The residual stream after the head that copies the token before. -/
def previousHead [DecidableLE α] (t : Fin L → Fin V) : Fin L → Vec α (V + L + V) := fun k a =>
  embedding t k a + copiedToken t k a

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

private theorem copiedToken_eq (t : Fin L → Fin V) (k : Fin L) (a : Fin (V + L + V)) :
    (copiedToken t k a : α) = place (V + L + (t (before k)).val) a := by
  have h₁ := (t (before k)).isLt
  have h₂ := (before k).isLt
  have e : lincomb
      (hardAttention (fun q k => attentionScore previousQK (embedding t q : Vec α (V + L + V)) (embedding t k)) k)
      (embedding t) = (embedding t (before k) : Vec α (V + L + V)) := by
    funext b
    rw [← sum_ite_eq' (before k) fun j => embedding t j b]
    exact sum_congr fun j => by rw [previous_token_head]; grind
  rw [copiedToken, headOutput, e, mulVec, embedding_eq, dot_add, dot_place _ (by omega), dot_place _ (by omega)]
  have h0 : previousOV a ⟨V + (before k).val, by omega⟩ = (0 : α) := if_neg (by have := a.isLt; simp only []; omega)
  rw [h0]
  change (if a.val = V + L + (t (before k)).val then 1 else 0) + 0 = place _ a
  unfold place
  grind

/-! ### The induction head -/

omit [DecidableLE α] in
private theorem inductionQK_place {a b : Nat} (ha : a < V + L + V) (hb : b < V + L + V) (h : b ≠ V + L + a) :
    attentionScore inductionQK (place a : Vec α (V + L + V)) (place b) = 0 :=
  (score_place _ ha hb).trans (if_neg h)

/-- Of the four terms of the induction head's score three are zero: what is left is the token of the query against the
key that the first head has written.
Source: elhage2021, on K-composition in induction heads.
Why: the induction head is K-composition and nothing else: without the first head all its scores are equal.
Tight: an identity. -/
theorem induction_key_composition (t : Fin L → Fin V) (q k : Fin L) :
    attentionScore inductionQK (previousHead t q : Vec α (V + L + V)) (previousHead t k) =
        attentionScore inductionQK (embedding t q) (copiedToken t k) ∧
      attentionScore inductionQK (embedding t q : Vec α (V + L + V)) (embedding t k) = 0 ∧
      attentionScore inductionQK (copiedToken t q : Vec α (V + L + V)) (embedding t k) = 0 ∧
      attentionScore inductionQK (copiedToken t q : Vec α (V + L + V)) (copiedToken t k) = 0 := by
  have h₁ := (t q).isLt
  have h₂ := (t k).isLt
  have h₃ := q.isLt
  have h₄ := k.isLt
  have h₅ := (t (before k)).isLt
  have h₆ := (t (before q)).isLt
  have e₁ : attentionScore inductionQK (embedding t q : Vec α (V + L + V)) (embedding t k) = 0 := by
    simp only [embedding_eq, score_add_left, score_add_right]
    simp (disch := omega) only [inductionQK_place]
    grind
  have e₂ : attentionScore inductionQK (copiedToken t q : Vec α (V + L + V)) (embedding t k) = 0 := by
    simp only [funext (copiedToken_eq t q), embedding_eq, score_add_right]
    simp (disch := omega) only [inductionQK_place]
    grind
  have e₃ : attentionScore inductionQK (copiedToken t q : Vec α (V + L + V)) (copiedToken t k) = 0 := by
    simp only [funext (copiedToken_eq t q), funext (copiedToken_eq t k)]
    simp (disch := omega) only [inductionQK_place]
  refine ⟨?_, e₁, e₂, e₃⟩
  change attentionScore inductionQK (fun a => embedding t q a + copiedToken t q a)
    (fun a => embedding t k a + copiedToken t k a) = _
  simp only [score_add_left, score_add_right, e₁, e₂, e₃]
  grind

private theorem induction_score (t : Fin L → Fin V) (q k : Fin L) :
    attentionScore inductionQK (previousHead t q : Vec α (V + L + V)) (previousHead t k) =
      if t (before k) = t q then 1 else 0 := by
  have h₁ := (t q).isLt
  have h₃ := q.isLt
  have h₅ := (t (before k)).isLt
  rw [(induction_key_composition t q k).1, embedding_eq, funext (copiedToken_eq t k), score_add_left,
    inductionQK_place (a := V + q.val) (by omega) (by omega) (by omega), score_place _ (by omega) (by omega)]
  simp only [inductionQK, Fin.ext_iff]
  grind

omit [DecidableLE α] in
private theorem inductionOV_embedding (t : Fin L → Fin V) (k : Fin L) (v : Fin V) :
    dot (inductionOV v) (embedding t k : Vec α (V + L + V)) = if t k = v then 1 else 0 := by
  have h₁ := (t k).isLt
  have h₂ := v.isLt
  have h₃ := k.isLt
  rw [embedding_eq, dot_add, dot_place _ (by omega), dot_place _ (by omega)]
  simp only [inductionOV, Fin.ext_iff]
  rw [if_neg (show ¬V + k.val = v.val by omega)]
  grind

private theorem inductionOV_previousHead (t : Fin L → Fin V) (k : Fin L) (v : Fin V) :
    dot (inductionOV v) (previousHead t k : Vec α (V + L + V)) = if t k = v then 1 else 0 := by
  have h₂ := v.isLt
  have h₄ := (t (before k)).isLt
  change dot (inductionOV v) (fun a => embedding t k a + copiedToken t k a) = _
  rw [dot_add, inductionOV_embedding, funext (copiedToken_eq t k), dot_place _ (by omega)]
  simp only [inductionOV]
  rw [if_neg (show ¬V + L + (t (before k)).val = v.val by omega)]
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

/-! ### The induction path of a model of two layers -/

omit [DecidableLE α] in
private theorem inductionOV_mul (W : Mat α (V + L + V) (V + L + V)) (v : Fin V) (b : Fin (V + L + V)) :
    (inductionOV : Mat α V (V + L + V)).mul W v b = W ⟨v.val, by omega⟩ b := by
  change dot (place v.val) (fun a => W a b) = _
  rw [dot_comm, dot_place _ (by omega)]

omit [DecidableLE α] in
private theorem inductionOV_mul_copyingOV :
    (inductionOV : Mat α V (V + L + V)).mul copyingOV = inductionOV := funext fun v => funext fun b => by
  rw [inductionOV_mul]
  simp only [copyingOV, inductionOV, v.isLt, and_true]

omit [DecidableLE α] in
private theorem inductionOV_mul_previousOV :
    (inductionOV : Mat α V (V + L + V)).mul previousOV = fun _ _ => 0 := funext fun v => funext fun b => by
  have h := v.isLt
  rw [inductionOV_mul]
  exact if_neg (by simp only []; omega)

omit [DecidableLE α] in
private theorem dot_inductionOV_headOutput (P : Mat α L L) (W : Mat α (V + L + V) (V + L + V)) (t : Fin L → Fin V)
    (q : Fin L) (v : Fin V) :
    dot (inductionOV v) (headOutput P W (embedding t) q) =
      sum fun j => P q j * dot ((inductionOV : Mat α V (V + L + V)).mul W v) (embedding t j) := by
  rw [← dot_lincomb]
  exact congrFun (mulVec_mulVec inductionOV W (lincomb (P q) (embedding t))) v

omit [DecidableLE α] in
private theorem pathProduct_two {d m c₀ c₁ : Nat} (P : Fin 2 → Fin m → Mat α d d) (k : Fin (m ^ 2)) (l₀ : c₀ < m)
    (l₁ : c₁ < m) (h₀ : k.val / m % m = c₀) (h₁ : k.val % m = c₁) :
    pathProduct P k = (P 1 ⟨c₁, l₁⟩).mul ((P 0 ⟨c₀, l₀⟩).mul one) := by
  subst h₀ h₁
  simp only [pathProduct]
  rfl

omit [DecidableLE α] in
private theorem withSkip_two {d : Nat} (A : Fin 1 → Mat α d d) :
    (∀ h, withSkip A ⟨0, h⟩ = A 0) ∧ ∀ h, withSkip A ⟨1, h⟩ = one := ⟨fun _ => rfl, fun _ => rfl⟩

omit [DecidableLE α] in
/-- Of the four paths through a model of two heads to the logits, the two that skip the first head output the token that
they read, and the two through it output nothing: it writes into the slot, which no output reads.
Source: elhage2021, on path expansion and on induction heads.
Why: the expansion isolates the induction head as one term of the logits, and shows that the first head does all its
work through the attention of the second one.
Tight: an identity. -/
theorem induction_path_isolated (k : Fin (2 ^ 2)) (v : Fin V) (b : Fin (V + L + V)) :
    (inductionOV : Mat α V (V + L + V)).mul (pathProduct (fun l => withSkip (inductionLayers l)) k) v b =
      if 2 ≤ k.val then inductionOV v b else 0 := by
  have h0 : inductionLayers 0 0 = (previousOV : Mat α (V + L + V) (V + L + V)) := rfl
  have h1 : inductionLayers 1 0 = (copyingOV : Mat α (V + L + V) (V + L + V)) := rfl
  obtain ⟨k, hk⟩ := k
  obtain rfl | rfl | rfl | rfl : k = 0 ∨ k = 1 ∨ k = 2 ∨ k = 3 := by omega
  · rw [pathProduct_two _ ⟨0, hk⟩ (c₀ := 0) (c₁ := 0) (by decide) (by decide) (by simp) (by simp)]
    simp only [withSkip_two, h0, h1, mul_one, ← mul_assoc, inductionOV_mul_copyingOV, inductionOV_mul_previousOV]
    rfl
  · rw [pathProduct_two _ ⟨1, hk⟩ (c₀ := 0) (c₁ := 1) (by decide) (by decide) (by simp) (by simp)]
    simp only [withSkip_two, h0, mul_one, one_mul, inductionOV_mul_previousOV]
    rfl
  · rw [pathProduct_two _ ⟨2, hk⟩ (c₀ := 1) (c₁ := 0) (by decide) (by decide) (by simp) (by simp)]
    simp only [withSkip_two, h1, mul_one, inductionOV_mul_copyingOV]
    rfl
  · rw [pathProduct_two _ ⟨3, hk⟩ (c₀ := 1) (c₁ := 1) (by decide) (by decide) (by simp) (by simp)]
    simp only [withSkip_two, mul_one]
    rfl

omit [DecidableLE α] in
private theorem path_logit (A : Fin 2 → Fin 1 → Mat α L L) (t : Fin L → Fin V) (k : Fin (2 ^ 2)) (q : Fin L)
    (v : Fin V) :
    dot (inductionOV v) (headOutput (pathProduct (fun l => withSkip (A l)) k)
        (pathProduct (fun l => withSkip (inductionLayers l)) k) (embedding t) q) =
      if 2 ≤ k.val then sum fun j => pathProduct (fun l => withSkip (A l)) k q j * if t j = v then 1 else 0 else 0 := by
  rw [dot_inductionOV_headOutput, funext (induction_path_isolated k v)]
  split
  · simp only [inductionOV_embedding]
  · refine sum_eq_zero fun j => ?_
    rw [show dot (fun _ : Fin (V + L + V) => (0 : α)) (embedding t j) = 0 from sum_eq_zero fun a => by grind]
    grind

omit [DecidableLE α] in
/-- The logits of the model of two layers are those of the induction head, for the pattern of its second layer, and one
more for the current token.
Source: elhage2021, on path expansion and on induction heads.
Why: a whole model, multiplied out to two terms that can be read.
Tight: an identity. -/
theorem induction_model_logits (A : Fin 2 → Fin 1 → Mat α L L) (t : Fin L → Fin V) (q : Fin L) (v : Fin V) :
    dot (inductionOV v) (attentionStack A inductionLayers (embedding t) q) =
      (if t q = v then 1 else 0) + sum fun j => A 1 0 q j * if t j = v then 1 else 0 := by
  have h := fun a => attention_path_expansion A inductionLayers (embedding t : Fin L → Vec α (V + L + V)) q a
  have e : dot (inductionOV v) (attentionStack A inductionLayers (embedding t) q) = sum fun k : Fin (2 ^ 2) =>
      dot (inductionOV v) (headOutput (pathProduct (fun l => withSkip (A l)) k)
        (pathProduct (fun l => withSkip (inductionLayers l)) k) (embedding t) q) := by
    simp only [dot, h, mul_sum]
    exact sum_comm _
  have h2 : pathProduct (fun l => withSkip (A l)) ⟨2, by omega⟩ = A 1 0 := by
    rw [pathProduct_two (fun l => withSkip (A l)) ⟨2, _⟩ (c₀ := 1) (c₁ := 0) (by decide) (by decide) (by simp)
      (by simp)]
    simp only [withSkip_two, mul_one]
  have h3 : pathProduct (fun l => withSkip (A l)) ⟨3, by omega⟩ = one := by
    rw [pathProduct_two (fun l => withSkip (A l)) ⟨3, _⟩ (c₀ := 1) (c₁ := 1) (by decide) (by decide) (by simp)
      (by simp)]
    simp only [withSkip_two, mul_one]
  have hone : (sum fun j => (one : Mat α L L) q j * if t j = v then 1 else 0) = if t q = v then (1 : α) else 0 := by
    rw [← sum_ite_eq q fun j => if t j = v then (1 : α) else 0]
    exact sum_congr fun j => by rw [one]; grind
  rw [e]
  simp only [path_logit, sum_succ, sum_zero]
  change 0 + 0 + 0 + (sum fun j => pathProduct (fun l => withSkip (A l)) ⟨2, _⟩ q j * if t j = v then 1 else 0) +
    (sum fun j => pathProduct (fun l => withSkip (A l)) ⟨3, _⟩ q j * if t j = v then 1 else 0) = _
  rw [h2, h3, hone]
  grind

end ToyModels
