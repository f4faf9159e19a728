module

public import ToyModels.Foundations.OrderedField

/-!
# Finite sums

Sums over `Fin n`, their algebra and their order, ending in the Cauchy-Schwarz inequality.

## Main definitions

* `sum f`, `prod f`: the sum and the product of `f i` over all `i : Fin n`.

## Main statements

* `sum_add`, `mul_sum`, `sum_comm`, `sum_mul_sum`: sums are linear, and double sums exchange.
* `sum_ite_eq`: a Kronecker delta picks one term.
* `sum_nonneg`, `sum_le_sum`, `sum_eq_zero_iff`: sums are monotone.
* `sum_mul_sq_le`: the Cauchy-Schwarz inequality.

## Proof idea

Everything up to the last section is induction on `n`, the sum being defined by splitting off the last term.
Cauchy-Schwarz is Lagrange's identity: twice the defect is a double sum of squares.

## What is not claimed

Nothing about infinite sums or other index types: an index is always a `Fin n`.

## References

* [steele2004], for Cauchy-Schwarz and Lagrange's identity.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- The sum of `f i` over all `i : Fin n`. -/
def sum : {n : Nat} → (Fin n → α) → α
  | 0, _ => 0
  | n + 1, f => sum (fun i : Fin n => f i.castSucc) + f (Fin.last n)

/-- The empty sum is zero. -/
theorem sum_zero (f : Fin 0 → α) : sum f = 0 := by rw [sum]

/-- A sum splits off its last term. -/
theorem sum_succ (f : Fin (n + 1) → α) : sum f = sum (fun i : Fin n => f i.castSucc) + f (Fin.last n) := by rw [sum]

/-- The product of finitely many elements. -/
def prod : {n : Nat} → (Fin n → α) → α
  | 0, _ => 1
  | n + 1, f => prod (fun i : Fin n => f i.castSucc) * f (Fin.last n)

/-- A sum of two terms. -/
theorem sum_fin_two (f : Fin 2 → α) : sum f = f 0 + f 1 := by
  have z : ∀ x : α, 0 + x = x := by grind
  rw [sum_succ, sum_succ, sum_zero, z]
  rfl

/-- A sum over the numbers below `M + N` is a sum over those below `M` and one over the others. -/
theorem sum_val_add (f : Nat → α) (M N : Nat) :
    (sum fun k : Fin (M + N) => f k.val) = (sum fun k : Fin M => f k.val) + sum fun k : Fin N => f (M + k.val) := by
  induction N with
  | zero => rw [sum_zero]; simp only [Nat.add_zero]; grind
  | succ N ih =>
    have h₁ := sum_succ fun k : Fin (M + N + 1) => f k.val
    have h₂ := sum_succ fun k : Fin (N + 1) => f (M + k.val)
    simp only [Fin.val_castSucc, Fin.val_last] at h₁ h₂
    exact h₁.trans (by grind)

/-! ### Linearity -/

/-- Equal terms have equal sums. -/
theorem sum_congr {f g : Fin n → α} (h : ∀ i, f i = g i) : sum f = sum g :=
  congrArg sum (funext h)

/-- The sum of pointwise sums is the sum of the sums. -/
theorem sum_add (f g : Fin n → α) : sum (fun i => f i + g i) = sum f + sum g := by
  induction n with
  | zero => simp only [sum_zero]; grind
  | succ n ih => simp only [sum_succ, ih]; grind

/-- A constant factor moves out of a sum on the left. -/
theorem mul_sum (a : α) (f : Fin n → α) : a * sum f = sum fun i => a * f i := by
  induction n with
  | zero => simp only [sum_zero]; grind
  | succ n ih => simp only [sum_succ, ← ih]; grind

/-- A constant factor moves out of a sum on the right. -/
theorem sum_mul (f : Fin n → α) (a : α) : sum f * a = sum fun i => f i * a := by
  have h := mul_sum a f
  have e : sum (fun i => f i * a) = sum fun i => a * f i := sum_congr fun i => by grind
  grind

/-- The sum of pointwise differences is the difference of the sums. -/
theorem sum_sub (f g : Fin n → α) : sum (fun i => f i - g i) = sum f - sum g := by
  have h := sum_add (fun i => f i - g i) g
  have e : sum (fun i => f i - g i + g i) = sum f := sum_congr fun i => by grind
  grind

/-- A sum of negated terms is the negated sum. -/
theorem sum_neg (f : Fin n → α) : sum (fun i => -f i) = -sum f := by
  have h := sum_add (fun i => -f i) f
  have e : sum (fun i => -f i + f i) = sum fun i => 0 * f i := sum_congr fun i => by grind
  have z := mul_sum 0 f
  grind

/-- A constant summed `n` times is `n` times the constant. -/
theorem sum_const (n : Nat) (a : α) : sum (fun _ : Fin n => a) = (n : α) * a := by
  induction n with
  | zero => simp only [sum_zero]; grind
  | succ n ih => simp only [sum_succ, ih]; grind

/-- Zeros add up to zero. -/
theorem sum_eq_zero {f : Fin n → α} (h : ∀ i, f i = 0) : sum f = 0 := by
  have := sum_const n (0 : α)
  rw [sum_congr h]
  grind

/-! ### Double sums -/

/-- The order of two summations does not matter. -/
theorem sum_comm (f : Fin m → Fin n → α) : sum (fun i => sum fun j => f i j) = sum fun j => sum fun i => f i j := by
  induction m with
  | zero => simp only [sum_zero]; exact (sum_eq_zero fun _ => rfl).symm
  | succ m ih => simp only [sum_succ, ih, sum_add]

