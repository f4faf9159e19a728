module

public import ToyModels.Packing.Welch
public import ToyModels.Recovery.MatchedFilter

/-!
# Sparse representations are unique

If the feature directions are nearly orthogonal then superposition nearly preserves the norm of sparse feature vectors
(restricted isometry), so that two different sparse feature vectors cannot give the same activation. Sparse autoencoders
presuppose this: that the active features are determined by the activation.

## Main statements

* `coherence_rip_lower`, `coherence_rip_upper`: for `x` with support of size `k`,
  `(1 - (k - 1) μ) ‖x‖² ≤ ‖Σⱼ xⱼ Vⱼ‖² ≤ (1 + (k - 1) μ) ‖x‖²`.
* `sparse_representation_separated`: activations of two sparse feature vectors are as far apart as the vectors are.
* `sparse_representation_unique`: with supports of sizes `k`, `l` and `(k + l - 1) μ < 1` equal activations have equal
  features.

## Proof idea

The cross term of `i ≠ j` is at most `μ (xᵢ² + xⱼ²) / 2` in absolute value, and each `xᵢ²` occurs in `k - 1` of them.
Uniqueness is the lower bound for the difference of the two feature vectors.

## What is not claimed

That the sparse features can be found efficiently: uniqueness is about what there is to find.

## References

* [donoho2003], on uniqueness; [tropp2004], on coherence; [elhage2022], on superposition as compressed sensing.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-! ### Restricted isometry -/

private theorem cross_term_le {a b g μ : α} {s t : Bool} (hs : s = false → a = 0) (ht : t = false → b = 0)
    (hg : -μ ≤ g ∧ g ≤ μ) :
    a * b * g ≤ μ * ((if t = true then a ^ 2 else 0) + if s = true then b ^ 2 else 0) / 2 := by
  have h₁ := mul_nonneg (a := μ - g) (by grind) (sq_nonneg (a + b))
  have h₂ := mul_nonneg (a := μ + g) (by grind) (sq_nonneg (a - b))
  cases s
  · rw [hs rfl]
    cases t <;> grind
  · cases t
    · rw [ht rfl]
      grind
    · grind

private theorem sum_cross_terms (S : Fin n → Bool) (x : Vec α n) (hx : ∀ j, S j = false → x j = 0) (μ : α) :
    (sum fun i => sum fun j => if i = j then x i ^ 2 else
      μ * ((if S j = true then x i ^ 2 else 0) + if S i = true then x j ^ 2 else 0) / 2) =
      (1 + ((count S : α) - 1) * μ) * normSq x := by
  have hS : ∀ i, (if S i = true then x i ^ 2 else 0) = x i ^ 2 := fun i => by
    have := hx i
    cases h : S i <;> grind
  have hrow : ∀ i, (sum fun j => if i = j then x i ^ 2 else
      μ * ((if S j = true then x i ^ 2 else 0) + if S i = true then x j ^ 2 else 0) / 2) =
      μ / 2 * ((count S : α) * x i ^ 2) + μ / 2 * (if S i = true then normSq x else 0) + (1 - μ) * x i ^ 2 := by
    intro i
    have hT : (if S i = true then normSq x else 0) = sum fun j => if S i = true then x j ^ 2 else 0 := by
      split
      · rfl
      · exact (sum_eq_zero fun _ => rfl).symm
    rw [← sum_ite_set, hT, mul_sum, mul_sum, ← sum_ite_eq i fun j => (1 - μ) * x j ^ 2, ← sum_add, ← sum_add]
    exact sum_congr fun j => by
      have := hS i
      by_cases h : i = j <;> grind
  rw [sum_congr hrow, sum_add, sum_add, ← mul_sum, ← mul_sum, ← mul_sum, ← mul_sum, sum_ite_set]
  change μ / 2 * ((count S : α) * normSq x) + μ / 2 * ((count S : α) * normSq x) + (1 - μ) * normSq x = _
  grind

