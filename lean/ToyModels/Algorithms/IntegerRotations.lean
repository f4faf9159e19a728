module

public import ToyModels.Algorithms.Groups
public import ToyModels.Learning.Linearised

/-!
# Clocks with whole numbers

The clock adds hours by multiplying rotations, and rotations usually need irrational numbers. In two dimensions three of
them can do without: turns by a third, a quarter and a sixth are matrices of whole numbers in a suitable basis. They
make worked examples that are exact: clocks of three, four and six hours, a clock of twelve hours from two of them, for
which the choice of frequencies changes the margin, and the permutations of three things, which do not commute.

## Main definitions

* `turnThree`, `turnFour`, `turnSix`: integer matrices of orders 3, 4 and 6.
* `turnLogit M a b c`: the trace of `M ^ a M ^ b M ^ (n - c)`, the score of `c` for the sum of `a` and `b`.
* `integerMatrix Z`: a matrix of whole numbers `Z`.
* `turnFive`: an integer matrix of order 5, in four dimensions.
* `integerStandard x`: the six permutations of three things as integer matrices.
* `integerLogit a b c`: the trace of the matrices of `a`, `b` and the inverse of `c`.

## Main statements

* `trace_turnThree`, `trace_turnFour`, `trace_turnSix`: the traces of all powers.
* `integer_turn_four_or_six`, `integer_turn_five`: in two dimensions there are no other orders above two.
* `turnLogit_three`, `turnLogit_four`, `turnLogit_six`: the scores of clocks of three, four and six hours.
* `clock_mod_twelve`: orders four and six together add modulo twelve, with margin three.
* `clock_mod_twelve_of_three_four`: orders three and four do so with margin two.
* `s3_integer_argmax`: the same for the permutations of three things, with margin two.

## Proof idea

The powers of each matrix repeat, so the scores depend on `a + b + n - c` modulo the order only. That there are no
other orders, the crystallographic restriction, is read off the powers: `M ^ (k + 1)` is `uₖ₊₁ M - uₖ det M` with whole
numbers `uₖ` that grow for ever unless the trace is small, and then `M ^ 4` or `M ^ 6` is one by counting.

## What is not claimed

Nothing about which orders there are in more dimensions, beyond the example of five in four.

## References

* [nanda2023], on the clock; [chughtai2023], on the group of permutations; [bamberg2003], on orders of integer
  matrices.
-/

@[expose] public noncomputable section

namespace ToyModels

variable {n : Nat}

open Mat

/-- The turn by a third in a basis in which its entries are whole numbers: rows `(0, -1)` and `(1, -1)`. -/
def turnThree : Mat Rat 2 2 := ofTwo 0 (-1) 1 (-1)

/-- The turn by a quarter: rows `(0, -1)` and `(1, 0)`. -/
def turnFour : Mat Rat 2 2 := ofTwo 0 (-1) 1 0

/-- The turn by a sixth in a basis in which its entries are whole numbers: rows `(0, -1)` and `(1, 1)`. -/
def turnSix : Mat Rat 2 2 := ofTwo 0 (-1) 1 1

/-- A matrix with the whole numbers `Z` as entries. -/
def integerMatrix (Z : Fin 2 → Fin 2 → Int) : Mat Rat 2 2 := fun i j => (Z i j : Rat)

/-- The turn by a fifth needs four dimensions to have entries that are whole numbers: each coordinate goes to the next,
and the last to the negative sum of all. -/
def turnFive : Mat Rat 4 4 := fun i j => if j.val = 3 then -1 else if i.val = j.val + 1 then 1 else 0

/-- The score of the candidate `c` for the sum of `a` and `b` modulo `n`, from a matrix `M` with `M ^ n = 1`: the trace
of `M ^ a M ^ b M ^ (n - c)`. -/
def turnLogit (M : Mat Rat 2 2) (a b c : Fin n) : Rat :=
  (((matrixPower M a.val).mul (matrixPower M b.val)).mul (matrixPower M (n - c.val))).trace

/-- The exchange of two coordinates. -/
def integerSwap : Mat Rat 2 2 := ofTwo 0 1 1 0

/-- The six permutations of three things as integer matrices: powers of the turn by a third, and their products with
the exchange of the coordinates. -/
def integerStandard (x : Fin 6) : Mat Rat 2 2 :=
  if x.val < 3 then matrixPower turnThree x.val else (matrixPower turnThree (x.val - 3)).mul integerSwap

