module

public import ToyModels.Circuits.PathExpansion

/-!
# Attention heads as pairs of matrices

An attention head does two separate things. Its pattern says from which tokens it reads; its OV matrix says what it
makes of what it reads. On a residual stream, a vector for each token, the first acts on tokens and the second on
dimensions, so that a head is a tensor product of two small matrices, and two heads in a row are again a head: a virtual
head, whose pattern is the product of the patterns. This file has the algebra of such pairs, and what it says about
the limits of one head.

## Main definitions

* `headOutput A W X`: what the head with the pattern `A` and the OV matrix `W` writes for the stream `X`.
* `IsPattern A`, `IsCausal A`: rows are probability vectors; no token reads from a later one.
* `headOperator A W`, `operatorMul`, `operatorApply`: the operator on tokens and dimensions, by its four indices.
* `attentionScore M x y`: the attention score of a query and a key, `x · M y`.
* `skipTrigram A T s q o`: what a head adds to the logit of `o` at `q` by reading `s`.

## Main statements

* `headOutput_headOutput`: two heads in a row are the virtual head of the products.
* `headOperator_mul_headOperator`: in the notation of the paper, `(A ⊗ W) (B ⊗ V) = A B ⊗ W V`.
* `virtual_head_isPattern`, `virtual_head_isCausal`: a virtual head has a genuine attention pattern.
* `attention_mem_hull`: a head only mixes what is there.
* `skip_trigram_crossing`: one head cannot keep two skip-trigrams apart.
* `qk_composition_four_terms`: the ways in which a pattern can depend on an earlier head.
* `qk_gauge_invariance`, `ov_gauge_invariance`: only the QK and OV matrices count, not their factors.

## Proof idea

Sums over tokens commute with sums over dimensions.

## What is not claimed

Patterns are given: nothing says that scores produce them, and there is no normalisation of layers.

## References

* [elhage2021], on attention heads as tensor products, virtual heads and skip-trigrams.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d e k l m n : Nat}

open Mat

/-- What an attention head writes at each token: `W Σⱼ Aᵢⱼ xⱼ`, for the pattern `A` and the OV matrix `W`. -/
def headOutput (A : Mat α l n) (W : Mat α e d) (X : Fin n → Vec α d) : Fin l → Vec α e :=
  fun i => W.mulVec (lincomb (A i) X)

/-- An attention pattern: each row is a probability vector. -/
def IsPattern (A : Mat α m n) : Prop := (∀ i j, 0 ≤ A i j) ∧ ∀ i, sum (fun j => A i j) = 1

/-- No token reads from a token after it. -/
def IsCausal (A : Mat α n n) : Prop := ∀ i j, i.val < j.val → A i j = 0

/-- The operator `A ⊗ W` that acts with `A` on tokens and with `W` on dimensions, by its four indices. -/
def headOperator (A : Mat α l n) (W : Mat α e d) : Fin l → Fin e → Fin n → Fin d → α := fun i a j b => A i j * W a b

/-- The product of two operators on tokens and dimensions. -/
def operatorMul (S : Fin k → Fin l → Fin m → Fin n → α) (T : Fin m → Fin n → Fin d → Fin e → α) :
    Fin k → Fin l → Fin d → Fin e → α :=
  fun i a j b => sum fun s => sum fun t => S i a s t * T s t j b

/-- An operator on tokens and dimensions, applied to a residual stream. -/
def operatorApply (T : Fin l → Fin e → Fin n → Fin d → α) (X : Fin n → Vec α d) : Fin l → Vec α e :=
  fun i a => sum fun j => sum fun b => T i a j b * X j b

/-- The attention score `x · M y` of the query token `x` and the key token `y`, for the QK matrix `M`. -/
def attentionScore (M : Mat α m n) (x : Vec α m) (y : Vec α n) : α := dot x (M.mulVec y)

/-- How much a head raises the logit of the output `o` at the destination `q` by reading the source `s`: the attention
`A q s` times the entry `T s o` of the OV circuit, from tokens to logits. -/
def skipTrigram (A : Mat α m n) (T : Mat α n k) (s : Fin n) (q : Fin m) (o : Fin k) : α := A q s * T s o

/-! ### Virtual heads -/