/-- The superposition of features `x` with support of size `k`, along unit directions with coherence `μ`, has squared
norm at most `(1 + (k - 1) μ) ‖x‖²`.
Source: tropp2004, on the coherence of a dictionary.
Why: a few active features cannot blow up the norm of the residual stream by more than their coherence allows.
Tight: `coherence_rip_tight`, two parallel features. -/
theorem coherence_rip_upper {V : Fin n → Vec α m} {x : Vec α n} {S : Fin n → Bool} {μ : α}
    (hu : ∀ i, normSq (V i) = 1) (hμ : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j) ∧ dot (V i) (V j) ≤ μ)
    (hx : ∀ j, S j = false → x j = 0) :
    normSq (lincomb x V) ≤ (1 + ((count S : α) - 1) * μ) * normSq x := by
  rw [← sum_cross_terms S x hx, normSq_lincomb]
  refine sum_le_sum fun i => sum_le_sum fun j => ?_
  have hi := hx i
  have hj := hx j
  by_cases h : i = j
  · subst h
    rw [dot_self, hu]
    grind
  · rw [if_neg h]
    exact cross_term_le hi hj (hμ i j h)

/-- The superposition of features `x` with support of size `k`, along unit directions with coherence `μ`, has squared
norm at least `(1 - (k - 1) μ) ‖x‖²`.
Source: tropp2004, on the coherence of a dictionary.
Why: a few active features cannot cancel each other, so that none of them is lost in superposition.
Tight: `coherence_rip_tight`, two parallel features that cancel. -/
theorem coherence_rip_lower {V : Fin n → Vec α m} {x : Vec α n} {S : Fin n → Bool} {μ : α}
    (hu : ∀ i, normSq (V i) = 1) (hμ : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j) ∧ dot (V i) (V j) ≤ μ)
    (hx : ∀ j, S j = false → x j = 0) :
    (1 - ((count S : α) - 1) * μ) * normSq x ≤ normSq (lincomb x V) := by
  have e : (1 - ((count S : α) - 1) * μ) * normSq x = (1 + ((count S : α) - 1) * -μ) * normSq x := by grind
  rw [e, ← sum_cross_terms S x hx, normSq_lincomb]
  refine sum_le_sum fun i => sum_le_sum fun j => ?_
  have hi := hx i
  have hj := hx j
  by_cases h : i = j
  · subst h
    rw [dot_self, hu]
    grind
  · have := cross_term_le (b := -x j) hi (t := S j) (by grind) (hμ i j h)
    rw [if_neg h]
    grind

/-- Equality in `coherence_rip_upper` and `coherence_rip_lower`: two parallel unit vectors, with `k = 2` and `μ = 1`,
add up to squared norm `4 = 2 · 2`, and cancel to `0 = 0 · 2`. -/
theorem coherence_rip_tight :
    (∀ i, normSq (parallelPair i) = 1) ∧ dot (parallelPair 0) (parallelPair 1) = 1 ∧
      normSq (lincomb (fun _ => 1) parallelPair) = (1 + ((2 : Rat) - 1) * 1) * normSq (fun _ : Fin 2 => (1 : Rat)) ∧
      normSq (lincomb (fun i => if i.val = 0 then 1 else -1) parallelPair) = (1 - ((2 : Rat) - 1) * 1) *
        normSq fun i : Fin 2 => if i.val = 0 then (1 : Rat) else -1 := by
  decide +kernel

/-! ### Uniqueness -/

private theorem lincomb_sub (x y : Vec α n) (V : Fin n → Vec α m) :
    lincomb (fun j => x j - y j) V = fun a => lincomb x V a - lincomb y V a := by
  funext a
  simp only [lincomb, ← sum_sub]
  exact sum_congr fun j => by grind

/-- Feature vectors `x`, `y` with supports of sizes `k`, `l`, along unit directions with coherence `μ ≥ 0`, have
activations with `(1 - (k + l - 1) μ) ‖x - y‖² ≤ ‖Σⱼ xⱼ Vⱼ - Σⱼ yⱼ Vⱼ‖²`.
Source: tropp2004, on the coherence of a dictionary; donoho2003, on uniqueness.
Why: activations that nearly agree have sparse features that nearly agree, so noise does not change the reading much.
Tight: `sparse_representation_separated_tight`, an antipodal pair. -/
theorem sparse_representation_separated {V : Fin n → Vec α m} {x y : Vec α n} {S T : Fin n → Bool} {μ : α}
    (hu : ∀ i, normSq (V i) = 1) (hμ : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j) ∧ dot (V i) (V j) ≤ μ) (h0 : 0 ≤ μ)
    (hx : ∀ j, S j = false → x j = 0) (hy : ∀ j, T j = false → y j = 0) :
    (1 - ((count S : α) + (count T : α) - 1) * μ) * (normSq fun j => x j - y j) ≤
      normSq fun a => lincomb x V a - lincomb y V a := by
  have hxy : ∀ j, unite S T j = false → x j - y j = 0 := fun j h => by
    have := hx j
    have := hy j
    unfold unite at h
    grind
  have h := coherence_rip_lower hu hμ hxy
  rw [lincomb_sub] at h
  have hc := (natCast_le_natCast (α := α) _ _).mpr (count_unite_le S T)
  have hn := mul_nonneg (mul_nonneg (a := (count S : α) + (count T : α) - count (unite S T)) (by grind) h0)
    (normSq_nonneg fun j => x j - y j)
  grind

