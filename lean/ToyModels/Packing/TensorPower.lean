module

public import ToyModels.Packing.RankLemma
public import ToyModels.Packing.Welch

/-!
# Tensor powers: bounds of every even order

The `k`-th tensor power of a family has the `k`-th powers of its inner products, and lives in `mᵏ` dimensions. So every
bound on inner products has a version for their powers, which weighs strong interferences more. With `mᵏ` dimensions
nothing is gained over order one: by the convexity of `x ↦ xᵏ` the bound of order `k` follows from it.

## Main definitions

* `pairIndex i j`: the place `N i + j` of a pair of indices.
* `tensor x y`: the products `xₐ yᵦ`, as a vector.
* `tensorPow k x`: the tensor product of `k` copies of `x`.

## Main statements

* `sum_pairIndex`: a sum over `M N` indices is a double sum, by quotient and remainder.
* `dot_tensorPow`: the inner product of tensor powers is the power of the inner product.
* `welch_order_k`: `(Σᵢ (Vᵢ · Vᵢ)ᵏ)² ≤ mᵏ Σᵢⱼ (Vᵢ · Vⱼ)²ᵏ`.
* `linear_readout_pow_le`: `n ≤ dᵏ (1 + (n - 1) ε₂ᵏ)` for read-outs with squared cross-talk at most `ε₂`.

## Proof idea

Apply the bounds of order one to the tensor powers.

## What is not claimed

The best constants: tensor powers are symmetric, so that `mᵏ` may be replaced by the binomial coefficient of `m + k - 1`
over `k`. `readout_symPow_le` does that for read-outs, and only there does a power say more than order one: the
logarithm of the number of features in the bounds of [alon2003] comes from the binomial coefficient, not from `mᵏ`. For
the even order four over the reals the sharp constant is that of `welch_fourth_order_sharp`.

## References

* [welch1974]; [alon2003], on entrywise powers of nearly diagonal matrices.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d k m n : Nat}

open Mat

/-- The place `N i + j` of a pair of indices among `M N`. -/
def pairIndex {M N : Nat} (i : Fin M) (j : Fin N) : Fin (M * N) := ⟨N * i.val + j.val, by
  have h : N * (i.val + 1) ≤ N * M := Nat.mul_le_mul_left N i.isLt
  have h' := Nat.mul_comm M N
  have := j.isLt
  grind⟩

/-- The products `xₐ yᵦ`, at the place `n a + b`. -/
def tensor (x : Vec α m) (y : Vec α n) : Vec α (m * n) := fun k =>
  x ⟨k.val / n, Nat.div_lt_of_lt_mul (Nat.mul_comm m n ▸ k.isLt)⟩ *
    y ⟨k.val % n, Nat.mod_lt _ (Nat.pos_of_lt_mul_left k.isLt)⟩

/-- The tensor product of `k` copies of `x`. -/
def tensorPow : (k : Nat) → Vec α m → Vec α (m ^ k)
  | 0, _ => fun _ => 1
  | k + 1, x => tensor (tensorPow k x) x

private theorem sum_mul_index (f : Nat → α) (M N : Nat) :
    (sum fun k : Fin (M * N) => f k.val) = sum fun i : Fin M => sum fun j : Fin N => f (N * i.val + j.val) := by
  induction M with
  | zero => rw [sum_zero fun i : Fin 0 => sum fun j : Fin N => f (N * i.val + j.val), Nat.zero_mul, sum_zero]
  | succ M ih =>
    rw [Nat.succ_mul, sum_val_add, ih, sum_succ fun i : Fin (M + 1) => sum fun j : Fin N => f (N * i.val + j.val)]
    simp only [Fin.val_castSucc, Fin.val_last, Nat.mul_comm M N]

/-- A sum over `M N` indices is a double sum, by quotient and remainder. -/
theorem sum_pairIndex {M N : Nat} (f : Fin (M * N) → α) :
    sum f = sum fun i : Fin M => sum fun j : Fin N => f (pairIndex i j) := by
  have h := sum_mul_index (fun k => if h : k < M * N then f ⟨k, h⟩ else 0) M N
  have hp : ∀ (i : Fin M) (j : Fin N), N * i.val + j.val < M * N := fun i j => (pairIndex i j).isLt
  simp only [Fin.isLt, dif_pos, hp] at h
  exact h

/-- The quotient of a pair's place is its first index. -/
theorem pairIndex_div {M N : Nat} (i : Fin M) (j : Fin N) : (pairIndex i j).val / N = i.val := by
  have hj := j.isLt
  simp only [pairIndex]
  rw [Nat.mul_add_div (by omega), Nat.div_eq_of_lt hj, Nat.add_zero]

/-- The remainder of a pair's place is its second index. -/
theorem pairIndex_mod {M N : Nat} (i : Fin M) (j : Fin N) : (pairIndex i j).val % N = j.val := by
  simp only [pairIndex]
  rw [Nat.mul_add_mod, Nat.mod_eq_of_lt j.isLt]

/-- The inner product of tensor products is the product of the inner products. -/
private theorem dot_tensor (x x' : Vec α m) (y y' : Vec α n) :
    dot (tensor x y) (tensor x' y') = dot x x' * dot y y' := by
  rw [dot, sum_pairIndex, dot, dot, sum_mul_sum]
  refine sum_congr fun i => sum_congr fun j => ?_
  simp only [tensor, pairIndex_div, pairIndex_mod]
  grind

