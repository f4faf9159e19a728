module

public import ToyModels.Foundations.TraceLemma

/-!
# The rank lemma of Alon

A square matrix that is close to the identity, entry by entry, cannot have small rank. Read through a network: `n`
features that are written along directions `Wⱼ` and read along directions `Rᵢ`, each read-out hearing every other
feature with strength at most `ε`, need at least `n / (1 + (n - 1) ε²)` dimensions.

## Main definitions

* `scaleRows a B`: the matrix `B` with row `i` multiplied by `aᵢ`.
* `allOnes`: a column of ones.

## Main statements

* `alon_rank_bound_of_ratio`: if `G = B C` has inner dimension `d`, a diagonal without zeros, and
  `Gᵢⱼ² ≤ ε₂ Gᵢᵢ²` for `i ≠ j`, then `n ≤ d (1 + (n - 1) ε₂)`.
* `alon_rank_bound`: the same for diagonal entries `1`.
* `le_of_mul_eq_one`: if `B C = 1` then `n ≤ d`.
* `linear_readout_dim_ge`: `n / (1 + (n - 1) ε²) ≤ d` for encoders and decoders with cross-talk at most `ε`.
* `linear_accessibility_dim_ge`: the same when each read-out may also err by `ε` on its own feature.

## Proof idea

Scale each row so that the diagonal is `1`; the factorisation survives. The trace is then `n`, the squared Frobenius
norm is at most `n + n (n - 1) ε₂`, and the trace lemma compares them.

## What is not claimed

This is the lemma in its finite form, for inputs with one active feature. The logarithm in the bound of [garg2026] comes
from entrywise powers of the matrix, whose rank is at most the binomial coefficient of `d + k - 1` over `k`: that is
`readout_symPow_le`; the weaker `dᵏ` of `linear_readout_pow_le` does not give it. The factor for inputs with several
active features comes from Turán's theorem there; `sparse_accessibility_dim_ge` has a bound by the square of their
number.

## References

* [alon2003], on the rank of perturbed identity matrices; [garg2026], on linear representation and linear
  accessibility.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d n : Nat}

open Mat

/-- The matrix `B` with row `i` multiplied by `a i`. -/
def scaleRows (a : Vec α n) (B : Mat α n d) : Mat α n d := fun i k => a i * B i k

/-- A column of `n` ones. -/
def allOnes (n : Nat) : Mat Rat n 1 := fun _ _ => 1

/-- Scaling the rows of the left factor scales the rows of a product. -/
theorem scaleRows_mul (a : Vec α n) (B : Mat α n d) (C : Mat α d n) :
    (scaleRows a B).mul C = scaleRows a (B.mul C) := by
  funext i j
  simp only [mul, scaleRows, mul_sum]
  exact sum_congr fun k => by grind

/-- If `B C = 1` with inner dimension `d` then `n ≤ d`.
Source: horn2013, on the rank of a product.
Why: the identity on `n` features does not pass through fewer than `n` dimensions.
Tight: `mul_one`, with `B = C = 1`. -/
theorem le_of_mul_eq_one (B : Mat α n d) (C : Mat α d n) (h : B.mul C = one) : n ≤ d := by
  have ht := two_mul_trace_le B C
  rw [h, trace_one, frobSq_one] at ht
  exact (natCast_le_natCast (α := α) n d).mp (by grind)

