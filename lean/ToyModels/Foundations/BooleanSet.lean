module

public import ToyModels.Foundations.Vector

/-!
# Sets of indices and binary patterns

Which features are active is a set of indices, and the library writes it as a Boolean function. This file counts such
sets, turns them into vectors, and enumerates all of them by the binary digits of the numbers below `2 ^ n`, so that an
average over all patterns of activity is a sum over `Fin (2 ^ n)`.

## Main definitions

* `count S`, `indicator S`: the size of a set and its indicator vector.
* `unite S T`, `firstOnly`: a union; the set of the first index alone.
* `pattern k`: the set of the places where the binary digit of `k` is one.
* `lastOff k`, `lastOn k`: the two patterns of `n + 1` places that agree with `k` below the last.
* `signVector k`: the vector with `-1` in those places and `1` elsewhere.

## Main statements

* `sum_ite_set`: a constant summed over a set is the size of the set times the constant.
* `count_unite_le`: a union has at most as many elements as its parts together.
* `sum_two_pow_succ`: a sum over the patterns of `n + 1` places splits by the last place.
* `sum_signVector_mul`: the signs in different places are uncorrelated.

## Proof idea

Induction on the number of places. The number `2 ^ n + k` has the digits of `k` below place `n` and a one in it.

## What is not claimed

Nothing about infinite sets; and no probability space, only finite sums.

## References

The enumeration is the standard one.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {n : Nat}

/-- The number of elements of a set that is given by a Boolean function. -/
def count : {n : Nat} → (Fin n → Bool) → Nat
  | 0, _ => 0
  | n + 1, S => count (fun i : Fin n => S i.castSucc) + if S (Fin.last n) = true then 1 else 0

/-- The indicator vector of a set: one on the set and zero off it. -/
def indicator (S : Fin n → Bool) : Vec α n := fun i => if S i = true then 1 else 0

/-- The union of two sets. -/
def unite (S T : Fin n → Bool) : Fin n → Bool := fun i => if S i = true then true else T i

/-- The set whose only element is the first index. -/
def firstOnly : Fin n → Bool := fun i => decide (i.val = 0)

/-- The set of the places at which the binary digit of `k` is one. -/
def pattern (k : Nat) : Fin n → Bool := fun j => decide (k / 2 ^ j.val % 2 = 1)

/-- The number `k` with the digit zero added in place `n`: `k` itself. -/
def lastOff (k : Fin (2 ^ n)) : Fin (2 ^ (n + 1)) := ⟨k.val, by have := k.isLt; omega⟩

/-- The number `k` with the digit one added in place `n`: `2 ^ n + k`. -/
def lastOn (k : Fin (2 ^ n)) : Fin (2 ^ (n + 1)) := ⟨2 ^ n + k.val, by have := k.isLt; omega⟩

/-- The vector of signs that is coded by the binary digits of `k`: `-1` where the digit is one and `1` elsewhere. -/
def signVector (k : Nat) : Vec α n := fun j => if pattern k j = true then -1 else 1

/-! ### Counting -/

/-- A constant summed over a set is the size of the set times the constant. -/
theorem sum_ite_set (S : Fin n → Bool) (a : α) : sum (fun i => if S i = true then a else 0) = (count S : α) * a := by
  induction n with
  | zero => simp only [sum_zero, count]; grind
  | succ n ih => simp only [sum_succ, count, ih]; split <;> grind

/-- The entries of an indicator vector add up to the size of the set. -/
theorem sum_indicator (S : Fin n → Bool) : sum (indicator S : Vec α n) = (count S : α) :=
  (sum_ite_set S 1).trans (by grind)

/-- A set with an element has a positive size. -/
theorem one_le_count {S : Fin n → Bool} {i : Fin n} (hi : S i = true) : 1 ≤ count S := by
  have h := single_le_sum (α := Rat) (f := indicator S) (fun j => by unfold indicator; grind) i
  rw [sum_indicator, indicator, if_pos hi] at h
  exact (natCast_le_natCast (α := Rat) 1 (count S)).mp (by grind)

/-- A set has at most as many elements as there are indices, and fewer if an index is missing. -/
theorem count_add_le {S : Fin n → Bool} (i : Fin n) : count S + (if S i = true then 0 else 1) ≤ n := by
  have h := sum_le_sum (α := Rat) (f := fun j => indicator S j + if i = j then (if S j = true then 0 else 1) else 0)
    (g := fun _ => 1) (fun j => by unfold indicator; grind)
  rw [sum_add, sum_indicator, sum_ite_eq i fun j => if S j = true then (0 : Rat) else 1, sum_const] at h
  refine (natCast_le_natCast (α := Rat) _ n).mp ?_
  split <;> grind

/-- A union has at most as many elements as its parts together. -/
theorem count_unite_le (S T : Fin n → Bool) : count (unite S T) ≤ count S + count T := by
  induction n with
  | zero => simp only [count]; omega
  | succ n ih =>
    have h := ih (fun i => S i.castSucc) (fun i => T i.castSucc)
    change count (unite (fun i => S i.castSucc) fun i => T i.castSucc) +
      (if unite S T (Fin.last n) = true then 1 else 0) ≤ _
    simp only [count]
    cases hS : S (Fin.last n) <;> cases hT : T (Fin.last n) <;> simp only [unite, hS, hT] <;> grind