/-- The matrix of the form `2 x² - 2 x y + 2 y²`. -/
def triangularForm : Mat Rat 2 2 := ofTwo 2 (-1) (-1) 2

/-- The score of the candidate `c` for the product of `a` and `b`: the trace of the matrices of `a`, `b` and the inverse
of `c`. -/
def integerLogit (a b c : Fin 6) : Rat :=
  (((integerStandard a).mul (integerStandard b)).mul (integerStandard (symmetricInv c))).trace

/-! ### Three clocks -/

/-- The integer matrices have the orders 3, 4 and 6. -/
theorem integer_turns_order :
    (∀ i j, matrixPower turnThree 3 i j = one i j) ∧ (∀ i j, matrixPower turnFour 4 i j = one i j) ∧
      ∀ i j, matrixPower turnSix 6 i j = one i j := by
  decide +kernel

private theorem matrixPower_mod {M : Mat Rat 2 2} {n : Nat} (h : ∀ i j, matrixPower M n i j = one i j) (e : Nat) :
    matrixPower M e = matrixPower M (e % n) := by
  have h' : matrixPower M n = one := funext fun i => funext (h i)
  have hq : ∀ q, matrixPower M (n * q + e % n) = matrixPower M (e % n) := fun q => by
    induction q with
    | zero => rw [Nat.mul_zero, Nat.zero_add]
    | succ q ih => rw [show n * (q + 1) + e % n = n + (n * q + e % n) by grind, ← matrixPower_add, h', one_mul, ih]
  rw [← hq (e / n), Nat.div_add_mod]

/-- The trace of the `e`-th power of the turn by a third is `2` if three divides `e`, and else `-1`.
Source: nanda2023, on the clock.
Why: what the clock reads off is twice the cosine of an angle, here a whole number.
Tight: an identity. -/
theorem trace_turnThree (e : Nat) : (matrixPower turnThree e).trace = if e % 3 = 0 then 2 else -1 := by
  have h : ∀ k : Fin 3, (matrixPower turnThree k.val).trace = if k.val = 0 then 2 else -1 := by decide +kernel
  rw [matrixPower_mod integer_turns_order.1]
  exact h ⟨e % 3, Nat.mod_lt _ (by decide)⟩

/-- The trace of the `e`-th power of the turn by a quarter is `2`, `0`, `-2` or `0`.
Source: nanda2023, on the clock.
Why: what the clock reads off is twice the cosine of an angle, here a whole number.
Tight: an identity. -/
theorem trace_turnFour (e : Nat) :
    (matrixPower turnFour e).trace = if e % 4 = 0 then 2 else if e % 4 = 2 then -2 else 0 := by
  have h : ∀ k : Fin 4, (matrixPower turnFour k.val).trace =
      if k.val = 0 then 2 else if k.val = 2 then -2 else 0 := by decide +kernel
  rw [matrixPower_mod integer_turns_order.2.1]
  exact h ⟨e % 4, Nat.mod_lt _ (by decide)⟩

/-- The trace of the `e`-th power of the turn by a sixth is `2`, `1`, `-1`, `-2`, `-1` or `1`.
Source: nanda2023, on the clock.
Why: what the clock reads off is twice the cosine of an angle, here a whole number.
Tight: an identity. -/
theorem trace_turnSix (e : Nat) : (matrixPower turnSix e).trace =
    if e % 6 = 0 then 2 else if e % 6 = 1 ∨ e % 6 = 5 then 1 else if e % 6 = 3 then -2 else -1 := by
  have h : ∀ k : Fin 6, (matrixPower turnSix k.val).trace =
      if k.val = 0 then 2 else if k.val = 1 ∨ k.val = 5 then 1 else if k.val = 3 then -2 else -1 := by decide +kernel
  rw [matrixPower_mod integer_turns_order.2.2]
  exact h ⟨e % 6, Nat.mod_lt _ (by decide)⟩

private theorem turnLogit_eq (M : Mat Rat 2 2) (a b c : Fin n) :
    turnLogit M a b c = (matrixPower M (a.val + b.val + (n - c.val))).trace := by
  rw [turnLogit, matrixPower_add, matrixPower_add]

/-- On a clock of three hours the right answer scores `2` and all others `-1`: the margin is three.
Source: nanda2023, on the clock.
Why: the smallest clock, exactly.
Tight: an identity. -/
theorem turnLogit_three (a b c : Fin 3) : turnLogit turnThree a b c = if c = cyclicMul a b then 2 else -1 := by
  rw [turnLogit_eq, trace_turnThree]
  simp only [Fin.ext_iff, cyclicMul]
  have := c.isLt
  split <;> split <;> first | rfl | omega

/-- On a clock of four hours the right answer scores `2`, the opposite hour `-2` and the others `0`: the margin is two.
Source: nanda2023, on the clock.
Why: the clock of `quarterCos`, in one frequency.
Tight: an identity. -/
theorem turnLogit_four (a b c : Fin 4) :
    turnLogit turnFour a b c = if c = cyclicMul a b then 2 else if c = cyclicMul (cyclicMul a b) 2 then -2 else 0 := by
  rw [turnLogit_eq, trace_turnFour]
  simp only [Fin.ext_iff, cyclicMul]
  have := c.isLt
  have : (2 : Fin 4).val = 2 := rfl
  split <;> split <;> (try split) <;> (try split) <;> first | rfl | omega

/-- On a clock of six hours the right answer scores `2` and all others at most `1`, as much as the next hour does: the
margin is one.
Source: nanda2023, on the clock.
Why: the more hours one frequency has to tell apart, the smaller the margin.
Tight: the hour after the right one scores `1`. -/
theorem turnLogit_six (a b c : Fin 6) :
    (turnLogit turnSix a b c = 2 ↔ c = cyclicMul a b) ∧ (c ≠ cyclicMul a b → turnLogit turnSix a b c ≤ 1) ∧
      (c = cyclicMul (cyclicMul a b) 1 → turnLogit turnSix a b c = 1) := by
  have key : ∀ r : Fin 6,
      ((if r.val = 0 then 2 else if r.val = 1 ∨ r.val = 5 then 1 else if r.val = 3 then -2 else -1) = (2 : Rat) ↔
        r.val = 0) ∧
      (r.val ≠ 0 →
        (if r.val = 0 then 2 else if r.val = 1 ∨ r.val = 5 then 1 else if r.val = 3 then -2 else -1) ≤ (1 : Rat)) ∧
      (r.val = 5 →
        (if r.val = 0 then 2 else if r.val = 1 ∨ r.val = 5 then 1 else if r.val = 3 then -2 else -1) = (1 : Rat)) := by
    decide +kernel
  have hk := key ⟨(a.val + b.val + (6 - c.val)) % 6, Nat.mod_lt _ (by decide)⟩
  have h1 : (1 : Fin 6).val = 1 := rfl
  have h₀ : c = cyclicMul a b ↔ (a.val + b.val + (6 - c.val)) % 6 = 0 := by
    have := c.isLt
    simp only [Fin.ext_iff, cyclicMul]
    omega
  have h₅ : c = cyclicMul (cyclicMul a b) 1 ↔ (a.val + b.val + (6 - c.val)) % 6 = 5 := by
    have := c.isLt
    simp only [Fin.ext_iff, cyclicMul, h1]
    omega
  rw [turnLogit_eq, trace_turnSix, Ne, h₀, h₅]
  exact hk

/-! ### No other orders -/

/-- The whole numbers with `M ^ (k + 1) = uₖ₊₁ M - d uₖ` for a matrix with trace `t` and determinant `d`. -/
private def powerCoefficient (t d : Int) : Nat → Int
  | 0 => 0
  | 1 => 1
  | k + 2 => t * powerCoefficient t d (k + 1) - d * powerCoefficient t d k

private theorem matrixPower_integerMatrix (Z : Fin 2 → Fin 2 → Int) {t d : Int} (ht : t = Z 0 0 + Z 1 1)
    (hd : d = Z 0 0 * Z 1 1 - Z 0 1 * Z 1 0) (k : Nat) (i j : Fin 2) :
    matrixPower (integerMatrix Z) (k + 1) i j =
      ((powerCoefficient t d (k + 1) * Z i j - d * powerCoefficient t d k * if i = j then 1 else 0 : Int) : Rat) := by
  induction k generalizing i j with
  | zero =>
    rw [matrixPower, matrixPower, mul_one]
    simp [powerCoefficient, integerMatrix]
  | succ k ih =>
    rw [matrixPower, Mat.mul, sum_fin_two, ih, ih, powerCoefficient, integerMatrix, integerMatrix,
      ← Rat.intCast_mul, ← Rat.intCast_mul, ← Rat.intCast_add]
    congr 1
    have h : ∀ l : Fin 2, l = 0 ∨ l = 1 := by decide
    rcases h i with rfl | rfl <;> rcases h j with rfl | rfl <;> simp <;> grind

private theorem natAbs_lt_of_large {t x y : Int} (ht : 2 ≤ t.natAbs) (h : y.natAbs < x.natAbs) :
    x.natAbs < (t * x - 1 * y).natAbs := by
  have h₁ := Nat.mul_le_mul_right x.natAbs ht
  rw [← Int.natAbs_mul] at h₁
  omega

private theorem powerCoefficient_ne_zero {t d : Int} (h : d = 1 ∧ 2 ≤ t.natAbs ∨ d = -1 ∧ t ≠ 0) (k : Nat) :
    powerCoefficient t d (k + 1) ≠ 0 := by
  rcases h with ⟨rfl, ht⟩ | ⟨rfl, ht⟩
  · have grows : ∀ k, (powerCoefficient t 1 k).natAbs < (powerCoefficient t 1 (k + 1)).natAbs := fun k => by
      induction k with
      | zero => simp [powerCoefficient]
      | succ k ih => exact natAbs_lt_of_large ht ih
    have := grows k
    omega
  · have same : ∀ k, powerCoefficient t (-1) (k + 1) ≠ 0 ∧
        0 ≤ t * (powerCoefficient t (-1) k * powerCoefficient t (-1) (k + 1)) := fun k => by
      induction k with
      | zero => simp [powerCoefficient]
      | succ k ih =>
        rw [powerCoefficient]
        generalize powerCoefficient t (-1) (k + 1) = x at *
        generalize powerCoefficient t (-1) k = y at *
        have hx : 0 < (t * x) * (t * x) := by
          have := Int.mul_ne_zero ht ih.1
          rcases Int.lt_or_gt_of_ne this with h | h
          · exact Int.mul_pos_of_neg_of_neg h h
          · exact Int.mul_pos h h
        have e : t * (x * (t * x - -1 * y)) = (t * x) * (t * x) + t * (y * x) := by grind
        exact ⟨fun h => by rw [h] at e; omega, by omega⟩
    exact (same k).1

private theorem eq_one_or_of_mul_eq_one {x y : Int} (h : x * y = 1) : x = 1 ∨ x = -1 := by
  have h' := congrArg Int.natAbs h
  rw [Int.natAbs_mul] at h'
  have := Nat.eq_one_of_mul_eq_one_right h'
  omega

/-- If a power of an integer matrix in two dimensions is one, then its fourth power is or its sixth power is: there are
no orders but 1, 2, 3, 4 and 6, the crystallographic restriction.
Source: bamberg2003, on the crystallographic restriction.
Why: clocks with whole numbers in one frequency have these numbers of hours, so that every other clock needs irrational
weights or more dimensions.
Tight: `integer_turns_order`, where the orders are 3, 4 and 6; in four dimensions there is order five,
`integer_turn_four_or_six_needs_two_dimensions`. -/
theorem integer_turn_four_or_six (Z : Fin 2 → Fin 2 → Int) (k : Nat)
    (h : ∀ i j, matrixPower (integerMatrix Z) (k + 1) i j = one i j) :
    (∀ i j, matrixPower (integerMatrix Z) 4 i j = one i j) ∨ ∀ i j, matrixPower (integerMatrix Z) 6 i j = one i j := by
  generalize ht : Z 0 0 + Z 1 1 = t
  generalize hd : Z 0 0 * Z 1 1 - Z 0 1 * Z 1 0 = d
  have entry : ∀ i j, powerCoefficient t d (k + 1) * Z i j - d * powerCoefficient t d k * (if i = j then 1 else 0) =
      if i = j then 1 else 0 := fun i j => by
    have := (matrixPower_integerMatrix Z ht.symm hd.symm k i j).symm.trans (h i j)
    simp only [one] at this
    split at this <;> split <;> first | contradiction | exact Rat.intCast_inj.mp (by simpa using this)
  have h₀₀ := entry 0 0
  have h₀₁ := entry 0 1
  have h₁₀ := entry 1 0
  have h₁₁ := entry 1 1
  have key : ∀ e, (∀ i j, powerCoefficient t d (e + 1) * Z i j - d * powerCoefficient t d e * (if i = j then 1 else 0) =
      if i = j then 1 else 0) → ∀ i j, matrixPower (integerMatrix Z) (e + 1) i j = one i j := fun e he i j => by
    rw [matrixPower_integerMatrix Z ht.symm hd.symm e, he, one]
    split <;> simp
  by_cases hu : powerCoefficient t d (k + 1) = 0
  · have hdet := eq_one_or_of_mul_eq_one (x := d) (y := -powerCoefficient t d k) (by grind)
    have hs := mt (powerCoefficient_ne_zero (t := t) (d := d) · k) (not_not_intro hu)
    have hcase : d = -1 ∧ t = 0 ∨ d = 1 ∧ (t = -1 ∨ t = 0 ∨ t = 1) := by omega
    have : powerCoefficient t d 4 = 0 ∧ d * powerCoefficient t d 3 = -1 ∨
        powerCoefficient t d 6 = 0 ∧ d * powerCoefficient t d 5 = -1 := by
      rcases hcase with ⟨rfl, rfl⟩ | ⟨rfl, rfl | rfl | rfl⟩ <;> decide
    exact this.imp (fun h => key 3 fun i j => by rw [h.1, h.2]; grind) fun h => key 5 fun i j => by rw [h.1, h.2]; grind
  · have h01 : Z 0 1 = 0 := (Int.mul_eq_zero.mp (by grind)).resolve_left hu
    have h10 : Z 1 0 = 0 := (Int.mul_eq_zero.mp (by grind)).resolve_left hu
    have hsame : Z 0 0 = Z 1 1 := Int.eq_of_mul_eq_mul_left hu (by grind)
    have hone := eq_one_or_of_mul_eq_one (x := Z 0 0)
      (y := powerCoefficient t d (k + 1) - Z 0 0 * powerCoefficient t d k) (by grind)
    have : powerCoefficient t d 4 * Z 0 0 - d * powerCoefficient t d 3 = 1 := by
      rw [← ht, ← hd, ← hsame, h01, Int.zero_mul]
      rcases hone with h | h <;> rw [h] <;> decide
    refine Or.inl (key 3 fun i j => ?_)
    have entries : Z i j = if i = j then Z 0 0 else 0 := by
      have h : ∀ l : Fin 2, l = 0 ∨ l = 1 := by decide
      rcases h i with rfl | rfl <;> rcases h j with rfl | rfl <;> simp [*]
    rw [entries]
    split <;> grind

/-- No integer matrix in two dimensions has order five.
Source: bamberg2003, on the crystallographic restriction.
Why: the smallest clock that whole numbers in one frequency cannot make.
Tight: in four dimensions there is one, `integer_turn_four_or_six_needs_two_dimensions`. -/
theorem integer_turn_five (Z : Fin 2 → Fin 2 → Int) (h : ∀ i j, matrixPower (integerMatrix Z) 5 i j = one i j)
    (i j : Fin 2) : integerMatrix Z i j = one i j := by
  have h₁ : matrixPower (integerMatrix Z) 1 = matrixPower (integerMatrix Z) 0 :=
    (integer_turn_four_or_six Z 4 h).elim (fun h' => (matrixPower_mod h 16).symm.trans (matrixPower_mod h' 16))
      fun h' => (matrixPower_mod h 36).symm.trans (matrixPower_mod h' 36)
  exact congrFun (congrFun ((mul_one _).symm.trans h₁) i) j

