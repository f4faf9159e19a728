module

public import ToyModels.Circuits.Copying
public import ToyModels.Foundations.Probability
public import ToyModels.Packing.Welch

/-!
# Attention heads as trained

The circuits of the papers attend to one position and copy without error. Trained heads nearly do, and each of these
"nearly" is a number that can be measured: a gap between scores, and three numbers for the table of logits. From them
follows how much attention goes to the right positions, by how much the right token is predicted, and how large the
vocabulary of a copying head can be.

## Main definitions

* `attentionOn a t v`: the attention on the positions with token `v`.
* `attentionLogit a t T v`: the logit of token `v` from attention `a` on positions with tokens `t` and a table `T`.
* `centredCopy`, `twoTokenTable`: for the examples.

## Main statements

* `attention_mass_of_ratio`: if every matched position has `B` times the weight of every other one, then the matched
  positions have at least the share `c B / (c B + r)` of the attention.
* `induction_prediction_margin`: attention and the table of the OV circuit together give the margin of the prediction.
* `copying_head_softmax_rank_bound`: the bound on the vocabulary of a copying head, for logits up to constants.

## Proof idea

Sums of inequalities, position by position. For the last one, a constant for each source token is one more dimension.

## What is not claimed

The exponential function does not appear: for softmax attention `B` is the exponential of the gap between scores, and
enters as a number.

## References

* [olsson2022], on induction heads; [elhage2021], on copying heads; [alon2003], on the rank lemma.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {c d n r K : Nat}

open Mat

/-- The attention on the positions with token `v`. -/
def attentionOn (a : Vec α K) (t : Fin K → Fin n) (v : Fin n) : α := sum fun k => if t k = v then a k else 0

/-- The logit of token `v`, from attention `a` on positions with tokens `t`, if attention to token `s` adds `T s v`. -/
def attentionLogit (a : Vec α K) (t : Fin K → Fin n) (T : Fin n → Fin n → α) (v : Fin n) : α :=
  sum fun k => a k * T (t k) v

/-- Four tokens, each raised by `3/4` by itself and lowered by `1/4` by each other: the identity, centred. -/
def centredCopy : Mat Rat 4 4 := fun i j => if i = j then 3 / 4 else -1 / 4

/-- The table with rows `(2, 1/2)` and `(-1/2, 2)`. -/
def twoTokenTable : Fin 2 → Fin 2 → Rat := ofTwo 2 (1 / 2) (-1 / 2) 2

/-! ### Where attention goes -/

/-- If the weight of each of `c` positions is at least `B` times the weight of each of `r` others, then of the weights
of all these the first have at least the share `c B / (c B + r)`, here without division.
Source: olsson2022, on induction heads; the inequality is elementary.
Why: a gap between attention scores says how far attention is from hard, with `B` the exponential of the gap.
Measure: the attention on the positions that match against the share that the gap between scores guarantees.
Tight: `attention_mass_of_ratio_tight`; `attention_mass_of_ratio_needs_all`. -/
theorem attention_mass_of_ratio {x : Vec α c} {y : Vec α r} {B : α} (h : ∀ i j, B * y j ≤ x i) :
    (c : α) * B * (sum x + sum y) ≤ sum x * ((c : α) * B + (r : α)) := by
  have h₁ : (sum fun _ : Fin c => B * sum y) ≤ sum fun i => (r : α) * x i := sum_le_sum fun i => by
    rw [mul_sum, ← sum_const]
    exact sum_le_sum fun j => h i j
  rw [sum_const, ← mul_sum] at h₁
  grind

/-- Equality in `attention_mass_of_ratio`: two positions of weight `6` and three of weight `2`, with `B = 3`. -/
theorem attention_mass_of_ratio_tight :
    2 * 3 * ((sum fun _ : Fin 2 => (6 : Rat)) + sum fun _ : Fin 3 => 2) =
      (sum fun _ : Fin 2 => (6 : Rat)) * (2 * 3 + 3) := by
  decide +kernel

/-- `attention_mass_of_ratio` needs all of the others to be lighter: beside weights `2` and `0` the weight `1` does not
have the share `1/2` that `B = 2` would give. -/
theorem attention_mass_of_ratio_needs_all :
    (sum fun _ : Fin 1 => (1 : Rat)) * (1 * 2 + 2) <
      1 * 2 * ((sum fun _ : Fin 1 => (1 : Rat)) + sum fun j : Fin 2 => if j.val = 0 then 2 else 0) := by
  decide +kernel

