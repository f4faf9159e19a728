module

public import ToyModels.Foundations.BooleanSet
public import ToyModels.Foundations.Probability

/-!
# Feature absorption

If one feature implies another, as "starts with the letter L" is implied by "the word Lion", then a sparse autoencoder
tends to give the special feature a latent of its own that carries the general one along, and the general latent stays
silent just there. This file shows what it gains: the dictionary with the hole reconstructs every activation exactly as
well, its latents are as non-negative, and it is sparser by exactly the frequency with which both features occur.

## Main definitions

* `honestLatents A B`, `honestDecoder a b`: one latent for the parent `A`, along `a`, and one for the child `B`, along
  `b`.
* `absorbingLatents A B`, `absorbingDecoder a b`: the parent's latent is silent when the child is there, and the child's
  latent is along `a + b`.
* `meanL0 p S`, `meanCost p c S`: how many latents are active on average; what they cost at the prices `c`.

## Main statements

* `absorption_exact_iff`: the absorbing dictionary is exact wherever the child implies the parent, and only there.
* `absorption_sparsity_gain`: it saves as many active latents as parent and child occur together.
* `absorption_recall`: its parent latent misses every occurrence of the parent together with the child.
* `absorption_cost_gain`, `norm_add_le_of_normSq`: under a penalty on the latents weighted by the norms of their
  directions it gains too, by the triangle inequality.

## Proof idea

Two Boolean features have four cases, and in each one the two codes can be compared. The norms of `a`, `b` and `a + b`
are the sides of a triangle.

## What is not claimed

That training finds the absorbing dictionary, or that no third one is better: the theorem compares two. If the child
also occurs alone then absorption is not exact, by `absorption_needs_implication`.

## References

* [chanin2024], where feature absorption is described and measured.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {K m n : Nat}

/-- The latents of the honest dictionary at the outcome `k`: the first is active if the parent is there, the second if
the child is. -/
def honestLatents (A B : Fin K → Bool) (k : Fin K) : Fin 2 → Bool := fun j => if j.val = 0 then A k else B k

/-- The latents of the absorbing dictionary at the outcome `k`: the first is active if the parent is there without the
child, the second if the child is there. -/
def absorbingLatents (A B : Fin K → Bool) (k : Fin K) : Fin 2 → Bool := fun j =>
  if j.val = 0 then A k && !B k else B k

/-- The decoder of the honest dictionary: `a` for the parent and `b` for the child. -/
def honestDecoder (a b : Vec α m) : Fin 2 → Vec α m := fun j i => if j.val = 0 then a i else b i

/-- The decoder of the absorbing dictionary: `a` for the parent and `a + b` for the child. -/
def absorbingDecoder (a b : Vec α m) : Fin 2 → Vec α m := fun j i => if j.val = 0 then a i else a i + b i

/-- The mean number of active latents, if the set `S k` is active at the outcome `k`. -/
def meanL0 (p : Fin K → α) (S : Fin K → Fin n → Bool) : α := expectation p fun k => (count (S k) : α)

/-- The mean cost of the active latents, if the set `S k` is active at the outcome `k` and latent `j` has the price
`cⱼ`. -/
def meanCost (p : Fin K → α) (c : Vec α n) (S : Fin K → Fin n → Bool) : α :=
  expectation p fun k => dot (indicator (S k)) c

/-- The prices `s` and `t` of two latents. -/
def prices (s t : α) : Vec α 2 := fun j => if j.val = 0 then s else t

/-- Nothing, the parent alone, and parent and child together: the parent is there. -/
def chainParent : Fin 3 → Bool := fun k => decide (k.val ≠ 0)

/-- Nothing, the parent alone, and parent and child together: the child is there. -/
def chainChild : Fin 3 → Bool := fun k => decide (k.val = 2)

private theorem count_two (a b : Bool) :
    count (fun j : Fin 2 => if j.val = 0 then a else b) = (if a = true then 1 else 0) + if b = true then 1 else 0 := by
  cases a <;> cases b <;> rfl

/-! ### The same reconstruction -/

