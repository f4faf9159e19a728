module

public import ToyModels.Capacity.Blocks
public import ToyModels.Packing.FourthOrder
public import ToyModels.Packing.RankLemma
public import ToyModels.Packing.TightFrame

/-!
# Gerzon's bound on equiangular features

If all features have the same norm and every two of them interfere equally strongly, with either sign, then there are
at most `m (m + 1) / 2` of them in `m` dimensions. A superposition that is fair to all pairs has this limit, whatever
the strength of the interference.

## Main definitions

* `triangle m`: the number `m (m + 1) / 2`, by recursion.
* `symSquare x`, `symSquareDual x`: the products `xₐ xᵦ` for `a ≤ b`, without and with multiplicities, so that their
  inner product is the square of the inner product.
* `fanoVectors`: twenty-eight vectors in seven dimensions that attain the bound, and others with it.

## Main statements

* `dot_symSquare`: `symSquare x · symSquareDual y = (x · y)²`.
* `gerzon_equiangular_le`: `2 n ≤ m (m + 1)` for `n` equiangular vectors in `m` dimensions.
* `alon_rank_bound_tight`, `linear_readout_dim_ge_tight`, `linear_accessibility_dim_ge_tight`,
  `welch_fourth_order_coherence_of_normSq_eq_tight`: what else `fanoVectors` attain.

## Proof idea

The squared inner products form the matrix `(a² - c) 1 + c J`, where `J` is all ones. It factors through dimension
`m (m + 1) / 2` by the symmetric squares, and it has an explicit inverse; so the identity of size `n` factors as well.

## What is not claimed

That the bound is attained in every dimension; it is known to be attained for `m = 2, 3, 7, 23`, of which the third
needs no irrational number.

## References

* [lemmens1973], where the bound is credited to Gerzon.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

open Mat

/-- The triangular number `m (m + 1) / 2`. -/
def triangle : Nat → Nat
  | 0 => 0
  | m + 1 => triangle m + (m + 1)

/-- The products `xₐ xᵦ` for `a ≤ b`. -/
def symSquare : {m : Nat} → Vec α m → Vec α (triangle m)
  | 0, _ => fun _ => 0
  | m + 1, x => concat (symSquare fun a => x a.castSucc) fun b : Fin (m + 1) => x (Fin.last m) * x b

/-- The products `xₐ xᵦ` for `a ≤ b`, doubled where `a < b`. -/
def symSquareDual : {m : Nat} → Vec α m → Vec α (triangle m)
  | 0, _ => fun _ => 0
  | m + 1, x =>
    concat (symSquareDual fun a => x a.castSucc) fun b : Fin (m + 1) =>
      if b = Fin.last m then x (Fin.last m) * x b else 2 * (x (Fin.last m) * x b)

/-- For each line `{l, l + 1, l + 3}` of the Fano plane, with points modulo seven, four vectors supported on it: `1` at
`l`, and all choices of `±1` at the two other points. -/
def fanoVectors : Fin 28 → Vec Rat 7 := fun i a =>
  if (a.val + 7 - i.val / 4) % 7 = 0 then 1
  else if (a.val + 7 - i.val / 4) % 7 = 1 then if i.val % 2 = 0 then 1 else -1
  else if (a.val + 7 - i.val / 4) % 7 = 3 then if i.val / 2 % 2 = 0 then 1 else -1
  else 0

/-- Twice a triangular number. -/
private theorem two_mul_triangle (m : Nat) : 2 * triangle m = m * (m + 1) := by
  induction m with
  | zero => rfl
  | succ m ih => rw [triangle]; grind

/-- The inner product of symmetric squares is the square of the inner product. -/
theorem dot_symSquare (x y : Vec α m) : dot (symSquare x) (symSquareDual y) = dot x y ^ 2 := by
  induction m with
  | zero => simp only [dot, triangle, sum_zero]; grind
  | succ m ih =>
    have h : dot (fun b : Fin (m + 1) => x (Fin.last m) * x b) (fun b : Fin (m + 1) =>
        if b = Fin.last m then y (Fin.last m) * y b else 2 * (y (Fin.last m) * y b)) =
        2 * (x (Fin.last m) * y (Fin.last m)) * (dot (fun a => x a.castSucc) fun a => y a.castSucc) +
          (x (Fin.last m) * y (Fin.last m)) ^ 2 := by
      rw [dot, sum_succ, dot, mul_sum, if_pos rfl]
      congr 1
      · exact sum_congr fun a => by rw [if_neg (Fin.ne_of_lt a.castSucc_lt_last)]; grind
      · grind
    have e : dot x y = dot (fun a => x a.castSucc) (fun a => y a.castSucc) + x (Fin.last m) * y (Fin.last m) :=
      sum_succ _
    have hc : dot (symSquare x) (symSquareDual y) = _ := dot_concat (symSquare fun a => x a.castSucc)
      (symSquareDual fun a => y a.castSucc) (fun b : Fin (m + 1) => x (Fin.last m) * x b) _
    rw [hc, ih, h, e]
    grind