/-! ### What follows from it -/

private theorem logit_gap {T : Fin n → Fin n → α} {lo hi ε : α} (hd : ∀ s, lo ≤ T s s ∧ T s s ≤ hi)
    (ho : ∀ s v, s ≠ v → -ε ≤ T s v ∧ T s v ≤ ε) (hε : ε ≤ hi) {u v : Fin n} (huv : u ≠ v) (s : Fin n) :
    (if s = v then lo + hi else 0) - (hi + ε) ≤ T s v - T s u := by
  by_cases hs : s = v
  · subst hs
    have := (hd s).1
    have := (ho s u fun h => huv h.symm).2
    grind
  · have h₁ := (ho s v hs).1
    have h₂ : T s u ≤ hi := by
      by_cases hu : s = u
      · rw [hu]
        exact (hd u).2
      · have := (ho s u hu).2
        grind
    grind

/-- If a table of logits has a diagonal between `lo` and `hi` and entries between `-ε` and `ε` off it, and at least the
share `μ` of the attention is on positions with token `v`, then the logit of `v` is above that of every other token by
at least `μ (lo - ε) - (1 - μ) (hi + ε)`.
Source: olsson2022, on induction heads.
Why: attention and three numbers of the OV table certify from weights that an induction head predicts what it should,
namely if `μ (lo + hi) > hi + ε`.
Measure: the gap between the logits of the attended token and another against what attention and the table guarantee.
Tight: `induction_prediction_margin_tight`; `induction_prediction_margin_needs_bounded`. -/
theorem induction_prediction_margin {a : Vec α K} {t : Fin K → Fin n} {T : Fin n → Fin n → α} {lo hi ε μ : α}
    (ha : IsDistribution a) (hd : ∀ s, lo ≤ T s s ∧ T s s ≤ hi) (ho : ∀ s v, s ≠ v → -ε ≤ T s v ∧ T s v ≤ ε)
    (hl : 0 ≤ lo + hi) (hε : ε ≤ hi) {u v : Fin n} (hμ : μ ≤ attentionOn a t v) (huv : u ≠ v) :
    μ * (lo - ε) - (1 - μ) * (hi + ε) ≤ attentionLogit a t T v - attentionLogit a t T u := by
  have h : ∀ k, (lo + hi) * (if t k = v then a k else 0) - (hi + ε) * a k ≤ a k * T (t k) v - a k * T (t k) u :=
    fun k => by
      have h := logit_gap hd ho hε huv (t k)
      have h₀ := mul_nonneg (ha.1 k) (b := T (t k) v - T (t k) u - ((if t k = v then lo + hi else 0) - (hi + ε)))
        (by generalize (if t k = v then lo + hi else 0) = g at h ⊢; grind)
      by_cases hk : t k = v
      · rw [if_pos hk] at h₀ ⊢
        grind
      · rw [if_neg hk] at h₀ ⊢
        grind
  have hs := sum_le_sum h
  rw [sum_sub, sum_sub, ← mul_sum, ← mul_sum, ha.2] at hs
  have := mul_le_mul_of_nonneg_left hμ hl
  rw [attentionOn] at this
  rw [attentionLogit, attentionLogit]
  grind

/-- Equality in `induction_prediction_margin`: two tokens, of which one has `3/4` of the attention, with `lo = hi = 2`
and `ε = 1/2`, and a gap of `1/2`. -/
theorem induction_prediction_margin_tight :
    attentionLogit (fun k : Fin 2 => if k.val = 0 then 3 / 4 else 1 / 4) (fun k => k) twoTokenTable 0 -
        attentionLogit (fun k : Fin 2 => if k.val = 0 then 3 / 4 else 1 / 4) (fun k => k) twoTokenTable 1 = 1 / 2 ∧
      (3 / 4 : Rat) * (2 - 1 / 2) - (1 - 3 / 4) * (2 + 1 / 2) = 1 / 2 := by
  decide +kernel

/-- `induction_prediction_margin` needs its bound off the diagonal: a token that raises another one by `3` and itself by
`1` makes the other one win, with all attention on it. -/
theorem induction_prediction_margin_needs_bounded :
    attentionLogit (fun _ : Fin 1 => (1 : Rat)) (fun _ => 0) (ofTwo 1 3 0 1) 0 -
      attentionLogit (fun _ : Fin 1 => (1 : Rat)) (fun _ => 0) (ofTwo 1 3 0 1) 1 = -2 := by
  decide +kernel

/-! ### How much a head can copy -/

