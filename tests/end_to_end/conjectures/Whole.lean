/-! False conjectures about integers, propositions, divisors, digits, enumerations and types without operations. -/

set_option warn.sorry false

namespace Wrong

theorem no_remainder (a b : Int) (hb : 0 < b) : a / b * b = a := sorry
theorem same_division (a b : Int) : a.tdiv b = a / b := sorry
theorem same_floor (a b : Int) : a.fdiv b = a / b := sorry
theorem never_negative (a : Int) (n : Nat) (h : a ≤ n) : a.natAbs ≤ n := sorry
theorem squares (x : Fin 2 → Int) : x 0 * x 0 + x 1 * x 1 ≠ 5 := sorry
theorem coprime (a b : Nat) (h : Nat.gcd a b = 1) : a = 1 ∨ b = 1 := sorry
theorem no_carry (a b : Nat) : a ^^^ b = a + b := sorry
theorem converse (p q : Prop) (h : p → q) : q → p := sorry
theorem onto {A B : Type} (f : A → B) (b : B) : ∃ a, f a = b := sorry

inductive Side where
  | left | right
  deriving DecidableEq

def Side.other : Side → Side
  | .left => .right
  | .right => .left

theorem fixed (s : Side) : s.other = s := sorry
theorem constant (x : Side → Rat) (s : Side) : x s = x s.other := sorry

end Wrong