/-- A matrix with `s` on the diagonal and `c` off it has an inverse of the same form. -/
private theorem inverse_mul (s c w : α) (hs : s - c ≠ 0) (hw : w ≠ 0) (hwn : w = s - c + (n : α) * c) :
    mul (fun i k : Fin n => (if i = k then 1 / (s - c) else 0) - c / ((s - c) * w))
      (fun k j => if k = j then s else c) = one := by
  funext i j
  have e : ∀ k : Fin n, ((if i = k then 1 / (s - c) else 0) - c / ((s - c) * w)) * (if k = j then s else c) =
      (if i = k then 1 / (s - c) * (if k = j then s else c) else 0) -
        c / ((s - c) * w) * (if j = k then s else c) := fun k => by grind
  simp only [mul, e, sum_sub, sum_ite_eq, ← mul_sum, sum_ite_const, one]
  have : s + ((n : α) - 1) * c = w := by grind
  rw [this]
  split <;> grind

/-- Gerzon's bound: `n` vectors in `m` dimensions with squared norms `a`, and with `(Vᵢ · Vⱼ)² = c` for `i ≠ j`, where
`0 ≤ c < a²`, have `2 n ≤ m (m + 1)`.
Source: lemmens1973, credited to Gerzon.
Why: features that all interfere equally with each other number at most about half the square of the dimension.
Tight: `gerzon_equiangular_le_tight`, from the lines of the Fano plane. -/
theorem gerzon_equiangular_le (V : Fin n → Vec α m) {a c : α} (ha : ∀ i, normSq (V i) = a)
    (hc : ∀ i j, i ≠ j → dot (V i) (V j) ^ 2 = c) (h0 : 0 ≤ c) (hlt : c < a ^ 2) : 2 * n ≤ m * (m + 1) := by
  have hM : Mat.mul (fun i => symSquare (V i)) (transpose fun j => symSquareDual (V j)) =
      fun i j => if i = j then a ^ 2 else c := by
    funext i j
    refine (dot_symSquare (V i) (V j)).trans ?_
    by_cases h : i = j
    · rw [if_pos h, h, dot_self, ha j]
    · rw [if_neg h, hc i j h]
  have hn := mul_nonneg (natCast_nonneg (α := α) n) h0
  have h := inverse_mul (n := n) (a ^ 2) c _ (by grind) (by grind) rfl
  rw [← hM, ← mul_assoc] at h
  have hle := le_of_mul_eq_one _ _ h
  have := two_mul_triangle m
  omega

private theorem dot_fanoVectors (i j : Fin 28) (h : i ≠ j) : dot (fanoVectors i) (fanoVectors j) ^ 2 = 1 := by
  have key : ∀ i j, i < j → dot (fanoVectors i) (fanoVectors j) ^ 2 = 1 := by decide +kernel
  rcases Nat.lt_or_gt_of_ne fun e => h (Fin.ext e) with h | h
  · exact key i j h
  · rw [dot_comm]
    exact key j i h

private theorem normSq_fanoVectors : ∀ i, normSq (fanoVectors i) = 3 := by decide +kernel

private theorem dot_fanoVectors_div (i j : Fin 28) (c : Rat) :
    dot (fanoVectors i) (fun a => fanoVectors j a / c) = dot (fanoVectors i) (fanoVectors j) / c := by
  have e : (fun a => fanoVectors j a / c) = fun a => 1 / c * fanoVectors j a := funext fun a => by grind
  rw [e, dot_smul]
  grind

private theorem dot_fanoVectors_div_self (i : Fin 28) (c : Rat) :
    dot (fanoVectors i) (fun a => fanoVectors i a / c) = 3 / c := by
  rw [dot_fanoVectors_div, dot_self, normSq_fanoVectors]

private theorem dot_fanoVectors_div_sq {i j : Fin 28} (h : i ≠ j) (c : Rat) :
    dot (fanoVectors i) (fun a => fanoVectors j a / c) ^ 2 = 1 / c ^ 2 := by
  have := dot_fanoVectors i j h
  rw [dot_fanoVectors_div]
  grind