/-- A head is the operator `A ⊗ W`.
Source: elhage2021, on attention heads as independent and additive.
Why: the notation in which the paper multiplies out a transformer is the head itself.
Tight: an identity. -/
theorem operatorApply_headOperator (A : Mat α l n) (W : Mat α e d) (X : Fin n → Vec α d) (i : Fin l) (a : Fin e) :
    operatorApply (headOperator A W) X i a = headOutput A W X i a := by
  simp only [operatorApply, headOperator, headOutput, mulVec, dot, lincomb, mul_sum]
  rw [sum_comm]
  exact sum_congr fun b => sum_congr fun j => by grind

/-- Two heads in a row act like one, with the product of the patterns and the product of the OV matrices.
Source: elhage2021, on virtual attention heads.
Why: composition of heads needs no new object: a virtual head can be read like any other.
Tight: an identity. -/
theorem headOutput_headOutput (A : Mat α l m) (B : Mat α m n) (W : Mat α k e) (V : Mat α e d) (X : Fin n → Vec α d)
    (i : Fin l) (a : Fin k) :
    headOutput A W (headOutput B V X) i a = headOutput (A.mul B) (W.mul V) X i a := by
  have h : lincomb (A i) (headOutput B V X) = V.mulVec (lincomb ((A.mul B) i) X) := by
    funext c
    simp only [lincomb, headOutput, mulVec, dot, mul, mul_sum, sum_mul]
    rw [sum_comm]
    refine sum_congr fun b => ?_
    rw [sum_comm]
    exact sum_congr fun j => sum_congr fun s => by grind
  simp only [headOutput, h, mulVec_mulVec]

/-- The product of `A ⊗ W` and `B ⊗ V` is `A B ⊗ W V`.
Source: elhage2021, on the mixed product property.
Why: patterns multiply with patterns and OV matrices with OV matrices, without crossed terms.
Tight: an identity. -/
theorem headOperator_mul_headOperator (A : Mat α l m) (B : Mat α m n) (W : Mat α k e) (V : Mat α e d) (i : Fin l)
    (a : Fin k) (j : Fin n) (b : Fin d) :
    operatorMul (headOperator A W) (headOperator B V) i a j b = headOperator (A.mul B) (W.mul V) i a j b := by
  simp only [operatorMul, headOperator, mul, sum_mul_sum]
  exact sum_congr fun s => sum_congr fun t => by grind

/-- The pattern of a virtual head is an attention pattern.
Source: elhage2021, on virtual attention heads.
Why: a virtual head distributes its attention like a head, so that one can draw its pattern.
Tight: an identity for the sums; `virtual_head_isPattern_needs_sum_one`. -/
theorem virtual_head_isPattern (A : Mat α l m) (B : Mat α m n) (hA : IsPattern A) (hB : IsPattern B) :
    IsPattern (A.mul B) := by
  refine ⟨fun i j => sum_nonneg fun s => mul_nonneg (hA.1 i s) (hB.1 s j), fun i => ?_⟩
  rw [← hA.2 i]
  simp only [mul]
  rw [sum_comm]
  refine sum_congr fun s => ?_
  rw [← mul_sum, hB.2 s]
  grind

/-- `virtual_head_isPattern` needs rows that add up to one: two heads that attend with the weight `2` to the only token
attend together with the weight `4`. -/
theorem virtual_head_isPattern_needs_sum_one :
    sum (mul (fun _ _ => 2 : Mat Rat 1 1) (fun _ _ => 2 : Mat Rat 1 1) 0) = 4 := by
  decide +kernel

/-- The pattern of a virtual head of two causal heads is causal.
Source: elhage2021, on virtual attention heads.
Why: composition does not let a token see its future.
Tight: `virtual_head_isCausal_needs_both`. -/
theorem virtual_head_isCausal (A B : Mat α n n) (hA : IsCausal A) (hB : IsCausal B) : IsCausal (A.mul B) := by
  intro i j hij
  refine sum_eq_zero fun s => ?_
  by_cases h : i.val < s.val
  · rw [hA i s h]; grind
  · rw [hB s j (by omega)]; grind

/-- `virtual_head_isCausal` needs both: after a head that copies the last token to the first one, the token sees its
future. -/
theorem virtual_head_isCausal_needs_both :
    IsCausal (one : Mat Rat 2 2) ∧ (one : Mat Rat 2 2).mul (ofTwo 0 1 0 1) 0 1 = 1 := by
  unfold IsCausal
  decide +kernel

