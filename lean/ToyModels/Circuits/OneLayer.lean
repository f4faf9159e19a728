module

public import ToyModels.Circuits.Induction

/-!
# What one layer without positions cannot know

An induction head needs a head before it that tells each token which one came before. One layer of attention alone does
not do, if scores depend on tokens and not on their positions: it sees how often each token occurs in the context and
nothing of their order, however its scores become weights. Two texts with the same tokens in another order get the
same output, though different tokens came after the current one.

## Main definitions

* `contentHead w u t`: the output of a head that gives token `v` the weight `w v` and the value `u v`, on the text `t`.
* `occurrences t v`: how often the token `v` occurs in the text.
* `firstOrder`, `secondOrder`: two texts of the same tokens.

## Main statements

* `contentHead_eq_occurrences`: the output of such a head in terms of the numbers of occurrences.
* `contentHead_eq_of_occurrences_eq`: so it does not depend on the order of the tokens.
* `one_layer_no_induction`: two texts that no such head tells apart, and an induction circuit does.

## Proof idea

A sum over positions is a sum over tokens, each as often as it occurs.

## What is not claimed

With positions in its scores one layer can see some of the order. The weight of a token stands for the exponential of
its score with the current token, which is the same for all positions.

## References

* [elhage2021], on what one-layer transformers do; [olsson2022], on induction heads needing two layers.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n V : Nat}

/-- The output of a head on the text `t`: the mean of the values `u` of its tokens, with their weights `w`. -/
def contentHead (w : Fin V → α) (u : Fin V → Vec α m) (t : Fin n → Fin V) : Vec α m :=
  fun a => (sum fun k => w (t k) * u (t k) a) / sum fun k => w (t k)

/-- How often the token `v` occurs in the text `t`. -/
def occurrences (t : Fin n → Fin V) (v : Fin V) : Nat := count fun k => decide (t k = v)

/-- The text `3 0 1 2 0`. -/
def firstOrder : Fin 5 → Fin 4 := fun k =>
  if k.val = 0 then 3 else if k.val = 2 then 1 else if k.val = 3 then 2 else 0

/-- The text `3 0 2 1 0`. -/
def secondOrder : Fin 5 → Fin 4 := fun k =>
  if k.val = 0 then 3 else if k.val = 2 then 2 else if k.val = 3 then 1 else 0

private theorem sum_tokens (t : Fin n → Fin V) (f : Fin V → α) :
    (sum fun k => f (t k)) = sum fun v => (occurrences t v : α) * f v := by
  have e : ∀ v, (occurrences t v : α) * f v = sum fun k => if t k = v then f v else 0 := fun v => by
    rw [occurrences, ← sum_ite_set]
    simp only [decide_eq_true_eq]
  rw [sum_congr e, sum_comm]
  exact sum_congr fun k => (sum_ite_eq (t k) f).symm

/-- What a head without positions writes depends on the text only through the numbers of occurrences of the tokens.
Source: elhage2021, on one-layer transformers.
Why: such a head sees its context as a bag of tokens.
Tight: an identity. -/
theorem contentHead_eq_occurrences (w : Fin V → α) (u : Fin V → Vec α m) (t : Fin n → Fin V) (a : Fin m) :
    contentHead w u t a =
      (sum fun v => (occurrences t v : α) * (w v * u v a)) / sum fun v => (occurrences t v : α) * w v := by
  rw [contentHead, sum_tokens t fun v => w v * u v a, sum_tokens t w]

/-- Two texts in which each token occurs equally often get the same output from every head without positions.
Source: elhage2021, on one-layer transformers.
Why: no weights at all let one such layer do what depends on the order of the tokens, as induction does.
Tight: `contentHead_needs_occurrences`. -/
theorem contentHead_eq_of_occurrences_eq (w : Fin V → α) (u : Fin V → Vec α m) {t s : Fin n → Fin V}
    (h : ∀ v, occurrences t v = occurrences s v) (a : Fin m) : contentHead w u t a = contentHead w u s a := by
  simp only [contentHead_eq_occurrences, h]

/-- `contentHead_eq_of_occurrences_eq` needs equal numbers of occurrences: a head with even weights is a frequency. -/
theorem contentHead_needs_occurrences :
    contentHead (fun _ => 1) (fun v => basisVec v : Fin 2 → Vec Rat 2) (fun _ : Fin 2 => 0) 0 = 1 ∧
      contentHead (fun _ => 1) (fun v => basisVec v : Fin 2 → Vec Rat 2) (fun k : Fin 2 => k) 0 = 1 / 2 := by
  decide +kernel

/-- After the texts `3 0 1 2 0` and `3 0 2 1 0` every head without positions has the same output, while the induction
circuit predicts `1` after the one and `2` after the other.
Source: olsson2022, on induction heads needing two layers.
Why: composition of heads is needed for induction, and a second head in the same layer does not replace it.
Tight: the two heads of `induction_head_bigram` suffice. -/
theorem one_layer_no_induction (w : Fin 4 → α) (u : Fin 4 → Vec α m) (a : Fin m) :
    contentHead w u firstOrder a = contentHead w u secondOrder a ∧
      ∀ v, matchLogits firstOrder 4 v = (basisVec 1 : Vec Rat 4) v ∧
        matchLogits secondOrder 4 v = (basisVec 2 : Vec Rat 4) v :=
  ⟨contentHead_eq_of_occurrences_eq w u (by decide +kernel) a, by decide +kernel⟩

end ToyModels