/-- If `a` is not zero, then at each outcome the absorbing dictionary reconstructs the activation `A a + B b` exactly if
and only if the child does not occur there without the parent.
Source: chanin2024, on absorption.
Why: nothing in the reconstruction error speaks against the hole in the parent's latent.
Tight: an equivalence. -/
theorem absorption_exact_iff (A B : Fin K → Bool) {a : Vec α m} (ha : ∃ i, a i ≠ 0) (b : Vec α m) (k : Fin K) :
    (∀ i, lincomb (indicator (absorbingLatents A B k)) (absorbingDecoder a b) i =
      lincomb (indicator (honestLatents A B k)) (honestDecoder a b) i) ↔ (B k = true → A k = true) := by
  have e : ∀ i, (lincomb (indicator (absorbingLatents A B k)) (absorbingDecoder a b) i =
      lincomb (indicator (honestLatents A B k)) (honestDecoder a b) i) ↔
        (B k = true → A k = true) ∨ a i = 0 := fun i => by
    simp only [lincomb, sum_fin_two, indicator, absorbingLatents, honestLatents, absorbingDecoder, honestDecoder]
    rcases Bool.eq_false_or_eq_true (A k) with hA | hA <;> rcases Bool.eq_false_or_eq_true (B k) with hB | hB <;>
    simp [hA, hB] <;> grind
  simp only [e]
  obtain ⟨i, hi⟩ := ha
  exact ⟨fun h => (h i).resolve_right hi, fun h _ => Or.inl h⟩

/-- If the child also occurs alone, then no non-negative code in the absorbing dictionary is exact: along two
coordinates the child alone needs a parent's latent of `-1`. -/
theorem absorption_needs_implication (f : Vec Rat 2)
    (h : ∀ i, lincomb f (absorbingDecoder (basisVec 0) (basisVec 1)) i = (basisVec 1 : Vec Rat 2) i) : f 0 = -1 := by
  have h0 := h 0
  have h1 := h 1
  simp only [lincomb, sum_fin_two, absorbingDecoder, basisVec] at h0 h1
  simp at h0 h1
  grind

/-! ### Fewer active latents -/

/-- The absorbing dictionary has on average fewer active latents than the honest one, by the probability that parent and
child occur together.
Source: chanin2024, on why sparsity rewards absorption.
Why: a sparsity penalty pays for a parent latent with holes, as much as the child is frequent.
Tight: an identity; `absorption_example`. -/
theorem absorption_sparsity_gain (p : Fin K → α) (A B : Fin K → Bool) :
    meanL0 p (honestLatents A B) - meanL0 p (absorbingLatents A B) = probability p fun k => A k && B k := by
  simp only [meanL0, probability, ← expectation_sub]
  refine expectation_congr fun k => ?_
  unfold honestLatents absorbingLatents
  rw [count_two, count_two]
  rcases Bool.eq_false_or_eq_true (A k) with hA | hA <;> rcases Bool.eq_false_or_eq_true (B k) with hB | hB <;>
    simp [hA, hB] <;> grind

/-- If the child implies the parent, then the parent's latent in the absorbing dictionary is active with the probability
of the parent less that of the child.
Source: chanin2024, on the recall of absorbed latents.
Why: a latent that looks like a detector of the parent has a recall of one minus the child's share.
Tight: an identity; `absorption_recall_needs_implication`. -/
theorem absorption_recall (p : Fin K → α) {A B : Fin K → Bool} (h : ∀ k, B k = true → A k = true) :
    (probability p fun k => absorbingLatents A B k 0) = probability p A - probability p B := by
  simp only [probability, ← expectation_sub]
  refine expectation_congr fun k => ?_
  have hk := h k
  change (if (A k && !B k) = true then (1 : α) else 0) = _
  cases hA : A k <;> cases hB : B k <;> simp_all <;> grind

/-- With nothing, the parent alone, and both at the probabilities `1/2`, `1/4` and `1/4`, the honest dictionary has
`3/4` active latents on average, the absorbing one `1/2`, and its latent for the parent fires on half of the parent's
occurrences. -/
theorem absorption_example :
    meanL0 (fun k : Fin 3 => if k.val = 0 then (1 / 2 : Rat) else 1 / 4) (honestLatents chainParent chainChild) =
        3 / 4 ∧
      meanL0 (fun k : Fin 3 => if k.val = 0 then (1 / 2 : Rat) else 1 / 4)
        (absorbingLatents chainParent chainChild) = 1 / 2 ∧
      (probability (fun k : Fin 3 => if k.val = 0 then (1 / 2 : Rat) else 1 / 4) fun k =>
        absorbingLatents chainParent chainChild k 0) = 1 / 4 := by
  decide +kernel

/-- `absorption_recall` needs the implication: with a child that always occurs alone the parent's latent is never
active, and the difference of the probabilities is `-1`. -/
theorem absorption_recall_needs_implication :
    (probability (fun _ : Fin 1 => (1 : Rat)) fun k => absorbingLatents (fun _ => false) (fun _ => true) k 0) = 0 ∧
      probability (fun _ : Fin 1 => (1 : Rat)) (fun _ => false) - probability (fun _ => 1) (fun _ : Fin 1 => true) =
        -1 := by
  decide +kernel

/-! ### A smaller penalty -/

