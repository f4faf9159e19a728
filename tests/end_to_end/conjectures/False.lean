/-! False conjectures of many kinds. None imports anything, and each is refuted by a small instance. -/

set_option autoImplicit false
set_option warn.sorry false

attribute [local instance] Lean.Grind.Semiring.natCast

universe u

variable {α : Type u} [Lean.Grind.Field α] [LE α] [LT α] [Std.LawfulOrderLT α] [Std.IsLinearOrder α]
  [Lean.Grind.OrderedRing α] {m n : Nat}

/-- The sum of finitely many numbers. -/
def total : {n : Nat} → (Fin n → α) → α
  | 0, _ => 0
  | n + 1, f => total (fun i : Fin n => f i.castSucc) + f (Fin.last n)

def inner (x y : Fin n → α) : α := total fun a => x a * y a

def normSq (x : Fin n → α) : α := inner x x

def mul (A B : Fin n → Fin n → α) : Fin n → Fin n → α := fun i j => total fun k => A i k * B k j

def trace (A : Fin n → Fin n → α) : α := total fun i => A i i

def frobenius (A : Fin n → Fin m → α) : α := total fun i => total fun j => A i j ^ 2

def identity : Fin n → Fin n → α := fun i j => if i = j then 1 else 0

def potential (V : Fin n → Fin m → α) : α := total fun i => total fun j => inner (V i) (V j) ^ 2

def overlap (V : Fin n → Fin m → α) (i : Fin n) : α := total fun j => inner (V i) (V j) ^ 2

def capacity (V : Fin n → Fin m → α) (i : Fin n) : α := normSq (V i) ^ 2 / overlap V i

def det (A : Fin 2 → Fin 2 → α) : α := A 0 0 * A 1 1 - A 0 1 * A 1 0

section
variable [DecidableLE α]

def relu (x : α) : α := if 0 ≤ x then x else 0

def abs (x : α) : α := if 0 ≤ x then x else -x
end

namespace Wrong

/-! Constants, dropped hypotheses and boundaries of bounds on interference -/

theorem welch_constant (V : Fin n → Fin m → α) :
    (total fun i => normSq (V i)) ^ 2 * 2 ≤ ((m : α) + 1) * potential V := sorry

theorem welch_without_unit_norm (V : Fin n → Fin m → α) (μ : α)
    (hμ : ∀ i j, i ≠ j → inner (V i) (V j) ^ 2 ≤ μ) (hn : 2 ≤ n) :
    (n : α) - m ≤ m * ((n : α) - 1) * μ := sorry

theorem welch_strict (V : Fin n → Fin m → α) (hn : 1 ≤ n) (hm : 1 ≤ m) :
    (total fun i => normSq (V i)) ^ 2 < (m : α) * potential V := sorry

theorem coherence_off_by_one (V : Fin n → Fin m → α) (μ : α) (hu : ∀ i, normSq (V i) = 1)
    (hμ : ∀ i j, i ≠ j → inner (V i) (V j) ^ 2 ≤ μ) (hn : 2 ≤ n) :
    (n : α) - m ≤ ((m : α) - 1) * ((n : α) - 1) * μ := sorry

theorem rankin_off_by_one (V : Fin n → Fin m → α) (c : α) (hu : ∀ i, normSq (V i) = 1)
    (hc : ∀ i j, i ≠ j → inner (V i) (V j) ≤ -c) (hn : 2 ≤ n) : (n : α) * c ≤ 1 := sorry

theorem capacity_sums_below (V : Fin n → Fin m → α) (hm : 1 ≤ m) :
    (total fun i => capacity V i) ≤ (m : α) - 1 := sorry

theorem capacity_positive (V : Fin n → Fin m → α) (i : Fin n) : 0 < capacity V i := sorry

theorem cauchy_schwarz_strict (x y : Fin n → α) (hx : ∃ a, x a ≠ 0) (hy : ∃ a, y a ≠ 0) :
    inner x y ^ 2 < normSq x * normSq y := sorry

theorem cauchy_schwarz_equality_means_equal (x y : Fin n → α)
    (h : inner x y ^ 2 = normSq x * normSq y) : ∀ a, x a = y a := sorry

theorem orthogonal_is_zero (x y : Fin n → α) (h : inner x y = 0) : ∀ a, x a * y a = 0 := sorry

theorem orthogonal_is_transitive (x y z : Fin 3 → α) (hxy : inner x y = 0) (hyz : inner y z = 0)
    (hx : normSq x = 1) (hy : normSq y = 1) (hz : normSq z = 1) : inner x z = 0 := sorry

/-! Matrices -/

theorem products_commute (A B : Fin n → Fin n → α) : ∀ i j, mul A B i j = mul B A i j := sorry

theorem trace_of_product (A B : Fin n → Fin n → α) : trace (mul A B) = trace A * trace B := sorry

theorem trace_cyclic_any_order (A B C : Fin n → Fin n → α) :
    trace (mul A (mul B C)) = trace (mul B (mul A C)) := sorry

theorem frobenius_of_product (A B : Fin n → Fin n → α) :
    frobenius (mul A B) * 2 ≤ frobenius A * frobenius B + frobenius A := sorry

theorem nilpotent_is_zero (A : Fin 2 → Fin 2 → α) (h : ∀ i j, mul A A i j = 0) : ∀ i j, A i j = 0 := sorry

