module

public import ToyModels.Capacity.Blocks
public import ToyModels.Packing.TensorPower

/-!
# Symmetric powers: where the logarithm comes from

If a matrix factors through `d` dimensions then the matrix of the `k`-th powers of its entries factors through as many
dimensions as there are monomials of degree `k` in `d` variables, the binomial coefficient of `d + k - 1` over `k`. That
is less than the `dᵏ` of the tensor power by a factor of up to `k!`, and this factor is what makes high powers better
than the first: with about `log n / log (1 / ε₂)` factors the rank lemma then gives the logarithm of the number of
features in the dimension that cross-talk costs.

## Main definitions

* `symDim d k`: the number of monomials of degree `k` in `d` variables.
* `symPow x k`, `symPowDual x k`: all monomials of degree `k` in the coordinates of `x`, without and with multinomial
  coefficients. They are made of blocks, one for each power of the last coordinate: `powBlocks`, `powDualBlocks`.

## Main statements

* `succ_mul_symDim`: `(k + 1) symDim d (k + 1) = (d + k) symDim d k`, so that `symDim` is the binomial coefficient.
* `readout_symPow_le`: `n ≤ symDim d k (1 + (n - 1) ε₂ᵏ)` for read-outs with squared cross-talk at most `ε₂`.
* `million_features_dim`: a million features with cross-talk at most `1/10` need `144` dimensions.

## Proof idea

`symPow x k · symPowDual y k = (x · y)ᵏ`, so the `k`-th powers of overlaps factor through `symDim d k` dimensions, and
the rank lemma holds for these. The coefficients of one more power of the last coordinate are chosen one by one:
`k / (j + 1)` for the power `j + 1`. The inner product of the blocks then obeys a recursion in `k` and `j`, of which the
powers of `s + t` are the solution that starts at `j = 0`, where `s` is the inner product of the other coordinates and
`t` the product of the last ones.

## What is not claimed

The limit: that `d` grows at least like `log n / (ε² log (1 / ε))` follows by a choice of `k`, which is not made here.

## References

* [alon2003], on entrywise powers of nearly diagonal matrices; [garg2026], on linear accessibility.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d k m n : Nat}

open Mat

/-- The sum `f 0 + ⋯ + f k`. -/
def prefixSum (f : Nat → Nat) : Nat → Nat
  | 0 => f 0
  | k + 1 => f (k + 1) + prefixSum f k

/-- The number of monomials of degree `k` in `d` variables, by the degree in the last one. -/
def symDim : Nat → Nat → Nat
  | 0 => fun k => if k = 0 then 1 else 0
  | d + 1 => prefixSum (symDim d)

/-- The blocks `x k, c x (k - 1), …, cᵏ x 0`, one after another. -/
def powBlocks {D : Nat → Nat} (c : α) (x : (k : Nat) → Vec α (D k)) : (k : Nat) → Vec α (prefixSum D k)
  | 0 => x 0
  | k + 1 => concat (x (k + 1)) fun a => c * powBlocks c x k a

/-- The same blocks with coefficients, which for `j = 0` are the binomial coefficients of `k`. -/
def powDualBlocks {D : Nat → Nat} (c : α) (x : (k : Nat) → Vec α (D k)) : (k j : Nat) → Vec α (prefixSum D k)
  | 0, _ => x 0
  | k + 1, j => concat (x (k + 1)) fun a =>
      (((k + 1 : Nat) : α) / ((j + 1 : Nat) : α) * c) * powDualBlocks c x k (j + 1) a

/-- All monomials of degree `k` in the coordinates of `x`. -/
def symPow : {d : Nat} → Vec α d → (k : Nat) → Vec α (symDim d k)
  | 0, _ => fun _ _ => 1
  | d + 1, x => powBlocks (x (Fin.last d)) (symPow fun a => x a.castSucc)

/-- All monomials of degree `k` in the coordinates of `x`, with their multinomial coefficients. -/
def symPowDual : {d : Nat} → Vec α d → (k : Nat) → Vec α (symDim d k)
  | 0, _ => fun _ _ => 1
  | d + 1, x => fun k => powDualBlocks (x (Fin.last d)) (symPowDual fun a => x a.castSucc) k 0

/-! ### The number of monomials -/