/-! ### What one head can do -/

/-- If all values that a token may read lie between `lo` and `hi`, so does what the head carries to it.
Source: elhage2021, on attention heads as moving information.
Why: the pattern of a head moves information and adds none: it can only interpolate.
Tight: `attention_mem_hull_tight`, a pattern with one entry. -/
theorem attention_mem_hull (A : Mat α l n) (x : Vec α n) {lo hi : α} (hA : IsPattern A)
    (hx : ∀ j, lo ≤ x j ∧ x j ≤ hi) (i : Fin l) : lo ≤ A.mulVec x i ∧ A.mulVec x i ≤ hi := by
  have c : ∀ b : α, sum (fun j => A i j * b) = b := fun b => by
    rw [← sum_mul, hA.2 i]
    grind
  constructor
  · rw [← c lo]
    exact sum_le_sum fun j => mul_le_mul_of_nonneg_left (hx j).1 (hA.1 i j)
  · rw [← c hi]
    exact sum_le_sum fun j => mul_le_mul_of_nonneg_left (hx j).2 (hA.1 i j)

/-- Equality in `attention_mem_hull`: a token that attends to the largest value only receives it. -/
theorem attention_mem_hull_tight : (ofTwo 0 1 1 0 : Mat Rat 2 2).mulVec (basisVec 1) 0 = 1 := by
  decide +kernel

/-- `attention_mem_hull` needs weights that are not negative: the weights `2` and `-1`, which add up to one, make `2` of
the values `1` and `0`. -/
theorem attention_mem_hull_needs_nonneg :
    (∀ i, sum ((ofTwo 2 (-1) 2 (-1) : Mat Rat 2 2) i) = 1) ∧
      (ofTwo 2 (-1) 2 (-1) : Mat Rat 2 2).mulVec (basisVec 0) 0 = 2 := by
  decide +kernel

/-- The effects of one head on two destinations and two outputs, from one source, satisfy `e₁₁ e₂₂ = e₁₂ e₂₁`.
Source: elhage2021, on skip-trigram bugs.
Why: the table of a head's skip-trigrams has rank one for each source, so two of them bring their crossed pairs along.
Tight: an identity; `skip_trigram_needs_one_head`. -/
theorem skip_trigram_product (A : Mat α m n) (T : Mat α n k) (s : Fin n) (q₁ q₂ : Fin m) (o₁ o₂ : Fin k) :
    skipTrigram A T s q₁ o₁ * skipTrigram A T s q₂ o₂ = skipTrigram A T s q₁ o₂ * skipTrigram A T s q₂ o₁ := by
  unfold skipTrigram
  grind

/-- If two destinations attend to a source, the head prefers the same one of two outputs at both.
Source: elhage2021, on skip-trigram bugs.
Why: a head that completes `keep … in` with `mind` and `keep … at` with `bay` also does it crosswise.
Tight: `skip_trigram_needs_one_head`, `skip_trigram_crossing_needs_attention`. -/
theorem skip_trigram_crossing (A : Mat α m n) (T : Mat α n k) {s : Fin n} {q₁ q₂ : Fin m} (o₁ o₂ : Fin k)
    (h₁ : 0 < A q₁ s) (h₂ : 0 < A q₂ s) :
    skipTrigram A T s q₁ o₁ < skipTrigram A T s q₁ o₂ ↔ skipTrigram A T s q₂ o₁ < skipTrigram A T s q₂ o₂ := by
  have h : ∀ a : α, 0 < a → (a * T s o₁ < a * T s o₂ ↔ T s o₁ < T s o₂) := fun a ha =>
    Lean.Grind.Field.IsOrdered.mul_lt_mul_iff_of_pos_left ha
  unfold skipTrigram
  rw [h _ h₁, h _ h₂]

/-- `skip_trigram_product` and `skip_trigram_crossing` need one head: two heads, one for each destination, raise output
`0` at destination `0` and output `1` at destination `1`, and nothing crosswise. -/
theorem skip_trigram_needs_one_head : ∀ q o : Fin 2,
    skipTrigram (fun q _ => basisVec 0 q : Mat Rat 2 1) (fun _ => basisVec 0) 0 q o +
      skipTrigram (fun q _ => basisVec 1 q : Mat Rat 2 1) (fun _ => basisVec 1) 0 q o = if q = o then 1 else 0 := by
  decide +kernel

