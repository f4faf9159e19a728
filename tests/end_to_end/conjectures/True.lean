/-! True conjectures, which no search must refute. -/

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

namespace Right

theorem welch (V : Fin n → Fin m → α) : (total fun i => normSq (V i)) ^ 2 ≤ (m : α) * potential V := sorry

theorem welch_coherence (V : Fin n → Fin m → α) (μ : α) (hu : ∀ i, normSq (V i) = 1)
    (hμ : ∀ i j, i ≠ j → inner (V i) (V j) ^ 2 ≤ μ) (hn : 1 ≤ n) :
    (n : α) - m ≤ m * ((n : α) - 1) * μ := sorry

theorem rankin (V : Fin n → Fin m → α) (c : α) (hu : ∀ i, normSq (V i) = 1)
    (hc : ∀ i j, i ≠ j → inner (V i) (V j) ≤ -c) (hn : 2 ≤ n) : ((n : α) - 1) * c ≤ 1 := sorry

theorem capacity_budget (V : Fin n → Fin m → α) : (total fun i => capacity V i) ≤ m := sorry

theorem capacity_at_most_one (V : Fin n → Fin m → α) (i : Fin n) : capacity V i ≤ 1 := sorry

theorem cauchy_schwarz (x y : Fin n → α) : inner x y ^ 2 ≤ normSq x * normSq y := sorry

theorem trace_cyclic (A B : Fin n → Fin n → α) : trace (mul A B) = trace (mul B A) := sorry

theorem frobenius_submultiplicative (A B : Fin n → Fin n → α) :
    frobenius (mul A B) ≤ frobenius A * frobenius B := sorry

theorem determinant_of_product (A B : Fin 2 → Fin 2 → α) : det (mul A B) = det A * det B := sorry

theorem cayley_hamilton (A : Fin 2 → Fin 2 → α) :
    ∀ i j, mul A A i j = trace A * A i j - det A * identity i j := sorry

theorem means (a b c : α) (ha : 0 ≤ a) (hb : 0 ≤ b) (hc : 0 ≤ c) : 27 * (a * b * c) ≤ (a + b + c) ^ 3 := sorry

theorem schur (a b c : α) (ha : 0 ≤ a) (hb : 0 ≤ b) (hc : 0 ≤ c) :
    0 ≤ a * (a - b) * (a - c) + b * (b - a) * (b - c) + c * (c - a) * (c - b) := sorry

theorem motzkin (x y : α) : 0 ≤ x ^ 4 * y ^ 2 + x ^ 2 * y ^ 4 + 1 - 3 * x ^ 2 * y ^ 2 := sorry

theorem jensen (p x : Fin n → α) (hp : ∀ i, 0 ≤ p i) (hs : total p = 1) :
    (total fun i => p i * x i) ^ 2 ≤ total fun i => p i * x i ^ 2 := sorry

theorem irrational (x : α) (n : Nat) (hn : n = 2) : 0 ≤ (x ^ 2 - 2) ^ 2 := sorry

theorem self_quotient (x : α) : x * (x / x) = x := sorry

theorem natural_subtraction (a b : Nat) (h : b ≤ a) : ((a - b : Nat) : α) = (a : α) - b := sorry

theorem nilpotent (A : Fin 2 → Fin 2 → α) (h : ∀ i j, mul A A i j = 0) : trace A = 0 := sorry

section
variable [DecidableLE α]

theorem relu_splits (x : α) : relu x - relu (-x) = x := sorry

theorem relu_contracts (x y : α) : abs (relu x - relu y) ≤ abs (x - y) := sorry
end

def Nonnegative : Prop := ∀ x y : Rat, 2 * (x * y) ≤ x ^ 2 + y ^ 2

end Right
