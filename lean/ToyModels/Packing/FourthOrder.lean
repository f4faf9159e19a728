module

public import ToyModels.Foundations.Vector

/-!
# The Welch bound of order two, with its sharp real constant

Welch's bound has a version for fourth powers of inner products, which are what a heavy-tailed interference is made
of. Over the real numbers its sharp constant is `3 / (m (m + 2))`; the constant `2 / (m (m + 1))` that is usually quoted
belongs to the complex numbers and is weaker here.

## Main definitions

* `fourthMoment V`: the array `T` with entries `Σᵢ Vᵢₐ Vᵢᵦ Vᵢ꜀ Vᵢ_d`.
* `isotropicFour`: the array with entries `δₐᵦ δ꜀_d + δₐ꜀ δᵦ_d + δₐ_d δᵦ꜀`.
* `fourInner S T`: the inner product of two such arrays.
* `planarDesign`: ten vectors in the plane that attain the bound.

## Main statements

* `welch_fourth_order_sharp`: `3 (Σᵢ (Vᵢ · Vᵢ)²)² ≤ m (m + 2) Σᵢⱼ (Vᵢ · Vⱼ)⁴`.
* `welch_fourth_order_coherence`: `n` unit vectors with `(Vᵢ · Vⱼ)⁴ ≤ μ₄` for `i ≠ j` have
  `3 n - m (m + 2) ≤ m (m + 2) (n - 1) μ₄`.
* `fourth_order_beats_first_iff`: this is more than Welch's first bound says exactly if `m (m + 1) < 2 n`.

## Proof idea

Cauchy-Schwarz for the two arrays. A symmetric array has three times the same contraction with each of the three terms
of the isotropic one, so `⟨T, E⟩ = 3 Σᵢ (Vᵢ · Vᵢ)²` and `⟨E, E⟩ = 3 m (m + 2)`, while `⟨T, T⟩ = Σᵢⱼ (Vᵢ · Vⱼ)⁴`.

## What is not claimed

That the bound is attained for every `m` and `n`: equality is a spherical design of strength four.

## References

* [sidelnikov1974], for the real constant; [welch1974], for the complex one.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- The fourth moments of a family: the entry at `a, b, c, d` is `Σᵢ Vᵢₐ Vᵢᵦ Vᵢ꜀ Vᵢ_d`. -/
def fourthMoment (V : Fin n → Vec α m) (a b c d : Fin m) : α := sum fun i => V i a * V i b * (V i c * V i d)

/-- The array `δₐᵦ δ꜀_d + δₐ꜀ δᵦ_d + δₐ_d δᵦ꜀`, proportional to the fourth moments of a rotation-invariant family. -/
def isotropicFour (a b c d : Fin m) : α :=
  (if a = b then if c = d then 1 else 0 else 0) + (if a = c then if b = d then 1 else 0 else 0) +
    if a = d then if b = c then 1 else 0 else 0

/-- The inner product of two arrays with four indices. -/
def fourInner (S T : Fin m → Fin m → Fin m → Fin m → α) : α :=
  sum fun a => sum fun b => sum fun c => sum fun d => S a b c d * T a b c d

/-- Four copies each of `(1, 0)` and `(0, 1)`, and the vectors `(1, 1)` and `(1, -1)`. -/
def planarDesign : Fin 10 → Vec Rat 2 := fun i a =>
  if i.val < 8 then if i.val % 2 = a.val then 1 else 0 else if i.val = 9 ∧ a.val = 1 then -1 else 1

/-! ### Arrays with four indices -/

private theorem sum_pair_comm (f : Fin m → Fin n → Fin n → α) :
    (sum fun a => sum fun i => sum fun j => f a i j) = sum fun i => sum fun j => sum fun a => f a i j :=
  (sum_comm _).trans (sum_congr fun _ => sum_comm _)