/-- If `G = B C` with inner dimension `d` has no zero on its diagonal and `Gᵢⱼ² ≤ ε₂ Gᵢᵢ²` for `i ≠ j`, then
`n ≤ d (1 + (n - 1) ε₂)`.
Source: alon2003, the rank lemma, there for symmetric matrices with diagonal `1`.
Why: what counts is each read-out's interference relative to its own signal; no normalisation is needed.
Measure: the number of features against the dimension and the worst crosstalk relative to the signal.
Tight: `alon_rank_bound_tight`, twenty-eight equiangular vectors in seven dimensions. -/
theorem alon_rank_bound_of_ratio (B : Mat α n d) (C : Mat α d n) {ε₂ : α} (h0 : ∀ i, (B.mul C) i i ≠ 0)
    (hε : ∀ i j, i ≠ j → (B.mul C) i j ^ 2 ≤ ε₂ * (B.mul C) i i ^ 2) (hn : 1 ≤ n) :
    (n : α) ≤ (d : α) * (1 + ((n : α) - 1) * ε₂) := by
  have ht := trace_sq_le_rank_mul_frobSq (scaleRows (fun i => 1 / (B.mul C) i i) B) C
  have h1 : ∀ i, scaleRows (fun i => 1 / (B.mul C) i i) (B.mul C) i i = 1 := fun i => by
    have := h0 i
    simp only [scaleRows]
    grind
  have hf : (scaleRows (fun i => 1 / (B.mul C) i i) (B.mul C)).frobSq ≤
      sum fun i : Fin n => sum fun j : Fin n => if i = j then 1 else ε₂ :=
    sum_le_sum fun i => sum_le_sum fun j => by
      by_cases hij : i = j
      · subst hij
        rw [h1 i]
        grind
      · have hd := sq_nonneg (1 / (B.mul C) i i)
        have := mul_le_mul_of_nonneg_left (hε i j hij) hd
        have e : (1 / (B.mul C) i i) ^ 2 * (ε₂ * (B.mul C) i i ^ 2) = ε₂ := by have := h0 i; grind
        rw [if_neg hij, ← e]
        simp only [scaleRows]
        grind
  rw [scaleRows_mul, trace, sum_congr h1, sum_const] at ht
  simp only [sum_ite_const, sum_const] at hf
  have hd := mul_le_mul_of_nonneg_left hf (natCast_nonneg (α := α) d)
  exact le_of_mul_le_mul_left (c := (n : α)) (by grind) ((natCast_pos n).mpr hn)

/-- If `G = B C` with inner dimension `d` has diagonal entries `1` and `Gᵢⱼ² ≤ ε₂` for `i ≠ j`, then
`n ≤ d (1 + (n - 1) ε₂)`.
Source: alon2003, the rank lemma, there for symmetric matrices.
Why: a perturbed identity has large rank, so many features with little cross-talk need many dimensions.
Tight: `alon_rank_bound_tight`, twenty-eight equiangular vectors in seven dimensions. -/
theorem alon_rank_bound (B : Mat α n d) (C : Mat α d n) {ε₂ : α} (h1 : ∀ i, (B.mul C) i i = 1)
    (hε : ∀ i j, i ≠ j → (B.mul C) i j ^ 2 ≤ ε₂) (hn : 1 ≤ n) : (n : α) ≤ (d : α) * (1 + ((n : α) - 1) * ε₂) :=
  alon_rank_bound_of_ratio B C (fun i => by have := h1 i; grind)
    (fun i j h => by have := hε i j h; rw [h1 i]; grind) hn

/-- `alon_rank_bound` needs its diagonal: the zero matrix factors through one dimension with `ε₂ = 0`, and `2 > 1`. -/
theorem alon_rank_bound_needs_diagonal :
    (∀ i j : Fin 2, i ≠ j → mul (fun _ _ => (0 : Rat) : Mat Rat 2 1) (fun _ _ => 0) i j ^ 2 ≤ 0) ∧
      ¬((2 : Rat) ≤ 1 * (1 + (2 - 1) * 0)) := by
  decide +kernel

private theorem square_le_of_abs_le {x a : α} (hl : -a ≤ x) (hu : x ≤ a) : x ^ 2 ≤ a ^ 2 := by
  have := mul_nonneg (a := a - x) (b := a + x) (by grind) (by grind)
  grind

/-- If `n` features are written along `W` and read along `R` in `d` dimensions, each read-out hears its own feature
with strength `1`, and every other one with strength between `-ε` and `ε`, then `n / (1 + (n - 1) ε²) ≤ d`:
`alon_rank_bound` for encoders and decoders, as a quotient.
Source: garg2026, the lower bound for linear accessibility, through alon2003.
Why: linear decoders with cross-talk `ε` admit at most about `d` features for small `ε`, and about `1 / ε²` dimensions
are needed for any large number of features, whether encoder and decoder are tied or not.
Tight: `linear_readout_dim_ge_tight`, twenty-eight features in seven dimensions with cross-talk `1/3`. -/
theorem linear_readout_dim_ge (R W : Fin n → Vec α d) {ε : α} (h1 : ∀ i, dot (R i) (W i) = 1)
    (hl : ∀ i j, i ≠ j → -ε ≤ dot (R i) (W j)) (hu : ∀ i j, i ≠ j → dot (R i) (W j) ≤ ε) :
    (n : α) / (1 + ((n : α) - 1) * ε ^ 2) ≤ (d : α) := by
  by_cases hn : 1 ≤ n
  case neg =>
    obtain rfl : n = 0 := by omega
    have := natCast_nonneg (α := α) d
    grind
  have h := alon_rank_bound R (transpose W) (ε₂ := ε ^ 2) h1
    (fun i j hij => square_le_of_abs_le (hl i j hij) (hu i j hij)) hn
  have hn' := (natCast_le_natCast (α := α) 1 n).mpr hn
  have := mul_nonneg (a := (n : α) - 1) (by grind) (sq_nonneg ε)
  rw [div_le_iff (by grind)]
  exact h

