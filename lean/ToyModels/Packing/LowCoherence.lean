module

public import ToyModels.Packing.Welch

/-!
# Low coherence leaves no room for superposition

If every pair of features interferes by less than `1 / (n - 1)`, then the features are linearly independent, and there
are no more of them than dimensions. Superposition in the sense of more features than dimensions therefore starts at
coherence `1 / (n - 1)`, where the regular simplex lives.

## Main definitions

* `offDiagSum D i`: the sum of row `i` of a matrix without its diagonal entry.

## Main statements

* `coeff_bound_of_diagDominant`: if `Aᵢᵢ` exceeds the sum of the bounds on the rest of its row by at least `g`, then
  every coordinate of `c` has `g |cᵢ| ≤ b`, where `b` bounds the coordinates of `A c`.
* `gershgorin_independent`: a strictly diagonally dominant matrix has trivial kernel.
* `low_coherence_independent`: unit vectors with `|Vᵢ · Vⱼ| ≤ μ` and `(n - 1) μ < 1` are linearly independent.
* `low_coherence_card_le`: and there are at most as many as dimensions.

## Proof idea

Look at a coordinate `cᵢ` of largest absolute value: row `i` of `A c` is at least `(Aᵢᵢ - Σⱼ Dᵢⱼ) |cᵢ|`. For unit
vectors take the Gram matrix. The count is Welch's bound: `n - m ≤ m (n - 1) μ²`, and `m < n` would make the right
hand side less than one.

## What is not claimed

Nothing about independence at larger coherence: then it depends on the vectors, not on the bound.

## References

* [horn2013], on diagonal dominance; [donoho2003], on coherence and independence; [elhage2022], on almost
  orthogonal directions.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

open Mat

/-- The sum of row `i` of a matrix without its diagonal entry. -/
def offDiagSum (D : Mat α n n) (i : Fin n) : α := sum fun j => if i = j then 0 else D i j

/-- The vertices `(3/5, 4/5)` and `(4/5, -3/5)` of a tilted square. -/
def tiltedBasis : Fin 2 → Vec Rat 2 := ofTwo (3 / 5) (4 / 5) (4 / 5) (-3 / 5)

private theorem sq_pos {a : α} (h : a ≠ 0) : 0 < a ^ 2 := by
  have h₁ := sq_nonneg a
  have h₂ := sq_eq_zero_iff a
  grind

private theorem eq_zero_of_sq_le {a : α} (h : a ^ 2 ≤ 0) : a = 0 := by
  have h₁ := sq_nonneg a
  exact (sq_eq_zero_iff a).mp (by grind)

private theorem mul_sq (a b : α) : (a * b) ^ 2 = a ^ 2 * b ^ 2 := by grind

private theorem neg_sq (a : α) : (-a) ^ 2 = a ^ 2 := by grind

private theorem sq_le_sq_of_nonneg {x y : α} (h₁ : 0 ≤ x) (h₂ : x ≤ y) : x ^ 2 ≤ y ^ 2 := by
  have := mul_nonneg (a := y - x) (b := y + x) (by grind) (by grind)
  grind

private theorem exists_max_sq (c : Fin (n + 1) → α) : ∃ i, ∀ j, c j ^ 2 ≤ c i ^ 2 := by
  induction n with
  | zero => exact ⟨0, fun j => by rw [(by omega : j = 0)]; exact Std.le_refl _⟩
  | succ n ih =>
    obtain ⟨i, hi⟩ := ih fun j => c j.castSucc
    rcases Std.le_total (a := c i.castSucc ^ 2) (b := c (Fin.last _) ^ 2) with h | h
    · refine ⟨Fin.last _, fun j => ?_⟩
      cases j using Fin.lastCases with
      | cast j => exact Std.le_trans (hi j) h
      | last => exact Std.le_refl _
    · refine ⟨i.castSucc, fun j => ?_⟩
      cases j using Fin.lastCases with
      | cast j => exact hi j
      | last => exact h

private theorem abs_le_of_sq_le {x k : α} (hk : 0 ≤ k) (h : x ^ 2 ≤ k ^ 2) : -k ≤ x ∧ x ≤ k := by
  constructor
  · rcases Std.le_total (a := -k) (b := x) with h' | h'
    · exact h'
    · have := mul_nonneg (a := -k - x) (b := k - x) (by grind) (by grind)
      by_cases hx : x = -k
      · grind
      · have := mul_pos (a := -k - x) (b := k - x) (by grind) (by grind)
        grind
  · rcases Std.le_total (a := x) (b := k) with h' | h'
    · exact h'
    · by_cases hx : x = k
      · grind
      · have := mul_pos (a := x - k) (b := k + x) (by grind) (by grind)
        grind