private theorem four_sum_eq (S T : Fin m → Fin m → Fin m → Fin m → α) (r s : α) :
    (sum fun a => sum fun b => sum fun c => sum fun d => (r * S a b c d - s * T a b c d) ^ 2) =
      r ^ 2 * fourInner S S - 2 * r * s * fourInner S T + s ^ 2 * fourInner T T := by
  simp only [fourInner, mul_sum, ← sum_sub, ← sum_add]
  exact sum_congr fun a => sum_congr fun b => sum_congr fun c => sum_congr fun d => by grind

/-- The Cauchy-Schwarz inequality for arrays with four indices, if the second is not zero. -/
private theorem fourInner_sq_le (S T : Fin m → Fin m → Fin m → Fin m → α) (hT : 0 < fourInner T T) :
    fourInner S T ^ 2 ≤ fourInner S S * fourInner T T := by
  have h := sum_nonneg fun a => sum_nonneg fun b => sum_nonneg fun c => sum_nonneg fun d =>
    sq_nonneg (fourInner T T * S a b c d - fourInner S T * T a b c d)
  rw [four_sum_eq] at h
  exact le_of_mul_le_mul_left (c := fourInner T T) (by grind) hT

/-- The inner product of a symmetric array with the isotropic one is three times a contraction. -/
private theorem fourInner_isotropic (S : Fin m → Fin m → Fin m → Fin m → α) (h₁ : ∀ a b c d, S a b c d = S a c b d)
    (h₂ : ∀ a b c d, S a b c d = S a b d c) :
    fourInner S isotropicFour = 3 * sum fun a => sum fun c => S a a c c := by
  have p₁ : ∀ a, (sum fun b => sum fun c => sum fun d => if a = b then if c = d then S a b c d else 0 else 0) =
      sum fun c => S a a c c := fun a => by
    rw [← sum_ite_eq a fun b => sum fun c => S a b c c]
    refine sum_congr fun b => ?_
    by_cases h : a = b
    · simp only [if_pos h, sum_ite_eq]
    · simp only [if_neg h]
      exact sum_eq_zero fun _ => sum_eq_zero fun _ => rfl
  have p₂ : ∀ a, (sum fun b => sum fun c => sum fun d => if a = c then if b = d then S a b c d else 0 else 0) =
      sum fun c => S a a c c := fun a => sum_congr fun b => by
    rw [h₁ a a b b, ← sum_ite_eq a fun c => S a b c b]
    refine sum_congr fun c => ?_
    by_cases h : a = c
    · simp only [if_pos h, sum_ite_eq]
    · simp only [if_neg h]
      exact sum_eq_zero fun _ => rfl
  have p₃ : ∀ a, (sum fun b => sum fun c => sum fun d => if a = d then if b = c then S a b c d else 0 else 0) =
      sum fun c => S a a c c := fun a => sum_congr fun b => by
    rw [h₁ a a b b, h₂ a b a b, ← sum_ite_eq b fun c => S a b c a]
    refine sum_congr fun c => ?_
    by_cases h : b = c
    · simp only [if_pos h, sum_ite_eq]
    · simp only [if_neg h]
      exact sum_eq_zero fun d => by split <;> rfl
  have e : ∀ a b c d, S a b c d * isotropicFour a b c d =
      ((if a = b then if c = d then S a b c d else 0 else 0) + if a = c then if b = d then S a b c d else 0 else 0) +
        if a = d then if b = c then S a b c d else 0 else 0 := fun a b c d => by
    simp only [isotropicFour]
    grind
  simp only [fourInner, e, sum_add, p₁, p₂, p₃]
  grind

private theorem isotropicFour_swap (a b c d : Fin m) : (isotropicFour a b c d : α) = isotropicFour a c b d := by
  simp only [isotropicFour]
  grind

private theorem isotropicFour_swap' (a b c d : Fin m) : (isotropicFour a b c d : α) = isotropicFour a b d c := by
  simp only [isotropicFour]
  grind