private theorem symDim_zero_right (d : Nat) : symDim d 0 = 1 := by
  induction d with
  | zero => rfl
  | succ d ih => exact ih

/-- The numbers of monomials of two successive degrees: `(k + 1) symDim d (k + 1) = (d + k) symDim d k`. -/
theorem succ_mul_symDim (d k : Nat) : (k + 1) * symDim d (k + 1) = (d + k) * symDim d k := by
  induction d generalizing k with
  | zero => cases k <;> simp [symDim]
  | succ d ih =>
    induction k with
    | zero =>
      have h := ih 0
      have e : symDim (d + 1) (0 + 1) = symDim d (0 + 1) + symDim (d + 1) 0 := rfl
      rw [symDim_zero_right] at h e ⊢
      omega
    | succ k ihk =>
      have h := ih (k + 1)
      have e : symDim (d + 1) (k + 1 + 1) = symDim d (k + 1 + 1) + symDim (d + 1) (k + 1) := rfl
      have e' : symDim (d + 1) (k + 1) = symDim d (k + 1) + symDim (d + 1) k := rfl
      generalize symDim (d + 1) (k + 1 + 1) = A at *
      generalize symDim (d + 1) (k + 1) = B at *
      generalize symDim d (k + 1 + 1) = A' at *
      generalize symDim d (k + 1) = B' at *
      generalize symDim (d + 1) k = C at *
      subst e e'
      grind

/-! ### Powers of the inner product -/

private theorem dot_smul_left_right (a c : α) (u v : Vec α n) :
    dot (fun i => a * u i) (fun i => c * v i) = c * a * dot u v := by
  simp only [dot, mul_sum]
  exact sum_congr fun i => by grind

private theorem dot_blocks_succ {D : Nat → Nat} (a b : α) (x y : (k : Nat) → Vec α (D k)) (k j : Nat) :
    dot (powBlocks a x (k + 1)) (powDualBlocks b y (k + 1) j) =
      dot (x (k + 1)) (y (k + 1)) +
        ((k + 1 : Nat) : α) / ((j + 1 : Nat) : α) * (a * b) * dot (powBlocks a x k) (powDualBlocks b y k (j + 1)) := by
  have h : dot (powBlocks a x (k + 1)) (powDualBlocks b y (k + 1) j) = _ :=
    dot_concat (x (k + 1)) (y (k + 1)) (fun i => a * powBlocks a x k i)
      fun i => (((k + 1 : Nat) : α) / ((j + 1 : Nat) : α) * b) * powDualBlocks b y k (j + 1) i
  rw [h, dot_smul_left_right]
  grind

private theorem blocks_step {K c s t p X B : α} (hc : c ≠ 0) (h : (K + c) * B = K * (s + t) * X + c * p) :
    (K + c) * (s * p + (K + 1) / c * t * B) = (K + 1) * (s + t) * (p + K / c * t * X) + (c - 1) * (s * p) := by
  have e : (K + c) * ((K + 1) / c * t * B) = (K + 1) / c * t * (K * (s + t) * X + c * p) := by rw [← h]; grind
  grind

private theorem eq_of_step {K B s t p q : α} (hK : 0 < K) (h : (K + 0) * B = K * (s + t) * p + 0 * q) :
    B = p * (s + t) := by
  have h₁ := le_of_mul_le_mul_left (a := B) (b := p * (s + t)) (c := K) (by grind) hK
  have h₂ := le_of_mul_le_mul_left (a := p * (s + t)) (b := B) (c := K) (by grind) hK
  grind