/-- A product of two factors bounded by `d` and `k` is at least `-d k`. -/
private theorem neg_mul_le_mul {a c d k : α} (ha : -d ≤ a) (ha' : a ≤ d) (hc : -k ≤ c) (hc' : c ≤ k) :
    -(d * k) ≤ a * c := by
  have := mul_nonneg (a := d - a) (b := k + c) (by grind) (by grind)
  have := mul_nonneg (a := d + a) (b := k - c) (by grind) (by grind)
  have := mul_nonneg (a := d + a) (b := k + c) (by grind) (by grind)
  have := mul_nonneg (a := d - a) (b := k - c) (by grind) (by grind)
  grind

/-- Splits a row of `A c` at its diagonal entry. -/
private theorem mulVec_eq_add (A : Mat α n n) (c : Vec α n) (i : Fin n) :
    A.mulVec c i = A i i * c i + sum fun j => if i = j then 0 else A i j * c j := by
  rw [← sum_ite_eq i fun j => A i j * c j, ← sum_add]
  exact sum_congr fun j => by grind

/-- If `cᵢ` is non-negative and the largest coordinate in absolute value, then row `i` of `A c` is at least its gap of
dominance times `cᵢ`. -/
private theorem gap_mul_le (A D : Mat α n n) (c : Vec α n) (i : Fin n) (hlo : ∀ j, i ≠ j → -D i j ≤ A i j)
    (hhi : ∀ j, i ≠ j → A i j ≤ D i j) (h0 : 0 ≤ c i) (hmax : ∀ j, c j ^ 2 ≤ c i ^ 2) :
    (A i i - offDiagSum D i) * c i ≤ A.mulVec c i := by
  have h : -(offDiagSum D i * c i) ≤ sum fun j => if i = j then 0 else A i j * c j := by
    rw [offDiagSum, sum_mul, ← sum_neg]
    refine sum_le_sum fun j => ?_
    by_cases hij : i = j
    · rw [if_pos hij, if_pos hij]
      grind
    · obtain ⟨h₁, h₂⟩ := abs_le_of_sq_le h0 (hmax j)
      have := neg_mul_le_mul (hlo j hij) (hhi j hij) h₁ h₂
      grind
  rw [mulVec_eq_add]
  grind

/-- The same squared, for a coordinate of either sign. -/
private theorem gap_sq_mul_le (A D : Mat α n n) (c : Vec α n) (i : Fin n) (hlo : ∀ j, i ≠ j → -D i j ≤ A i j)
    (hhi : ∀ j, i ≠ j → A i j ≤ D i j) (hdom : offDiagSum D i ≤ A i i) (hmax : ∀ j, c j ^ 2 ≤ c i ^ 2) :
    (A i i - offDiagSum D i) ^ 2 * c i ^ 2 ≤ A.mulVec c i ^ 2 := by
  rcases Std.le_total (a := 0) (b := c i) with h0 | h0
  · have h := sq_le_sq_of_nonneg (mul_nonneg (by grind) h0) (gap_mul_le A D c i hlo hhi h0 hmax)
    rwa [mul_sq] at h
  · have h := sq_le_sq_of_nonneg (mul_nonneg (by grind) (by grind)) (gap_mul_le A D (fun j => -c j) i hlo hhi (by grind)
      fun j => by have := hmax j; grind)
    have e : A.mulVec (fun j => -c j) i = -A.mulVec c i := by
      simp only [mulVec, dot, ← sum_neg]
      exact sum_congr fun j => by grind
    rwa [e, mul_sq, neg_sq, neg_sq] at h

/-- Let `|Aᵢⱼ| ≤ Dᵢⱼ` for `i ≠ j`, and let each `Aᵢᵢ` exceed the sum of these `Dᵢⱼ` by at least `g ≥ 0`. If every
coordinate of `A c` has a square of at most `b` then `g² cᵢ² ≤ b` for each `i`.
Source: horn2013, on diagonal dominance.
Why: when interference is small the features' strengths can be read off from their correlations, with an error bound.
Tight: `coeff_bound_of_diagDominant_tight`. -/
theorem coeff_bound_of_diagDominant (A D : Mat α n n) (c : Vec α n) {g b : α} (hg : 0 ≤ g)
    (hlo : ∀ i j, i ≠ j → -D i j ≤ A i j) (hhi : ∀ i j, i ≠ j → A i j ≤ D i j)
    (hdom : ∀ i, g + offDiagSum D i ≤ A i i) (hb : ∀ i, A.mulVec c i ^ 2 ≤ b) (i : Fin n) :
    g ^ 2 * c i ^ 2 ≤ b := by
  cases n with
  | zero => exact i.elim0
  | succ n =>
    obtain ⟨k, hk⟩ := exists_max_sq c
    have hd := hdom k
    have h₁ := mul_le_mul_of_nonneg_left (hk i) (sq_nonneg g)
    have h₂ := gap_sq_mul_le A D c k (hlo k) (hhi k) (by grind) hk
    have h₃ := mul_nonneg (a := A k k - offDiagSum D k - g) (b := A k k - offDiagSum D k + g) (by grind) (by grind)
    have h₄ := mul_nonneg h₃ (sq_nonneg (c k))
    have := hb k
    grind

