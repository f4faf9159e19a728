module

public import ToyModels.Foundations.BooleanSet
public import ToyModels.Superposition.LinearModel

/-!
# Attention as a memory

Keys and values in the context of a transformer are a memory, and attention looks things up in it. How much it can hold
depends on how scores become attention. With the scores themselves as weights, as in linear attention, the memory
is linear, and with more keys than dimensions it mixes up its values. With hard attention, which takes the largest score
and divides itself evenly among ties, any number of keys fit into two dimensions. Copy suppression is a look-up as
well, with the logits as its scores: it finds the token that is predicted among those in the context.

## Main definitions

* `argmaxSet f`: the indices at which `f` is largest.
* `retrieve f`: the weights that hard attention gives to scores `f`.
* `suppressed γ t ℓ`: the logits `ℓ` after a head that finds the largest of the logits of the tokens `t`, and takes `γ`
  from the token found.
* `squareKeys`: four keys in the plane.

## Main statements

* `linear_attention_recall_error_ge`: the error of linear attention is at least the excess of keys over dimensions.
* `hard_attention_recall_exact`: hard attention recalls every value, for different keys of norm one.
* `copy_suppression_effect`: copy suppression lowers the logit of the most likely token of the context, and no other.

## Proof idea

Two different vectors of norm one have an inner product below one. The bound for linear attention is that on the
distance between the identity and a matrix of small rank.

## What is not claimed

Scores are compared exactly. Softmax comes near to that only as far as scores are far apart.

## References

* [ramsauer2021], on attention as an associative memory; [mcdougall2023], on copy suppression.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d m n V : Nat}

open Mat

/-- The four keys `(1, 0)`, `(0, 1)`, `(-1, 0)`, `(0, -1)` in the plane. -/
def squareKeys : Fin 4 → Vec Rat 2 := fun i a =>
  if i.val % 2 = a.val then if i.val < 2 then 1 else -1 else 0

/-- With linear attention, `n` pairs of keys and one-hot values in `d` dimensions are recalled with a squared error of
at least `n - d`, whatever the queries `Q`.
Source: horn2013, on approximation by matrices of small rank.
Why: a memory that is linear in its scores runs out of dimensions; this is the price of linear attention.
Tight: `linear_attention_recall_error_ge_tight`. -/
theorem linear_attention_recall_error_ge (Q K : Fin n → Vec α d) :
    (n : α) - (d : α) ≤ sum fun i => sum fun j => ((if i = j then 1 else 0) - dot (Q i) (K j)) ^ 2 :=
  frobSq_one_sub_mul_ge Q (transpose K)

/-- Equality in `linear_attention_recall_error_ge`: four keys in the plane, with queries of half their length. -/
theorem linear_attention_recall_error_ge_tight :
    (sum fun i => sum fun j => ((if i = j then 1 else 0) - dot (fun a => 1 / 2 * squareKeys i a) (squareKeys j)) ^ 2) =
      4 - 2 := by
  decide +kernel

private theorem dot_lt_one {v w : Vec α m} (hv : normSq v = 1) (hw : normSq w = 1) (h : ∃ a, v a ≠ w a) :
    dot v w < 1 := by
  have h₁ := normSq_pos (x := fun a => v a - w a) (by obtain ⟨a, ha⟩ := h; exact ⟨a, by grind⟩)
  rw [normSq_sub] at h₁
  grind

variable [DecidableLE α]

/-- The indices at which `f` is largest. -/
def argmaxSet (f : Fin n → α) : Fin n → Bool := fun k => decide (∀ l, f l ≤ f k)

/-- The weights of hard attention for the scores `f`: even among the largest, zero elsewhere. -/
def retrieve (f : Fin n → α) : Vec α n := fun k => if argmaxSet f k = true then 1 / (count (argmaxSet f) : α) else 0

/-- The logits `ℓ` after copy suppression: with the logits of the tokens `t` of the context as scores, `γ` is taken from
the logits of the tokens that are found. -/
def suppressed (γ : α) (t : Fin n → Fin V) (ℓ : Vec α V) : Vec α V := fun u =>
  ℓ u - γ * sum fun k => if t k = u then retrieve (fun k => ℓ (t k)) k else 0