/-- The triangle inequality without square roots: if the norms of `a` and `b` are at most `s` and `t`, then a number
whose square is at most the squared norm of `a + b` is at most `s + t`.
Source: horn2013, chapter 5.
Why: what one latent for two features costs, in a penalty that is weighted by norms.
Tight: parallel vectors; `norm_add_le_of_normSq_tight`. -/
theorem norm_add_le_of_normSq {a b : Vec α m} {r s t : α} (hs : 0 ≤ s) (ht : 0 ≤ t) (ha : normSq a ≤ s ^ 2)
    (hb : normSq b ≤ t ^ 2) (hr : r ^ 2 ≤ normSq fun i => a i + b i) : r ≤ s + t := by
  have hc := dot_sq_le a b
  have hn : (normSq fun i => a i + b i) = normSq a + 2 * dot a b + normSq b := by
    simp only [normSq, dot, mul_sum, ← sum_add]
    exact sum_congr fun i => by grind
  have h₁ := mul_le_mul_of_nonneg_left hb (normSq_nonneg a)
  have h₂ := mul_le_mul_of_nonneg_left ha (sq_nonneg t)
  have hst := mul_nonneg hs ht
  have hd : dot a b ≤ s * t := Classical.byContradiction fun hd => by
    have := mul_pos (a := dot a b - s * t) (b := dot a b + s * t) (by grind) (by grind)
    grind
  refine Classical.byContradiction fun hle => ?_
  have := mul_pos (a := r - (s + t)) (b := r + (s + t)) (by grind) (by grind)
  grind

/-- Equality in `norm_add_le_of_normSq`: the vector `(3, 4)` and twice that, of norms five, ten and fifteen together. -/
theorem norm_add_le_of_normSq_tight :
    (normSq fun i : Fin 2 => 3 + (i.val : Rat)) = 5 ^ 2 ∧ (normSq fun i : Fin 2 => 2 * (3 + (i.val : Rat))) = 10 ^ 2 ∧
      (normSq fun i : Fin 2 => 3 + (i.val : Rat) + 2 * (3 + (i.val : Rat))) = 15 ^ 2 ∧ (15 : Rat) = 5 + 10 := by
  decide +kernel

/-- If the child implies the parent, then at the prices `s`, `t` and `r` of the directions `a`, `b` and `a + b` the
absorbing dictionary saves on average the probability of the child times `s + t - r`.
Source: chanin2024, on why sparsity rewards absorption.
Why: weighting latents by the norms of their directions does not remove the incentive; by `norm_add_le_of_normSq` it is
never negative.
Tight: an identity; with the norms `3`, `4` and `5` it is `2` each time, by `absorption_cost_gain_example`. -/
theorem absorption_cost_gain (p : Fin K → α) {A B : Fin K → Bool} (h : ∀ k, B k = true → A k = true) (r s t : α) :
    meanCost p (prices s t) (honestLatents A B) - meanCost p (prices s r) (absorbingLatents A B) =
      probability p B * (s + t - r) := by
  have hm := expectation_smul p (s + t - r) fun k => if B k = true then (1 : α) else 0
  simp only [meanCost, probability, ← expectation_sub]
  rw [Lean.Grind.CommRing.mul_comm, ← hm]
  refine expectation_congr fun k => ?_
  have hk := h k
  clear hm
  simp only [dot, sum_fin_two, indicator, honestLatents, absorbingLatents, prices]
  rcases Bool.eq_false_or_eq_true (A k) with hA | hA <;> rcases Bool.eq_false_or_eq_true (B k) with hB | hB <;>
    simp [hA, hB] at hk ⊢ <;> grind

/-- The directions `(3, 0)` and `(0, 4)` have the norms three and four, their sum has five, and absorption saves a half
if both features occur a quarter of the time. -/
theorem absorption_cost_gain_example :
    meanCost (fun k : Fin 3 => if k.val = 0 then (1 / 2 : Rat) else 1 / 4) (prices 3 4)
        (honestLatents chainParent chainChild) = 5 / 2 ∧
      meanCost (fun k : Fin 3 => if k.val = 0 then (1 / 2 : Rat) else 1 / 4) (prices 3 5)
        (absorbingLatents chainParent chainChild) = 2 := by
  decide +kernel

/-- `absorption_cost_gain` needs the implication: a child that always occurs alone costs `t` in the one dictionary and
`r` in the other, here `4` and `5`, whatever the price of the parent. -/
theorem absorption_cost_gain_needs_implication :
    meanCost (fun _ : Fin 1 => (1 : Rat)) (prices 3 4) (honestLatents (fun _ => false) fun _ => true) = 4 ∧
      meanCost (fun _ : Fin 1 => (1 : Rat)) (prices 3 5) (absorbingLatents (fun _ => false) fun _ => true) = 5 := by
  decide +kernel

end ToyModels