/-- Equality in `sparse_representation_separated`: the features `(1, 0)` and `(0, -1)` of an antipodal pair have the
same activation, and `(k + l - 1) μ = 1`. So the strict inequality in `sparse_representation_unique` cannot be relaxed.
-/
theorem sparse_representation_separated_tight :
    (∀ i, normSq (antipodalPair i) = 1) ∧ dot (antipodalPair 0) (antipodalPair 1) = -1 ∧
      (1 - ((1 : Rat) + 1 - 1) * 1) * 2 = 0 ∧
      lincomb (fun i => if i.val = 0 then 1 else 0) antipodalPair 0 =
        lincomb (fun i => if i.val = 0 then 0 else -1) antipodalPair 0 := by
  decide +kernel

private theorem sparse_unique_of_nonneg {V : Fin n → Vec α m} {x y : Vec α n} {S T : Fin n → Bool} {μ : α}
    (hu : ∀ i, normSq (V i) = 1) (hμ : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j) ∧ dot (V i) (V j) ≤ μ) (h0 : 0 ≤ μ)
    (hx : ∀ j, S j = false → x j = 0) (hy : ∀ j, T j = false → y j = 0)
    (hk : ((count S : α) + (count T : α) - 1) * μ < 1) (h : ∀ a, lincomb x V a = lincomb y V a) (j : Fin n) :
    x j = y j := by
  have hs := sparse_representation_separated hu hμ h0 hx hy
  rw [(normSq_eq_zero_iff fun a => lincomb x V a - lincomb y V a).mpr fun a => by have := h a; grind] at hs
  have hn := normSq_nonneg fun j => x j - y j
  have hz : (normSq fun j => x j - y j) = 0 := by
    have := le_of_mul_le_mul_left (a := normSq fun j => x j - y j) (b := 0)
      (c := 1 - ((count S : α) + (count T : α) - 1) * μ) (by grind) (by grind)
    grind
  have := (normSq_eq_zero_iff fun j => x j - y j).mp hz j
  grind

/-- Feature vectors with supports of sizes `k` and `l`, along unit directions with coherence `μ` and `(k + l - 1) μ <
1`, have the same activation exactly if they agree.
Source: donoho2003, on uniqueness of sparse representations.
Why: the activation determines the sparse features, which is what dictionary learning presupposes.
Tight: `sparse_representation_separated_tight`, at `(k + l - 1) μ = 1`. -/
theorem sparse_representation_unique {V : Fin n → Vec α m} {x y : Vec α n} {S T : Fin n → Bool} {μ : α}
    (hu : ∀ i, normSq (V i) = 1) (hμ : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j) ∧ dot (V i) (V j) ≤ μ)
    (hx : ∀ j, S j = false → x j = 0) (hy : ∀ j, T j = false → y j = 0)
    (hk : ((count S : α) + (count T : α) - 1) * μ < 1) :
    (∀ a, lincomb x V a = lincomb y V a) ↔ ∀ j, x j = y j := by
  refine ⟨fun h => ?_, fun h a => congrFun (congrArg (lincomb · V) (funext h)) a⟩
  by_cases h2 : ∃ i j : Fin n, i ≠ j
  · obtain ⟨i, j, hij⟩ := h2
    exact sparse_unique_of_nonneg hu hμ (by have := hμ i j hij; grind) hx hy hk h
  · exact sparse_unique_of_nonneg (μ := 0) hu (fun i j hij => absurd ⟨i, j, hij⟩ h2) (Std.le_refl 0) hx hy
      (by grind) h

end ToyModels