/-- The inner product of tensor powers is the power of the inner product. -/
theorem dot_tensorPow (k : Nat) (x y : Vec α m) : dot (tensorPow k x) (tensorPow k y) = dot x y ^ k := by
  induction k with
  | zero => simp only [tensorPow, dot, Nat.pow_zero, sum_const]; grind
  | succ k ih =>
    have h : dot (tensorPow (k + 1) x) (tensorPow (k + 1) y) = _ := dot_tensor (tensorPow k x) (tensorPow k y) x y
    rw [h, ih]
    grind

private theorem pow_sq (a : α) (k : Nat) : (a ^ k) ^ 2 = a ^ (2 * k) := by
  induction k with
  | zero => grind
  | succ k ih => grind

/-- Powers of powers commute, here with the square. -/
theorem pow_right_comm (a : α) (k : Nat) : (a ^ k) ^ 2 = (a ^ 2) ^ k := by
  induction k with
  | zero => grind
  | succ k ih =>
    have h₁ := Lean.Grind.Semiring.pow_succ a k
    have h₂ := Lean.Grind.Semiring.pow_succ (a ^ 2) k
    rw [h₁, h₂, ← ih]
    grind

/-- Welch's bound of order `k`: `(Σᵢ (Vᵢ · Vᵢ)ᵏ)² ≤ mᵏ Σᵢⱼ (Vᵢ · Vⱼ)²ᵏ`.
Source: welch1974, there with a binomial coefficient in place of `mᵏ`.
Why: the total of every even power of the interferences is bounded below, not only of the squares. With `mᵏ` this
follows from order one, applied to rescaled vectors, by Jensen's inequality.
Measure: the powers of the features' energies against the powers of their overlaps.
Tight: `welch_order_k_tight`, in one dimension. -/
theorem welch_order_k (k : Nat) (V : Fin n → Vec α m) :
    (sum fun i => normSq (V i) ^ k) ^ 2 ≤ (m : α) ^ k * sum fun i => sum fun j => dot (V i) (V j) ^ (2 * k) := by
  have h := welch_frame_potential fun i => tensorPow k (V i)
  simp only [framePotential, ← dot_self, dot_tensorPow, natCast_pow, pow_sq] at h
  simpa only [← dot_self] using h

/-- Equality in `welch_order_k`: for the antipodal pair and `k = 3` both sides are `4`. -/
theorem welch_order_k_tight :
    (sum fun i => normSq (antipodalPair i) ^ 3) ^ 2 = 4 ∧
      (1 : Rat) ^ 3 * (sum fun i => sum fun j => dot (antipodalPair i) (antipodalPair j) ^ (2 * 3)) = 4 := by
  decide +kernel

/-- Powers keep the order of numbers that are not negative. -/
theorem pow_le_pow_of_nonneg {x y : α} (h0 : 0 ≤ x) (h : x ≤ y) (k : Nat) : 0 ≤ x ^ k ∧ x ^ k ≤ y ^ k := by
  induction k with
  | zero => grind
  | succ k ih =>
    have h₁ := mul_nonneg ih.1 h0
    have h₂ := mul_le_mul_of_nonneg_left ih.2 h0
    have h₃ := mul_nonneg (a := y - x) (b := y ^ k) (by grind) (by grind)
    rw [Lean.Grind.Semiring.pow_succ, Lean.Grind.Semiring.pow_succ]
    exact ⟨h₁, by grind⟩

/-- If `n` features are written along `W` and read along `R` in `d` dimensions, with `Rᵢ · Wᵢ = 1` and
`(Rᵢ · Wⱼ)² ≤ ε₂` for `i ≠ j`, then `n ≤ dᵏ (1 + (n - 1) ε₂ᵏ)` for each `k`.
Source: alon2003, on entrywise powers; garg2026, who use it for linear accessibility.
Why: a bound on high powers of the cross-talk, which by Jensen's inequality follows from order one, `alon_rank_bound`.
So it gives no logarithm of `n`: that comes from the binomial coefficient of `d + k - 1` over `k` in place of `dᵏ`, in
`readout_symPow_le`.
Tight: for `k = 1` as `alon_rank_bound`; for higher powers `linear_readout_pow_le_tight` has copies of one feature
only. -/
theorem linear_readout_pow_le (k : Nat) (R W : Fin n → Vec α d) {ε₂ : α} (h1 : ∀ i, dot (R i) (W i) = 1)
    (hε : ∀ i j, i ≠ j → dot (R i) (W j) ^ 2 ≤ ε₂) (hn : 1 ≤ n) :
    (n : α) ≤ (d : α) ^ k * (1 + ((n : α) - 1) * ε₂ ^ k) := by
  have hg : ∀ i j, mul (fun i => tensorPow k (R i)) (transpose fun j => tensorPow k (W j)) i j =
      dot (R i) (W j) ^ k := fun i j => dot_tensorPow k (R i) (W j)
  have h := alon_rank_bound (fun i => tensorPow k (R i)) (transpose fun j => tensorPow k (W j)) (ε₂ := ε₂ ^ k)
    (fun i => by rw [hg, h1 i]; exact Lean.Grind.Semiring.one_pow k)
    (fun i j hij => by
      have h' := (pow_le_pow_of_nonneg (sq_nonneg _) (hε i j hij) k).2
      rw [hg, pow_right_comm]
      exact h') hn
  rwa [natCast_pow] at h

/-- Equality in `linear_readout_pow_le`: three copies of one feature in one dimension, with `ε₂ = 1`. -/
theorem linear_readout_pow_le_tight :
    (∀ i j : Fin 3, dot (allOnes 3 i) (allOnes 3 j) = 1) ∧ (3 : Rat) = 1 ^ 2 * (1 + (3 - 1) * 1 ^ 2) := by
  decide +kernel

end ToyModels