/-- Equality in `coeff_bound_of_diagDominant`: for `A` with rows `(2, -1)`, `(-1, 2)` and `c = (1, 1)`, where `g = 1`
and `A c = (1, 1)`. -/
theorem coeff_bound_of_diagDominant_tight :
    (∀ i : Fin 2, 1 + offDiagSum (ofTwo 0 1 1 0) i ≤ (ofTwo 2 (-1) (-1) 2 : Mat Rat 2 2) i i) ∧
      ∀ i : Fin 2, (ofTwo 2 (-1) (-1) 2 : Mat Rat 2 2).mulVec (fun _ => 1) i ^ 2 = 1 ^ 2 * 1 ^ 2 := by
  decide +kernel

/-- A strictly diagonally dominant matrix has trivial kernel: if `|Aᵢⱼ| ≤ Dᵢⱼ` for `i ≠ j` and `Aᵢᵢ` exceeds the sum of
these `Dᵢⱼ`, then `A c = 0` only for `c = 0`.
Source: horn2013, from Gershgorin's theorem.
Why: features whose interferences add up to less than their own strength cannot cancel each other.
Measure: the overlaps of a feature with all others against its own squared norm.
Tight: `gershgorin_independent_needs_strict`, where dominance is not strict. -/
theorem gershgorin_independent (A D : Mat α n n) (c : Vec α n) (hlo : ∀ i j, i ≠ j → -D i j ≤ A i j)
    (hhi : ∀ i j, i ≠ j → A i j ≤ D i j) (hdom : ∀ i, offDiagSum D i < A i i) (h0 : ∀ i, A.mulVec c i = 0)
    (i : Fin n) : c i = 0 := by
  cases n with
  | zero => exact i.elim0
  | succ n =>
    obtain ⟨k, hk⟩ := exists_max_sq c
    have hd := hdom k
    have h := gap_sq_mul_le A D c k (hlo k) (hhi k) (by grind) hk
    have hck : c k = 0 := by
      by_cases hz : c k = 0
      · exact hz
      · have := mul_pos (sq_pos (a := A k k - offDiagSum D k) (by grind)) (sq_pos hz)
        rw [h0 k] at h
        grind
    have hi := hk i
    rw [hck] at hi
    exact eq_zero_of_sq_le (by grind)

/-- `gershgorin_independent` needs strict dominance: the matrix of ones has equality and `(1, -1)` in its kernel. -/
theorem gershgorin_independent_needs_strict :
    (∀ i : Fin 2, offDiagSum (ofTwo 1 1 1 1) i = (ofTwo 1 1 1 1 : Mat Rat 2 2) i i) ∧
      (∀ i : Fin 2, (ofTwo 1 1 1 1 : Mat Rat 2 2).mulVec (ofTwo 1 (-1) 0 0 0) i = 0) ∧
      (ofTwo 1 (-1) 0 0 0 0 : Rat) ≠ 0 := by
  decide +kernel

/-! ### Unit vectors -/

private theorem gram_dominance (V : Fin n → Vec α m) {μ : α} (hu : ∀ i, normSq (V i) = 1) (i : Fin n) :
    1 - ((n : α) - 1) * μ + offDiagSum (fun _ _ => μ) i = gram V i i := by
  rw [gram, dot_self, hu i, offDiagSum, sum_ite_const]
  grind

/-- If unit vectors have `-μ ≤ Vᵢ · Vⱼ ≤ μ` for `i ≠ j` and `(n - 1) μ ≤ 1`, then the coefficients of a combination
`x = Σᵢ cᵢ Vᵢ` satisfy `(1 - (n - 1) μ)² cᵢ² ≤ b` as soon as all `(Vᵢ · x)² ≤ b`.
Source: donoho2003, on coherence and stability.
Why: each feature's strength is controlled by what the features' own directions read out of the activation.
Tight: `low_coherence_coeff_bound_tight`, an orthonormal basis. -/
theorem low_coherence_coeff_bound (V : Fin n → Vec α m) (c : Fin n → α) {μ b : α} (hu : ∀ i, normSq (V i) = 1)
    (hl : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j)) (hh : ∀ i j, i ≠ j → dot (V i) (V j) ≤ μ)
    (hμ : ((n : α) - 1) * μ ≤ 1) (hb : ∀ i, dot (V i) (lincomb c V) ^ 2 ≤ b) (i : Fin n) :
    (1 - ((n : α) - 1) * μ) ^ 2 * c i ^ 2 ≤ b := by
  refine coeff_bound_of_diagDominant (gram V) (fun _ _ => μ) c (by grind) hl hh
    (fun i => by rw [gram_dominance V hu i]; exact Std.le_refl _) (fun i => ?_) i
  have e : (gram V).mulVec c i = dot (V i) (lincomb c V) := by
    rw [dot_lincomb]
    exact sum_congr fun j => by simp only [gram]; grind
  rw [e]
  exact hb i