/-- If a linear read-out errs by at most `ε < 1` on every single feature, in that `|Rᵢ · Wⱼ - δᵢⱼ| ≤ ε`, then
`n (1 - ε)² ≤ d ((1 - ε)² + (n - 1) ε²)`.
Source: garg2026, the definition of linear accessibility, for inputs with one active feature.
Why: this is accessibility as the paper has it, with an error allowed on the feature's own read-out as well.
Measure: the number of features against the dimension and the worst error of a linear read-out.
Tight: `linear_accessibility_dim_ge_tight`, twenty-eight features in seven dimensions with `ε = 1/4`. -/
theorem linear_accessibility_dim_ge (R W : Fin n → Vec α d) {ε : α} (hε : ε < 1)
    (hl : ∀ i j, (if i = j then 1 else 0) - ε ≤ dot (R i) (W j))
    (hu : ∀ i j, dot (R i) (W j) ≤ (if i = j then 1 else 0) + ε) (hn : 1 ≤ n) :
    (n : α) * (1 - ε) ^ 2 ≤ (d : α) * ((1 - ε) ^ 2 + ((n : α) - 1) * ε ^ 2) := by
  have hpos : 0 < (1 - ε) ^ 2 := by have := mul_pos (a := 1 - ε) (b := 1 - ε) (by grind) (by grind); grind
  have hdiag : ∀ i, 1 - ε ≤ dot (R i) (W i) := fun i => by have := hl i i; rwa [if_pos rfl] at this
  have hoff : ∀ i j, i ≠ j → dot (R i) (W j) ^ 2 ≤ ε ^ 2 := fun i j hij => by
    have h₁ := hl i j
    have h₂ := hu i j
    rw [if_neg hij] at h₁ h₂
    exact square_le_of_abs_le (by grind) (by grind)
  have e : ε ^ 2 / (1 - ε) ^ 2 * (1 - ε) ^ 2 = ε ^ 2 := div_mul_cancel hpos
  have hratio : ∀ i j, i ≠ j → dot (R i) (W j) ^ 2 ≤ ε ^ 2 / (1 - ε) ^ 2 * dot (R i) (W i) ^ 2 := fun i j hij => by
    have h₁ := square_le_of_abs_le (x := 1 - ε) (a := dot (R i) (W i)) (by have := hdiag i; grind) (hdiag i)
    have h₂ := mul_le_mul_of_nonneg_left h₁ (div_nonneg (sq_nonneg ε) (Std.le_of_lt hpos))
    rw [e] at h₂
    exact Std.le_trans (hoff i j hij) h₂
  have h := alon_rank_bound_of_ratio R (transpose W) (fun i => by have := hdiag i; change dot (R i) (W i) ≠ 0; grind)
    hratio hn
  have h' := mul_le_mul_of_nonneg_left h (Std.le_of_lt hpos)
  have e' : (1 - ε) ^ 2 * ((d : α) * (1 + ((n : α) - 1) * (ε ^ 2 / (1 - ε) ^ 2))) =
      (d : α) * ((1 - ε) ^ 2 + ((n : α) - 1) * ε ^ 2) := by grind
  rw [e'] at h'
  grind

/-- `linear_accessibility_dim_ge` needs its bound on `ε`: an error of `2` is met by one feature in no dimension at all,
and `1 > 0`. -/
theorem linear_accessibility_dim_ge_needs_small_error (R W : Fin 1 → Vec Rat 0) :
    (∀ i j, (if i = j then 1 else 0) - 2 ≤ dot (R i) (W j)) ∧ (∀ i j, dot (R i) (W j) ≤ (if i = j then 1 else 0) + 2) ∧
      ¬((1 : Rat) * (1 - 2) ^ 2 ≤ 0 * ((1 - 2) ^ 2 + (1 - 1) * 2 ^ 2)) := by
  refine ⟨fun i j => ?_, fun i j => ?_, by decide +kernel⟩ <;> (rw [dot, sum_zero]; grind)

end ToyModels