/-- `integer_turn_four_or_six` and `integer_turn_five` are about two dimensions: in four `turnFive` has order five. -/
theorem integer_turn_four_or_six_needs_two_dimensions :
    (∀ i j, matrixPower turnFive 5 i j = one i j) ∧
      ¬((∀ i j, matrixPower turnFive 4 i j = one i j) ∨ ∀ i j, matrixPower turnFive 6 i j = one i j) := by
  decide +kernel

/-! ### Twelve hours -/

private theorem hour_iff (a b c : Fin 12) :
    (c = cyclicMul a b ↔ (a.val + b.val + (12 - c.val)) % 12 = 0) ∧
      (c = cyclicMul (cyclicMul a b) 1 ↔ (a.val + b.val + (12 - c.val)) % 12 = 11) ∧
      (c = cyclicMul (cyclicMul a b) 3 ↔ (a.val + b.val + (12 - c.val)) % 12 = 9) := by
  have := c.isLt
  have h1 : (1 : Fin 12).val = 1 := rfl
  have h3 : (3 : Fin 12).val = 3 := rfl
  simp only [Fin.ext_iff, cyclicMul, h1, h3]
  omega

/-- The turns by a quarter and by a sixth together add modulo twelve: the right answer scores `4` and all others at most
`1`, as much as the next hour does.
Source: nanda2023, on several frequencies.
Why: four dimensions of whole numbers do addition modulo twelve, with margin three.
Tight: the hour after the right one scores `1`; `clock_mod_twelve_needs_two`. -/
theorem clock_mod_twelve (a b c : Fin 12) :
    (c = cyclicMul a b → turnLogit turnFour a b c + turnLogit turnSix a b c = 4) ∧
      (c ≠ cyclicMul a b → turnLogit turnFour a b c + turnLogit turnSix a b c ≤ 1) ∧
      (c = cyclicMul (cyclicMul a b) 1 → turnLogit turnFour a b c + turnLogit turnSix a b c = 1) := by
  obtain ⟨h₀, h₁, -⟩ := hour_iff a b c
  rw [turnLogit_eq, turnLogit_eq, trace_turnFour, trace_turnSix, Ne, h₀, h₁]
  generalize a.val + b.val + (12 - c.val) = e
  rw [show e % 4 = e % 12 % 4 by omega, show e % 6 = e % 12 % 6 by omega]
  generalize hr : e % 12 = r
  have key : ∀ r : Fin 12,
      (r.val = 0 → (if r.val % 4 = 0 then 2 else if r.val % 4 = 2 then -2 else 0) + (if r.val % 6 = 0 then 2 else
        if r.val % 6 = 1 ∨ r.val % 6 = 5 then 1 else if r.val % 6 = 3 then -2 else -1) = (4 : Rat)) ∧
      (¬r.val = 0 → (if r.val % 4 = 0 then 2 else if r.val % 4 = 2 then -2 else 0) + (if r.val % 6 = 0 then 2 else
        if r.val % 6 = 1 ∨ r.val % 6 = 5 then 1 else if r.val % 6 = 3 then -2 else -1) ≤ (1 : Rat)) ∧
      (r.val = 11 → (if r.val % 4 = 0 then 2 else if r.val % 4 = 2 then -2 else 0) + (if r.val % 6 = 0 then 2 else
        if r.val % 6 = 1 ∨ r.val % 6 = 5 then 1 else if r.val % 6 = 3 then -2 else -1) = (1 : Rat)) := by
    decide +kernel
  exact key ⟨r, by omega⟩