/-- `skip_trigram_crossing` needs attention from both: a destination that does not attend to the source has no
preference. -/
theorem skip_trigram_crossing_needs_attention :
    skipTrigram (ofTwo 1 0 0 1 : Mat Rat 2 2) (ofTwo 1 2 1 1) 0 0 0 <
        skipTrigram (ofTwo 1 0 0 1 : Mat Rat 2 2) (ofTwo 1 2 1 1) 0 0 1 ∧
      skipTrigram (ofTwo 1 0 0 1 : Mat Rat 2 2) (ofTwo 1 2 1 1) 0 1 0 =
        skipTrigram (ofTwo 1 0 0 1 : Mat Rat 2 2) (ofTwo 1 2 1 1) 0 1 1 := by
  decide +kernel

/-! ### Queries, keys, values and outputs -/

/-- The score of a query and a key that a previous head has moved is the sum of four scores.
Source: elhage2021, on Q- and K-composition.
Why: each term is a way in which a later pattern can depend on an earlier head; the third one makes induction heads.
Tight: an identity. -/
theorem qk_composition_four_terms (M : Mat α m n) (A : Mat α m m) (B : Mat α n n) (x : Vec α m) (y : Vec α n) :
    attentionScore M ((residual A).mulVec x) ((residual B).mulVec y) =
      attentionScore M x y + attentionScore M (A.mulVec x) y + attentionScore M x (B.mulVec y) +
        attentionScore M (A.mulVec x) (B.mulVec y) := by
  have ha : (residual A).mulVec x = fun i => x i + A.mulVec x i := by
    funext i
    rw [residual, add_mulVec, one_mulVec]
  have hb : (residual B).mulVec y = fun i => y i + B.mulVec y i := by
    funext i
    rw [residual, add_mulVec, one_mulVec]
  have hM : M.mulVec (fun i => y i + B.mulVec y i) = fun i => M.mulVec y i + M.mulVec (B.mulVec y) i := by
    funext i
    exact dot_add _ _ _
  simp only [attentionScore, ha, hb, hM, dot_add, dot_comm _ (M.mulVec y), dot_comm _ (M.mulVec (B.mulVec y))]
  grind

/-- An invertible change of basis of queries, with the matching one of keys, leaves the QK matrix as it is.
Source: elhage2021, on keys, queries and values as intermediate results.
Why: single coordinates of queries and keys mean nothing; only the QK matrix does.
Tight: an identity; `qk_gauge_invariance_needs_inverse`. -/
theorem qk_gauge_invariance {M N : Mat α k k} (Q : Mat α k m) (K : Mat α k n) (h : N.mul M = one) :
    (M.mul Q).transpose.mul (N.transpose.mul K) = Q.transpose.mul K := by
  have ht : M.transpose.mul N.transpose = one := by
    rw [← transpose_mul, h]
    funext i j
    simp only [transpose, one, eq_comm]
  rw [transpose_mul, mul_assoc, ← mul_assoc M.transpose, ht, one_mul]

/-- An invertible change of basis of values, undone on the way out, leaves the OV matrix as it is.
Source: elhage2021, on keys, queries and values as intermediate results.
Why: single coordinates of values mean nothing; only the OV matrix does.
Tight: an identity; `qk_gauge_invariance_needs_inverse`. -/
theorem ov_gauge_invariance {M N : Mat α k k} (O : Mat α m k) (V : Mat α k n) (h : N.mul M = one) :
    (O.mul N).mul (M.mul V) = O.mul V := by
  rw [mul_assoc, ← mul_assoc N, h, one_mul]

/-- `qk_gauge_invariance` and `ov_gauge_invariance` need an inverse: doubling queries alone doubles the QK matrix. -/
theorem qk_gauge_invariance_needs_inverse :
    (mul (fun _ _ => 2 : Mat Rat 1 1) one).transpose.mul ((one : Mat Rat 1 1).transpose.mul one) 0 0 = 2 := by
  decide +kernel

end ToyModels