/-- Equality in `low_coherence_coeff_bound`: the sum of two orthonormal vectors, with `μ = 0` and `b = 1`. -/
theorem low_coherence_coeff_bound_tight :
    (∀ i, normSq (tiltedBasis i) = 1) ∧ (∀ i j, i ≠ j → dot (tiltedBasis i) (tiltedBasis j) = 0) ∧
      ∀ i, dot (tiltedBasis i) (lincomb (fun _ => 1) tiltedBasis) ^ 2 = (1 - (2 - 1) * 0) ^ 2 * 1 ^ 2 := by
  decide +kernel

/-- Unit vectors with `-μ ≤ Vᵢ · Vⱼ ≤ μ` for `i ≠ j` and `(n - 1) μ < 1` are linearly independent.
Source: donoho2003, on coherence and uniqueness.
Why: features of very low coherence never cancel, so every activation has at most one decomposition into them.
Tight: `low_coherence_needs_strict`, the antipodal pair. -/
theorem low_coherence_independent (V : Fin n → Vec α m) (c : Fin n → α) {μ : α} (hu : ∀ i, normSq (V i) = 1)
    (hl : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j)) (hh : ∀ i j, i ≠ j → dot (V i) (V j) ≤ μ)
    (hμ : ((n : α) - 1) * μ < 1) (h0 : ∀ a, lincomb c V a = 0) (i : Fin n) : c i = 0 := by
  have hb : ∀ i, dot (V i) (lincomb c V) ^ 2 ≤ 0 := fun i => by
    have : dot (V i) (lincomb c V) = 0 := sum_eq_zero fun a => by rw [h0 a]; grind
    rw [this]
    grind
  have h := low_coherence_coeff_bound V c hu hl hh (Std.le_of_lt hμ) hb i
  by_cases hz : c i = 0
  · exact hz
  · have := mul_pos (sq_pos (a := 1 - ((n : α) - 1) * μ) (by grind)) (sq_pos hz)
    grind

/-- Unit vectors with `(Vᵢ · Vⱼ)² ≤ μ²` for `i ≠ j`, where `0 ≤ μ` and `(n - 1) μ < 1`, are at most as many as
dimensions.
Source: welch1974, from the coherence bound.
Why: very low coherence means no superposition at all.
Tight: `low_coherence_needs_strict`, the antipodal pair. -/
theorem low_coherence_card_le (V : Fin n → Vec α m) {μ : α} (hu : ∀ i, normSq (V i) = 1)
    (hc : ∀ i j, i ≠ j → dot (V i) (V j) ^ 2 ≤ μ ^ 2) (h0 : 0 ≤ μ) (hμ : ((n : α) - 1) * μ < 1) : n ≤ m := by
  rcases Nat.lt_or_ge m n with hlt | hge
  · have hw := welch_coherence V hu hc (by omega)
    have hmn := (natCast_le_natCast (α := α) (m + 1) n).mpr hlt
    have hm := natCast_nonneg (α := α) m
    have hx := mul_nonneg (a := (n : α) - 1) (by grind) h0
    have h₁ := mul_nonneg (a := (n : α) - 1 - (m : α)) (b := ((n : α) - 1) * μ ^ 2) (by grind)
      (by have := mul_nonneg hx h0; grind)
    have h₂ := mul_pos (a := 1 - ((n : α) - 1) * μ) (b := 1 + ((n : α) - 1) * μ) (by grind) (by grind)
    grind
  · exact hge

/-- `low_coherence_independent` and `low_coherence_card_le` need strictness: the antipodal pair in one dimension has
`(n - 1) μ = 1` and adds up to zero. -/
theorem low_coherence_needs_strict :
    (∀ i, normSq (antipodalPair i) = 1) ∧ (∀ i j, i ≠ j → dot (antipodalPair i) (antipodalPair j) ^ 2 ≤ 1 ^ 2) ∧
      ((2 : Rat) - 1) * 1 = 1 ∧ ∀ a, lincomb (fun _ => 1) antipodalPair a = 0 := by
  decide +kernel

end ToyModels