/-- So do the turns by a third and by a quarter, but then some wrong answers score `2`.
Source: nanda2023, on several frequencies.
Why: which frequencies a network uses changes its margin, here from three to two.
Tight: the answer that is three hours off the right one scores `2`. -/
theorem clock_mod_twelve_of_three_four (a b c : Fin 12) :
    (c = cyclicMul a b → turnLogit turnThree a b c + turnLogit turnFour a b c = 4) ∧
      (c ≠ cyclicMul a b → turnLogit turnThree a b c + turnLogit turnFour a b c ≤ 2) ∧
      (c = cyclicMul (cyclicMul a b) 3 → turnLogit turnThree a b c + turnLogit turnFour a b c = 2) := by
  obtain ⟨h₀, -, h₃⟩ := hour_iff a b c
  rw [turnLogit_eq, turnLogit_eq, trace_turnThree, trace_turnFour, Ne, h₀, h₃]
  generalize a.val + b.val + (12 - c.val) = e
  rw [show e % 3 = e % 12 % 3 by omega, show e % 4 = e % 12 % 4 by omega]
  generalize hr : e % 12 = r
  have key : ∀ r : Fin 12,
      (r.val = 0 → (if r.val % 3 = 0 then 2 else -1) +
        (if r.val % 4 = 0 then 2 else if r.val % 4 = 2 then -2 else 0) = (4 : Rat)) ∧
      (¬r.val = 0 → (if r.val % 3 = 0 then 2 else -1) +
        (if r.val % 4 = 0 then 2 else if r.val % 4 = 2 then -2 else 0) ≤ (2 : Rat)) ∧
      (r.val = 9 → (if r.val % 3 = 0 then 2 else -1) +
        (if r.val % 4 = 0 then 2 else if r.val % 4 = 2 then -2 else 0) = (2 : Rat)) := by
    decide +kernel
  exact key ⟨r, by omega⟩