/-- The squared norm of the isotropic array is `3 m (m + 2)`. -/
private theorem fourInner_isotropic_self :
    fourInner (isotropicFour : Fin m → _) isotropicFour = 3 * ((m : α) * ((m : α) + 2)) := by
  rw [fourInner_isotropic _ isotropicFour_swap isotropicFour_swap']
  have e : ∀ a c : Fin m, (isotropicFour a a c c : α) = if a = c then 3 else 1 := fun a c => by
    simp only [isotropicFour]
    grind
  simp only [e, sum_ite_const, sum_const]
  grind

/-- The inner product of the fourth moments with the isotropic array. -/
private theorem fourInner_fourthMoment_isotropic (V : Fin n → Vec α m) :
    fourInner (fourthMoment V) isotropicFour = 3 * sum fun i => normSq (V i) ^ 2 := by
  rw [fourInner_isotropic (fourthMoment V) (fun a b c d => sum_congr fun i => by grind)
    fun a b c d => sum_congr fun i => by grind]
  congr 1
  have e : ∀ i, normSq (V i) ^ 2 = sum fun a => sum fun c => V i a * V i a * (V i c * V i c) := fun i => by
    rw [← sum_mul_sum, ← dot_self, dot]
    grind
  simp only [fourthMoment, e]
  rw [sum_comm fun i a => sum fun c => V i a * V i a * (V i c * V i c)]
  exact sum_congr fun a => sum_comm _

/-- The squared norm of the fourth moments is the total of the fourth powers of inner products. -/
private theorem fourInner_fourthMoment_self (V : Fin n → Vec α m) :
    fourInner (fourthMoment V) (fourthMoment V) = sum fun i => sum fun j => dot (V i) (V j) ^ 4 := by
  have e : ∀ i j, dot (V i) (V j) ^ 4 = sum fun a => sum fun b => sum fun c => sum fun d =>
      V i a * V i b * (V i c * V i d) * (V j a * V j b * (V j c * V j d)) := fun i j => by
    have h := sum_mul_sum (fun a => V i a * V j a) fun b => V i b * V j b
    have h' : dot (V i) (V j) ^ 4 = (sum fun a => sum fun b => V i a * V j a * (V i b * V j b)) *
        sum fun c => sum fun d => V i c * V j c * (V i d * V j d) := by
      rw [← h, dot]
      grind
    rw [h', sum_mul]
    simp only [sum_mul, mul_sum]
    exact sum_congr fun a => sum_congr fun b => sum_congr fun c => sum_congr fun d => by grind
  simp only [fourInner, fourthMoment, e, sum_mul_sum]
  exact (sum_congr fun a => (sum_congr fun b => (sum_congr fun c => sum_pair_comm _).trans (sum_pair_comm _)).trans
    (sum_pair_comm _)).trans (sum_pair_comm _)

/-- The sharp real Welch bound of order two: `3 (Σᵢ (Vᵢ · Vᵢ)²)² ≤ m (m + 2) Σᵢⱼ (Vᵢ · Vⱼ)⁴`.
Source: sidelnikov1974; welch1974 has the weaker constant of the complex case.
Why: fourth powers weigh the rare strong interferences, and their total cannot be avoided either.
Measure: the energies of the features against the fourth powers of their overlaps.
Tight: `welch_fourth_order_sharp_tight`, a planar design. -/
theorem welch_fourth_order_sharp (V : Fin n → Vec α m) :
    3 * (sum fun i => normSq (V i) ^ 2) ^ 2 ≤
      (m : α) * ((m : α) + 2) * sum fun i => sum fun j => dot (V i) (V j) ^ 4 := by
  cases m with
  | zero =>
    have h : (sum fun i => normSq (V i) ^ 2) = 0 := sum_eq_zero fun i => by rw [normSq, sum_zero]; grind
    rw [h]
    grind
  | succ m =>
    have hm := (natCast_pos (α := α) (m + 1)).mpr (by omega)
    have hpos := mul_pos hm (b := ((m + 1 : Nat) : α) + 2) (by grind)
    have h := fourInner_sq_le (fourthMoment V) isotropicFour (by rw [fourInner_isotropic_self]; grind)
    rw [fourInner_isotropic_self, fourInner_fourthMoment_isotropic, fourInner_fourthMoment_self] at h
    exact le_of_mul_le_mul_left (c := 3) (by grind) (by grind)

/-- Equality in `welch_fourth_order_sharp`: both sides are `768` for `planarDesign`. -/
theorem welch_fourth_order_sharp_tight :
    (sum fun i => normSq (planarDesign i) ^ 2) = 16 ∧
      (sum fun i => sum fun j => dot (planarDesign i) (planarDesign j) ^ 4) = 96 ∧
      (3 : Rat) * 16 ^ 2 = 2 * (2 + 2) * 96 := by
  decide +kernel

/-- If `n` vectors in `m` dimensions have the same squared norm `s` and `(Vᵢ · Vⱼ)⁴ ≤ μ₄` for `i ≠ j`, then
`(3 n - m (m + 2)) s⁴ ≤ m (m + 2) (n - 1) μ₄`.
Source: sidelnikov1974; welch1974.
Why: from `n > m (m + 1) / 2` on, Gerzon's number, the worst interference is bounded below more strongly than by
Welch's first bound; see `fourth_order_beats_first_iff`.
Tight: `welch_fourth_order_coherence_of_normSq_eq_tight`, twenty-eight equiangular vectors in seven dimensions. -/
theorem welch_fourth_order_coherence_of_normSq_eq (V : Fin n → Vec α m) {s μ₄ : α} (hs : ∀ i, normSq (V i) = s)
    (hμ : ∀ i j, i ≠ j → dot (V i) (V j) ^ 4 ≤ μ₄) (hn : 1 ≤ n) :
    (3 * (n : α) - (m : α) * ((m : α) + 2)) * s ^ 4 ≤ (m : α) * ((m : α) + 2) * (((n : α) - 1) * μ₄) := by
  have hw := welch_fourth_order_sharp V
  have hpot : (sum fun i => sum fun j => dot (V i) (V j) ^ 4) ≤
      sum fun i => sum fun j => if i = j then s ^ 4 else μ₄ :=
    sum_le_sum fun i => sum_le_sum fun j => by
      by_cases h : i = j
      · subst h
        rw [if_pos rfl, dot_self, hs i]
        exact Std.le_refl _
      · rw [if_neg h]
        exact hμ i j h
  simp only [hs, sum_ite_const, sum_const] at hw hpot
  have hm := natCast_nonneg (α := α) m
  have h := mul_le_mul_of_nonneg_left hpot (mul_nonneg hm (b := (m : α) + 2) (by grind))
  exact le_of_mul_le_mul_left (c := (n : α)) (by grind) ((natCast_pos n).mpr hn)

/-- If `n` unit vectors in `m` dimensions have `(Vᵢ · Vⱼ)⁴ ≤ μ₄` for `i ≠ j`, then
`3 n - m (m + 2) ≤ m (m + 2) (n - 1) μ₄`: `welch_fourth_order_coherence_of_normSq_eq` with `s = 1`.
Source: sidelnikov1974; welch1974.
Why: the form in which the two Welch bounds are compared, by `fourth_order_beats_first_iff`.
Tight: `welch_fourth_order_coherence_of_normSq_eq_tight`, if the vectors are scaled. -/
theorem welch_fourth_order_coherence (V : Fin n → Vec α m) {μ₄ : α} (hu : ∀ i, normSq (V i) = 1)
    (hμ : ∀ i j, i ≠ j → dot (V i) (V j) ^ 4 ≤ μ₄) (hn : 1 ≤ n) :
    3 * (n : α) - (m : α) * ((m : α) + 2) ≤ (m : α) * ((m : α) + 2) * (((n : α) - 1) * μ₄) := by
  have h := welch_fourth_order_coherence_of_normSq_eq V hu hμ hn
  grind

/-- For `n ≥ 2` unit vectors in `m ≥ 2` dimensions the bound of `welch_fourth_order_coherence` on the largest
`(Vᵢ · Vⱼ)⁴` is larger than the square of Welch's bound `(n - m) / (m (n - 1))` on the largest `(Vᵢ · Vⱼ)²` exactly if
`m (m + 1) < 2 n`.
Source: welch1974 and sidelnikov1974, for the two bounds that are compared.
Why: up to Gerzon's number of features the first bound says all, and equiangular lines may attain it; beyond it no
family can, and fourth powers show it.
Tight: `fourth_order_beats_first_tight`, three vectors in the plane. -/
theorem fourth_order_beats_first_iff (hm : 2 ≤ m) (hn : 2 ≤ n) :
    (((n : α) - (m : α)) / ((m : α) * ((n : α) - 1))) ^ 2 <
        (3 * (n : α) - (m : α) * ((m : α) + 2)) / ((m : α) * ((m : α) + 2) * ((n : α) - 1)) ↔
      m * (m + 1) < 2 * n := by
  have hm' := (natCast_le_natCast (α := α) 2 m).mpr hm
  have hn' := (natCast_le_natCast (α := α) 2 n).mpr hn
  have hp := mul_pos (a := (m : α)) (b := (n : α) - 1) (by grind) (by grind)
  have hq := mul_pos (mul_pos (a := (m : α)) (b := (m : α) + 2) (by grind) (by grind)) (b := (n : α) - 1) (by grind)
  have hr := mul_pos (a := (n : α)) (b := (m : α) - 1) (by grind) (by grind)
  have key : ((m : α) * ((n : α) - 1)) * (3 * (n : α) - (m : α) * ((m : α) + 2)) - ((m : α) + 2) * ((n : α) - m) ^ 2 =
      (n : α) * ((m : α) - 1) * (2 * (n : α) - (m : α) * ((m : α) + 1)) := by grind
  have e : (((n : α) - m) / ((m : α) * ((n : α) - 1))) ^ 2 * ((m : α) * ((m : α) + 2) * ((n : α) - 1)) =
      ((m : α) + 2) * ((n : α) - m) ^ 2 / ((m : α) * ((n : α) - 1)) := by grind
  have hc : (2 * (n : α) ≤ (m : α) * ((m : α) + 1)) ↔ 2 * n ≤ m * (m + 1) := by
    rw [← natCast_le_natCast (α := α) (2 * n)]
    grind
  rw [← Std.not_le, ← Nat.not_le, div_le_iff hq, e, le_div_iff hp, ← hc]
  refine not_congr ⟨fun h => ?_, fun h => ?_⟩
  · exact le_of_mul_le_mul_left (c := (n : α) * ((m : α) - 1)) (by grind) hr
  · have := mul_le_mul_of_nonneg_left h (Std.le_of_lt hr)
    grind

/-- Equality in `fourth_order_beats_first_iff`: for three vectors in the plane both bounds are `1/16`. -/
theorem fourth_order_beats_first_tight :
    2 * (2 + 1) = 2 * 3 ∧ (((3 : Rat) - 2) / (2 * (3 - 1))) ^ 2 = 1 / 16 ∧
      (3 * (3 : Rat) - 2 * (2 + 2)) / (2 * (2 + 2) * (3 - 1)) = 1 / 16 := by
  decide +kernel

/-- `fourth_order_beats_first_iff` needs two dimensions: in one both bounds are `1`, for any number of vectors. -/
theorem fourth_order_beats_first_needs_plane :
    1 * (1 + 1) < 2 * 2 ∧ (((2 : Rat) - 1) / (1 * (2 - 1))) ^ 2 = 1 ∧
      (3 * (2 : Rat) - 1 * (1 + 2)) / (1 * (1 + 2) * (2 - 1)) = 1 := by
  decide +kernel

/-- `welch_fourth_order_coherence` needs its unit norms: the vectors `1/2`, `1/2` in one dimension have `μ₄ = 1/256`. -/
theorem welch_fourth_order_coherence_needs_unit :
    dot (fun _ : Fin 1 => (1 : Rat) / 2) (fun _ => 1 / 2) ^ 4 = 1 / 256 ∧
      ¬(3 * (2 : Rat) - 1 * (1 + 2) ≤ 1 * (1 + 2) * ((2 - 1) * (1 / 256))) := by
  decide +kernel

end ToyModels