private theorem dot_blocks {D : Nat → Nat} (a b : α) {s : α} {x y : (k : Nat) → Vec α (D k)}
    (h : ∀ k, dot (x k) (y k) = s ^ k) (k j : Nat) :
    (((k + 1 : Nat) : α) + (j : α)) * dot (powBlocks a x (k + 1)) (powDualBlocks b y (k + 1) j) =
      ((k + 1 : Nat) : α) * (s + a * b) * dot (powBlocks a x k) (powDualBlocks b y k j) + (j : α) * s ^ (k + 1) := by
  have hc : ∀ j : Nat, ((j + 1 : Nat) : α) ≠ 0 := fun j => by
    have := (natCast_pos (α := α) (j + 1)).mpr (Nat.succ_pos j)
    grind
  have hj : ∀ j : Nat, (j : α) = ((j + 1 : Nat) : α) - 1 := fun j => by grind
  induction k generalizing j with
  | zero =>
    have h₀ : ∀ j, dot (powBlocks a x 0) (powDualBlocks b y 0 j) = 1 := fun j =>
      (h 0).trans (Lean.Grind.Semiring.pow_zero s)
    have := hc j
    rw [dot_blocks_succ, h, h₀, h₀, hj j]
    generalize ((j + 1 : Nat) : α) = c at *
    grind
  | succ k ih =>
    have h₁ := ih (j + 1)
    rw [dot_blocks_succ a b x y (k + 1), dot_blocks_succ a b x y k j, h, h, hj j,
      Lean.Grind.Semiring.pow_succ s (k + 1)]
    have e : ((k + 1 + 1 : Nat) : α) = ((k + 1 : Nat) : α) + 1 := by grind
    have h₂ := blocks_step (K := ((k + 1 : Nat) : α)) (c := ((j + 1 : Nat) : α)) (s := s) (t := a * b)
      (p := s ^ (k + 1)) (hc j) h₁
    rw [e]
    grind

/-- The inner product of the vectors of monomials, one of them with coefficients, is the power of the inner product:
`symPow x k · symPowDual y k = (x · y)ᵏ`. Private, because vectors whose length depends on `k` cannot be drawn at
random; what follows from it is tested instead. -/
private theorem dot_symPow (x y : Vec α d) (k : Nat) : dot (symPow x k) (symPowDual y k) = dot x y ^ k := by
  induction d generalizing k with
  | zero =>
    have e : dot (symPow x k) (symPowDual y k) = ((symDim 0 k : Nat) : α) * (1 * 1) := by
      simp only [dot, symPow, symPowDual]
      exact sum_const _ _
    cases k with
    | zero =>
      have h : symDim 0 0 = 1 := by simp [symDim]
      rw [e, h, Lean.Grind.Semiring.pow_zero]
      grind
    | succ k =>
      have h : symDim 0 (k + 1) = 0 := by simp [symDim]
      rw [e, h, dot, sum_zero, Lean.Grind.Semiring.pow_succ]
      grind
  | succ d ih =>
    have hs : dot x y = dot (fun a : Fin d => x a.castSucc) (fun a => y a.castSucc) + x (Fin.last d) * y (Fin.last d) :=
      sum_succ _
    have hb := dot_blocks (x (Fin.last d)) (y (Fin.last d)) (ih (fun a => x a.castSucc) fun a => y a.castSucc)
    rw [hs]
    induction k with
    | zero =>
      have h₀ := ih (fun a => x a.castSucc) (fun a => y a.castSucc) 0
      rw [Lean.Grind.Semiring.pow_zero] at h₀ ⊢
      exact h₀
    | succ k ihk =>
      have h := hb k 0
      have hk := (natCast_pos (α := α) (k + 1)).mpr (Nat.succ_pos k)
      change dot (powBlocks _ _ k) (powDualBlocks _ _ k 0) = _ at ihk
      change dot (powBlocks _ _ (k + 1)) (powDualBlocks _ _ (k + 1) 0) = _
      rw [ihk, show ((0 : Nat) : α) = 0 by grind] at h
      rw [Lean.Grind.Semiring.pow_succ]
      exact eq_of_step hk h

/-! ### What cross-talk costs -/