/-- `clock_mod_twelve` needs both frequencies: for the sum of `0` and `0` the turn by a quarter alone gives `0` and `4`
the same score, and the turn by a sixth `0` and `6`. -/
theorem clock_mod_twelve_needs_two :
    (turnLogit turnFour (0 : Fin 12) 0 0 = 2 ∧ turnLogit turnFour (0 : Fin 12) 0 4 = 2) ∧
      turnLogit turnSix (0 : Fin 12) 0 0 = 2 ∧ turnLogit turnSix (0 : Fin 12) 0 6 = 2 := by
  decide +kernel

/-! ### Permutations -/

/-- The integer matrices multiply as the permutations of three things do. -/
theorem integerStandard_mul (a b : Fin 6) (i j : Fin 2) :
    integerStandard (symmetricMul a b) i j = (integerStandard a).mul (integerStandard b) i j := by
  revert a b i j
  decide +kernel

/-- In this basis the matrices are not orthogonal, but they keep the form `2 x² - 2 x y + 2 y²`: with its matrix `F`,
`ρ(a)ᵀ F ρ(a) = F`.
Source: chughtai2023, on representations.
Why: so the theorems on orthogonal representations apply after a change of basis, which no score sees:
`trace_logit_conj_invariant`.
Tight: an identity; `integerStandard_not_orthogonal`. -/
theorem integerStandard_form (a : Fin 6) (i j : Fin 2) :
    (integerStandard a).transpose.mul (triangularForm.mul (integerStandard a)) i j = triangularForm i j := by
  revert a i j
  decide +kernel