theorem involution_is_identity (A : Fin 2 → Fin 2 → α) (h : ∀ i j, mul A A i j = identity i j)
    (ht : trace A ≠ 0) : A 0 0 = 1 := sorry

theorem singular_has_zero_row (A : Fin 2 → Fin 2 → α) (h : det A = 0) :
    (∀ j, A 0 j = 0) ∨ (∀ j, A 1 j = 0) := sorry

theorem kernel_makes_singular (A : Fin 2 → Fin 2 → α) (x : Fin 2 → α) (hx : ∀ i, inner (A i) x = 0) :
    det A = 0 := sorry

theorem rank_at_most_one (u v : Fin 2 → α) (A : Fin 2 → Fin 2 → α)
    (h : ∀ i j, A i j = u i * v j + v i * u j) : det A = 0 := sorry

theorem wrong_index (A : Fin n → Fin n → α) (x : Fin n → α) (i : Fin n) :
    (total fun j => A i j * x j) = total fun j => A j i * x j := sorry

theorem diagonal_dominates (A : Fin n → Fin n → α) (hs : ∀ i j, A i j = A j i) (hd : ∀ i, 0 ≤ A i i)
    (i j : Fin n) : A i j ^ 2 ≤ A i i * A j j := sorry

/-! False at size three and above only, or at rare values only -/

theorem parallel_up_to_two (x y : Fin n → α) (hx : total x = 0) (hy : total y = 0) :
    inner x y ^ 2 = normSq x * normSq y := sorry

theorem obtuse_family (V : Fin n → Fin m → α) (hu : ∀ i, normSq (V i) = 1)
    (h : ∀ i j, i ≠ j → inner (V i) (V j) ≤ 0) : n ≤ m + 1 := sorry

theorem cubes_cancel (x : Fin n → α) (h : total x = 0) : (total fun i => x i ^ 3) = 0 ∨ n ≠ 3 := sorry

theorem equal_values (a b : α) (ha : 0 < a) (hb : 0 < b) : a * b * 4 < (a + b) ^ 2 := sorry

theorem rare_root (x : α) : 6 * x ^ 2 - 5 * x + 1 ≠ 0 := sorry

theorem rare_point (x y : α) : (x - 7) ^ 2 + (y + 3) ^ 2 ≠ 0 := sorry

theorem narrow_interval (x : α) : 0 ≤ (x - 1 / 3) * (x - 2 / 5) := sorry

theorem extreme_ratio (x y : α) (hx : 0 < x) (hy : 0 < y) (h : x ^ 2 ≤ 12 * y ^ 2) : x * 2 ≤ 7 * y - x / 9 := sorry

theorem far_ratio (x y : α) (hy : 0 < y) : x ≤ 5000 * y := sorry

/-! Division by zero, natural subtraction, case distinctions -/

theorem self_quotient (x : α) : x / x = 1 := sorry

theorem quotient_cancels (a b c : α) : a * c / (b * c) = a / b := sorry

theorem inverse_reverses (a b : α) (h : a ≤ b) : 1 / b ≤ 1 / a := sorry

theorem normalised_has_norm_one (x : Fin n → α) : (total fun a => x a ^ 2 / normSq x) = 1 := sorry

theorem natural_subtraction (a b : Nat) : a - b + b = a := sorry

theorem natural_subtraction_cast (a b : Nat) : ((a - b : Nat) : α) = (a : α) - b := sorry

theorem natural_halves (a : Nat) : a / 2 + a / 2 = a := sorry

section
variable [DecidableLE α]

theorem relu_additive (x y : α) : relu (x + y) = relu x + relu y := sorry

theorem relu_homogeneous (c x : α) : relu (c * x) = c * relu x := sorry

theorem relu_contracts (x y : α) : abs (relu x - relu y) < abs (x - y) ∨ x = y := sorry

theorem triangle_reversed (x y : α) : abs x + abs y ≤ abs (x + y) := sorry

theorem far_away (x : α) : x ^ 2 ≤ 100 * (10 + 10 * abs x) * 10 := sorry

theorem clipping (x : α) (h : relu x * relu (1 - x) = 0) : x = 0 ∨ 1 ≤ x := sorry
end

theorem norm_positive (x : Fin n → α) (hn : 0 < n) : 0 < normSq x := sorry

theorem convex_weights (p x : Fin n → α) (hp : ∀ i, 0 ≤ p i) (hs : total p = 1) :
    (total fun i => p i * x i) ^ 2 = total fun i => p i * x i ^ 2 := sorry

theorem never_certain (p : Fin n → α) (hp : ∀ i, 0 ≤ p i) (hs : total p = 1) :
    (total fun i => p i ^ 2) < 1 := sorry

theorem means (a b c : α) (ha : 0 ≤ a) (hb : 0 ≤ b) (hc : 0 ≤ c) :
    (a + b + c) ^ 3 ≤ 26 * (a * b * c) + a ^ 3 + b ^ 3 + c ^ 3 := sorry

def Monotone : Prop := ∀ x y : Rat, x ≤ y → x ^ 2 ≤ y ^ 2

def Everywhere (α : Type) [Lean.Grind.Field α] [LE α] [LT α] [Std.LawfulOrderLT α] [Std.IsLinearOrder α]
    [Lean.Grind.OrderedRing α] : Prop := ∀ (n : Nat) (x : Fin n → α), total x ≤ normSq x

end Wrong