/-- Equality in `gerzon_equiangular_le`: `fanoVectors` are twenty-eight vectors in seven dimensions, with `a = 3` and
`c = 1`. -/
theorem gerzon_equiangular_le_tight :
    (∀ i, normSq (fanoVectors i) = 3) ∧ (∀ i j, i ≠ j → dot (fanoVectors i) (fanoVectors j) ^ 2 = 1) ∧
      2 * 28 = 7 * (7 + 1) := by
  exact ⟨normSq_fanoVectors, dot_fanoVectors, rfl⟩

/-- `gerzon_equiangular_le` needs equal angles: `twoBases` are four pairwise non-parallel unit vectors in the plane, and
`8 > 6`. -/
theorem gerzon_equiangular_le_needs_equiangular :
    (∀ i, normSq (twoBases i) = 1) ∧ (∀ i j, i ≠ j → dot (twoBases i) (twoBases j) ^ 2 < 1 ^ 2) ∧
      ¬(2 * 4 ≤ 2 * (2 + 1)) := by
  decide +kernel

/-- `gerzon_equiangular_le` needs `c < a²`: two copies of a vector in one dimension have `c = a²`, and `4 > 2`. -/
theorem gerzon_equiangular_le_needs_distinct :
    normSq (fun _ : Fin 1 => (1 : Rat)) = 1 ∧ dot (fun _ : Fin 1 => (1 : Rat)) (fun _ => 1) ^ 2 = 1 ^ 2 ∧
      ¬(2 * 2 ≤ 1 * (1 + 1)) := by
  decide +kernel

/-! ### Other bounds that they attain -/

/-- Equality in `alon_rank_bound`: the products of `fanoVectors` with a third of themselves have diagonal entries `1`
and all others `±1/3`, at `d = 7`, `n = 28` and `ε₂ = 1/9`. -/
theorem alon_rank_bound_tight :
    (∀ i, mul fanoVectors (fun a j => fanoVectors j a / 3) i i = 1) ∧
      (∀ i j, i ≠ j → mul fanoVectors (fun a j => fanoVectors j a / 3) i j ^ 2 = 1 / 9) ∧
      (28 : Rat) = 7 * (1 + (28 - 1) * (1 / 9)) := by
  refine ⟨fun i => ?_, fun i j h => ?_, by decide +kernel⟩
  · exact (dot_fanoVectors_div_self i 3).trans (by decide +kernel)
  · exact (dot_fanoVectors_div_sq h 3).trans (by decide +kernel)

/-- Equality in `linear_readout_dim_ge`: features written along a third of `fanoVectors` and read along these hear all
others with strength `±1/3`. -/
theorem linear_readout_dim_ge_tight :
    (∀ i, dot (fanoVectors i) (fun a => fanoVectors i a / 3) = 1) ∧
      (∀ i j, i ≠ j → dot (fanoVectors i) (fun a => fanoVectors j a / 3) ^ 2 = (1 / 3) ^ 2) ∧
      (28 : Rat) / (1 + (28 - 1) * (1 / 3) ^ 2) = 7 := by
  refine ⟨fun i => ?_, fun i j h => ?_, by decide +kernel⟩
  · exact (dot_fanoVectors_div_self i 3).trans (by decide +kernel)
  · exact (dot_fanoVectors_div_sq h 3).trans (by decide +kernel)

/-- Equality in `linear_accessibility_dim_ge`: features written along a quarter of `fanoVectors` and read along these
err by `1/4` on every feature. -/
theorem linear_accessibility_dim_ge_tight :
    (∀ i j, (dot (fanoVectors i) (fun a => fanoVectors j a / 4) - if i = j then 1 else 0) ^ 2 = (1 / 4) ^ 2) ∧
      (28 : Rat) * (1 - 1 / 4) ^ 2 = 7 * ((1 - 1 / 4) ^ 2 + (28 - 1) * (1 / 4) ^ 2) := by
  refine ⟨fun i j => ?_, by decide +kernel⟩
  by_cases h : i = j
  · rw [if_pos h, h, dot_fanoVectors_div_self]
    decide +kernel
  · have := dot_fanoVectors_div_sq h 4
    rw [if_neg h]
    grind

/-- Equality in `welch_fourth_order_coherence_of_normSq_eq`: `fanoVectors`, with `s = 3` and `μ₄ = 1`. -/
theorem welch_fourth_order_coherence_of_normSq_eq_tight :
    (∀ i, normSq (fanoVectors i) = 3) ∧ (∀ i j, i ≠ j → dot (fanoVectors i) (fanoVectors j) ^ 4 = 1) ∧
      (3 * (28 : Rat) - 7 * (7 + 2)) * 3 ^ 4 = 7 * (7 + 2) * ((28 - 1) * 1) := by
  refine ⟨normSq_fanoVectors, fun i j h => ?_, by decide +kernel⟩
  have := dot_fanoVectors i j h
  grind

end ToyModels