/-- A product of two sums is the double sum of the products. -/
theorem sum_mul_sum (f : Fin m → α) (g : Fin n → α) : sum f * sum g = sum fun i => sum fun j => f i * g j := by
  rw [sum_mul]
  exact sum_congr fun i => mul_sum (f i) g

/-- A Kronecker delta picks one term of a sum. -/
theorem sum_ite_eq (i : Fin n) (f : Fin n → α) : sum (fun j => if i = j then f j else 0) = f i := by
  induction n with
  | zero => exact i.elim0
  | succ n ih =>
    rw [sum_succ]
    cases i using Fin.lastCases with
    | cast k =>
      have h := ih k fun j => f j.castSucc
      have hne : k.castSucc ≠ Fin.last n := Fin.ne_of_lt k.castSucc_lt_last
      simp only [Fin.castSucc_inj, h, hne, if_false]
      grind
    | last =>
      have h : sum (fun j : Fin n => if Fin.last n = j.castSucc then f j.castSucc else 0) = 0 :=
        sum_eq_zero fun j => if_neg (Fin.ne_of_gt j.castSucc_lt_last)
      rw [h, if_pos rfl]
      grind

/-- A Kronecker delta with its arguments exchanged picks one term of a sum. -/
theorem sum_ite_eq' (i : Fin n) (f : Fin n → α) : sum (fun j => if j = i then f j else 0) = f i := by
  simpa only [eq_comm] using sum_ite_eq i f

/-- A sum that takes one value at `i` and another everywhere else. -/
theorem sum_ite_const (i : Fin n) (a b : α) : sum (fun j => if i = j then a else b) = a + ((n : α) - 1) * b := by
  have h := sum_add (fun _ => b) fun j => if i = j then a - b else 0
  have e : sum (fun j => b + if i = j then a - b else 0) = sum fun j => if i = j then a else b :=
    sum_congr fun j => by grind
  rw [e, sum_const, sum_ite_eq i fun _ => a - b] at h
  grind

/-! ### Order -/

/-- Non-negative terms have a non-negative sum. -/
theorem sum_nonneg {f : Fin n → α} (h : ∀ i, 0 ≤ f i) : 0 ≤ sum f := by
  induction n with
  | zero => rw [sum_zero]; grind
  | succ n ih =>
    have h₁ := ih fun i => h i.castSucc
    have h₂ := h (Fin.last n)
    rw [sum_succ]
    grind

/-- Larger terms have a larger sum. -/
theorem sum_le_sum {f g : Fin n → α} (h : ∀ i, f i ≤ g i) : sum f ≤ sum g := by
  have := sum_nonneg (f := fun i => g i - f i) fun i => by have := h i; grind
  rw [sum_sub] at this
  grind

/-- A term of a sum of non-negative terms is at most the sum. -/
theorem single_le_sum {f : Fin n → α} (h : ∀ i, 0 ≤ f i) (i : Fin n) : f i ≤ sum f := by
  rw [← sum_ite_eq i f]
  exact sum_le_sum fun j => by have := h j; grind

/-- A sum of non-negative terms vanishes only if every term does. -/
theorem sum_eq_zero_iff {f : Fin n → α} (h : ∀ i, 0 ≤ f i) : sum f = 0 ↔ ∀ i, f i = 0 := by
  refine ⟨fun h0 i => ?_, sum_eq_zero⟩
  have h₁ := single_le_sum h i
  have h₂ := h i
  grind

/-! ### Cauchy-Schwarz -/

/-- Lagrange's identity: twice the defect of Cauchy-Schwarz is a double sum of squares. -/
theorem lagrange_identity (f g : Fin n → α) :
    sum (fun i => sum fun j => (f i * g j - f j * g i) ^ 2) =
      2 * (sum (fun i => f i ^ 2) * sum (fun i => g i ^ 2) - sum (fun i => f i * g i) ^ 2) := by
  have hfg := sum_mul_sum (fun i => f i ^ 2) (fun j => g j ^ 2)
  have hgf := sum_mul_sum (fun i => g i ^ 2) (fun j => f j ^ 2)
  have hc := sum_mul_sum (fun i => f i * g i) (fun j => -2 * (f j * g j))
  have e : ∀ i j, (f i * g j - f j * g i) ^ 2 =
      f i ^ 2 * g j ^ 2 + g i ^ 2 * f j ^ 2 + f i * g i * (-2 * (f j * g j)) := by grind
  simp only [e, sum_add]
  rw [← hfg, ← hgf, ← hc, ← mul_sum]
  grind

/-- The Cauchy-Schwarz inequality: the square of `Σᵢ fᵢ gᵢ` is at most `(Σᵢ fᵢ²) (Σᵢ gᵢ²)`. -/
theorem sum_mul_sq_le (f g : Fin n → α) :
    sum (fun i => f i * g i) ^ 2 ≤ sum (fun i => f i ^ 2) * sum (fun i => g i ^ 2) := by
  have h := lagrange_identity f g
  have := sum_nonneg fun i => sum_nonneg fun j => sq_nonneg (f i * g j - f j * g i)
  grind

/-- The square of a sum of `n` terms is at most `n` times the sum of their squares. -/
theorem sum_sq_le (f : Fin n → α) : sum f ^ 2 ≤ (n : α) * sum fun i => f i ^ 2 := by
  have h := sum_mul_sq_le (fun _ => 1) f
  have e : sum (fun i => 1 * f i) = sum f := sum_congr fun i => by grind
  have c := sum_const n ((1 : α) ^ 2)
  grind

end ToyModels