/-- An indicator vector vanishes off its set. -/
theorem indicator_of_false {S : Fin n → Bool} {i : Fin n} (h : S i = false) : (indicator S : Vec α n) i = 0 := by
  rw [indicator, h]
  exact if_neg Bool.false_ne_true

/-- An indicator vector is one on its set. -/
theorem indicator_of_true {S : Fin n → Bool} {i : Fin n} (h : S i = true) : (indicator S : Vec α n) i = 1 :=
  if_pos h

/-! ### Binary patterns -/

/-- A sum over the numbers with `n + 1` binary digits splits by the last digit. -/
theorem sum_two_pow_succ (f : Fin (2 ^ (n + 1)) → α) :
    sum f = sum fun k : Fin (2 ^ n) => f (lastOff k) + f (lastOn k) := by
  have e : 2 ^ (n + 1) = 2 ^ n + 2 ^ n := by omega
  let g : Nat → α := fun k => if h : k < 2 ^ (n + 1) then f ⟨k, h⟩ else 0
  have hg : ∀ k : Fin (2 ^ (n + 1)), f k = g k.val := fun k => by
    simp only [g, k.isLt, dite_true]
  have h : (sum fun k : Fin (2 ^ (n + 1)) => g k.val) = sum fun k : Fin (2 ^ n) => g k.val + g (2 ^ n + k.val) := by
    rw [e, sum_val_add, sum_add]
  rw [sum_congr hg, h]
  simp only [hg, lastOff, lastOn]

/-- Adding `2 ^ n` leaves the binary digits below place `n` alone. -/
theorem pattern_two_pow_add (k : Nat) (j : Fin n) : pattern (2 ^ n + k) j = (pattern k j : Bool) := by
  have hp : 2 ^ n = 2 ^ j.val * (2 * 2 ^ (n - 1 - j.val)) := by
    rw [← Nat.pow_succ', ← Nat.pow_add]
    congr 1
    omega
  rw [pattern, pattern, hp, Nat.mul_add_div (Nat.two_pow_pos j.val)]
  congr 2
  omega

/-- A number below `2 ^ n` has the digit zero in place `n`. -/
theorem pattern_last {k : Nat} (h : k < 2 ^ n) : pattern k (Fin.last n) = false := by
  rw [pattern, Fin.val_last, Nat.div_eq_of_lt h]
  rfl

/-- Adding `2 ^ n` to a number below `2 ^ n` puts the digit one in place `n`. -/
theorem pattern_two_pow_add_last {k : Nat} (h : k < 2 ^ n) : pattern (2 ^ n + k) (Fin.last n) = true := by
  rw [pattern, Fin.val_last, Nat.add_div_left _ (Nat.two_pow_pos n), Nat.div_eq_of_lt h]
  rfl

private theorem signVector_mul_last (j : Fin n) {k : Nat} (h : k < 2 ^ n) :
    (signVector k j.castSucc : α) * (signVector k : Vec α (n + 1)) (Fin.last n) +
      (signVector (2 ^ n + k) : Vec α (n + 1)) j.castSucc * (signVector (2 ^ n + k) : Vec α (n + 1)) (Fin.last n) =
        0 := by
  have e : (pattern (2 ^ n + k) : Fin (n + 1) → Bool) j.castSucc = pattern k j.castSucc := pattern_two_pow_add k j
  simp only [signVector, e, pattern_last h, pattern_two_pow_add_last h, if_true]
  grind

/-- Over all patterns of signs, the signs in two different places are uncorrelated. -/
theorem sum_signVector_mul {i j : Fin n} (h : i ≠ j) :
    (sum fun k : Fin (2 ^ n) => (signVector k.val : Vec α n) i * (signVector k.val : Vec α n) j) = 0 := by
  induction n with
  | zero => exact i.elim0
  | succ n ih =>
    rw [sum_two_pow_succ]
    simp only [lastOff, lastOn]
    cases i using Fin.lastCases with
    | last =>
      cases j using Fin.lastCases with
      | last => exact absurd rfl h
      | cast j => exact sum_eq_zero fun k => by have := signVector_mul_last (α := α) j k.isLt; grind
    | cast i =>
      cases j using Fin.lastCases with
      | last => exact sum_eq_zero fun k => signVector_mul_last i k.isLt
      | cast j =>
        have h' := ih (i := i) (j := j) (by grind)
        have e : ∀ k (i : Fin n), (signVector (2 ^ n + k) : Vec α (n + 1)) i.castSucc = (signVector k : Vec α n) i :=
          fun k i => congrArg (fun b : Bool => if b = true then (-1 : α) else 1) (pattern_two_pow_add k i)
        have e' : ∀ k (i : Fin n), (signVector k : Vec α (n + 1)) i.castSucc = (signVector k : Vec α n) i :=
          fun _ _ => rfl
        simp only [e, e', sum_add, h']
        grind

end ToyModels
