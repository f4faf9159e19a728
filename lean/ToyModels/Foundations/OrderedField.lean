module

public import Init

/-!
# Ordered fields

The scalars of the whole library. Core Lean states fields, linear orders and ordered rings as separate classes; every
theorem here wants all of them at once, so this file bundles them and proves the few facts about squares,
cancellation, quotients and casts that later proofs use.

## Main definitions

* `OrderedField α`: a linearly ordered field. `Rat` is an instance, and it is the one at which every statement is
  tested.

## Main statements

* `sq_nonneg`, `sq_eq_zero_iff`: squares are non-negative, and vanish only at zero.
* `le_of_mul_le_mul_left`: positive factors cancel from an inequality.
* `natCast_le_natCast`, `natCast_inj`: the natural numbers embed with their order.

## What is not claimed

No completeness and no square roots: every statement of the library holds in each ordered field, `Rat` included.
Division by zero is core's convention, `x / 0 = 0`.

## References

The classes are those of core Lean's `Lean.Grind` and `Std` namespaces.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

/-- A linearly ordered field, bundled from core's classes. -/
class OrderedField (α : Type u) extends Lean.Grind.Field α, LE α, LT α, Std.LawfulOrderLT α, Std.IsLinearOrder α,
  Lean.Grind.OrderedRing α

instance : OrderedField Rat := {}

attribute [scoped instance] Lean.Grind.Semiring.natCast Lean.Grind.Ring.intCast

open Lean.Grind

variable {α : Type u} [OrderedField α]

/-- Non-negative elements multiply to a non-negative one. -/
theorem mul_nonneg {a b : α} (ha : 0 ≤ a) (hb : 0 ≤ b) : 0 ≤ a * b :=
  OrderedRing.mul_nonneg ha hb

/-- Positive elements multiply to a positive one. -/
theorem mul_pos {a b : α} (ha : 0 < a) (hb : 0 < b) : 0 < a * b :=
  OrderedRing.mul_pos ha hb

/-- A square is non-negative. -/
theorem sq_nonneg (a : α) : 0 ≤ a ^ 2 := by
  rcases Std.le_total (a := 0) (b := a) with h | h
  · have := mul_nonneg h h
    grind
  · have := mul_nonneg (a := -a) (b := -a) (by grind) (by grind)
    grind

/-- A square vanishes only at zero. -/
theorem sq_eq_zero_iff (a : α) : a ^ 2 = 0 ↔ a = 0 := by grind

/-- Multiplying an inequality by a non-negative factor preserves it. -/
theorem mul_le_mul_of_nonneg_left {a b c : α} (h : a ≤ b) (hc : 0 ≤ c) : c * a ≤ c * b :=
  OrderedRing.mul_le_mul_of_nonneg_left h hc

/-- A positive factor cancels from an inequality. -/
theorem le_of_mul_le_mul_left {a b c : α} (h : c * a ≤ c * b) (hc : 0 < c) : a ≤ b :=
  (Field.IsOrdered.mul_le_mul_iff_of_pos_left hc).mp h

/-- If the square of a non-negative element is at most `c` times that element then the element is at most `c`,
provided that `c` is non-negative. -/
theorem le_of_sq_le_mul {a c : α} (hc : 0 ≤ c) (h : a ^ 2 ≤ c * a) : a ≤ c := by
  rcases Std.le_total (a := a) (b := 0) with ha | ha
  · exact Std.le_trans ha hc
  · by_cases h0 : a = 0
    · grind
    · exact le_of_mul_le_mul_left (c := a) (by grind) (by grind)

/-- The quotient of non-negative elements is non-negative. -/
theorem div_nonneg {a b : α} (ha : 0 ≤ a) (hb : 0 ≤ b) : 0 ≤ a / b := by
  rw [Field.div_eq_mul_inv]
  exact mul_nonneg ha (Field.IsOrdered.inv_nonneg_iff.mpr hb)

/-- A positive denominator moves to the other side of an upper bound. -/
theorem div_le_iff {a b c : α} (hb : 0 < b) : a / b ≤ c ↔ a ≤ c * b := by
  have h : a = a / b * b := by grind
  conv => rhs; rw [h]
  exact (Field.IsOrdered.mul_le_mul_iff_of_pos_right hb).symm

/-- A positive denominator moves to the other side of a lower bound. -/
theorem le_div_iff {a b c : α} (hb : 0 < b) : c ≤ a / b ↔ c * b ≤ a := by
  have h : a = a / b * b := by grind
  conv => rhs; rw [h]
  exact (Field.IsOrdered.mul_le_mul_iff_of_pos_right hb).symm

/-- A positive denominator cancels. -/
theorem div_mul_cancel {a b : α} (hb : 0 < b) : a / b * b = a := by grind

/-- The cast of a natural number is non-negative. -/
theorem natCast_nonneg (n : Nat) : 0 ≤ (n : α) := by
  induction n with
  | zero => grind
  | succ n ih => grind

/-- The cast from the natural numbers preserves and reflects the order. -/
theorem natCast_le_natCast (m n : Nat) : (m : α) ≤ (n : α) ↔ m ≤ n := by
  constructor
  · intro h
    rcases Nat.lt_or_ge n m with hlt | hge
    · have h' := natCast_nonneg (α := α) (m - n - 1)
      have e : ((m : Nat) : α) = ((n + 1 + (m - n - 1) : Nat) : α) := by congr 1; omega
      grind
    · exact hge
  · intro h
    have h' := natCast_nonneg (α := α) (n - m)
    have e : ((n : Nat) : α) = ((m + (n - m) : Nat) : α) := by congr 1; omega
    grind

/-- The cast from the natural numbers is injective. -/
theorem natCast_inj (m n : Nat) : (m : α) = (n : α) ↔ m = n := by
  have h₁ := natCast_le_natCast (α := α) m n
  have h₂ := natCast_le_natCast (α := α) n m
  grind

/-- The cast of a power is the power of the cast. -/
theorem natCast_pow (m k : Nat) : ((m ^ k : Nat) : α) = (m : α) ^ k := by
  induction k with
  | zero => grind
  | succ k ih => rw [Nat.pow_succ]; grind

/-- A positive natural number has a positive cast. -/
theorem natCast_pos (n : Nat) : 0 < (n : α) ↔ 0 < n := by
  have h := natCast_le_natCast (α := α) n 0
  grind

end ToyModels