/-- With hard attention and different keys of norm one, the query that equals key `i` recalls the value of key `i`, in
any number of dimensions.
Source: ramsauer2021, where attention is by softmax.
Why: comparing scores instead of adding them up lifts the limit of `linear_attention_recall_error_ge`: four keys, or
any number, fit into the plane.
Tight: `hard_attention_recall_example`, `hard_attention_recall_needs_unit`. -/
theorem hard_attention_recall_exact (K : Fin n → Vec α d) (U : Fin n → Vec α m) (hu : ∀ i, normSq (K i) = 1)
    (hd : ∀ i j, i ≠ j → ∃ a, K i a ≠ K j a) (i : Fin n) (a : Fin m) :
    lincomb (retrieve fun k => dot (K i) (K k)) U a = U i a := by
  have h1 : dot (K i) (K i) = 1 := by rw [dot_self, hu]
  have hS : argmaxSet (fun k => dot (K i) (K k)) = fun k => decide (i = k) := by
    funext k
    rw [Bool.eq_iff_iff]
    simp only [argmaxSet, decide_eq_true_eq]
    refine ⟨fun h => ?_, fun h l => ?_⟩
    · by_cases hk : i = k
      · exact hk
      · have h₁ := h i
        have h₂ := dot_lt_one (hu i) (hu k) (hd i k hk)
        grind
    · subst h
      by_cases hl : i = l
      · subst hl; exact Std.le_refl _
      · have h₂ := dot_lt_one (hu i) (hu l) (hd i l hl)
        grind
  have hc : (count fun k => decide (i = k) : α) = 1 := by
    rw [← sum_indicator]
    refine (sum_congr fun k => ?_).trans (sum_ite_eq i fun _ => 1)
    simp only [indicator, decide_eq_true_eq]
  rw [lincomb, ← sum_ite_eq i fun k => U k a]
  refine sum_congr fun k => ?_
  rw [retrieve, hS, hc]
  simp only [decide_eq_true_eq]
  grind

/-- An instance of `hard_attention_recall_exact`: four keys in the plane are told apart. -/
theorem hard_attention_recall_example :
    ∀ i k : Fin 4, retrieve (fun k => dot (squareKeys i) (squareKeys k)) k = (basisVec i : Vec Rat 4) k := by
  decide +kernel

/-- `hard_attention_recall_exact` needs keys of one norm: the keys `1` and `2` on a line both find the longer one. -/
theorem hard_attention_recall_needs_unit :
    ∀ k : Fin 2, retrieve (fun k : Fin 2 => 1 * ((k.val : Rat) + 1)) k = (basisVec 1 : Vec Rat 2) k := by
  decide +kernel

/-- If the token `v` has the largest logit of all tokens in the context, then copy suppression lowers its logit by `γ`,
however often it occurs, and changes no other.
Source: mcdougall2023, on copy suppression.
Why: such a head says that what is predicted has already been said; it flips the prediction if the lead is below `γ`.
Tight: `copy_suppression_example`, `copy_suppression_needs_lead`. -/
theorem copy_suppression_effect (γ : α) (t : Fin n → Fin V) (ℓ : Vec α V) {k : Fin n}
    (h : ∀ l, t l ≠ t k → ℓ (t l) < ℓ (t k)) (u : Fin V) :
    suppressed γ t ℓ u = ℓ u - if u = t k then γ else 0 := by
  have hS : argmaxSet (fun l => ℓ (t l)) = fun l => decide (t l = t k) := by
    funext l
    rw [Bool.eq_iff_iff]
    simp only [argmaxSet, decide_eq_true_eq]
    refine ⟨fun h' => ?_, fun e j => ?_⟩
    · by_cases hl : t l = t k
      · exact hl
      · have h₁ := h l hl
        have h₂ := h' k
        grind
    · rw [e]
      by_cases hj : t j = t k
      · rw [hj]; exact Std.le_refl _
      · exact Std.le_of_lt (h j hj)
  have hc : 0 < (count fun l => decide (t l = t k) : α) :=
    (natCast_pos _).mpr (one_le_count (i := k) (decide_eq_true rfl))
  unfold suppressed retrieve
  rw [hS]
  by_cases hu : u = t k
  · have e : ∀ l, (if t l = u then if decide (t l = t k) = true then 1 / (count fun l => decide (t l = t k) : α) else 0
        else 0) = if (fun l => decide (t l = t k)) l = true then 1 / (count fun l => decide (t l = t k) : α) else 0 :=
      fun l => by simp only [hu, decide_eq_true_eq]; split <;> rfl
    rw [sum_congr e, sum_ite_set, if_pos hu]
    grind
  · rw [sum_eq_zero fun l => by simp only [decide_eq_true_eq]; grind, if_neg hu]
    grind

/-- An instance of `copy_suppression_effect`: the token `0`, twice in the context, falls from `3` to `1` and behind the
token `1`. -/
theorem copy_suppression_example :
    ∀ u, suppressed 2 (fun _ : Fin 2 => (0 : Fin 2)) (fun u => if u.val = 0 then 3 else 2 : Vec Rat 2) u =
      if u.val = 0 then 1 else 2 := by
  decide +kernel

/-- `copy_suppression_effect` needs a lead: two tokens of equal logits lose half each. -/
theorem copy_suppression_needs_lead :
    ∀ u, suppressed 1 (fun k : Fin 2 => k) (fun _ => 1 : Vec Rat 2) u = 1 / 2 := by
  decide +kernel

end ToyModels