private def withColumn (B : Mat α n d) (b : Vec α n) : Mat α n (d + 1) := fun i k =>
  if h : k.val < d then B i ⟨k.val, h⟩ else b i

private def withRow (C : Mat α d n) (e : Vec α n) : Mat α (d + 1) n := fun k j =>
  if h : k.val < d then C ⟨k.val, h⟩ j else e j

private theorem withColumn_mul_withRow (B : Mat α n d) (C : Mat α d n) (b e : Vec α n) (i j : Fin n) :
    (withColumn B b).mul (withRow C e) i j = (B.mul C) i j + b i * e j := by
  rw [mul, sum_succ]
  have h : (sum fun k : Fin d => withColumn B b i k.castSucc * withRow C e k.castSucc j) = (B.mul C) i j :=
    sum_congr fun k => by simp [withColumn, withRow]
  rw [h]
  simp [withColumn, withRow]

/-- If an `n × n` table of logits `B C` with inner dimension `d` has, after a constant `cᵢ` is subtracted from each row,
a diagonal of at least `lo > 0` and squared entries of at most `ε₂` off it, then `n lo² ≤ (d + 1) (lo² + (n - 1) ε₂)`.
Source: alon2003, the rank lemma; elhage2021, on copying heads.
Why: predictions do not see a constant added to all logits, and that freedom is worth exactly one dimension: so a head
copies no more tokens cleanly than it has dimensions, plus one.
Measure: the size of the vocabulary that a head copies against its dimension and its crosstalk.
Tight: `copying_head_softmax_rank_bound_tight`, where `d` in place of `d + 1` would not do;
`copying_head_softmax_rank_bound_needs_pos`. -/
theorem copying_head_softmax_rank_bound (B : Mat α n d) (C : Mat α d n) (b : Vec α n) {lo ε₂ : α} (hlo : 0 < lo)
    (hd : ∀ i, lo ≤ (B.mul C) i i - b i) (hε : ∀ i j, i ≠ j → ((B.mul C) i j - b i) ^ 2 ≤ ε₂) (hn : 1 ≤ n) :
    (n : α) * lo ^ 2 ≤ ((d : α) + 1) * (lo ^ 2 + ((n : α) - 1) * ε₂) := by
  have e : ∀ i j, (withColumn B b).mul (withRow C fun _ => -1) i j = (B.mul C) i j - b i := fun i j => by
    rw [withColumn_mul_withRow]
    grind
  have h := copying_head_rank_bound (withColumn B b) (withRow C fun _ => -1) (ε₂ := ε₂) hlo
    (fun i => by rw [e]; exact hd i) (fun i j hij => by rw [e]; exact hε i j hij) hn
  have hc : ((d + 1 : Nat) : α) = (d : α) + 1 := by grind
  rwa [hc] at h

/-- Equality in `copying_head_softmax_rank_bound`, and `d + 1` cannot be `d`: the centred identity on four tokens is the
Gram matrix of a tetrahedron, divided by four, so that three dimensions suffice for it, and with `cᵢ = -1/4` it is the
identity: `4 = 3 + 1`. -/
theorem copying_head_softmax_rank_bound_tight :
    (∀ i j, mul (fun i a => 1 / 4 * tetrahedron i a) (transpose tetrahedron) i j = centredCopy i j) ∧
      (∀ i, 1 ≤ centredCopy i i - -1 / 4) ∧ (∀ i j, i ≠ j → (centredCopy i j - -1 / 4) ^ 2 ≤ 0) ∧
      (4 : Rat) * 1 ^ 2 = (3 + 1) * (1 ^ 2 + (4 - 1) * 0) := by
  decide +kernel

/-- `copying_head_softmax_rank_bound` needs a positive bound on the diagonal: the zero table on two tokens, of inner
dimension `0`, has a diagonal of at least `-1`, and `2 > 1`. -/
theorem copying_head_softmax_rank_bound_needs_pos :
    (∀ i : Fin 2, -1 ≤ mul (fun _ _ => (0 : Rat) : Mat Rat 2 0) (fun _ _ => 0) i i - 0) ∧
      (∀ i j : Fin 2, i ≠ j → (mul (fun _ _ => (0 : Rat) : Mat Rat 2 0) (fun _ _ => 0) i j - 0) ^ 2 ≤ 0) ∧
      (0 + 1) * ((-1) ^ 2 + (2 - 1) * 0) < (2 : Rat) * (-1) ^ 2 := by
  decide +kernel

end ToyModels