/-- The integer matrix of a rotation is not orthogonal. -/
theorem integerStandard_not_orthogonal : (integerStandard 1).transpose.mul (integerStandard 1) 0 1 ≠ 0 := by
  decide +kernel

/-- The right product scores `2`; other candidates score `0` if they differ from it by a reflection and `-1` if by a
rotation. So the margin is two.
Source: chughtai2023, on the group of permutations.
Why: the smallest case in which the order of the factors matters, with whole numbers.
Tight: an identity; `s3_integer_needs_faithful`, `s3_integer_needs_order`. -/
theorem s3_integer_argmax (a b c : Fin 6) :
    integerLogit a b c = if c = symmetricMul a b then 2
      else if (symmetricMul (symmetricMul a b) (symmetricInv c)).val < 3 then -1 else 0 := by
  have hm : ∀ x y, (integerStandard x).mul (integerStandard y) = integerStandard (symmetricMul x y) := fun x y =>
    funext fun i => funext fun j => (integerStandard_mul x y i j).symm
  have hc : ∀ x c : Fin 6, c = x ↔ symmetricMul x (symmetricInv c) = 0 := by decide +kernel
  have ht : ∀ g : Fin 6, (integerStandard g).trace = if g = 0 then 2 else if g.val < 3 then -1 else 0 := by
    decide +kernel
  rw [integerLogit, hm, hm, ht]
  simp only [hc (symmetricMul a b) c]

/-- `s3_integer_argmax` needs a faithful representation: the sign, which is the determinant, is one for the identity and
for a rotation. -/
theorem s3_integer_needs_faithful :
    ∀ x : Fin 6, x.val < 3 → integerStandard x 0 0 * integerStandard x 1 1 -
      integerStandard x 0 1 * integerStandard x 1 0 = 1 := by
  decide +kernel

/-- `s3_integer_argmax` needs the order of the factors: for a rotation and a reflection the product in the other order
scores `-1`. -/
theorem s3_integer_needs_order : integerLogit 1 3 (symmetricMul 3 1) = -1 := by
  decide +kernel

end ToyModels