/-- If `n` features are written along `W` and read along `R` in `d` dimensions, with `Rᵢ · Wᵢ = 1` and
`(Rᵢ · Wⱼ)² ≤ ε₂` for `i ≠ j`, then `n ≤ symDim d k (1 + (n - 1) ε₂ᵏ)` for each `k`.
Source: alon2003, on entrywise powers; garg2026, who use it for linear accessibility.
Why: with many features and little cross-talk, high powers `k` give more dimensions than `k = 1`, which stops at about
`1 / ε₂`: this is where the logarithm of the number of features comes from.
Tight: for `k = 1` as `alon_rank_bound`; for higher powers `readout_symPow_le_tight` has copies of one feature only.
`million_features_dim` shows what the bound is worth. -/
theorem readout_symPow_le (k : Nat) (R W : Fin n → Vec α d) {ε₂ : α} (h1 : ∀ i, dot (R i) (W i) = 1)
    (hε : ∀ i j, i ≠ j → dot (R i) (W j) ^ 2 ≤ ε₂) (hn : 1 ≤ n) :
    (n : α) ≤ (symDim d k : α) * (1 + ((n : α) - 1) * ε₂ ^ k) := by
  have hg : ∀ i j, mul (fun i => symPow (R i) k) (transpose fun j => symPowDual (W j) k) i j =
      dot (R i) (W j) ^ k := fun i j => dot_symPow (R i) (W j) k
  exact alon_rank_bound (fun i => symPow (R i) k) (transpose fun j => symPowDual (W j) k) (ε₂ := ε₂ ^ k)
    (fun i => by rw [hg, h1 i]; exact Lean.Grind.Semiring.one_pow k)
    (fun i j hij => by
      rw [hg, pow_right_comm]
      exact (pow_le_pow_of_nonneg (sq_nonneg _) (hε i j hij) k).2) hn

/-- Equality in `readout_symPow_le`: three copies of one feature in one dimension, with `ε₂ = 1` and `k = 3`. -/
theorem readout_symPow_le_tight :
    (∀ i j : Fin 3, dot (allOnes 3 i) (allOnes 3 j) = 1) ∧
      (3 : Rat) = ((symDim 1 3 : Nat) : Rat) * (1 + (3 - 1) * 1 ^ 3) := by
  decide +kernel

/-- `readout_symPow_le` needs its diagonal: two features that are not heard at all have no cross-talk in one dimension,
and `2 > 1`. -/
theorem readout_symPow_le_needs_diagonal :
    (∀ i j : Fin 2, i ≠ j → dot (fun _ : Fin 1 => (0 : Rat)) (fun _ => 0) ^ 2 ≤ 0) ∧
      ¬((2 : Rat) ≤ ((symDim 1 2 : Nat) : Rat) * (1 + (2 - 1) * 0 ^ 2)) := by
  decide +kernel

private theorem six_mul_symDim_three (d : Nat) : 6 * symDim d 3 = d * (d + 1) * (d + 2) := by
  have h₁ := succ_mul_symDim d 0
  have h₂ := succ_mul_symDim d 1
  have h₃ := succ_mul_symDim d 2
  rw [symDim_zero_right] at h₁
  generalize symDim d (2 + 1) = z at *
  generalize symDim d (1 + 1) = y at *
  generalize symDim d (0 + 1) = x at *
  obtain rfl : x = d := by omega
  have e : 2 * (3 * z) = (x + 2) * ((1 + 1) * y) := by
    rw [show (3 : Nat) = 2 + 1 from rfl, h₃]
    grind
  rw [h₂] at e
  grind

/-- What `readout_symPow_le` says of a million features with a squared cross-talk of at most `1/100`, by third powers:
`143` dimensions are not enough. First powers only rule out fewer than `100` dimensions, and `d³` in place of the number
of monomials only fewer than `80`. -/
theorem million_features_dim (hd : d ≤ 143) :
    (symDim d 3 : Rat) * (1 + (1000000 - 1) * (1 / 100) ^ 3) < 1000000 := by
  have h := Nat.mul_le_mul (Nat.mul_le_mul hd (show d + 1 ≤ 144 by omega)) (show d + 2 ≤ 145 by omega)
  rw [← six_mul_symDim_three d] at h
  have h' : symDim d 3 ≤ 497640 := by omega
  have := (natCast_le_natCast (α := Rat) _ _).mpr h'
  grind

/-- So a million features that are read back with cross-talk at most `1/10` take at least `144` dimensions. -/
example (R W : Fin 1000000 → Vec Rat d) (h1 : ∀ i, dot (R i) (W i) = 1)
    (hε : ∀ i j, i ≠ j → dot (R i) (W j) ^ 2 ≤ 1 / 100) : 144 ≤ d := by
  have h := readout_symPow_le 3 R W h1 hε (by decide)
  refine Nat.le_of_not_lt fun hd => ?_
  have := million_features_dim (Nat.le_of_lt_succ hd)
  grind

end ToyModels
