/-! Elementary number theory. -/

def Even (n : Int) : Prop := ∃ k, n = 2 * k
def Odd (n : Int) : Prop := ∃ k, n = 2 * k + 1

theorem even_or_odd (n : Int) : Even n ∨ Odd n := by sorry
theorem even_add (m n : Int) (hm : Even m) (hn : Even n) : Even (m + n) := by
  obtain ⟨a, rfl⟩ := hm
  obtain ⟨b, rfl⟩ := hn
  exact ⟨a + b, by omega⟩
theorem odd_mul (m n : Int) (hm : Odd m) (hn : Odd n) : Odd (m * n) := by sorry
/-- False. -/
theorem odd_add (m n : Int) (hm : Odd m) (hn : Odd n) : Odd (m + n) := by sorry

def Prime (p : Nat) : Prop := 2 ≤ p ∧ ∀ d, d ∣ p → d = 1 ∨ d = p

theorem two_prime : Prime 2 := by sorry
/-- False: 2. -/
theorem prime_odd (p : Nat) (h : Prime p) : p % 2 = 1 := by sorry
theorem prime_dvd_mul (p a b : Nat) (h : Prime p) (h' : p ∣ a * b) : p ∣ a ∨ p ∣ b := by sorry
/-- False: 41. -/
theorem euler (n : Nat) : Prime (n ^ 2 + n + 41) := by sorry

def Cong (m a b : Int) : Prop := m ∣ a - b

notation:50 a " ≡ " b " [MOD " m "]" => Cong m a b

theorem cong_refl (m a : Int) : a ≡ a [MOD m] := ⟨0, by omega⟩
theorem cong_mul (m a b c d : Int) (h : a ≡ b [MOD m]) (h' : c ≡ d [MOD m]) : a * c ≡ b * d [MOD m] := by sorry
/-- False. -/
theorem cong_cancel (m a b c : Int) (h : a * b ≡ a * c [MOD m]) : b ≡ c [MOD m] := by sorry
theorem square_mod_four (n : Int) : n ^ 2 % 4 = 0 ∨ n ^ 2 % 4 = 1 := by sorry

def myGcd (a b : Nat) : Nat := if h : b = 0 then a else myGcd b (a % b)
termination_by b
decreasing_by exact Nat.mod_lt _ (by omega)

theorem myGcd_eq (a b : Nat) : myGcd a b = Nat.gcd a b := by sorry
theorem myGcd_le (a b : Nat) : myGcd a b ≤ a := by sorry

def fib : Nat → Nat
  | 0 => 0
  | 1 => 1
  | n + 2 => fib (n + 1) + fib n

theorem fib_gcd (m n : Nat) : fib (Nat.gcd m n) = Nat.gcd (fib m) (fib n) := by sorry

def isPrime (n : Nat) : Bool := n ≥ 2 && (List.range n).all fun d => d < 2 || n % d != 0

theorem isPrime_iff (n : Nat) : isPrime n = true ↔ Prime n := by sorry

def fact : Nat → Nat
  | 0 => 1
  | n + 1 => (n + 1) * fact n

theorem wilson (p : Nat) (h : Prime p) : (fact (p - 1) + 1) % p = 0 := by sorry
theorem fact_pos (n : Nat) : 0 < fact n := by sorry

def digitSum (n : Nat) : Nat := if n < 10 then n else n % 10 + digitSum (n / 10)

theorem digitSum_mod (n : Nat) : digitSum n % 9 = n % 9 := by sorry
/-- False at 10. -/
theorem digitSum_eq (n : Nat) : digitSum n = n := by sorry

def collatz (n : Nat) : Nat := if n % 2 = 0 then n / 2 else 3 * n + 1

def sumDivisors (n : Nat) : Nat := ((List.range (n + 1)).filter fun d => d ≠ 0 ∧ d ∣ n).sum

def Perfect (n : Nat) : Prop := 0 < n ∧ sumDivisors n = 2 * n

theorem perfect_even (n : Nat) (h : Perfect n) : n % 2 = 0 := by sorry

theorem prime_given (p d : Nat) (hp : 2 ≤ p) (h : ∀ d, d ∣ p → d = 1 ∨ d = p) (hd : d ∣ p) : d = 1 ∨ d = p := h d hd

inductive AboveZero : Int → Prop
  | zero : AboveZero 0
  | succ (n : Int) : AboveZero n → AboveZero (n + 1)

theorem aboveZero_nonneg (n : Int) (h : AboveZero n) : 0 ≤ n := by sorry

inductive EvenNat : Nat → Prop
  | zero : EvenNat 0
  | add_two (n : Nat) : EvenNat n → EvenNat (n + 2)

theorem evenNat_iff (n : Nat) : EvenNat n ↔ n % 2 = 0 := by sorry
theorem evenNat_add (m n : Nat) (h : EvenNat m) (h' : EvenNat n) : EvenNat (m + n) := by sorry
theorem evenNat_succ (n : Nat) (h : EvenNat n) : EvenNat (n + 1) := by sorry
