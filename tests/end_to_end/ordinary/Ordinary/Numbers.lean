/-! What exists among the rational numbers. -/

def mid (a b : Rat) : Rat := (a + b) / 2

def Between (a b : Rat) : Prop := ∃ c, a < c ∧ c < b

theorem exists_between (a b : Rat) (h : a < b) : Between a b := ⟨mid a b, by unfold mid; grind⟩

theorem between_iff (a b : Rat) : a < b ↔ ∃ c, a < c ∧ c < b := by sorry

theorem exists_solution (a b : Rat) (h : a ≠ 0) : ∃ x, a * x + b = 0 := ⟨-b / a, by grind⟩

theorem exists_sum_and_difference (a b : Rat) : ∃ x y : Rat, x + y = a ∧ x - y = b := by
  exact ⟨(a + b) / 2, (a - b) / 2, by grind⟩

theorem exists_above (n : Nat) (v : Fin n → Rat) : ∃ w : Fin n → Rat, ∀ i, v i < w i := by sorry

theorem exists_square_above (a : Rat) : ∃ x, a ≤ x * x := by sorry

theorem exists_natural_above (a : Rat) : ∃ n : Nat, a < n := by sorry

theorem square_nonneg (a : Rat) (h : ∃ x, x * x = a) : 0 ≤ a := by sorry

theorem none_between_equals (a b : Rat) (h : a ≤ b) : ∃ c, a < c ∧ c < b := by sorry

theorem zero_has_no_inverse (a : Rat) : ∃ x, a * x = 1 := by sorry

theorem equations_may_disagree (a b : Rat) : ∃ x y : Rat, x + y = a ∧ 2 * x + 2 * y = b := by sorry

theorem not_parallel (n : Nat) (v w : Fin n → Rat) : ∃ a : Rat, ∀ i, w i = a * v i := by sorry

theorem roots_may_be_irrational (a : Rat) (h : 0 ≤ a) : ∃ x, x * x = a := by sorry

theorem num_div_den (q : Rat) : (q.num : Rat) / (q.den : Rat) = q := by sorry

theorem den_of_sum (a b : Rat) : (a + b).den ∣ a.den * b.den := by sorry

theorem den_may_be_large (q : Rat) : q.den = 1 := by sorry

theorem doubling (a : Nat → Rat) (h0 : a 0 = 1) (h : ∀ n, a (n + 1) = 2 * a n) (n : Nat) : a n = 2 ^ n := by
  induction n with
  | zero => simp [h0]
  | succ n ih => rw [h, ih]; grind

theorem fibonacci_grows (f : Nat → Nat) (h0 : f 0 = 1) (h1 : f 1 = 1) (h : ∀ n, f (n + 2) = f (n + 1) + f n)
    (n : Nat) : f n ≤ f (n + 1) := by sorry

theorem growing_stays (f : Nat → Nat) (h : ∀ n, f n ≤ f (n + 1)) (m n : Nat) (hmn : m ≤ n) : f m ≤ f n := by sorry

theorem doubling_is_not_bounded (a : Nat → Rat) (h0 : a 0 = 1) (h : ∀ n, a (n + 1) = 2 * a n) (n : Nat) :
    a n ≤ 4 := by sorry

theorem growing_need_not_jump (f : Nat → Nat) (h : ∀ n, f n ≤ f (n + 1)) (n : Nat) : f n < f (n + 1) := by sorry
